import { UserError } from "../../../src/domain/errors";
import type { JsonObject } from "../../../src/domain/text/json";
import { inspectionOf } from "../../../src/domain/tokens/inspect";
import { decryptTokenJwe, type OpeningKeys, verifyJws } from "../../../src/domain/tokens/openJose";
import { parseJsonPart } from "../../../src/domain/tokens/tokenText";

export interface OpenedToken {
  /** Of the signed token. */
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** Of the JWE around it, where there was one. */
  readonly jweHeader?: JsonObject;
}

/**
 * Decrypts a token where it is encrypted, verifies its signature, and reads its claims, which are then proven but
 * not judged: expiry and all other rules are for the caller.
 * @throws UserError the reasons of `inspectionOf`, and those of `decryptTokenJwe` and `verifyJws`
 */
export async function openToken(token: string, keys: OpeningKeys): Promise<OpenedToken> {
  const outer = inspectionOf(token);
  if (outer.kind === "jws") return openJws(outer.token, keys);
  if (outer.kind === "unreadable") throw outer.problems[0] ?? noSignedTokenInside();
  const [protectedHeader = "", encryptedKey, iv, ciphertext = "", tag] = outer.token.split(".");
  const parts = { encrypted_key: encryptedKey || undefined, iv: iv || undefined, tag: tag || undefined };
  const { header: jweHeader, plaintext } = await decryptTokenJwe(
    { protected: protectedHeader, ciphertext, ...parts },
    keys,
  );
  const inner = inspectionOf(new TextDecoder().decode(plaintext));
  if (inner.kind !== "jws") throw noSignedTokenInside();
  return { ...(await openJws(inner.token, keys)), jweHeader };
}

async function openJws(token: string, keys: OpeningKeys): Promise<OpenedToken> {
  const [protectedHeader = "", payload = "", signature = ""] = token.split(".");
  const { header, payload: bytes } = await verifyJws({ protected: protectedHeader, payload, signature }, keys);
  const claims = parseJsonPart(bytes, "claims");
  if (claims instanceof UserError) throw claims;
  return { header, claims };
}

function noSignedTokenInside(): UserError {
  return new UserError("no-signed-token-inside", "This JWE was decrypted, but what it holds is not a signed token.");
}
