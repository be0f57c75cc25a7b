import type { ReportedPart } from "../domain/payloads/open/decryptResult";
import { countsForCipher, describesCipher } from "../domain/payloads/learn/describesCipher";
import { type JsonNode, readJson } from "../domain/payloads/learn/jsonTree";

/**
 * An object in which the parts of an envelope stand beside members that are none of it, with the plaintext in the
 * ciphertext's place, the other parts gone, and the rest to the byte as it was: `{"status":"ok","data":"…","key":"…"}`
 * as `{"status":"ok","data":{…}}`. Undefined where all of it is the envelope: parts, what says how it is encrypted, and
 * what the plaintext says itself.
 * @param from of the object in the text that the parts' offsets count in
 * @param plaintext as JSON
 */
export function withPlaintext(
  object: string,
  from: number,
  parts: readonly ReportedPart[],
  plaintext: string,
): string | undefined {
  const root = readJson(object);
  if (!root) return undefined;
  const inside = readJson(plaintext);
  const said = new Set(inside?.kind === "object" ? inside.members.map(([name]) => name) : []);
  const own = parts.filter(({ role }) => role !== "aad" && role !== "label");
  const rolesIn = ({ start, end }: JsonNode) =>
    own.filter((part) => part.start - from >= start && part.end - from <= end).flatMap(rolesOf);
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
