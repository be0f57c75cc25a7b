import { isAscii, isUtf8 } from "node:buffer";
import type { AppSecrets } from "../domain/apps/appSecrets";
import { gatewaySwitches } from "../domain/apps/gatewaySlug";
import type { JwtApp } from "../domain/apps/jwtApp";
import { payloadKeysOf } from "../domain/apps/payloadKeysOf";
import { LIMITS } from "../domain/limits";
import { TimeSlices } from "../domain/steps";
import type { DecryptedBytes, DecryptReport } from "../domain/payloads/open/decryptResult";
import { Decryption } from "../domain/payloads/decrypt/decrypt";
import { endsOf } from "../domain/payloads/open/plaintext";
import type { PayloadKeys } from "../domain/payloads/payloadKeys";
import type { PayloadPorts } from "../domain/payloads/payloadPorts";
import { type AnswerHead, type AnswerHeaders, headerText, isJsonType, mediaTypeOf } from "./answerHead";
import { isJsonInSteps } from "./jsonBytes";
import { codingsOf, MAX_HELD, undoCodings } from "./contentCodings";
import { candidateHeaders, headOfMessage, profileHeaders } from "./headerParts";
import { mayHoldKeyInSteps } from "./mayHoldKey";
import { openedByProfile, openedEnvelopes, type OpenedEnvelopes } from "./openedEnvelopes";
import { isOwnShape } from "./ownShape";
import { type OpenText, replaceEnvelopes } from "./replacedEnvelopes";

/** Why an answer is passed on as it comes, while it comes. */
export interface NotExamined {
  readonly kind: "not-examined";
  /** A word of the note header. */
  readonly why: string;
}

/** The answer with plaintext in place of its envelopes. What `STALE_HEADERS` names goes, and `spentHeaders` as well. */
export interface Opened {
  readonly kind: "decrypted";
  readonly body: Uint8Array;
  readonly contentType: string;
  /** Of the first of several. */
  readonly cipher: string;
  readonly keyWrapping?: string;
  /** Whether a tag proved each of them. */
  readonly authenticated: boolean;
  readonly envelopes: number;
  /** Envelopes that stayed as they were, since no key of the app opens them, or what is in them has no place there. */
  readonly closed: number;
  /** Headers in lower case that held parts of the envelope. */
  readonly spentHeaders: readonly string[];
  /** How it was read, with the shape that can be kept: where the app has none, and once for each app. */
  readonly shape?: DecryptReport;
}

/** The answer passes as it came. */
export interface NotDecrypted {
  readonly kind: "not-decrypted";
  /** A word of the note header, and never text of a payload. */
  readonly why: string;
}

/** Whether an answer is held until its end, which is decided before its body is read. */
export function takesPart(
  app: JwtApp,
  secrets: AppSecrets | undefined,
  { method, status, headers }: AnswerHead,
): "hold" | NotExamined {
  const why = ((): string | undefined => {
    if (!gatewaySwitches(app).decrypts) return "switched-off";
    if (!payloadKeysOf(app, secrets)) return "no-payload-key";
    if (method.toUpperCase() === "HEAD" || status < 200 || status === 204 || status === 205 || status === 304) {
      return "no-body";
    }
    if (status === 206 || headerText(headers, "content-range") !== "") return "partial-content";
    const type = mediaTypeOf(headers);
    if (type === "text/event-stream") return "event-stream";
    if (!isText(type)) return "content-type";
    if (codingsOf({ headers }) === undefined) return "content-encoding";
    return Number(headerText(headers, "content-length")) > MAX_HELD ? "too-large" : undefined;
  })();
  return why === undefined ? "hold" : { kind: "not-examined", why };
}

/** What an envelope may come as. An answer that doesn't say what it is may be one. */
function isText(type: string): boolean {
  return type === "" || type.startsWith("text/") || isJsonType(type) || TEXT_TYPES.has(type);
}

const TEXT_TYPES: ReadonlySet<string> = new Set([
  "application/jose",
  "application/jwt",
  "application/xml",
  "application/x-www-form-urlencoded",
]);

/**
 * Opens what of a held answer was encrypted for this app.
 * @param body as it came, which stays as it is
 * @param keys of this app alone
 * @param offered ids of the apps whose shape was given back already: this one is added
 */
export async function openAnswer(
  body: Uint8Array,
  answer: AnswerHead,
  app: JwtApp,
  keys: PayloadKeys,
  ports: PayloadPorts,
  offered: Set<string> = new Set(),
): Promise<Opened | NotDecrypted> {
  const codings = codingsOf(answer);
  if (!codings) return notDecrypted("content-encoding");
  if (body.length > MAX_HELD) return notDecrypted("too-large");
  const bytes = await undoCodings(body as Uint8Array<ArrayBuffer>, codings, ports.codec);
  if (typeof bytes === "string") return notDecrypted(bytes);
  const text = textOf(bytes);
  if (text === undefined) return notDecrypted("not-utf-8");
  const isOwn = keys.profile !== undefined && isOwnShape(keys.profile, text);
  const byProfile = isOwn ? await openedByProfile(text, keys, ports, profileHeaders(answer.headers, keys)) : undefined;
  const { head, ...found } = byProfile ? { head: "", ...byProfile } : await searched(bytes, text, answer, keys, ports);
  if (found.opened.length === 0) return notDecrypted(found.why);
  const held = { bytes, text: head + text, head: head.length };
  const replaced = await replaceEnvelopes(held, found.opened, isOwn, textOpener(keys, ports));
  const [first] = replaced?.used ?? [];
  if (!replaced || !first) return notDecrypted("no-place");
  const { cipher, keyWrapping } = first.report;
  const shape = await offeredShape(held.text, first, app, ports, offered);
  return {
    kind: "decrypted",
    body: replaced.body,
    contentType: replaced.isWhole
      ? await contentTypeOf(replaced.body, answer.headers)
      : headerText(answer.headers, "content-type") || "application/json",
    cipher,
    ...(keyWrapping === undefined ? {} : { keyWrapping }),
    authenticated: replaced.used.every(({ report }) => report.authenticated),
    envelopes: replaced.used.length,
    closed: found.closed + found.opened.length - replaced.used.length,
    spentHeaders: replaced.used.flatMap(({ report }) => spentHeaders(report)),
    ...(shape && { shape }),
  };
}

/** Looks through all of the body, and through the headers where parts may be in them. */
async function searched(
  bytes: Uint8Array,
  text: string,
  { headers }: AnswerHead,
  keys: PayloadKeys,
  ports: PayloadPorts,
): Promise<OpenedEnvelopes & { readonly head: string }> {
  const own = headOfMessage(profileHeaders(headers, keys));
  const others = candidateHeaders(headers);
  const isLong = (value: string): boolean => value.length >= SHORTEST_KEY;
  const needsKey = keys.sharedKey === undefined && own === "" && ![...others.values()].some(isLong);
  if (needsKey && !(await new TimeSlices().run(mayHoldKeyInSteps(bytes))))
    return { head: "", opened: [], closed: 0, why: "no-envelope" };
  const found = await openedEnvelopes(own + text, keys, ports);
  if (found.opened.length > 0 || own !== "" || others.size === 0) return { head: own, ...found };
  const head = headOfMessage(others);
  const beside = await openedEnvelopes(head + text, keys, ports);
  return beside.opened.length > 0 ? { head, ...beside } : { head: own, ...found };
}

/** For texts in strings, in which texts may stand in strings again. */
function textOpener(keys: PayloadKeys, ports: PayloadPorts, depth = 0): OpenText {
  return async (text) => {
    if (depth >= LIMITS.embedded) return undefined;
    const { opened } = await openedEnvelopes(text, keys, ports);
    const bytes = new TextEncoder().encode(text);
    return replaceEnvelopes({ bytes, text, head: 0 }, opened, false, textOpener(keys, ports, depth + 1));
  };
}

/** In characters: what an RSA key of 1024 bits wraps, in base64. */
const SHORTEST_KEY = 171;

function notDecrypted(why: string): NotDecrypted {
  return { kind: "not-decrypted", why };
}

/** One byte for each character where that is enough; undefined for what is no strictly valid UTF-8. */
function textOf(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(buffer)) return buffer.toString("latin1");
  return isUtf8(buffer) ? buffer.toString("utf8") : undefined;
}

function spentHeaders({ parts }: DecryptReport): string[] {
  return parts.flatMap(({ source, name, role }) =>
    source === "header" && role !== "aad" && role !== "label" ? [name.toLowerCase()] : [],
  );
}

/** Bytes of an answer that a shape is learned from: all of it is looked through again. */
const MAX_LEARNED = 5_000_000;

async function offeredShape(
  text: string,
  { content, report, shape }: DecryptedBytes,
  { id, envelopeProfile }: JwtApp,
  ports: PayloadPorts,
  offered: Set<string>,
): Promise<DecryptReport | undefined> {
  const isNew = envelopeProfile === undefined && report.authenticated && shape && !offered.has(id);
  if (!isNew || text.length > MAX_LEARNED) return undefined;
  offered.add(id);
  const learned = await new Decryption(text, ports).withShape({ kind: "binary", bytes: content, report, shape });
  return learned.report.profile && learned.report;
}

/** By what the plaintext is; as upstream has it where that says the same. */
async function contentTypeOf(content: Uint8Array<ArrayBuffer>, headers: AnswerHeaders): Promise<string> {
  const upstream = headerText(headers, "content-type");
  const type = mediaTypeOf(headers);
  const isUtf8Type = !/;\s*charset\s*=(?!\s*"?(?:utf-?8|us-ascii)\b)/i.test(upstream);
  if (!isUtf8(content)) return "application/octet-stream";
  if (await isJson(content))
    return isJsonType(type) && isUtf8Type && !JOSE_JSON.test(type) ? upstream : "application/json";
  const isKept = type.startsWith("text/") && isUtf8Type && /;\s*charset/i.test(upstream);
  return isKept ? upstream : `${type.startsWith("text/") ? type : "text/plain"}; charset=utf-8`;
}

/** An object or an array; of long ones the ends tell. */
async function isJson(content: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const ends = endsOf(content);
  if (ends !== "{}" && ends !== "[]") return false;
  return content.length > LIMITS.formatted || (await new TimeSlices().run(isJsonInSteps(content))) === true;
}

const JOSE_JSON = /^application\/(?:jose|jwe|jws)\+json$/;
