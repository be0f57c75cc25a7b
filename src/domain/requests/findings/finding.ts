import type { JwtApp } from "../../apps/jwtApp";
import type { Place } from "../../apps/onPlatform";
import type { Sentence } from "../../text/sentence";
import type { TextRange } from "../../text/textRange";

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
  "missing-header",
  "misspelled-header",
  "missing-parameter",
  "misspelled-parameter",
  "gateway-key",
  "unknown-gateway-app",
  "token-dropped",
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export interface Finding extends TextRange {
  readonly code: FindingCode;
  /**
   * `warning`: the platform would refuse it, its documentation requires something else, or it gives something away.
   * `information`: worth knowing.
   */
  readonly severity: "warning" | "information";
  readonly message: Sentence;
  /** Where on the platform it is put right, where that is known. */
  readonly place?: Place;
  /** The one thing that mends it, or the likeliest of several. */
  readonly fix?: Fix;
  /** What else may mend it: only a person can tell which was meant. Without `fix`, none of them is preferred. */
  readonly otherFixes?: readonly Fix[];
}

export type Fix =
  | { readonly kind: "replace"; readonly title: Sentence; readonly range: TextRange; readonly text: string }
  /** The variable holds more than the token (`mendVariable`); with the header changed, where that is needed, too. */
  | {
      readonly kind: "mendVariable";
      readonly title: Sentence;
      readonly variable: string;
      readonly header?: { readonly range: TextRange; readonly text: string };
    }
  /** Whichever of these variables holds `from` is defined as `text` (`setVariable`). */
  | {
      readonly kind: "setVariable";
      readonly title: Sentence;
      readonly variables: readonly string[];
      readonly from: string;
      readonly text: string;
    }
  /** Every address of the gateway that stands in the file gives way to its variable (`withoutGatewayKeys`). */
  | { readonly kind: "hideGatewayKeys" }
  /** A fresh token in place of this one. */
  | { readonly kind: "refresh" }
  /** A token of the app where the request has none (`missingHeader`). */
  | { readonly kind: "insertToken"; readonly app: JwtApp }
  /** `enterHost` and `enterBotId` are the app's form, at that field. */
  | {
      readonly kind: "assignScopes" | "publishScopes" | "assignTables" | "enterHost" | "enterBotId";
      readonly app: JwtApp;
    };
