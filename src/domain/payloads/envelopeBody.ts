import * as v from "valibot";

/** What stands in a body in place of a part; `jwe…`: a JWE, or one member of its JSON serialisation (RFC 7516, 7.2). */
export const BODY_PARTS = [
  ...(["encryptedKey", "iv", "ciphertext", "tag", "aad", "label", "jwe"] as const),
  ...(["jweProtected", "jweEncryptedKey", "jweIv", "jweCiphertext", "jweTag"] as const),
] as const;
export type BodyPart = (typeof BODY_PARTS)[number];

/** What encoded text is broken into groups with: hex pairs, lines. */
export const GROUP_SEPARATORS = [":", "-", " ", ",", ", ", "\n", "\r\n"] as const;

/** How bytes are written, beyond the name of the encoding; what is absent is as usual. */
export const PartStyle = v.object({
  /** Of base64. */
  alphabet: v.optional(v.picklist(["standard", "url"])),
  /** Of base64: whether `=` fills the last group of four. */
  padded: v.optional(v.boolean()),
  /** Of hex: capital digits. */
  upper: v.optional(v.literal(true)),
  /** Of hex. */
  prefix: v.optional(v.picklist(["0x", "0X"])),
  /** In characters. */
  group: v.optional(
    v.object({
      size: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(10_000)),
      separator: v.picklist(GROUP_SEPARATORS),
    }),
  ),
  /** A line break behind all of it. */
  tail: v.optional(v.picklist(["\n", "\r\n"])),
  /** Of bytes as numbers: from -128, as Java has them. */
  signed: v.optional(v.literal(true)),
});
export type PartStyle = v.InferOutput<typeof PartStyle>;

/** UTF-16 units of a name, and of a value that is kept. */
export const MAX_BODY_NAME = 300;
export const MAX_BODY_VALUE = 100;
/** More than any envelope needs; a file may come from anywhere. */
export const MAX_BODY_PIECES = 400;

/** Of a member of an object, or a field of a form. */
const name = v.optional(v.pipe(v.string(), v.maxLength(MAX_BODY_NAME)));

/**
 * `object`, `array`: JSON. `json`, `base64`, `percent`: a string that holds the JSON in it, as it is or encoded.
 * `form`: a string `name=value&…`; `rawForm` where values are not URL-encoded. `text`: a string that is put together.
 */
export const BODY_CONTAINERS = ["object", "array", "json", "base64", "percent", "form", "rawForm", "text"] as const;
export type BodyContainer = (typeof BODY_CONTAINERS)[number];

const BodyPiece = v.union([
  v.object({ name, open: v.picklist(BODY_CONTAINERS), style: v.optional(PartStyle) }),
  v.object({ close: v.literal(true) }),
  /** `fixed`: what an `aad` or a `label` always is. */
  v.object({
    name,
    part: v.picklist(BODY_PARTS),
    style: v.optional(PartStyle),
    fixed: v.optional(v.pipe(v.string(), v.maxLength(MAX_BODY_VALUE))),
  }),
  v.object({ name, value: v.union([v.pipe(v.string(), v.maxLength(MAX_BODY_VALUE)), v.boolean(), v.null()]) }),
  /** As it was written: `1.0` is no `1`. */
  v.object({
    name,
    number: v.pipe(v.string(), v.maxLength(24), v.regex(/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/)),
  }),
]);
export type BodyPiece = v.InferOutput<typeof BodyPiece>;

/**
 * What a body is written as: its structure, in the order of the text, with places for the parts and with what describes
 * the encryption beside them. A flat list, so that neither its names nor its depth mean anything to whoever reads it.
 */
export const EnvelopeBody = v.object({
  /** All of it is one JSON string. */
  quoted: v.optional(v.literal(true)),
  pieces: v.pipe(v.array(BodyPiece), v.maxLength(MAX_BODY_PIECES)),
});
export type EnvelopeBody = v.InferOutput<typeof EnvelopeBody>;
