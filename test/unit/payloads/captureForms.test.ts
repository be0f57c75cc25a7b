import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import type { PayloadKeys } from "../../../src/domain/payloads/payloadKeys";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import {
  HEX_DUMPS,
  HEX_FORMS,
  HEX_STYLES,
  JOINED_FORMS,
  JSON_FORMS,
  JWE_FORMS,
  LINE_FORMS,
  type NamedParts,
} from "./captureForms";
import { sampled, shareOf } from "../../sample";
import { makeParts, plainShape, type Shape } from "./envelopeMaker";
import { testKey } from "./testKeys";
import { findEnvelopes, findPayloads } from "./foundAtOnce";

const PLAINTEXT = JSON.stringify({
  userId: "u-1",
  text: "Grüße",
  list: Array.from({ length: 12 }, (_, id) => ({ id })),
});

const CIPHERS: Readonly<Record<string, Partial<Shape>>> = {
  "GCM with a tag of its own": {},
  "GCM with the tag behind": { tagPlace: "end", wrap: "oaep-sha1" },
  "GCM in one value": { tagPlace: "end", ivPlace: "front" },
  CBC: { mode: "cbc" },
};
const TEXT_ENCODINGS = ["base64", "base64url", "hex"] as const;
const HEX_ENCODINGS = ["hex", "HEX"] as const;
/** In so many of the ways to encrypt each form is tried, unless in all. */
const SAMPLE = 4;
const NAMES = { key: "encryptedKey", iv: "iv", tag: "authTag", data: "encryptedData" } as const;

describe("decrypt, whatever form a payload was captured in,", function () {
  const orders = testKey("Orders bot");

  const named = (shape: Partial<Shape>): NamedParts => {
    const made = makeParts(PLAINTEXT, { ...plainShape, ...shape }, orders.publicKey, orders.sharedKey);
    const order = ["key", "iv", "tag", "data"] as const;
    return Object.fromEntries(order.flatMap((role) => (made[role] ? [[NAMES[role], made[role]]] : [])));
  };

  const cases = (
    forms: Readonly<Record<string, (parts: NamedParts) => string>>,
    encodings: readonly Shape["encoding"][],
  ) => {
    for (const [form, write] of Object.entries(forms)) {
      it(`reads ${form}`, async () => {
        const failed: string[] = [];
        for (const { cipher, shape, encoding } of sampled(encryptionsIn(encodings), SAMPLE)) {
          const problem = await problemWith(write(named({ ...shape, encoding })), orders.keys);
          if (problem !== undefined) failed.push(`${cipher}, ${encoding}: ${problem}`);
        }
        assert.deepEqual(failed, []);
      });
    }
  };
  const share = (encodings: readonly Shape["encoding"][]): string =>
    `${shareOf(encryptionsIn(encodings), SAMPLE)} ways`;

  describe(`encrypted in ${share(TEXT_ENCODINGS)},`, () => {
    describe("JSON in strings:", () => cases(JSON_FORMS, TEXT_ENCODINGS));
    describe("values over lines:", () => cases(LINE_FORMS, TEXT_ENCODINGS));
    describe("parts in one text:", () => cases(JOINED_FORMS, TEXT_ENCODINGS));
  });

  it("takes no ciphertext for JSON because its first bytes are a bracket and a digit", () => {
    for (const lead of ["[1", "[2,", '{"', '["', ' {"', "\n["]) {
      const data = Buffer.concat([Buffer.from(lead), crypto.randomBytes(90), Buffer.of(0, 1, 2, 255)]).toString(
        "base64",
      );
      // The last bytes show nothing of what the first are.
      const bytes = Buffer.from(data, "base64").fill(0x85, 10, 14);
      const parts = {
        key: crypto.randomBytes(256).toString("base64"),
        iv: "0123456789abcdef",
        data: bytes.toString("base64"),
      };
      const [found] = findEnvelopes(JSON.stringify(parts));
      assert.deepEqual(
        found?.values.map(({ content }) => content),
        Object.values(parts),
        lead,
      );
    }
  });

  describe("lines that begin with two hyphens", () => {
    const letters = (length: number): string =>
      Array.from({ length }, (_, index) => "ABCDEFGHabcdefgh01234567".charAt((index * 7) % 24)).join("");
    const key = crypto.randomBytes(256).toString("base64");
    const read = (text: string): string[] =>
      findEnvelopes(text).flatMap(({ values }) => values.map(({ content }) => String(content).replace(/\s/g, "")));
    const lines = [letters(64), `--${letters(62)}`, `--${letters(30)}`];
    for (const [form, write] of Object.entries({
      "a block of YAML": (rows: string[]) =>
        `key: ${key}\niv: AAECAwQFBgcICQoL\ndata: |\n${rows.map((row) => `  ${row}\n`).join("")}`,
      "lines of one width": (rows: string[]) => `key: ${key}\niv: AAECAwQFBgcICQoL\ndata:\n${rows.join("\n")}\n`,
    })) {
      it(`are of the value in base64url, in ${form}`, () => assert.ok(read(write(lines)).includes(lines.join(""))));
      it(`are boundaries behind base64, in ${form}`, () =>
        assert.ok(read(write([`${letters(62)}+/`, ...lines.slice(1)])).includes(`${letters(62)}+/`)));
    }
    it("are boundaries where their width is another", () =>
      assert.ok(
        read(`key: ${key}\niv: AAECAwQFBgcICQoL\n\n${letters(64)}\n--${letters(40)}--\n`).includes(letters(64)),
      ));
  });

  describe(`hex, encrypted in ${share(HEX_ENCODINGS)}:`, () => {
    for (const [style, write] of Object.entries({ ...HEX_STYLES, ...HEX_DUMPS })) {
      for (const [place, embed] of Object.entries(HEX_FORMS)) {
        // A dump has its offsets at the beginning of lines.
        if (style in HEX_DUMPS && /headers|log|in XML/.test(place)) continue;
        if (style.includes("in lines") && /log/.test(place)) continue;
        it(`${style}, ${place}`, async () => {
          const failed: string[] = [];
          for (const { cipher, shape, encoding } of sampled(encryptionsIn(HEX_ENCODINGS), SAMPLE)) {
            const parts = Object.entries(named({ ...shape, encoding })).map(([name, value]) => [name, write(value)]);
            const problem = await problemWith(embed(Object.fromEntries(parts) as NamedParts), orders.keys);
            if (problem !== undefined) failed.push(`${cipher}, ${encoding}: ${problem}`);
          }
          assert.deepEqual(failed, []);
        });
      }
    }
  });

  describe("a wrapped JWE", () => {
    for (const [form, write] of Object.entries(JWE_FORMS)) {
      it(form, async () => {
        const text = write(jweOf(PLAINTEXT, orders.publicKey).join("."));
        assert.deepEqual(
          findEnvelopes(text).map(({ kind }) => kind),
          ["jwe"],
        );
        assert.equal(await problemWith(text, orders.keys), undefined);
      });
    }

    it("whose header is JSON with white space, in base64url", async () => {
      for (const space of ["\n  ", "\r\n", "\t", " "]) {
        for (const lead of ["", space]) {
          const header = `${lead}{${space}"alg":${space}"RSA-OAEP-256",${space}"enc": "A256GCM"${space}}`;
          const jwe = jweOf(PLAINTEXT, orders.publicKey, header).join(".");
          for (const write of [JWE_FORMS["in lines"], JWE_FORMS["in a JSON string"], (bare: string) => bare]) {
            assert.equal(await problemWith(write?.(jwe) ?? "", orders.keys), undefined, JSON.stringify(header));
          }
        }
      }
    });

    it("of a megabyte in one line, with another line behind it", async () => {
      const text = JSON.stringify({ text: "x".repeat(1_000_000) });
      const jwe = jweOf(text, orders.publicKey).join(".");
      const result = await decrypt(`${jwe}\ndone\n`, [orders.keys], nodePayloadPorts);
      assert.equal(result.kind === "text" && result.text, text);
    });

    it("with padding, and in the alphabet of base64", async () => {
      const jwe = jweOf(PLAINTEXT, orders.publicKey)
        .map((part, index) => (index === 0 ? part : Buffer.from(part, "base64url").toString("base64")))
        .join(".");
      for (const text of [jwe, JSON.stringify({ payload: jwe }), `payload: ${jwe}`]) {
        assert.deepEqual(
          findEnvelopes(text).map(({ kind }) => kind),
          ["jwe"],
          text,
        );
        assert.equal(await problemWith(text, orders.keys), undefined, text);
      }
    });

    it("in JSON serialisation, pretty-printed, in a string, and broken at a column", async () => {
      const [header = "", key = "", iv = "", ciphertext = "", tag = ""] = jweOf(PLAINTEXT, orders.publicKey);
      const members = { protected: header, encrypted_key: key, iv, ciphertext, tag };
      const broken = Object.fromEntries(
        Object.entries(members).map(([name, part]) => [name, part.replace(/.{64}/g, "$&\r\n")]),
      );
      const general = { protected: header, recipients: [{ encrypted_key: key }], iv, ciphertext, tag };
      for (const value of [members, broken, general]) {
        const laidOut = JSON.stringify(value, null, 4);
        const texts = [
          laidOut,
          JSON.stringify({ body: laidOut }, null, 2),
          `body: |\n  ${laidOut.replaceAll("\n", "\n  ")}`,
          JSON.stringify(value).replace(/.{76}/g, "$&\n"),
        ];
        for (const text of texts) {
          assert.deepEqual(
            findEnvelopes(text).map(({ kind }) => kind),
            ["jweJson"],
            text,
          );
          assert.equal(await problemWith(text, orders.keys), undefined, text);
        }
      }
    });
  });
});

function encryptionsIn(encodings: readonly Shape["encoding"][]) {
  return Object.entries(CIPHERS).flatMap(([cipher, shape]) =>
    encodings.map((encoding) => ({ cipher, shape, encoding })),
  );
}

/** What is wrong with what comes of a text, if something is. */
async function problemWith(text: string, keys: PayloadKeys): Promise<string | undefined> {
  if (findPayloads(text).length !== 1) return `${findPayloads(text).length} payloads shown`;
  try {
    const result = await decrypt(text, [keys], nodePayloadPorts);
    if (result.kind !== "text") return "no text";
    return result.text === PLAINTEXT ? undefined : "another text";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The five parts, made by hand after RFC 7516, section 5.1. */
function jweOf(
  plaintext: string,
  publicKey: crypto.KeyObject,
  headerText = JSON.stringify({ alg: "RSA-OAEP-256", enc: "A256GCM" }),
): string[] {
  const header = Buffer.from(headerText).toString("base64url");
  const key = crypto.randomBytes(32);
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(header));
  const data = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const padding = crypto.constants.RSA_PKCS1_OAEP_PADDING;
  const wrapped = crypto.publicEncrypt({ key: publicKey, padding, oaepHash: "sha256" }, key);
  return [header, ...[wrapped, iv, data, cipher.getAuthTag()].map((part) => part.toString("base64url"))];
}
