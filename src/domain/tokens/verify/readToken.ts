import type { JwtApp } from "../../apps/jwtApp";
import { CONTENT_ENCRYPTIONS, type ContentEncryption } from "../../keys/joseAlgorithms";
import { UserError } from "../../errors";
import { type InspectedToken, inspectionOf } from "../inspect";
import { decryptTokenJwe } from "../openJose";
import { parseJsonPart } from "../tokenText";
import { decryptRsa15 } from "./decryptRsa15";
import type { SentToken } from "./sentToken";
import type { VerifyInput } from "./verifyInput";
import type { JsonObject } from "../../text/json";

/** A token, as far as it can be read here. */
export type ReadToken =
  | { readonly kind: "absent" }
  /** `read`: what people can read of it all the same. */
  | { readonly kind: "unreadable"; readonly problem: UserError; readonly read: InspectedToken }
  | { readonly kind: "jws"; readonly signed: InspectedToken; readonly jwe?: OpenedJwe }
  /** A JWE with claims that nobody signed. */
  | { readonly kind: "bareClaims"; readonly claims: JsonObject; readonly jwe: OpenedJwe }
  /** A JWE with something else in it. */
  | { readonly kind: "foreignContent"; readonly jwe: OpenedJwe }
  | { readonly kind: "closed"; readonly jwe: ClosedJwe };

interface OpenedJwe {
  readonly header: JsonObject;
  /** The app whose platform key opened it. */
  readonly openedBy: JwtApp;
  /** The signed token stood in quotes. */
  readonly quoted: boolean;
}

interface ClosedJwe {
  readonly header: JsonObject;
  /** The only app with this `kid`. */
  readonly app?: JwtApp;
  /**
   * `noKey`: the private half is the platform's. `wrongKey`: none of the private halves at hand opens it.
   * `damaged`: the one with its `kid` doesn't. `compressed`: by `zip`. `rsa15`: this host can't undo RSA1_5.
   * `unsupported`: by what else its header asks for.
   */
  readonly why: "noKey" | "wrongKey" | "damaged" | Unsupported;
}

type Unsupported = "compressed" | "rsa15" | "unsupported";

/** Platform keys that are tried on one JWE, each of which costs milliseconds. */
const MAX_PLATFORM_KEYS = 8;

/** Reads a token and, where the private half of the platform's key is here, what is in a JWE. */
export async function readToken(sent: SentToken, input: VerifyInput): Promise<ReadToken> {
  if (sent === undefined) return { kind: "absent" };
  const outer = inspectionOf(sent);
  const problem = outer.problems.find(
    ({ code }) =>
      outer.kind === "unreadable" || (FORMAT_PROBLEMS.has(code) && !(code === "part-not-base64url" && isCut(outer))),
  );
  if (problem) return { kind: "unreadable", problem, read: outer };
  return outer.kind === "jws" ? { kind: "jws", signed: outer } : openJwe(outer, input);
}

/** `kid` with and without the prefix that the platform's text shows on some (platform.md, 1.5). */
export function isSameKeyId(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && a.replace(/^k-/, "") === b.replace(/^k-/, "");
}

/** What a server doesn't mend. */
const FORMAT_PROBLEMS: ReadonlySet<string> = new Set(["part-not-base64url", "part-base64", "white-space-inside"]);

/** A signature of an impossible number of digits: cut, and so wrong rather than no JWT. */
function isCut({ kind, token }: InspectedToken): boolean {
  return kind === "jws" && /^[\w-]+$/.test(token.slice(token.lastIndexOf(".") + 1));
}

async function openJwe({ token, header = {} }: InspectedToken, input: VerifyInput): Promise<ReadToken> {
  const withPlatformKey = input.apps.filter(({ platformKey }) => platformKey);
  const named = withPlatformKey.filter(({ platformKey }) => isSameKeyId(platformKey?.kid, header["kid"]));
  const only = named.length === 1 ? named[0] : undefined;
  const closed = (why: ClosedJwe["why"]): ReadToken => ({
    kind: "closed",
    jwe: { header, why, ...(only ? { app: only } : {}) },
  });
  const unsupported = unsupportedBy(header, input);
  let tried = 0;
  for (const app of (named.length > 0
    ? named
    : withPlatformKey.filter(({ credentials }) => credentials === "generated")
  ).slice(0, MAX_PLATFORM_KEYS)) {
    const key = await privateKeyOf(app, input);
    if (key === undefined) continue;
    if (unsupported) return closed(unsupported);
    const opened = await tryToOpen(token, header, key, input);
    if (opened instanceof Uint8Array) return contentOf(opened, { header, openedBy: app });
    if (opened === "wrongKey") tried++;
  }
  if (tried === 0) return closed("noKey");
  return closed(named.length > 0 ? "damaged" : "wrongKey");
}

/** What keeps the token closed even where the key for it is here. */
function unsupportedBy(header: JsonObject, { ports }: VerifyInput): Unsupported | undefined {
  const { alg, enc } = header;
  if (
    (alg !== "RSA-OAEP" && alg !== "RSA1_5") ||
    contentEncryptionOf(enc) === undefined ||
    Object.hasOwn(header, "crit")
  )
    return "unsupported";
  if (Object.hasOwn(header, "zip")) return "compressed";
  return alg === "RSA1_5" && !ports.payloads.rsaUnwrapper ? "rsa15" : undefined;
}

function contentEncryptionOf(enc: unknown): ContentEncryption | undefined {
  return CONTENT_ENCRYPTIONS.find((name) => name === enc);
}

async function privateKeyOf(app: JwtApp, { secretsOf }: VerifyInput): Promise<string | undefined> {
  const secrets = await secretsOf(app).catch(() => undefined);
  return secrets?.reveal().platformPrivateKey || undefined;
}

/** `badKey`: the private key itself can't be read. */
async function tryToOpen(
  token: string,
  { alg, enc }: JsonObject,
  platformPrivateKey: string,
  { ports }: VerifyInput,
): Promise<Uint8Array | "wrongKey" | "badKey"> {
  const { randomBytes, rsaUnwrapper } = ports.payloads;
  const known = contentEncryptionOf(enc);
  const [header = "", key, iv, ciphertext = "", tag] = token.split(".");
  const parts = { encrypted_key: key || undefined, iv: iv || undefined, tag: tag || undefined };
  try {
    if (alg === "RSA1_5" && known && rsaUnwrapper)
      return (await decryptRsa15(token, known, platformPrivateKey, { randomBytes, rsaUnwrapper })) ?? "wrongKey";
    return (await decryptTokenJwe({ protected: header, ciphertext, ...parts }, { platformPrivateKey })).plaintext;
  } catch (error) {
    return error instanceof UserError && error.code === "decryption-failed" ? "wrongKey" : "badKey";
  }
}

/** Both readings of the documentation: a signed token, or the claims themselves (platform.md, 1.5). */
function contentOf(content: Uint8Array, opened: Omit<OpenedJwe, "quoted">): ReadToken {
  const claims = parseJsonPart(content, "claims");
  if (!(claims instanceof UserError)) return { kind: "bareClaims", claims, jwe: { ...opened, quoted: false } };
  const text = new TextDecoder().decode(content);
  const signed = inspectionOf(text);
  const isSigned = signed.kind === "jws" && !signed.problems.some(({ code }) => FORMAT_PROBLEMS.has(code));
  return isSigned
    ? { kind: "jws", signed, jwe: { ...opened, quoted: signed.token !== text } }
    : { kind: "foreignContent", jwe: { ...opened, quoted: false } };
}
