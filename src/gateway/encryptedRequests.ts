import type { AppSecrets } from "../domain/apps/appSecrets";
import { encryptTargetOf } from "../domain/apps/encryptTargetOf";
import { gatewaySwitches } from "../domain/apps/gatewaySlug";
import type { JwtApp } from "../domain/apps/jwtApp";
import { payloadKeysOf } from "../domain/apps/payloadKeysOf";
import { UserError } from "../domain/errors";
import { LIMITS } from "../domain/limits";
import type { PayloadPorts } from "../domain/payloads/payloadPorts";
import { encrypt } from "../domain/payloads/write/encrypt";
import { payloadEncryption } from "../domain/scopes/catalogue";
import { TimeSlices } from "../domain/steps";
import type { Route } from "../domain/tokens/verify/route";
import { type AnswerHeaders, headerText, isJsonType, mediaTypeOf } from "./answerHead";
import { isJsonInSteps } from "./jsonBytes";
import { openedEnvelopes } from "./openedEnvelopes";

/** Whether a request's body has to be held, since it may be encrypted: decided by its head alone. */
export function isEncrypted(app: JwtApp, { method, match }: Pick<Route, "method" | "match">, headers: AnswerHeaders) {
  return (
    gatewaySwitches(app).encrypts &&
    app.envelopeProfile !== undefined &&
    match?.kind === "found" &&
    payloadEncryption(match.endpoint, app) !== undefined &&
    method !== "GET" &&
    method !== "HEAD" &&
    isJsonType(mediaTypeOf(headers)) &&
    /^(?:identity)?$/i.test(headerText(headers, "content-encoding").trim())
  );
}

/** The body as it is sent, with the headers that it then has, names in lower case. */
export interface SentBody {
  readonly body: Uint8Array;
  /** To be set in place of the client's. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Encrypts the JSON body of a request, for which `isEncrypted` is, in the app's own shape. A body that is an envelope of
 * the app already, or no JSON, stays as it is.
 * @throws UserError `body-too-large` (413), and those of `encrypt`
 */
export async function encryptBody(
  body: Uint8Array,
  app: JwtApp,
  secrets: AppSecrets,
  ports: PayloadPorts,
): Promise<SentBody> {
  if (body.length > LIMITS.writtenBody) {
    throw new UserError("body-too-large", "A body that is to be encrypted has at most {0} MB.", {
      args: [LIMITS.writtenBody / 1e6],
    });
  }
  const asItIs: SentBody = { body, headers: {} };
  const plain = new Uint8Array(body);
  if (plain.length === 0 || !(await new TimeSlices().run(isJsonInSteps(plain)))) return asItIs;
  if (await isEnvelope(plain, app, secrets, ports)) return asItIs;
  const written = await encrypt(plain, encryptTargetOf(app, secrets), ports);
  const isJson = /^[{["]/.test(written.body);
  return {
    body: new TextEncoder().encode(written.body),
    headers: {
      ...Object.fromEntries(written.headers.map(({ name, value }) => [partHeader(name), value])),
      "content-type": isJson ? "application/json" : "text/plain; charset=utf-8",
    },
  };
}

async function isEnvelope(
  body: Uint8Array<ArrayBuffer>,
  app: JwtApp,
  secrets: AppSecrets,
  ports: PayloadPorts,
): Promise<boolean> {
  const keys = payloadKeysOf(app, secrets);
  if (!keys) return false;
  const { opened } = await openedEnvelopes(new TextDecoder().decode(body), keys, ports);
  return opened.length > 0;
}

/** A profile may come from a file that was edited by hand; what frames the request is not its to say. */
function partHeader(name: string): string {
  const lower = name.toLowerCase();
  const isOurs =
    /^(?:content-|transfer-|proxy-|access-control-|(?:connection|host|auth|authorization|token|te|trailer|upgrade|expect|keep-alive|cookie|date)$)/;
  if (/^[a-z0-9_-]{1,100}$/.test(lower) && !isOurs.test(lower)) return lower;
  throw new UserError("profile-unusable", "The app's envelope profile can't be used to encrypt.", {
    remedy: "Decrypt a captured response to learn the shape anew.",
  });
}
