import { UserError } from "../../errors";
import type { CheckedSecret } from "../../keys/checkedSecret";
import { checkClientSecret, type ClientSecretCheck } from "../clientSecret";
import { botNameOf } from "./botTraits";
import { isBotId, sameBotId, isId } from "../platformIds";
import { type ImportRemarks, isSecretName, listed } from "./importRemarks";
import { shownName, isGiven, isSaid, property, propertyName, textIn } from "./jsonObject";
import { isObject, type JsonObject } from "../../text/json";
import { type OwnWords, ownWordsIn } from "./ownWords";
import type { UsedFor } from "../jwtApp";

/** One entry of `bots[].jwtApps[]` with what is said of its bot (platform.md, 1.2). */
export interface BotApp extends OwnWords {
  readonly botName: string;
  readonly botId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly clientId: string;
  /** Undefined where it is missing. */
  readonly secret?: ClientSecretCheck | undefined;
  /** Undefined where a note of somebody's own doesn't say. */
  readonly enforceJti?: boolean | undefined;
  readonly enforceJwe?: boolean | undefined;
  /** Seconds since the epoch. */
  readonly createdAt?: number | undefined;
  /** What a new app is for, by the kind of file that it stands in. One that is here may be for more than that. */
  readonly newUse?: UsedFor | undefined;
}

/** The client secret that an entry brings. */
export function secretIn({ secret }: Pick<BotApp, "secret">): CheckedSecret | undefined {
  return secret?.outcome === "accepted" ? secret.secret : undefined;
}

export type BotValues = Pick<BotApp, "botName" | "botId" | "accountId">;

/** Names that say of a text that it is a bot's ID, and those under which a database's may stand. */
const BOT_ID_NAMES = ["_id", "botId", "streamId", "id"] as const;
const NAMES_OF_BOT_IDS: readonly string[] = ["botId", "streamId"];

/** What is said of a bot for all of its apps. */
export function readBot(bot: JsonObject | undefined, { problems, notes }: ImportRemarks): BotValues {
  const botName = botNameOf(bot);
  const names = ["name", "botName"].filter((name) => isGiven(bot, name));
  if (names.length > 0 && !names.some((name) => textIn(bot, name)?.trim() === botName)) {
    notes.push(
      new UserError(
        "bot-name-cleaned",
        "The name of a bot was taken as “{0}”: what is no text or can't be seen went, and what is too long was cut.",
        { args: [botName] },
      ),
    );
  }
  const ids = BOT_ID_NAMES.filter((name) => isGiven(bot, name));
  const botIds = botIdsOf(bot);
  const [botId] = botIds;
  if (botId === undefined && ids.length > 0) {
    problems.push(
      new UserError(
        "bot-id-malformed",
        "What “{0}” has as “{1}” can't be a bot ID and was left out: known bot IDs are “st-” and a UUID.",
        { args: [botName, ids.join(", ")] },
      ),
    );
  }
  if (botIds.length > 1) {
    problems.push(
      new UserError("bot-id-twice", "“{0}” has several bot IDs, of which {1} was taken.", {
        args: [botName, botId ?? ""],
      }),
    );
  }
  const accountId = accountIdOf(bot);
  if (accountId === undefined && isGiven(bot, "accountId")) {
    problems.push(
      new UserError(
        "account-id-malformed",
        "What “{0}” has as “{1}” can't be an account ID and was left out: account IDs are 24 hexadecimal digits.",
        { args: [botName, "accountId"] },
      ),
    );
  }
  return { botName, botId, accountId };
}

/** Undefined where it can't be one, or is missing. */
function accountIdOf(bot: JsonObject | undefined): string | undefined {
  const text = textIn(bot, "accountId")?.trim() ?? "";
  return isId(text) ? text : undefined;
}

/** The different texts that are said to be the bot's ID, those of a known form first. */
function botIdsOf(bot: JsonObject | undefined): string[] {
  const texts = BOT_ID_NAMES.flatMap((name) => {
    const text = textIn(bot, name)?.trim() ?? "";
    return isId(text) && (NAMES_OF_BOT_IDS.includes(name) || /^st-/i.test(text)) ? [text] : [];
  });
  const ordered = [...texts.filter(isBotId), ...texts.filter((text) => !isBotId(text))];
  return ordered.filter((text, index) => ordered.findIndex((other) => sameBotId(text, other)) === index);
}

export interface Around {
  readonly remarks: ImportRemarks;
  readonly where: string;
  /** In a list of the platform's, where an absent switch is off. */
  readonly isOfBot: boolean;
}

/** @throws UserError for what can't be taken as an app */
export function readEntry(entry: unknown, bot: BotValues, { remarks, where, isOfBot }: Around): BotApp {
  const { botName } = bot;
  if (!isObject(entry))
    throw new UserError("jwt-app-no-object", "A JWT app of “{0}” is no object. Its place: {1}.", {
      args: [botName, where],
    });
  const clientId = textIn(entry, "clientId")?.trim() ?? "";
  if (clientId === "")
    throw new UserError("client-id-missing", "A JWT app of “{0}” has no client ID. Its place: {1}.", {
      args: [botName, where],
    });
  if (!isId(clientId))
    throw new UserError(
      "client-id-malformed",
      "A JWT app of “{0}” has a client ID that can't be one. Its place: {1}.",
      { args: [botName, where] },
    );
  const own = ownWordsIn(entry, clientId);
  const ids = isOfBot ? { values: {}, taken: [] } : idsOf(entry);
  const app: BotApp = {
    ...bot,
    ...ids.values,
    ...own.words,
    clientId,
    secret: secretOf(entry, clientId, botName),
    enforceJti: flag(entry, ["jtiClaimEnforced", "enforceJti"], clientId) ?? (isOfBot ? false : undefined),
    enforceJwe: flag(entry, ["jweEncryptionEnforced", "enforceJwe"], clientId) ?? (isOfBot ? false : undefined),
    createdAt: secondsOf(property(entry, "createdOn")),
  };
  const taken = [...own.taken, ...ids.taken, ...["enforceJti", "enforceJwe"].filter((name) => isGiven(entry, name))];
  if (taken.length > 0) {
    remarks.notes.push(
      new UserError(
        "own-words",
        "Of {0}, this was taken as this text has it, which no documented field of Get Bots says: {1}.",
        { args: [clientId, listed(taken.map(shownName))] },
      ),
    );
  }
  remarks.problems.push(...own.problems);
  tellUntaken(entry, app, taken, remarks);
  return app;
}

/** Of an app that stands in no bot. */
function idsOf(entry: JsonObject): { readonly values: Partial<BotValues>; readonly taken: readonly string[] } {
  const [botId] = botIdsOf(entry);
  const accountId = accountIdOf(entry);
  const names = [
    ...(botId === undefined ? [] : BOT_ID_NAMES.filter((name) => textIn(entry, name)?.trim() === botId)),
    ...(accountId === undefined ? [] : ["accountId"]),
  ];
  return {
    values: { ...(botId !== undefined && { botId }), ...(accountId !== undefined && { accountId }) },
    taken: names.flatMap((name) => propertyName(entry, name) ?? []),
  };
}

/** What an entry has beside what was read of it. */
function tellUntaken(
  entry: JsonObject,
  { clientId, createdAt }: BotApp,
  taken: readonly string[],
  { problems, notes }: ImportRemarks,
): void {
  if (createdAt === undefined && isGiven(entry, "createdOn")) {
    problems.push(
      new UserError("created-on-malformed", "The “{1}” of {0} is no time, so it was left out.", {
        args: [clientId, "createdOn"],
      }),
    );
  }
  const read = new Set([...ENTRY_FIELDS.map((name) => propertyName(entry, name)), ...taken]);
  const extra = Object.keys(entry).filter((name) => !read.has(name) && isSaid(entry[name]));
  const secrets = extra.filter(isSecretName);
  if (secrets.length > 0) {
    problems.push(
      new UserError("jwt-app-secret", "The JWT app {0} has secrets that are not known, and they were left out: {1}.", {
        args: [clientId, listed(secrets.map(shownName))],
      }),
    );
  }
  const others = extra.filter((name) => !isSecretName(name));
  if (others.length > 0) {
    notes.push(
      new UserError("jwt-app-extra", "The JWT app {0} has fields that are not known, and they were left out: {1}.", {
        args: [clientId, listed(others.map(shownName))],
      }),
    );
  }
}

/** Facts, 1.2. */
const ENTRY_FIELDS = ["clientId", "clientSecret", "jtiClaimEnforced", "jweEncryptionEnforced", "createdOn"] as const;

/** By the first name that says something; undefined where none does. */
function flag(app: JsonObject, names: readonly [string, ...string[]], clientId: string): boolean | undefined {
  const name = names.find((each) => isGiven(app, each)) ?? names[0];
  const value = property(app, name);
  if (value === undefined || value === null) return undefined;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw new UserError("flag-malformed", "The {0} of {1} is neither true nor false.", { args: [name, clientId] });
}

function secretOf(app: JsonObject, clientId: string, botName: string): ClientSecretCheck | undefined {
  const value = property(app, "clientSecret");
  const malformed = (template: string): UserError =>
    new UserError("client-secret-malformed", template, { args: [botName, clientId] });
  if (value !== undefined && value !== null && typeof value !== "string") {
    throw malformed("The JWT app {1} of “{0}” has a client secret that is no text, so it was left out.");
  }
  const check = checkClientSecret(value ?? "", { clientId });
  if (check.outcome === "accepted") return check;
  if (check.why === "too-long")
    throw malformed("The JWT app {1} of “{0}” has a client secret that is too long to be one, so it was left out.");
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
