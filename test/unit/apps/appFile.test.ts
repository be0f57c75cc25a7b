import { strict as assert } from "node:assert";
import fc from "fast-check";
import {
  decodeAppFile,
  MAX_APP_FILE_BYTES,
  parseAppFile,
  serialiseAppFile,
} from "../../../src/domain/apps/storage/appFile";
import { UserError } from "../../../src/domain/errors";
import { sampleApp } from "./sampleApp";

const ID = sampleApp().id;

function reasonFor(text: string): { code: string; message: string } {
  const entry = parseAppFile(ID, text);
  assert.ok(entry.status === "damaged");
  assert.ok(entry.reason instanceof UserError);
  return { code: entry.reason.code, message: entry.reason.message };
}

describe("An app file", () => {
  it("reads what was written", () => {
    const { text } = serialiseAppFile(
      sampleApp({ host: "platform.kore.ai", scopes: [{ id: "app:read", published: true }] }),
    );
    assert.deepEqual(parseAppFile(ID, text), {
      status: "ok",
      app: sampleApp({ host: "platform.kore.ai", scopes: [{ id: "app:read", published: true }] }),
    });
  });

  it("is written to be read by people: two spaces, a line a key, a last line break", () => {
    assert.match(serialiseAppFile(sampleApp()).text, /^\{\n {2}"version": 1,\n {2}"id": "1{8}-[^]*\n\}\n$/);
  });

  it("may begin with a byte order mark", () => {
    assert.equal(parseAppFile(ID, `\uFEFF${serialiseAppFile(sampleApp()).text}`).status, "ok");
    assert.equal(decodeAppFile(new TextEncoder().encode("\uFEFF{}")), "{}");
  });

  it("loses keys that this version doesn't know", () => {
    assert.deepEqual(parseAppFile(ID, JSON.stringify({ ...sampleApp(), note: "by hand" })), {
      status: "ok",
      app: sampleApp(),
    });
  });

  const DAMAGED: [string, string, string, RegExp][] = [
    ["is empty", "", "app-file-not-json", /^Its file is not valid JSON\. Mend the file, or delete the app\.$/],
    ["is cut off", '{"version": 1, "id": "11', "app-file-not-json", /JSON/],
    ["is no object", "[1]", "app-file-invalid", /valid value for version/],
    ["has no version", "{}", "app-file-invalid", /valid value for version/],
    ["has a version before the first", JSON.stringify({ ...sampleApp(), version: 0 }), "app-file-invalid", /version/],
    [
      "has a version that is no number",
      JSON.stringify({ ...sampleApp(), version: "2" }),
      "app-file-invalid",
      /version/,
    ],
    ["has a broken version", JSON.stringify({ ...sampleApp(), version: 1.5 }), "app-file-invalid", /version/],
    [
      "has a wrong value",
      JSON.stringify({ ...sampleApp(), algorithm: "none" }),
      "app-file-invalid",
      /valid value for algorithm/,
    ],
    [
      "has a wrong value further in",
      JSON.stringify({ ...sampleApp(), scopes: [{ id: "a", published: true }, { id: "b" }] }),
      "app-file-invalid",
      /valid value for scopes\.1\.published/,
    ],
    [
      "has an infinite time",
      JSON.stringify(sampleApp()).replace('"createdAt":1893456000', '"createdAt":1e999'),
      "app-file-invalid",
      /createdAt/,
    ],
    [
      "holds another app",
      JSON.stringify(sampleApp({ id: "22222222-2222-4222-8222-222222222222" })),
      "app-file-of-another",
      /called 1{8}-.* id 2{8}-/,
    ],
    ["is nested 100,000 deep", "[".repeat(100_000), "app-file-too-deep", /deeper than 32 levels/],
    [
      "is valid but for a key nested 100,000 deep",
      JSON.stringify(sampleApp()).replace("}", `,"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
      "app-file-too-deep",
      /deeper/,
    ],
    ["is larger than allowed", " ".repeat(MAX_APP_FILE_BYTES + 1), "app-file-too-large", /larger than 1000000 bytes/],
  ];
  for (const [what, text, code, message] of DAMAGED) {
    it(`is damaged when it ${what}`, () => {
      const reason = reasonFor(text);
      assert.equal(reason.code, code);
      assert.match(reason.message, message);
    });
  }

  it("counts no brackets inside strings", () => {
    const name = `\\"${"[{".repeat(60)}`;
    assert.equal(parseAppFile(ID, JSON.stringify(sampleApp({ name }))).status, "ok");
  });

  it("is newer when its version is, whatever else it holds", () => {
    assert.deepEqual(parseAppFile(ID, '{"version":2}'), { status: "newer", id: ID, version: 2 });
    assert.deepEqual(parseAppFile(ID, '{"version":7,"name":"Bot","id":3}'), {
      status: "newer",
      id: ID,
      version: 7,
      name: "Bot",
    });
    assert.deepEqual(parseAppFile(ID, '{"version":2,"name":{"en":"Bot"}}'), { status: "newer", id: ID, version: 2 });
  });

  it("never throws, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => json.slice(1)),
        ),
        (text) => parseAppFile(ID, text).status !== "ok",
      ),
    );
    const keys = Object.keys(sampleApp());
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const entry = parseAppFile(ID, JSON.stringify({ ...sampleApp(), [key]: value }));
        return entry.status !== "ok" || serialiseAppFile(entry.app).text !== "";
      }),
    );
  });

  it("must be UTF-8, and bounded", () => {
    assert.throws(() => decodeAppFile(Uint8Array.of(0x7b, 0xff, 0x7d)), { code: "app-file-not-text" });
    assert.throws(() => decodeAppFile(new Uint8Array(MAX_APP_FILE_BYTES + 1)), { code: "app-file-too-large" });
  });
});
