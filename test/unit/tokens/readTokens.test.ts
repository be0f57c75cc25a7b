import { strict as assert } from "node:assert";
import { createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import jsonwebtoken from "jsonwebtoken";
import { inspectionOf } from "../../../src/domain/tokens/inspect";
import {
  findTokens,
  headerStarts,
  readTokensInSteps,
  tokenAtInSteps,
} from "../../../src/domain/tokens/inText/findTokens";
import { atOnce } from "../../../src/domain/steps";

const readTokens = (text: string) => atOnce(readTokensInSteps(text));
const tokenAt = (text: string, offset: number) => atOnce(tokenAtInSteps(text, offset));

type Encoding = "base64" | "base64url";
const SECRET = randomBytes(32).toString("hex");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
// With bytes whose base64 has both digits that base64url hasn't.
const CLAIMS = { appId: "cs-1234", sub: "jane ÿÿ>>?", exp: 1_893_456_000, list: ["a", "b"] };

function jws(header: string, encoding: Encoding = "base64url"): string {
  const signed = [header, JSON.stringify(CLAIMS)].map((part) => Buffer.from(part).toString(encoding)).join(".");
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest(encoding)}`;
}

function jwe(header: string, encoding: Encoding = "base64url"): string {
  return [Buffer.from(header), ...[256, 12, 200, 16].map((length) => randomBytes(length))]
    .map((part) => part.toString(encoding))
    .join(".");
}

function rs256(): string {
  const signed = [{ alg: "RS256" }, CLAIMS]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signed}.${sign("sha256", Buffer.from(signed), rsa.privateKey).toString("base64url")}`;
}

const HEADER = JSON.stringify({ alg: "HS256", typ: "JWT" });
const JWE_HEADER = JSON.stringify({ alg: "RSA-OAEP", enc: "A256GCM", kid: "k-1" });
const pretty = (json: string, indent: string | number = 2): string =>
  JSON.stringify(JSON.parse(json), undefined, indent);

const TOKENS: Readonly<Record<string, string>> = {
  "of jsonwebtoken": jsonwebtoken.sign(CLAIMS, SECRET, { algorithm: "HS256" }),
  "with a header laid out": jws(pretty(HEADER)),
  "with a header laid out, and CRLF": jws(pretty(HEADER).replaceAll("\n", "\r\n")),
  "with a header laid out with tabs": jws(pretty(HEADER, "\t")),
  "with white space before its header": jws(`\r\n\t ${HEADER}`),
  "in standard base64": jws(HEADER, "base64"),
  "laid out, in standard base64": jws(pretty(HEADER), "base64"),
  "signed with RSA": rs256(),
  "without a signature": `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`,
  "of five parts": jwe(JWE_HEADER),
  "of five parts, laid out": jwe(pretty(JWE_HEADER)),
  "of five parts, in standard base64": jwe(JWE_HEADER, "base64"),
  "with a signature that is too short": `${jws(HEADER).slice(0, -31)}`,
};

/** How people copy a token, in one line. */
const AROUND: Readonly<Record<string, (token: string) => string>> = {
  alone: (token) => token,
  "a curl command of two lines": (token) =>
    `curl --request POST "https://x/api/public/bot/st-1/getSessions" \\\n  --header 'auth: ${token}'`,
  "the header of a longer one": (token) =>
    `curl 'https://x/y' \\\r\n  -H 'auth: ${token}' \\\r\n  -H 'Content-Type: application/json'`,
  "a block of headers": (token) =>
    `POST /api HTTP/1.1\r\nHost: x\r\nauth: ${token}\r\nContent-Type: application/json\r\n\r\n{}`,
  "JSON in lines": (token) => JSON.stringify({ a: 1, token }, undefined, 2),
  "JSON in one line": (token) => `{"token":"${token}"}`,
  "a member of JSON": (token) => `  "auth": "${token}",`,
  "an option of curl": (token) => `-H 'auth: ${token}'`,
  Bearer: (token) => `Bearer ${token}`,
  "a line of a log": (token) => `2026-01-01T00:00:00Z INFO sent auth=${token} status=401`,
  "a coloured line of a log": (token) => `\u001b[32m${token}\u001b[0m`,
  "a sentence": (token) => `The token is ${token}. It fails.`,
  "escapes of line breaks": (token) => `{"log":"auth:\\r\\n${token}\\r\\n"}`,
  "escapes of tabs": (token) => `{"log":"auth:\\t${token}\\tx"}`,
  "escapes of escapes": (token) => `"{\\"log\\":\\"\\\\n${token}\\\\n\\"}"`,
  "escaped quotes": (token) => `"{\\"auth\\":\\"${token}\\"}"`,
  "quotes by their numbers": (token) => `{\\u0022auth\\u0022:\\u0022${token}\\u0022}`,
  "a query": (token) => `https://x/y?token=${token}&z=1`,
  "a fragment": (token) => `https://x/y#access_token=${token}&token_type=bearer`,
  "a URL-encoded form": (token) => `a=b&auth=Bearer%20${encodeURIComponent(token)}&x=1`,
  "a cookie": (token) => `Cookie: a=b; session=${token}; c=d`,
  "typographic quotes": (token) => `“${token}”`,
  guillemets: (token) => `«${token}»`,
  "back-ticks": (token) => `\`${token}\``,
  "round brackets": (token) => `(${token})`,
  "square brackets": (token) => `[${token}]`,
  "angle brackets": (token) => `<${token}>`,
  entities: (token) => `&quot;${token}&quot;`,
  "a comma": (token) => `${token},`,
  "a line of YAML": (token) => `auth: ${token} # mine\n`,
  "a line of a shell": (token) => `export TOKEN=${token}\nexport OTHER=1\n`,
  "JSON that escapes slashes": (token) => JSON.stringify({ token }).replaceAll("/", "\\/"),
  "JSON that escapes what HTML knows": (token) =>
    JSON.stringify({ token }).replaceAll("=", "\\u003d").replaceAll("+", "\\u002B"),
  "headers that are no words of it": (token) => `auth: ${token}\nContent-Type: x\n`,
  "a line of one word behind it": (token) => `auth: ${token}\nhost\n`,
};

const lines = (token: string, width: number, between: string): string =>
  token.replace(new RegExp(`(.{${width}})(?=.)`, "g"), `$1${between}`);

/** How tokens are broken over lines. */
const WRAPPED: Readonly<Record<string, (token: string) => string>> = {
  "at 64 characters": (token) => lines(token, 64, "\n"),
  "at 76 characters, with CRLF": (token) => lines(token, 76, "\r\n"),
  "with indentation": (token) => `token: >-\n  ${lines(token, 60, "\n  ")}\nother: 1\n`,
  "as a mail is quoted": (token) => `> ${lines(token, 72, "\n> ")}`,
  "by a shell": (token) => `curl -H 'auth: ${lines(token, 60, "\\\n")}' https://x`,
  "by a terminal": (token) => `${lines(`auth: ${token}`, 80, "\n")}\nhost: x\n`,
  "as strings that are put together": (token) => `const token = "${lines(token, 50, '" +\n  "')}";`,
  "behind its dots": (token) => token.replaceAll(".", ".\n"),
  "before its dots": (token) => token.replaceAll(".", "\n."),
  "by escapes": (token) => JSON.stringify({ token: lines(token, 64, "\n") }),
};

describe("Reading the tokens of what people copy", () => {
  for (const [name, around] of Object.entries(AROUND)) {
    it(`finds each kind of token in ${name}, from anywhere in it`, () => {
      for (const [kind, token] of Object.entries(TOKENS)) {
        const text = around(token);
        assert.deepEqual(
          readTokens(text).map(({ text: found, written }) => [found, written]),
          [[token, token]],
          kind,
        );
        const [found] = readTokens(text);
        for (const part of [0, 0.4, 1]) {
          const offset = Math.round((found?.start ?? 0) + ((found?.end ?? 0) - (found?.start ?? 0)) * part);
          assert.equal(tokenAt(text, offset), token, `${kind} at ${part}`);
        }
      }
    });
  }

  for (const [name, wrap] of Object.entries(WRAPPED)) {
    it(`puts together what is broken over lines ${name}, and keeps the breaks for the verdict`, () => {
      for (const [kind, token] of Object.entries(TOKENS)) {
        const text = wrap(token);
        const [found, ...others] = readTokens(text);
        assert.deepEqual([found?.text, others], [token, []], kind);
        assert.equal(found?.written.replaceAll("\n", ""), token, kind);
        const inOneLine = found.written === token;
        assert.equal(
          inspectionOf(found.written).problems.some(({ code }) => code === "white-space-inside"),
          !inOneLine,
          kind,
        );
        for (const part of [0, 0.4, 1]) {
          const offset = Math.round(found.start + (found.end - found.start) * part);
          assert.equal(tokenAt(text, offset), found.written, `${kind} at ${part}`);
        }
      }
    });
  }

  it("finds each of several, wrapped or not", () => {
    const [one = "", two = "", three = ""] = Object.values(TOKENS);
    const text = `auth: ${one}\n\nx: ${lines(two, 50, "\n")}\n\n{"t": "${three}"}`;
    assert.deepEqual(
      readTokens(text).map(({ text: token }) => token),
      [one, two, three],
    );
  });

  it("takes what stands behind a token for its own only where that makes it whole", () => {
    const token = jws(HEADER);
    for (const behind of ["/next", "+more", "\nabcdefghijklmnopqrstuvwxyz", "&a=b", "...", "/next?x=eyJ", "\\nabc"]) {
      assert.deepEqual(
        findTokens(`x=${token}${behind}`).map(({ text }) => text),
        [token],
        behind,
      );
      assert.deepEqual(
        readTokens(`x=${token}${behind}`).map(({ text }) => text),
        [token],
        behind,
      );
    }
  });

  it("finds tokens of any white space in their headers, wherever JSON may have it", () => {
    const space = fc.array(fc.constantFrom(" ", "\t", "\n", "\r"), { maxLength: 6 }).map((list) => list.join(""));
    fc.assert(
      fc.property(
        space,
        space,
        space,
        fc.constantFrom<Encoding>("base64", "base64url"),
        fc.boolean(),
        (before, inside, behind, encoding, encrypted) => {
          const header = `${before}{${inside}${(encrypted ? JWE_HEADER : HEADER).slice(1)}${behind}`;
          const token = encrypted ? jwe(header, encoding) : jws(header, encoding);
          assert.deepEqual(
            findTokens(`auth: "${token}"`).map(({ text }) => text),
            [token],
          );
          assert.notEqual(inspectionOf(token).kind, "unreadable");
        },
      ),
    );
  });

  describe("what is no token", () => {
    const words = fc.stringMatching(/^[A-Za-z_$][\w$]{0,12}$/);
    const nothing = (text: string): void => {
      assert.deepEqual(findTokens(text), []);
      assert.deepEqual(readTokens(text), []);
    };

    it("is base64, base64url and hex of bytes and of JSON, with dots between them or not", () => {
      const bytes = fc.uint8Array({ maxLength: 200 }).map((value) => Buffer.from(value));
      const json = fc.json().map((value) => Buffer.from(value));
      const encoded = fc
        .tuple(fc.oneof(bytes, json), fc.constantFrom("base64", "base64url", "hex"))
        .map(([value, encoding]) => value.toString(encoding as BufferEncoding));
      fc.assert(
        fc.property(fc.array(encoded, { maxLength: 8 }), fc.constantFrom(".", "\n", " ", "/", "\\n"), (list, between) =>
          nothing(list.join(between)),
        ),
      );
    });

    it("is a dotted name, a path, a version or a number", () => {
      const path = fc.array(words, { minLength: 1, maxLength: 8 });
      fc.assert(
        fc.property(path, fc.constantFrom(".", "/", "\\", "-", "/ey", ".eyJ", ".CQ", ".IC"), (list, between) =>
          nothing(`ey${list.join(between)} IH${list.join(between)} 1.2.3-beta.4`),
        ),
      );
    });

    it("is in no source, lock file or bundle of what this project uses", () => {
      const require = createRequire(import.meta.url);
      const typescript = readFileSync(require.resolve("typescript"), "utf8");
      const sources = ["../../../package-lock.json", "../../../package.json"].map((path) =>
        readFileSync(new URL(path, import.meta.url), "utf8"),
      );
      for (const text of [typescript, ...sources]) nothing(text);
    });

    it("is said to be nearly one at the cursor where it was cut or damaged", () => {
      const token = jws(HEADER);
      const [header = "", claims = ""] = token.split(".");
      const near = [header, `${header}.${claims}`, `${token}.x`, token.slice(5), header.slice(0, 12)];
      for (const text of near) {
        assert.equal(tokenAt(`auth: ${text}`, 10), text);
        assert.equal(inspectionOf(text).kind, "unreadable");
        assert.equal(tokenAt(`auth: ${text} and ${token}`, 10), text, "not the other one of the line");
      }
      assert.equal(tokenAt(`auth: ${header}.${claims}...`, 10), `${header}.${claims}`);
    });
  });
});

describe("Where a text surely holds no token", () => {
  it("is told from every form in which one can be read", () => {
    for (const [name, around] of Object.entries({ ...AROUND, ...WRAPPED })) {
      for (const [kind, token] of Object.entries(TOKENS))
        assert.ok(headerStarts(around(token)).length > 0, `${kind}, ${name}`);
    }
    assert.equal(headerStarts(`auth: ${jws(HEADER)} ${jws(HEADER)}`)[1]?.start, `auth: ${jws(HEADER)} `.length);
  });

  it("is where nothing begins like one", () => {
    for (const text of [
      "",
      "auth: \n",
      "GET https://platform.kore.ai/api/public/bots\nauth: {{token}}\n",
      "theyJust keyJson ey",
      "x".repeat(50_000),
    ]) {
      assert.deepEqual(headerStarts(text), [], text.slice(0, 50));
    }
  });
});
