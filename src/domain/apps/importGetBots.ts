import { UserError } from "../errors";
import type { CheckedSecret } from "../keys/checkedSecret";
import { checkClientSecret, type ClientSecretCheck } from "./clientSecret";
import { isAccountId, isBotId } from "./credentials";
import { isClientId, tooManyApps } from "./importExport";
import { cleanName } from "./appName";

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
export function readGetBots(json: unknown, limit: number): { readonly apps: readonly BotApp[]; readonly problems: readonly UserError[]; readonly morePages: boolean } {
  const response = new Response();
  response.visit(json, 0);
  if (!response.hasBots) throw notBots(json);
  const apps = new Map<string, BotApp>();
  const problems: UserError[] = [...response.problems];
  for (const { bot, entry } of response.entries) {
    try {
      const app = readEntry(entry, bot);
      const first = apps.get(app.clientId);
      if (!first) apps.set(app.clientId, app);
      else if (!isSameApp(first, app)) problems.push(new UserError("client-id-twice", "The client ID {0} is listed more than once, with different data; the first one was taken.", { args: [app.clientId] }));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
    }
    if (apps.size > limit) break;
  }
  const kept = [...apps.values()].slice(0, limit);
  return { apps: kept, problems: apps.size > limit ? [...problems, tooManyApps(limit)] : problems, morePages: response.morePages };
}

type JsonObject = Readonly<Record<string, unknown>>;

/** How deep bots may be wrapped in other objects. */
const MAX_WRAPPING = 6;

/** Walks through the JSON and gathers the entries together with the bot that each one belongs to. */
class Response {
  readonly entries: { readonly bot: JsonObject | undefined; readonly entry: unknown }[] = [];
  readonly problems: UserError[] = [];
  hasBots = false;
  morePages = false;

  visit(value: unknown, depth: number): void {
    if (depth > MAX_WRAPPING || typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) for (const element of value as unknown[]) this.visit(element, depth + 1);
    else this.#visitObject(value as JsonObject, depth);
  }

  #visitObject(object: JsonObject, depth: number): void {
    if (Object.hasOwn(object, "jwtApps")) return this.#addBot(object);
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
    for (const bot of bots) {
      if (typeof bot === "object" && bot !== null && Object.hasOwn(bot, "jwtApps")) this.#addBot(bot as JsonObject);
    }
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

function readEntry(entry: unknown, bot: JsonObject | undefined): BotApp {
  const botName = nameOf(bot);
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new UserError("jwt-app-no-object", "A JWT app of “{0}” is no object.", { args: [botName] });
  }
  const app = entry as JsonObject;
  const clientId = text(app, "clientId")?.trim() ?? "";
  if (clientId === "") throw new UserError("client-id-missing", "A JWT app of “{0}” has no client ID.", { args: [botName] });
  if (!isClientId(clientId)) throw new UserError("client-id-malformed", "A JWT app of “{0}” has a client ID that can't be one.", { args: [botName] });
  const botId = text(bot, "_id", "botId", "streamId", "id");
  const accountId = text(bot, "accountId");
  return {
    botName,
    botId: botId !== undefined && isBotId(botId) ? botId : undefined,
    accountId: accountId !== undefined && isAccountId(accountId) ? accountId : undefined,
    clientId,
    secret: secretOf(app, clientId, botName),
    enforceJti: flag(app, "jtiClaimEnforced", clientId),
    enforceJwe: flag(app, "jweEncryptionEnforced", clientId),
    createdAt: secondsOf(app["createdOn"]),
  };
}

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
  return secretIn(a) === secretIn(b) && a.enforceJti === b.enforceJti && a.enforceJwe === b.enforceJwe;
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
