import { UserError } from "../errors";
import { base64ToBytes, bytesToBase64 } from "./base64";

/** One block between a BEGIN and an END line (RFC 7468), not decoded yet. */
export interface PemBlock {
  /** Such as "PRIVATE KEY". */
  readonly label: string;
  readonly body: string;
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

/**
 * All PEM blocks in the text, in order; what stands around them (bag attributes, say) is skipped.
 * Line breaks don't matter, so a block that was pasted onto one line is found as well.
 * @throws UserError `pem-incomplete` where a BEGIN or END line is missing
 */
export function findPemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  const beginLine = /-----BEGIN ([A-Z0-9 ]{1,60})-----/g;
  for (let begin = beginLine.exec(text); begin; begin = beginLine.exec(text)) {
    const label = begin[1] ?? "";
    const endLine = `-----END ${label}-----`;
    const bodyStart = beginLine.lastIndex;
    const bodyEnd = text.indexOf(endLine, bodyStart);
    if (bodyEnd < 0) throw incomplete(endLine);
    blocks.push({ label, body: text.slice(bodyStart, bodyEnd) });
    beginLine.lastIndex = bodyEnd + endLine.length;
  }
  const orphan = blocks.length === 0 ? /-----END ([A-Z0-9 ]{1,60})-----/.exec(text) : null;
  if (orphan) throw incomplete(`-----BEGIN ${orphan[1] ?? ""}-----`);
  return blocks;
}

/**
 * The bytes of one block.
 * @throws UserError `pem-encrypted`, `pem-bad-character`
 */
export function pemBlockToDer(block: PemBlock): Uint8Array<ArrayBuffer> {
  // RFC 1421 headers: what OpenSSL writes for an encrypted PKCS#1 key.
  if (block.label.startsWith("ENCRYPTED ") || /Proc-Type:\s*4,\s*ENCRYPTED/.test(block.body)) throw encryptedKey();
  const der = base64ToBytes(block.body.replace(/\s/g, ""));
  if (!der || der.length === 0) {
    throw new UserError("pem-bad-character", "The text between the BEGIN and END lines of this {0} is damaged: it is not whole base64.", {
      args: [block.label],
      remedy: "Copy the key again, whole and unchanged.",
    });
  }
  return der;
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
