import type { JwtApp } from "../../apps/jwtApp";
import { payloadKeysOf } from "../../apps/payloadKeysOf";
import { UserError } from "../../errors";
import { openEnvelope } from "../../payloads/open/openEnvelope";
import type { EnvelopeProfile, PartPlace } from "../../payloads/envelopeProfile";
import { findEnvelopesInSteps } from "../../payloads/capture/findEnvelopes";
import type { FoundEnvelope } from "../../payloads/capture/foundEnvelope";
import { TimeSlices } from "../../steps";
import type { VerifyInput, VerifyRequest } from "./verifyInput";

/** `plain`: no envelope. `closed`: an envelope that the app's key doesn't open. `noKey`: one, and no key to try. */
export type RequestBody =
  | { readonly kind: "plain" | "closed" | "noKey" }
  | { readonly kind: "opened"; readonly bytes: Uint8Array };

/**
 * What a request's body is for an app that encrypts payloads. Parts that the app's profile has in headers are taken from
 * there; a request that has one of them is never `plain`. Never rejects.
 */
export async function openRequestBody(
  request: Pick<VerifyRequest, "headers" | "body">,
  app: JwtApp,
  { secretsOf, ports }: Pick<VerifyInput, "secretsOf" | "ports">,
): Promise<RequestBody> {
  const secrets = await secretsOf(app).catch(() => undefined);
  const keys = payloadKeysOf(app, secrets);
  const none: RequestBody = { kind: hasPartInHeader(request, app) ? "closed" : "plain" };
  const [envelope] = await envelopesIn(request, app, keys?.sharedKey !== undefined);
  if (!keys) return envelope || none.kind === "closed" ? { kind: "noKey" } : none;
  if (!envelope) return none;
  try {
    const result = await openEnvelope(envelope, [keys], ports.payloads);
    return { kind: "opened", bytes: result.kind === "text" ? new TextEncoder().encode(result.text) : result.bytes };
  } catch (error) {
    const isNone = envelope.kind === "weak" || (error instanceof UserError && NO_ENVELOPE.has(error.code));
    return isNone ? none : { kind: "closed" };
  }
}

/** Whether the request has a header in which the app's profile keeps a part of the envelope. */
export function hasPartInHeader(
  request: Pick<VerifyRequest, "headers">,
  { envelopeProfile }: Pick<JwtApp, "envelopeProfile">,
): boolean {
  return partHeaders(envelopeProfile).some((name) => headerValue(request, name).trim() !== "");
}

/** Its values only looked like parts of an envelope. */
const NO_ENVELOPE: ReadonlySet<string> = new Set(["no-envelope", "wrapped-key-missing"]);

/** A weak one is any long encoded value, which only a shared key could open. */
async function envelopesIn(
  request: Pick<VerifyRequest, "headers" | "body">,
  { envelopeProfile }: JwtApp,
  hasSharedKey: boolean,
): Promise<FoundEnvelope[]> {
  try {
    const body = new TextDecoder("utf-8", { fatal: true }).decode(request.body);
    const found = await new TimeSlices().run(findEnvelopesInSteps(`${headOf(request, envelopeProfile)}${body}`));
    return (found ?? []).filter(({ kind }) => kind !== "weak" || hasSharedKey);
  } catch {
    // Not text, or deeper than any envelope.
    return [];
  }
}

/** The headers that hold parts, as a captured message has them; none of the others, of which some hold tokens. */
function headOf(request: Pick<VerifyRequest, "headers">, profile: EnvelopeProfile | undefined): string {
  const aad = profile?.format === "hybrid" && profile.aad && "part" in profile.aad ? headerNames(profile.aad.part) : [];
  const lines = [...new Set([...partHeaders(profile), ...aad])].flatMap((name) => {
    const value = headerValue(request, name);
    return value === "" ? [] : [`${name}: ${value.replace(/[\r\n]+/g, " ")}\r\n`];
  });
  return lines.length > 0 ? `POST / HTTP/1.1\r\n${lines.join("")}\r\n` : "";
}

/** Additional authenticated data may be any header, such as one that every request has; it alone makes no envelope. */
function partHeaders(profile: EnvelopeProfile | undefined): string[] {
  return profile?.format === "hybrid" ? Object.values(profile.parts).flatMap(headerNames) : [];
}

/** The name is a profile's, and so anybody's. */
function headerValue({ headers }: Pick<VerifyRequest, "headers">, name: string): string {
  const lower = name.toLowerCase();
  const value: unknown = Object.hasOwn(headers, lower) ? headers[lower] : undefined;
  return typeof value === "string" ? value : "";
}

function headerNames({ source, path }: PartPlace): string[] {
  const name = path.at(-1);
  return source === "header" && typeof name === "string" ? [name] : [];
}
