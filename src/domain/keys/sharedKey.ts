import { UserError } from "../errors";
import type { Ports } from "../ports";
import { base64ToBytes, bytesToBase64 } from "./base64";
import { asChecked, type CheckedSecret } from "./checkedSecret";
import { cleanPastedText, parseJson } from "./pastedText";
import { plainCharacters } from "./plainCharacters";
import { isObject } from "../text/json";

/** The length of an AES-256 key in bytes. */
const SHARED_KEY_BYTES = 32;

/**
 * Reads an AES-256 key given as base64, base64url, hex, a list of bytes or a symmetric JWK (RFC 7518, 6.4), alone or as
 * the value of one name, and returns it as base64 of its 32 bytes.
 * Text of nothing but an even number of hex digits counts as hex unless only base64 makes 32 bytes of it.
 * @throws UserError `not-a-shared-key`, or `shared-key-length` with the length found
 */
export function importSharedKey(text: string): CheckedSecret {
  const plain = plainCharacters(cleanPastedText(text)).trim();
  const readings = keyTexts(plain)
    .flatMap((value) => [hexToBytes(value), base64ToBytes(value)])
    .filter((bytes) => bytes !== undefined);
  readings.push(...byteList(plain));
  const key = readings.find(({ length }) => length === SHARED_KEY_BYTES);
  if (key) return asChecked(bytesToBase64(key));
  const [best] = readings;
  if (!best) {
    throw new UserError("not-a-shared-key", "This is not an AES-256 key: it is neither base64 nor hex.", {
      remedy: "Paste 44 characters of base64 or 64 hex digits.",
    });
  }
  throw new UserError("shared-key-length", "This key has {0} bytes; an AES-256 key has {1}.", {
    args: [best.length, SHARED_KEY_BYTES],
    remedy: "Paste 44 characters of base64 or 64 hex digits.",
  });
}

/** The text, the value of the one name in it, and the key of a JWK, without what surrounds their digits. */
function keyTexts(text: string): string[] {
  const json = parseJson(text);
  const values = isObject(json)
    ? Object.values(json).filter((value) => typeof value === "string" && value.length > 16)
    : [];
  const named = /^[^=:\n]{0,80}?[\w"']\s{0,20}[=:]\s{0,20}(?=[^=\s])([^]*)$/.exec(text)?.[1];
  const [value = named] = values.length === 1 ? values : [];
  return [text, ...(typeof value === "string" ? [value] : [])].map((digits) =>
    digits.replace(/(?<!\\)\\+x|\b0x/gi, "").replace(/[\s"'`;,]|(?<!\\)\\+[nrt]|\\/g, ""),
  );
}

/** 32 numbers as programs print bytes: from 0 to 255, or from -128 in Java. */
function byteList(text: string): Uint8Array[] {
  const numbers = /^[^\d-]{0,40}((?:-?\d{1,3}[,\s]{1,9}){31}-?\d{1,3})[^\d]{0,9}$/
    .exec(text)?.[1]
    ?.split(/[,\s]+/)
    .map(Number);
  return numbers?.every((number) => number >= -128 && number <= 255)
    ? [Uint8Array.from(numbers, (number) => number & 0xff)]
    : [];
}

/** A new AES-256 key, as base64 of its 32 bytes. */
export function generateSharedKey({ randomBytes }: Pick<Ports, "randomBytes">): CheckedSecret {
  return asChecked(bytesToBase64(randomBytes(SHARED_KEY_BYTES)));
}

/** Colons, hyphens or spaces may stand between the bytes. */
function hexToBytes(separated: string): Uint8Array | undefined {
  const text = /^[0-9a-f]{2}(?:[:-][0-9a-f]{2})+$/i.test(separated) ? separated.replace(/[:-]/g, "") : separated;
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
}
