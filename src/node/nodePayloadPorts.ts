import { createHash, pbkdf2 } from "node:crypto";
import type { DerivationHash, KeyDerivation, PayloadPorts } from "../domain/payloads/payloadPorts";
import { webPorts } from "../domain/ports";
import { nodeAes } from "./nodeAes";
import { nodeCodec } from "./nodeCodec";
import { nodeRsaUnwrapper } from "./rsaUnwrapper";

/** Keys from passwords with node:crypto, which has the MD5 that Web Crypto lacks. */
const nodeKeyDerivation: KeyDerivation = {
  bytesToKey(hash, password, salt, length) {
    const derived = new Uint8Array(length);
    let block = new Uint8Array(0);
    for (let at = 0; at < length; at += block.length) {
      block = Uint8Array.from(createHash(nameOf(hash)).update(block).update(password).update(salt).digest());
      derived.set(block.subarray(0, length - at), at);
    }
    return derived;
  },

  pbkdf2: (hash, password, salt, iterations, length) =>
    new Promise((resolve, reject) => {
      pbkdf2(password, salt, iterations, length, nameOf(hash), (error, key) =>
        error ? reject(error) : resolve(Uint8Array.from(key)),
      );
    }),
};

/** What reading and writing payloads uses in Node hosts. */
export const nodePayloadPorts: PayloadPorts = {
  randomBytes: webPorts.randomBytes,
  codec: nodeCodec,
  aes: nodeAes,
  rsaUnwrapper: nodeRsaUnwrapper,
  keyDerivation: nodeKeyDerivation,
};

function nameOf(hash: DerivationHash): string {
  return hash.toLowerCase().replace("-", "");
}
