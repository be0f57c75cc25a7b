import { strict as assert } from "node:assert";
import { findPlatformErrorsInSteps } from "../../../../src/domain/requests/read/findPlatformErrors";
import { endpointById, endpoints } from "../../../../src/domain/scopes/catalogue";
import { atOnce } from "../../../../src/domain/steps";
import { fill } from "../../../../src/domain/errors";
import { likelyCauses } from "../../../../src/domain/tokens/verify/likelyCauses";
import { pageErrorOf, pageErrorWords } from "../../../../src/domain/tokens/verify/pageErrors";
import { PLATFORM_ERRORS } from "../../../../src/domain/tokens/verify/platformErrors";
import { routeOf } from "../../../../src/domain/tokens/verify/route";
import { cpuTime } from "../../../cpuTime";
import { check, request, SESSIONS, signed } from "./samples";

const BOT_ID = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";
const to = (path: string, method = "POST") => routeOf({ method, path, headers: {}, body: new Uint8Array() });
const routeTo = (id: string) => {
  const { path = "", method = "" } = endpointById(id) ?? {};
  return to(path.replace("{botId}", BOT_ID), method);
};

/** An answer's words as they may come, the endpoint whose page has them, and what that page says of when. */
const KNOWN: readonly (readonly [words: string, id: string, when: string])[] = [
  ["Invalid file id", "import-bot-functions", "The fileId isn't valid."],
  ["INVALID_EMAIL", "create-users", "An email address is invalid."],
  ["invalid values in the body", "update-user-access", "canCreateBot is true and isDeveloper is false."],
  ["emailIds can't be empty", "update-user-access", "emailIds is empty."],
  ["One or more entered emails not found", "update-user-access", "An email address is invalid or not in the account."],
  [
    "Emails << a@b.test, c@d.test >> not associated with your account",
    "update-user-access",
    "An email address belongs to another account.",
  ],
  [
    "User not found. Please check the provided email address.",
    "get-user-information",
    "An email address is unknown: its item of the answer says so.",
  ],
  [
    "Linked bot details couldn’t be found. Please verify that the botId provided in the request body is correct.",
    "webhook-for-conversation-events",
    "The botId is wrong.",
  ],
  ["One or more chunkIds don't exist.", "delete-chunks-by-id", "The body has no chunkId, or a chunk doesn't exist."],
  ["Please provide the valid language code.", "change-the-default-language", "The language code isn't valid."],
  [
    "Can't set default language. The language 'fr' isn't currently configured.",
    "change-the-default-language",
    "The language isn't configured.",
  ],
  [
    "Permission denied. The language 'pt-BR' is already set as the default language.",
    "change-the-default-language",
    "The language is the default language already.",
  ],
  [
    "Unable to change the default language. The language 'fr' is currently disabled.",
    "change-the-default-language",
    "The language is disabled.",
  ],
  [
    "Unable to set default language. Please perform a full publish of the app, including all content for fr, before setting it as the default language.",
    "change-the-default-language",
    "The app hasn't been published in full for the language.",
  ],
  ["media_unavailable", "fetch-call-recording-v2", "The answer's status is media_unavailable in place of success."],
];

describe("answers that pages of endpoints document", () => {
  const first = (...given: Parameters<typeof likelyCauses>) => {
    const [cause] = likelyCauses(...given);
    return cause && [cause.state, fill(cause.message.template, cause.message.args), cause.page];
  };

  for (const [words, id, when] of KNOWN) {
    it(`are explained by the page, with the request and without it: ${words.slice(0, 60)}`, () => {
      const { api, page } = endpointById(id) ?? {};
      const expected = ["possible", `Documented on the page of ${api}: ${when}`, `https://docs.kore.ai/${page}`];
      assert.deepEqual(first(words, [], 400, routeTo(id)), expected);
      assert.deepEqual(first(words, [], 400), expected);
      assert.equal(pageErrorOf(words, routeTo(id))?.isOfRequest, true);
      assert.ok(pageErrorOf(words)?.apis.includes(api ?? ""));
      assert.ok(likelyCauses(words, [], 400).every(({ code }) => !code.startsWith("payloadBody")));
    });
  }

  it("are all of those in the catalogue that have words of their own", () => {
    const withWords = endpoints().flatMap(({ id, errors }) =>
      errors.flatMap(({ body, bodyText, words }) => ((body ?? bodyText ?? words) !== undefined ? [id] : [])),
    );
    assert.deepEqual(
      new Set([...withWords, "delete-chunks-by-id"]),
      new Set([...KNOWN.map(([, id]) => id), ...OTHERS]),
    );
  });

  it("name every endpoint whose page has the words", () => {
    const words =
      "Linked bot details couldn't be found. Please verify that the botId provided in the request body is correct.";
    assert.equal(pageErrorOf(words)?.apis.length, 2);
    // One method and path are both of theirs.
    assert.equal(pageErrorOf(words, routeTo("hooks-for-internal-transfers"))?.apis.length, 2);
  });

  it("are told of other endpoints as documented elsewhere, beside what else may be", () => {
    const elsewhere = likelyCauses("Invalid file id", [], 400, to(SESSIONS));
    assert.deepEqual(
      elsewhere.map(({ code }) => code),
      ["unknown-file", "payloadBody-not-known", "body-invalid"],
    );
    assert.equal(pageErrorOf("Invalid file id", to(SESSIONS))?.isOfRequest, false);
  });

  it("are known of the request's endpoint alone where any server may say them", () => {
    const chunks = routeTo("delete-chunks-by-id");
    for (const [words, code] of [
      ["Unauthorized", "unauthorized"],
      ["Resource not found", "no-such-resource"],
      ["Internal server error", "documented-on-page"],
    ] as const) {
      assert.equal(likelyCauses(words, [], undefined, chunks)[0]?.code, code);
      assert.equal(pageErrorOf(words, chunks)?.isOfRequest, true);
      assert.equal(likelyCauses(words, [], 500).at(-1)?.code, code);
      assert.equal(pageErrorOf(`${words} of ours`, chunks), undefined);
    }
  });

  it("find the check that failed, and no other, where the page speaks of what a token shows", async () => {
    const { checks } = await check({ request: request(signed(undefined, { key: "another secret" })) });
    const chunks = likelyCauses("Unauthorized", checks, 401, routeTo("delete-chunks-by-id"));
    assert.deepEqual([chunks[0]?.state, chunks[0]?.code], ["found", "secret-differs"]);
    const file = likelyCauses("Invalid file id", checks, 400, routeTo("import-bot-functions"));
    assert.deepEqual(
      file.map(({ state }) => state),
      ["possible", "otherwise"],
    );
  });

  it("stand in no second list", () => {
    for (const { words } of PLATFORM_ERRORS.filter(({ id }) => id !== "wrong-scope"))
      assert.equal(pageErrorOf(words), undefined, words);
  });

  it("are found wherever their words stand in a text, but for common ones", () => {
    const found = (text: string) =>
      atOnce(findPlatformErrorsInSteps(text, pageErrorWords())).map(({ message }) => message);
    for (const [words] of KNOWN) assert.equal(found(`{"status":"Error","text":"${words}"}`).length, 1, words);
    assert.deepEqual(found('{"code":"x","text":"Unauthorized"}'), []);
    assert.deepEqual(found("A line without any of them."), []);
  });

  it("take time that grows with the text alone", () => {
    const hostile = "emails << can't set default language. the language '".repeat(20_000);
    assert.ok(cpuTime(() => atOnce(findPlatformErrorsInSteps(hostile, pageErrorWords()))) < 3_000);
    assert.equal(pageErrorOf(hostile), undefined);
  });
});

/** Endpoints whose words stand in other tests here, or only within an answer that reports success. */
const OTHERS = [
  "hooks-for-internal-transfers",
  "delete-users",
  "create-a-call-back-schedule",
  "quality-ai-create-queue",
  "click-analytics",
];
