import { isUuid } from "./platformIds";
import { asChecked, type CheckedSecret } from "../keys/checkedSecret";
import { bytesToBase64 } from "../keys/base64";
import type { Ports } from "../ports";
import { isVisibleLine } from "../text/asText";
import { insteadOfSecret } from "./insteadOfSecret";
import { type SentenceWithRemedy, say } from "../text/sentence";

/** Why a text is no client secret: nothing is stored. */
export type SecretRefusal =
  | "empty"
  /** What a web page shows in the place of a hidden secret. */
  | "masked"
  /** What a template, a script or a documentation has in the place of a secret. */
  | "placeholder"
  /** A line break, a control character or another one that can't be seen, between others. */
  | "invisible"
  /** A letter, a dash or a quote that is not of ASCII: another script, or what a word processor makes of a secret. */
  | "other-script"
  | "too-long";

/** Why a text is probably not the client secret that is meant; it is used as it is all the same. */
export type SecretDoubt =
  /** White space at an end, which counts when signing. */
  | "white-space-around"
  /** Quotes at both ends, which count when signing. */
  | "quotes-around"
  | "own-client-id"
  /** Another ID of the platform's: `cs-`, `st-` … and a UUID, or a UUID alone. */
  | "platform-id"
  /** A JWT. */
  | "token"
  /** PEM, a JWK or an SSH key. */
  | "key"
  /** Shorter than the platform's. */
  | "shorter-than-platform"
  /** Longer than the platform's, or no base64. */
  | "other-form";

export type ClientSecretCheck =
  | { readonly outcome: "refused"; readonly why: SecretRefusal }
  | { readonly outcome: "accepted"; readonly secret: CheckedSecret; readonly doubts: readonly SecretDoubt[] };

/** A client secret in the platform's format: base64 of 32 random bytes, 44 characters (platform.md, 5). */
export function generateClientSecret({ randomBytes }: Pick<Ports, "randomBytes">): CheckedSecret {
  return asChecked(bytesToBase64(randomBytes(32)));
}

/** Characters of the platform's client secrets: base64 of 32 bytes (platform.md, 5). */
const PLATFORM_SECRET_LENGTH = 44;
const MAX_CLIENT_SECRET_LENGTH = 1_000;
/** Characters: anything shorter is hardly the secret of any service. */
const LEAST_SECRET_LENGTH = 20;

/**
 * The one rule for a client secret, wherever it comes in: form, prompt, import, command line. The secret is the raw
 * string, in UTF-8 (platform.md, 3.1), so nothing is taken away from it here. Never throws.
 */
export function checkClientSecret(
  text: string,
  { clientId }: { readonly clientId?: string | undefined } = {},
): ClientSecretCheck {
  const bare = bareSecret(text);
  const refused = (why: SecretRefusal): ClientSecretCheck => ({ outcome: "refused", why });
  if (bare === "") return refused("empty");
  // What can be named is, though dashes and zeros are in it.
  const isNamed = KEY.test(bare) || isUuid(bare, { prefixed: true });
  const instead = isNamed || text.length > MAX_CLIENT_SECRET_LENGTH ? undefined : insteadOfSecret(bare);
  if (instead) return refused(instead);
  if (!isVisibleLine(text.trim())) return refused("invisible");
  if (OTHER_SCRIPT.test(bare)) return refused("other-script");
  if (text.length > MAX_CLIENT_SECRET_LENGTH) return refused("too-long");
  return { outcome: "accepted", secret: asChecked(text), doubts: doubtsOf(text, bare, clientId) };
}

/** The text without the white space and the quotes around it: what was probably meant. */
export function bareSecret(text: string): string {
  const trimmed = text.trim();
  return isQuoted(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}

/** What stands around the secret is nearly surely a mistake: a person is asked whether to leave it out. */
export function hasSurroundings(doubts: readonly SecretDoubt[]): boolean {
  return doubts.some((doubt) => doubt === "white-space-around" || doubt === "quotes-around");
}

/** What is there is nearly surely not the secret: a person is asked whether it is, where a warning may be missed. */
export function isHardlySecret(text: string, doubts: readonly SecretDoubt[]): boolean {
  return doubts.some((doubt) => {
    if (doubt === "shorter-than-platform") return bareSecret(text).length < LEAST_SECRET_LENGTH;
    return doubt !== "other-form" && !hasSurroundings([doubt]);
  });
}

/** For beside the field or the prompt in which the secret was typed, and behind its name elsewhere. */
export function refusalInWords(why: SecretRefusal): SentenceWithRemedy {
  switch (why) {
    case "empty":
      return say("Paste the client secret that the platform shows for this app.");
    case "masked":
      return {
        ...say("This is the masked secret, not the secret itself."),
        remedy: "Show it on the platform first, then copy it.",
      };
    case "placeholder":
      return {
        ...say("This stands in the place of a secret, and is none itself."),
        remedy: "Copy the client secret from the platform.",
      };
    case "invisible":
      return {
        ...say("A client secret has no line breaks or other characters that can't be seen."),
        remedy: "Copy it again from the platform.",
      };
    case "other-script":
      return {
        ...say("Known client secrets have no letters or marks outside of ASCII, as this has."),
        remedy: "Copy it again from the platform.",
      };
    case "too-long":
      return say("This is too long to be a client secret; known ones have {0} characters.", PLATFORM_SECRET_LENGTH);
  }
}

/**
 * The same for a doubt.
 * @param shown the secret, where only the person who typed it sees the sentence: then it tells the length
 */
export function doubtInWords(doubt: SecretDoubt, shown?: string): SentenceWithRemedy {
  switch (doubt) {
    case "white-space-around":
      return say("There is white space at an end of this secret, and it counts when signing.");
    case "quotes-around":
      return say("There are quotes around this secret, and they count when signing.");
    case "own-client-id":
      return say("This is the client ID of this app, not its client secret.");
    case "platform-id":
      return say("This looks like a client ID or another ID of the platform, not like a client secret.");
    case "token":
      return say("This looks like a JWT, not like the client secret that signs one.");
    case "key":
      return say("This looks like a key, not like a client secret.");
    case "shorter-than-platform":
      return shown === undefined
        ? say(
            "Known client secrets have {0} characters, this one has fewer. Check that it was copied whole.",
            PLATFORM_SECRET_LENGTH,
          )
        : say(
            "Known client secrets have 44 characters, this one has {0}. Check that it was copied whole.",
            bareSecret(shown).length,
          );
    case "other-form":
      return say(
        "Known client secrets are {0} characters of base64; this one has another form. Check that it alone was copied.",
        PLATFORM_SECRET_LENGTH,
      );
  }
}

/** The most important first. */
function doubtsOf(text: string, bare: string, clientId: string | undefined): SecretDoubt[] {
  const doubts: SecretDoubt[] = [];
  if (text !== text.trim()) doubts.push("white-space-around");
  if (isQuoted(text.trim())) doubts.push("quotes-around");
  const kind = kindOf(bare, clientId);
  if (kind) doubts.push(kind);
  return doubts;
}

function isQuoted(trimmed: string): boolean {
  return trimmed.length > 1 && QUOTES.includes(trimmed.charAt(0) + trimmed.slice(-1));
}

function kindOf(bare: string, clientId: string | undefined): SecretDoubt | undefined {
  if (bare === clientId) return "own-client-id";
  if (isUuid(bare, { prefixed: true })) return "platform-id";
  if (KEY.test(bare)) return "key";
  if (TOKEN.test(bare)) return "token";
  if (bare.length < PLATFORM_SECRET_LENGTH) return "shorter-than-platform";
  return bare.length > PLATFORM_SECRET_LENGTH || !BASE64.test(bare) ? "other-form" : undefined;
}

/** Straight ones, and those that word processors and chats make of them. */
const QUOTES: readonly string[] = ['""', "''", "``", "\u201c\u201d", "\u2018\u2019", "\u201e\u201c", "\u00ab\u00bb"];
const TOKEN = /^(?:bearer\s+)?eyJ[\w-]+\.[\w-]*\.[\w.-]*$/i;
const KEY = /-----(?:BEGIN|END) |"kty"\s*:|^(?:ssh|ecdsa)-\S+ AAAA|^<RSAKeyValue>/;
const OTHER_SCRIPT = /[^\0-\x7f]/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
