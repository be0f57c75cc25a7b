import { strict as assert } from "node:assert";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { fill } from "../../../src/domain/errors";
import { diagnoseRequest } from "../../../src/domain/requests/findings/diagnoseRequest";
import { changesAt, diagnoseToken } from "../../../src/domain/requests/findings/diagnoseToken";
import type { Fix } from "../../../src/domain/requests/findings/finding";
import { ignoreComments, ignoredCodes } from "../../../src/domain/requests/findings/ignoreComments";
import { parseRequestFile } from "../../../src/domain/requests/read/parseRequestFile";
import { requestOfBlock } from "../../../src/domain/requests/read/requestOfBlock";
import { blockVariables } from "../../../src/domain/requests/read/fileVariables";
import { endpointsOfTables } from "../../../src/domain/scopes/catalogue";
import { cpuTime } from "../../cpuTime";
import { BOT_ID, check, claims, NOW, sampleApp, SESSIONS, signed } from "../tokens/verify/samples";

describe("What is said of a request whose app is not known", () => {
  it("is that its bot ID is not well formed", async () => {
    const path = SESSIONS.replace(BOT_ID, `${BOT_ID}0`);
    const text = `POST https://platform.kore.ai${path}\nauth: {{token}}\n`;
    const { request } = parseRequestFile(text).blocks[0] ?? {};
    if (!request) throw new Error("no request");
    const sent = requestOfBlock(text, request, new Map());
    const findings = diagnoseRequest({ text, request, sent, verdict: await check({ request: sent, apps: [] }) });
    assert.deepEqual(
      findings.map(({ code, start, end }) => [code, text.slice(start, end)]),
      [["malformed-bot-id", `${BOT_ID}0`]],
    );
  });
});

describe("What is said of a token", () => {
  const codes = async (
    payload: object,
    { isForPlatform = false, app = sampleApp(), header = { alg: "HS256" } as object } = {},
  ) =>
    diagnoseToken(await check({ token: signed(payload, { header }), apps: [app] }), isForPlatform, NOW).map(
      ({ code, severity, fix }) => [code, severity, fix?.kind],
    );

  it("is nothing where nothing is wrong", async () => assert.deepEqual(await codes(claims()), []));
  it("is that it has expired", async () =>
    assert.deepEqual(await codes(claims({ exp: NOW - 1 })), [["expired", "warning", "refresh"]]));
  it("is that it never expires", async () =>
    assert.deepEqual(await codes(claims({ exp: undefined })), [["no-expiry", "information", "refresh"]]));
  it("is that a time is in milliseconds", async () => {
    assert.deepEqual(await codes(claims({ exp: NOW * 1000 + 300_000 })), [["milliseconds", "information", "refresh"]]);
    assert.deepEqual(await codes(claims({ iat: NOW * 1000 })), [["milliseconds", "information", "refresh"]]);
  });
  it("is that the claim is misspelled", async () => {
    const verdict = await check({ token: signed({ ...claims({ appId: undefined }), appID: sampleApp().clientId }) });
    const [finding] = diagnoseToken(verdict, false, NOW);
    assert.equal(finding?.code, "misspelled-claim");
    assert.equal(
      fill(finding?.message.template ?? "", finding?.message.args ?? []),
      "The claim “appID” has to be called “appId”, exactly so.",
    );
    assert.deepEqual(finding?.fix, { kind: "refresh" });
  });
  it("is that the algorithm is not the app's", async () =>
    assert.deepEqual(await codes(claims(), { app: sampleApp({ algorithm: "HS512" }) }), [
      ["wrong-algorithm", "warning", "refresh"],
    ]));
  it("is that an app's token lives for more than a day, where that is proven", async () => {
    const token = signed(claims({ exp: NOW + 86_401 }));
    assert.deepEqual(await codes(claims({ exp: NOW + 86_401 })), [["long-lived-token", "warning", "refresh"]]);
    assert.deepEqual(diagnoseToken(await check({ token, secretsOf: async () => undefined }), false, NOW), []);
    assert.deepEqual(await codes(claims({ exp: NOW + 86_400 })), []);
  });

  it("is of others' tokens only what every reader of a token minds", async () => {
    const foreign = { iss: "https://issuer.example", client_id: "x", exp: undefined };
    assert.deepEqual(await codes(foreign, { header: { alg: "ES256" } }), []);
    assert.deepEqual(await codes({ ...foreign, exp: NOW - 1 }, { header: { alg: "ES256" } }), [
      ["expired", "warning", undefined],
    ]);
    assert.deepEqual(
      (await codes(foreign, { header: { alg: "ES256" }, isForPlatform: true })).map(([code]) => code),
      ["misspelled-claim", "wrong-algorithm", "no-expiry"],
    );
  });

  it("changes when the token expires, gets valid, or lives short enough", async () => {
    const when = async (changes: object) => changesAt(await check({ token: signed(claims(changes)) }), NOW);
    assert.equal(await when({ iat: NOW + 90 }), NOW + 30);
    assert.equal(await when({ nbf: NOW + 100 }), NOW + 40);
    assert.equal(await when({ jti: "1", exp: NOW + 3_700 }), NOW + 100);
    assert.equal(await when({ jti: "1", exp: NOW + 300 }), NOW + 300);
    assert.equal(changesAt(await check({ token: signed() }), NOW), NOW + 300);
    assert.equal(changesAt(await check({ token: signed(claims({ exp: NOW - 5 })) }), NOW), undefined);
  });
});

describe("What is said of a request", () => {
  const file = (lines: readonly string[]): string => lines.join("\r\n");

  /** Code, what it stands on, and the text after its fix. */
  async function findings(text: string, options: Told = {}) {
    return (await diagnosed(text, options)).map(({ code, start, end, fix }) => [
      code,
      text.slice(start, end),
      after(text, fix),
    ]);
  }
  /** What each fix of a malformed bot ID makes of its line. */
  async function fixesOf(text: string, app: JwtApp) {
    const [finding, ...more] = (await diagnosed(text, { app })).filter(({ code }) => code === "malformed-bot-id");
    assert.ok(finding && more.length === 0);
    return [finding.fix, ...(finding.otherFixes ?? [])].map((fix) =>
      fix?.kind === "setVariable" ? `@${fix.variables.at(-1)} = ${fix.text}` : after(text, fix),
    );
  }
  interface Told {
    readonly app?: JwtApp;
    readonly tied?: boolean;
    readonly apps?: JwtApp[];
    readonly hosts?: ReadonlySet<string>;
  }
  async function diagnosed(text: string, { app = sampleApp(), tied = false, apps = [app], hosts = new Set() }: Told) {
    const { blocks } = parseRequestFile(text);
    const block = blocks.at(-1);
    if (!block?.request) throw new Error("no request");
    const sent = requestOfBlock(text, block.request, blockVariables(blocks)(block));
    const verdict = await check({ request: sent, apps });
    return diagnoseRequest({ text, request: block.request, sent, verdict, tiedApp: tied ? app : undefined, hosts });
  }
  function after(text: string, fix: Fix | undefined): string | undefined {
    const fixed =
      fix?.kind === "replace" ? text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end) : undefined;
    return fixed?.split("\r\n").find((line, index) => line !== text.split("\r\n")[index]) ?? fix?.kind;
  }
  const request = (line: string, header = `auth: ${signed()}`, ...more: string[]): string =>
    file(["@host = https://platform.kore.ai", `@botId = ${BOT_ID}`, "###", line, header, ...more]);

  it("is nothing where nothing is wrong", async () =>
    assert.deepEqual(await findings(request(`POST {{host}}${SESSIONS}`)), []));
  it("is that its path is unknown", async () =>
    assert.deepEqual(await findings(request("POST {{host}}/api/public/nothing")), [
      ["unknown-path", "{{host}}/api/public/nothing", undefined],
    ]));
  it("is not that of a path with parts that the file doesn't define", async () => {
    assert.deepEqual(await findings(request("POST {{base}}/nothing")), []);
    assert.deepEqual(await findings(request("POST {{host}}/api/{{rest}}")), []);
  });
  it("is put right where variables have blanks in their braces", async () => {
    const line = "POST {{host}}/api/public/bot/{{ botId }}/getSessionz?skip=0";
    assert.deepEqual(await findings(request(line)), [
      ["unknown-path", line.slice(5), "POST {{host}}/api/public/bot/{{ botId }}/getSessions?skip=0"],
    ]);
  });
  it("is that its method is wrong, or a segment that is another endpoint's parameter", async () => {
    const fixes = async (line: string) =>
      (await diagnosed(request(line), {})).map(({ code, message, fix, otherFixes = [] }) => [
        code,
        fill(message.template, message.args),
        ...[fix, ...otherFixes].map((each) => after(request(line), each)),
      ]);
    const suite = "{{host}}/api/public/bot/{{botId}}/testsuite/x";
    assert.deepEqual(await fixes(`POST ${suite}/runn`), [
      [
        "wrong-method",
        "This path is known, but not with this method; it takes DELETE. Or did you mean “/api/public/bot/{botId}/testsuite/{testSuiteName}/run”?",
        undefined,
        `POST ${suite}/run`,
        `DELETE ${suite}/runn`,
      ],
    ]);
    // What is no misspelled word there is an ID.
    for (const id of ["{{runId}}", "tr-1", "5f3e2a"])
      assert.deepEqual(
        (await fixes(`POST ${suite}/${id}`)).map(([, , ...lines]) => lines),
        [[undefined, `DELETE ${suite}/${id}`]],
      );
    assert.deepEqual(
      (await fixes(`GET {{host}}/api/public/bot/{{botId}}/getSessions`)).map(([, , ...lines]) => lines),
      [[`POST {{host}}/api/public/bot/{{botId}}/getSessions`]],
    );
  });
  it("is that its path is nearly an endpoint's, which the fix writes with the variables that are there", async () => {
    const line = "POST {{host}}/api/public/bot/{{botId}}/getSessionz?skip=0";
    assert.deepEqual(await findings(request(line)), [
      [
        "unknown-path",
        "{{host}}/api/public/bot/{{botId}}/getSessionz?skip=0",
        "POST {{host}}/api/public/bot/{{botId}}/getSessions?skip=0",
      ],
    ]);
    assert.deepEqual(
      (await findings(request(`POST {{host}}/api/bot/${BOT_ID}/get-sessions`)))[0]?.[2],
      `POST {{host}}/api/public/bot/${BOT_ID}/getSessions`,
    );
    assert.deepEqual(
      (await findings(request("POST {{host}}/api/public/bot/getSession")))[0]?.[2],
      `POST {{host}}/api/public/bot/${BOT_ID}/getSessions`,
    );
    const named = request("POST {{host}}/{{first}}/bot/{{botId}}/getSessionz").replace(
      "###",
      "@first = api/public\r\n###",
    );
    assert.deepEqual(
      await findings(named),
      [["unknown-path", "{{host}}/{{first}}/bot/{{botId}}/getSessionz", undefined]],
      "one variable for several segments stays as it is",
    );
  });
  it("is that its path has other capitals than the documentation, which may be fine", async () => {
    const text = request("POST {{host}}/api/public/bot/{{botId}}/GetSessions");
    assert.deepEqual(await findings(text), [
      [
        "unknown-path",
        "{{host}}/api/public/bot/{{botId}}/GetSessions",
        "POST {{host}}/api/public/bot/{{botId}}/getSessions",
      ],
    ]);
  });
  it("is which paths may be meant where there are several", async () => {
    const text = `POST https://platform.kore.ai/api/public/${BOT_ID}/getSessions\nauth: {{token}}\n`;
    const { request: parsed } = parseRequestFile(text).blocks[0] ?? {};
    if (!parsed) throw new Error("no request");
    const sent = requestOfBlock(text, parsed, new Map());
    const [finding, ...more] = diagnoseRequest({
      text,
      request: parsed,
      sent,
      verdict: await check({ request: sent, apps: [] }),
    });
    assert.deepEqual(more, []);
    assert.equal(
      fill(finding?.message.template ?? "", finding?.message.args ?? []),
      "This path is no known endpoint's. Did you mean “/api/public/bot/{botId}/getSessions” or “/api/public/getSessions”?",
    );
    assert.deepEqual(
      [finding?.fix, ...(finding?.otherFixes ?? [])].map((fix) => fix?.kind === "replace" && fix.text),
      [`/api/public/bot/${BOT_ID}/getSessions`, "/api/public/getSessions"],
    );
  });
  it("is that its method is wrong", async () =>
    assert.deepEqual(await findings(request(`PATCH {{host}}${SESSIONS}`)), [
      ["wrong-method", "PATCH", `POST {{host}}${SESSIONS}`],
    ]));
  it("is that its method is wrong: the least harmful is offered first, and what deletes never by itself", async () => {
    const fixes = async (line: string) => {
      const text = request(line);
      const [finding] = (await diagnosed(text, {})).filter(({ code }) => code === "wrong-method");
      return [finding?.fix, ...(finding?.otherFixes ?? [])].map((fix) => after(text, fix));
    };
    for (const [written, ...fixed] of [
      ["PATCH {{host}}/API/public/ssoconfig", "POST {{host}}/API/public/ssoconfig"],
      ["GET {{host}}/api/public/users", "POST {{host}}/api/public/users"],
      ["DELETE {{host}}/api/public/bot/{{botId}}/getMessages", "GET {{host}}/api/public/bot/{{botId}}/getMessages"],
      // None that is preferred, but one to choose.
      ["POST {{host}}/api/public/bot/eraseUsersData", undefined, "DELETE {{host}}/api/public/bot/eraseUsersData"],
      ["{{host}}/api/public/bot/eraseUsersData", undefined, "DELETE {{host}}/api/public/bot/eraseUsersData"],
    ])
      assert.deepEqual(await fixes(written ?? ""), fixed, written);
  });
  it("is that it says stream where the documentation says bot", async () => {
    const line = "POST {{host}}/api/public/stream/{{botId}}/getSessions";
    assert.deepEqual(await findings(request(line)), [
      ["stream-path", "stream", "POST {{host}}/api/public/bot/{{botId}}/getSessions"],
    ]);
  });
  it("is that its bot ID is malformed, unless it stands elsewhere", async () => {
    assert.deepEqual(await findings(request("POST {{host}}/api/public/bot/st-123/getSessions?a=1")), [
      ["malformed-bot-id", "st-123", `POST {{host}}/api/public/bot/${BOT_ID}/getSessions?a=1`],
    ]);
    assert.deepEqual(await findings(request("POST {{host}}/api/public/bot/{{other}}/getSessions")), []);
  });
  it("is that its bot ID is malformed, with a fix where the ID comes from: a variable, the grant's body, the app", async () => {
    const line = "POST {{host}}/api/public/bot/{{botId}}/getSessions";
    const text = request(line).replace(BOT_ID, "st-123");
    assert.deepEqual(await findings(text), [
      ["malformed-bot-id", "{{host}}/api/public/bot/{{botId}}/getSessions", "setVariable"],
    ]);
    assert.deepEqual(await findings(text, { app: sampleApp({ botId: undefined }) }), [
      ["malformed-bot-id", "{{host}}/api/public/bot/{{botId}}/getSessions", "enterBotId"],
    ]);
    assert.deepEqual(await findings(text, { app: sampleApp({ botId: "st-123" }) }), [
      ["malformed-bot-id", "{{host}}/api/public/bot/{{botId}}/getSessions", "enterBotId"],
    ]);
    const body = (id: string): string =>
      `{"assertion":"${signed()}","botInfo":{"chatBot":"Bot", "taskBotId" : "${id}"}}`;
    const grant = file([
      "POST https://platform.kore.ai/api/1.1/oAuth/token/jwtgrant",
      "content-type: application/json",
      "",
      body("st-123"),
    ]);
    assert.deepEqual(await findings(grant), [["malformed-bot-id", "st-123", body(BOT_ID)]]);
  });
  describe("is of what is plainly meant to be a bot ID", () => {
    const UUID = "2f6d0c3e-8a41-4d3b-9c55-0a1b2c3d4e5f";
    const MEANT = `st-${UUID}`;
    const written: readonly (readonly [string, string, string?])[] = [
      ["without st-", UUID],
      ["with its prefix in upper case", `ST-${UUID}`],
      ["with an underscore", `st_${UUID}`],
      ["with en dashes", encodeURI(MEANT.replaceAll("-", "–"))],
      ["with en dashes as they are", MEANT.replaceAll("-", "–")],
      ["without dashes", `st-${UUID.replaceAll("-", "")}`],
      ["in braces", `{${MEANT}}`],
      ["in braces behind st-", `st-{${UUID}}`],
      ["in a variable's braces", `{{${MEANT}}}`],
      ["in angle brackets", `<${MEANT}>`],
      ["in quotes", `"${MEANT}"`],
      ["in encoded quotes", `%22${MEANT}%22`],
      ["behind a space", `%20${MEANT}`],
      ["behind a colon", `:${MEANT}`],
      ["before a comma", `${MEANT},`],
      ["with digits in upper case", `ST-${UUID.toUpperCase()}`, `st-${UUID.toUpperCase()}`],
    ];
    for (const [what, as, meant = MEANT] of written) {
      it(`that one, ${what}: ${as}`, async () => {
        const line = `POST {{host}}/api/public/bot/${as}/getSessions`;
        const app = sampleApp({ botId: undefined });
        const [first, ...more] = await fixesOf(request(line), app);
        assert.deepEqual([first, more], [`POST {{host}}/api/public/bot/${meant}/getSessions`, ["enterBotId"]]);
        // The app's own where it is known, unless the app has other bots too.
        assert.deepEqual(await fixesOf(request(line), sampleApp()), [
          `POST {{host}}/api/public/bot/${BOT_ID}/getSessions`,
        ]);
        assert.deepEqual(await fixesOf(request(line), sampleApp({ createdIn: "admin" })), [
          `POST {{host}}/api/public/bot/${meant}/getSessions`,
          `POST {{host}}/api/public/bot/${BOT_ID}/getSessions`,
        ]);
      });
    }

    it("that one, in a variable and in the grant's body", async () => {
      const app = sampleApp({ botId: undefined });
      const text = request("POST {{host}}/api/public/bot/{{botId}}/getSessions").replace(BOT_ID, UUID);
      assert.deepEqual(await fixesOf(text, app), [`@botId = ${MEANT}`, "enterBotId"]);
      const body = (id: string): string =>
        `{"assertion":"${signed()}","botInfo":{"chatBot":"Bot","taskBotId":"${id}"}}`;
      const grant = file([
        "POST https://platform.kore.ai/api/1.1/oAuth/token/jwtgrant",
        "content-type: application/json",
        "",
        body(` ${MEANT} `),
      ]);
      assert.deepEqual(await fixesOf(grant, app), [body(MEANT), "enterBotId"]);
    });

    it("nothing where it isn't plain, and the way to the app's form is left", async () => {
      for (const as of [
        "st-123",
        `${MEANT}0`,
        MEANT.slice(0, -1),
        `cs-${UUID}`,
        `x${MEANT}`,
        "your-bot-id",
        `st-${UUID.replace("2f", "zz")}`,
      ]) {
        assert.deepEqual(
          await fixesOf(request(`POST {{host}}/api/public/bot/${as}/getSessions`), sampleApp({ botId: undefined })),
          ["enterBotId"],
          as,
        );
      }
    });
  });
  it("is of a bot ID with a UUID of another version a note, and nothing where it is the app's own", async () => {
    const unusual = BOT_ID.replace("-5", "-4");
    const line = `POST {{host}}${SESSIONS.replace(BOT_ID, unusual)}`;
    assert.deepEqual(await findings(request(line), { app: sampleApp({ botId: undefined }) }), [
      ["unusual-bot-id", unusual, undefined],
    ]);
    assert.deepEqual(
      await findings(request(line), { app: sampleApp({ botId: unusual.toUpperCase().replace("ST-", "st-") }) }),
      [],
    );
  });
  it("is that the token stands in the wrong header", async () => {
    const token = signed();
    const line = `POST {{host}}${SESSIONS}`;
    for (const header of [
      `Authorization: Bearer ${token}`,
      `token: ${token}`,
      `auth: Bearer ${token}`,
      `auth: "${token}"`,
    ]) {
      assert.deepEqual(await findings(request(line, header)), [["wrong-header", header, `auth: ${token}`]]);
    }
    assert.deepEqual(await findings(request(line, "Authorization: Bearer {{token}}"), { tied: true }), [
      ["wrong-header", "Authorization: Bearer {{token}}", "auth: {{token}}"],
    ]);
  });
  it("is the reverse for the webhook channel", async () => {
    const line = `POST {{host}}/chatbot/v2/webhook/${BOT_ID}`;
    for (const header of [`auth: ${signed()}`, `Authorization: ${signed()}`]) {
      assert.deepEqual(await findings(request(line, header)), [
        ["wrong-header", header, `Authorization: bearer ${signed()}`],
      ]);
    }
    assert.deepEqual(await findings(request(line, `Authorization: Bearer ${signed()}`)), []);
  });
  it("is that a scope is missing or not published, also of the app that a line names", async () => {
    const url = `{{host}}${SESSIONS}`;
    assert.deepEqual(await findings(request(`POST ${url}`), { app: sampleApp({ scopes: [] }) }), [
      ["missing-scope", url, "assignScopes"],
    ]);
    assert.deepEqual(
      await findings(request(`POST ${url}`), {
        app: sampleApp({ scopes: [{ id: "xo/bot-sessions", published: false }] }),
      }),
      [["unpublished-scope", url, "publishScopes"]],
    );
    assert.deepEqual(
      await findings(request(`POST ${url}`, "auth: {{token}}"), { app: sampleApp({ scopes: [] }), tied: true }),
      [["missing-scope", url, "assignScopes"]],
    );
  });
  it("names the place on the platform where that is put right, by the app's level, but for the local platform's apps", async () => {
    const unpublished = [{ id: "xo/bot-sessions", published: false }];
    const cases: [line: string, changes: Partial<JwtApp>, expected: (string | undefined)[]][] = [
      [
        `POST {{host}}${SESSIONS}`,
        { scopes: [] },
        ["missing-scope", "xo", "App Settings > Dev Tools > API Scope > Create API Scope"],
      ],
      [`POST {{host}}${SESSIONS}`, { scopes: unpublished }, ["unpublished-scope", "xo", "Deploy > Publish"]],
      [
        "POST {{host}}/api/public/getSessions",
        { createdIn: "admin", scopes: [] },
        ["missing-scope", "admin", "Security & Control > API Scopes > New"],
      ],
      [
        "POST {{host}}/api/public/tables/Cities",
        { createdIn: "tables", scopes: [] },
        ["missing-permission", "tables", "Data > Data Tables, or Data > Table Views: App Assignments"],
      ],
      // The app that would be let in has to be made elsewhere.
      [
        "POST {{host}}/api/public/getSessions",
        {},
        [
          "wrong-level",
          "admin",
          "Security & Control > API Scopes > New > Manage Apps > New App, or New API Scope > Create App",
        ],
      ],
      [`POST {{host}}${SESSIONS}`, { scopes: [], credentials: "generated" }, ["missing-scope", undefined, undefined]],
      ["POST {{host}}/api/public/getSessions", { credentials: "generated" }, ["wrong-level", undefined, undefined]],
    ];
    for (const [line, changes, expected] of cases) {
      const found = await diagnosed(request(line), { app: sampleApp(changes) });
      assert.deepEqual(
        found.map(({ code, place }) => [code, place?.part, place?.path]),
        [expected],
        line,
      );
    }
  });
  it("is that an app of a bot calls an endpoint of the Admin Console", async () => {
    assert.deepEqual(await findings(request("POST {{host}}/api/public/getSessions")), [
      ["wrong-level", "{{host}}/api/public/getSessions", undefined],
    ]);
  });
  it("is that a permission on a table is missing", async () => {
    const app = sampleApp({ createdIn: "tables", scopes: [] });
    const path =
      endpointsOfTables()
        .find(({ path: known, method }) => known?.includes("{tableName}") && method === "PUT")
        ?.path?.replace("{tableName}", "Cities") ?? "";
    assert.deepEqual(await findings(request(`PUT {{host}}${path}`), { app }), [
      ["missing-permission", `{{host}}${path}`, "assignTables"],
    ]);
    assert.deepEqual(await findings(request(`PUT {{host}}${path.replace("Cities", "{{table}}")}`), { app }), []);
  });
  it("is nothing for other hosts, unless path and token are the platform's, or the host is an app's", async () => {
    const foreign = (token: string, path = "/v1/x") =>
      file([`POST https://api.example${path}`, `Authorization: Bearer ${token}`]);
    assert.deepEqual(await findings(foreign(signed({ iss: "x" }))), []);
    assert.deepEqual(await findings(foreign(signed())), []);
    assert.deepEqual(await findings(foreign("{{token}}"), { tied: true }), []);
    assert.deepEqual(
      (await findings(foreign(signed(), SESSIONS))).map(([code]) => code),
      ["wrong-header"],
    );
    assert.deepEqual(await findings(foreign("{{token}}", SESSIONS)), []);
    assert.deepEqual(
      (await findings(foreign("{{token}}", SESSIONS), { hosts: new Set(["api.example"]) })).map(([code]) => code),
      ["wrong-header"],
    );
  });

  it("is nothing about the header of a path that is not known, which may take an access token", async () => {
    const text = file([
      "POST https://bots.kore.ai/api/1.1/users/u-1/builder/streams",
      "Authorization: bearer {{accessToken}}",
    ]);
    assert.deepEqual(
      (await findings(text)).map(([code]) => code),
      ["unknown-path"],
    );
  });

  it("takes no host for the platform's that a client would read as another", async () => {
    const hostOf = (url: string): string => {
      const text = `GET ${url}\n`;
      const { request } = parseRequestFile(text).blocks[0] ?? {};
      return request ? requestOfBlock(text, request, new Map()).host : "none";
    };
    assert.deepEqual(
      ["https://platform.kore.ai/a", "https://platform.kore.ai:443/a", "HTTPS://X.KORE.AI/a"].map(hostOf),
      ["platform", "platform", "platform"],
    );
    for (const url of [
      "https://evil.com\\.kore.ai/a",
      "https://evil.com;.kore.ai/a",
      "https://evil.com%2f.kore.ai/a",
      "https://platform.kore.ai@evil.com/a",
      "https://evil.com\u3002kore.ai/a",
    ])
      assert.equal(hostOf(url), "foreign", url);
  });

  it("takes a request's own values, or else the file's last", () => {
    const text = "@a = 1\n###\nGET /{{a}}\n###\n@a = 2\nGET /{{a}}\n###\n@a = 3\n";
    const { blocks } = parseRequestFile(text);
    const values = blockVariables(blocks);
    assert.deepEqual(
      blocks.map((block) => values(block).get("a")),
      ["1", "3", "2", "3"],
    );
  });
});

describe("Codes that are ignored", () => {
  it("stand behind a comment of any kind", () => {
    const text =
      "# jwt-apps: ignore expired, no-expiry\r\n// jwt-apps: ignore wrong-method\n  /* jwt-apps: ignore milliseconds */\n;jwt-apps: ignore client-secret";
    assert.deepEqual(
      [...ignoredCodes(ignoreComments(text))],
      ["expired", "no-expiry", "wrong-method", "milliseconds", "client-secret"],
    );
  });
  it("are found in linear time", () => {
    const time = cpuTime(() => assert.deepEqual(ignoreComments("jwt-apps:".repeat(500_000)), []));
    assert.ok(time < 2_000, `${time} ms`);
  });
  it("stand nowhere else", () =>
    assert.deepEqual(
      [...ignoredCodes(ignoreComments("x jwt-apps: ignore expired\n# jwt-apps: ignored\n# jwt-apps ignore expired"))],
      [],
    ));
});

describe("What is said of a request that clients read in their own ways", () => {
  const app = sampleApp();
  const findings = async (text: string) => {
    const { blocks } = parseRequestFile(text);
    const [block] = blocks.filter(({ request }) => request);
    const { request } = block ?? {};
    if (!block || !request) throw new Error("no request");
    const sent = requestOfBlock(text, request, blockVariables(blocks)(block));
    const verdict = await check({ request: sent, apps: [app] });
    return {
      found: diagnoseRequest({ text, request, sent, verdict, tiedApp: app }).filter(({ code }) => NEW.has(code)),
      verdict,
    };
  };
  const NEW = new Set(["text-behind-token", "repeated-header", "no-blank-line", "clients-differ", "wrong-header"]);
  const POST = `POST https://platform.kore.ai${SESSIONS}\n`;
  /** The text after the first finding's fix. */
  const fixed = async (text: string): Promise<string> => {
    const [finding] = (await findings(text)).found;
    if (finding?.fix?.kind !== "replace") throw new Error("no fix");
    const { range, text: put } = finding.fix;
    return text.slice(0, range.start) + put + text.slice(range.end);
  };
  const codes = async (text: string) =>
    (await findings(text)).found.map(({ code, severity, start, end }) => [code, severity, text.slice(start, end)]);

  for (const rest of [" // mine", ",", ";", '"', " # mine", " mine", "'", ")", ", // mine"]) {
    it(`is that something stands behind the token: ${rest}`, async () => {
      const token = signed();
      const text = `${POST}auth: ${token}${rest}\n\n{}\n`;
      const { verdict } = await findings(text);
      const header = verdict.checks.find(({ id }) => id === "header");
      assert.deepEqual([header?.outcome, header?.reason], ["failed", "text-behind-token"]);
      assert.deepEqual(await codes(text), [["text-behind-token", "warning", `auth: ${token}${rest}`]]);
      assert.equal(await fixed(text), `${POST}auth: ${token}\n\n{}\n`);
      // As a hover asks, with the token that was found in the line.
      const sent = requestOfBlock(text, parseRequestFile(text).blocks[0]?.request ?? assert.fail(), new Map());
      assert.equal((await check({ token, request: sent, apps: [app] })).decidedBy?.reason, "text-behind-token");
    });
  }

  it("is of a comma alone what each client does with it", async () => {
    const [finding] = (await findings(`${POST}auth: ${signed()},\n`)).found;
    assert.match(finding?.message.template ?? "", /REST Client.*httpYac/);
  });

  it("is the same behind “bearer”, and of a variable whose value is not known", async () => {
    const webhook = `POST https://bots.kore.ai/chatbot/v2/webhook/${BOT_ID}\n`;
    assert.deepEqual(
      await codes(`${webhook}Authorization: bearer ${signed()};\n\n{}\n`).then((all) => all.map(([code]) => code)),
      ["text-behind-token"],
    );
    assert.deepEqual(
      (await codes(`${POST}auth: {{token}} // mine\n\n{}\n`)).map(([code]) => code),
      ["text-behind-token"],
    );
    assert.deepEqual(await codes(`${POST}auth: {{token}}\n\n{}\n`), []);
  });

  it("is that its variable holds “Bearer”, with a fix at its definition", async () => {
    const text = `@token = Bearer ${signed()}\n\n###\n${POST}auth: {{token}}\n\n{}\n`;
    const [finding] = (await findings(text)).found;
    assert.equal(finding?.code, "wrong-header");
    assert.deepEqual(finding?.fix?.kind === "mendVariable" && [finding.fix.variable, finding.fix.header], [
      "token",
      undefined,
    ]);
    const [other] = (await findings(text.replace("auth: {{", "Authorization: {{"))).found;
    assert.deepEqual(other?.fix?.kind === "mendVariable" && [other.fix.variable, other.fix.header?.text], [
      "token",
      "auth: {{token}}",
    ]);
  });

  it("is that there are two headers with a token, of which the last is judged", async () => {
    const text = `${POST}auth: ${signed(claims({ exp: NOW - 1 }))}\nContent-Type: application/json\nAuth: ${signed()}\n\n{}\n`;
    const { found, verdict } = await findings(text);
    assert.deepEqual(
      found.map(({ code, severity }) => [code, severity]),
      [["repeated-header", "warning"]],
    );
    assert.match(found[0]?.message.template ?? "", /httpYac.*REST Client/);
    assert.equal(verdict.decidedBy, undefined);
    assert.deepEqual(
      verdict.checks.filter(({ id }) => id === "header").map(({ outcome, reason }) => [outcome, reason]),
      [["unknown", "header-repeated"]],
    );
    assert.equal(await fixed(text), text.replace(/auth: .*\n/, ""));
  });

  it("is that there are two of them where one is empty, which is the one to remove", async () => {
    const token = signed();
    for (const headers of [`auth: ${token}\nauth:\n`, `auth:\nauth: ${token}\n`]) {
      const text = `${POST}${headers}\n{}\n`;
      assert.deepEqual(await codes(text), [["repeated-header", "warning", "auth:"]]);
      assert.equal(await fixed(text), `${POST}auth: ${token}\n\n{}\n`);
    }
  });

  it("is nothing of a token that is put together from variables", async () => {
    for (const value of ["{{head}}.{{payload}}.{{signature}}", "{{first}}{{second}}"])
      assert.deepEqual(await codes(`${POST}auth: ${value}\n\n{}\n`), [], value);
  });

  it("takes both quotes and “Bearer” away at once", async () => {
    const token = signed();
    assert.equal(await fixed(`${POST}auth: "Bearer ${token}"\n\n{}\n`), `${POST}auth: ${token}\n\n{}\n`);
  });

  it("is a blank line that is missing, which the fix writes with the line breaks of the file", async () => {
    const text = `${POST.trimEnd()} HTTP/1.1 \n{"a":1}\n`.replaceAll("\n", "\r\n");
    assert.equal(await fixed(text), text.replace('{"a"', '\r\n{"a"'));
  });

  it("is that REST Client takes a line right under the headers for a header, not for the body", async () => {
    for (const line of ["?? status == 200", "@x = 1", "> {% client.log(1) %}"]) {
      const under = (await findings(`${POST}auth: ${signed()}\n${line}\n`)).found;
      assert.deepEqual(
        under.map(({ code }) => code),
        ["clients-differ"],
        line,
      );
      assert.match(under[0]?.message.template ?? "", /REST Client takes it for a header/);
      const below = (await findings(`${POST}auth: ${signed()}\n\n${line}\n`)).found;
      assert.match(below[0]?.message.template ?? "", /part of the body/);
    }
  });

  it("is that a blank line is missing, with a fix that inserts it", async () => {
    for (const lineBreak of ["\n", "\r\n"]) {
      const text = `${POST}auth: ${signed()}\n{"a":1}\n`.replaceAll("\n", lineBreak);
      assert.deepEqual(await codes(text), [["no-blank-line", "warning", '{"a":1}']]);
      assert.equal(await fixed(text), text.replace('{"a"', `${lineBreak}{"a"`));
      assert.deepEqual(await codes(await fixed(text)), []);
    }
    const text = `${POST}auth ${signed()}\n\n{}\n`;
    const [finding] = (await findings(text)).found;
    assert.deepEqual(
      [finding?.code, finding?.fix],
      ["no-blank-line", undefined],
      "a header without a colon is mended by no blank line",
    );
  });

  for (const [what, body, line] of [
    ["a variable behind the body", '{"a":1}\n\n@x = 1\n', "@x = 1"],
    ["a script that handles the answer", "{}\n> {% client.log(1) %}\n", "> {% client.log(1) %}"],
    ["a script of httpYac's", "{}\n{{\n1\n}}\n", "{{"],
    ["an assertion", "{}\n?? status == 200\n", "?? status == 200"],
    ["a reference to an answer", "{}\n<> old.json\n", "<> old.json"],
  ] as const) {
    it(`is that the clients differ about ${what}, by both names`, async () => {
      const text = `${POST}auth: ${signed()}\n\n${body}`;
      assert.deepEqual(await codes(text), [["clients-differ", "information", line]]);
      assert.match((await findings(text)).found[0]?.message.template ?? "", /httpYac.*REST Client/);
    });
  }

  it("is nothing of comments", async () => {
    assert.deepEqual(await codes(`${POST}# one\nauth: ${signed()}\n// two\n\n{\n// three\n"a":1\n}\n# four\n`), []);
  });
});
