import { strict as assert } from "node:assert";
import { constants, createPrivateKey, createPublicKey, publicDecrypt } from "node:crypto";
import type { FlattenedJWE, FlattenedJWSInput } from "jose";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import type { SigningAlgorithm } from "../../../src/domain/keys/joseAlgorithms";
import { UserError } from "../../../src/domain/errors";
import { importPrivateKey, importPublicKey } from "../../../src/domain/keys/rsaKeys";
import { webPorts } from "../../../src/domain/ports";
import { createMinter } from "../../../src/domain/tokens/mint";
import { decryptTokenJwe, verifyJws, type OpeningKeys } from "../../../src/domain/tokens/openJose";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../keys/sampleKeys";
import vectors from "./rfcVectors.json";
import { openToken } from "./openToken";
import { sampleApp } from "./sampleApp";

type Jws = { payload?: string; protected?: string; signature?: string; header?: object; signatures?: object[] };
type Jwe = Omit<FlattenedJWE, "ciphertext"> & { ciphertext: string; recipients?: object[] };

const JWT_CLAIMS = '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}';
const BILBO = Buffer.from(vectors.payloads["7520 4"], "base64url").toString();
const FRODO = Buffer.from(vectors.payloads["7520 5"], "base64url").toString();

/** Every example of the three documents: what it opens to, or the algorithms that the refusals name, one a signature or recipient. */
const EXAMPLES: readonly [
  number: string,
  key: keyof typeof vectors.keys | undefined,
  algorithm: SigningAlgorithm,
  outcome: string | RegExp[],
][] = [
  ["7515 A.1", "7515 A.1", "HS256", JWT_CLAIMS],
  ["7515 A.2", "7515 A.2", "RS256", JWT_CLAIMS],
  ["7515 A.3", undefined, "HS256", [/ES256/]],
  ["7515 A.4", undefined, "HS256", [/ES512/]],
  ["7515 A.5", undefined, "HS256", [/none/]],
  ["7515 A.6", "7515 A.2", "RS256", JWT_CLAIMS],
  ["7515 A.7", undefined, "HS256", [/ES256/]],
  ["7516 A.1", "7516 A.1", "HS256", "The true sign of intelligence is not knowledge but imagination."],
  ["7516 A.2", "7516 A.2", "HS256", [/RSA1_5/]],
  ["7516 A.3", undefined, "HS256", [/A128KW/]],
  ["7516 A.4", "7516 A.2", "HS256", [/RSA1_5/, /A128KW/]],
  ["7516 A.5", undefined, "HS256", [/A128KW/]],
  ["7520 4.1", "7520 3.3", "RS256", BILBO],
  ["7520 4.2", "7520 3.3", "RS256", [/PS384/]],
  ["7520 4.3", undefined, "HS256", [/ES512/]],
  ["7520 4.4", "7520 3.5", "HS256", BILBO],
  ["7520 4.5", "7520 3.5", "HS256", BILBO],
  ["7520 4.6", "7520 3.5", "HS256", BILBO],
  ["7520 4.7", "7520 3.5", "HS256", BILBO],
  ["7520 4.8", "7520 3.5", "HS256", BILBO],
  ["7520 5.1", undefined, "HS256", [/RSA1_5/]],
  ["7520 5.2", "7520 5.2", "HS256", FRODO],
  ["7520 5.3", undefined, "HS256", [/PBES2-HS512\+A256KW/]],
  ["7520 5.4", undefined, "HS256", [/ECDH-ES\+A128KW/]],
  ["7520 5.5", undefined, "HS256", [/ECDH-ES/]],
  ["7520 5.6", undefined, "HS256", [/dir/]],
  ["7520 5.7", undefined, "HS256", [/A256GCMKW/]],
  ["7520 5.8", undefined, "HS256", [/A128KW/]],
  ["7520 5.9", undefined, "HS256", [/A128KW/]],
  ["7520 5.10", undefined, "HS256", [/A128KW/]],
  ["7520 5.11", undefined, "HS256", [/A128KW/]],
  ["7520 5.12", undefined, "HS256", [/A128KW/]],
  ["7520 5.13", undefined, "HS256", [/RSA1_5/, /ECDH-ES\+A256KW/, /A256GCMKW/]],
  ["7520 6", "7520 5.2", "RS256", [/PS256/]],
];

describe("the examples of RFC 7515, RFC 7516 and RFC 7520", () => {
  it("are all in the table", () => {
    const numbers = [...Object.keys(vectors.jws), ...Object.keys(vectors.jwe)];
    assert.deepEqual(EXAMPLES.map(([number]) => number).sort(), numbers.sort());
  });

  for (const [number, key, algorithm, outcome] of EXAMPLES) {
    const isOpened = typeof outcome === "string";
    it(`${number} ${isOpened ? `opens with ${algorithm} or RSA-OAEP` : `is refused: ${outcome.map(({ source }) => source).join(", ")}`}`, async () => {
      const keys = await keysOf(key, algorithm);
      const results = await Promise.all(partsOf(number).map((open) => open(keys).catch((error: unknown) => error)));
      if (isOpened) {
        assert.ok(results.includes(outcome), String(results));
        return;
      }
      assert.equal(results.length, outcome.length);
      results.forEach((error, index) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, outcome[index] ?? /never/);
      });
    });
  }
});

/** RFC 8017 prints no keys or messages, but the encoding of hashes (9.2, note 1) and of keys (A.1), which these hold. */
describe("RFC 8017", () => {
  const DIGEST_INFO = {
    RS256: "3031300d060960864801650304020105000420",
    RS512: "3051300d060960864801650304020305000440",
  } as const;

  for (const algorithm of ["RS256", "RS512"] as const) {
    it(`9.2, note 1: ${algorithm} signs EMSA-PKCS1-v1_5 with the DigestInfo printed there`, async function () {
      this.timeout(KEY_GENERATION_TIMEOUT);
      const { privateKeyPem, info } = await sampleKeyPair("signing");
      const app = sampleApp({ algorithm, signingKey: info });
      const { token } = await createMinter(webPorts).mint(app, new AppSecrets({ signingPrivateKey: privateKeyPem }));
      const [header, claims, signature = ""] = token.split(".");
      const hash = new Uint8Array(
        await crypto.subtle.digest(`SHA-${algorithm.slice(2)}`, Buffer.from(`${header}.${claims}`)),
      );
      const encoded = publicDecrypt(
        { key: createPublicKey(info.publicKey), padding: constants.RSA_NO_PADDING },
        Buffer.from(signature, "base64url"),
      );
      const digestInfo = `${DIGEST_INFO[algorithm]}${Buffer.from(hash).toString("hex")}`;
      assert.equal(encoded.toString("hex"), `0001${"ff".repeat(256 - 3 - digestInfo.length / 2)}00${digestInfo}`);
    });
  }

  it("A.1: RSAPublicKey and RSAPrivateKey are read", async () => {
    const key = createPrivateKey({ key: vectors.keys["7516 A.1"], format: "jwk" });
    const { info } = await importPrivateKey(key.export({ type: "pkcs1", format: "pem" }).toString());
    const publicKey = createPublicKey(info.publicKey).export({ type: "pkcs1", format: "pem" }).toString();
    assert.deepEqual(await importPublicKey(publicKey), info);
    assert.equal(createPublicKey(info.publicKey).export({ format: "jwk" }).n, vectors.keys["7516 A.1"].n);
  });
});

type Open = (keys: OpeningKeys) => Promise<string>;

/** An example's signatures or recipients, one by one; compact ones go the way that tokens go. */
function partsOf(number: string): Open[] {
  if (Object.hasOwn(vectors.jws, number)) {
    const jws = vectors.jws[number as keyof typeof vectors.jws] as string | Jws;
    const parts: Jws = typeof jws === "string" ? compactJws(jws) : jws;
    // 4.5 is detached content: whoever verifies it puts the payload back (RFC 7515, appendix F).
    const payload = parts.payload || vectors.payloads["7520 4"];
    return (parts.signatures ?? [parts]).map((signature) => async (keys) => {
      const { payload: bytes } = await verifyJws({ ...signature, payload } as FlattenedJWSInput, keys);
      return Buffer.from(bytes).toString();
    });
  }
  const jwe = vectors.jwe[number as keyof typeof vectors.jwe] as string | Jwe;
  if (number === "7520 6") return [async (keys) => JSON.stringify(await openToken(jwe as string, keys))];
  const { recipients, ...parts } = typeof jwe === "string" ? compactJwe(jwe) : jwe;
  return (recipients ?? [{}]).map((recipient) => async (keys) => {
    const { plaintext } = await decryptTokenJwe({ ...parts, ...recipient }, keys);
    return Buffer.from(plaintext).toString();
  });
}

function compactJws(token: string): Jws {
  const [header, payload, signature] = token.split(".");
  return { protected: header, payload, signature };
}

function compactJwe(token: string): Jwe {
  const [header, key, iv, ciphertext = "", tag] = token.split(".");
  return { protected: header, ciphertext, ...(key ? { encrypted_key: key } : {}), iv, tag };
}

async function keysOf(name: keyof typeof vectors.keys | undefined, algorithm: SigningAlgorithm): Promise<OpeningKeys> {
  const key = name && vectors.keys[name];
  if (!key) return { algorithm };
  if (typeof key === "string") return { algorithm, clientSecret: Buffer.from(key, "base64url") };
  if (!("d" in key)) return { algorithm, signingPublicKey: (await importPublicKey(JSON.stringify(key))).publicKey };
  const { privateKeyPem } = await importPrivateKey(JSON.stringify(key));
  return { algorithm, platformPrivateKey: privateKeyPem };
}
