import type { CheckId } from "../../tokens/verify/check";
import type { FindingCode } from "./finding";

/** What a request file says where a check of the rule book fails. */
type CheckFinding =
  /** Where the token stands, in whatever file (`diagnoseToken`). */
  | { readonly on: "token"; readonly codes: readonly FindingCode[] }
  /** Where the request stands (`diagnoseRequest`). */
  | { readonly on: "request"; readonly codes: readonly FindingCode[] }
  | { readonly on: "nothing"; readonly because: string };

/** Every check has a line: one without doesn't compile, nor does a line without its rule in one of the two. */
export const CHECK_FINDINGS = {
  endpoint: { on: "request", codes: ["unknown-path"] },
  method: { on: "request", codes: ["wrong-method"] },
  token: { on: "request", codes: ["missing-token"] },
  header: { on: "request", codes: ["wrong-header", "text-behind-token", "repeated-header"] },
  format: { on: "request", codes: ["malformed-token"] },
  jweHeader: { on: "token", codes: ["wrong-encryption"] },
  jweDecryption: { on: "token", codes: ["wrong-encryption"] },
  jweContent: { on: "token", codes: ["wrong-encryption"] },
  appClaim: { on: "token", codes: ["misspelled-claim", "missing-app-id"] },
  app: { on: "token", codes: ["wrong-app-id"] },
  jweKeyId: { on: "token", codes: ["wrong-encryption"] },
  jweEnforced: { on: "token", codes: ["not-encrypted"] },
  algorithm: { on: "token", codes: ["wrong-algorithm"] },
  signature: { on: "token", codes: ["wrong-signature"] },
  sub: { on: "request", codes: ["missing-subject"] },
  exp: { on: "token", codes: ["expired", "no-expiry", "milliseconds", "unreadable-time"] },
  iat: { on: "token", codes: ["not-yet-valid", "milliseconds", "unreadable-time"] },
  nbf: { on: "token", codes: ["not-yet-valid", "milliseconds", "unreadable-time"] },
  jti: { on: "token", codes: ["missing-jti"] },
  jtiLifetime: { on: "token", codes: ["jti-lifetime", "no-expiry"] },
  replay: { on: "nothing", because: "Only whoever takes the tokens knows which of them came before." },
  level: { on: "request", codes: ["wrong-level"] },
  bot: { on: "request", codes: ["malformed-bot-id", "other-bot"] },
  scope: { on: "request", codes: ["missing-scope"] },
  published: { on: "request", codes: ["unpublished-scope"] },
  tables: { on: "request", codes: ["missing-permission"] },
  payloadSupport: { on: "nothing", because: "It never refuses." },
  payloadBody: {
    on: "nothing",
    because:
      "Envelopes are opened where a person asks: a mark at each would tell other extensions of any text whether a key opens it.",
  },
} as const satisfies Readonly<Record<CheckId, CheckFinding>>;

/** The checks whose failures are found on a token, or on a request. */
export type ChecksOn<Place extends CheckFinding["on"]> = {
  [Id in CheckId]: (typeof CHECK_FINDINGS)[Id]["on"] extends Place ? Id : never;
}[CheckId];

/** The codes that a check may have. */
export type CodesOf<Id extends CheckId> = (typeof CHECK_FINDINGS)[Id] extends {
  readonly codes: readonly (infer Code)[];
}
  ? Code
  : never;
