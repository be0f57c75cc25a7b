import { strict as assert } from "node:assert";
import { endpoints } from "../../../src/domain/scopes/catalogue";
import { findEndpoint } from "../../../src/domain/scopes/findEndpoint";
import { type NearPath, nearPaths } from "../../../src/domain/scopes/nearPaths";
import { characterSet, isMisspelling, lettersApart, mayBeWithin } from "../../../src/domain/text/misspelling";
import { cpuTime } from "../../cpuTime";

const BOT = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";
const SESSIONS = "/api/public/bot/{botId}/getSessions";
const templates = (path: string, method = "POST", level?: "xo" | "admin"): string[] =>
  nearPaths(method, path, level).map(({ path: near }) => near);
/** The path that a suggestion makes of a written one. */
const mended = (path: string, { segments }: NearPath): string => {
  const written = path.slice(1).split("/");
  return segments
    .map(
      (segment) =>
        `/${segment.kind === "as-written" ? written[segment.index] : segment.kind === "fixed" ? segment.text : BOT}`,
    )
    .join("");
};

describe("The path that was probably meant", () => {
  const cases: readonly (readonly [what: string, path: string, template: string, method?: string])[] = [
    ["a misspelled segment", `/api/public/bot/${BOT}/getSessionz`, SESSIONS],
    ["two letters in the wrong order", `/api/public/bot/${BOT}/getSesisons`, SESSIONS],
    ["singular for plural", `/api/public/bot/${BOT}/getSession`, SESSIONS],
    ["plural for singular", `/api/public/bots/${BOT}/getSessions`, SESSIONS],
    ["hyphens", `/api/public/bot/${BOT}/get-sessions`, SESSIONS],
    ["no verb", `/api/public/bot/${BOT}/sessions`, SESSIONS],
    ["no “public”", `/api/bot/${BOT}/getSessions`, SESSIONS],
    ["no “api”", `/public/bot/${BOT}/getSessions`, SESSIONS],
    ["neither of them", `/bot/${BOT}/getSessions`, SESSIONS],
    ["the ID before its word", `/api/public/${BOT}/bot/getSessions`, SESSIONS],
    ["the ID at the end", `/api/public/bot/getSessions/${BOT}`, SESSIONS],
    ["two slashes", `/api/public/bot//${BOT}/getSessions`, SESSIONS],
    ["another version", "/api/v2/public/getMesages", "/api/public/getMessages"],
    ["a placeholder of the documentation", "/api/public/bot/{botId}/getMesages", "/api/public/bot/{botId}/getMessages"],
    ["a placeholder of a router", "/api/public/bot/:botId/changelog", "/api/public/bot/{botId}/changelogs", "GET"],
    ["a variable", "/api/public/bot/{{botId}}/exports", "/api/public/bot/{botId}/export"],
    ["a table", "/api/public/table/Customers/qery", "/api/public/tables/{tableName}/query"],
    ["the SDKs' grant", "/api/1.1/oauth/jwtgrant/token", "/api/1.1/oAuth/token/jwtgrant"],
    ["the webhook channel", `/chatbot/webhook/${BOT}`, "/chatbot/v2/webhook/{botId}"],
  ];
  for (const [what, path, template, method = "POST"] of cases) {
    it(`is found behind ${what}`, () => assert.deepEqual(templates(`${path}?skip=0`, method), [template]));
  }

  it("keeps what stands for the parameters", () => {
    const path = `/api/public/bot/${BOT}/testsuite/My%20suite/runn`;
    const [near, ...others] = nearPaths("POST", path);
    assert.deepEqual(others, []);
    assert.equal(near && mended(path, near), `/api/public/bot/${BOT}/testsuite/My%20suite/run`);
    const swapped = `/api/public/getSessions/${BOT}/bot`;
    const [back] = nearPaths("POST", swapped);
    assert.equal(back && mended(swapped, back), `/api/public/bot/${BOT}/getSessions`);
  });

  it("is several where several are as likely, and for an app those that it can call", () => {
    const path = `/api/public/${BOT}/getSessions`;
    assert.deepEqual(templates(path), [SESSIONS, "/api/public/getSessions"]);
    assert.deepEqual(templates(path, "POST", "xo"), [SESSIONS]);
  });

  it("is none of a path that is none of the catalogue's, or too far from them", () => {
    for (const path of [
      "/",
      "",
      "nothing",
      "/v1/x",
      "/api/public/nothing",
      "/api/public/xyz/abc",
      `/api/public/bot/${BOT}/nothing`,
      `/api/public/bot/${BOT}/getUsers`,
      "/api/1.1/users/u-1/builder/streams",
      `/api/public/bot/${BOT}/ml/training`,
      `/${"a/".repeat(50)}`,
    ]) {
      assert.deepEqual(templates(path), [], path);
    }
  });

  it("is found again where one letter of any path is wrong, or there are other ones as close", () => {
    const paths = [...new Set(endpoints().flatMap(({ path }) => path ?? []))];
    for (const path of paths) {
      const last =
        path
          .split("/")
          .filter((segment) => !segment.startsWith("{"))
          .at(-1) ?? "";
      if (last.length < 4) continue;
      const at = path.lastIndexOf(`/${last}`) + 2;
      const wrong = `${path.slice(0, at)}${path.charAt(at) === "q" ? "z" : "q"}${path.slice(at + 1)}`
        .replace(/\{(?:bot|stream)Id\}/, BOT)
        .replace(/\{\w+\}/g, "x1");
      const method = endpoints().find((endpoint) => endpoint.path === path)?.method ?? "GET";
      if (findEndpoint(method, wrong).kind !== "unknown") continue;
      const near = nearPaths(method, wrong);
      const found = near.find((each) => each.path === path);
      assert.ok(found, `${wrong}: ${near.map((each) => each.path).join()}`);
      assert.equal(findEndpoint(method, mended(wrong, found)).kind, "found", mended(wrong, found));
    }
  });

  it("takes little time for the longest paths, too", () => {
    const long = `/${Array.from({ length: 12 }, () => "getSessionz".repeat(9)).join("/")}`;
    const wrong = `/${Array.from({ length: 6 }, (_, index) => `getSession${index}`).join("/")}`;
    const time = cpuTime(() => {
      for (let round = 0; round < 100; round++)
        for (const path of [long, wrong, "/".repeat(8_000), `/${"a".repeat(100_000)}`]) nearPaths("POST", path);
    });
    assert.ok(time < 2_000, `${time} ms for 400 paths`);
  });
});

describe("How many letters words are apart", () => {
  it("counts what is put in, left out, another, or swapped", () => {
    const pairs: readonly [string, string, number][] = [
      ["", "", 0],
      ["a", "", 1],
      ["auth", "auth", 0],
      ["auht", "auth", 1],
      ["ath", "auth", 1],
      ["auuth", "auth", 1],
      ["suth", "auth", 1],
      ["ca", "abc", 3],
      ["kitten", "sitting", 3],
    ];
    for (const [one, other, expected] of pairs) {
      assert.equal(lettersApart(one, other, 5), expected, `${one} ${other}`);
      assert.equal(lettersApart(other, one, 5), expected);
    }
    assert.equal(lettersApart("kitten", "sitting", 2), 3);
    assert.equal(lettersApart("a", "a".repeat(1_000_000), 2), 3);
  });

  it("is never less than their different characters say, and those keep most words from being compared", () => {
    const words = [...new Set(endpoints().flatMap(({ api }) => api.toLowerCase().split(/[^a-z]+/)))];
    let kept = 0;
    for (const one of words)
      for (const other of words) {
        const isWithin = mayBeWithin(characterSet(one), characterSet(other), 2);
        if (isWithin) kept++;
        else assert.ok(lettersApart(one, other, 5) > 2, `${one} ${other}`);
      }
    assert.ok(kept < words.length ** 2 / 4, `${kept} of ${words.length ** 2}`);
  });

  it("lets short words differ in fewer", () => {
    assert.deepEqual(
      [
        isMisspelling("AUHT", "auth"),
        isMisspelling("oaths", "auth"),
        isMisspelling("bat", "bot"),
        isMisspelling("authorisatoin", "authorization"),
      ],
      [true, false, false, true],
    );
  });
});
