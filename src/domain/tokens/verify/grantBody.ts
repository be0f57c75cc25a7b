import { UserError } from "../../errors";
import { parseJsonPart } from "../tokenText";
import type { JsonObject } from "../../text/json";
import type { VerifyRequest } from "./verifyInput";

/** Bytes of a grant's body that are read: a token and a little around it. */
const MAX_GRANT_BODY = 2_500_000;

/** The JWT that the SDKs exchange: `assertion` (platform.md, 3.3). */
export function assertionOf(request: Pick<VerifyRequest, "body">): string | undefined {
  const { assertion } = grantBodyOf(request);
  return typeof assertion === "string" ? assertion : undefined;
}

/**
 * The bot that the SDKs exchange it for: `botInfo.taskBotId` (platform.md, 3.3); undefined where the field is absent,
 * empty where it is no text.
 */
export function taskBotIdOf(request: Pick<VerifyRequest, "body">): string | undefined {
  const { botInfo } = grantBodyOf(request);
  if (typeof botInfo !== "object" || botInfo === null || !Object.hasOwn(botInfo, "taskBotId")) return undefined;
  const { taskBotId } = botInfo as { readonly taskBotId: unknown };
  if (taskBotId === null) return undefined;
  return typeof taskBotId === "string" ? taskBotId : "";
}

function grantBodyOf({ body }: Pick<VerifyRequest, "body">): JsonObject {
  if (!body || body.length > MAX_GRANT_BODY) return {};
  const json = parseJsonPart(body, "body");
  return json instanceof UserError ? {} : json;
}
