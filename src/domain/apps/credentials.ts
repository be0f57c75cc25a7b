import { bytesToBase64, bytesToHex } from "../keys/base64";
import { asChecked, type CheckedSecret } from "../keys/checkedSecret";
import type { Ports } from "../ports";

/** A client ID in the platform's format: `cs-` and a UUID in the form of version 5, as all samples have (facts, 5). */
export function generateClientId({ randomBytes }: Pick<Ports, "randomBytes">): string {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytesToHex(bytes);
  return `cs-${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}`;
}

/** A client secret in the platform's format: base64 of 32 random bytes, 44 characters (facts, 5). */
export function generateClientSecret({ randomBytes }: Pick<Ports, "randomBytes">): CheckedSecret {
  return asChecked(bytesToBase64(randomBytes(32)));
}

/** True for `cs-` and a UUID of any version; no written rule says more (facts, 5). */
export function isPlatformClientId(text: string): boolean {
  return /^cs-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

/** True for `st-` and a UUID of version 5, of either case: BotKit's own expression (facts, 5). */
export function isBotId(text: string): boolean {
  return /^st-[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-5[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/.test(text);
}

/** Whether two bot IDs are one bot's: hex digits may be of either case. */
export function sameBotId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** True for 24 hex digits (facts, 5). */
export function isAccountId(text: string): boolean {
  return /^[0-9a-f]{24}$/i.test(text);
}
