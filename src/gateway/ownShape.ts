import type { EnvelopeProfile } from "../domain/payloads/envelopeProfile";
import { type JsonNode, readJson } from "../domain/payloads/learn/jsonTree";

/** Whether a body has nothing but what the app's own shape writes, and the paging that may stand beside it. */
export function isOwnShape(profile: EnvelopeProfile, text: string): boolean {
  const root = readJson(text);
  if (root?.kind !== "object") return false;
  const names = new Set([...PAGING, ...namesIn(profile)]);
  const isKnown = (node: JsonNode): boolean => {
    if (node.kind === "array") return node.items.every(isKnown);
    if (node.kind !== "object") return true;
    return node.members.every(([name, value]) => names.has(name) && isKnown(value));
  };
  return isKnown(root);
}

/** In clear beside the ciphertext, and in it as well (platform.md, 2.4). */
const PAGING = ["moreAvailable", "total"] as const;

function namesIn(profile: EnvelopeProfile): string[] {
  const paths =
    profile.format === "jwe" ? [profile.path] : Object.values(profile.parts).map((part) => part?.path ?? []);
  const inBody = (profile.body?.pieces ?? []).flatMap((piece) => ("name" in piece ? [piece.name ?? ""] : []));
  return [...paths.flat().filter((step) => typeof step === "string"), ...inBody];
}
