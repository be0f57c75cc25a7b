import { UserError } from "../errors";

/** By unit, in seconds: its first letter, or a word that begins so. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^s(?:ecs?|econds?)?$/, 1],
  [/^m(?:ins?|inutes?)?$/, 60],
  [/^h(?:rs?|ours?)?$/, 3_600],
  [/^d(?:ays?)?$/, 86_400],
  [/^w(?:eeks?)?$/, 604_800],
];

/** Characters; longer text is no lifetime. */
const MAX_LENGTH = 100;

/**
 * Reads a lifetime as people type it: `2h`, `30m`, `90s`, `1h30m`, `1.5 hours`, `5 minutes`, `1 day`; a number alone
 * counts seconds. Each unit may stand once, in any order, of either case. Nothing is guessed: `1h30` and `1:30` are
 * not understood.
 * @returns whole seconds; whether a token may live so long is for `makeClaims` to say
 * @throws UserError `bad-lifetime-text`, which quotes the text
 */
export function parseLifetime(text: string): number {
  const typed = text.trim().toLowerCase();
  if (/^\d{1,12}$/.test(typed)) return Number(typed);
  const parts = typed.length > MAX_LENGTH ? [] : [...typed.matchAll(PART)];
  const seen = new Set<number>();
  let seconds = 0;
  for (const [, amount = "", word = ""] of parts) {
    const unit = UNITS.find(([name]) => name.test(word))?.[1];
    if (unit === undefined || seen.has(unit)) throw notUnderstood(typed);
    seen.add(unit);
    seconds += Number(amount) * unit;
  }
  // What stands between the parts belongs to none of them.
  const isWhole = parts.map(([part]) => part).join("").length === typed.length;
  if (!isWhole || parts.length === 0) throw notUnderstood(typed);
  // A tenth of an hour is not exact in binary.
  const rounded = Math.round(seconds);
  if (Math.abs(seconds - rounded) > 1e-6) throw notUnderstood(typed);
  return rounded;
}

/** A number and its unit, with what may stand before the next: white space, a comma, "and". */
const PART = /(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]+?)(?:\s*(?:,|\band\b|&)\s*(?=\d)|\s+(?=\d)|(?=\d)|$)/g;

function notUnderstood(typed: string): UserError {
  if (typed === "") return new UserError("bad-lifetime-text", "The lifetime is missing.", { remedy: EXAMPLE });
  return new UserError("bad-lifetime-text", "“{0}” can't be read as a lifetime.", {
    args: [typed.slice(0, MAX_LENGTH)],
    remedy: EXAMPLE,
  });
}

const EXAMPLE = "Write it like 2h, 30m, 90s or 1h30m; a number alone counts seconds.";
