import type { ReportedPart } from "../domain/payloads/open/decryptResult";
import { countsForCipher, describesCipher } from "../domain/payloads/learn/describesCipher";
import type { TextRange } from "../domain/text/textRange";
import { type JsonNode, readJson } from "../domain/payloads/learn/jsonTree";

/**
 * An object in which the parts of an envelope stand beside members that are none of it, with the plaintext in the
 * ciphertext's place, the other parts gone, and the rest to the byte as it was: `{"status":"ok","data":"…","key":"…"}`
 * as `{"status":"ok","data":{…}}`. Undefined where all of it is the envelope: parts, what says how it is encrypted, and
 * what the plaintext says itself.
 * @param text the object
 * @param from of the object in the text that the parts' offsets count in
 * @param plaintext as JSON
 */
export function withPlaintext(
  text: string,
  from: number,
  parts: readonly ReportedPart[],
  plaintext: string,
): string | undefined {
  const { object, own } = shortened(
    text,
    parts
      .filter(({ role }) => role !== "aad" && role !== "label")
      .map((part) => ({ roles: rolesOf(part), start: part.start - from, end: part.end - from })),
  );
  const root = readJson(object);
  if (!root) return undefined;
  const inside = readJson(plaintext);
  const said = new Set(inside?.kind === "object" ? inside.members.map(([name]) => name) : []);
  const rolesIn = ({ start, end }: JsonNode) =>
    own.filter((part) => part.start >= start && part.end <= end).flatMap(({ roles }) => roles);
  const written = (node: JsonNode): string | undefined => {
    if (node.kind !== "object") return undefined;
    let before = node.start + 1;
    let isMore = false;
    const kept: string[] = [];
    for (const [name, value] of node.members) {
      const roles = rolesIn(value);
      const lead = object.slice(before, value.start).replace(/^(\s*),/, "$1");
      if (roles.includes("ciphertext")) {
        const inner = written(value);
        isMore ||= inner !== undefined;
        kept.push(lead + (inner ?? plaintext));
      } else if (roles.length === 0 && !saysHow(name, value)) {
        isMore ||= !said.has(name);
        kept.push(lead + object.slice(value.start, value.end));
      }
      before = value.end;
    }
    return isMore ? `{${kept.join(",")}${object.slice(before, node.end)}` : undefined;
  };
  return written(root);
}

interface OwnPart extends TextRange {
  readonly roles: readonly string[];
}

/** The object without what is long in strings that are parts: all of that goes, so that nobody has to read it once more. */
function shortened(text: string, parts: readonly OwnPart[]): { object: string; own: readonly OwnPart[] } {
  const isLong = ({ start, end }: OwnPart): boolean =>
    end - start > LONG_PART && start > 0 && text[start - 1] === '"' && text[end] === '"';
  const long = parts.filter(isLong).sort((one, other) => one.start - other.start);
  let [object, from] = ["", 0];
  const gone: TextRange[] = [];
  for (const { start, end } of long) {
    if (start < from) continue;
    object += text.slice(from, start);
    gone.push({ start, end });
    from = end;
  }
  const moved = (offset: number): number =>
    gone.reduce((sum, { start, end }) => sum - Math.max(0, Math.min(offset, end) - start), offset);
  return {
    object: object + text.slice(from),
    own: parts.map(({ roles, start, end }) => ({ roles, start: moved(start), end: moved(end) })),
  };
}

/** UTF-16 units. */
const LONG_PART = 10_000;

function rolesOf({ role, layout = [] }: ReportedPart): string[] {
  return [role, ...layout];
}

/** `{"encrypted":true,"alg":"A256GCM","v":1}` */
function saysHow(name: string, value: JsonNode): boolean {
  if (value.kind === "number") return countsForCipher(name, value.digits);
  if (value.kind === "literal") return /crypt|cipher|compress|zip/i.test(name);
  return value.kind === "string" && value.end - value.start < MAX_SAID && describesCipher(name, value.text());
}

/** UTF-16 units. */
const MAX_SAID = 1_000;
