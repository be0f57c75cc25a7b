import type { FlattenedJWE, JWEHeaderParameters } from "jose";
import { JWE_ENCRYPTIONS } from "../keys/joseAlgorithms";
import { UserError } from "../errors";
import { base64ToBytes } from "../keys/base64";
import type { KeyWrapping } from "./envelopeProfile";
import { isObject } from "../text/json";

/** The key management algorithms that payload keys can undo (RFC 7518, section 4; RFC 8230). */
export const JWE_WRAPPINGS: Readonly<Record<string, KeyWrapping>> = {
  "RSA-OAEP": "RSA-OAEP SHA-1",
  "RSA-OAEP-256": "RSA-OAEP SHA-256",
  "RSA-OAEP-384": "RSA-OAEP SHA-384",
  "RSA-OAEP-512": "RSA-OAEP SHA-512",
};

/** A JWE for one recipient, whatever its serialisation was. */
export interface JweRecipient {
  readonly jwe: FlattenedJWE;
  readonly alg: string;
  readonly enc: string;
  readonly zip: boolean;
  /** Empty for `dir`. */
  readonly encryptedKey: Uint8Array<ArrayBuffer>;
}

/**
 * The recipients of a JWE that can be served, or undefined if a JSON object is no JWE after all.
 * @throws UserError `jwe-malformed`, `jwe-alg-unsupported`, `jwe-enc-unsupported`; the latter two name the algorithm
 */
export function jweRecipients(text: string, isCompact: boolean): JweRecipient[] | undefined {
  const flattened = isCompact ? [fromCompact(text)] : fromJson(text);
  if (!flattened) return undefined;
  const recipients = flattened.map((jwe) => ({ jwe, header: joseHeader(jwe) }));
  if (!isCompact && recipients.every(({ header }) => typeof header.alg !== "string" || typeof header.enc !== "string"))
    return undefined;
  const known = recipients.filter(
    ({ header }) => header.alg === "dir" || (header.alg !== undefined && Object.hasOwn(JWE_WRAPPINGS, header.alg)),
  );
  if (known.length === 0)
    throw unsupported("jwe-alg-unsupported", "alg", recipients[0]?.header.alg, ["dir", ...Object.keys(JWE_WRAPPINGS)]);
  return known.map(({ jwe, header }) => {
    const { alg = "", enc } = header;
    if (typeof enc !== "string" || !Object.hasOwn(JWE_ENCRYPTIONS, enc))
      throw unsupported("jwe-enc-unsupported", "enc", enc, Object.keys(JWE_ENCRYPTIONS));
    const encryptedKey = base64ToBytes(jwe.encrypted_key ?? "");
    if (!encryptedKey) throw malformed();
    return { jwe, alg, enc, zip: header.zip !== undefined, encryptedKey };
  });
}

export function malformed(): UserError {
  return new UserError(
    "jwe-malformed",
    "This looks like a JWE, but it is damaged: its header or one of its parts can't be read.",
    {
      remedy: "Copy it again, whole and unchanged.",
    },
  );
}

function fromCompact(text: string): FlattenedJWE {
  const [header = "", encryptedKey = "", iv = "", ciphertext = "", tag = ""] = text.split(".").map(asBase64Url);
  return { protected: header, encrypted_key: encryptedKey, iv, ciphertext, tag };
}

/** General and flattened JSON serialisation (RFC 7516, section 7.2). */
function fromJson(text: string): FlattenedJWE[] | undefined {
  // A string may be broken at a column; between members a line break says nothing.
  const value = parsed(text) ?? parsed(text.replace(/\r?\n[ \t]*/g, ""));
  if (!isObject(value)) return undefined;
  const { recipients, ...shared } = value;
  const list: unknown[] = Array.isArray(recipients) ? recipients.slice(0, 20) : [{}];
  const found = list.filter(isObject).map((recipient) => flattened({ ...shared, ...recipient }));
  return found.length > 0 ? found : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A part without what base64url hasn't (RFC 7515, section 2): line breaks, padding, and the other alphabet. */
function asBase64Url(part: string): string {
  return part
    .replace(/\s+|\\[rn]|={1,2}$/g, "")
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

function flattened(value: Record<string, unknown>): FlattenedJWE {
  const text = (name: string) => {
    const member = value[name];
    return typeof member === "string" ? { [name]: asBase64Url(member) } : {};
  };
  const object = (name: string) => (isObject(value[name]) ? { [name]: value[name] } : {});
  return {
    ciphertext: "",
    ...text("protected"),
    ...text("encrypted_key"),
    ...text("iv"),
    ...text("ciphertext"),
    ...text("tag"),
    ...text("aad"),
    ...object("unprotected"),
    ...object("header"),
  };
}

function joseHeader(jwe: FlattenedJWE): JWEHeaderParameters {
  let header: unknown = {};
  if (jwe.protected !== undefined) {
    try {
      const bytes = base64ToBytes(jwe.protected);
      header = bytes && JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch {
      throw malformed();
    }
    if (!isObject(header)) throw malformed();
  }
  return { ...jwe.unprotected, ...jwe.header, ...(header as object) };
}

function unsupported(code: string, parameter: string, value: unknown, supported: readonly string[]): UserError {
  if (typeof value !== "string" || value === "") return malformed();
  return new UserError(code, "This JWE uses {0} as its “{2}”, which is not supported for payloads.", {
    // A name of the sender's; nothing secret, but of any length.
    args: [value.slice(0, 200), supported.join(", "), parameter],
    remedy: "Supported are {1}.",
  });
}
