import { bytesToBase64, bytesToHex } from "../keys/base64";
import { asChecked, type CheckedSecret } from "../keys/checkedSecret";
import type { Ports } from "../ports";

/**
 * A client ID in the platform's format: `cs-` and a UUID in the form of version 5, as all samples have
 * (platform.md, 5).
 */
export function generateClientId({ randomBytes }: Pick<Ports, "randomBytes">): string {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytesToHex(bytes);
  return `cs-${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;
}

/** A client secret in the platform's format: base64 of 32 random bytes, 44 characters (platform.md, 5). */
export function generateClientSecret({ randomBytes }: Pick<Ports, "randomBytes">): CheckedSecret {
  return asChecked(bytesToBase64(randomBytes(32)));
}

/**
 * How well a text fits what is known of the platform's client and bot IDs (platform.md, 5). `usual`: the prefix and a
 * UUID of version 5, as every known one is. `unusual`: the prefix and any other UUID; nothing written says that there
 * are none.
 */
export type IdForm = "usual" | "unusual" | "malformed";

/** `cs-` and a UUID, its digits of either case. */
export function clientIdForm(text: string): IdForm {
  return idForm("cs-", text);
}

/** `st-` and a UUID, its digits of either case. Text behind it makes it no bot ID, as was observed (platform.md, 5). */
export function botIdForm(text: string): IdForm {
  return idForm("st-", text);
}

/** True for `cs-` and a UUID of any version. */
export function isPlatformClientId(text: string): boolean {
  return clientIdForm(text) !== "malformed";
}

/** True for `st-` and a UUID of any version. */
export function isBotId(text: string): boolean {
  return botIdForm(text) !== "malformed";
}

/** Whether two bot IDs are one bot's: hex digits may be of either case. */
export function sameBotId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** True for 24 hex digits (platform.md, 5). */
export function isAccountId(text: string): boolean {
  return /^[0-9a-f]{24}$/i.test(text);
}

function idForm(prefix: "cs-" | "st-", text: string): IdForm {
  if (!text.startsWith(prefix) || !UUID.test(text.slice(prefix.length))) return "malformed";
  return UUID_OF_VERSION_5.test(text.slice(prefix.length)) ? "usual" : "unusual";
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** RFC 9562, 5.5: version and variant. */
const UUID_OF_VERSION_5 = /^.{14}5.{4}[89ab]/i;
