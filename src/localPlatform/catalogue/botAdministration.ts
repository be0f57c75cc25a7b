import { withPublished } from "../../domain/apps/assignScopes";
import { sameBotId } from "../../domain/apps/platformIds";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { Call } from "../http/call";
import { botInPath } from "../http/owner";
import { errorAnswer, type HttpAnswer } from "../../edge/httpAnswer";
import { invalidArguments, NOTE_HEADER } from "../http/answerNotes";

/** Documented: `limit` is at most 50. */
const MAX_BOTS = 50;
const MASK = "*".repeat(44);

/** Get Bots, with every client secret masked: the platform shows them in clear, and a sandbox must not. */
export function answerGetBots(apps: readonly JwtApp[], { query }: Pick<Call, "query">): HttpAnswer {
  const offset = Number(query.get("offset") || 0);
  const limit = Number(query.get("limit") || MAX_BOTS);
  if (!Number.isInteger(offset) || !Number.isInteger(limit) || offset < 0 || limit < 0) return invalidArguments();
  const byBot = new Map<string, JwtApp[]>();
  for (const app of apps) {
    if (app.botId === undefined) continue;
    // One entry for both spellings of `sameBotId`.
    const key = app.botId.toLowerCase();
    const known = byBot.get(key);
    if (known) known.push(app);
    else byBot.set(key, [app]);
  }
  const page = [...byBot].slice(offset, offset + Math.min(limit, MAX_BOTS));
  return {
    status: 200,
    body: {
      total: byBot.size,
      availableMore: offset + page.length < byBot.size,
      bots: page.map(([botId, its]) => bot(its[0]?.botId ?? botId, its)),
    },
  };
}

/**
 * Publishing a bot puts the scopes assigned to its apps in force. An app without a bot ID may belong to any bot.
 * @param publish keeps the app, whose scopes are all published
 */
export async function answerPublishBot(
  apps: readonly JwtApp[],
  call: Pick<Call, "found">,
  publish: (app: JwtApp) => Promise<void>,
): Promise<HttpAnswer> {
  const botId = botInPath(call) ?? "";
  const isOfBot = (app: JwtApp): boolean => app.botId !== undefined && sameBotId(app.botId, botId);
  const its = apps.filter((app) => app.createdIn === "xo" && (app.botId === undefined || isOfBot(app)));
  if (its.length === 0 && !apps.some(isOfBot))
    return errorAnswer(404, "No app of the local platform is of this bot, so there is nothing to publish.", 404, {
      [NOTE_HEADER]: "unknown-bot",
    });
  for (const app of its) {
    const published = withPublished(app);
    if (published !== app) await publish(published);
  }
  const parts: readonly (readonly [string, string, readonly string[]])[] = [
    ["EXTENSIONS", "Extensions", ["botkit", "agent_transfer", "websdk", "events"]],
    ["SETTINGS", "Settings", ["general", "bot_variables"]],
  ];
  return {
    status: 200,
    body: parts.map(([resourceId, name, modules]) => ({
      resourceType: resourceId,
      status: "SUCCESS",
      result: { resourceId, resourceType: resourceId, modules, name },
    })),
    headers: { [NOTE_HEADER]: "sample" },
  };
}

function bot(botId: string, apps: readonly JwtApp[]) {
  const [first] = apps;
  return {
    _id: botId,
    ...(first?.accountId !== undefined && { accountId: first.accountId }),
    name: botId,
    jwtApps: apps.map((app) => ({
      clientId: app.clientId,
      clientSecret: MASK,
      jtiClaimEnforced: app.enforceJti,
      jweEncryptionEnforced: app.enforceJwe,
      createdOn: new Date(
        Number.isFinite(app.createdAt) ? Math.min(Math.max(app.createdAt, 0), 4e9) * 1000 : 0,
      ).toISOString(),
    })),
  };
}
