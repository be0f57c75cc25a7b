import { strict as assert } from "node:assert";
import fc from "fast-check";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { fill } from "../../../src/domain/errors";
import { applied } from "../../../src/domain/requests/convert/definitions";
import { withoutGatewayKeys } from "../../../src/domain/requests/convert/gatewayKeys";
import { useGateway } from "../../../src/domain/requests/convert/useGateway";
import { gatewayRequests, useToken } from "../../../src/domain/requests/convert/useToken";
import { gatewayAddressesInSteps, gatewayTarget } from "../../../src/domain/requests/destination/gatewayAddress";
import { diagnoseRequest } from "../../../src/domain/requests/findings/diagnoseRequest";
import type { Fix } from "../../../src/domain/requests/findings/finding";
import { appOfGateway } from "../../../src/domain/requests/read/appOfRequest";
import { blockVariables } from "../../../src/domain/requests/read/fileVariables";
import { parseRequestFile } from "../../../src/domain/requests/read/parseRequestFile";
import { requestOfBlock, type SentRequest } from "../../../src/domain/requests/read/requestOfBlock";
import type { GatewayVariable } from "../../../src/domain/requests/write/gatewayVariable";
import { targetById, targetsOfLevel } from "../../../src/domain/requests/write/requestTargets";
import { tokenScript } from "../../../src/domain/requests/write/tokenScript";
import { type TokenPlacement, writeRequestFile, writeRequests } from "../../../src/domain/requests/write/writeRequest";
import { endpoints } from "../../../src/domain/scopes/catalogue";
import { atOnce } from "../../../src/domain/steps";
import { routeOf } from "../../../src/domain/tokens/verify/route";
import { runs } from "../../sample";
import { sampleApp } from "../apps/sampleApp";
import { check } from "../tokens/verify/samples";

const BOT = "st-12345678-1234-5234-8234-123456789012";
/** As random as a key is. */
const KEY = "aB3dE5gH7jK9mN1pQ3sT_w";
const ADDRESS = `http://127.0.0.1:8788/${KEY}`;

const app = sampleApp({ name: "Order Bot", slug: "order-bot", host: "platform.kore.ai", botId: BOT });
const other = sampleApp({
  id: "22222222-2222-4222-8222-222222222222",
  clientId: "cs-22222222-2222-5222-8222-222222222222",
  name: "Help Desk",
  slug: "help-desk",
  host: "us1.example.com",
});
const apps = [app, other];

function sentOf(text: string): SentRequest[] {
  const { blocks } = parseRequestFile(text);
  const values = blockVariables(blocks);
  return blocks.flatMap((block) => (block.request ? requestOfBlock(text, block.request, values(block)) : []));
}

function gateway(from: GatewayVariable = "environment", slug = "order-bot"): TokenPlacement {
  return { kind: "gateway", slug, from };
}

describe("An address of the gateway", () => {
  it("is read with the app's name and the platform's path", () => {
    const read = (url: string) => {
      const target = gatewayTarget(url);
      return target && [target.slug, target.path, target.isCertain, target.address];
    };
    assert.deepEqual(read("{{gateway}}/order-bot/api/x?y=1"), ["order-bot", "/api/x?y=1", false, undefined]);
    for (const variable of [
      "{{$processEnv JWT_APPS_GATEWAY}}",
      "{{ $processEnv  JWT_APPS_GATEWAY }}",
      "{{$dotenv gateway}}",
    ])
      assert.deepEqual(read(`${variable}/order-bot/api/x`), ["order-bot", "/api/x", true, undefined]);
    assert.deepEqual(read(`${ADDRESS}/order-bot/api/x`), ["order-bot", "/api/x", true, ADDRESS]);
    assert.deepEqual(read(`${ADDRESS}/order-bot`), ["order-bot", "/", true, ADDRESS]);
    assert.deepEqual(read("{{gateway}}/caf%C3%A9?x=1"), ["caf%C3%A9", "/?x=1", false, undefined]);
    for (const none of [
      "{{gateway}}",
      "{{gateway}}/",
      "{{gateway}}.example.com/a/b",
      "{{host}}/order-bot/api",
      ADDRESS,
      "/order-bot/api",
    ])
      assert.equal(read(none), undefined, none);
  });

  it("is found however loopback is spelled, and only with a key", () => {
    const found = (text: string) => atOnce(gatewayAddressesInSteps(text)).map((piece) => piece.text);
    for (const host of [
      "127.0.0.1:8788",
      "localhost:1",
      "LOCALHOST:8788",
      "[::1]:8788",
      "127.1:8788",
      "2130706433:8788",
      "0x7f.1:8788",
      "127.0.0.53",
      "0.0.0.0:80",
      "[::ffff:127.0.0.1]:8788",
      "localhost.:8788",
      "app.localhost:8788",
    ])
      assert.deepEqual(found(`x "https://${host}/${KEY}/order-bot"`), [`https://${host}/${KEY}`], host);
    for (const none of [
      `http://example.com/${KEY}/a`,
      `http://127.0.0.1.example.com/${KEY}/a`,
      "http://localhost:3000/order-management-words/a",
      `http://localhost:3000/${KEY}x/a`,
      `http://localhost:3000/${KEY.slice(1)}/a`,
      `ftp://localhost/${KEY}/a`,
    ])
      assert.deepEqual(found(none), [], none);
  });
});

describe("Requests through the gateway", () => {
  const levels = {
    xo: { ...app, createdIn: "xo" },
    admin: { ...app, createdIn: "admin" },
    tables: { ...app, createdIn: "tables" },
  } as const satisfies Record<string, JwtApp>;

  it("are written without a token, by their variable, with one line on what has to run", async () => {
    assert.equal(
      await writeRequestFile([targetById("faq-training")], { app, placement: gateway() }),
      `# jwt-app: Order Bot
# The gateway of the extension JWT Apps adds the token, and decrypts the answer. It has to run.

@gateway = {{$processEnv JWT_APPS_GATEWAY}}
@botId = ${BOT}

### FAQ Training
# Scope: Train FAQ.
POST {{gateway}}/order-bot/api/public/bot/{{botId}}/faqs/train
Content-Type: application/json

{
  "language": "en"
}
`,
    );
    const beside = await writeRequestFile([targetById("faq-training")], { app, placement: gateway("dotenv") });
    assert.match(beside, /^@gateway = \{\{\$dotenv gateway\}\}$/m);
    const settings = await writeRequestFile([targetById("faq-training")], { app, placement: gateway("settings") });
    assert.doesNotMatch(settings, /^@gateway/m);
    assert.match(settings, /^POST \{\{gateway\}\}\/order-bot\/api/m);
  });

  it("are inserted with another name where the file has its own variable of that name", async () => {
    const text = await writeRequests(
      [targetById("faq-training")],
      { app, placement: gateway() },
      { variables: new Map([["gateway", "https://gw.example.com"]]), shared: new Map(), isTied: true },
    );
    assert.match(text, /^@gateway2 = \{\{\$processEnv JWT_APPS_GATEWAY\}\}$/m);
    assert.match(text, /^POST \{\{gateway2\}\}\/order-bot\/api/m);
  });

  it("name the app by its percent-encoded name", async () => {
    const cafe = sampleApp({ name: "Café", slug: "café" });
    const text = await writeRequestFile([targetById("faq-training")], {
      app: cafe,
      placement: gateway("settings", "café"),
    });
    const [sent] = sentOf(text);
    assert.equal(sent?.gateway?.slug, "caf%C3%A9");
    assert.equal(sent?.gateway && appOfGateway(sent.gateway, [app, cafe]), cafe);
    // As the gateway takes it: not encoded, and its letters composed or not.
    for (const written of ["café", "cafe\u0301", "cafe%CC%81"]) {
      const other = text.replace("caf%C3%A9", written);
      assert.equal(appOfGateway({ slug: written }, [app, cafe]), cafe, written);
      const said = (await findings(other, [app, cafe])).map(({ code }) => code);
      assert.ok(!said.includes("unknown-gateway-app"), written);
    }
    assert.equal(appOfGateway({ slug: "caf%C3" }, [app, { ...cafe, slug: "caf%C3" }]), undefined);
  });

  it("of every endpoint are read back as the platform's, of their app, with nothing said against them", async () => {
    const seen = new Set<string>();
    for (const [level, one] of Object.entries(levels)) {
      const targets = targetsOfLevel(one);
      for (const target of targets) {
        const text = await writeRequestFile([target], { app: one, placement: gateway() });
        const direct = await writeRequestFile([target], {
          app: one,
          placement: { kind: "line", mint: async () => "t" },
        });
        const [[sent], [plain]] = [sentOf(text), sentOf(direct)];
        assert.ok(sent?.gateway && plain, text);
        assert.deepEqual([sent.method, sent.path, sent.host], [plain.method, plain.path, "platform"]);
        assert.equal(appOfGateway(sent.gateway, [one, other]), one);
        const ofPlain = routeOf(plain).match;
        assert.deepEqual(routeOf(sent).match, ofPlain);
        const rest = Object.entries(plain.headers).filter(([name]) => name !== "auth" && name !== "authorization");
        assert.deepEqual(Object.entries(sent.headers), rest, level);
        const said = await findings(text, [{ ...one, scopes: [] }]);
        const host = new Set([
          "missing-token",
          "wrong-host",
          "unknown-gateway-app",
          "unknown-path",
          "wrong-method",
          "token-dropped",
          "missing-header",
          "missing-parameter",
        ]);
        assert.deepEqual(
          said.filter(({ code }) => host.has(code)).map(({ code }) => code),
          [],
        );
        if (target.kind === "endpoint") seen.add(target.endpoint.id);
      }
    }
    assert.deepEqual(
      endpoints().filter(({ id, path, method }) => path !== undefined && method !== undefined && !seen.has(id)),
      [],
    );
  });

  async function findings(text: string, all: readonly JwtApp[] = apps) {
    const { blocks } = parseRequestFile(text);
    const block = blocks.at(-1);
    if (!block?.request) throw new Error("no request");
    const variables = blockVariables(blocks)(block);
    const sent = requestOfBlock(text, block.request, variables);
    const tiedApp = sent.gateway && appOfGateway(sent.gateway, all);
    const verdict = await check({ request: { ...sent, headers: {} }, apps: [...all] });
    return diagnoseRequest({ text, request: block.request, sent, verdict, tiedApp, variables, apps: all });
  }

  const HEAD = "@gateway = {{$processEnv JWT_APPS_GATEWAY}}\n\n###\n";
  const after = (text: string, fix: Fix | undefined) =>
    fix?.kind === "replace" ? applied(text, [{ ...fix.range, text: fix.text }]) : undefined;

  it("of an app that isn't there are found, with the names that are near", async () => {
    const text = `${HEAD}POST {{gateway}}/order-bt/api/public/bot/${BOT}/faqs/train\n`;
    const [finding] = (await findings(text)).filter(({ code }) => code === "unknown-gateway-app");
    assert.ok(finding);
    assert.equal(text.slice(finding.start, finding.end), "order-bt");
    assert.equal(after(text, finding.fix), text.replace("order-bt", "order-bot"));
    assert.equal(
      fill(finding.message.template, finding.message.args),
      "No app here is called “order-bt” in the gateway's addresses. Did you mean “order-bot”?",
    );
    const far = (await findings(text.replace("order-bt", "quite-another"))).find(
      ({ code }) => code === "unknown-gateway-app",
    );
    assert.ok(far && far.fix === undefined);
  });

  it("get the endpoint's findings: its method, its headers, its path, its level and the app's bot", async () => {
    const codes = async (line: string, all = apps) =>
      (await findings(`${HEAD}${line}\n`, all)).map(({ code }) => code).sort();
    const own = `api/public/bot/${BOT}/faqs/train`;
    assert.deepEqual(await codes(`POST {{gateway}}/order-bot/${own}`), ["missing-scope"]);
    assert.deepEqual(await codes(`GET {{gateway}}/order-bot/${own}`), ["wrong-method"]);
    assert.deepEqual(await codes(`POST {{gateway}}/order-bot/api/public/bot/${BOT}/faqs/trian`), ["unknown-path"]);
    const another = BOT.replace("12345678", "87654321");
    assert.deepEqual(await codes(`POST {{gateway}}/order-bot/${own.replace(BOT, another)}`), [
      "missing-scope",
      "other-bot",
    ]);
    const tables = { ...app, createdIn: "tables" } as const;
    assert.deepEqual(await codes(`POST {{gateway}}/order-bot/${own}`, [tables]), ["wrong-level"]);
  });

  it("whose token is left out say so, and the header goes", async () => {
    for (const name of ["auth", "Authorization", "Token"]) {
      const text = `${HEAD}POST {{gateway}}/order-bot/api/public/bot/${BOT}/faqs/train\nAccept: */*\n${name}: x.y.z\n`;
      const [finding] = (await findings(text)).filter(({ code }) => code === "token-dropped");
      assert.ok(finding);
      assert.equal(after(text, finding.fix), text.replace(`${name}: x.y.z\n`, ""));
      const last = (await findings(text.trimEnd())).find(({ code }) => code === "token-dropped");
      assert.equal(after(text.trimEnd(), last?.fix), text.replace(`\n${name}: x.y.z\n`, ""));
    }
    const sdk = `${HEAD}POST {{gateway}}/order-bot/api/1.1/rtm/start\nAuthorization: bearer of-the-sdk\n`;
    assert.deepEqual(
      (await findings(sdk)).filter(({ code }) => code === "token-dropped"),
      [],
    );
  });

  it("are nobody's where only a variable has the name of ours and its path is no known one", async () => {
    assert.deepEqual(await findings("GET {{gateway}}/v1/customers\n"), []);
    const codes = (await findings(`GET {{gateway}}/v1/api/public/bot/${BOT}/faqs/train\n`)).map(({ code }) => code);
    assert.ok(codes.includes("unknown-gateway-app"));
  });
});

describe("The gateway's key in a file", () => {
  const hidden = (text: string, from: GatewayVariable = "environment") =>
    applied(text, atOnce(withoutGatewayKeys(text, from)));

  it("gives way to the variable, which is defined above all requests where it comes from the environment", () => {
    assert.equal(
      hidden(`GET ${ADDRESS}/order-bot/api/x\n`),
      "@gateway = {{$processEnv JWT_APPS_GATEWAY}}\n\n###\n\nGET {{gateway}}/order-bot/api/x\n",
    );
    assert.equal(hidden(`GET ${ADDRESS}/order-bot/api/x\n`, "settings"), "GET {{gateway}}/order-bot/api/x\n");
    assert.equal(
      hidden(`# jwt-app: Order Bot\n\n@base = ${ADDRESS}/order-bot\n\n### One\nGET {{base}}/api/x\n`),
      "# jwt-app: Order Bot\n\n@gateway = {{$processEnv JWT_APPS_GATEWAY}}\n@base = {{gateway}}/order-bot\n\n### One\nGET {{base}}/api/x\n",
    );
  });

  it("gives way in the definition of the variable itself", () => {
    const text = `@gateway = ${ADDRESS}\n\n### One\nGET {{gateway}}/order-bot/api/x\n`;
    assert.equal(hidden(text), text.replace(ADDRESS, "{{$processEnv JWT_APPS_GATEWAY}}"));
    assert.equal(hidden(text, "settings"), "\n### One\nGET {{gateway}}/order-bot/api/x\n");
  });
});

describe("Use the Gateway, and Use a Token", () => {
  const through = (text: string, from: GatewayVariable = "environment", at?: number) => {
    const { edits, count } = atOnce(useGateway(text, { apps, from, ...(at !== undefined && { at }) }));
    return { text: applied(text, edits), count };
  };
  const back = (text: string, token: string, kind: TokenPlacement["kind"] = "line") => {
    const found = atOnce(gatewayRequests(text, { apps }));
    const texts = found.requests.map(({ app: one, profile }) =>
      kind === "script" ? { text: "{{token}}", script: tokenScript(one, profile) } : { text: token },
    );
    return applied(text, atOnce(useToken(found, texts, kind)).edits);
  };

  it("turn what was written with tokens into what is written for the gateway, and back", async () => {
    const targets = targetsOfLevel(app);
    const one = { ...app, enforceJti: true };
    const direct = await writeRequestFile(targets, {
      app: one,
      placement: { kind: "line", mint: async () => "a.b.c" },
    });
    const wanted = await writeRequestFile(targets, { app: one, placement: gateway() });
    const { text, count } = through(direct);
    assert.equal(count, targets.length);
    assert.equal(text.replaceAll("{{host}}", "{{gateway}}/order-bot"), wanted);
    assert.equal(back(text, "a.b.c"), direct);
  });

  it("take shared tokens, scripts and variables of the environment away", async () => {
    const targets = ["faq-training", "ml-utterance-train"].map(targetById);
    const wanted = await writeRequestFile(targets, { app, placement: gateway() });
    const placements: TokenPlacement[] = [
      { kind: "line", mint: async () => "a.b.c" },
      { kind: "script" },
      { kind: "environment", variable: () => "JWT_APPS_ORDER_BOT" },
    ];
    for (const placement of placements) {
      const text = await writeRequestFile(targets, { app, placement });
      assert.equal(through(text).text, wanted, placement.kind);
      const crlf = text.replaceAll("\n", "\r\n");
      assert.equal(through(crlf).text, wanted.replaceAll("\n", "\r\n"), placement.kind);
    }
    const script = await writeRequestFile(targets, { app, placement: { kind: "script" } });
    assert.equal(back(wanted, "", "script"), script);
  });

  it("take a token away in whichever header it stands", () => {
    const request = `POST https://platform.kore.ai/api/public/bot/${BOT}/faqs/train\n`;
    for (const name of ["auth", "Authorization", "token"])
      assert.equal(
        through(`# jwt-app: Order Bot\n\n### One\n${request}${name}: a.b.c\nAccept: */*\n`, "settings").text,
        `# jwt-app: Order Bot\n\n### One\n${request.replace("https://platform.kore.ai", "{{gateway}}/order-bot")}Accept: */*\n`,
        name,
      );
  });

  it("change one request alone where one is meant", () => {
    const text = [
      "# jwt-app: Order Bot",
      "",
      "@host = https://platform.kore.ai",
      "",
      "### One",
      "GET {{host}}/api/x",
      "auth: a.b.c",
      "",
      "### Two",
      "GET {{host}}/api/y",
      "auth: d.e.f",
      "",
      '{ "kept": "auth: a.b.c" }',
      "",
    ].join("\n");
    assert.equal(
      through(text, "environment", text.indexOf("/api/y")).text,
      text
        .replace("@host", "@gateway = {{$processEnv JWT_APPS_GATEWAY}}\n@host")
        .replace("{{host}}/api/y\nauth: d.e.f\n", "{{gateway}}/order-bot/api/y\n"),
    );
  });

  it("leave alone what goes elsewhere, what is of no app, and whose app has no name there", () => {
    for (const text of [
      "# jwt-app: Order Bot\nGET https://example.com/api/x\nauth: a.b.c\n",
      "# jwt-app: Nobody\nGET https://platform.kore.ai/api/x\n",
      "GET https://platform.kore.ai/api/x\n",
      "# jwt-app: Order Bot\nGET {{base}}api/x\n",
      "# jwt-app: Order Bot\nGET {{gateway}}/order-bot/api/x\n",
    ])
      assert.deepEqual(through(text), { text, count: 0 }, text);
    const nameless = atOnce(
      useGateway("# jwt-app: Sample\nGET https://platform.kore.ai/x\n", { apps: [sampleApp()], from: "settings" }),
    );
    assert.equal(nameless.count, 0);
  });

  it("keep a host that another request or a script uses, and what of the path a variable holds", () => {
    const used =
      "# jwt-app: Order Bot\n\n@host = https://platform.kore.ai\n\n### One\nGET {{host}}/api/x\nX-Origin: {{host}}\n";
    assert.match(through(used).text, /^@host = /m);
    const scripted = used.replace("X-Origin: {{host}}\n", "\n> {% client.log(host) %}\n");
    assert.match(through(scripted).text, /^@host = /m);
    const held = "# jwt-app: Order Bot\n\n@base = https://platform.kore.ai/api/public\n\n### One\nGET {{base}}/x?y=1\n";
    assert.equal(
      through(held).text,
      held
        .replace("@base = https://platform.kore.ai/api/public", "@gateway = {{$processEnv JWT_APPS_GATEWAY}}")
        .replace("{{base}}", "{{gateway}}/order-bot/api/public"),
    );
  });

  it("change nothing of a request but its address and its token, there and back", () => {
    const word = fc.constantFrom("x", "{{id}}", "a b", "ü", "%20", '"', "#", "//");
    const header = fc
      .tuple(fc.constantFrom("Accept", "X-Y", "bot-language"), word)
      .map(([name, value]) => `${name}: ${value}`);
    const request = fc.record({
      title: fc.constantFrom("### One", "###", "### Two # x"),
      method: fc.constantFrom("GET", "POST", "PUT"),
      host: fc.constantFrom("{{host}}", "https://platform.kore.ai", "https://PLATFORM.kore.ai", "{{ host }}"),
      path: fc.constantFrom("/api/x", "/api/public/bot/{{id}}/faqs/train?x={{id}}", "/chatbot/v2/webhook/{{id}}", "/"),
      above: fc.array(header, { maxLength: 2 }),
      token: fc.constantFrom(["auth: a.b.c"], ["Authorization: bearer a.b.c"], [], ["auth: {{t}}"]),
      below: fc.array(header, { maxLength: 2 }),
      body: fc.constantFrom("", '\n{\n  "a": "{{id}}"\n}\n', "\n< ./body.json\n", "\ntext\n\n\nmore  \n"),
      comment: fc.constantFrom("", "# note\n", "// @no-log\n", "@id = 1\n"),
    });
    const file = fc.record({
      requests: fc.array(request, { minLength: 1, maxLength: 4 }),
      eol: fc.constantFrom("\n", "\r\n"),
    });
    fc.assert(
      fc.property(
        file,
        fc.constantFrom<GatewayVariable>("environment", "dotenv", "settings"),
        ({ requests, eol }, from) => {
          const blocks = requests.map(
            ({ title, method, host, path, above, token, below, body, comment }) =>
              `${title}\n${comment}${[`${method} ${host}${path}`, ...above, ...token, ...below].join("\n")}\n${body}`,
          );
          const text = ["# jwt-app: Order Bot\n\n@host = https://platform.kore.ai\n@id = 7\n@t = a.b.c\n", ...blocks]
            .join("\n")
            .replaceAll("\n", eol);
          const to = through(text, from);
          assert.equal(to.count, requests.length);
          const again = back(to.text, "a.b.c");
          const facts = (written: string) =>
            sentOf(written).map(({ method, path, headers, body }) => ({
              method,
              path,
              headers: Object.entries(headers)
                .filter(([name]) => name !== "auth" && name !== "authorization")
                .sort(),
              body: body && new TextDecoder().decode(body),
            }));
          assert.deepEqual(facts(to.text), facts(text));
          assert.deepEqual(facts(again), facts(text));
          assert.ok(sentOf(to.text).every((sent) => sent.gateway !== undefined && !("auth" in sent.headers)));
          assert.ok(
            sentOf(again).every(
              ({ authority, headers }) =>
                authority === "platform.kore.ai" && (headers["auth"] ?? headers["authorization"])?.endsWith("a.b.c"),
            ),
          );
          // Once more changes nothing.
          assert.equal(through(to.text, from).text, to.text);
          assert.deepEqual(facts(through(again, from).text), facts(text));
        },
      ),
      runs(300),
    );
  });
});
