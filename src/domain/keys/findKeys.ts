import { UserError } from "../errors";
import { bareBytes, isKey } from "./bareKeys";
import { classifyDer } from "./der";
import { type FoundKey, foundDer, isWholeDer, type KeySide, refused } from "./foundKey";
import { embeddedJwks, jsonKeys, notJson, readJson } from "./jsonKeys";
import { boundedText } from "./pastedText";
import { pemKeys } from "./pemKeys";
import { plainCharacters } from "./plainCharacters";
import { rsaXmlKeys } from "./rsaXml";
import { isOpensshPrivate, isSshPublic, opensshPrivateKey, sshKeyType, sshPublicKey, sshTypeOf } from "./sshKey";
import { joinAllLiterals, withoutQuoteSigns } from "./textReadings";
import { foreignFormat, notAKey } from "./wrongKey";

/**
 * The one key in a pasted text that is of the wanted side, whatever it stands in; where none is, what stands there
 * instead. Time is linear in the text's length, which is bounded.
 * @throws UserError `empty-key`, `key-too-long`, `several-keys`, `not-a-key`
 */
export function findKey(pasted: string, wanted: KeySide): FoundKey {
  const found = findKeys(pasted);
  const fitting = found.filter(({ side }) => side === wanted);
  if (fitting.length > 1) {
    throw new UserError("several-keys", "This text holds {0} keys; exactly one is needed.", { args: [fitting.length] });
  }
  const key = fitting[0] ?? found.find(({ side }) => side !== "other") ?? found[0];
  if (!key) throw notAKey();
  return key;
}

/**
 * Every key in a pasted text, and what is known to be none.
 * @throws UserError `empty-key`, `key-too-long`
 */
export function findKeys(pasted: string): readonly FoundKey[] {
  return search(boundedText(pasted), 0);
}

/** How often a text may be encoded: base64 of JSON that holds a JSON string that holds PEM takes three. */
const MAX_DEPTH = 6;
/** Characters: the shortest that is named, an Ed25519 key as base64, has 64. */
const MIN_LENGTH = 60;

function search(text: string, depth: number): readonly FoundKey[] {
  if (depth > MAX_DEPTH) return [];
  const inner = (nested: string) => (nested.length < MIN_LENGTH ? [] : search(nested.trim(), depth + 1));
  const json = readJson(text);
  if (json) return jsonKeys(json.value, inner);
  const plain = plainCharacters(text).trim();
  if (plain !== text) return search(plain, depth + 1);
  let best: readonly FoundKey[] = [];
  const readings = [
    () => inText(text, inner),
    () => inLiterals(text, inner),
    () => inner(withoutQuoteSigns(text) ?? ""),
  ];
  for (const reading of readings) {
    const found = reading();
    if (found.some(isReadable)) return found;
    if (best.length === 0) best = found;
  }
  return best.length === 0 && /^[[{]/.test(text) ? [refused(notJson())] : best;
}

function inLiterals(text: string, inner: (nested: string) => readonly FoundKey[]): readonly FoundKey[] {
  const joined = joinAllLiterals(text);
  return joined === undefined ? [] : inText(joined, inner);
}

function inText(text: string, inner: (nested: string) => readonly FoundKey[]): readonly FoundKey[] {
  const found = [...pemKeysOrRefusal(text), ...embeddedJwks(text), ...rsaXmlKeys(text)];
  if (found.length > 0) return found;
  const foreign = foreignText(text);
  return foreign ? [foreign] : inBytes(text, inner);
}

function pemKeysOrRefusal(text: string): FoundKey[] {
  try {
    return pemKeys(text);
  } catch (error) {
    if (error instanceof UserError) return [refused(error)];
    throw error;
  }
}

/** What is a key by its first words, and can't be used. */
function foreignText(text: string): FoundKey | undefined {
  const putty = /PuTTY-User-Key-File-\d{1,3}:\s{0,9}([\w@.-]{0,60})/.exec(text);
  if (putty) return refused(puttyKey(putty[1] ?? ""), "private");
  const ssh =
    /(?:^|[\s"'=:,])((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9-]{1,40}(?:@openssh\.com)?)\s{1,9}["'\\]{0,9}AAAA/.exec(text);
  return ssh ? sshPublicKey(ssh[1] ?? "") : undefined;
}

function puttyKey(type: string): UserError {
  if (type !== "ssh-rsa") return sshKeyType(type);
  return new UserError("putty-key", "This is a PuTTY key file, which is not supported.", {
    remedy:
      "Open it in PuTTYgen, empty its passphrase, choose Conversions, Export OpenSSH key, and paste what that file holds.",
  });
}

function inBytes(text: string, inner: (nested: string) => readonly FoundKey[]): readonly FoundKey[] {
  const decoded = bareBytes(text);
  const keys = decoded.filter(isKey).map(binaryKey);
  if (keys.length > 0) return keys;
  const nested = decoded.flatMap((bytes) => {
    const decodedText = textOf(bytes);
    return decodedText === undefined ? [] : inner(decodedText);
  });
  if (nested.length > 0) return nested;
  const cut = decoded.find((bytes) => classifyDer(bytes).kind !== "unknown");
  if (cut) return [foundDer(cut)];
  return decoded.some(isKeyStore) ? [refused(foreignFormat("Java key store"))] : [];
}

function binaryKey(bytes: Uint8Array<ArrayBuffer>): FoundKey {
  if (isOpensshPrivate(bytes)) return opensshPrivateKey(bytes);
  return isSshPublic(bytes) ? sshPublicKey(sshTypeOf(bytes)) : foundDer(bytes);
}

/** JKS and JCEKS, which begin with four bytes of their own. */
function isKeyStore([a, b, c, d]: Uint8Array): boolean {
  return (
    (a === 0xfe && b === 0xed && c === 0xfe && d === 0xed) || (a === 0xce && b === 0xce && c === 0xce && d === 0xce)
  );
}

/** Printable text in UTF-8 or UTF-16, or undefined: what comes out of base64 that was made of a whole file. */
function textOf(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  const zeros = bytes.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  // A key's text is ASCII, so each second byte of its UTF-16 is zero.
  const narrow = zeros * 3 > bytes.length ? bytes.filter((byte) => byte !== 0 && byte < 0xfe) : bytes;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(narrow);
    return /[^\t\n\v\f\r -~\u0080-\uFFFF]/.test(text) || text.length < 16 ? undefined : text;
  } catch {
    return undefined;
  }
}

function isReadable(key: FoundKey): boolean {
  return key.form === "der" ? isWholeDer(key.der) : key.form !== "refused";
}
