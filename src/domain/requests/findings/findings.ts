import type { JwtApp } from "../../apps/jwtApp";
import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import type { Message } from "../../tokens/verify/verdict";
import { marksIn } from "../../text/nextMark";
import type { Piece, TextRange } from "../../text/textRange";

/** What can be wrong where tokens and requests are written; the names are those of the setting and of the comment. */
const FINDING_CODES = [
  "expired",
  "no-expiry",
  "milliseconds",
  "misspelled-claim",
  "missing-app-id",
  "wrong-app-id",
  "wrong-algorithm",
  "wrong-signature",
  "not-yet-valid",
  "unreadable-time",
  "missing-jti",
  "jti-lifetime",
  "not-encrypted",
  "wrong-encryption",
  "wrong-host",
  "missing-token",
  "malformed-token",
  "missing-subject",
  "wrong-header",
  "text-behind-token",
  "repeated-header",
  "no-blank-line",
  "clients-differ",
  "client-secret",
  "private-key",
  "long-lived-token",
  "unknown-path",
  "wrong-method",
  "stream-path",
  "malformed-bot-id",
  "unusual-bot-id",
  "other-bot",
  "missing-scope",
  "unpublished-scope",
  "wrong-level",
  "missing-permission",
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export interface Finding extends TextRange {
  readonly code: FindingCode;
  /** `warning`: the platform would refuse it, or it gives something away. `information`: worth knowing. */
  readonly severity: "warning" | "information";
  readonly message: Message;
  /** The one thing that mends it, or the likeliest of several. */
  readonly fix?: Fix;
  /** What else may mend it: only a person can tell which was meant. */
  readonly otherFixes?: readonly Fix[];
}

export type Fix =
  | { readonly kind: "replace"; readonly title: Message; readonly range: TextRange; readonly text: string }
  /** The variable holds more than the token (`mendVariable`); with the header changed, where that is needed, too. */
  | {
      readonly kind: "mendVariable";
      readonly title: Message;
      readonly variable: string;
      readonly header?: { readonly range: TextRange; readonly text: string };
    }
  /** Whichever of these variables holds `from` is defined as `text` (`setVariable`). */
  | {
      readonly kind: "setVariable";
      readonly title: Message;
      readonly variables: readonly string[];
      readonly from: string;
      readonly text: string;
    }
  /** A fresh token in place of this one. */
  | { readonly kind: "refresh" }
  /** A token of the app where the request has none (`missingHeader`). */
  | { readonly kind: "insertToken"; readonly app: JwtApp }
  /** `enterHost` and `enterBotId` are the app's form, at that field. */
  | {
      readonly kind: "assignScopes" | "publishScopes" | "assignTables" | "enterHost" | "enterBotId";
      readonly app: JwtApp;
    };

/**
 * The codes that a comment switches off for the whole file: `# jwt-apps: ignore expired, no-expiry`, behind `#`, `//`,
 * `/*` or `;`. Each piece is what stands behind the mark, up to the end of its line. Takes time linear in the text.
 */
export function ignoreComments(text: string): Piece[] {
  return atOnce(ignoreCommentsInSteps(text));
}

/** The same in steps; at most `LIMITS.pieces`. */
export function* ignoreCommentsInSteps(text: string): Steps<Piece[]> {
  const found: Piece[] = [];
  for (const at of yield* marksIn(text, MARK, LIMITS.marks)) {
    const near = text.slice(Math.max(0, at - 20), at);
    const before = near.slice(near.lastIndexOf("\n") + 1);
    if (!/(?:#|\/\/|\/\*|;)[ \t]*$/.test(before)) continue;
    const [whole, codes] = IGNORE.exec(text.slice(at, at + LIMITS.ignoreComment + 100)) ?? [];
    if (whole === undefined || codes === undefined) continue;
    const end = at + whole.length;
    if (found.push({ text: codes, start: end - codes.length, end }) >= LIMITS.pieces) break;
    if (found.length % COMMENTS_A_STEP === 0) yield;
  }
  return found;
}

const COMMENTS_A_STEP = 1_000;

/** The codes that such comments name. */
export function ignoredCodes(comments: readonly Pick<Piece, "text">[]): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const { text } of comments) for (const code of text.split(/[^a-z-]+/)) if (code !== "") codes.add(code);
  return codes;
}

const MARK = "jwt-apps:";
const IGNORE = new RegExp(`^jwt-apps:[ \\t]{0,20}ignore[ \\t:]([^\\r\\n]{0,${LIMITS.ignoreComment}})`);
