import { strict as assert } from "node:assert";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import type { ImportedPrivateKey } from "../../../src/domain/keys/rsaKeys";
import { CHECK_FINDINGS } from "../../../src/domain/requests/findings/checkFindings";
import { destinationsInSteps } from "../../../src/domain/requests/destination/destination";
import { diagnoseRequest, isForPlatform } from "../../../src/domain/requests/findings/diagnoseRequest";
import { diagnoseToken } from "../../../src/domain/requests/findings/diagnoseToken";
import type { Finding } from "../../../src/domain/requests/findings/finding";
import { findTokens } from "../../../src/domain/tokens/inText/findTokens";
import { missingHeader } from "../../../src/domain/requests/findings/sentTokenFindings";
import { setVariable } from "../../../src/domain/requests/findings/mendVariable";
import { parseRequestFile } from "../../../src/domain/requests/read/parseRequestFile";
import { requestOfBlock } from "../../../src/domain/requests/read/requestOfBlock";
import { blockVariables } from "../../../src/domain/requests/read/fileVariables";
import { targetsOfLevel } from "../../../src/domain/requests/write/requestTargets";
import { type TokenPlacement, writeRequestFile } from "../../../src/domain/requests/write/writeRequest";
import { type AddressedRequest, mayGoElsewhere, wrongHost } from "../../../src/domain/requests/findings/wrongHost";
import { scopesForLevel } from "../../../src/domain/scopes/catalogue";
import { CHECK_IDS, type CheckId } from "../../../src/domain/tokens/verify/check";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../keys/sampleKeys";
import { type Case, rulesOf } from "../tokens/verify/ruleCases";
import {
  BOT_ID,
  check,
  claims,
  CLIENT_ID,
  encode,
  encrypted,
  NOW,
  request,
  sampleApp,
  SECRET,
  SESSIONS,
  signed,
} from "../tokens/verify/samples";
import { atOnce } from "../../../src/domain/steps";

const destinationsIn = (text: string) => atOnce(destinationsInSteps(text));

type Said = Pick<Finding, "code" | "severity" | "message" | "fix"> &
  Partial<Pick<Finding, "start" | "end" | "otherFixes">>;

/** The request as a file has it. */
function written({ token, request: sent }: Case): string {
  const { method = "POST", path = SESSIONS, headers = {}, body } = sent ?? {};
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  const grant = token === undefined ? "" : JSON.stringify({ assertion: token, botInfo: { taskBotId: BOT_ID } });
  return [
    `${method} https://platform.kore.ai${path}`,
    ...lines,
    "",
    body ? Buffer.from(body).toString() : grant,
    "",
  ].join("\n");
}

/** What is said of the last request in a file and of its tokens, as the editor puts it together; and what the rule book says. */
async function said(
  text: string,
  { apps = [sampleApp()], secrets, tied }: Pick<Case, "apps" | "secrets"> & { readonly tied?: JwtApp } = {},
) {
  const { blocks } = parseRequestFile(text);
  const block = blocks.at(-1);
  if (!block?.request) throw new Error("no request");
  const sent = requestOfBlock(text, block.request, blockVariables(blocks)(block));
  const context = { apps, ...(secrets && { secrets }) };
  const verdict = await check({ ...context, request: sent });
  const ofRequest = [
    ...diagnoseRequest({ text, request: block.request, sent, verdict, tiedApp: tied }),
    ...hostFindings(text, {
      text,
      request: block.request,
      sent,
      verdict,
      tiedApp: tied,
      apps,
      variables: blockVariables(blocks)(block),
    }),
  ];
  const ofTokens = await Promise.all(
    findTokens(text).map(async (token) => {
      const isSent = verdict.claims !== undefined || verdict.jweHeader !== undefined;
      const own = isSent ? verdict : await check({ ...context, token: token.text });
      return diagnoseToken(own, isForPlatform({ sent, verdict, tiedApp: tied }), NOW, tied);
    }),
  );
  return { findings: [...ofRequest, ...ofTokens.flat()] as readonly Said[], verdict };
}

/** The strict reading decides, where the loose one asks for it. */
function hostFindings(text: string, addressed: AddressedRequest): Finding[] {
  const line = text.slice(0, addressed.request.start).split("\n").length - 1;
  const destination = destinationsIn(text).find((each) => each.line === line);
  return mayGoElsewhere(addressed) && destination ? wrongHost(addressed, destination) : [];
}

const codes = ({ findings }: { readonly findings: readonly Said[] }) =>
  findings.map(({ code, severity }) => `${severity}: ${code}`);

/** What Problems says where each rule is broken, by hand. */
const EXPECTED: Readonly<Partial<Record<CheckId, readonly string[]>>> = {
  method: ["warning: wrong-method"],
  token: ["warning: missing-token"],
  header: ["warning: wrong-header"],
  format: ["warning: malformed-token"],
  jweHeader: ["warning: wrong-encryption"],
  jweDecryption: ["warning: wrong-encryption"],
  jweContent: ["warning: wrong-encryption"],
  appClaim: ["warning: misspelled-claim"],
  // Another app than those that are known here: it may be somebody's all the same.
  app: [],
  jweKeyId: ["warning: wrong-encryption"],
  jweEnforced: ["warning: not-encrypted"],
  algorithm: ["warning: wrong-algorithm"],
  signature: ["warning: wrong-signature"],
  sub: ["warning: missing-subject"],
  exp: ["warning: expired"],
  iat: ["warning: not-yet-valid"],
  nbf: ["warning: not-yet-valid"],
  jti: ["warning: missing-jti"],
  jtiLifetime: ["warning: jti-lifetime"],
  replay: [],
  level: ["warning: wrong-level"],
  bot: ["warning: other-bot"],
  scope: ["warning: missing-scope"],
  published: ["warning: unpublished-scope"],
  tables: ["warning: missing-permission"],
  payloadBody: [],
};

describe("Problems and the rule book", () => {
  let platform: ImportedPrivateKey;
  let other: ImportedPrivateKey;

  before(async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    [platform, other] = await Promise.all([sampleKeyPair("platform"), sampleKeyPair("other")]);
  });

  for (const { id, passes, fails } of rulesOf(() => ({ platform, other }))) {
    it(`${id}: nothing is found where it is kept`, async () => {
      const kept = await passes();
      assert.deepEqual(codes(await said(written(kept), kept)), []);
    });

    it(`${id}: ${EXPECTED[id]?.length === 0 ? "a file can't show it" : "it is found where it is broken"}`, async () => {
      const broken = await fails();
      const found = await said(written(broken), broken);
      assert.deepEqual(codes(found), EXPECTED[id]);
      // The rule book refuses the very request that is in the file, unless only a server could.
      if (found.findings.length > 0) assert.equal(found.verdict.decidedBy?.id, id);
    });
  }

  it("says of every check where it is found, with the codes that are found there, or why it can't be", () => {
    assert.deepEqual(Object.keys(CHECK_FINDINGS), CHECK_IDS);
    for (const [id, expected] of Object.entries(EXPECTED)) {
      const line = CHECK_FINDINGS[id as CheckId];
      const known: readonly string[] = "codes" in line ? line.codes : [];
      for (const code of expected) assert.ok(known.includes(code.replace(/^.*: /, "")), `${id}: ${code}`);
    }
    const silent = CHECK_IDS.filter((id) => CHECK_FINDINGS[id].on === "nothing");
    assert.deepEqual(silent, ["replay", "payloadSupport", "payloadBody"]);
  });

  const refused = async (payload: object, changes: Partial<JwtApp> = {}) =>
    said(written({ request: request(signed(payload)) }), { apps: [sampleApp(changes)] });

  it("tells every other way in which a token is refused", async () => {
    const app = { appId: "aa-1", name: "Sessions" };
    const cases: readonly (readonly [string, object, Partial<JwtApp>?])[] = [
      ["missing-app-id", claims({ appId: undefined })],
      ["missing-app-id", claims({ appId: 5 })],
      ["wrong-app-id", claims({ appId: ` ${CLIENT_ID}` })],
      ["wrong-app-id", claims({ appId: CLIENT_ID.toUpperCase() })],
      ["wrong-app-id", claims({ appId: "aa-1" }), app],
      ["wrong-app-id", claims({ appId: "Sessions" }), app],
      ["wrong-app-id", claims({ appId: BOT_ID })],
      ["unreadable-time", claims({ exp: `${NOW + 300}` })],
      ["unreadable-time", claims({ iat: "yesterday" })],
      ["unreadable-time", claims({ nbf: -1 })],
      ["missing-jti", claims({ jti: 7 }), { enforceJti: true }],
      ["missing-jti", claims({ jti: "" }), { enforceJti: true }],
      // Once, though two rules are broken.
      ["unreadable-time", claims({ jti: "1", exp: "soon" }), { enforceJti: true }],
      ["no-expiry", claims({ jti: "1", exp: undefined }), { enforceJti: true }],
      // A jti binds whether or not the app enforces it.
      ["jti-lifetime", claims({ jti: "1", exp: NOW + 7_200 })],
    ];
    for (const [code, payload, changes] of cases) {
      const found = await refused(payload, changes);
      assert.deepEqual(codes(found), [`warning: ${code}`], JSON.stringify(payload));
      assert.equal(found.verdict.decidedBy?.outcome, "failed");
    }
  });

  it("names the mistake, and the fix makes a fresh token", async () => {
    const { findings } = await refused(claims(), { enforceJti: true });
    assert.deepEqual(
      findings.map(({ message, fix }) => [message.template, fix]),
      [["The app enforces JTI, but the token has no “jti”.", { kind: "refresh" }]],
    );
    const named = await refused(claims({ appId: "Sessions" }));
    assert.deepEqual(
      named.findings.map(({ message, fix }) => [message.template, fix]),
      [["This token names the app by its name; the platform wants its Client ID there.", { kind: "refresh" }]],
    );
  });

  it("offers a fresh token in place of an encrypted one where a line names the app", async () => {
    const app = sampleApp({
      credentials: "generated",
      enforceJwe: true,
      platformKey: { kty: "RSA", n: "AQAB", e: "AQAB", kid: "another" },
    });
    const text = written({ request: request(await encrypted(signed(), platform)) }).replace(
      SESSIONS,
      `${SESSIONS}\n# jwt-app: Sessions`,
    );
    const refusedAlg = text.replace(
      /auth: .*/,
      `auth: ${encode({ alg: "dir", enc: "A128GCM", kid: "another" })}..AAAA.AAAA.AAAA`,
    );
    const context = { apps: [app], secrets: { clientSecret: SECRET } };
    assert.deepEqual(
      (await said(refusedAlg, { ...context, tied: app })).findings.map(({ code, fix }) => [code, fix?.kind]),
      [["wrong-encryption", "refresh"]],
    );
    assert.deepEqual(
      (await said(refusedAlg, context)).findings.map(({ code, fix }) => [code, fix?.kind]),
      [["wrong-encryption", undefined]],
    );
  });

  it("says nothing of a signature whose key is not here", async () => {
    const token = signed(claims(), { key: "another secret" });
    const text = written({ request: request(token) });
    assert.deepEqual(codes(await said(text)), ["warning: wrong-signature"]);
    assert.deepEqual(codes(await said(text, { secrets: {} })), []);
  });
});

describe("A request without a usable token", () => {
  const file = (header: string, { path = SESSIONS, host = "https://platform.kore.ai", body = "{}" } = {}): string =>
    [`POST ${host}${path}`, ...(header === "" ? [] : [header]), "", body, ""].join("\n");
  const found = async (text: string) => codes(await said(text));
  const GRANT = "/api/1.1/oAuth/token/jwtgrant";
  const WEBHOOK = `/chatbot/v2/webhook/${BOT_ID}`;

  it("lacks its token at each door", async () => {
    assert.deepEqual(await found(file("")), ["warning: missing-token"]);
    assert.deepEqual(await found(file("auth:")), ["warning: missing-token"]);
    assert.deepEqual(await found(file("", { path: WEBHOOK })), ["warning: missing-token"]);
    assert.deepEqual(await found(file("", { path: GRANT })), ["warning: missing-token"]);
  });

  it("gets one of the app that the file names, where a header may hold it", async () => {
    const tied = sampleApp();
    const fixOf = async (text: string) =>
      (await said(text, { tied })).findings.map(({ code, fix }) => [code, fix?.kind]);
    for (const text of [file(""), file("auth:"), file("", { path: WEBHOOK }), file("Accept: */*")])
      assert.deepEqual(await fixOf(text), [["missing-token", "insertToken"]], text);
    assert.deepEqual(await fixOf(file("", { path: GRANT })), [["missing-token", undefined]]);
    const filled = (text: string): string => {
      const { blocks } = parseRequestFile(text);
      const parsed = blocks[0]?.request;
      const missing = parsed && missingHeader({ text, request: parsed }, requestOfBlock(text, parsed, new Map()));
      return missing
        ? text.slice(0, missing.range.start) + missing.write("T", "\n") + text.slice(missing.range.end)
        : text;
    };
    assert.equal(filled(file("")), file("auth: T"));
    assert.equal(filled(file("auth:")), file("auth: T"));
    assert.equal(filled(file("Authorization:", { path: WEBHOOK })), file("Authorization: bearer T", { path: WEBHOOK }));
    assert.equal(
      filled(file("", { path: `${SESSIONS}\n  ?skip=0` })),
      file("auth: T", { path: `${SESSIONS}\n  ?skip=0` }),
    );
    for (const behind of [" HTTP/1.1", " HTTP/2  ", " \t"])
      assert.equal(
        filled(file("", { path: `${SESSIONS}${behind}` })),
        file("auth: T", { path: `${SESSIONS}${behind}` }),
      );
    // What has something in the token's place is left alone.
    for (const header of ["auth: {{token}}", "auth: abc", `X-Auth: ${signed()}`])
      assert.equal(filled(file(header)), file(header));
  });

  it("is not told so where the token may come from elsewhere", async () => {
    for (const text of [
      file("", { path: GRANT, body: '{"assertion": {{token}}}' }),
      file("", { path: GRANT, body: "< ./grant.json" }),
      file("...common"),
      file("", { path: "/api/1.1/rtm/start" }),
      file("", { path: "/api/public/something" }),
      file("", { host: "https://api.example" }),
    ]) {
      assert.deepEqual(
        (await found(text)).filter((code) => /token/.test(code)),
        [],
        text,
      );
    }
    const text = file("");
    const { request: parsed } = parseRequestFile(text).blocks[0] ?? {};
    if (!parsed) throw new Error("no request");
    const sent = requestOfBlock(text, parsed, new Map());
    const verdict = await check({ request: sent });
    assert.deepEqual(diagnoseRequest({ text, request: parsed, sent, verdict, otherHeaders: "any" }), []);
  });

  it("has it under a misspelled name, which the fix puts right", async () => {
    const token = signed();
    for (const header of [
      `auht: ${token}`,
      `X-Auth-Token: ${token}`,
      `Authorisation: Bearer ${token}`,
      `X-Api-Key: ${token}`,
      "auht: {{token}}",
    ]) {
      const text = file(header);
      const { findings } = await said(text);
      const [finding] = findings;
      assert.deepEqual([finding?.code, finding?.severity, findings.length], ["missing-token", "warning", 1], header);
      const { fix } = finding ?? {};
      assert.ok(fix?.kind === "replace");
      const fixed = text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end);
      assert.equal(fixed, file(`auth: ${header.replace(/^.*[ ]/, "")}`));
      assert.deepEqual(await found(fixed), []);
    }
    for (const header of ["Accept: */*", "Author: me", "path: x", "User-Agent: y"]) {
      assert.deepEqual(
        (await said(file(header))).findings.map(({ code, fix }) => [code, fix]),
        [["missing-token", undefined]],
        header,
      );
    }
  });

  it("has something in its place that is no token", async () => {
    for (const header of ["auth: abc", "auth: <your token>", `auth: ${signed().split(".")[0]}`])
      assert.deepEqual(await found(file(header)), ["warning: malformed-token"], header);
    assert.deepEqual(await found(file("Authorization: bearer abc", { path: WEBHOOK })), ["warning: malformed-token"]);
    assert.deepEqual(await found(file("", { path: GRANT, body: '{"assertion": "abc"}' })), [
      "warning: malformed-token",
    ]);
  });

  it("is nobody's business where variables stand in the place, or an access token may", async () => {
    for (const header of ["auth: {{token}}", "auth: {{head}}.{{claims}}.{{signature}}", "auth: {{$processEnv TOKEN}}"])
      assert.deepEqual(await found(file(header)), [], header);
    assert.deepEqual(await found(file("Authorization: bearer abc", { path: "/api/1.1/rtm/start" })), []);
    assert.deepEqual(await found(file("Authorization: bearer abc", { path: "/api/public/of/another/product" })), [
      "information: unknown-path",
    ]);
  });
});

describe("A token's host", () => {
  const OWN = sampleApp({ host: "platform.kore.ai" });
  const { host: _, ...HOSTLESS } = OWN;
  const to = (address: string, { above = "", token = signed() } = {}): string =>
    `${above}POST ${address}${SESSIONS}\nauth: ${token}\n\n{}\n`;
  const hostCodes = async (text: string, app: JwtApp = OWN, more: readonly JwtApp[] = []) =>
    (await said(text, { apps: [app, ...more] })).findings.filter(({ code }) => code === "wrong-host");
  const WRONG = [
    "https://bots.kore.ai",
    "https://platform.kore.a",
    "https://platform.kore.ai.example",
    "https://de-platform.kore.ai",
    "https://platform.kore.ai:8443",
    "http://platform.kore.ai",
  ];

  it("is wrong where the request goes to another one, by a strict reading", async () => {
    for (const address of WRONG) {
      const text = to(address);
      const [finding, ...more] = await hostCodes(text);
      assert.deepEqual([finding?.severity, more.length], ["warning", 0], address);
      assert.equal(text.slice(finding?.start, finding?.end), address);
    }
    const [finding] = await hostCodes(to("https://platform.kore.a"));
    assert.deepEqual(
      [finding?.message.template, finding?.message.args],
      ["This token is for “{0}”; the request goes to “{1}”.", ["platform.kore.ai", "platform.kore.a"]],
    );
    assert.deepEqual(
      finding?.otherFixes?.map(({ kind }) => kind),
      ["enterHost"],
    );
    const [plain] = await hostCodes(to("http://platform.kore.ai"));
    assert.deepEqual([plain?.message.args, plain?.otherFixes], [["platform.kore.ai"], undefined]);
    assert.match(plain?.message.template ?? "", /by http: its token can be read on the way/);
  });

  it("is right where it is the app's own, however it is written", async () => {
    for (const address of ["https://platform.kore.ai", "https://PLATFORM.kore.ai", "https://platform.kore.ai:443"])
      assert.deepEqual(await hostCodes(to(address)), [], address);
    assert.deepEqual(await hostCodes(to("https://{{host}}", { above: "@host = platform.kore.ai\n\n" })), []);
    // The same client ID at another installation.
    assert.deepEqual(
      await hostCodes(to("https://kore.example.com"), OWN, [
        sampleApp({ id: "other", name: "Other", host: "kore.example.com" }),
      ]),
      [],
    );
  });

  it("is nobody's business on this computer, in its network, and where the file leaves it open", async () => {
    for (const host of [
      "localhost:8787",
      "127.0.0.1:3000",
      "127.0.0.1:5000/k3y/sessions",
      "[::1]:80",
      "mock:8080",
      "10.0.0.7",
      "192.168.1.2:8080",
      "172.20.0.1",
      "host.docker.internal",
      "api.localhost",
    ]) {
      assert.deepEqual(await hostCodes(to(`http://${host}`)), [], host);
    }
    for (const [address, above] of [
      ["https://{{host}}", ""],
      ["{{$processEnv URL}}", ""],
      ["", ""],
      ["https://{{host}}", "@host = bots.kore.ai\n@host = platform.kore.ai\n\n"],
      ["https://bots.kore.ai\\@platform.kore.ai", ""],
    ] as const) {
      assert.deepEqual(await hostCodes(to(address, { above })), [], address);
    }
    const headed = to("https://bots.kore.ai").replace("\nauth", "\nHost: platform.kore.ai\nauth");
    assert.deepEqual(await hostCodes(headed), []);
  });

  it("of an app without one is any of the platform's; wrong is what is nearly one, or one by http", async () => {
    for (const address of [
      "https://bots.kore.ai",
      "https://de-platform.kore.ai",
      "https://au-platform.kore.ai",
      "https://kore.example.com",
    ])
      assert.deepEqual(await hostCodes(to(address), HOSTLESS), [], address);
    const [finding] = await hostCodes(to("https://platform.kore.a"), HOSTLESS);
    assert.deepEqual([finding?.message.args, finding?.fix?.kind], [["platform.kore.ai", "platform.kore.a"], "replace"]);
    assert.equal((await hostCodes(to("http://bots.kore.ai"), HOSTLESS)).length, 1);
  });

  it("of an app for the local platform is this computer's, where it has one", async () => {
    assert.deepEqual(await hostCodes(to("https://platform.kore.ai"), { ...HOSTLESS, credentials: "generated" }), []);
    const local = sampleApp({ credentials: "generated", host: "localhost:8787" });
    const text = to("https://platform.kore.ai");
    const [finding] = await hostCodes(text, local);
    assert.deepEqual(finding?.message.args, ["localhost:8787", "platform.kore.ai"]);
    assert.ok(finding?.fix?.kind === "replace");
    assert.equal(
      text.slice(0, finding.fix.range.start) + finding.fix.text + text.slice(finding.fix.range.end),
      to("http://localhost:8787"),
    );
  });

  it("is put right where it stands: in the address, or in the variable that it comes from", async () => {
    const fixedText = async (text: string): Promise<string> => {
      const [finding] = await hostCodes(text);
      const fix = finding?.fix;
      if (fix?.kind === "replace") return text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end);
      if (fix?.kind !== "setVariable") throw new Error("no fix");
      return setVariable(text, fix.variables, fix.from, fix.text).reduceRight(
        (whole, edit) => whole.slice(0, edit.start) + edit.text + whole.slice(edit.end),
        text,
      );
    };
    for (const [address, above, fixedAddress, fixedAbove] of [
      ["https://bots.kore.ai", "", "https://platform.kore.ai", ""],
      ["http://platform.kore.ai", "", "https://platform.kore.ai", ""],
      ["https://{{host}}", "@host = bots.kore.ai\n\n", "https://{{host}}", "@host = platform.kore.ai\n\n"],
      ["{{host}}", "@host = https://bots.kore.ai\n\n", "{{host}}", "@host = https://platform.kore.ai\n\n"],
      [
        "https://{{host}}",
        "@name = bots.kore.ai\n@host = {{name}}\n\n",
        "https://{{host}}",
        "@name = platform.kore.ai\n@host = {{name}}\n\n",
      ],
      ["https://{{part}}.kore.ai", "@part = bots\n\n", "https://platform.kore.ai", "@part = bots\n\n"],
      ["http://{{host}}", "@host = bots.kore.ai\n\n", "https://platform.kore.ai", "@host = bots.kore.ai\n\n"],
    ] as const) {
      const mended = await fixedText(to(address, { above }));
      assert.equal(mended, to(fixedAddress, { above: fixedAbove }));
      assert.deepEqual(await hostCodes(mended), [], mended);
    }
  });

  it("counts for a token that stands elsewhere, where a line names the app", async () => {
    const text = to("https://bots.kore.ai", { token: "{{$processEnv TOKEN}}" });
    const { findings } = await said(text, { apps: [OWN], tied: OWN });
    assert.deepEqual(
      findings.filter(({ code }) => code === "wrong-host").map(({ message }) => message.args),
      [["Sessions", "platform.kore.ai", "bots.kore.ai"]],
    );
    assert.deepEqual((await said("GET https://status.example/health\n", { apps: [OWN], tied: OWN })).findings, []);
    assert.deepEqual(await hostCodes(text), []);
  });
});

describe("Another app's bot", () => {
  const OTHER = BOT_ID.replace("st-b", "st-a");
  const fixed = async (text: string): Promise<string> => {
    const [finding] = (await said(text)).findings;
    assert.deepEqual([finding?.code, finding?.fix?.kind], ["other-bot", "replace"]);
    if (finding?.fix?.kind !== "replace") throw new Error("no fix");
    return text.slice(0, finding.fix.range.start) + finding.fix.text + text.slice(finding.fix.range.end);
  };

  it("is replaced in the path, also where a variable holds it, which others may need", async () => {
    const request_ = (segment: string): string =>
      `@botId = ${OTHER}\n@host = https://platform.kore.ai\n\n### One\nPOST {{host}}/api/public/bot/${segment}/getSessions?a=/b/\nauth: ${signed()}\n\n{}\n`;
    assert.equal(await fixed(request_(OTHER)), request_(BOT_ID));
    assert.equal(await fixed(request_("{{botId}}")), request_(BOT_ID));
  });

  it("is replaced in the body of a grant, and nothing else there", async () => {
    const grant = (bot: string): string =>
      `POST https://platform.kore.ai/api/1.1/oAuth/token/jwtgrant\nContent-Type: application/json\n\n{ "assertion": "${signed()}", "botInfo": { "chatBot": "${OTHER}", "taskBotId": "${bot}" } }\n`;
    assert.equal(await fixed(grant(OTHER)), grant(BOT_ID));
  });

  it("is no finding where the app has no bot ID, or is an Admin Console app, which may call several", async () => {
    const text = `POST https://platform.kore.ai/api/public/bot/${OTHER}/export\nauth: ${signed()}\n\n{}\n`;
    const admin = sampleApp({ createdIn: "admin", scopes: [{ id: "admin/bot-export", published: true }] });
    assert.deepEqual(codes(await said(text, { apps: [admin] })), []);
    const { botId: _, ...noBot } = sampleApp({ scopes: [{ id: "xo/bot-export", published: true }] });
    assert.deepEqual(codes(await said(text, { apps: [noBot] })), []);
  });
});

describe("Request files that the extension writes", () => {
  const ALL = scopesForLevel("xo").map(({ id }) => ({ id, published: true }));
  const apps: readonly (readonly [string, Partial<JwtApp>])[] = [
    ["of a bot", { scopes: ALL }],
    ["of a bot, with payloads encrypted", { scopes: ALL, enforcePayloadEncryption: true }],
    ["of a bot, with Enforce JTI", { scopes: ALL, enforceJti: true }],
    [
      "of the Admin Console",
      { createdIn: "admin", scopes: scopesForLevel("admin").map(({ id }) => ({ id, published: true })) },
    ],
    [
      "of Data Tables",
      {
        createdIn: "tables",
        scopes: [],
        tables: ["table", "view"].map((kind) => ({
          kind: kind as "table" | "view",
          name: "Customers",
          read: true,
          write: true,
          delete: true,
        })),
      },
    ],
  ];
  const placements: readonly TokenPlacement[] = [
    { kind: "script" },
    { kind: "environment", variable: () => "JWT_APPS_SESSIONS" },
    { kind: "line", mint: async () => signed(claims({ jti: "1" })) },
  ];
  for (const [what, changes] of apps) {
    for (const placement of placements) {
      it(`have no findings: ${what}, token by ${placement.kind}`, async () => {
        const app = sampleApp(changes);
        for (const target of targetsOfLevel(app)) {
          const text = await writeRequestFile([target], { app, placement });
          const { findings } = await said(text, { apps: [app], tied: app });
          assert.deepEqual(
            findings.map(({ code, message }) => `${code}: ${message.template}`),
            [],
            text,
          );
        }
      });
    }
  }
});
