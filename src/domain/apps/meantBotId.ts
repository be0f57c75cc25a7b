import { isBotId } from "./credentials";

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

/** Characters; a bot ID has 39. */
const LONGEST = 200;
/** White space, quotes and brackets anywhere; the rest around it. */
const WRAPPING = /[\s"'`\p{Pi}\p{Pf}„<>(){}[\]]|^[:$@#=]+|[.,;:]+$/gu;
const MEANT = /^(?:st[-_:.]*)?([0-9a-f]{8})[-_]*([0-9a-f]{4})[-_]*([0-9a-f]{4})[-_]*([0-9a-f]{4})[-_]*([0-9a-f]{12})$/i;
