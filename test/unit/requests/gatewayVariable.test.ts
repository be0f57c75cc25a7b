import { strict as assert } from "node:assert";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { destinationsInSteps } from "../../../src/domain/requests/destination/destination";
import { dotenvGateway, withDotenvGateway } from "../../../src/domain/requests/destination/dotenvGateway";
import { gatewayDoubts } from "../../../src/domain/requests/destination/gatewayReaders";
import { isIgnoredBy } from "../../../src/domain/requests/destination/gitIgnore";
import { goesToOwnHost } from "../../../src/domain/requests/destination/ownHost";
import { atOnce } from "../../../src/domain/steps";
import { environmentVariable } from "../../../src/domain/tokens/environmentTokens";
import { runs } from "../../sample";
import { sampleApp } from "../apps/sampleApp";

const DEFINED = "@gateway = {{$processEnv JWT_APPS_GATEWAY}}\n\n";

describe("The gateway's address in the environment", () => {
  const codes = (text: string): readonly string[] => atOnce(gatewayDoubts(text)).map(({ code }) => code);

  it("goes nowhere else where it stands at the beginning of addresses alone", () => {
    for (const text of [
      `${DEFINED}### One\nPOST {{gateway}}/order-bot/api/x?y={{z}}\nAccept: */*\n\n{ "a": "{{b}}" }\n`,
      `${DEFINED}@base = {{gateway}}/order-bot\n### One\n{{base}}/api/x\n`,
      `${DEFINED}### One\nGET {{ gateway }}/order-bot/api/x HTTP/1.1\n`,
      `${DEFINED}# GET https://example.com/{{gateway}}\n### One\nGET {{gateway}}/order-bot/api/x\n`,
      "GET {{$processEnv JWT_APPS_GATEWAY}}/order-bot/api/x\n",
      `${DEFINED}### One\nGET https://example.com/x\n\n### Two\nGET {{gateway}}/order-bot/api/x\n`,
    ])
      assert.deepEqual(codes(text), [], text);
  });

  it("may go elsewhere in any other place, through other variables, and by scripts", () => {
    for (const [text, code] of [
      [`${DEFINED}GET https://example.com/{{gateway}}\n`, "gateway"],
      [`${DEFINED}GET https://{{gateway}}/x\n`, "gateway"],
      [`${DEFINED}GET {{gateway}}@example.com/x\n`, "gateway"],
      [`${DEFINED}GET {{gateway}}/order-bot/{{gateway}}\n`, "gateway"],
      [`${DEFINED}GET {{gateway}}/x\nX-Key: {{gateway}}\n`, "gateway"],
      [`${DEFINED}POST https://example.com/\n\n{ "a": "{{gateway}}" }\n`, "gateway"],
      [`${DEFINED}@x = a{{gateway}}\nGET https://example.com/{{x}}\n`, "gateway"],
      [`${DEFINED}@x = {{gateway}}\n@y = {{x}}\nGET https://example.com/{{y}}\n`, "gateway"],
      ["GET https://example.com/{{$processEnv JWT_APPS_GATEWAY}}\n", "gateway"],
      [`${DEFINED}GET {{gateway}}/x\n\n> {%\n client.log(1)\n%}\n`, "script"],
      [`${DEFINED}{{\n  send(process.env.JWT_APPS_GATEWAY)\n}}\nGET {{gateway}}/x\n`, "script"],
      [`${DEFINED}GET {{gateway}}/x\nA: {{1 + 1}}\n`, "expression"],
      [`${DEFINED}# @import ./other.http\nGET {{gateway}}/x\n`, "metadata"],
    ] as const)
      assert.ok(codes(text).includes(code), `${text}: ${codes(text).join()}`);
  });

  it("is no variable of an app's tokens, whatever that is called", () => {
    assert.equal(environmentVariable(sampleApp({ name: "Gateway" }), []), "JWT_APPS_GATEWAY_11111111");
  });
});

describe("Where a request through the gateway goes", () => {
  it("is this computer, where no token of an app belongs", () => {
    const [found] = atOnce(destinationsInSteps(`${DEFINED}### One\nGET {{gateway}}/order-bot/api/x\nauth: x\n`));
    assert.deepEqual([found?.hosts, found?.doubts.map(({ code }) => code)], [["127.0.0.1"], ["gateway"]]);
    for (const host of ["127.0.0.1", "localhost", "platform.kore.ai"])
      assert.equal(found && goesToOwnHost(found, sampleApp({ host })), false, host);
  });
});

describe("The gateway's line in a .env", () => {
  it("is read as the package dotenv does, written once, and taken away", () => {
    assert.equal(dotenvGateway("A=1\ngateway = 'x' # y\nB=2"), "x");
    assert.equal(dotenvGateway("mygateway=1\n#gateway=2\n"), undefined);
    assert.equal(withDotenvGateway("", "x"), "gateway=x\n");
    assert.equal(withDotenvGateway("A=1", "x"), "A=1\ngateway=x\n");
    assert.equal(withDotenvGateway("A=1\r\ngateway=y\r\nB=2", "x"), "A=1\r\ngateway=x\r\nB=2");
    assert.equal(withDotenvGateway("gateway=y\nA=1\ngateway=z\n", "x"), "gateway=x\nA=1\n");
    assert.equal(withDotenvGateway("A=1\ngateway=y\nB=2\n", undefined), "A=1\nB=2\n");
  });

  it("changes nothing else, and comes and goes without a trace", () => {
    const line = fc.constantFrom("A=1", "# x", "", "export B=2", "gatewayx=1", "C='gateway=1'");
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("\n", "\r\n"), (lines, eol) => {
        const text = lines.map((each) => each + eol).join("");
        const written = withDotenvGateway(text, "http://127.0.0.1:1/k");
        assert.equal(dotenvGateway(written), "http://127.0.0.1:1/k");
        assert.equal(withDotenvGateway(written, "http://127.0.0.1:1/k"), written);
        assert.equal(withDotenvGateway(written, undefined), text);
      }),
      runs(200),
    );
  });
});

describe("What git ignores", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ignore-"));
    execFileSync("git", ["init", "--quiet"], { cwd: folder });
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Of `paths` those that are ignored. */
  function git(files: Readonly<Record<string, string>>, paths: readonly string[]): readonly string[] {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const args = ["-c", "core.excludesFile=/dev/null", "check-ignore", "--stdin", "-z", "--no-index"];
    const { stdout, status } = spawnSync("git", args, { cwd: folder, input: paths.join("\0"), encoding: "utf8" });
    // 1 says that none is.
    assert.ok(status === 0 || status === 1);
    return stdout.split("\0").slice(0, -1);
  }

  it("is told as git itself tells it, for patterns by chance", () => {
    const part = fc.constantFrom(
      ".env",
      "*.env",
      "**",
      "*",
      "?env",
      "a",
      "b",
      "a*",
      "[.]env",
      "[!x]env",
      ".e*v",
      "\\.env",
      "[a-c]",
      "***",
    );
    const pattern = fc
      .tuple(
        fc.constantFrom("", "!", "/", "#"),
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("", "/", " "),
      )
      .map(([lead, parts, end]) => lead + parts.join("/") + end);
    const text = fc.array(pattern, { maxLength: 4 }).map((lines) => lines.join("\n"));
    const paths = [".env", "a/.env", "a/b/.env", "b/x.env"];
    fc.assert(
      fc.property(text, text, text, (exclude, top, inner) => {
        const wanted = git(
          { ".git/info/exclude": exclude, ".gitignore": top, "a/.gitignore": inner, "a/b/.keep": "", "b/.keep": "" },
          paths,
        );
        const files = [
          { folder: "", text: exclude },
          { folder: "", text: top },
          { folder: "a", text: inner },
        ];
        assert.deepEqual(
          paths.filter((path) => isIgnoredBy(files, path)),
          wanted,
        );
      }),
      runs(50, { full: 2_000 }),
    );
  });

  it("never ignores by a file of which not all is read, as that could take it back", () => {
    for (const long of ["#\n".repeat(5_000), "x".repeat(501), `${"x".repeat(400)}\n`.repeat(2_000)])
      assert.equal(isIgnoredBy([{ folder: "", text: `.env\n${long}\n!.env` }], ".env"), false);
    assert.equal(isIgnoredBy([{ folder: "", text: `.env\n#${"x".repeat(501)}\n` }], ".env"), true);
  });
});
