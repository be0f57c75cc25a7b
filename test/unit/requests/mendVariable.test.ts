import { strict as assert } from "node:assert";
import { mendVariable, setVariable, wrapOf } from "../../../src/domain/requests/findings/mendVariable";

/** The text after the fix. */
function mended(text: string, variable = "token"): string {
  return mendVariable(text, variable).reduceRight(
    (after, { start, end, text: put }) => after.slice(0, start) + put + after.slice(end),
    text,
  );
}

const JWT = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln";

describe("A variable that holds more than its token", () => {
  it("keeps the token alone", () => {
    for (const value of [
      `Bearer ${JWT}`,
      `bearer  ${JWT}`,
      `"${JWT}"`,
      `'${JWT}',`,
      `${JWT} // mine`,
      `${JWT};`,
      `${JWT},`,
      `${JWT}"`,
      `Bearer ${JWT} # mine`,
      `"Bearer ${JWT}"`,
    ]) {
      assert.equal(
        mended(`@token = ${value}\n\n###\nGET /a\nauth: {{token}}\n`),
        `@token = ${JWT}\n\n###\nGET /a\nauth: {{token}}\n`,
        value,
      );
    }
  });

  it("gives its other users what they had", () => {
    const text = `@token = Bearer ${JWT}\r\n\r\n### A\r\nGET /a\r\nauth: {{ token }}\r\n\r\n### B\r\nPOST /b\r\nAuthorization: {{token}}\r\n\r\n{"a":"{{token}}"}\r\n`;
    assert.equal(
      mended(text),
      text
        .replace("= Bearer ", "= ")
        .replace("Authorization: {{token}}", "Authorization: Bearer {{token}}")
        .replace('"{{token}}"', '"Bearer {{token}}"'),
    );
  });

  it("gives none of it to headers “auth” that are written in another way", () => {
    const curl = "###\ncurl https://a.example -H 'auth: {{token}}' -H 'x-auth: {{token}}'\n";
    const text = `@token = Bearer ${JWT}\n\n###\nGET /a\n# auth: {{token}}\nauth: {{token}}\n\n${curl}`;
    assert.equal(mended(text), text.replace("= Bearer ", "= ").replace("x-auth: {{", "x-auth: Bearer {{"));
  });

  it("is followed to where it is defined, also twice and behind a body", () => {
    const text = `@raw = Bearer ${JWT}\n@token = {{raw}}\n\n###\nGET /a\nauth: {{token}}\n\n###\nPOST /b\nAuthorization: {{raw}}\n\n{}\n\n@raw = Bearer ${JWT}2\n`;
    assert.equal(
      mended(text),
      text.replaceAll("= Bearer ", "= ").replace("Authorization: {{raw}}", "Authorization: Bearer {{raw}}"),
    );
  });

  it("is left alone where a script or an expression may use it, and where it holds a token alone", () => {
    for (const more of ["GET /b\nx: {{token.length}}\n", "{{\nexports.x = token;\n}}\nGET /b\n", "GET /{{%token}}\n"]) {
      const text = `@token = Bearer ${JWT}\n\n###\nGET /a\nauth: {{token}}\n\n###\n${more}`;
      assert.deepEqual(mendVariable(text, "token"), [], more);
    }
    assert.deepEqual(mendVariable(`@token = ${JWT}\nGET /a\nauth: {{token}}\n`, "token"), []);
    assert.deepEqual(mendVariable("GET /a\nauth: {{token}}\n", "token"), []);
  });

  it("is told from one that holds a token, or something that is none", () => {
    for (const value of [JWT, "{{token}}", "", "a b", `${JWT}=`, `${JWT}+/`])
      assert.equal(wrapOf(value), undefined, value);
  });
});

describe("A variable that holds a wrong value", () => {
  const set = (text: string): string =>
    setVariable(text, ["botId", "host"], "st-1", "st-2").reduceRight(
      (after, { start, end, text: put }) => after.slice(0, start) + put + after.slice(end),
      text,
    );

  it("is defined anew wherever it is defined so, also under another name", () => {
    const text =
      "@host = https://a.example\n@bot = st-1\n@botId = {{bot}}\n@other = st-1\n\n###\nGET {{host}}/{{botId}}/st-1\n";
    assert.equal(set(text), text.replace("@bot = st-1", "@bot = st-2"));
    assert.equal(
      set("@botId=st-1\r\n\r\n###\r\n@botId = st-1\r\nGET /a\r\n"),
      "@botId=st-2\r\n\r\n###\r\n@botId = st-2\r\nGET /a\r\n",
    );
  });

  it("is left alone where it holds more than that", () =>
    assert.equal(set("@botId = st-12\n\n###\nGET /{{botId}}\n"), "@botId = st-12\n\n###\nGET /{{botId}}\n"));
});
