import { UserError } from "../errors";
import { base64ToBytes, bytesToBase64Url } from "./base64";
import { type FoundKey, foundJwk, type KeyMembers, refused } from "./foundKey";
import { compact, withoutEscapes } from "./textReadings";

/** The keys in the XML that .NET's `RSA.ToXmlString` and XML Signature (6.4.2.1) write. */
export function rsaXmlKeys(text: string): FoundKey[] {
  const found: FoundKey[] = [];
  for (const opening = /<(?:\w{1,20}:)?(RSAKeyValue|RSAParameters)\b[^<>]{0,300}>/g; ;) {
    const start = opening.exec(text);
    if (!start) return found;
    const closing = `${start[1] ?? ""}>`;
    const end = text.indexOf(closing, opening.lastIndex);
    if (end < 0) return [...found, refused(damagedXml(`</${closing}`))];
    const content = text.slice(opening.lastIndex, end);
    const elements = content.matchAll(/<(?:\w{1,20}:)?(\w{1,12})>([^<>]*)</g);
    found.push(rsaParametersKey(Object.fromEntries(Array.from(elements, ([, name = "", value]) => [name, value]))));
    opening.lastIndex = end;
  }
}

/** True of .NET's `RSAParameters`, as it is written in JSON. */
export function isRsaParameters(value: KeyMembers): boolean {
  return ["Modulus", "Exponent"].every((name) => typeof value[name] === "string");
}

/** The names of .NET's numbers beside those of RFC 7518, 6.3. */
const NAMES = { Modulus: "n", Exponent: "e", D: "d", P: "p", Q: "q", DP: "dp", DQ: "dq", InverseQ: "qi" } as const;

/** @param values base64 by .NET's names */
export function rsaParametersKey(values: KeyMembers): FoundKey {
  const isPrivate = typeof values["D"] === "string";
  const numbers = Object.entries(NAMES).filter(([name]) => isPrivate || name === "Modulus" || name === "Exponent");
  const members = numbers.map(([name, member]) => [member, base64UrlOf(values[name])] as const);
  const missing = numbers.filter((_, index) => members[index]?.[1] === undefined);
  if (missing.length === 0) return foundJwk({ kty: "RSA", ...Object.fromEntries(members) }, "numbers");
  return refused(damagedXml(missing.map(([name]) => name).join(", ")), isPrivate ? "private" : "public");
}

function damagedXml(what: string): UserError {
  return new UserError("rsa-xml", "In this key in .NET's XML form, {0} is missing or not whole base64.", {
    args: [what],
    remedy: "Copy it again, from <RSAKeyValue> to </RSAKeyValue>.",
  });
}

/** Without the zeros in front, which some write to keep the number positive. */
function base64UrlOf(value: unknown): string | undefined {
  const bytes = typeof value === "string" ? base64ToBytes(compact(withoutEscapes(value))) : undefined;
  const first = bytes?.findIndex((byte) => byte !== 0) ?? -1;
  return bytes && first >= 0 ? bytesToBase64Url(bytes.subarray(first)) : undefined;
}
