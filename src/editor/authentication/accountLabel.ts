import { isHostUnconfirmed } from "../../domain/apps/hostFromFile";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { asText, plain, type PlainText } from "../../domain/text/asText";

/** UTF-16 units of a name: what is behind it, which tells accounts apart, is never cut. */
const MAX_NAME = 100;
const TAG_LENGTH = 6;

/**
 * What VS Code shows of an account, and by which it remembers whom a person allowed. So another app must not have it,
 * however alike its name and client ID are, nor the same app once its session is over: the end is new for each session.
 */
export function newLabel(app: Pick<JwtApp, "name" | "clientId">): PlainText {
  return labelOf(app, crypto.randomUUID().slice(0, TAG_LENGTH));
}

/** The label that was kept, where the app is still called so, and no file has moved it to a host that nobody saw yet. */
export function keptLabel(
  kept: string,
  app: Pick<JwtApp, "name" | "clientId" | "host" | "hostFromFile">,
): PlainText | undefined {
  const label = labelOf(app, kept.slice(-TAG_LENGTH));
  return label === kept && !isHostUnconfirmed(app) ? label : undefined;
}

function labelOf({ name, clientId }: Pick<JwtApp, "name" | "clientId">, tag: string): PlainText {
  return plain`${asText(name, { maxLength: MAX_NAME })} (${asText(clientId)}) #${asText(tag)}`;
}
