import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../scripts/paths.mjs";
import { endpoints, endpointsOfScope } from "../../../src/domain/scopes/catalogue";
import { ASKED_FOR } from "../../../src/domain/scopes/askedFor";
import { scopesWithoutEndpoint } from "../../../src/domain/scopes/scopesWithoutEndpoint";
import { searchFor } from "../../../src/domain/scopes/typedSearch";
import { seekEndpoints, soughtIn } from "../../../src/domain/scopes/seekEndpoints";
import { calmTime, cpuTime } from "../../cpuTime";
import { SPELLINGS } from "./spellings";

const BOT = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";

/** How it was found, and the ids, the best first. */
function found(typed: string): [string | undefined, ...string[]] {
  const sought = seekEndpoints(typed);
  return [sought?.by, ...(sought?.found ?? []).map(({ endpoint }) => endpoint.id)];
}

describe("Seeking endpoints", () => {
  const CALL: readonly [string, ...string[]][] = [
    [`https://bots.kore.ai/api/public/bot/${BOT}/export?x=1`, "bot-export"],
    [`POST {{host}}/api/public/bot/{{botId}}/export HTTP/1.1`, "bot-export"],
    [
      `curl -H 'Referer: https://a.example/b' 'https://h/api/public/bot/${BOT}/getSessions' -d '{}'`,
      "sessions-history",
    ],
    [
      `https://h/api/public/bot/${BOT}/conversations/delete`,
      "delete-conversations",
      "delete-conversations-of-channel-user",
    ],
    [`PUT https://h/agentassist/api/v1/public/${BOT}/campaign/7`, "update-sms-campaign", "update-voice-campaign"],
  ];
  for (const [typed, ...ids] of CALL)
    it(`says which endpoints this is: ${typed}`, () => assert.deepEqual(found(typed), ["call", ...ids]));

  it("finds each endpoint of the pages by its URL, its request line and a curl command, with all that share them", () => {
    const table = readFileSync(join(ROOT, "test/unit/scopes/platformEndpoints.tsv"), "utf8")
      .trim()
      .split("\n")
      .slice(1);
    let count = 0;
    for (const line of table) {
      const [, method = "", template = "-"] = line.split("\t");
      if (template === "-") continue;
      count++;
      const path = template
        .replace(/\{version\}/gi, "1.1")
        .replace(/\{[^}]*\}/g, (name) => (/bot|stream/i.test(name) ? BOT : "A1b2"));
      for (const [typed, isOfMethod] of [
        [`https://bots.kore.ai${path}?limit=1`, false],
        [`${method} {{host}}${path}?limit=1 HTTP/1.1`, true],
        [`curl --location --request ${method} 'https://bots.kore.ai${path}' --header 'auth: x'`, true],
      ] as const) {
        const { by, found: list = [] } = seekEndpoints(typed) ?? {};
        const [first] = list.filter(({ endpoint }) => endpoint.method === method);
        assert.ok(by === "call" && first, `${line}: ${typed}`);
        const alike = endpoints().filter((one) => one.method === method && one.path === first.endpoint.path);
        assert.deepEqual(
          alike.filter((one) => !list.some(({ endpoint }) => endpoint === one)),
          [],
          typed,
        );
        if (isOfMethod)
          assert.ok(
            list.every(({ endpoint }) => endpoint.method === method),
            typed,
          );
      }
    }
    assert.equal(count, 336);
  });

  it("tells by the query what has method and path in common, and lists all where it doesn't", () => {
    const url = `POST https://h/campaign/api/v1/public/${BOT}/campaign/7`;
    const [startSms, stopSms, startVoice, stopVoice] = [
      "start-sms-campaign",
      "stop-sms-campaign",
      "start-voice-campaign",
      "stop-voice-campaign",
    ];
    assert.deepEqual(found(url).slice(1), [startSms, stopSms, startVoice, stopVoice]);
    assert.deepEqual(found(`${url}?campaignType=voice`).slice(1), [startVoice, stopVoice]);
    assert.deepEqual(found(`${url}?trigger=stop&campaignType=sms`).slice(1), [stopSms]);
    assert.deepEqual(found(`${url}?trigger=stop&campaignType={{type}}`).slice(1), [stopSms, stopVoice]);
  });

  it("finds an endpoint by the address of its page", () => {
    for (const end of ["", "/", ".md", "#request"])
      assert.deepEqual(found(`https://docs.kore.ai/ai-for-service/apis/automation/bot-export${end}`), [
        "page",
        "bot-export",
      ]);
  });

  it("says which have the path where the method is another, and what is near with that method", () => {
    assert.deepEqual(found(`GET https://h/api/public/bot/${BOT}/getSessions`), ["otherMethod", "sessions-history"]);
    assert.deepEqual(found(`PATCH /api/public/bot/${BOT}/export`), ["otherMethod", "bot-export"]);
    assert.deepEqual(found("POST /api/public/bot/x/testsuite/y/runn"), [
      "otherMethod",
      "delete-batch-test-suite-execution",
      "batch-test-execution",
    ]);
  });

  it("begins with the nearest where the path is none", () => {
    for (const typed of [`https://h/api/public/bot/${BOT}/exprot`, `GET /api/public/bot/${BOT}/exprot`])
      assert.deepEqual(found(typed).slice(0, 2), ["near", "bot-export"], typed);
    assert.deepEqual(found(`POST /public/bot/${BOT}/getSession`).slice(0, 2), ["near", "sessions-history"]);
  });

  const SLASHES: readonly [string, ...string[]][] = [
    ["https://platform.kore.ai/api%2Fpublic%2Fbots", "near", "get-bots"],
    ["GET https://platform.kore.ai/api%252fpublic%252Fbots?x=1", "near", "get-bots"],
    [`https://h/api/public%2Fbot/${BOT}/exprot`, "near", "bot-export"],
    ["//platform.kore.ai/api/public/bots", "call", "get-bots"],
    ["https://h//api//public///bots?x=a//b", "call", "get-bots"],
    [`GET //api/public/bot//${BOT}/getSessions`, "otherMethod", "sessions-history"],
    [`POST /campaign/api/v2/public/${BOT}/campaign//trigger/7`, "call", "stop-sms-campaign-v2"],
  ];
  for (const [typed, ...by] of SLASHES)
    it(`takes doubled and encoded slashes for one: ${typed}`, () => assert.deepEqual(found(typed).slice(0, 2), by));

  it("reads a call in the same way for a search of scopes", () => {
    for (const [typed, , id = ""] of [
      ...SLASHES,
      [`please delete {{host}}/api/public/bot/${BOT}/exprot`, "", "bot-export"],
    ])
      assert.ok(searchFor(typed ?? "")?.exact.has(id) || typed?.startsWith("GET //"), typed);
    assert.deepEqual(
      [...(searchFor(`https://h/api/public/bot/${BOT}/conversations/delete`)?.exact ?? [])],
      ["delete-conversations", "delete-conversations-of-channel-user"],
    );
  });

  it("answers a guessed URL by the words of its path", () => {
    const [by, ...ids] = found(`https://bots.kore.ai/api/public/bot/${BOT}/callRecordings`);
    assert.equal(by, "words");
    assert.deepEqual(ids.slice(0, 2), ["fetch-call-recording", "fetch-call-recording-v2"]);
  });

  it("finds by name, a part of a path, scope, notes and method", () => {
    assert.equal(found("export bot")[1], "bot-export");
    assert.equal(found("/getSessions")[1], "sessions-history");
    assert.equal(found("bot/{botId}/getSessions")[1], "sessions-history");
    assert.ok(found("chat history").includes("conversation-history-v2"));
    assert.ok(found("delete recording").slice(0, 3).includes("delete-call-recording"));
  });

  it("finds what is asked for in a whole sentence as by its words alone", () => {
    const alone = found("transcripts of a call");
    assert.equal(alone[0], "words");
    for (const asking of ["I need the", "Give me the", "show me", "Find me", "how do I find"])
      assert.deepEqual(found(`${asking} transcripts of a call`), alone, asking);
    assert.ok(alone.slice(1, 3).includes("conversation-details-and-summary"), alone.join());
    assert.equal(found("find intent")[1], "find-intent");
    assert.equal(found("find")[1], "find-intent", "alone it counts");
  });

  const TRANSCRIPTS = ["conversation-details-and-summary", "conversation-history-v2"];
  const DIALOUT = ["outbound-calling-vg", "outbound-calling-vg-v2"];
  /** What comes first for each: all of these among the first three. */
  const ASKED: readonly (readonly [typed: string, ids: readonly string[]])[] = [
    ["I need the transcripts of a call", TRANSCRIPTS],
    ["transcripts of a call", TRANSCRIPTS],
    ["call transcript", TRANSCRIPTS],
    ["call transcripts", TRANSCRIPTS],
    ["get transcripts", TRANSCRIPTS],
    ["read a transcript", TRANSCRIPTS],
    ["fetch the transcript", TRANSCRIPTS],
    ["see transcripts of a conversation", TRANSCRIPTS],
    ["chat history", ["conversation-history-v2"]],
    ["retrain the model", ["ml-utterance-train"]],
    ["csat", ["fetch-feedback-response", "save-feedback-response"]],
    ["NPS survey", ["fetch-feedback-response"]],
    ["tickets", ["get-cases", "create-a-case"]],
    ["create a ticket", ["create-a-case"]],
    ["whatsapp", ["proactive-notification", "enable-channel"]],
    ["send a message", ["proactive-notification", "send-outbound-sms"]],
    ["who logged in", ["get-user-information", "get-admin-console-audit-logs"]],
    ["last login", ["get-user-information"]],
    ["call a customer", DIALOUT],
    ["call a phone number", DIALOUT],
    ["phone", DIALOUT],
    ["dial", DIALOUT],
    ["list users", ["get-user-information"]],
    ["users", ["create-users", "update-user", "delete-users"]],
    ["list bots", ["get-bots"]],
    ["queue", ["queue-size"]],
    ["delete user data", ["delete-customer-data"]],
    ["export a bot", ["bot-export", "bot-export-status"]],
    ["publish", ["publish-bot", "bot-publish-status"]],
    ["kpi", ["get-analytics"]],
    ["agent_integrations:read", ["agent-transfer-integration-enable"]],
  ];
  for (const [typed, ids] of ASKED) {
    it(`has first what is asked for: ${typed}`, () => {
      const [by, ...list] = found(typed);
      assert.equal(by, "words");
      assert.deepEqual(
        ids.filter((id) => !list.slice(0, 3).includes(id)),
        [],
        list.slice(0, 5).join(),
      );
    });
  }

  it("keeps what only has a word inside of its name behind what is asked for, and finds few where few are meant", () => {
    for (const typed of ["transcripts of a call", "call transcripts", "transcript"]) {
      const list = found(typed);
      for (const id of TRANSCRIPTS) assert.ok(list.indexOf(id) < list.indexOf("control-transcription"), typed);
    }
    assert.ok(!found("read a transcript").slice(0, 5).includes("agent-transfer-channel-mappings-read"));
    assert.ok(!found("who logged in").slice(0, 10).includes("ingest-data"));
    assert.ok(found("kpi").length < 6, found("kpi").join());
  });

  it("finds by the limits of a page, after all else", () => {
    const limited = endpoints()
      .filter(({ limits }) => limits?.includes("salutation"))
      .map(({ id }) => id);
    assert.ok(limited.length > 0);
    const list = found("salutation");
    assert.deepEqual(
      limited.filter((id) => !list.includes(id)),
      [],
    );
  });

  it("asks for endpoints that there are", () => {
    const ids = new Set(endpoints().map(({ id }) => id));
    assert.deepEqual(
      Object.keys(ASKED_FOR).filter((id) => !ids.has(id)),
      [],
    );
  });

  it("names the scope that is meant and leads to no endpoint", () => {
    for (const typed of ["Update FAQs", "update faq", "updating FAQs", "update FAQ responses", "FAQ status"])
      assert.deepEqual(scopesWithoutEndpoint(typed), ["Update FAQs"], typed);
    assert.deepEqual(scopesWithoutEndpoint("processflow"), ["Processflow"]);
    for (const typed of ["faq", "train faq", "bot export", "process", "a", "", "transcripts of a call"])
      assert.deepEqual(scopesWithoutEndpoint(typed), [], typed);
  });

  for (const [typed, scope] of SPELLINGS)
    it(`finds what a scope opens by a spelling of it: ${typed}`, () => {
      const [, ...ids] = found(typed);
      assert.deepEqual(
        endpointsOfScope(scope).flatMap(({ id }) => (ids.includes(id) ? [] : [id])),
        [],
      );
    });

  it("finds what people call otherwise than the platform, beside and before what has their words by chance", () => {
    for (const [typed, id] of [
      ["transcripts of a call", "conversation-history-v2"],
      ["I need the transcripts of a call", "conversation-history-v2"],
      ["We would like to have the call transcripts, please", "conversation-history-v2"],
      ["transcripts", "conversation-history-v2"],
      ["chat transcripts", "conversation-history-v2"],
      ["call summary", "conversation-details-and-summary"],
      ["I would like to download the bot", "bot-export"],
      ["remove a member", "delete-users"],
    ] as const)
      assert.deepEqual(found(typed).slice(0, 2), ["words", id], typed);
    assert.ok(found("I need the transcripts of a call").includes("conversation-details-and-summary"));
  });

  it("begins with what has the words themselves", () => {
    for (const [typed, id] of [
      ["control transcription", "control-transcription"],
      ["recording of a call", "fetch-call-recording"],
      ["answer insights", "answer-insights"],
    ] as const)
      assert.equal(found(typed)[1], id, typed);
  });

  it("finds what has some of the words where none has all", () => {
    const [by, ...ids] = found("please give me the recordings of xyzzy");
    assert.equal(by, "someWords");
    assert.ok(ids.includes("fetch-call-recording"), ids.join());
    assert.deepEqual(found("xyzzy plugh"), ["someWords"]);
    assert.deepEqual([seekEndpoints(""), seekEndpoints(" \n")], [undefined, undefined]);
  });

  it("takes some milliseconds at most, whatever is typed", () => {
    const typed = [
      "export",
      "please give me the recordings of xyzzy",
      `https://h/api/public/bot/${BOT}/exprot/of/some/thing`,
      "lorem ipsum dolor sit amet ".repeat(10_000),
      "/a".repeat(100_000),
      "/api/public/bot/x ".repeat(10_000),
      "https://docs.kore.ai/ai-for-service/apis/automation/bot-export",
    ];
    for (const text of typed) {
      const seek = (): void => {
        for (let round = 0; round < 10; round++) seekEndpoints(text);
      };
      const time = calmTime(() => cpuTime(seek) / 10, 30);
      assert.ok(time <= 30, `${time} ms for ${text.slice(0, 30)}`);
    }
  });
});

const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.c2lnbmF0dXJl";

describe("What an editor's text gives to look for", () => {
  for (const [text, sought] of [
    [`  POST https://h/api/public/bot/${BOT}/export?token=x#y HTTP/1.1\nauth: x`, `POST /api/public/bot/${BOT}/export`],
    [`curl -H 'auth: eyJhbGciOiJIUzI1NiJ9' https://h/a/b?c`, "GET /a/b"],
    [`https://h/api/public/bot/${BOT}/exprot?x`, `/api/public/bot/${BOT}/exprot`],
    [
      `POST https://h/campaign/api/v1/public/${BOT}/campaign/7?token=x&campaignType=voice&b=c`,
      `POST /campaign/api/v1/public/${BOT}/campaign/7?campaignType=voice`,
    ],
    [`//platform.kore.ai/api/public/bot/${TOKEN}/getSessions`, "/api/public/bot/…/getSessions"],
    [`POST /api/public/bot/${TOKEN.slice(0, 30)}/exprot`, "POST /api/public/bot/…/exprot"],
    ["GET /a/9fK2sLq8Zx1Vb7Nm4Qw6/sT8kLqWzXvBnMpQrYcDd/b", "GET /a/…/…/b"],
    ["GET /a/0123456789abcdef0123456789abcdef/c", "GET /a/…/c"],
    [
      "/api/1.1/{version}/:botId/{{bot id}}/5f8f6c2e9b1e8a0012345678/cs-0b8525f8-6dd3-54a7-9c7b-1a2b3c4d5e6f/getMsgsV2",
      "/api/1.1/{version}/:botId/{{bot id}}/5f8f6c2e9b1e8a0012345678/cs-0b8525f8-6dd3-54a7-9c7b-1a2b3c4d5e6f/getMsgsV2",
    ],
    [
      `POST https://h/campaign/api/v1/public/${BOT}/campaign/7?campaignType=${TOKEN}`,
      `POST /campaign/api/v1/public/${BOT}/campaign/7`,
    ],
    ["export bot", "export bot"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.c2lnbmF0dXJl", ""],
    ["xyzzy plugh", ""],
    ["export bot\nexport bot", ""],
    ["", ""],
  ] as const)
    it(`is ${JSON.stringify(sought)} of ${JSON.stringify(text)}`, () => assert.equal(soughtIn(text), sought));

  it("keeps a host that is to be shown, without what stands before it", () => {
    const path = `/api/public/bot/${BOT}/export`;
    const isOther = (authority: string): boolean => authority.startsWith("evil.");
    for (const [text, sought] of [
      [`GET https://user:password@evil.example:8443${path}?x=1`, `GET https://evil.example:8443${path}`],
      [`POST https://platform.kore.ai${path}`, `POST ${path}`],
      [`POST {{host}}${path}`, `POST ${path}`],
    ] as const)
      assert.equal(soughtIn(text, isOther), sought);
    assert.equal(soughtIn(soughtIn(`https://evil.example${path}`, isOther), isOther), `https://evil.example${path}`);
  });
});
