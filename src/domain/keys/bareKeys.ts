import { base64ToBytes } from "./base64";
import { isWholeDer } from "./foundKey";
import { isOpensshPrivate, isSshPublic } from "./sshKey";
import { compact, withoutEscapes } from "./textReadings";

/**
 * The bytes that a text without BEGIN and END lines may hold as base64 or hex, alone or as the value of a name:
 * `key = MII…`, `key: |`. Time is linear in the text's length.
 */
export function bareBytes(text: string): Uint8Array<ArrayBuffer>[] {
  const digits = [text, ...values(text)].map((value) => compact(withoutEscapes(value)));
  return [...new Set(digits)].flatMap((value) => decode(value) ?? []);
}

/** True of bytes that show by themselves that they are a key, or a near relative of one. */
export function isKey(bytes: Uint8Array): boolean {
  return isWholeDer(bytes) || isOpensshPrivate(bytes) || isSshPublic(bytes);
}

const QUALIFIERS = "(?:(?:export|set|env|arg|const|let|var|final|static|private|public|string|char\\*?)\\s{1,9}){0,5}";
const NAME = `${QUALIFIERS}["']?[\\w.$-]{1,80}["']?`;
/** An equals sign may also be the padding of base64, behind which no value follows. */
const ASSIGNMENT = new RegExp(
  `^\\s{0,80}(?:[-#>*]\\s{0,9})?${NAME}\\s{0,40}(?::=|=>|:|=(?=\\s{0,40}["'\`]?[\\w+/]{8}))[ \\t]*`,
  "i",
);

/** Each name's value, with the lines below it that have no name of their own. */
function values(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split(/\r?\n|\r/)) {
    const value = ASSIGNMENT.exec(line);
    const last = found.length - 1;
    if (value) found.push(line.slice(value[0].length).replace(/^[|>][-+0-9]{0,2}\s*$/, ""));
    else if (last >= 0) found[last] += `\n${line}`;
  }
  return found;
}

function decode(text: string): Uint8Array<ArrayBuffer> | undefined {
  const hex = text.replace(/0x|:/gi, "");
  if (/^30[0-9a-f]+$/i.test(hex) && hex.length % 2 === 0) {
    const bytes = Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
      Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
    );
    if (isKey(bytes)) return bytes;
  }
  const bytes = base64ToBytes(text);
  return bytes && bytes.length > 0 ? bytes : undefined;
}
