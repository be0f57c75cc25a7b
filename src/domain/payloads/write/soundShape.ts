import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import type { Sentence } from "../../text/sentence";
import type { BodyContainer, EnvelopeBody } from "../envelopeBody";
import {
  type AesMode,
  type EnvelopeProfile,
  extraPlaces,
  type HybridProfile,
  type PartPlace,
} from "../envelopeProfile";
import { shapeOutline } from "./shapeOutline";

/** Why nothing may be written in a shape, whoever made it. */
export type Unsound = "sends-key" | "iv-length" | "one-iv" | "parts" | "deep" | "large" | "header";

/**
 * Whether a shape may be written in: it may come from a file that anybody made, and what is written in it is sent. A
 * shape that was learned from a payload fails only for what that payload's sender did.
 */
export function unsoundness(profile: EnvelopeProfile): Unsound | undefined {
  if (profile.format === "hybrid") {
    if (sendsKey(profile)) return "sends-key";
    if (!fitsIv(profile)) return "iv-length";
    if (isKeyStreamAgain(profile)) return "one-iv";
  }
  if (hasPartTwice(profile)) return "parts";
  if (pathsOf(profile).some(isDeepPath) || (profile.body && isDeepBody(profile.body))) return "deep";
  return unshowable(profile);
}

/** Of an app's own shape, when something is to be written in it. */
export function unsoundShape(why: Unsound): UserError {
  const [template, args] = OWN[why];
  return new UserError("profile-unusable", template, {
    args,
    remedy: "Forget the learned shape of this app, and decrypt a captured response to learn it anew.",
  });
}

/** Of a shape that was just learned: it is good for reading. */
export function unsoundNote(why: Unsound): Sentence {
  const [template, args] = OWN[why];
  return { template, args };
}

/** Of one that an import brings. @param name of the app */
export function unsoundInImport(why: Unsound, name: string): UserError {
  const [template, args] = IMPORTED[why];
  return new UserError("export-shape", template, {
    args: [name, ...args],
    remedy: "Decrypt a captured response of this app to learn its shape.",
  });
}

/** Texts in texts that are followed when one is read, with a form and what is joined in it. */
export const MAX_NESTED = LIMITS.embedded + 2;

/** UTF-16 units of what is shown of a shape; one that is learned has less. */
const MAX_OUTLINE = 20_000;

type Sentences = Readonly<Record<Unsound, readonly [template: string, args: readonly number[]]>>;

const OWN: Sentences = {
  "sends-key": [
    "Nothing is encrypted in this app's kept shape: its IV is a part of the AES key, and it would be sent.",
    [],
  ],
  "iv-length": ["Nothing is encrypted in this app's kept shape: its IV has a length that its cipher doesn't take.", []],
  "one-iv": [
    "Nothing is encrypted in this app's kept shape: with the shared key it has the same IV each time, so whoever sees two such payloads can read of both.",
    [],
  ],
  parts: ["Nothing is encrypted in this app's kept shape: it has one part in several places.", []],
  deep: [
    "Nothing is encrypted in this app's kept shape: it has texts inside texts more than {0} levels deep.",
    [MAX_NESTED],
  ],
  large: ["Nothing is encrypted in this app's kept shape: it is too large.", []],
  header: ["Nothing is encrypted in this app's kept shape: it sends a part in a header that can't have that name.", []],
};

const IMPORTED: Sentences = {
  "sends-key": [
    "The shape of encrypted payloads of “{0}” was left out: its IV is a part of the AES key, and it would be sent.",
    [],
  ],
  "iv-length": [
    "The shape of encrypted payloads of “{0}” was left out: its IV has a length that its cipher doesn't take.",
    [],
  ],
  "one-iv": [
    "The shape of encrypted payloads of “{0}” was left out: with the shared key it has the same IV each time, so whoever sees two such payloads can read of both.",
    [],
  ],
  parts: ["The shape of encrypted payloads of “{0}” was left out: it has one part in several places.", []],
  deep: [
    "The shape of encrypted payloads of “{0}” was left out: it has texts inside texts more than {1} levels deep.",
    [MAX_NESTED],
  ],
  large: ["The shape of encrypted payloads of “{0}” was left out: it is too large.", []],
  header: [
    "The shape of encrypted payloads of “{0}” was left out: it sends a part in a header that can't have that name.",
    [],
  ],
};

/** An IV that is never sent stands nowhere; one from the key would tell that part of it. */
function sendsKey({ ivFrom, ivInKey, parts, layout, body }: HybridProfile): boolean {
  if (ivFrom === undefined) return false;
  const isInBody = body?.pieces.some((piece) => "part" in piece && piece.part === "iv");
  return parts.iv !== undefined || ivInKey === true || layout.includes("iv") || isInBody === true;
}

/** Of GCM what is ever found when one is read; of the others what NIST SP 800-38A has, a shorter one with a counter behind it. */
function fitsIv({ cipher, ivLength }: HybridProfile): boolean {
  switch (modeOf(cipher)) {
    case "GCM":
      return ivLength >= 7 && ivLength <= 64;
    case "CTR":
      return ivLength === 8 || ivLength === 12 || ivLength === 16;
    case "ECB":
      return ivLength === 0;
    default:
      return ivLength === 16;
  }
}

/** NIST SP 800-38A, B, and SP 800-38D, 8: under one key each IV counts once, or the texts can be had from their sum. */
function isKeyStreamAgain({ cipher, ivFrom, keyWrapping }: HybridProfile): boolean {
  const mode = modeOf(cipher);
  return keyWrapping === undefined && ivFrom !== undefined && mode !== "CBC" && mode !== "ECB";
}

function modeOf(cipher: HybridProfile["cipher"]): AesMode {
  return cipher.slice("AES-256-".length) as AesMode;
}

function hasPartTwice(profile: EnvelopeProfile): boolean {
  const layout = profile.format === "hybrid" ? profile.layout : [];
  const inBody = profile.body?.pieces.flatMap((piece) => ("part" in piece ? [piece.part] : [])) ?? [];
  return [layout, inBody].some((names) => new Set(names).size < names.length);
}

type Path = PartPlace["path"];

function pathsOf(profile: EnvelopeProfile): readonly Path[] {
  if (profile.format === "jwe") return [profile.path];
  const places = { ...profile.parts, ...extraPlaces(profile) };
  return Object.values(places).flatMap((place) => (place ? [place.path] : []));
}

function isDeepPath(path: Path): boolean {
  return path.filter((step) => typeof step === "object").length > MAX_NESTED;
}

/** Each text in a text may double what is in it. */
function isDeepBody({ pieces, quoted }: EnvelopeBody): boolean {
  const open: BodyContainer[] = [];
  let nested = quoted ? 1 : 0;
  const count = (container: BodyContainer | undefined): number =>
    container === undefined || container === "object" || container === "array" ? 0 : 1;
  for (const piece of pieces) {
    if ("close" in piece) nested -= count(open.pop());
    else if ("open" in piece) {
      open.push(piece.open);
      nested += count(piece.open);
      if (nested > MAX_NESTED) return true;
    }
  }
  return false;
}

/** What can't be shown can't be judged by a person either. */
function unshowable(profile: EnvelopeProfile): Unsound | undefined {
  try {
    return shapeOutline(profile, MAX_OUTLINE).length > MAX_OUTLINE ? "large" : undefined;
  } catch (error) {
    if (error instanceof UserError) return error.code === "envelope-too-large" ? "large" : "header";
    throw error;
  }
}
