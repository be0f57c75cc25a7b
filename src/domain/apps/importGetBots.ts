import { UserError } from "../errors";
import type { Steps } from "../steps";
import type { CheckedSecret } from "../keys/checkedSecret";
import { checkClientSecret, type ClientSecretCheck } from "./clientSecret";
import { botIdForm, isAccountId, isBotId } from "./credentials";
import { isClientId, tooManyApps } from "./importExport";
import { cleanName } from "./appName";
import { type ImportRemarks, shownName } from "./importRemarks";

/** One entry of `bots[].jwtApps[]` with what is said of its bot (facts, 1.2). */
export interface BotApp {
  readonly botName: string;
  readonly botId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly clientId: string;
  /** Undefined where it is missing. */
  readonly secret?: ClientSecretCheck | undefined;
  readonly enforceJti: boolean;
  readonly enforceJwe: boolean;
  /** Seconds since the epoch. */
  readonly createdAt?: number | undefined;
}

/**
 * The JWT apps in a Get Bots response, wherever it stands in the JSON. Each client ID is taken once.
 * @throws UserError where there are neither bots nor JWT apps
 */
export function* readGetBots(json: unknown, limit: number): Steps<ImportRemarks & { readonly apps: readonly BotApp[]; readonly morePages: boolean }> {
  const response = new Response();
  response.visit(json, 0);
  if (!response.hasBots) throw notBots(json);
  const apps = new Map<string, BotApp>();
  const remarks: ImportRemarks = { problems: [...response.problems], notes: [...response.notes] };
  const bots = new Map<JsonObject | undefined, BotValues>();
  for (const { bot, entry } of response.entries) {
    yield;
    try {
      const ofBot = bots.get(bot) ?? readBot(bot, remarks);
      bots.set(bot, ofBot);
      const app = readEntry(entry, ofBot, remarks);
      const first = apps.get(app.clientId);
      if (!first) apps.set(app.clientId, app);
      else if (!isSameApp(first, app)) remarks.problems.push(new UserError("client-id-twice", "The client ID {0} is listed more than once, with different data; the first one was taken.", { args: [app.clientId] }));
      else if (first.botName !== app.botName) remarks.notes.push(new UserError("client-id-twice", "The client ID {0} is listed more than once, also for “{1}”; it was taken once.", { args: [app.clientId, app.botName] }));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      remarks.problems.push(error);
    }
    if (apps.size > limit) break;
    if (remarks.problems.length > limit) {
      remarks.problems.push(new UserError("import-too-wrong", "More than {0} JWT apps can't be taken; the rest was left out.", { args: [limit] }));
      break;
    }
  }
  const kept = [...apps.values()].slice(0, limit);
  if (apps.size > limit) remarks.problems.push(tooManyApps(limit));
  return { apps: kept, ...remarks, morePages: response.morePages };
}

type JsonObject = Readonly<Record<string, unknown>>;

/** How deep bots may be wrapped in other objects. */
const MAX_WRAPPING = 6;

/** Walks through the JSON and gathers the entries together with the bot that each one belongs to. */
class Response {
  readonly entries: { readonly bot: JsonObject | undefined; readonly entry: unknown }[] = [];
  readonly problems: UserError[] = [];
  readonly notes: UserError[] = [];
  hasBots = false;
  morePages = false;

  visit(value: unknown, depth: number): void {
    if (typeof value !== "object" || value === null) return;
    if (depth > MAX_WRAPPING) return this.#tooDeep();
    if (Array.isArray(value)) this.#visitList(value as unknown[], depth);
    else this.#visitObject(value as JsonObject, depth);
  }

  /** Beside JWT apps, whatever has a client ID or is no object is one that can't be taken. */
  #visitList(list: readonly unknown[], depth: number): void {
    const areApps = list.some((element) => isObject(element) && !Object.hasOwn(element, "jwtApps") && isBareApp(element));
    for (const element of list) {
      if (areApps && (!isObject(element) || Object.hasOwn(element, "clientId"))) this.entries.push({ bot: undefined, entry: element });
      else this.visit(element, depth + 1);
    }
    this.hasBots ||= areApps;
  }

  #tooDeep(): void {
    if (this.notes.some(({ code }) => code === "import-too-deep")) return;
    this.notes.push(new UserError("import-too-deep", "What is wrapped in more than {0} objects or lists was not searched for bots.", { args: [MAX_WRAPPING] }));
  }

  #visitObject(object: JsonObject, depth: number): void {
    if (Object.hasOwn(object, "jwtApps")) {
      this.#addBot(object);
      const { bots } = object;
      if (Object.hasOwn(object, "bots") && Array.isArray(bots)) this.#addBots(bots as unknown[], object);
      return;
    }
    if (isBareApp(object)) {
      this.hasBots = true;
      this.entries.push({ bot: undefined, entry: object });
      return;
    }
    for (const [name, child] of Object.entries(object)) {
      if (name === "bots" && Array.isArray(child)) this.#addBots(child as unknown[], object);
      else this.visit(child, depth + 1);
    }
  }

  /** A bot without JWT apps isn't searched: the credentials in it belong to its channels. */
  #addBots(bots: readonly unknown[], response: JsonObject): void {
    this.hasBots = true;
    this.morePages ||= response["availableMore"] === true || response["moreAvailable"] === true;
    for (const bot of bots) if (isObject(bot) && Object.hasOwn(bot, "jwtApps")) this.#addBot(bot);
    const others = bots.filter((bot) => !isObject(bot)).length;
    if (others > 0) this.notes.push(new UserError("bot-no-object", "What “bots” lists beside bots was left out ({0}).", { args: [others] }));
  }

  #addBot(bot: JsonObject): void {
    this.hasBots = true;
    const list = bot["jwtApps"];
    if (list === null || list === undefined) return;
    if (!Array.isArray(list)) {
      this.problems.push(new UserError("jwt-apps-no-list", "The JWT apps of “{0}” are no list.", { args: [nameOf(bot)] }));
      return;
    }
    for (const entry of list as unknown[]) this.entries.push({ bot, entry });
  }
}

/** One of `jwtApps` on its own, told from other credentials by its switches or the prefix of its client ID. */
function isBareApp(object: JsonObject): boolean {
  const clientId = text(object, "clientId");
  return Object.hasOwn(object, "jtiClaimEnforced") || Object.hasOwn(object, "jweEncryptionEnforced") || clientId?.trim().startsWith("cs-") === true;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type BotValues = Pick<BotApp, "botName" | "botId" | "accountId">;

const BOT_ID_NAMES = ["_id", "botId", "streamId", "id"] as const;

function readBot(bot: JsonObject | undefined, { problems, notes }: ImportRemarks): BotValues {
  const botName = nameOf(bot);
  const names = ["name", "botName"].filter((name) => isGiven(bot, name));
  if (names.length > 0 && !names.some((name) => text(bot, name)?.trim() === botName)) {
    notes.push(new UserError("bot-name-cleaned", "The name of a bot was taken as “{0}”: what is no text or can't be seen went, and what is too long was cut.", { args: [botName] }));
  }
  const ids = BOT_ID_NAMES.filter((name) => isGiven(bot, name));
  // A bot may have an ID of a database beside its own.
  const botIds = new Set(ids.flatMap((name) => text(bot, name)?.trim() ?? []).filter(isBotId));
  const [botId] = botIds;
  if (botId === undefined && ids.length > 0) {
    problems.push(new UserError("bot-id-malformed", "What “{0}” has as “{1}” can't be a bot ID and was left out: bot IDs are “st-” and a UUID.", { args: [botName, ids.join(", ")] }));
  }
  if (botIds.size > 1) {
    problems.push(new UserError("bot-id-twice", "“{0}” has several bot IDs, of which {1} was taken.", { args: [botName, botId ?? ""] }));
  }
  if (botId !== undefined && botIdForm(botId) === "unusual") {
    notes.push(new UserError("bot-id-unusual", "The bot ID of “{0}” was taken; every known bot ID has a UUID of version 5, and this one's is another.", { args: [botName] }));
  }
  const accountId = text(bot, "accountId")?.trim();
  const isSound = accountId !== undefined && isAccountId(accountId);
  if (!isSound && isGiven(bot, "accountId")) {
    problems.push(new UserError("account-id-malformed", "What “{0}” has as “{1}” can't be an account ID and was left out: account IDs are 24 hexadecimal digits.", { args: [botName, "accountId"] }));
  }
  return { botName, botId, accountId: isSound ? accountId : undefined };
}

/** Whether there is more than a blank. */
function isGiven(object: JsonObject | undefined, name: string): boolean {
  const value = object && Object.hasOwn(object, name) ? object[name] : undefined;
  return value !== undefined && value !== null && !(typeof value === "string" && value.trim() === "");
}

function readEntry(entry: unknown, bot: BotValues, remarks: ImportRemarks): BotApp {
  const { botName } = bot;
  if (!isObject(entry)) throw new UserError("jwt-app-no-object", "A JWT app of “{0}” is no object.", { args: [botName] });
  const clientId = text(entry, "clientId")?.trim() ?? "";
  if (clientId === "") throw new UserError("client-id-missing", "A JWT app of “{0}” has no client ID.", { args: [botName] });
  if (!isClientId(clientId)) throw new UserError("client-id-malformed", "A JWT app of “{0}” has a client ID that can't be one.", { args: [botName] });
  const app: BotApp = {
    ...bot,
    clientId,
    secret: secretOf(entry, clientId, botName),
    enforceJti: flag(entry, "jtiClaimEnforced", clientId),
    enforceJwe: flag(entry, "jweEncryptionEnforced", clientId),
    createdAt: secondsOf(entry["createdOn"]),
  };
  tellUntaken(entry, app, remarks);
  return app;
}

/** What an entry has beside what was read of it. */
function tellUntaken(entry: JsonObject, { clientId, createdAt }: BotApp, { problems, notes }: ImportRemarks): void {
  if (createdAt === undefined && isGiven(entry, "createdOn")) {
    problems.push(new UserError("created-on-malformed", "The “{1}” of {0} is no time, so it was left out.", { args: [clientId, "createdOn"] }));
  }
  const extra = Object.keys(entry).filter((name) => !ENTRY_FIELDS.has(name) && isGiven(entry, name));
  if (extra.length > 0) {
    const names = extra.slice(0, 10).map(shownName).join(", ");
    notes.push(new UserError("jwt-app-extra", "The JWT app {0} has fields that are not known, and they were left out: {1}.", { args: [clientId, extra.length > 10 ? `${names}, …` : names] }));
  }
}

/** Facts, 1.2. */
const ENTRY_FIELDS: ReadonlySet<string> = new Set(["clientId", "clientSecret", "jtiClaimEnforced", "jweEncryptionEnforced", "createdOn"]);

function nameOf(bot: JsonObject | undefined): string {
  return cleanName(text(bot, "name", "botName", "_id", "botId", "streamId") ?? "", 120) || "JWT app";
}

/** The first of these properties that holds text; only the object's own count. */
function text(object: JsonObject | undefined, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = object && Object.hasOwn(object, name) ? object[name] : undefined;
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

/** An absent switch is off. */
function flag(app: JsonObject, name: string, clientId: string): boolean {
  const value = Object.hasOwn(app, name) ? app[name] : undefined;
  if (value === true || value === "true") return true;
  if (value === false || value === "false" || value === undefined || value === null) return false;
  throw new UserError("flag-malformed", "The {0} of {1} is neither true nor false.", { args: [name, clientId] });
}

function secretOf(app: JsonObject, clientId: string, botName: string): ClientSecretCheck | undefined {
  const value = Object.hasOwn(app, "clientSecret") ? app["clientSecret"] : undefined;
  if (value !== undefined && value !== null && typeof value !== "string") {
    throw new UserError("client-secret-malformed", "A JWT app of “{0}” has a client secret that is no text.", { args: [botName] });
  }
  const check = checkClientSecret(value ?? "", { clientId });
  if (check.outcome === "accepted") return check;
  if (check.why === "too-long") throw new UserError("client-secret-malformed", "A JWT app of “{0}” has a client secret that is too long to be one.", { args: [botName] });
  return check.why === "empty" ? undefined : check;
}

/** ISO 8601, or a number of seconds or milliseconds; undefined for anything else. */
function secondsOf(createdOn: unknown): number | undefined {
  const time =
    typeof createdOn === "string" && /^\d{4}-\d{2}-\d{2}(?:T[\d:.]{5,18}(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(createdOn)
      ? Date.parse(createdOn) / 1000
      : typeof createdOn === "number"
        ? createdOn / (createdOn > 100_000_000_000 ? 1000 : 1)
        : Number.NaN;
  return time >= 0 && time < 100_000_000_000 ? Math.floor(time) : undefined;
}

function isSameApp(a: BotApp, b: BotApp): boolean {
  return (
    secretIn(a) === secretIn(b) &&
    a.enforceJti === b.enforceJti &&
    a.enforceJwe === b.enforceJwe &&
    a.botId?.toLowerCase() === b.botId?.toLowerCase() &&
    a.accountId === b.accountId
  );
}

/** The client secret that an entry brings. */
export function secretIn({ secret }: Pick<BotApp, "secret">): CheckedSecret | undefined {
  return secret?.outcome === "accepted" ? secret.secret : undefined;
}

function notBots(json: unknown): UserError {
  if (typeof json === "object" && json !== null && Object.hasOwn(json, "errors")) {
    return new UserError("import-error-answer", "This is an error answer of the platform, not its list of bots.", {
      remedy: "Get Bots needs a token of an app created in the Admin Console with the scope Role Management.",
    });
  }
  return new UserError("import-no-bots", "There are neither bots nor JWT apps in this JSON.", { remedy: "Copy the whole response of the Get Bots API, or what Export Apps wrote." });
}
