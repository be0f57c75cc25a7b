import type { JwtApp } from "../apps/jwtApp";
import type { Message } from "../tokens/verify/verdict";
import type { TextRange } from "./requestFile";

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
 * The codes that comments of the text switch off for the whole file: `# jwt-apps: ignore expired, no-expiry`, behind
 * `#`, `//` or `;` or in a JSON comment. Takes time linear in the text.
 */
export function ignoredCodes(text: string): ReadonlySet<string> {
  const ignored = new Set<string>();
  for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + MARK.length)) {
    const before = text.slice(Math.max(text.lastIndexOf("\n", at) + 1, at - 20), at);
    const [, codes] = /^jwt-apps:[ \t]{0,20}ignore[ \t:]([^\r\n]{0,500})/.exec(text.slice(at, at + 600)) ?? [];
    if (codes === undefined || !/(?:#|\/\/|\/\*|;)[ \t]*$/.test(before)) continue;
    for (const code of codes.split(/[^a-z-]+/)) if (code !== "") ignored.add(code);
  }
  return ignored;
}

const MARK = "jwt-apps:";
