import { strict as assert } from "node:assert";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { searchFolder, searchText } from "./leakSearch";

const SECRET = 'q"uoted/secret+with\\all-of_it==';
const secret = [{ name: "the secret", text: SECRET }];

describe("the search for leaks", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "jwt-apps-leak-"));
    mkdirSync(join(folder, "a/b"), { recursive: true });
    writeFileSync(join(folder, "a/harmless.txt"), "nothing of it: q, uoted, secret");
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const plant = (content: string | Buffer): void => writeFileSync(join(folder, "a/b/planted.bin"), content);
  const places = (): string[] => searchFolder(folder, secret).map(({ where }) => where);

  it("finds nothing where nothing is", () => assert.deepEqual(places(), []));

  const forms: Record<string, string | Buffer> = {
    "as it is": `before ${SECRET} after`,
    "in JSON": JSON.stringify({ key: SECRET }),
    "in JSON in JSON": JSON.stringify({ key: JSON.stringify({ key: SECRET }) }),
    "in base64": Buffer.from(SECRET).toString("base64"),
    "in base64 behind one byte": Buffer.from(`x${SECRET}y`).toString("base64"),
    "in base64 behind two bytes": Buffer.from(`xx${SECRET}yy`).toString("base64"),
    "in base64url": Buffer.from(`{"k":"${SECRET}"}`).toString("base64url"),
    "in JSON in base64": Buffer.from(JSON.stringify({ key: SECRET })).toString("base64"),
    "in hex": Buffer.from(SECRET).toString("hex"),
    "percent-encoded": encodeURIComponent(SECRET),
    "in UTF-16": Buffer.from(SECRET, "utf16le"),
    "among binary data": Buffer.concat([Buffer.from([0, 255, 254, 0]), Buffer.from(SECRET), Buffer.from([0, 1])]),
  };
  for (const [form, content] of Object.entries(forms)) {
    it(`finds a secret ${form}`, () => {
      plant(content);
      assert.deepEqual(places(), ["a/b/planted.bin"]);
    });
  }

  it("finds it in a file's name", () => {
    const name = { name: "the name", text: "unlikely-name-of-a-file" };
    writeFileSync(join(folder, "a/unlikely-name-of-a-file.json"), "");
    assert.deepEqual(
      searchFolder(folder, [name]).map(({ where }) => where),
      ["a/unlikely-name-of-a-file.json"],
    );
  });

  it("finds a private key whole, by one of its lines, without line breaks and as bytes", () => {
    const pem = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    }).privateKey;
    const lines = pem.trim().split("\n").slice(1, -1);
    const key = [{ name: "the key", text: pem }];
    for (const content of [
      pem,
      lines[7] ?? "",
      lines.join(""),
      JSON.stringify(pem),
      Buffer.from(lines.join(""), "base64"),
    ]) {
      plant(content);
      assert.deepEqual(
        searchFolder(folder, key).map(({ name, where }) => `${name} in ${where}`),
        ["the key in a/b/planted.bin"],
      );
    }
  });

  it("leaves out what it is told to", () => {
    plant(SECRET);
    assert.deepEqual(
      searchFolder(folder, secret, (path) => path === "a/b"),
      [],
    );
  });

  it("searches texts that are no files", () => {
    assert.deepEqual(searchText("the console", `a ${SECRET} b`, secret), [
      { name: "the secret", where: "the console", form: "plain" },
    ]);
    assert.deepEqual(searchText("the console", "a b", secret), []);
  });

  it("refuses what is too short to mean anything", () => {
    assert.throws(() => searchFolder(folder, [{ name: "x", text: "short" }]), /too short/);
  });
});
