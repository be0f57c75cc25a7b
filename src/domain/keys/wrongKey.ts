import { UserError } from "../errors";
import type { DerKey } from "./der";
import type { KeySide } from "./foundKey";
import { encryptedKey } from "./pem";
import { multiPrimeKey, unsupportedKeyType } from "./rsaJwk";

/** Says what a DER value is where an RSA key of the wanted side belongs. */
export function wrongKey(key: DerKey, wanted: KeySide): UserError {
  switch (key.kind) {
    case "truncated":
      return new UserError("truncated-key", "This key is incomplete: it should be {0} bytes long and has {1}.", {
        args: [key.declared, key.found],
        remedy: "Lines seem to be missing; copy the key again, whole.",
      });
    case "overlong":
      return new UserError(
        "overlong-key",
        "This key is followed by something else: it should be {0} bytes long and has {1}.",
        {
          args: [key.declared, key.found],
          remedy: "Copy the key again, from its BEGIN line to its END line.",
        },
      );
    case "certificate":
      return new UserError("certificate-given", "This is a certificate where a {0} key belongs.", {
        args: [wanted],
        remedy:
          wanted === "private"
            ? "Paste the private key that belongs to it."
            : "Take the key out of it with: openssl x509 -in certificate.pem -pubkey -noout",
      });
    case "certificateRequest":
      return new UserError(
        "certificate-request-given",
        "This is a certificate signing request where a {0} key belongs.",
        {
          args: [wanted],
          remedy:
            wanted === "private"
              ? "Paste the private key that it was made with."
              : "Take the key out of it with: openssl req -in request.pem -pubkey -noout",
        },
      );
    case "revocationList":
      return foreignFormat("certificate revocation list");
    case "encrypted":
      return encryptedKey();
    case "ecPrivate":
      return unsupportedKeyType("EC");
    case "dsaPrivate":
      return unsupportedKeyType("DSA");
    case "multiPrime":
      return multiPrimeKey();
    case "pkcs7":
      return foreignFormat("PKCS#7");
    case "pkcs12":
      return new UserError("foreign-key", "This is {0} data, not an RSA key as PEM or JWK.", {
        args: ["PKCS#12"],
        remedy: "Take the private key out of its file with: openssl pkcs12 -in file.p12 -nocerts -nodes",
      });
    case "unknown":
      return notAKey();
    case "pkcs8":
    case "spki":
      if (key.algorithm !== "RSA") return unsupportedKeyType(key.algorithm);
  }
  return otherSideGiven(wanted);
}

export function otherSideGiven(wanted: KeySide): UserError {
  return wanted === "private"
    ? new UserError("public-key-given", "This is a public key where a private one belongs.", {
        remedy: "Paste the key whose text begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.",
      })
    : new UserError("private-key-given", "This is a private key where a public one belongs.", {
        remedy:
          "Paste the key whose text begins with -----BEGIN PUBLIC KEY-----, and keep the private one to yourself.",
      });
}

export function notAKey(): UserError {
  return new UserError("not-a-key", "This text is not a key: neither PEM nor a JWK.", {
    remedy: "PEM begins with a line like -----BEGIN PRIVATE KEY-----, a JWK with an opening brace.",
  });
}

/** @param name of the format, in words of ours */
export function foreignFormat(name: string): UserError {
  return new UserError("foreign-key", "This is {0} data, not an RSA key as PEM or JWK.", { args: [name] });
}
