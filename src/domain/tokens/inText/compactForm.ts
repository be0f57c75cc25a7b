import { base64ToBytes } from "../../keys/base64";
import { LIMITS } from "../../limits";
import { JWE_ENCRYPTIONS, SIGNATURE_LENGTHS } from "../../keys/joseAlgorithms";
import type { JsonObject } from "../../text/json";
import { DOT } from "../../text/characterCodes";

/** A JWT (three parts) or JWE (five parts) at the beginning of a text. */
export interface CompactForm {
  /** In UTF-16 units. */
  readonly length: number;
  readonly parts: 3 | 5;
  readonly header: JsonObject;
  /** Its last part is as long as its header says. */
  readonly isWhole: boolean;
}

/**
 * The token that a run of base64, base64url and dots begins with: its first part is a JOSE header that names an `alg`,
 * and of five parts an `enc` too (RFC 7516, 4.1.2), of which only the encrypted key may be empty (RFC 7516, 5.1). Parts
 * in standard base64 (`+`, `/`, padding) are no token for a server (RFC 7515, 2), but somebody's attempt at one.
 */
export function compactForm(run: string): CompactForm | undefined {
  return compactFormAt(run, 0, URL_SAFE.exec(run)?.[0].length ?? 0, () => run);
}

const URL_SAFE = /^[\w.-]*/;

/**
 * The same for the run of base64url and dots between two places of a text. `standardRun` gives the run of both
 * alphabets from `start` on, where the first is no token by itself.
 */
export function compactFormAt(
  text: string,
  start: number,
  end: number,
  standardRun: () => string,
): CompactForm | undefined {
  const form = formOf(text.slice(start, end));
  return form ? withRest(form, text, start, end) : standardForm(untilPadding(standardRun()));
}

function standardForm(run: string): CompactForm | undefined {
  const form = formOf(run);
  if (!form || form.isWhole) return form;
  // A last part in base64url, and a path or a plus behind it.
  const lastStart = form.length - form.lastLength;
  const digits = run.slice(lastStart, form.length).search(/[+/]/);
  const isWhole = digits > 0 && isWholeLastPart(form.header, form.parts, digits);
  return isWhole ? { ...form, length: lastStart + digits, isWhole } : form;
}

/** As a part of a text: a full stop may follow it, or the dots of what was left out. */
interface Form extends CompactForm {
  readonly lastLength: number;
  readonly isBeforeDot: boolean;
}

function formOf(run: string): Form | undefined {
  let end = run.length;
  while (end > 0 && run.charCodeAt(end - 1) === DOT) end--;
  const dots = run.length - end;
  const parts = run.slice(0, end).split(".", 6);
  const isUnsigned = parts.length === 2 && (dots === 1 || dots === 2);
  if (isUnsigned) parts.push("");
  const count = parts.length;
  if ((count !== 3 && count !== 5) || !isFilled(parts)) return undefined;
  const header = headerOf(parts[0] ?? "", count);
  if (!header) return undefined;
  const last = parts[count - 1] ?? "";
  const isWhole = isWholeLastPart(header, count, last.length - (/={0,2}$/.exec(last.slice(-2))?.[0].length ?? 0));
  // Three dots stand for what was left out, unless nothing was.
  if (dots > 1 && !isUnsigned && !isWhole) return undefined;
  const length = isUnsigned ? end + 1 : end;
  return { length, parts: count, header, isWhole, lastLength: last.length, isBeforeDot: length < run.length };
}

/** Dots can also stand for what was left out: `eyJ….eyJ…...`. */
function isFilled([, second, third, fourth, fifth]: readonly string[]): boolean {
  return fourth === undefined ? second !== "" : third !== "" && fourth !== "" && fifth !== "";
}

/** The token with what follows it directly, where that belongs to its last part. */
function withRest(form: Form, text: string, start: number, end: number): CompactForm {
  const lastStart = start + form.length - form.lastLength;
  if (form.isBeforeDot || !/[+/=]/.test(text.charAt(end)) || end - lastStart > LONGEST_LAST) return form;
  LAST.lastIndex = lastStart;
  const [, digits = "", padding = ""] = LAST.exec(text) ?? [];
  const isWhole = isWholeLastPart(form.header, form.parts, digits.length);
  const isPadded = padding !== "" && (digits.length + padding.length) % 4 === 0;
  // Behind it can also stand a path, or a plus for a space.
  if (lastStart + digits.length > end && (form.isWhole || !(isWhole || isPadded))) return form;
  return { ...form, length: lastStart + digits.length + padding.length - start, isWhole };
}

/** Digits of the longest signature, of an RSA key of 16,384 bits, and more. */
const LONGEST_LAST = 3_000;
/** Has to be set to where it starts before each use. */
const LAST = new RegExp(`([\\w+/-]{0,${LONGEST_LAST}})(={0,2})`, "y");

/** Padding ends a part: only a dot goes on behind it. */
function untilPadding(run: string): string {
  const padding = /==(?=[^.])|=(?=[^=.])/.exec(run);
  return padding ? run.slice(0, padding.index + padding[0].length) : run;
}

/** `{"alg":""}` in base64url. */
const SHORTEST_HEADER = 14;

function headerOf(encoded: string, parts: 3 | 5): JsonObject | undefined {
  if (encoded.length > LIMITS.tokenHeader || encoded.length < SHORTEST_HEADER) return undefined;
  const bytes = base64ToBytes(encoded);
  if (!bytes) return undefined;
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof header !== "object" || header === null || !("alg" in header)) return undefined;
    return parts === 3 || "enc" in header ? (header as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the last part of a token, its signature or its tag, is as long as its header says; false where that is not
 * known. `digits`: of base64, without padding.
 */
function isWholeLastPart(header: JsonObject, parts: 3 | 5, digits: number): boolean {
  const { alg, enc } = header;
  if (parts === 5) return typeof enc === "string" && digits === digitsOf(known(JWE_ENCRYPTIONS, enc)?.tag);
  if (typeof alg !== "string" || typeof enc === "string") return false;
  if (alg.toLowerCase() === "none") return digits === 0;
  if (/^[RP]S(?:256|384|512)$/.test(alg)) return isModulus(Math.floor((digits * 3) / 4)) && digits % 4 !== 1;
  if (alg === "EdDSA") return digits === digitsOf(64) || digits === digitsOf(114);
  return digits === digitsOf(known(SIGNATURE_LENGTHS, alg));
}

/** Keys of RSA have 1024 bits or more, in steps of 512. */
function isModulus(bytes: number): boolean {
  return bytes >= 128 && bytes % 64 === 0;
}

function digitsOf(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : Math.ceil((bytes * 4) / 3);
}

function known<T>(lengths: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(lengths, name) ? lengths[name] : undefined;
}
