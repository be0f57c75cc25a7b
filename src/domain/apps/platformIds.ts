import { bytesToHex } from "../keys/base64";
import type { Ports } from "../ports";
import { isVisibleLine } from "../text/asText";

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

/**
 * The bot ID that a text is plainly meant to be: `st-` missing, in upper case or without its hyphen, other dashes or
 * none in the UUID, white space, quotes, brackets or punctuation around it. Undefined where it is one as it stands, or
 * where what was meant isn't plain: digits too many or too few, or another prefix, such as a client ID's. Digits keep
 * their case.
 */
export function meantBotId(text: string): string | undefined {
  if (text.length > LONGEST || isBotId(text)) return undefined;
  // Full width, and what can't be seen, come from documents that people copy out of.
  const bare = text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[\p{Pd}\u2212]/gu, "-")
    .replace(WRAPPING, "");
  const [, ...groups] = MEANT.exec(bare) ?? [];
  return groups.length === 0 ? undefined : `st-${groups.join("-")}`;
}

/** Whether two bot IDs are one bot's: hex digits may be of either case. */
export function sameBotId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** UTF-16 units: no ID of the platform's has more than 40. */
export const MAX_ID_LENGTH = 200;

/** Whether a text can be an ID at all, of whatever form: one word that can be seen as it is. */
export function isId(text: string): boolean {
  return text !== "" && text.length <= MAX_ID_LENGTH && isOneWord(text);
}

/** Without white space or what can't be seen. */
export function isOneWord(text: string): boolean {
  return !/\s/u.test(text) && isVisibleLine(text);
}

/** True for a UUID of any version, its digits of either case; alone, or behind a prefix as the platform's IDs have one. */
export function isUuid(text: string, { prefixed = false } = {}): boolean {
  return UUID.test(prefixed ? text.replace(/^[a-z]{1,3}-/i, "") : text);
}

/** True for 24 hex digits (platform.md, 5). */
export function isAccountId(text: string): boolean {
  return /^[0-9a-f]{24}$/i.test(text);
}

function idForm(prefix: "cs-" | "st-", text: string): IdForm {
  if (!text.startsWith(prefix) || !isUuid(text.slice(prefix.length))) return "malformed";
  return UUID_OF_VERSION_5.test(text.slice(prefix.length)) ? "usual" : "unusual";
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** RFC 9562, 5.5: version and variant. */
const UUID_OF_VERSION_5 = /^.{14}5.{4}[89ab]/i;

/** Characters; a bot ID has 39. */
const LONGEST = 200;
/** White space, quotes and brackets anywhere; the rest around it. */
const WRAPPING = /[\s"'`\p{Pi}\p{Pf}„<>(){}[\]]|^[:$@#=]+|[.,;:]+$/gu;
const MEANT = /^(?:st[-_:.]*)?([0-9a-f]{8})[-_]*([0-9a-f]{4})[-_]*([0-9a-f]{4})[-_]*([0-9a-f]{4})[-_]*([0-9a-f]{12})$/i;
