import { strict as assert } from "node:assert";
import { foundCall, rankOfTarget, targetById } from "../../../src/domain/requests/write/requestTargets";
import { type Endpoint, endpoints, scopesForLevel } from "../../../src/domain/scopes/catalogue";
import { endpointLine, rankOfEndpoint, matchingScopes } from "../../../src/domain/scopes/search";
import { calmTime, cpuTime } from "../../cpuTime";
import { foundBy, searchFor, type Search } from "../../../src/domain/scopes/typedSearch";
import { SPELLINGS } from "./spellings";

const BOT = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";

/** The scopes of apps of the XO Platform that are found, the best first, each with its endpoints. */
function scopes(typed: string, level: "xo" | "admin" = "xo"): [string, string[]][] {
  const search = searchFor(typed);
  assert.ok(search, typed);
  return [...matchingScopes(search, scopesForLevel(level))]
    .sort((a, b) => a.rank - b.rank)
    .map(({ scope, endpoints: matched }) => [scope.name, matched.map(endpointLine)]);
}
const names = (typed: string, level?: "xo" | "admin"): string[] => scopes(typed, level).map(([name]) => name);
const calls = (typed: string): string[] =>
  searchEndpoints(searchFor(typed) ?? assert.fail(), endpoints()).map(({ method, path }) => `${method} ${path}`);

describe("Searching scopes", () => {
  it("finds not the one that a page names for what the platform calls", () => {
    assert.ok(!names("pre-call contact fetch").includes("Configuration"));
    assert.ok(names("configuration").includes("Configuration"));
    assert.deepEqual(
      searchEndpoints(searchFor("pre-call contact fetch") ?? assert.fail(), endpoints()).map(({ id }) => id),
      ["pre-call-contact-fetch"],
    );
  });

  const SESSIONS = ["Sessions History · POST /api/public/bot/{botId}/getSessions"];
  for (const typed of [
    "getSessions",
    "getsessions",
    "/getSessions",
    "POST /getSessions",
    "bot/{botId}/getSessions",
    "/api/public/bot/:botId/getSessions",
    `/api/public/bot/${BOT}/getSessions`,
    `https://host/api/public/bot/${BOT}/getSessions?x=1`,
    `  https://bots.kore.ai:443/api/public/bot/${BOT}/getSessions#a `,
    `{{host}}/api/public/bot/{{botId}}/getSessions`,
    `bots.kore.ai/api/public/bot/${BOT}/getSessions`,
    `curl -X POST 'https://host/api/public/bot/${BOT}/getSessions' -H 'auth: x'`,
    `https://host/api/public/bot/${BOT}/getSessionz`,
    `/api/public/stream/${BOT}/getSessions`,
  ]) {
    it(`finds the scope by its endpoint, and says which: ${typed}`, () => {
      const [first] = scopes(typed);
      assert.deepEqual(first, ["Bot Sessions", SESSIONS]);
    });
  }

  it("finds nothing else by a whole path", () => {
    assert.deepEqual(names(`https://host/api/public/bot/${BOT}/getSessions?x=1`), ["Bot Sessions"]);
    assert.deepEqual(names(`POST https://host/api/public/bot/${BOT}/export`), ["Bot Export"]);
  });

  it("finds by words in any order, of names and descriptions", () => {
    for (const typed of ["export bot", "bot export", "Export  BOT", "bot-export", "botexport", "expört bot"])
      assert.equal(names(typed)[0], "Bot Export", typed);
    assert.ok(names("transcripts retrieve").includes("Chat History"));
    assert.ok(names("sessions").includes("Bot Sessions"));
    assert.ok(names("/getMessages").includes("Chat History"));
    assert.ok(names("users manage", "admin").length > 0);
  });

  it("finds by joined words, with capitals or without", () => {
    for (const typed of [
      "exportBot",
      "ExportBot",
      "exportbot",
      "botExport",
      "exportTheBot",
      "/exportBot",
      `https://host/api/public/bot/${BOT}/exportBot`,
    ])
      assert.equal(names(typed)[0], "Bot Export", typed);
    for (const typed of ["getusers", "getUsers", "usersGet"])
      assert.deepEqual(scopes(typed, "admin")[0]?.[1][0], "Get User Information · POST /api/public/usersInfo", typed);
    for (const typed of ["deleteUser", "deletingUsers", "userdelete"])
      assert.ok(names(typed, "admin").includes("User Management"), typed);
    for (const typed of ["LLMUsage", "usageLLM", "llmusagelogs"])
      assert.equal(names(typed)[0], "Gen AI and LLM Usage Logs", typed);
    assert.equal(names("FAQtrain")[0], "Train FAQ");
  });

  it("finds by words in any inflection", () => {
    for (const typed of ["exporting bots", "exported bot", "bots exports", "exporting the bot"])
      assert.equal(names(typed)[0], "Bot Export", typed);
    for (const typed of ["publishing bots", "publishes a bot"])
      assert.equal(names(typed, "admin")[0], "Publish", typed);
    for (const typed of ["deleting users", "deletion of users"])
      assert.ok(names(typed, "admin").slice(0, 2).includes("User Management"), typed);
    assert.equal(names("users manage", "admin")[0], "User Management");
    assert.equal(names("queries datasheets").length, 0);
  });

  it("finds what people call otherwise than the platform, where nothing is called so", () => {
    for (const typed of ["upload faq", "faq upload", "uploading FAQs", "faqUpload"])
      assert.deepEqual(names(typed), ["Manage Knowledge Graph"], typed);
    assert.equal(names("kpi")[0], "Metrics");
    assert.equal(names("KPIs")[0], "Metrics");
    assert.ok(names("transcript").includes("Chat History"));
    assert.equal(names("transcripts", "admin")[0], "Chat History");
    assert.deepEqual(names("recording").slice(0, 2), [
      "Agent AI Transcription and Call Recording",
      "SmartAssist Recordings",
    ]);
    assert.deepEqual(names("nlp"), ["NLP Configurations"]);
    assert.equal(names("intent")[0], "Intent and Entity Detection");
    assert.equal(names("users delete", "admin")[0], "Delete Users Data");
    assert.equal(names("remove user", "admin")[0], "User Management");
    assert.equal(names("download bot")[0], "Bot Export");
    // What the catalogue has under the typed word itself is not mixed with what it has under another.
    const added = searchEndpoints(searchFor("add") ?? assert.fail(), endpoints()).map(({ api }) => api);
    assert.ok(added.includes("Add Questions from Extraction") && !added.includes("Create Users"));
  });

  it("ignores words that only join others, and puts first what has few other words", () => {
    for (const typed of ["export a bot", "how do I export my bot", "export bot"]) {
      assert.deepEqual(
        scopes(typed)[0],
        [
          "Bot Export",
          [
            "Bot Export · POST /api/public/bot/{botId}/export",
            "Bot Export Status · GET /api/public/bot/{botId}/export/status",
          ],
        ],
        typed,
      );
    }
    assert.ok(names("a").length > 0, "the first letter of something");
    assert.ok(names("of").length > 0);
  });

  for (const [typed, scope] of SPELLINGS)
    it(`finds a scope by another spelling of it: ${typed}`, () => {
      const found = matchingScopes(searchFor(typed) ?? assert.fail(), scopesForLevel("xo"));
      assert.ok(found.some(({ scope: { id } }) => id === scope));
    });

  it("finds what is misspelled, where nothing else is found", () => {
    for (const typed of [
      "getSessionz",
      "/getSessionz",
      "getSesions",
      "get-sessionz",
      "gteSessions",
      "SESSIOSN history",
    ])
      assert.equal(names(typed)[0], "Bot Sessions", typed);
    for (const typed of ["expotr bot", "exprt bot", "exportt bots"]) assert.equal(names(typed)[0], "Bot Export", typed);
    assert.equal(names("conversation histroy", "admin")[0], "Chat History");
    assert.deepEqual(names("utterence imports"), ["Utterances Import"]);
    assert.ok(names("getuserz", "admin").includes("User Management"));
    // What is spelled right isn't taken for anything else.
    assert.deepEqual(scopes("getSessions"), [["Bot Sessions", SESSIONS]]);
    assert.deepEqual(scopes("/getMessagesV2").length, 1);
  });

  it("takes two milliseconds for a keystroke over all scopes of a level, however much it has to try", () => {
    const typed = [
      "g",
      "exportBot",
      "exporting bots",
      "getusers",
      "getSessionz",
      "getusersqwertz",
      "how do I exprt my bto",
      "a".repeat(40),
      "getuserssessionsexportqwertzbotstatus",
      "exprot botz sttus mesage utterence conversatoin histroy analytcs",
    ];
    for (const level of ["xo", "admin"] as const) {
      for (const text of typed) {
        const look = (): void => {
          for (let round = 0; round < 50; round++)
            matchingScopes(searchFor(text) ?? assert.fail(), scopesForLevel(level));
        };
        const time = calmTime(() => cpuTime(look) / 50, 2);
        assert.ok(time <= 2, `${time} ms for ${text} in ${level}`);
      }
    }
  });

  it("finds by a word of the scope and one of its endpoint together", () => {
    const [first] = scopes("chat lightweight");
    assert.deepEqual(
      [first?.[0], first?.[1][0]],
      ["Chat History", "Conversation History - Lightweight · POST /api/public/bot/{botId}/messages-lite"],
    );
  });

  it("shows the endpoint that fits best first", () => {
    const [, shown = []] = scopes("getMessagesV2")[0] ?? [];
    assert.deepEqual(shown, [
      "Conversation History v2 · POST /api/public/bot/{botId}/getMessagesV2",
      "Conversation History v2 (GET) · GET /api/public/bot/{botId}/getMessagesV2",
    ]);
    const [, several = []] = scopes("getMessages").find(([name]) => name === "Chat History") ?? [];
    assert.ok(several.length >= 3);
    assert.ok(several.every((line) => /getMessages/.test(line)));
  });

  it("finds nothing by what is nowhere", () => {
    for (const typed of [
      "qwertz",
      "getSessions qwertz",
      "https://host/v1/pets",
      "/qwertz/getSessions/",
      "///",
      "?",
      "{}",
      "\u0000",
      "export qwertz bot",
    ])
      assert.deepEqual(names(typed), [], typed);
    assert.deepEqual([searchFor(""), searchFor("  \t")], [undefined, undefined]);
  });
});

describe("Searching endpoints", () => {
  it("finds by path, words and scope", () => {
    assert.deepEqual(calls(`https://host/api/public/bot/${BOT}/getSessions`), [
      "POST /api/public/bot/{botId}/getSessions",
    ]);
    assert.deepEqual(calls(`GET /api/public/bot/${BOT}/faqs/train/status`), [
      "GET /api/public/bot/{botId}/faqs/train/status",
    ]);
    assert.equal(calls("faq train")[0], "POST /api/public/bot/{botId}/faqs/train");
    assert.ok(calls("train faq status").includes("GET /api/public/bot/{botId}/faqs/train/status"));
    assert.ok(calls("chat history").includes("POST /api/public/bot/{botId}/messages-lite"), "by the scope's name");
    assert.ok(calls("tables/{tableName}/query").includes("POST /api/public/tables/{tableName}/query"));
  });

  it("names the scope where that alone found it", () => {
    const lite =
      endpoints().find(({ path, method }) => path?.endsWith("messages-lite") && method === "POST") ?? assert.fail();
    const found = (typed: string) => foundCall(searchFor(typed) ?? assert.fail(), targetById(lite.id));
    assert.equal(found("chat history"), "POST /api/public/bot/{botId}/messages-lite · Chat History");
    assert.equal(found("lightweight"), "POST /api/public/bot/{botId}/messages-lite");
    assert.equal(found("transcripts"), "POST /api/public/bot/{botId}/messages-lite · Chat History", "what it is for");
    assert.equal(found("chat lightweight"), "POST /api/public/bot/{botId}/messages-lite · Chat History");
    const crawl = targetById("initiate-a-web-crawl");
    assert.match(foundCall(searchFor("ingest data") ?? assert.fail(), crawl), / · Data Ingestion$/, "by an alias");
  });

  it("finds the doors beside the catalogue, too", () => {
    const found = (typed: string, id: string) =>
      rankOfTarget(searchFor(typed) ?? assert.fail(), targetById(id)) !== undefined;
    for (const typed of ["webhook", "channel webhook", `https://host/chatbot/v2/webhook/${BOT}`, "/webhook"])
      assert.ok(found(typed, "webhook-channel"), typed);
    for (const typed of ["jwtgrant", "grant jwt", "https://host/api/1.1/oAuth/token/jwtgrant", "oauth/token"])
      assert.ok(found(typed, "jwt-grant"), typed);
    for (const typed of ["getSessions", "/api/public/bots", "qwertz"])
      for (const id of ["webhook-channel", "jwt-grant"]) assert.ok(!found(typed, id), typed);
  });

  it("finds every endpoint by its own path, its name, and its name backwards", () => {
    for (const endpoint of endpoints()) {
      const search = (typed: string) =>
        searchEndpoints(searchFor(typed) ?? assert.fail(), endpoints()).map(({ id }) => id);
      assert.ok(search(endpoint.api).includes(endpoint.id), endpoint.api);
      assert.ok(search(endpoint.api.split(/\s+/).reverse().join(" ")).includes(endpoint.id), endpoint.api);
      if (endpoint.path !== undefined)
        assert.ok(
          search(`https://host${endpoint.path.replaceAll("{botId}", BOT)}`).includes(endpoint.id),
          endpoint.path,
        );
    }
  });

  it("takes few milliseconds for a keystroke over 300 endpoints, whatever is typed", () => {
    const list = [...endpoints(), ...endpoints()].slice(0, 300);
    const typed = [
      "g",
      "getSessions",
      "export bot",
      `https://host/api/public/bot/${BOT}/getSessionz?x=1`,
      "a ".repeat(50_000),
      "/".repeat(100_000),
      `/${"a/".repeat(50_000)}`,
      "é".repeat(100_000),
      `https://${"a".repeat(100_000)}`,
      `/api/public/${"getSessionz".repeat(1_000)}`,
      "{{".repeat(50_000),
      `${"a.".repeat(50_000)}/x`,
    ];
    for (const text of typed) {
      const look = (): void => {
        for (let round = 0; round < 20; round++) {
          const search = searchFor(text) ?? assert.fail();
          searchEndpoints(search, list);
          matchingScopes(search, scopesForLevel("xo"));
        }
      };
      const time = calmTime(() => cpuTime(look) / 20, 10);
      assert.ok(time <= 10, `${time} ms for ${text.slice(0, 30)}`);
    }
  });
});

/** The endpoints that fit, the best first. */
function searchEndpoints(search: Search, list: readonly Endpoint[]): Endpoint[] {
  const found = foundBy(search, (reading) =>
    list.flatMap((endpoint) => {
      const rank = rankOfEndpoint(reading, endpoint);
      return rank === undefined ? [] : [{ endpoint, rank }];
    }),
  );
  return [...found].sort((a, b) => a.rank - b.rank).map(({ endpoint }) => endpoint);
}
