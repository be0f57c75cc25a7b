import { UserError } from "../errors";
import { base64ToBytes, bytesToBase64 } from "./base64";

/** One block between a BEGIN and an END line (RFC 7468), not decoded yet. */
export interface PemBlock {
  /** Such as "PRIVATE KEY". */
  readonly label: string;
  readonly body: string;
  /** What stands before the BEGIN line's hyphens, on the same line. */
  readonly lead: string;
}

/**
 * The bytes of the first PEM block in the text.
 * @throws UserError `not-pem`, `pem-incomplete`, `pem-encrypted`, `pem-bad-character`
 */
export function pemToDer(pem: string): Uint8Array<ArrayBuffer> {
  const [block] = findPemBlocks(pem);
  if (!block) throw new UserError("not-pem", "This is not PEM text: there is no line that begins with -----BEGIN.");
  return pemBlockToDer(block);
}

/** PEM (RFC 7468) with lines of 64 characters and a line break at the end. `label` is such as "PRIVATE KEY". */
export function derToPem(der: Uint8Array, label: string): string {
  const lines = bytesToBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** PEM without its white space: with other line ends or widths it is the same key. */
export function pemInOneLine(pem: string): string {
  return pem.replace(/\s+/g, "");
}

/**
 * All PEM blocks in the text, in order; what stands around them (bag attributes, say) is skipped.
 * Line breaks don't matter, so a block that was pasted onto one line is found as well.
 * @throws UserError `pem-incomplete` where a BEGIN or END line is missing
 */
export function findPemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  const beginLine = /-----BEGIN ([A-Z0-9 ]{1,60})-----/g;
  let lineStart = 0;
  for (let begin = beginLine.exec(text); begin; begin = beginLine.exec(text)) {
    const label = begin[1] ?? "";
    const endLine = `-----END ${label}-----`;
    const bodyStart = beginLine.lastIndex;
    const bodyEnd = text.indexOf(endLine, bodyStart);
    if (bodyEnd < 0) throw incomplete(endLine);
    const before = text.slice(lineStart, begin.index);
    const lead = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1);
    blocks.push({ label, body: text.slice(bodyStart, bodyEnd), lead });
    beginLine.lastIndex = lineStart = bodyEnd + endLine.length;
  }
  const orphan = blocks.length === 0 ? /-----END ([A-Z0-9 ]{1,60})-----/.exec(text) : null;
  if (orphan) throw incomplete(`-----BEGIN ${orphan[1] ?? ""}-----`);
  return blocks;
}

/**
 * The bytes of one block.
 * @throws UserError `pem-encrypted`, `pem-bad-character`
 */
function pemBlockToDer(block: PemBlock): Uint8Array<ArrayBuffer> {
  if (isEncryptedBlock(block)) throw encryptedKey();
  const der = base64ToBytes(pemInOneLine(block.body));
  if (!der || der.length === 0) throw badPemBody(block);
  return der;
}

/** By its label, or by the headers of RFC 1421, which OpenSSL writes for an encrypted PKCS#1 key. */
export function isEncryptedBlock({ label, body }: PemBlock): boolean {
  return label.startsWith("ENCRYPTED ") || /Proc-Type:\s{0,20}4\s{0,20},\s{0,20}ENCRYPTED/.test(body);
}

export function badPemBody({ label }: Pick<PemBlock, "label">): UserError {
  const template = "The text between the BEGIN and END lines of this {0} is damaged: it is not whole base64.";
  return new UserError("pem-bad-character", template, {
    args: [label],
    remedy: "Copy the key again, whole and unchanged.",
  });
}

export function encryptedKey(): UserError {
  return new UserError("pem-encrypted", "This private key is encrypted with a passphrase, which is not supported.", {
    remedy: "Decrypt it first, for example with: openssl pkey -in key.pem -out plain.pem",
  });
}

function incomplete(line: string): UserError {
  return new UserError("pem-incomplete", "This PEM text is incomplete: the line {0} is missing.", {
    args: [line],
    remedy: "Copy the key again, from its BEGIN line to its END line.",
  });
}
