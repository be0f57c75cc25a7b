import assert from "node:assert/strict";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { payloadKeysOf } from "../../../src/domain/apps/payloadKeysOf";
import { openAnswer } from "../../../src/gateway/answers";
import type { AnswerHead, AnswerHeaders } from "../../../src/gateway/answerHead";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { sampleApp } from "../apps/sampleApp";
import { makeParts, plainShape, type Shape } from "../payloads/envelopeMaker";
import { type TestKey, testKey } from "../payloads/testKeys";

export const orders = testKey("Orders bot");

/** The secrets of an app with both kinds of payload key, or one of them. */
export function secretsWith({ keys: { privateKeyPem }, sharedKey }: TestKey, kind: KeyKind): AppSecrets {
  return new AppSecrets({
    ...(kind !== "keyPair" && { payloadSharedKey: sharedKey.toString("base64") }),
    ...(kind !== "shared" && privateKeyPem !== undefined && { payloadPrivateKey: privateKeyPem }),
  });
}

type KeyKind = "keyPair" | "shared" | "both";

/** An envelope of its own members, as other software makes it. */
export function envelope(plaintext: string | Uint8Array, shape: Partial<Shape> = {}, key = orders) {
  const { key: encryptedKey, ...parts } = makeParts(
    plaintext,
    { ...plainShape, ...shape },
    key.publicKey,
    key.sharedKey,
  );
  return { ...(encryptedKey === undefined ? {} : { encryptedKey }), ...parts };
}

export function head(headers: AnswerHeaders = {}, changes: Partial<AnswerHead> = {}): AnswerHead {
  return { method: "GET", status: 200, headers: { "content-type": "application/json", ...headers }, ...changes };
}

/** What becomes of an answer of the app. */
export function open(
  body: string | Uint8Array,
  {
    answer = head(),
    app = sampleApp(),
    kind = "keyPair",
    offered,
  }: {
    readonly answer?: AnswerHead;
    readonly app?: JwtApp;
    readonly kind?: KeyKind;
    readonly offered?: Set<string>;
  } = {},
) {
  const keys = payloadKeysOf(app, secretsWith(orders, kind)) ?? assert.fail();
  return openAnswer(Buffer.from(body as string), answer, app, keys, nodePayloadPorts, offered);
}

/** The same where it must open. */
export async function opened(...given: Parameters<typeof open>) {
  const found = await open(...given);
  assert.ok(found.kind === "decrypted", found.kind === "decrypted" ? "" : found.why);
  return { ...found, text: Buffer.from(found.body).toString() };
}
