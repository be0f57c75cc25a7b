// Keys made for one test run.
import * as crypto from "node:crypto";
import { oaepSha1, privateKey } from "../node/rsaVectors";
import type { PayloadKeys } from "../../../src/domain/payloads/payloadKeys";

export interface TestKey {
  readonly publicKey: crypto.KeyObject;
  readonly sharedKey: Buffer;
  readonly keys: PayloadKeys;
}

const pairs = new Map<string, crypto.KeyPairKeyObjectResult>();

/** An app with an RSA key of its own and a shared key; the same each time for the same name. */
export function testKey(appName = "Orders bot"): TestKey {
  const pair = pairs.get(appName) ?? crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
  pairs.set(appName, pair);
  const sharedKey = crypto.createHash("sha256").update(appName).digest();
  return {
    publicKey: pair.publicKey,
    sharedKey,
    keys: {
      appId: `id of ${appName}`,
      appName,
      privateKeyPem: String(pair.privateKey.export({ type: "pkcs8", format: "pem" })),
    },
  };
}

/** An app whose key has 1024 bits: a published one, since making keys takes time. */
export function smallKey(): PayloadKeys {
  return {
    appId: "small",
    appName: "Small",
    privateKeyPem: String(privateKey(oaepSha1).export({ type: "pkcs8", format: "pem" })),
  };
}

/** The same app with its shared key instead of the private one. */
export function sharedOnly({ keys, sharedKey }: TestKey): PayloadKeys {
  return { appId: keys.appId, appName: keys.appName, sharedKey: sharedKey.toString("base64") };
}
