import { HOST_PRESETS } from "../hosts";
import { insteadOfSecret } from "../insteadOfSecret";
import type { Steps } from "../../steps";
import { type FoundApp, hostOfText, isFoundBotId, isFoundClientId, type LeftOut } from "./foundApp";
import { algorithmIn } from "./ownWords";
import type { NamedValue } from "./scriptValues";

/**
 * The apps that names and values tell of, as a dotenv file has them: `ORDERS_CLIENT_ID` and `ORDERS_CLIENT_SECRET` are a
 * pair, since nothing else differs in their names. Where that isn't plain nothing is paired, and `leftOut` gets the
 * names. Takes time linear in the values.
 */
export function* pairedApps(values: readonly NamedValue[], leftOut: LeftOut): Steps<FoundApp[]> {
  const found = yield* sorted(values, leftOut);
  const ids = found.clientId.filter(({ value }) => value !== undefined && isFoundClientId(value));
  leftOut.add(
    "foreign",
    found.clientId.filter(isForeign).map(({ name }) => name),
  );
  const secrets = yield* pairedSecrets(ids, found, leftOut);
  const beside = {
    botId: yield* ByRest.of(found.botId),
    botName: yield* ByRest.of(found.botName),
    accountId: yield* ByRest.of(found.accountId),
    host: yield* ByRest.of(found.host),
    algorithm: yield* ByRest.of(found.algorithm),
  };
  const isAlone = new Set(ids.map(({ value }) => value)).size === 1;
  const apps: FoundApp[] = [];
  for (const id of ids) {
    yield;
    const valueOf = (role: keyof typeof beside, mayBeForAll: boolean): string | undefined => {
      const isOfBot = role === "botId" || role === "botName";
      const group = (isOfBot ? beside[role].ofBot(id) : undefined) ?? beside[role].besideOf(id, mayBeForAll);
      if (group?.one) group.isTaken = true;
      return group?.one?.value;
    };
    apps.push({
      clientId: id.value ?? "",
      clientSecret: secrets.get(id),
      botName: valueOf("botName", isAlone),
      label: labelOf(id),
      botId: valueOf("botId", isAlone),
      accountId: valueOf("accountId", true),
      host: valueOf("host", true),
      algorithm: algorithmIn(valueOf("algorithm", true)),
    });
  }
  for (const role of ids.length > 0 ? (["botId", "host"] as const) : [])
    for (const entry of found[role])
      if (!beside[role].exactly(entry)?.isTaken && !beside[role].nearly(entry)?.isTaken)
        leftOut.add("unplaced", [entry.name]);
  // Named as the app is, it may be the platform's all the same.
  const telling = new Set(ids.map((id) => id.telling).filter((words) => words !== ""));
  const besideApps = found.otherHost.filter((entry) => telling.has(entry.telling));
  leftOut.add(
    "unplaced",
    besideApps.map(({ name }) => name),
  );
  return apps;
}

type Role =
  | "clientId"
  | "clientSecret"
  | "maybeSecret"
  | "botId"
  | "botName"
  | "accountId"
  | "host"
  | "otherHost"
  | "algorithm";

/** A name with what it says beside its role. */
interface Entry extends NamedValue {
  /** The other words of the name, in order. */
  readonly rest: string;
  /** Those of them that tell one app from another. */
  readonly telling: string;
}

type ByRole = Readonly<Record<Role, Entry[]>>;

/** What a name says, longer ones first: `CLIENT_ID` in `ORDERS_CLIENT_ID`. */
const ROLES: readonly (readonly [role: Role | "appId" | "id", words: string])[] = [
  ["botId", "task bot id"],
  ["clientSecret", "client secret"],
  ["clientSecret", "clientsecret"],
  ["clientId", "client id"],
  ["clientId", "clientid"],
  ["maybeSecret", "app secret"],
  ["maybeSecret", "secret key"],
  ["maybeSecret", "api key"],
  ["maybeSecret", "apikey"],
  ["maybeSecret", "secret"],
  ["botId", "bot id"],
  ["botId", "botid"],
  ["botId", "stream id"],
  ["botId", "streamid"],
  ["botName", "bot name"],
  ["botName", "chat bot"],
  ["botName", "chatbot"],
  ["accountId", "account id"],
  ["accountId", "accountid"],
  ["host", "base url"],
  ["host", "baseurl"],
  ["host", "api url"],
  ["host", "url"],
  ["host", "host"],
  ["algorithm", "signing algorithm"],
  ["algorithm", "algorithm"],
  ["algorithm", "alg"],
  // BotKit calls the client ID so, and others many things.
  ["appId", "app id"],
  ["appId", "appid"],
  ["id", "id"],
];

/** Words that tell no app from another. */
const FILLERS: ReadonlySet<string> = new Set("kore koreai ai xo jwt app apps platform api sdk my the".split(" "));
/** Characters of a name that says something. */
const MAX_NAME = 200;

function* sorted(values: readonly NamedValue[], leftOut: LeftOut): Steps<ByRole> {
  const found: ByRole = {
    clientId: [],
    clientSecret: [],
    maybeSecret: [],
    botId: [],
    botName: [],
    accountId: [],
    host: [],
    otherHost: [],
    algorithm: [],
  };
  for (const { name, value } of yield* eachOnce(values, leftOut)) {
    yield;
    const words = wordsOf(name);
    const [said, spoken] = ROLES.find(([, each]) => ` ${words} `.includes(` ${each} `)) ?? [undefined, ""];
    const role = roleOf(said, value);
    if (role === undefined) continue;
    const rest = ` ${words} `.replace(` ${spoken} `, " ").trim();
    const telling = rest
      .split(" ")
      .filter((word) => !FILLERS.has(word))
      .join(" ");
    const entry: Entry = { name, value, rest, telling };
    if (role === "host" && !isHostOfPlatform(entry)) {
      found.otherHost.push(entry);
      continue;
    }
    if (value === undefined && (role === "clientId" || role === "clientSecret")) leftOut.add("notPlain", [name]);
    found[role].push(entry);
  }
  return found;
}

/** What the name says, and where that says nothing by itself, the value. */
function roleOf(said: Role | "appId" | "id" | undefined, value: string | undefined): Role | undefined {
  const isClientId = value !== undefined && isFoundClientId(value);
  switch (said) {
    case undefined:
    case "appId":
    case "id":
    case "host":
      if (isClientId) return "clientId";
      if (value !== undefined && isFoundBotId(value)) return "botId";
      return said === "host" ? "host" : undefined;
    case "maybeSecret":
      // Many things are called so: the form of the value tells.
      if (isClientId) return "clientId";
      return value !== undefined && isPlatformSecret(value) ? "maybeSecret" : undefined;
    case "botId":
      return value !== undefined && isFoundBotId(value) ? "botId" : undefined;
    default:
      return said;
  }
}

/** Base64 of 32 bytes (platform.md, 5). */
function isPlatformSecret(value: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(value.trim()) && insteadOfSecret(value.trim()) === undefined;
}

/** A server's own host stands in such files, too. */
function isHostOfPlatform({ name, value }: Entry): boolean {
  const host = value === undefined ? undefined : hostOfText(value);
  if (host === undefined) return false;
  return (
    /kore|platform/i.test(name) || host.endsWith(".kore.ai") || HOST_PRESETS.some((preset) => preset.host === host)
  );
}

/** One that stands there again says the same, or isn't taken. */
function* eachOnce(values: readonly NamedValue[], leftOut: LeftOut): Steps<NamedValue[]> {
  const first = new Map<string, NamedValue>();
  const several = new Set<string>();
  for (const value of values) {
    yield;
    if (value.name.length > MAX_NAME) continue;
    const known = first.get(value.name);
    if (!known) first.set(value.name, value);
    else if (known.value !== value.value) several.add(value.name);
  }
  // Only of those that are ours it is worth a word.
  for (const name of several) if (/client|secret|bot/i.test(name)) leftOut.add("twice", [name]);
  return [...first.values()].filter(({ name }) => !several.has(name));
}

/**
 * In lower case with single spaces, without what stands between words: `koreClientID` as `KORE_CLIENT_ID`, and
 * `CLIENT_ID2` as `CLIENT_ID_2`.
 */
function wordsOf(name: string): string {
  return name
    .replace(/(?<=id|secret|key|name|url|host|algorithm)(?=\d+(?:[^A-Za-z\d]|$))/gi, " ")
    .replace(/([a-z\d])(?=[A-Z])/g, "$1 ")
    .replace(/([A-Z])(?=[A-Z][a-z])/g, "$1 ")
    .replace(/[^A-Za-z\d]+/g, " ")
    .trim()
    .toLowerCase();
}

/** Names with the same words beside their role, or with the same telling ones. */
class Alike {
  readonly names: string[] = [];
  isTaken = false;
  #first: Entry | undefined;
  #isOne = true;

  add(entry: Entry): void {
    this.#first ??= entry;
    this.#isOne &&= entry.value === this.#first.value;
    if (this.names.length < MAX_NAMES) this.names.push(entry.name);
  }

  /** That of all of them, where they have one value. */
  get one(): Entry | undefined {
    return this.#isOne ? this.#first : undefined;
  }
}

/** Of a group in which it isn't plain what belongs together. */
const MAX_NAMES = 6;

class ByRest {
  readonly #byRest = new Map<string, Alike>();
  readonly #byTelling = new Map<string, Alike>();

  static *of(entries: readonly Entry[]): Steps<ByRest> {
    const groups = new ByRest();
    for (const entry of entries) {
      yield;
      add(groups.#byRest, entry.rest, entry);
      add(groups.#byTelling, entry.telling, entry);
    }
    return groups;
  }

  exactly({ rest }: Pick<Entry, "rest">): Alike | undefined {
    return this.#byRest.get(rest);
  }

  nearly({ telling }: Pick<Entry, "telling">): Alike | undefined {
    return this.#byTelling.get(telling);
  }

  /** What is meant for an app; what names none is for each, if it may be for all. */
  besideOf(app: Entry, mayBeForAll: boolean): Alike | undefined {
    return this.exactly(app) ?? this.nearly(app) ?? (mayBeForAll ? this.nearly({ telling: "" }) : undefined);
  }

  /** Of `ORDERS_BOT_CLIENT_ID` the `ORDERS_BOT_ID`, whose “bot” tells what it is. */
  ofBot({ telling }: Entry): Alike | undefined {
    return telling.endsWith(" bot") ? this.nearly({ telling: telling.slice(0, -" bot".length) }) : undefined;
  }
}

function add(groups: Map<string, Alike>, key: string, entry: Entry): void {
  const group = groups.get(key) ?? new Alike();
  group.add(entry);
  groups.set(key, group);
}

/** The client secret of each client ID; what belongs to none, or not plainly, is told. */
function* pairedSecrets(
  ids: readonly Entry[],
  { clientId, clientSecret, maybeSecret }: ByRole,
  leftOut: LeftOut,
): Steps<ReadonlyMap<Entry, string | undefined>> {
  // A secret may belong to what is no client ID of the platform's, or isn't known.
  const [rivals, secrets, maybe] = [
    yield* ByRest.of(clientId),
    yield* ByRest.of(clientSecret),
    yield* ByRest.of(maybeSecret),
  ];
  const pairs = new Map<Entry, string | undefined>();
  for (const id of ids) {
    yield;
    const exact = secrets.exactly(id) ?? (id.rest === "" ? undefined : maybe.exactly(id));
    const near = secrets.nearly(id) ?? (id.telling === "" ? undefined : maybe.nearly(id));
    const [secret, rival] = exact ? [exact, rivals.exactly(id)] : [near, rivals.nearly(id)];
    if (!secret) continue;
    if (secret.one && rival?.one) {
      pairs.set(id, secret.one.value);
      secret.isTaken = true;
    } else if (exact && !exact.isTaken) {
      leftOut.add("ambiguous", [...exact.names, ...(rival?.names ?? [])]);
      exact.isTaken = true;
    }
  }
  const foreign = yield* ByRest.of(clientId.filter(isForeign));
  // What is called a secret and no more, where a client ID lacks one, may be meant for it.
  const nameless = pairs.size < ids.length ? maybeSecret.filter(({ telling }) => telling === "") : [];
  for (const entry of [...clientSecret, ...nameless]) {
    yield;
    if (secrets.exactly(entry)?.isTaken || secrets.nearly(entry)?.isTaken || !entry.value?.trim()) continue;
    leftOut.add(foreign.exactly(entry) ? "foreign" : "unmatched", [entry.name]);
  }
  return pairs;
}

/** A client ID of another service. */
function isForeign({ value }: Entry): boolean {
  return value !== undefined && value.trim() !== "" && !isFoundClientId(value);
}

/** `ORDERS_CLIENT_ID` is called “Orders”. */
function labelOf({ telling }: Entry): string | undefined {
  const label = telling.replace(/(?<=^| )[a-z]/g, (letter) => letter.toUpperCase());
  return /[A-Z]/.test(label) ? label : undefined;
}
