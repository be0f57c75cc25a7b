import { errorAnswer, type HttpAnswer } from "../../edge/httpAnswer";

/** Tells a client what this sandbox did other than the platform would; see README. */
export const NOTE_HEADER = "x-local-platform";
/** The id of the check that refused the request. */
export const CHECK_HEADER = "x-local-platform-check";

/** The ids of the checks of a request that was let in of which it is not known whether the platform lets them pass. */
export const UNKNOWN_HEADER = "x-local-platform-unknown";

/** The same answer with further notes on it. */
export function noted(answer: HttpAnswer, notes: readonly string[]): HttpAnswer {
  if (notes.length === 0) return answer;
  const all = [answer.headers?.[NOTE_HEADER] ?? [], notes].flat().join(", ");
  return { ...answer, headers: { ...answer.headers, [NOTE_HEADER]: all } };
}

/** The platform's observed answer to a body that it can't use (platform.md, 3.5). */
export function invalidArguments(): HttpAnswer {
  return errorAnswer(412, "Validation errors/ Invalid arguments");
}
