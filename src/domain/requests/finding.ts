import type { JwtApp } from "../apps/jwtApp";
import type { Message } from "../tokens/verify/verdict";
import type { Piece, TextRange } from "./requestFile";

/** What can be wrong where tokens and requests are written; the names are those of the setting and of the comment. */
export const FINDING_CODES = [
  "expired",
  "no-expiry",
  "milliseconds",
  "misspelled-claim",
  "wrong-algorithm",
  "wrong-header",
  "client-secret",
  "private-key",
  "long-lived-token",
  "unknown-path",
  "wrong-method",
  "stream-path",
  "malformed-bot-id",
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
  /** The one thing that mends it. */
  readonly fix?: Fix;
}

export type Fix =
  | { readonly kind: "replace"; readonly title: Message; readonly range: TextRange; readonly text: string }
  /** A fresh token in place of this one. */
  | { readonly kind: "refresh" }
  | { readonly kind: "assignScopes" | "publishScopes" | "assignTables"; readonly app: JwtApp };

/**
 * The codes that a comment switches off for the whole file: `# jwt-apps: ignore expired, no-expiry`, behind `#`, `//`,
 * `/*` or `;`. Each piece is what stands behind the mark, up to the end of its line. Takes time linear in the text.
 */
export function ignoreComments(text: string): Piece[] {
  const found: Piece[] = [];
  for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + MARK.length)) {
    const near = text.slice(Math.max(0, at - 20), at);
    const before = near.slice(near.lastIndexOf("\n") + 1);
    const [whole, codes] = /^jwt-apps:[ \t]{0,20}ignore[ \t:]([^\r\n]{0,500})/.exec(text.slice(at, at + 600)) ?? [];
    if (whole === undefined || codes === undefined || !/(?:#|\/\/|\/\*|;)[ \t]*$/.test(before)) continue;
    const end = at + whole.length;
    found.push({ text: codes, start: end - codes.length, end });
  }
  return found;
}

/** The codes that such comments name. */
export function ignoredCodes(comments: readonly Pick<Piece, "text">[]): ReadonlySet<string> {
  return new Set(comments.flatMap(({ text }) => text.split(/[^a-z-]+/)).filter((code) => code !== ""));
}

const MARK = "jwt-apps:";
