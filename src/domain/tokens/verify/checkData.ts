import type { Sentence } from "../../text/sentence";
import type { Check } from "./check";
import { certaintyOfRule, type RuleCertainty } from "./ruleCertainty";

/** One check of a token as plain data, its sentences in somebody's language. */
export interface CheckData extends Pick<Check, "id" | "outcome" | "reason"> {
  /** How surely its rule is the platform's. */
  readonly rule: RuleCertainty;
  readonly message: string;
  readonly causes: readonly { readonly code: string; readonly message: string }[];
}

export function checkData(
  { id, outcome, reason, message, causes }: Check,
  inWords: (sentence: Sentence) => string,
): CheckData {
  return {
    id,
    outcome,
    reason,
    rule: certaintyOfRule({ id, reason }),
    message: inWords(message),
    causes: causes.map((cause) => ({ code: cause.code, message: inWords(cause.message) })),
  };
}
