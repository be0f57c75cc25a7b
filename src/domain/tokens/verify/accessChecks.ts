import { botIdForm, isBotId, sameBotId } from "../../apps/platformIds";
import type { JwtApp } from "../../apps/jwtApp";
import { CREATED_IN, LEVEL_NAMES } from "../../scopes/scope";
import type { Access, Endpoint } from "../../scopes/catalogue";
import type { EndpointMatch } from "../../scopes/findEndpoint";
import { isLevelStated, levelFit } from "../../scopes/levelFit";
import { scopeNames } from "../../scopes/needSentence";
import { lackingPermissions, scopeStanding } from "../../scopes/standing";
import { refusal, unverified, WRONG_SCOPE } from "./platformAnswers";
import { type Check, failed, passed, unknown } from "./check";
import { say, type Sentence } from "../../text/sentence";
import type { Route } from "./route";

/**
 * Whether the app may call the endpoint: level, bot, scope, published, tables. By the parts of the one rule that lists and
 * marks ask (`standingOf`), and not by its result: a check has the answer that the platform would give, and of tables and
 * views the one that the request names counts.
 */
export function accessChecks(route: Route, app: JwtApp): Check[] {
  const bot = botCheck(route, app);
  if (route.match?.kind !== "found") return bot;
  const { endpoint } = route.match;
  const level = levelCheck(endpoint, app);
  const access = endpoint.access[app.createdIn];
  return [level, ...bot, ...(access ? permissionChecks(access, route.match, app) : [])];
}

function permissionChecks(access: Access, match: Extract<EndpointMatch, { kind: "found" }>, app: JwtApp): Check[] {
  switch (access.kind) {
    case "scopes":
      return scopeChecks(access.anyOf, app);
    case "anyApp":
      return [
        passed(
          "scope",
          "any-app",
          say("Any app, by its page; the list of APIs names “{0}”.", scopeNames(access.listedUnder, "” / “")),
        ),
      ];
    case "unknown":
      return [unknown("scope", "scope-not-known", say("Which scope it needs is not known."))];
    case "platformCalls":
      return [];
    case "tables":
      return [tableCheck(access, match.params, app)];
  }
}

/** Whether apps of this level can call it (platform.md, 4.5). */
function levelCheck(endpoint: Endpoint, app: JwtApp): Check {
  const name = LEVEL_NAMES[app.createdIn];
  switch (levelFit(endpoint, app.createdIn)) {
    case "fits":
      return passed("level", "level-fits", say("Apps created in {0} can call it.", name));
    case "notStated":
      return unstatedLevel(endpoint, app);
    case "notListed":
      return unknown(
        "level",
        "level-not-listed",
        say("It is not listed for apps created in the Admin Console; whether they can call it is not known."),
      );
    case "notApplicable":
      return wrongLevel("level-not-applicable", say("Its page says “Not Applicable” for apps created in {0}.", name));
    case "platformCalls":
      return wrongLevel("platform-calls", say("No app calls it: the platform calls a service of yours."));
    case "differs":
      return wrongLevel("level-differs", needsLevel(endpoint, app));
    // Data Tables have an access control of their own (platform.md, 6); that it refuses the others' apps follows from it.
    case "ofTables":
      return wrongLevel("level-of-tables", needsLevel(endpoint, app));
  }
}

/** An app that was given its scope on the platform is of the right level. */
function unstatedLevel({ access }: Endpoint, { createdIn, scopes }: JwtApp): Check {
  const own = access[createdIn];
  if (own?.kind === "scopes" && scopes.some(({ id }) => own.anyOf.includes(id)))
    return passed(
      "level",
      "level-of-scope",
      say("No page says for apps of which level it is; this one has a scope that it takes."),
    );
  return unknown(
    "level",
    "level-not-stated",
    say(
      "No page says for apps of which level it is, so whether apps created in {0} can call it is not known.",
      LEVEL_NAMES[createdIn],
    ),
  );
}

function needsLevel({ access }: Endpoint, { createdIn }: JwtApp): Sentence {
  const stated = CREATED_IN.filter((level) => access[level] && isLevelStated(access[level]));
  if (stated.length === 0) return say("Apps created in {0} call tables and views alone.", LEVEL_NAMES[createdIn]);
  return say(
    "It needs an app created in {0}; this one was created in {1}.",
    stated.map((level) => LEVEL_NAMES[level]).join(", "),
    LEVEL_NAMES[createdIn],
  );
}

function wrongLevel(reason: string, message: Sentence): Check {
  return failed("level", reason, message, unverified(message));
}

/**
 * Whether the bot ID in the path, or in the body of the SDKs' grant, can be one and is the app's. That its UUID is of
 * another version than all that are known is told, and refuses nothing: no text names a version (platform.md, 5).
 */
export function botCheck({ botId, door }: Route, app: JwtApp | undefined): Check[] {
  if (botId === undefined) return [];
  const where = BOT_MESSAGES[door === "jwtGrant" ? "body" : "path"];
  const form = botIdForm(botId);
  if (form === "malformed") {
    // What others saw refused is a bot ID with text behind it (platform.md, 5).
    const situation = isBotId(botId.slice(0, BOT_ID_LENGTH)) ? "bot" : "malformedBot";
    return [failed("bot", "bot-id-malformed", where.malformed, refusal(door, situation, where.malformed))];
  }
  const said = form === "usual" ? where : where.unusual;
  if (app?.botId === undefined) return [unknown("bot", "bot-not-known", said.unknown)];
  if (sameBotId(app.botId, botId)) return [passed("bot", "bot-fits", said.fits)];
  // An Admin Console app belongs to the account; its bot ID here is only the one it is mostly used with.
  if (app.createdIn === "admin") return [unknown("bot", "other-bot-of-account", said.ofAccount)];
  return [failed("bot", "other-bot", where.other, refusal(door, "bot", where.other))];
}

/** `st-` and a UUID. */
const BOT_ID_LENGTH = 39;

const BOT_MESSAGES = {
  path: {
    malformed: say("The bot ID in the path is not well formed."),
    unknown: say("The bot ID in the path is well formed; which bot the app belongs to is not known here."),
    fits: say("The bot ID in the path is the app's."),
    ofAccount: say("The bot in the path is not the app's; whether it is one of the same account is not known here."),
    other: say("The bot in the path is not the app's."),
    unusual: {
      unknown: say(
        "The bot ID in the path can be one, but every known bot ID has a UUID of version 5, and this one's is another; which bot the app belongs to is not known here.",
      ),
      fits: say(
        "The bot ID in the path is the app's. Every known bot ID has a UUID of version 5; this one's is another.",
      ),
      ofAccount: say(
        "The bot in the path is not the app's; whether it is one of the same account is not known here. Every known bot ID has a UUID of version 5; this one's is another.",
      ),
    },
  },
  body: {
    malformed: say("The bot ID in the body, “taskBotId”, is not well formed."),
    unknown: say(
      "The bot ID in the body, “taskBotId”, is well formed; which bot the app belongs to is not known here.",
    ),
    fits: say("The bot ID in the body, “taskBotId”, is the app's."),
    ofAccount: say(
      "The bot in the body, “taskBotId”, is not the app's; whether it is one of the same account is not known here.",
    ),
    other: say("The bot in the body, “taskBotId”, is not the app's."),
    unusual: {
      unknown: say(
        "The bot ID in the body, “taskBotId”, can be one, but every known bot ID has a UUID of version 5, and this one's is another; which bot the app belongs to is not known here.",
      ),
      fits: say(
        "The bot ID in the body, “taskBotId”, is the app's. Every known bot ID has a UUID of version 5; this one's is another.",
      ),
      ofAccount: say(
        "The bot in the body, “taskBotId”, is not the app's; whether it is one of the same account is not known here. Every known bot ID has a UUID of version 5; this one's is another.",
      ),
    },
  },
} as const;

function scopeChecks(anyOf: readonly string[], app: JwtApp): Check[] {
  const names = scopeNames(anyOf, "” / “");
  const standing = scopeStanding(anyOf, app);
  if (standing === "lacking")
    return [
      failed(
        "scope",
        "scope-missing",
        say("It needs the scope “{0}”, which is not assigned to the app.", names),
        WRONG_SCOPE,
      ),
    ];
  const scope = passed("scope", "scope-assigned", say("The scope “{0}” is assigned to the app.", names));
  if (app.createdIn !== "xo") return [scope];
  if (standing === "callable") return [scope, passed("published", "scope-published", say("The scope is published."))];
  const message = say("The scope is assigned, but not published yet.");
  return [scope, failed("published", "scope-unpublished", message, unverified(message))];
}

/**
 * Whether the app has every permission that the call needs on its table or view, by the exact name (platform.md, 6).
 */
function tableCheck(
  need: Extract<Access, { kind: "tables" }>,
  params: Readonly<Record<string, string>>,
  { tables }: JwtApp,
): Check {
  const { on, permissions } = need;
  const name = (on === "view" ? params["viewName"] : params["tableName"]) ?? "";
  const granted = tables.find((permission) => permission.kind === on && permission.name === name);
  const needed = permissions.join(", ");
  if (!granted) {
    const template =
      on === "view"
        ? "It needs {0} on the view “{1}”, and the app has no permission on it."
        : "It needs {0} on the table “{1}”, and the app has no permission on it.";
    return refused("no-permissions", template, needed, shown(name));
  }
  const missing = lackingPermissions(need, granted).join(", ");
  if (missing === "")
    return passed("tables", "permitted", say("The app has the permissions that it needs: {0}.", needed));
  const template =
    on === "view"
      ? "It needs {0} on the view “{1}”; the app lacks {2}."
      : "It needs {0} on the table “{1}”; the app lacks {2}.";
  return refused("permission-missing", template, needed, shown(name), missing);
}

function refused(reason: string, template: string, ...args: string[]): Check {
  const message = say(template, ...args);
  return failed("tables", reason, message, unverified(message));
}

/** From the request's path, which may hold anything. */
function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
