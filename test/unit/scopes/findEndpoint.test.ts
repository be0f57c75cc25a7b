import { strict as assert } from "node:assert";
import fc from "fast-check";
import { callsOf, type Endpoint, endpoints, segmentsOfTemplate } from "../../../src/domain/scopes/catalogue";
import { type EndpointMatch, findEndpoint, MAX_PATH_LENGTH } from "../../../src/domain/scopes/findEndpoint";
import { cpuTime } from "../../cpuTime";
import { runs } from "../../sample";
import { comparedWithEvery } from "./everyTemplate";

const BOT = "st-e3fa7a00-84f3-54bd-b8f8-7b3f1b512345";

describe("findEndpoint", () => {
  it("finds every endpoint of the catalogue by its own call, exactly", () => {
    for (const endpoint of endpoints()) {
      if (!endpoint.method || !endpoint.path) continue;
      const params: Record<string, string> = {};
      const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => (params[name] = `value-of-${name}`));
      const query = new URLSearchParams(endpoint.onlyWith?.query).toString();
      const match = findEndpoint(endpoint.method, query === "" ? path : `${path}?${query}`);
      assert.ok(match.kind === "found", path);
      assert.deepEqual(match.deviations, [], path);
      const { others } = match;
      assert.ok([match.endpoint, ...others].includes(endpoint), path);
      if (others.length === 0) assert.deepEqual(match.params, params, path);
      for (const other of others) assert.ok(shapesOf(other).includes(shapeOf(endpoint)), `${other.id}: ${path}`);
    }
  });

  it("finds an endpoint by the other calls that Kore's pages give", () => {
    for (const endpoint of endpoints()) {
      for (const [method = "", path = ""] of endpoint.alsoAs.map((call) => call.split(" "))) {
        const match = findEndpoint(method, path);
        assert.ok(match.kind === "found" && match.deviations.length === 0, `${endpoint.id}: ${path}`);
        // Another endpoint may have that call for its own.
        const call = `${method} ${path.replace(/\{\w+\}/g, "{}")}`;
        if (endpoints().some((other) => shapeOf(other) === call)) assert.equal(shapeOf(match.endpoint), call);
        assert.ok([match.endpoint, ...match.others].includes(endpoint), `${endpoint.id}: ${match.endpoint.id}`);
      }
    }
    assert.deepEqual(described(findEndpoint("GET", `/api/public/bot/${BOT}/messages-lite`)), [
      "conversation-history-lightweight-get",
      [],
    ]);
  });

  it("tells endpoints of one method and path by the query, and names those that it doesn't tell apart", () => {
    const campaign = `/agentassist/api/v1/public/${BOT}/campaign/cp-1`;
    const found = (method: string, path: string): string[] => {
      const match = findEndpoint(method, path);
      return match.kind === "found" ? [match.endpoint, ...match.others].map(({ id }) => id) : [];
    };
    assert.deepEqual(found("PUT", `${campaign}?campaignType=voice`), ["update-voice-campaign"]);
    assert.deepEqual(found("PUT", `${campaign}?x=1&campaignType=SMS#y`), ["update-sms-campaign"]);
    for (const open of ["", "?campaignType={{type}}", "?campaignType=fax"])
      assert.deepEqual(found("PUT", `${campaign}${open}`), ["update-sms-campaign", "update-voice-campaign"], open);
    assert.deepEqual(found("POST", `/campaign/api/v1/public/${BOT}/campaign/cp-1?trigger=stop&campaignType=voice`), [
      "stop-voice-campaign",
    ]);
    assert.deepEqual(found("POST", `/campaign/api/v1/public/${BOT}/campaign/cp-1?trigger=stop`), [
      "stop-sms-campaign",
      "stop-voice-campaign",
    ]);
    assert.deepEqual(found("POST", `/api/1.1/public/bot/${BOT}/language/status`), [
      "enable-an-existing-language",
      "disable-an-existing-language",
    ]);
    assert.deepEqual(found("POST", `/api/public/bot/${BOT}/getSessions`), ["sessions-history"]);
  });

  it("ignores a query, a fragment, one slash at the end and the case of the method", () => {
    assert.deepEqual(described(findEndpoint("get", "/api/public/bots?offset=0&limit=50")), ["get-bots", []]);
    assert.deepEqual(described(findEndpoint("Post", `/api/public/bot/${BOT}/getSessions/?a=/b/..#x`)), [
      "sessions-history",
      [],
    ]);
  });

  it("takes /stream/ for /bot/ and says so", () => {
    const match = findEndpoint("POST", `/api/public/stream/${BOT}/testsuite/smoke/export`);
    assert.deepEqual(described(match), ["export-batch-test-suite", ["streamForBot"]]);
    assert.deepEqual(match.kind === "found" && match.params, { botId: BOT, testSuiteName: "smoke" });
  });

  it("takes /bot/ for /stream/ where the pages say /stream/", () => {
    assert.deepEqual(described(findEndpoint("POST", `/api/public/bot/${BOT}/advancedSearch`)), [
      "answer-generation-search-ai",
      ["botForStream"],
    ]);
    assert.deepEqual(described(findEndpoint("POST", `/api/public/stream/${BOT}/advancedSearch`)), [
      "answer-generation-search-ai",
      [],
    ]);
  });

  it("takes one version prefix for another and says so", () => {
    assert.deepEqual(described(findEndpoint("POST", `/api/1.1/public/bot/${BOT}/getLLMUsageLogs`)), [
      "llm-and-generative-ai-usage-logs",
      [],
    ]);
    assert.deepEqual(described(findEndpoint("POST", `/api/public/bot/${BOT}/getLLMUsageLogs`)), [
      "llm-and-generative-ai-usage-logs",
      ["version"],
    ]);
    assert.deepEqual(described(findEndpoint("POST", `/api/1.1/public/bot/${BOT}/getSessions`)), [
      "sessions-history",
      ["version"],
    ]);
    assert.deepEqual(described(findEndpoint("POST", `/api/1.1/rest/bot/${BOT}/findIntent`)), [
      "find-intent",
      ["version"],
    ]);
    assert.deepEqual(described(findEndpoint("POST", `/api/1.1/public/stream/${BOT}/getSessions`)), [
      "sessions-history",
      ["version", "streamForBot"],
    ]);
  });

  it("takes the version as it is in front of a bot ID, so that no other path is taken for debug logs", () => {
    assert.deepEqual(described(findEndpoint("GET", `/api/1.1/${BOT}/debuglogs`)), ["debug-logs", []]);
    assert.deepEqual(findEndpoint("GET", "/api/public/debuglogs"), { kind: "unknown" });
  });

  it("ignores the case of fixed segments and says so, never that of parameters", () => {
    const match = findEndpoint("POST", "/agentassist/api/public/analytics/account/6661E128d3203924648aaaaa/callVolume");
    assert.deepEqual(described(match), ["contact-volume", ["case"]]);
    assert.deepEqual(match.kind === "found" && match.params, { accountId: "6661E128d3203924648aaaaa" });
  });

  it("prefers fixed segments to parameters", () => {
    assert.deepEqual(described(findEndpoint("POST", "/api/public/bot/import")), ["import-bot-as-a-new-bot", []]);
    assert.deepEqual(described(findEndpoint("POST", `/api/public/bot/${BOT}/import`)), [
      "import-bot-into-an-existing-bot",
      [],
    ]);
    assert.deepEqual(described(findEndpoint("GET", "/api/public/bot/import/status/bir-1")), ["bot-import-status", []]);
    assert.deepEqual(described(findEndpoint("POST", `/api/public/bot/${BOT}/testsuite/import`)), [
      "import-batch-test-suite",
      [],
    ]);
  });

  it("takes a parameter where no fixed segment has the method", () => {
    const match = findEndpoint("DELETE", `/api/public/bot/${BOT}/testsuite/import`);
    assert.deepEqual(described(match), ["delete-batch-test-suite", []]);
    assert.deepEqual(match.kind === "found" && match.params["testSuiteName"], "import");
  });

  it("decodes parameters", () => {
    const match = findEndpoint("POST", "/api/public/tables/M%C3%BCller%20%2F%201/query");
    assert.deepEqual(match.kind === "found" && match.params, { tableName: "Müller / 1" });
  });

  it("names the allowed methods of a known path", () => {
    const match = findEndpoint("GET", "/api/public/users");
    assert.equal(match.kind, "wrongMethod");
    assert.deepEqual(match.kind === "wrongMethod" && match.allowed, ["POST", "PUT", "DELETE"]);
    assert.deepEqual(match.kind === "wrongMethod" && match.endpoints.map(({ id }) => id), [
      "create-users",
      "update-user",
      "delete-users",
    ]);
    assert.deepEqual(allowed(findEndpoint("PATCH", `/api/public/stream/${BOT}/getSessions`)), ["POST"]);
    assert.deepEqual(allowed(findEndpoint("GET", `/api/public/bot/${BOT}/getMessages?userId=x`)), undefined);
    assert.deepEqual(allowed(findEndpoint("PUT", `/api/public/bot/${BOT}/getMessages`)), ["GET", "POST"]);
    // What deletes comes last, however near its path is.
    assert.deepEqual(allowed(findEndpoint("PATCH", "/API/public/ssoconfig")), ["POST", "DELETE"]);
  });

  it("finds what a comparison with every template finds, however a path is spelled", () => {
    const templates = endpoints().flatMap((endpoint) => callsOf(endpoint).map(([, path]) => segmentsOfTemplate(path)));
    const fixed = [...new Set(templates.flat())].filter((segment) => !segment.startsWith("{"));
    const value = fc.constantFrom(BOT, "x-1", "import", "Bot", "{botId}");
    const changed: readonly ((segment: string, other: string) => string | string[])[] = [
      (segment) => segment.toUpperCase(),
      (segment) => ({ bot: "stream", stream: "bot" })[segment] ?? segment,
      (segment) => ({ bot: "Stream", stream: "BOT" })[segment] ?? segment,
      (_, other) => other,
      () => [],
      (segment) => [segment, "v1.1"],
      (segment) => (/^v?[\d.]+$/.test(segment) ? [] : segment),
    ];
    const change = fc.record({ at: fc.nat(11), how: fc.constantFrom(...changed), other: fc.constantFrom(...fixed) });
    fc.assert(
      fc.property(
        fc.constantFrom("GET", "POST", "PUT", "DELETE"),
        fc.constantFrom(...templates),
        fc.array(value, { minLength: 12, maxLength: 12 }),
        fc.array(change, { maxLength: 3 }),
        (method, template, values, changes) => {
          let segments = template.map((segment, index) => (segment.startsWith("{") ? (values[index] ?? "") : segment));
          for (const { at, how, other } of changes)
            segments = segments.flatMap((segment, index) => (index === at ? how(segment, other) : segment));
          const path = `/${segments.join("/")}`;
          const match = findEndpoint(method, path);
          const expected = comparedWithEvery(method, path);
          if (match.kind === "wrongMethod")
            assert.deepEqual([...match.allowed].sort(), [...expected.allowed].sort(), path);
          if (match.kind === "unknown") assert.deepEqual(expected, { ids: [], deviations: [], allowed: [] }, path);
          if (match.kind !== "found") return;
          assert.deepEqual(match.deviations, expected.deviations, path);
          const found = [match.endpoint, ...match.others].map(({ id }) => id);
          assert.ok(expected.ids.includes(match.endpoint.id), path);
          for (const id of found) assert.ok(expected.ids.includes(id), `${path}: ${id}`);
        },
      ),
      runs(1_000, { full: 30_000 }),
    );
  });

  const improper: Record<string, string> = {
    "an unknown path": "/api/public/nothing",
    "no path": "",
    "the root": "/",
    "a full URL": "https://platform.kore.ai/api/public/bots",
    "an empty segment": "/api//public/bots",
    "two slashes at the end": "/api/public/bots//",
    "a dot segment": "/api/public/x/../bots",
    "an encoded dot segment": "/api/public/tables/%2e%2E/query",
    "a single encoded dot": "/api/public/tables/%2e/query",
    "an encoded null": "/api/public/tables/a%00b/query",
    "an encoded line break": "/api/public/tables/a%0d%0ab/query",
    "broken percent-encoding": "/api/public/tables/%zz/query",
    "percent-encoding that is no UTF-8": "/api/public/tables/%ff/query",
    "a property of objects": "/__proto__/constructor",
    "too many segments": `/api${"/a".repeat(20)}`,
    "a path of 64 KB": `/api/public/tables/${"a".repeat(65_536)}/query`,
    "64 KB of slashes": "/".repeat(65_536),
    "64 KB of percent signs": `/${"%".repeat(65_535)}`,
  };
  for (const [name, path] of Object.entries(improper)) {
    it(`doesn't know ${name}`, () => assert.deepEqual(findEndpoint("GET", path), { kind: "unknown" }));
  }

  it("reads a path up to its stated limit", () => {
    const longest = `/api/public/tables/${"a".repeat(MAX_PATH_LENGTH - "/api/public/tables//query".length)}/query`;
    assert.equal(longest.length, MAX_PATH_LENGTH);
    assert.equal(findEndpoint("POST", longest).kind, "found");
    assert.equal(findEndpoint("POST", longest.replace("aa", "aaa")).kind, "unknown");
  });

  it("answers 1,000 hostile paths of 64 KB within a second of the processor", () => {
    const paths = [
      "/api/public/bot/" + "%2e%2e/".repeat(9_000),
      "/a".repeat(32_000),
      "/api/public/bots?" + "/..".repeat(20_000),
      "/" + "{botId}".repeat(9_000),
    ];
    const time = cpuTime(() => {
      for (let round = 0; round < 250; round++) for (const path of paths) findEndpoint("GET", path);
    });
    assert.ok(time < 1_000, `${time} ms`);
  });

  it("never throws, whatever the method and path", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "api",
        "public",
        "bot",
        "stream",
        "1.1",
        "..",
        "%2e",
        "%",
        "import",
        "tables",
        "{botId}",
        "query",
        "__proto__",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom("GET", "POST", "delete"), fc.string()),
        fc.array(part, { maxLength: 9 }),
        (method, parts) => {
          const match = findEndpoint(method, `/${parts.join("/")}`);
          assert.ok(["found", "wrongMethod", "unknown"].includes(match.kind));
        },
      ),
    );
  });
});

function described(match: EndpointMatch): unknown {
  return match.kind === "found" ? [match.endpoint.id, match.deviations] : match;
}

function allowed(match: EndpointMatch): unknown {
  return match.kind === "wrongMethod" ? match.allowed : undefined;
}

/** Of all calls that an endpoint is known by. */
function shapesOf(endpoint: Endpoint): string[] {
  return [shapeOf(endpoint), ...endpoint.alsoAs.map((call) => call.replace(/\{\w+\}/g, "{}"))];
}

/** Method and path without the names of parameters. */
function shapeOf({ method, path = "" }: Endpoint): string {
  return `${method} ${path.replace(/\{\w+\}/g, "{}")}`;
}
