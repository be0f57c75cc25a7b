/** What a name says of a value that is as long as an IV: so are a tag, a block of ciphertext and an id. */
export type NameHint = "iv" | "tag" | "ciphertext" | "id";

/** Only decides between values that look alike: every name may mean anything. */
export function hintOf(name: string): NameHint | undefined {
  if (IV.test(name)) return "iv";
  if (ID.test(name)) return "id";
  if (TAG.test(name)) return "tag";
  return CIPHERTEXT.test(name) ? "ciphertext" : undefined;
}

/** Whether a short value of that name is no ciphertext, but says something of one or of what it came with. */
export function describes(name: string): boolean {
  return DESCRIBES.test(name) || ID.test(name);
}

const DESCRIBES = /alg|^enc$|type|mode|version|^[ev]$|status|code|name|lang|format|charset|time|date|host|scope|level/i;
const IV = /(?:^|[^a-z])iv(?:$|[^a-z])|iv$|Iv(?![a-z])|^iv|nonce|initiali[sz]ation|vector/i;
const ID = /id$|hash|digest|checksum|sign|trace|span/i;
const TAG = /tag|mac|auth/i;
const CIPHERTEXT = /cipher|data|payload|encrypted|content|body|response|request|message|text|result|^ct$/i;
