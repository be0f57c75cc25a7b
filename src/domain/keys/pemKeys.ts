import { isKey } from "./bareKeys";
import { base64ToBytes } from "./base64";
import { type FoundKey, foundDer, type KeySide, refused } from "./foundKey";
import { badPemBody, encryptedKey, findPemBlocks, isEncryptedBlock, type PemBlock } from "./pem";
import { isOpensshPrivate, isSshPublic, opensshPrivateKey, ssh2PublicKey } from "./sshKey";
import { compact, joinLiterals, withoutEscapes, withoutLead, withoutLostBreaks } from "./textReadings";
import { foreignFormat } from "./wrongKey";

/**
 * The keys in PEM blocks (RFC 7468) in a text, as people have them: escaped, indented, quoted, in source code, with
 * other dashes.
 * @throws UserError `pem-incomplete` where a BEGIN or END line is missing
 */
export function pemKeys(text: string): FoundKey[] {
  return findPemBlocks(withWholeMarkers(text)).map(pemKey);
}

/** The words that labels are made of: what else stands behind BEGIN may be a part of the key. */
const WORD =
  "(?:RSA|EC|DSA|DH|X9\\.42|OPENSSH|SSH2|PGP|ANY|ENCRYPTED|PRIVATE|PUBLIC|KEY|BLOCK|NEW|CERTIFICATE|REQUEST|" +
  "PARAMETERS|TRUSTED|X509|CRL|PKCS7|PKCS12|CMS|MESSAGE)";
const SPACE = "(?:[ \\t_+]|\\\\[nt]){1,4}";
const MARKER = new RegExp(
  `(-{0,12})[ \\t]{0,4}\\b(BEGIN|END)((?:${SPACE}${WORD}){1,5})(?:[ \\t]{0,4}(-{1,12})|(?=[\\s\\\\"'<]|$))`,
  "gi",
);

/** BEGIN and END lines with five hyphens on each side, which a word processor or web page made more, fewer or none. */
function withWholeMarkers(text: string): string {
  const isBare = !/-[ \t]{0,4}BEGIN/i.test(text);
  return text.replace(MARKER, (marker, before: string, side: string, label: string, after = "") => {
    if (before === "" && !isBare) return marker;
    const words = label
      .replace(/\\[nt]/g, " ")
      .split(/[\s_+]+/)
      .filter((word) => word !== "");
    const fence = (dashes: string) => "-".repeat(Math.max(5, dashes.length));
    return `${fence(before)}${side.toUpperCase()} ${words.join(" ").toUpperCase()}${fence(after)}`;
  });
}

function pemKey(block: PemBlock): FoundKey {
  const side = sideOf(block.label);
  const foreign = FOREIGN_LABELS.find(([label]) => label.test(block.label));
  if (foreign) return refused(foreignFormat(foreign[1]));
  if (isEncryptedBlock(block)) return refused(encryptedKey(), side);
  const bytes = bytesOf(block);
  if (!bytes) return refused(badPemBody(block), side);
  if (isOpensshPrivate(bytes)) return opensshPrivateKey(bytes);
  if (isSshPublic(bytes)) return ssh2PublicKey(bytes);
  if (block.label === "OPENSSH PRIVATE KEY") return opensshPrivateKey(bytes);
  // What it says of itself decides which of several is meant, and not what it is.
  return { ...foundDer(bytes), side };
}

/** What has the form of a key, or needs no look into it. */
const FOREIGN_LABELS: readonly (readonly [RegExp, string])[] = [
  [/^PGP /, "OpenPGP"],
  [/\bDH PARAMETERS$/, "Diffie-Hellman parameter"],
  [/^DSA PARAMETERS$/, "DSA parameter"],
  [/^EC PARAMETERS$/, "EC parameter"],
  [/^(?:PKCS7|CMS)$/, "PKCS#7"],
  [/^PKCS12$/, "PKCS#12"],
  [/^SSH2 ENCRYPTED PRIVATE KEY$/, "SSH2"],
];

function sideOf(label: string): KeySide | "other" {
  if (label.endsWith("PRIVATE KEY")) return "private";
  return label.endsWith("PUBLIC KEY") ? "public" : "other";
}

/** What the first reading of the text between the two lines holds that is whole, or the first that is base64. */
function bytesOf({ body, lead }: PemBlock): Uint8Array<ArrayBuffer> | undefined {
  const text = withoutEscapes(body);
  const readings = [
    () => joinLiterals(text),
    () => text,
    () => withoutLead(text, lastLine(withoutEscapes(lead))),
    () => withoutLostBreaks(compact(text)),
  ];
  let first: Uint8Array<ArrayBuffer> | undefined;
  for (const reading of readings) {
    const digits = reading();
    const bytes = digits === undefined ? undefined : base64ToBytes(compact(digits));
    if (!bytes || bytes.length === 0) continue;
    if (isKey(bytes)) return bytes;
    first ??= bytes;
  }
  return first;
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf("\n") + 1);
}
