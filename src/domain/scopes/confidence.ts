import { type Sentence, say } from "../text/sentence";
import type { Confidence } from "./endpointRow";

/** How a call is known, where it isn't by a page that has all of it. */
export const CONFIDENCE_WORDS: Readonly<Record<Confidence, Sentence | undefined>> = {
  documented: undefined,
  "documented-partial": say("Its page gives no full address."),
  "test-suite": say("Not on a page of the documentation: seen in a public test suite."),
  "listed-only": say("The list of APIs names it; its page was not read."),
};
