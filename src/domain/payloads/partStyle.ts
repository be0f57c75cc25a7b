import { GROUP_SEPARATORS, type PartStyle } from "./envelopeBody";
import type { Encoding } from "./envelopeProfile";
import type { Codec } from "./payloadPorts";

/** A part as JSON has it: a string, or the text of a list or an object of numbers. */
export type WrittenBytes = { readonly string: string } | { readonly raw: string };

/** Bytes in an encoding and a style. */
export function writeBytes(bytes: Uint8Array, encoding: Encoding, style: PartStyle, codec: Codec): WrittenBytes {
  switch (encoding) {
    case "text":
      return { string: new TextDecoder().decode(bytes) };
    case "hex":
      return { string: grouped(`${style.prefix ?? ""}${cased(codec.toHex(bytes), style)}`, style) };
    case "array":
      return { raw: JSON.stringify(numbers(bytes, style)) };
    case "buffer":
      return { raw: JSON.stringify({ type: "Buffer", data: numbers(bytes, style) }) };
    case "indexed":
      return { raw: JSON.stringify({ ...numbers(bytes, style) }) };
    default:
      return { string: grouped(inBase64(bytes, encoding, style, codec), style) };
  }
}

function cased(hex: string, { upper }: PartStyle): string {
  return upper ? hex.toUpperCase() : hex;
}

function numbers(bytes: Uint8Array, { signed }: PartStyle): number[] {
  return signed ? [...new Int8Array(bytes)] : [...bytes];
}

function inBase64(bytes: Uint8Array, encoding: Encoding, style: PartStyle, codec: Codec): string {
  const { alphabet = encoding === "base64url" ? "url" : "standard", padded = encoding !== "base64url" } = style;
  const text = codec.toBase64(bytes);
  const letters = alphabet === "url" ? text.replaceAll("+", "-").replaceAll("/", "_") : text;
  return padded ? letters : letters.replace(/=+$/, "");
}

function grouped(text: string, { group, tail }: PartStyle): string {
  const end = tail ?? "";
  if (!group) return text + end;
  const groups: string[] = [];
  for (let at = 0; at < text.length; at += group.size) groups.push(text.slice(at, at + group.size));
  return groups.join(group.separator) + end;
}

/** The style of what was written so, as far as it shows: base64 of three bytes tells nothing of its padding. */
export function styleOf(text: string, encoding: Encoding): PartStyle {
  if (encoding === "text") return {};
  if (encoding === "array" || encoding === "buffer" || encoding === "indexed") {
    return text.includes("-") ? { signed: true } : {};
  }
  const tail = /\r?\n$/.exec(text)?.[0];
  const whole = tail ? text.slice(0, -tail.length) : text;
  const group = groupOf(whole, encoding);
  const compact = group ? whole.replaceAll(group.separator, "") : whole;
  return {
    ...(encoding === "hex" ? hexStyle(compact) : base64Style(compact)),
    ...(group ? { group } : {}),
    ...(tail === "\n" || tail === "\r\n" ? { tail } : {}),
  };
}

function groupOf(text: string, encoding: Encoding): PartStyle["group"] {
  const first = /^[0-9A-Za-z+/_=]+/.exec(text.slice(0, 10_001))?.[0] ?? "";
  const rest = text.slice(first.length, first.length + 2);
  const isHex = encoding === "hex";
  // The longer ones first: ", " begins like ",".
  const separators = GROUP_SEPARATORS.filter((one) => isHex || one.endsWith("\n"));
  const separator = [...separators].sort((one, other) => other.length - one.length).find((one) => rest.startsWith(one));
  return separator && first.length >= 2 ? { size: first.length, separator } : undefined;
}

function hexStyle(text: string): PartStyle {
  const prefix = /^0[xX]/.exec(text)?.[0];
  const digits = prefix ? text.slice(2) : text;
  return {
    ...(/[A-F]/.test(digits) ? { upper: true } : {}),
    ...(prefix === "0x" || prefix === "0X" ? { prefix } : {}),
  };
}

function base64Style(text: string): PartStyle {
  const alphabet = /[-_]/.test(text) ? "url" : /[+/]/.test(text) ? "standard" : undefined;
  const padded = text.endsWith("=") ? true : text.length % 4 === 0 ? undefined : false;
  return { ...(alphabet ? { alphabet } : {}), ...(padded === undefined ? {} : { padded }) };
}

/** Its style, with what it doesn't show taken from the other parts: all of them came from one hand. */
export function completedStyle({ text, encoding, style }: StyledText, others: readonly StyledText[]): PartStyle {
  if (encoding === "hex") {
    const isShown = /[A-Fa-f]/.test(text.replace(/^0x/i, ""));
    const upper = !isShown && others.some((other) => other.encoding === "hex" && other.style.upper);
    return upper ? { ...style, upper } : style;
  }
  if (encoding !== "base64" && encoding !== "base64url") return style;
  const alike = others.filter((other) => other.encoding === "base64" || other.encoding === "base64url");
  const known = <K extends keyof PartStyle>(name: K): PartStyle[K] =>
    style[name] ?? alike.find((other) => other.style[name] !== undefined)?.style[name];
  const [alphabet, padded, group] = [known("alphabet"), known("padded"), known("group")];
  return {
    ...style,
    ...(alphabet ? { alphabet } : {}),
    ...(padded === undefined ? {} : { padded }),
    // What is longer than a line of the others, and in one, shows that it has no lines.
    ...(group && (style.group || text.length <= group.size) ? { group } : {}),
  };
}

/** A part as it stood in the text. */
export interface StyledText {
  readonly text: string;
  readonly encoding: Encoding;
  readonly style: PartStyle;
}
