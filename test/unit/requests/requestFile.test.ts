import { strict as assert } from "node:assert";
import { destinationsInSteps } from "../../../src/domain/requests/destination/destination";
import { blockAt, tiedAppName } from "../../../src/domain/requests/read/requestFile";
import { isRequestFileName } from "../../../src/domain/requests/read/requestFileName";
import { fileVariables, fillWith, openVariable } from "../../../src/domain/requests/read/fileVariables";
import { parseRequestFile } from "../../../src/domain/requests/read/parseRequestFile";
import type { TextRange } from "../../../src/domain/text/textRange";
import { cpuTime } from "../../cpuTime";
import { atOnce } from "../../../src/domain/steps";

const destinationsIn = (text: string) => atOnce(destinationsInSteps(text));

const FILE = [
  "@host = https://bots.kore.ai",
  "@base = {{host}}/api/public",
  "# jwt-app: My Bot",
  "### Sessions",
  "# @name sessions",
  "POST {{base}}/bot/{{botId}}/getSessions",
  "  ?limit=10",
  "  &offset=0 HTTP/1.1",
  "Content-Type: application/json",
  "# a comment between headers",
  "auth:  {{token}}  ",
  "",
  "{",
  '  "a": 1',
  "}",
  "",
  "> {%",
  "  client.log(1)",
  "%}",
  "### Other",
  "// jwt-app: Other 🤖",
  "https://bots.kore.ai/x",
  "",
].join("\n");

for (const [name, text] of [
  ["LF", FILE],
  ["CRLF", FILE.replaceAll("\n", "\r\n")],
] as const) {
  describe(`A request file with ${name}`, () => {
    const file = parseRequestFile(text);
    const [head, sessions, other] = file.blocks;
    const at = (range: TextRange | undefined): string => (range ? text.slice(range.start, range.end) : "");

    it("is cut into blocks that are the whole text", () => {
      assert.equal(file.blocks.map(at).join(""), text);
      assert.deepEqual(
        file.blocks.map((block) => at(block).split(/\r?\n/)[0]),
        ["@host = https://bots.kore.ai", "### Sessions", "### Other"],
      );
    });

    it("has variables with their places", () => {
      assert.deepEqual(
        head?.variables.map(({ name: key, value }) => [key, value.text, at(value)]),
        [
          ["host", "https://bots.kore.ai", "https://bots.kore.ai"],
          ["base", "{{host}}/api/public", "{{host}}/api/public"],
        ],
      );
      assert.equal(at(head?.variables[1]), "@base = {{host}}/api/public");
    });

    it("has requests with their places", () => {
      const { request } = sessions ?? {};
      assert.equal(request?.method, "POST");
      assert.equal(at(request?.methodRange), "POST");
      assert.equal(request?.url.text, "{{base}}/bot/{{botId}}/getSessions?limit=10&offset=0");
      assert.ok(at(request?.url).startsWith("{{base}}") && at(request?.url).endsWith("&offset=0"), at(request?.url));
      assert.deepEqual(
        request?.headers.map(({ name: key, value }) => [key.text, value.text, at(key), at(value)]),
        [
          ["Content-Type", "application/json", "Content-Type", "application/json"],
          ["auth", "{{token}}", "auth", "{{token}}"],
        ],
      );
      assert.equal(at(request?.body).replaceAll("\r", ""), '{\n  "a": 1\n}');
      assert.equal(request?.end, request?.body?.end);
      assert.equal(request?.body?.isFile, false);
    });

    it("takes an address alone as GET", () => {
      assert.equal(other?.request?.method, "GET");
      assert.equal(at(other?.request?.url), "https://bots.kore.ai/x");
      assert.equal(other?.request?.body, undefined);
    });

    it("ties the file to the app of its head, and a request to its own", () => {
      assert.deepEqual(
        file.blocks.map((block) => tiedAppName(file.blocks, block)),
        ["My Bot", "My Bot", "Other 🤖"],
      );
      assert.equal(at(other?.appLines[0]), "// jwt-app: Other 🤖");
      assert.equal(at(other?.appLines[0]?.app), "Other 🤖");
    });

    it("fills in variables, and leaves what the file doesn't define", () => {
      const { request } = sessions ?? {};
      assert.equal(
        fillWith(request?.url.text ?? "", fileVariables(file.blocks)),
        "https://bots.kore.ai/api/public/bot/{{botId}}/getSessions?limit=10&offset=0",
      );
    });

    it("tells the first variable that is left open", () => {
      assert.deepEqual(["{{ $guid }} {{b}}", '{"a":{"b":{}}}', "{{", "{{}}", "{{a\n}}"].map(openVariable), [
        "$guid",
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    });
    it("finds the block of an offset", () => {
      assert.deepEqual(
        file.blocks.map((block) => blockAt(file, block.end - 1)),
        file.blocks,
      );
      assert.deepEqual(
        file.blocks.map((block) => blockAt(file, block.start)),
        file.blocks,
      );
    });
  });
}

describe("A request file", () => {
  const request = (text: string) => parseRequestFile(text).blocks[0]?.request;

  it("is known by its name", () => {
    assert.deepEqual(["/a/b.http", "C.REST", "http", "/a.http/b", "a.https"].map(isRequestFileName), [
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("may be empty", () => {
    assert.deepEqual(parseRequestFile(""), {
      text: "",
      blocks: [{ start: 0, end: 0, variables: [], appLines: [], comments: [] }],
    });
  });

  it("keeps scripts of httpYac out of headers and bodies", () => {
    const found = request(
      "{{\n  exports.token = 1;\n  // https://x\n}}\nGET /a\nauth: {{token}}\n\n{{\nconsole.log(1)\n}}\n",
    );
    assert.equal(found?.url.text, "/a");
    assert.deepEqual(
      found?.headers.map(({ name }) => name.text),
      ["auth"],
    );
    assert.equal(found?.body, undefined);
  });

  it("tells a body that is taken from a file", () => {
    assert.equal(request("POST /a\n\n< ./body.json\n")?.body?.isFile, true);
    assert.equal(request("POST /a\n\n<xml/>\n")?.body?.isFile, false);
  });

  it("keeps the request below what JetBrains runs before it", () => {
    for (const script of ["< {% request.variables.set('a', 1) %}", "< ./pre.js", "  < {%\n  client.log(1)\n%}"]) {
      const { blocks } = parseRequestFile(
        `### Named\n# jwt-app: Orders\n${script}\nPOST https://x/y\nauth: a\n\n< ./body.json\n`,
      );
      assert.deepEqual(
        [
          blocks.length,
          blocks[0]?.appLines.length,
          blocks[0]?.request?.method,
          blocks[0]?.request?.url.text,
          blocks[0]?.request?.body?.isFile,
        ],
        [1, 1, "POST", "https://x/y", true],
        script,
      );
    }
  });

  it("has no request where something else is run", () => {
    assert.equal(request("curl https://bots.kore.ai -H 'auth: x'\n\nGET /a"), undefined);
  });

  it("takes the last value of the file, as REST Client does, and names what it defines in more ways than one", () => {
    const text = "@a = 1\n@c = {{a}}\n@d = 6\nGET /{{a}}/{{b}}\n###\n@b = 3\n@a = 4\n@b = 5\n@d = 6\n";
    const { blocks } = parseRequestFile(text);
    assert.equal(fillWith("/{{a}}/{{ b }}", fileVariables(blocks)), "/4/5");
    const doubtsOf = (host: string) =>
      destinationsIn(`${text}\n###\nGET https://${host}/x\n`)
        .at(-1)
        ?.doubts.filter(({ code }) => code === "variable-twice");
    assert.deepEqual(
      doubtsOf("{{c}}.{{d}}.{{e}}")?.map(({ message }) => message.args),
      [["a"]],
    );
    assert.deepEqual(doubtsOf("{{d}}"), []);
  });

  it("follows variables that name themselves, or grow, to an end", () => {
    const { blocks } = parseRequestFile(`@a = {{a}}{{a}}${"x".repeat(1000)}\n`);
    assert.ok(fillWith("{{a}}", fileVariables(blocks)).length <= 20_000);
  });

  it("is read in time linear in its length", () => {
    const nasty = ["@", "{{", " ", "a:", "###\n", "\n", "# jwt-app", "GET ", "\t"].map((part) =>
      part.repeat(200_000 / part.length),
    );
    assert.ok(cpuTime(() => nasty.forEach((text) => parseRequestFile(text))) < 2_000);
  });
});
