import { strict as assert } from "node:assert";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import jwt from "jsonwebtoken";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { isOfSameBot } from "../../../src/domain/apps/sameBot";
import { fill, UserError } from "../../../src/domain/errors";
import { applied } from "../../../src/domain/requests/convert/definitions";
import { ownedFile, ownerAt } from "../../../src/domain/requests/convert/fileOwners";
import { switchApp, type SwitchPlan } from "../../../src/domain/requests/convert/switchApp";
import { tokenScript } from "../../../src/domain/requests/write/tokenScript";
import { blockVariables, fileVariables } from "../../../src/domain/requests/read/fileVariables";
import { parseRequestFile } from "../../../src/domain/requests/read/parseRequestFile";
import { requestOfBlock, type SentRequest } from "../../../src/domain/requests/read/requestOfBlock";
import { targetById, targetsOfLevel } from "../../../src/domain/requests/write/requestTargets";
import { type TokenPlacement, writeRequestFile, writeRequests } from "../../../src/domain/requests/write/writeRequest";
import { sharedVariables } from "../../../src/domain/requests/destination/fileBlocks";
import { destinationsInSteps } from "../../../src/domain/requests/destination/destination";
import { atOnce } from "../../../src/domain/steps";
import { environmentVariable } from "../../../src/domain/tokens/environmentTokens";
import { findTokens } from "../../../src/domain/tokens/inText/findTokens";
import { runs } from "../../sample";
import { sampleApp } from "../apps/sampleApp";

const uuid = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-5${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`;

function stage(digit: string, name: string, changes: Partial<JwtApp> = {}): JwtApp {
  return sampleApp({
    id: uuid(digit).replace("-5", "-4"),
    name,
    clientId: `cs-${uuid(digit)}`,
    appId: `aa-${uuid(digit)}`,
    host: `${name.toLowerCase().replace(/\W+/g, "-")}.example.com`,
    botId: `st-${uuid(digit)}`,
    accountId: digit.repeat(24),
    slug: name.toLowerCase().replace(/\W+/g, "-"),
    ...changes,
  });
}

const dev = stage("a", "Orders dev");
const prod = stage("b", "Orders prod");
const desk = stage("c", "Help Desk");
const apps = [dev, prod, desk];

/** Signed by another implementation than ours; whose secret it is counts for nothing here. */
const secret = randomBytes(32).toString("base64");
let minted = 0;
const tokenOf = (app: JwtApp, claims: object = {}): string =>
  jwt.sign({ appId: app.clientId, sub: "jane", n: ++minted, ...claims }, secret, { expiresIn: 300 });

interface Done {
  readonly text: string;
  readonly plan: SwitchPlan;
  readonly told: readonly string[];
}

function switched(text: string, from: JwtApp, to: JwtApp, all: readonly JwtApp[] = apps): Done {
  const owned = atOnce(ownedFile(text, all));
  const plan = atOnce(switchApp(owned, { apps: all, from, to }));
  const fresh = plan.tokens.map(({ start, end }) => ({ start, end, text: tokenOf(to) }));
  const told = plan.leftovers.map(({ message }) => fill(message.template, message.args));
  return { text: applied(text, [...plan.edits, ...fresh]), plan, told };
}

/** With each token replaced by the client ID of the app that it names. */
const byApp = (text: string): string =>
  findTokens(text)
    .reverse()
    .reduce(
      (rest, { start, end, text: token }) =>
        `${rest.slice(0, start)}<${String((jwt.decode(token) as { appId?: string; iss?: string } | null)?.appId)}>${rest.slice(end)}`,
      text,
    );

const placements: Readonly<Record<TokenPlacement["kind"], (app: JwtApp) => TokenPlacement>> = {
  line: (app) => ({ kind: "line", mint: async () => tokenOf(app) }),
  script: () => ({ kind: "script" }),
  environment: (app) => ({ kind: "environment", variable: (profile) => environmentVariable(app, apps, profile) }),
  gateway: ({ slug = "" }) => ({ kind: "gateway", slug, from: "environment" }),
};

describe("Switch App", () => {
  for (const [kind, placement] of Object.entries(placements)) {
    for (const level of ["xo", "admin", "tables"] as const) {
      it(`makes of every request that is written for one app of the level ${level} the other's, and back: ${kind}`, async () => {
        const [one, other] = [dev, prod].map((app) => ({ ...app, createdIn: level })) as [JwtApp, JwtApp];
        const both = [one, other, desk];
        const targets = targetsOfLevel(one);
        // One token for all of them, or one for each.
        for (const enforceJti of kind === "line" ? [true, false] : [false]) {
          const written = (app: JwtApp) =>
            writeRequestFile(targets, { app: { ...app, enforceJti }, placement: placement(app) });
          const [text, wanted] = [await written(one), await written(other)];
          const there = switched(text, one, other, both);
          assert.equal(byApp(there.text), byApp(wanted));
          assert.deepEqual(there.told, []);
          assert.equal(there.plan.requests.length, targets.length);
          assert.equal(byApp(switched(there.text, other, one, both).text), byApp(text));
          const crlf = switched(text.replaceAll("\n", "\r\n"), one, other, both);
          assert.equal(byApp(crlf.text), byApp(wanted.replaceAll("\n", "\r\n")));
        }
      });
    }
  }

  it("gives text and all back, whatever the file is put together of", () => {
    const host = fc.constantFrom(
      "{{host}}",
      "https://{{bare}}",
      "{{base}}",
      `https://${dev.host ?? ""}`,
      `HTTPS://${dev.host ?? ""}`,
      "{{ host }}",
    );
    const path = fc.constantFrom(
      "/api/x",
      "/api/public/bot/{{botId}}/x",
      `/api/public/bot/${dev.botId ?? ""}/x?y={{id}}`,
    );
    const token = fc.constantFrom("auth: T", "Authorization: bearer T", "auth: {{token}}", "auth: {{alias}}", "X-Y: z");
    const body = fc.constantFrom(
      "",
      `\n{ "bot": "${dev.botId ?? ""}", "account": "${dev.accountId ?? ""}", "x": "${desk.botId ?? ""}" }\n`,
      "\n< ./body.json\n",
      `\nx${dev.botId ?? ""} ${dev.botId ?? ""}y\n`,
    );
    const request = fc.record({ host, path, token, body, tie: fc.boolean() });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 5 }), fc.constantFrom("\n", "\r\n"), (requests, eol) => {
        const head = `# jwt-app: ${dev.name}\n\n@host = https://${dev.host ?? ""}\n@bare = ${dev.host ?? ""}\n@base = {{host}}\n@botId = ${dev.botId ?? ""}\n@token = T\n@alias = {{token}}\n`;
        const blocks = requests.map(
          (one, index) =>
            `### ${index}\n${one.tie ? `# jwt-app: ${dev.name}\n` : ""}POST ${one.host}${one.path}\n${one.token}\nAccept: */*\n${one.body}`,
        );
        const text = [head, ...blocks]
          .join("\n")
          .replaceAll("\n", eol)
          .replace(/\bT\b/g, () => tokenOf(dev));
        const there = switched(text, dev, prod);
        for (const old of [dev.name, dev.clientId]) assert.ok(!byApp(there.text).includes(old ?? ""), old);
        // Only inside of other words.
        assert.equal(new RegExp(`(?<![\\w-])${dev.botId ?? ""}(?![\\w-])`).exec(there.text), null);
        assert.equal(byApp(switched(there.text, prod, dev).text), byApp(text));
        for (const { origin, doubts } of atOnce(destinationsInSteps(there.text))) {
          assert.deepEqual(doubts, []);
          assert.equal(origin?.host, prod.host);
        }
      }),
      runs(150, { full: 3_000 }),
    );
  });

  it("sends no old token to the new host, and changes nothing that others send, whoever shares what", () => {
    const value = (kind: string, app: JwtApp) =>
      ({ host: `https://${app.host ?? ""}`, token: tokenOf(app), botId: app.botId ?? "", alias: "{{token}}" })[kind] ??
      "";
    const definition = fc
      .tuple(fc.constantFrom("host", "token", "botId", "alias"), fc.constantFrom(dev, desk))
      .map(([name, app]) => `@${name} = ${value(name, app)}`);
    const request = fc.record({
      tie: fc.constantFrom("", `# jwt-app: ${dev.name}`, `# jwt-app: ${desk.name}`, "# jwt-app: nobody"),
      above: fc.array(definition, { maxLength: 2 }),
      host: fc.constantFrom("{{host}}", `https://${dev.host ?? ""}`, `https://${desk.host ?? ""}`),
      token: fc.constantFrom("auth: {{token}}", "auth: {{alias}}", "Accept: x", "auth: DEV", "auth: DESK"),
      below: fc.array(definition, { maxLength: 1 }),
    });
    const sentBy = (text: string) => {
      const { blocks } = parseRequestFile(text);
      const [values, last] = [blockVariables(blocks), fileVariables(blocks)];
      // As httpYac takes variables, and as REST Client does.
      return blocks.flatMap((block) =>
        block.request
          ? [[values(block), last].map((each) => block.request && requestOfBlock(text, block.request, each))]
          : [],
      );
    };
    const facts = (sent: SentRequest | undefined) => [sent?.authority, sent?.path, byApp(sent?.headers["auth"] ?? "")];
    let count = 0;
    fc.assert(
      fc.property(
        fc.array(definition, { maxLength: 4 }),
        fc.array(request, { minLength: 1, maxLength: 4 }),
        (head, requests) => {
          const blocks = requests.map(({ tie, above, host, token, below }) =>
            ["###", tie, ...above, `GET ${host}/x/{{botId}}`, token, "", ...below, ""].join("\n"),
          );
          const text = [...head, "", ...blocks]
            .join("\n")
            .replace(/\bDEV\b/g, () => tokenOf(dev))
            .replace(/\bDESK\b/g, () => tokenOf(desk));
          const owned = atOnce(ownedFile(text, apps));
          if (!owned.requests.some(({ owner }) => owner?.app === dev)) return;
          let after: string;
          try {
            after = switched(text, dev, prod).text;
          } catch (error) {
            assert.equal((error as UserError).code, "token-shared");
            return;
          }
          count++;
          const [before, sent] = [sentBy(text), sentBy(after)];
          for (const [index, { owner, hasToken }] of owned.requests.entries()) {
            for (const [reading, each] of (sent[index] ?? []).entries()) {
              const token = byApp(each?.headers["auth"] ?? "");
              if (each?.authority === prod.host)
                assert.ok(token === "" || token === `<${prod.clientId}>` || token.includes("{{"), text);
              if ((owner && owner.app !== dev) || (!owner && hasToken))
                assert.deepEqual(facts(each), facts(before[index]?.[reading]), text);
            }
          }
        },
      ),
      runs(250, { full: 5_000 }),
    );
    assert.ok(count > 25, `${count} were switched`);
  });

  it("leaves the requests of other apps of the file to the byte, with the variables that they read", async () => {
    const first = await writeRequestFile([targetById("faq-training")], { app: dev, placement: placements.line(dev) });
    const second = await writeRequests(
      [targetById("faq-training"), targetById("ml-utterance-train")],
      { app: desk, placement: placements.line(desk) },
      { variables: new Map(sharedVariables(first)), shared: sharedVariables(first), isTied: false },
    );
    const there = switched(`${first}\n${second}`, dev, prod);
    assert.ok(there.text.endsWith(second));
    assert.equal(byApp(there.text.slice(0, -second.length - 1)), byApp(switched(first, dev, prod).text));
    assert.deepEqual(there.told, []);
    assert.equal(there.plan.requests.length, 1);
  });

  it("leaves variables that requests of both apps read, and tells them", () => {
    const shared = { ...desk, host: dev.host, botId: dev.botId };
    const text = `@host = https://${dev.host ?? ""}\n@botId = ${dev.botId ?? ""}\n\n### One\n# jwt-app: ${dev.name}\nGET {{host}}/api/{{botId}}/${dev.botId ?? ""}\n\n### Two\n# jwt-app: ${desk.name}\nGET {{host}}/api/{{botId}}/${dev.botId ?? ""}\n`;
    const there = switched(text, dev, prod, [dev, prod, shared]);
    assert.equal(
      there.text,
      text
        .replace(`# jwt-app: ${dev.name}`, `# jwt-app: ${prod.name}`)
        .replace(`{{botId}}/${dev.botId ?? ""}`, `{{botId}}/${prod.botId ?? ""}`),
    );
    assert.deepEqual(there.told, [
      "“@host” is used by requests of other apps, too: left as it is.",
      "“@botId” is used by requests of other apps, too: left as it is.",
    ]);
  });

  it("changes what stands above a request alone, and not the same variable of another app's request", () => {
    const block = (app: JwtApp) =>
      `### X\n# jwt-app: ${app.name}\n@host = https://${app.host ?? ""}\nGET {{host}}/api/x\n`;
    assert.equal(switched(`${block(dev)}\n${block(desk)}`, dev, prod).text, `${block(prod)}\n${block(desk)}`);
    assert.equal(
      switched(`${block(desk)}\n${block(dev)}`, dev, prod).text,
      `${block(desk)}\n${block(dev)}`.replace(dev.name, prod.name),
    );
  });

  it("switches nothing where a token is used by requests of other apps, too", () => {
    const file = (token: string) =>
      `@token = ${token}\n\n### One\n# jwt-app: ${dev.name}\nGET https://${dev.host ?? ""}/x\nauth: {{token}}\n\n### Two\n# jwt-app: ${desk.name}\nGET https://${desk.host ?? ""}/x\nauth: {{token}}\n`;
    for (const token of [tokenOf(dev), tokenOf(desk), `{{$processEnv ${environmentVariable(dev, apps)}}}`])
      assert.throws(
        () => switched(file(token), dev, prod),
        (error) => error instanceof UserError && error.code === "token-shared" && !error.message.includes(token),
      );
    const script = `${tokenScript(dev, "publicApi").join("\n")}\n\n${file("x")}`;
    assert.throws(() => switched(script, dev, prod), { code: "token-shared" });
  });

  it("replaces each token that the app's requests would send, whosever it is, and none elsewhere", () => {
    const [own, others, note, header] = [tokenOf(dev), tokenOf(desk), tokenOf(dev), tokenOf(desk)];
    const jwe = [{ alg: "RSA-OAEP", enc: "A256GCM" }, "key", "iv", "text", "tag"]
      .map((part) =>
        Buffer.from(typeof part === "string" ? part.repeat(9) : JSON.stringify(part)).toString("base64url"),
      )
      .join(".");
    const text = `# jwt-app: ${dev.name}\n\n### One\n# was ${note}\nPOST https://${dev.host ?? ""}/x?t=${own}\nauth: ${others}\nX-Kept: ${header}\n\n{ "mine": "${own}", "kept": "${header}" }\n\n### Two\nGET https://${dev.host ?? ""}/y\nauth: ${jwe}\n`;
    const { plan } = switched(text, dev, prod);
    assert.deepEqual(
      plan.tokens.map((token) => token.text),
      [own, others, own, jwe],
    );
    assert.deepEqual(plan.leftovers, []);
  });

  it("takes the assertion of a grant for a token of the SDKs", async () => {
    const text = await writeRequestFile([{ kind: "jwtGrant" }], { app: dev, placement: placements.line(dev) });
    const [token] = switched(text, dev, prod).plan.tokens;
    assert.equal(token?.profile, "sdk");
  });

  it("changes scripts however they name the app, and tells those that name another", () => {
    const script = (app: string) =>
      `### One\n# jwt-app: ${dev.name}\n{{\n  exports.token = vscode.commands.executeCommand("jwtApps.mintToken", { ${app} });\n}}\nGET https://${dev.host ?? ""}/x\nauth: {{token}}\n`;
    const after = (app: string, all = apps) =>
      /mintToken", \{ (.*) \}\)/.exec(switched(script(app), dev, prod, all).text)?.[1];
    assert.equal(after(`app: '${dev.name}', profile: "sdk"`), `app: '${prod.name}', profile: "sdk"`);
    assert.equal(after(`profile: "sdk", "app": "${dev.clientId}"`), `profile: "sdk", "app": "${prod.clientId}"`);
    assert.equal(after(`app: \`${dev.id}\``), `app: \`${prod.id}\``);
    // Of two apps with one client ID the first would give its tokens.
    const twin = { ...desk, clientId: prod.clientId };
    assert.equal(after(`app: "${dev.clientId}"`, [dev, twin, prod]), `app: "${prod.id}"`);
    const other = switched(script(`app: "${desk.name}"`), dev, prod);
    assert.ok(other.text.includes(`app: "${desk.name}"`));
    assert.deepEqual(
      other.told,
      [
        "What “{{token}}” holds is no token that is known here: it stays.",
        `A script asks for tokens of another app than “${dev.name}”: left as it is.`,
      ].reverse(),
    );
  });

  it("calls a host on this computer by http, and others by https", () => {
    const local = stage("d", "Orders local", { host: "localhost:8787" });
    const text = `# jwt-app: ${dev.name}\n\n@host = https://${dev.host ?? ""}\n@bare = ${dev.host ?? ""}\n\n### One\nGET {{host}}/x\n\n### Two\nGET https://{{bare}}/x\n\n### Three\nGET https://${dev.host ?? ""}:443/x\nHost: ${dev.host ?? ""}\n`;
    const all = [...apps, local];
    const there = switched(text, dev, local, all);
    assert.equal(
      there.text,
      `# jwt-app: ${local.name}\n\n@host = http://localhost:8787\n@bare = localhost:8787\n\n### One\nGET {{host}}/x\n\n### Two\nGET http://{{bare}}/x\n\n### Three\nGET http://localhost:8787/x\nHost: localhost:8787\n`,
    );
    assert.equal(switched(there.text, local, dev, all).text, text.replace(":443", ""));
  });

  it("keeps what the other app lacks, and what is neither's, and tells it", () => {
    const bare = sampleApp({ ...prod, host: undefined, botId: undefined, accountId: undefined });
    const another = `st-${uuid("e")}`;
    const text = `# jwt-app: ${dev.name}\n\n@host = https://${dev.host ?? ""}\n@botId = ${dev.botId ?? ""}\n@other = ${another}\n\n### One\nGET {{host}}/x/{{botId}}/{{other}}/${another}\naccountId: ${dev.accountId ?? ""}\n\n### Two\nGET https://elsewhere.example.com/x\n\n### Three\nGET {{missing}}/x\nauth: {{secret}}\n\n### Four\nGET https://{{a}}.example.com/x\nauth: not-a-token\n`;
    const { text: after, told, plan } = switched(text, dev, bare, [dev, bare]);
    assert.equal(after, text.replace(dev.name, bare.name));
    assert.deepEqual(told, [
      "What “{{secret}}” holds is no token that is known here: it stays.",
      "What the header “auth” sends is no token that is known here: it stays.",
      `“elsewhere.example.com” isn't the host of “${dev.name}”: left as it is.`,
      "“{{a}}.example.com” is put together from pieces: left as it is.",
      `“${bare.name}” has no host: addresses stay as they are.`,
      "“{{missing}}” isn't defined in this file: where it leads stays.",
      `“${bare.name}” has no bot ID: the one in the file stays.`,
      `“@other” isn't the bot ID of “${dev.name}”: left as it is.`,
      `“${another}” isn't the bot ID of “${dev.name}”: left as it is.`,
      `“${bare.name}” has no account ID: the one in the file stays.`,
    ]);
    assert.deepEqual(
      plan.leftovers.flatMap(({ mending }) => mending ?? []),
      [
        { kind: "enterHost", appId: bare.id },
        { kind: "enterBotId", appId: bare.id },
      ],
    );
  });

  it("repeats nothing of an address that may be a token or a password", () => {
    const [token, other] = [tokenOf(dev), tokenOf(desk)];
    const text = `# jwt-app: ${dev.name}\n\n@host = ${other}\n\n### One\nGET https://jane:${token}@${dev.host ?? ""}/x\n\n### Two\nGET https://{{host}}/x\n\n### Three\nGET https://jane:${token}@{{a}}.example.com/x\n`;
    const { told } = switched(text, dev, prod);
    assert.deepEqual(told, [
      "An address has a user name before its host: left as it is.",
      "“{{a}}.example.com” is put together from pieces: left as it is.",
      `Something else than the host of “${dev.name}” stands in an address: left as it is.`,
      `“${dev.host ?? ""}” stands in other places, too: left as it is.`,
    ]);
  });

  it("changes nothing inside of a token that gives way, whatever its parts look like", () => {
    const [head = "", claims = ""] = tokenOf(dev).split(".");
    const text = `# jwt-app: ${dev.name}\n\n### One\nGET https://${dev.host ?? ""}/x/${dev.accountId ?? ""}\nauth: ${head}.${claims}.${dev.accountId ?? ""}\nX-Account: ${dev.accountId ?? ""}\n`;
    const { plan, text: after } = switched(text, dev, prod);
    const [token] = plan.tokens;
    assert.ok(token && plan.tokens.length === 1);
    for (const { start, end } of plan.edits) assert.ok(end <= token.start || token.end <= start);
    assert.equal(after.split(prod.accountId ?? "").length, 3);
  });

  it("tells encrypted tokens that stand where none are looked for, and leaves them", () => {
    const header = Buffer.from('{"alg":"RSA-OAEP-256","enc":"A256GCM"}').toString("base64url");
    const closed = [header, ...[256, 12, 90, 16].map((bytes) => randomBytes(bytes).toString("base64url"))].join(".");
    const head = `# jwt-app: ${dev.name}\n\n### One\n`;
    const line = `GET https://${dev.host ?? ""}/x`;
    for (const text of [
      `${head}${line}?t=${closed}\n`,
      `${head}${line}\nX-Token: ${closed}\n`,
      `${head}{{\n  request.headers.auth = "${closed}";\n}}\n${line}\n`,
      `@t = ${closed}\n${head}${line}\nX-Token: {{t}}\n`,
    ]) {
      const { told, text: after } = switched(text, dev, prod);
      assert.deepEqual(told, ["Of an encrypted token can't be told whose it is: it stays."]);
      assert.ok(after.includes(closed));
    }
    assert.deepEqual(switched(`@t = ${closed}\n${head}${line}\n`, dev, prod).told, []);
  });

  it("tells the old host where no request goes by it, and nothing of other apps' requests and of comments", () => {
    const [old, said] = [dev.host ?? "", [`“${dev.host ?? ""}” stands in other places, too: left as it is.`]];
    const file = (header: string, body = "") =>
      `# jwt-app: ${dev.name}\n# on ${old}\n\n### One\nPOST https://${old}/x\nX-A: ${header}\n\n${body}\n`;
    const others = `\n### Two\n# jwt-app: ${desk.name}\nGET https://${desk.host ?? ""}/x?of=${old}\n`;
    for (const text of [
      file(`https://${old}/builder`),
      file("a", `{ "hook": "https:\\/\\/${old.toUpperCase()}:443" }`),
      file("a", `redirect=https%3A%2F%2F${old}%2Fback`),
      `{{\n  exports.at = "${old}";\n}}\n###\n\n${file("a")}`,
    ])
      assert.deepEqual(switched(text, dev, prod).told, said, text);
    for (const text of [file("a") + others, file(`x${old}`), file(`${old}.example.org`)])
      assert.deepEqual(switched(text, dev, prod).told, [], text);
  });

  it("changes IDs in a script above a request, and tells IDs and tokens outside of requests", () => {
    const token = tokenOf(dev);
    const above = `### One\n# jwt-app: ${dev.name}\n{{\n  exports.bot = "${dev.botId ?? ""}";\n  exports.other = "st-${uuid("e")}";\n}}\nGET https://${dev.host ?? ""}/{{bot}}\n`;
    const there = switched(above, dev, prod);
    assert.ok(there.text.includes(`exports.bot = "${prod.botId ?? ""}"`));
    assert.deepEqual(there.told, []);
    const all = `{{\n  exports.bot = "${dev.botId ?? ""}";\n  exports.t = "${token}";\n}}\n\n${above}`;
    const left = switched(all, dev, prod);
    assert.ok(left.text.startsWith(all.slice(0, all.indexOf("###"))));
    assert.deepEqual(left.told, [
      `A token of “${dev.name}” stands outside of requests: left as it is.`,
      `“${dev.botId ?? ""}” stands outside of requests, too: left as it is.`,
    ]);
  });

  it("says of an ID's variable that this file doesn't define it, and of no other app's and no comment's", () => {
    const [own, others] = [`# jwt-app: ${dev.name}`, `# jwt-app: ${desk.name}`];
    const request = (line: string) => `### One\n${own}\nGET https://${dev.host ?? ""}/x\n${line}\n`;
    const told = ["“{{botId}}” isn't defined in this file: its value stays."];
    assert.deepEqual(switched(request("X-Bot: {{ botId }}"), dev, prod).told, told);
    assert.deepEqual(switched(request("").replace("/x", "/bot/{{botId}}/y"), dev, prod).told, told);
    assert.deepEqual(
      switched(
        `${request("X-Bot: {{botId}}")}\n### Two\n${own}\nGET https://${dev.host ?? ""}/${dev.botId ?? ""}\n`,
        dev,
        prod,
      ).told,
      told,
    );
    const elsewhere = `### Two\n${others}\nGET https://${desk.host ?? ""}/{{botId}}\n`;
    for (const text of [
      request("# {{botId}}"),
      request("X-Session: {{sessionId}}"),
      `${request("X-A: a")}\n${elsewhere}`,
      `@botId = ${dev.botId ?? ""}\n\n${request("X-Bot: {{botId}}")}`,
    ])
      assert.deepEqual(switched(text, dev, prod).told, [], text);
  });

  it("says of a host from the environment that this file doesn't define it", () => {
    const text = `# jwt-app: ${dev.name}\n@host = {{$dotenv KORE_HOST}}\n\n### One\nGET {{host}}/x\n`;
    assert.deepEqual(switched(text, dev, prod).told, [
      "“{{$dotenv KORE_HOST}}” isn't defined in this file: where it leads stays.",
    ]);
  });

  it("changes IDs of another form in variables of their name alone", () => {
    const odd = { ...dev, botId: "public" };
    const text = `# jwt-app: ${dev.name}\n\n@botId = public\n@kind = public\n\n### One\nGET https://${dev.host ?? ""}/api/public/bot/{{botId}}/{{kind}}\n`;
    const { text: after } = switched(text, odd, prod, [odd, prod]);
    assert.ok(after.includes(`@botId = ${prod.botId ?? ""}\n@kind = public\n`));
    assert.ok(after.includes("/api/public/bot/"));
  });

  it("tells bodies that are encrypted for the old app", () => {
    const part = (bytes: number) => randomBytes(bytes).toString("base64");
    const envelope = JSON.stringify({ key: part(256), iv: part(12), data: part(200), tag: part(16) });
    const text = `# jwt-app: ${dev.name}\n\n### One\nPOST https://${dev.host ?? ""}/x\n\n${envelope}\n`;
    assert.deepEqual(switched(text, dev, prod).told, [
      `One body is encrypted for “${dev.name}”: for “${prod.name}” it can't be read.`,
    ]);
    assert.deepEqual(switched(`${text}\n### Two\nPOST https://${dev.host ?? ""}/x\n\n${envelope}\n`, dev, prod).told, [
      `2 bodies are encrypted for “${dev.name}”: for “${prod.name}” they can't be read.`,
    ]);
  });

  it("leaves requests of nobody alone, but for the variables that they share, unless they carry a token", () => {
    const text = `@host = https://${dev.host ?? ""}\n\n### One\n# jwt-app: ${dev.name}\nGET {{host}}/x\n\n### Two\nGET {{host}}/health\n`;
    assert.equal(
      switched(text, dev, prod).text,
      text.replace(dev.host ?? "", prod.host ?? "").replace(dev.name, prod.name),
    );
    const carrying = `${text}auth: something\n`;
    assert.equal(switched(carrying, dev, prod).text, carrying.replace(dev.name, prod.name));
  });

  it("knows whose requests are meant at a place", () => {
    const text = `# jwt-app: ${dev.name}\n\n@x = 1\n\n### One\nGET https://example.com\n\n### Two\n# jwt-app: ${desk.name}\nGET https://example.com\n\n### Three\n# jwt-app: nobody\nGET https://example.com\n`;
    const owned = atOnce(ownedFile(text, apps));
    const at = (mark: string) => ownerAt(owned, text.indexOf(mark), apps);
    assert.equal(at("@x")?.app, dev);
    assert.equal(at("### One")?.app, dev);
    assert.equal(at("### Two")?.app, desk);
    assert.equal(at("### Three")?.unknownName, "nobody");
    const sole = atOnce(
      ownedFile(`GET https://example.com\n\n### Two\n# jwt-app: ${desk.name}\nGET https://example.com\n`, apps),
    );
    assert.equal(ownerAt(sole, 0, apps)?.app, desk);
    assert.equal(ownerAt(atOnce(ownedFile("GET https://example.com\n", apps)), 0, apps), undefined);
  });

  it("reads no file of which it could not read all", () => {
    assert.throws(() => atOnce(ownedFile("x".repeat(1_000_001), apps)), { code: "file-too-long" });
  });
});

describe("Apps of the same bot", () => {
  const same = (one: string, other: string, ids: readonly (string | undefined)[] = []) =>
    isOfSameBot({ name: one, botId: ids[0] }, { name: other, botId: ids[1] });

  it("have names that differ by a stage, a region or a number, or one bot ID", () => {
    for (const other of ["order bot (dev)", "Order Bot – PROD", "Order Bot EU 2", "QA: Order Bot", "Order Bot"])
      assert.ok(same("Order Bot", other), other);
    for (const other of ["Order Bots", "Help Desk", "Dev", "Order"]) assert.ok(!same("Order Bot", other), other);
    assert.ok(!same("Dev", "Prod"));
    assert.ok(same("A", "B", [`st-${uuid("a")}`, `st-${uuid("a").toUpperCase()}`]));
  });
});
