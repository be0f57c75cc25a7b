import type { Steps } from "../../steps";
import type { CaptureNode, Place } from "./captureTree";
import type { JsonStrings } from "./jsonStrings";

/** What one scan shares: the text, how much may still be kept, and where the text stands itself. */
export interface Scan {
  readonly text: string;
  readonly strings: JsonStrings;
  readonly budget: Budget;
  readonly origin: Origin;
  /** Scans a text that stands in this one, into the node: the way down, whoever meets such a text. */
  readonly scanInner: (text: string, into: CaptureNode, budget: Budget, origin: Origin) => Steps<void>;
}

export interface Budget {
  /** How many more values are kept whatever their length. */
  values: number;
  /** How many more long ones. */
  longValues: number;
  /** How many more texts that are not encoded. */
  texts: number;
  /** Set when JSON deeper than the limit was met. */
  tooDeep: boolean;
}

/** Where a text stands that was found inside another one. */
export interface Origin {
  readonly place: Place | undefined;
  readonly name: string;
  /** How many texts it stands in. */
  readonly embedded: number;
  /** Range, in the outermost text, of the string that holds it. */
  readonly range?: { readonly start: number; readonly end: number };
}
