import { UserError } from "../../errors";
import { AppSecretValues } from "../appSecrets";
import { isSaid, shownName } from "./jsonObject";
import type { JwtApp } from "../jwtApp";
import { isSameText } from "./sameValue";
import { botIdForm, isAccountId } from "../platformIds";

/** What an import says beside its apps: nothing of the source goes without a word. */
export interface ImportRemarks {
  /** What could not be taken. */
  readonly problems: UserError[];
  /** What was taken otherwise than it stands there, or means nothing here. */
  readonly notes: UserError[];
}

/** A value of a source that isn't in what was made of it. */
interface Untaken {
  /** Names and positions from the entry down, with dots: `platformKey.d`. */
  readonly path: string;
  /** Its name is that of a secret. Its value is never told. */
  readonly isSecret: boolean;
  /** What was taken in its place; undefined where nothing was. */
  readonly taken?: string | number | boolean | undefined;
}

/** Some of a kind: the first of them, and how many there are. */
export interface Told {
  readonly first: readonly Untaken[];
  readonly count: number;
}

/** What of a source isn't in what was made of it: each kind is counted to its end, however much there is of another. */
export interface UntakenValues {
  readonly secrets: Told;
  /** What has no place in what was made. */
  readonly extra: Told;
  /** What is there with another value. */
  readonly otherwise: Told;
}

/** Values of one kind that are kept to be named. */
const MAX_NAMED = 100;

/**
 * The values of `source` that `taken`, which was made of it, has not or has otherwise. What is `null`, blank
 * or absent is nothing. Secrets are looked for in what isn't taken, too. Takes time linear in the source.
 * @param skipped names at the top that are told otherwise, or that belong to one machine alone
 */
export function untaken(source: object, taken: object, skipped: ReadonlySet<string>): UntakenValues {
  const found = { secrets: new Kind(), extra: new Kind(), otherwise: new Kind() };
  compare(source, taken, "", skipped, found);
  return found;
}

/** A few names, and how many there are where that is more. */
export function listed(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, MAX_LISTED).join(", ");
  return count > MAX_LISTED ? `${shown}, … (${count})` : shown;
}

const MAX_LISTED = 10;

export function tooManyApps(limit: number): UserError {
  return new UserError("import-too-many", "There are more than {0} apps; the rest was left out.", { args: [limit] });
}

export function clientIdTwice(clientId: string): UserError {
  return new UserError(
    "client-id-twice",
    "The client ID {0} is listed more than once, with different data; the first one was taken.",
    { args: [clientId] },
  );
}

/** What was taken and is probably not what is meant, worst first; other notes are good to know. */
const DOUBTS: readonly string[] = ["client-secret-doubtful", "bot-id-doubtful", "account-id-doubtful"];

/** Whether a note says that something was taken with a doubt. */
export function isDoubt({ code }: Pick<UserError, "code">): boolean {
  return DOUBTS.includes(code);
}

/** Doubts first; what is as important as another keeps its order. */
export function byImportance(notes: readonly UserError[]): UserError[] {
  const rank = ({ code }: UserError): number => (DOUBTS.includes(code) ? DOUBTS.indexOf(code) : DOUBTS.length);
  return [...notes].sort((one, other) => rank(one) - rank(other));
}

type Ids = Pick<JwtApp, "botId" | "accountId">;

/**
 * The one rule for the IDs of a bot and an account, whichever import they come by: as in the form, they are taken as
 * they are written, and what differs from all known ones is told.
 * @param name what the sentence calls the bot or the app
 * @param present the IDs of the app that is here already: what it has is no news
 */
export function idRemarks(name: string, { botId, accountId }: Ids, present: Ids = {}): UserError[] {
  const remark = (code: string, template: string): UserError => new UserError(code, template, { args: [name] });
  const remarks: UserError[] = [];
  if (botId !== undefined && !isSameText("botId", botId, present.botId)) {
    const form = botIdForm(botId);
    if (form === "unusual")
      remarks.push(
        remark(
          "bot-id-unusual",
          "The bot ID of “{0}” was taken; every known bot ID has a UUID of version 5, and this one's is another.",
        ),
      );
    if (form === "malformed")
      remarks.push(
        remark(
          "bot-id-doubtful",
          "The bot ID of “{0}” was taken as it is written, but known ones are “st-” and a UUID. Check that it was copied whole.",
        ),
      );
  }
  if (accountId !== undefined && !isSameText("accountId", accountId, present.accountId) && !isAccountId(accountId)) {
    remarks.push(
      remark(
        "account-id-doubtful",
        "The account ID of “{0}” was taken as it is written, but known ones are 24 hexadecimal digits. Check that it was copied whole.",
      ),
    );
  }
  return remarks;
}

/** Names of secrets, and of the private parts of a JWK (RFC 7518, 6.3.2 and 6.4.1). */
export function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name) || /secret|private|password|passphrase/i.test(name);
}

const SECRET_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(AppSecretValues.entries),
  ...["d", "p", "q", "dp", "dq", "qi", "oth", "k"],
]);

class Kind implements Told {
  readonly first: Untaken[] = [];
  count = 0;

  add(value: Untaken): void {
    this.count++;
    if (this.first.length < MAX_NAMED) this.first.push(value);
  }
}

type Found = { readonly [Name in keyof UntakenValues]: Kind };

/** As deep as `taken` goes, which has the depth of its schema. */
function compare(source: object, taken: unknown, above: string, skipped: ReadonlySet<string>, found: Found): void {
  const other: Readonly<Record<string, unknown>> = typeof taken === "object" && taken !== null ? { ...taken } : {};
  for (const [name, value] of Object.entries(source) as [string, unknown][]) {
    if (!isSaid(value) || (above === "" && skipped.has(name))) continue;
    const path = above === "" ? shownName(name) : `${above}.${shownName(name)}`;
    const has = Object.hasOwn(other, name) ? other[name] : undefined;
    if (typeof value === "object" && typeof has === "object" && has !== null)
      compare(value as object, has, path, skipped, found);
    else if (value === has) continue;
    else if (isSecretName(name)) found.secrets.add({ path, isSecret: true });
    else if (isShort(has)) found.otherwise.add({ path, isSecret: false, taken: has });
    else if (!tellSecretsIn(value, path, found.secrets)) found.extra.add({ path, isSecret: false });
  }
}

/** Secrets anywhere in a value that isn't taken. The private parts of a JWK have names of one letter, so it must be one. */
function tellSecretsIn(value: unknown, path: string, secrets: Kind): boolean {
  const before = secrets.count;
  const open = [{ value, path, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value !== "object" || next.value === null) continue;
    const isKey = Object.hasOwn(next.value, "kty");
    for (const [name, child] of Object.entries(next.value) as [string, unknown][]) {
      if (!isSaid(child)) continue;
      // What is deeper is named by where it begins.
      const below = next.depth < MAX_DEPTH ? `${next.path}.${shownName(name)}` : next.path;
      if (isSecretName(name) && (isKey || name.length > 2)) secrets.add({ path: below, isSecret: true });
      else if (typeof child === "object") open.push({ value: child, path: below, depth: next.depth + 1 });
    }
  }
  return secrets.count > before;
}

const MAX_DEPTH = 8;

function isShort(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
