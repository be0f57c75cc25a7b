import type { Steps } from "../../steps";
import type { JsonStrings } from "./jsonStrings";
import type { ValueKind } from "./valueKinds";

/** One step from the root of a captured text to a value in it: a member, an index, or text that had to be decoded first. */
export type CaptureStep = string | number | { readonly decode: "json" | "base64" };

/** The way to a value, from the innermost step outwards, so that values share it. */
export interface Place {
  readonly step: CaptureStep;
  readonly outer: Place | undefined;
}

/** A value that may be a part of an envelope. */
export interface Captured {
  /** Where the value came from: a JSON value, a line `Name: value`, or loose text. */
  readonly source: "json" | "header" | "text";
  /** The nearest member or header name; empty for a bare value. */
  readonly name: string;
  readonly place: Place | undefined;
  /** The value with its escapes resolved, or the bytes of an array of numbers. */
  readonly content: string | Uint8Array<ArrayBuffer>;
  /** What it may be, or each of its pieces. */
  readonly kinds: readonly ValueKind[];
  /** How the numbers were written: `[1,2]`, `{"type":"Buffer","data":[1,2]}` or `{"0":1,"1":2}`. */
  readonly bytesForm?: "array" | "buffer" | "indexed";
  /** Offsets into the captured text, in UTF-16 units; for a value inside a string, those of that string. */
  readonly start: number;
  readonly end: number;
  /** The text ends within the value. */
  readonly cut?: true;
  /** A JWE in compact serialisation (RFC 7516, section 7.1), without the line breaks that it was wrapped with. */
  readonly isJwe?: true;
}

/** A region of text, an object or an array, with only those children that hold values. */
export interface CaptureNode {
  readonly kind: "text" | "message" | "line" | "object" | "array";
  readonly place: Place | undefined;
  readonly start: number;
  end: number;
  readonly values: Captured[];
  readonly children: CaptureNode[];
  /** The text of an object that is a JWE in JSON serialisation (RFC 7516, section 7.2). */
  jweJson?: string;
  /** A member is called like a ciphertext and empty: what is encrypted by GCM may be nothing but its tag. */
  hasEmptyData?: true;
}

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
