import type { Codec } from "../domain/payloads/payloadPorts";
import type { CompressionFormat } from "../domain/payloads/envelopeProfile";
import { type AnswerHead, headerText } from "./answerHead";

/** In bytes: as much of an answer is held, as it comes and as it is without its content codings. */
export const MAX_HELD = 64 * 1024 * 1024;

/** What can be undone: each by the formats that its name stands for in practice, the likelier first. */
const CODINGS: Readonly<Record<string, readonly CompressionFormat[]>> = {
  gzip: ["gzip"],
  "x-gzip": ["gzip"],
  // RFC 9110, 8.4.1.2: zlib; many servers leave its frame away.
  deflate: ["zlib", "deflate"],
  br: ["brotli"],
  identity: [],
};

/** The names that a client may be offered beside `identity`. */
export const UNDONE_CODINGS: readonly string[] = ["gzip", "deflate", "br"];

/** One on top of another is rare, and more than two are nobody's. */
const MAX_CODINGS = 2;

/** The codings of an answer in the order in which they were applied; undefined where one can't be undone. */
export function codingsOf({ headers }: Pick<AnswerHead, "headers">): readonly string[] | undefined {
  const names = headerText(headers, "content-encoding")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  return names.length <= MAX_CODINGS && names.every((name) => Object.hasOwn(CODINGS, name)) ? names : undefined;
}

/** The body without its codings. Stops at `MAX_HELD` bytes, however much more would come. */
export async function undoCodings(
  body: Uint8Array<ArrayBuffer>,
  codings: readonly string[],
  codec: Codec,
): Promise<Uint8Array<ArrayBuffer> | "too-large" | "broken-encoding"> {
  let content = body;
  for (const coding of [...codings].reverse()) {
    if (content.length === 0) return content;
    let undone: Uint8Array<ArrayBuffer> | "too-large" | undefined;
    for (const format of CODINGS[coding] ?? []) {
      undone = await codec.decompress(format, content, MAX_HELD);
      if (undone) break;
    }
    if (undone === "too-large") return undone;
    if (!undone) return "broken-encoding";
    content = undone;
  }
  return content;
}
