import type { JwtApp } from "../../domain/apps/jwtApp";
import type { Call } from "./call";

/** The bot that a request names in its path, if it does. */
export function botInPath({ found }: Pick<Call, "found">): string | undefined {
  return found.params["botId"] ?? found.params["streamId"];
}

/** Whose what a request makes is: the bot's in its path, or the account's of the app. */
export function ownerOf(call: Pick<Call, "app" | "found">): string {
  const botId = botInPath(call);
  return botId === undefined ? accountOf(call.app) : ownerBot(botId);
}

export function ownerBot(botId: string): string {
  return `bot ${botId.toLowerCase()}`;
}

/** An app whose account isn't known is taken for one of its own. */
export function accountOf({ accountId, clientId }: Pick<JwtApp, "accountId" | "clientId">): string {
  return `account ${accountId ?? clientId}`;
}
