import type { CaptureStep } from "../capture/captureTree";
import type { CompressionFormat, Encoding, EnvelopeProfile, Layer, PartPlace } from "../envelopeProfile";
import type { BodyPart } from "../envelopeBody";
import type { LayoutRole } from "./openedPayload";
import type { Sentence } from "../../text/sentence";

/** A decrypted payload: text if it is strictly valid UTF-8, else bytes. */
export type DecryptResult = { readonly report: DecryptReport; readonly shape?: FoundShape } & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "binary"; readonly bytes: Uint8Array<ArrayBuffer> }
);

/** The same before it is known whether it is text. */
export interface DecryptedBytes {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly report: DecryptReport;
  readonly shape?: FoundShape;
}

/** What the shape of an envelope is learned from: see `withShape`. */
export interface FoundShape {
  /** Those that stand in the body. */
  readonly parts: readonly FoundPart[];
  /** Those that stand in headers. */
  readonly headers?: readonly FoundHeader[];
  /** What no profile can say. */
  readonly notKept: readonly Sentence[];
  /** Of a JWE, in base64url. */
  readonly protectedHeader?: string;
}

/** Where a part was found in a text. */
export interface FoundPart {
  readonly part: BodyPart;
  /** Of the value, or of the outermost string that it stands in; UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** From the root of what was looked through. */
  readonly path: readonly CaptureStep[];
  readonly source: "json" | "text";
  readonly piece?: PartPlace["piece"];
  readonly encoding: Encoding;
}

export interface FoundHeader {
  readonly name: string;
  /** As it stood there. */
  readonly text: string;
  readonly encoding: Encoding;
}

/** What was found and done, as plain data, without any secret. */
export interface DecryptReport {
  /** The app whose key fitted. */
  readonly app: AppName;
  /** Several apps hold the same key: the caller may ask which one is meant. */
  readonly ambiguous: boolean;
  /** All apps that hold it. */
  readonly apps: readonly AppName[];
  readonly format: "jwe" | "jweJson" | "hybrid";
  /** Offsets of the envelope in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly parts: readonly ReportedPart[];
  /** "RSA-OAEP SHA-256", or for a JWE its `alg`; absent for a shared key in a hybrid envelope. */
  readonly keyWrapping?: string;
  /** "AES-256-GCM", or for a JWE its `enc`. */
  readonly cipher: string;
  readonly compression: "none" | CompressionFormat;
  /** All that was undone behind the decryption, the outermost first, compression included. */
  readonly layers: readonly Layer[];
  /** The decryption is proven by a tag. */
  readonly authenticated: boolean;
  /** Whether the app's profile fitted or the shape was found by trying. */
  readonly foundBy: "profile" | "detection";
  /**
   * The shape, to be kept for the app; if not authenticated, only once the user has confirmed what they see. Absent
   * where no profile can say all of it.
   */
  readonly profile?: EnvelopeProfile;
  /** What is written in the shape of that profile. Absent where nobody looked at what stands around the envelope. */
  readonly shape?: ReportedShape;
  /** Further sentences for the user. */
  readonly notes: readonly Sentence[];
}

export interface ReportedShape {
  /** With “…” for each part: `{data: {cipher: …, k: …}}`. */
  readonly outline: string;
  /** What is written into headers beside it. */
  readonly headers: readonly Sentence[];
  /** Which parts don't show how they are encoded, and from which that is taken. */
  readonly inferred: readonly Sentence[];
  /** What of this envelope would not be written as it was. */
  readonly notKept: readonly Sentence[];
}

export interface AppName {
  readonly appId: string;
  readonly appName: string;
}

export interface ReportedPart {
  readonly role: LayoutRole | "aad" | "label" | "jwe";
  /** Header or member name; empty for a bare value. */
  readonly name: string;
  /** `key`: in the message that was wrapped. */
  readonly source: "json" | "header" | "text" | "key";
  readonly path: readonly CaptureStep[];
  readonly start: number;
  readonly end: number;
  readonly encoding?: Encoding;
  /** In bytes. */
  readonly length: number;
  /** What else this value holds, in order, if it holds several parts. */
  readonly layout?: readonly LayoutRole[];
}
