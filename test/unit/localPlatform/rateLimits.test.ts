import assert from "node:assert/strict";
import { findEndpoint } from "../../../src/domain/scopes/findEndpoint";
import { RateLimits } from "../../../src/localPlatform/http/rateLimits";
import { sampleApp } from "../apps/sampleApp";

const BOT = "st-11111111-1111-5111-8111-111111111111";
const OTHER_BOT = "st-22222222-2222-5222-8222-222222222222";
const PER_MINUTE = {
  errors: [{ msg: "You've exceeded the per-minute rate limit. Please wait for sometime before retrying.", code: 429 }],
};
const HOURLY = {
  errors: [{ msg: "You've exceeded the hourly rate limit. Please wait for sometime before retrying.", code: 429 }],
};

describe("the documented rate limits", () => {
  it("let 60 requests a minute through for a bot, in a rolling window", () => {
    const { count, setNow } = limits();
    for (let index = 0; index < 60; index++) {
      setNow(index * 500);
      assert.equal(count(`POST /api/public/bot/${BOT}/getSessions`), undefined);
    }
    setNow(59_999);
    const refused = count(`GET /api/public/stream/${BOT}/changelogs`);
    assert.deepEqual([refused?.status, refused?.body, refused?.headers], [429, PER_MINUTE, { "retry-after": "1" }]);
    assert.equal(count(`POST /api/public/bot/${OTHER_BOT}/getSessions`), undefined);
    setNow(60_000);
    assert.equal(count(`POST /api/public/bot/${BOT}/getSessions`), undefined);
    assert.equal(count(`POST /api/public/bot/${BOT}/getSessions`)?.status, 429);
  });

  it("let 1,800 requests an hour through for a bot", () => {
    const { count, setNow } = limits();
    for (let index = 0; index < 1_800; index++) {
      setNow(index * 1_900);
      assert.equal(count(`POST /api/public/bot/${BOT}/getSessions`), undefined);
    }
    setNow(1_800 * 1_900);
    assert.deepEqual(count(`POST /api/public/bot/${BOT}/getSessions`)?.body, HOURLY);
    setNow(3_600_000);
    assert.equal(count(`POST /api/public/bot/${BOT}/getSessions`), undefined);
  });

  it("let 600 requests a minute and 18,000 an hour through for a table", () => {
    const { count, setNow } = limits();
    for (let index = 0; index < 600; index++) assert.equal(count("POST /api/public/tables/People/query"), undefined);
    assert.deepEqual(count("POST /api/public/tables/People")?.body, PER_MINUTE);
    assert.equal(count("POST /api/public/tables/Others"), undefined);
    for (let index = 600; index < 18_000; index++) {
      setNow(60_000 + index * 180);
      assert.equal(count("POST /api/public/tables/People/query"), undefined);
    }
    assert.deepEqual(count("POST /api/public/tables/People")?.body, HOURLY);
  });

  it("count notifications and their status apart from a bot's other calls", () => {
    const { count } = limits();
    for (let index = 0; index < 600; index++)
      assert.equal(count(index % 2 ? `POST /api/public/bot/${BOT}/notify` : NOTIFY_STATUS), undefined);
    assert.equal(count(`POST /api/public/bot/${BOT}/notify`)?.status, 429);
    assert.equal(count(NOTIFY_STATUS)?.status, 429);
    assert.equal(count(`POST /api/public/bot/${BOT}/getSessions`), undefined);
  });

  it("count a status for its request ID, or for its bot and API where it has none", () => {
    const { count } = limits();
    const status = (id: string) => count(`GET /api/public/bot/${BOT}/mlimport/status/${id}`);
    for (let index = 0; index < 60; index++) assert.equal(status("bir-1"), undefined);
    assert.deepEqual(status("bir-1")?.body, PER_MINUTE);
    assert.equal(status("bir-2"), undefined);
    for (let index = 0; index < 60; index++) assert.equal(count(`GET /api/public/bot/${BOT}/export/status`), undefined);
    assert.equal(count(`GET /api/public/stream/${BOT}/export/status`)?.status, 429);
    assert.equal(count(`GET /api/public/bot/${BOT}/mlexport/status`), undefined);
  });

  it("count a bot as one, its ID in whichever case, in everything that is counted for bots", () => {
    const one = "st-abcdef01-2345-5678-9abc-def012345678";
    // Hex digits may be of either case; the prefix may not.
    const spellings = [one, `st-${one.slice(3).toUpperCase()}`, one.replace("abcdef", "aBcDeF")];
    const calls: [callOf: (bot: string) => string, perMinute: number][] = [
      [(bot) => `POST /api/public/bot/${bot}/getSessions`, 60],
      [(bot) => `POST /api/public/bot/${bot}/notify`, 600],
      [(bot) => `GET /api/public/bot/${bot}/mlimport/status/bir-1`, 60],
      [(bot) => `GET /api/public/bot/${bot}/export/status`, 60],
    ];
    for (const [callOf, perMinute] of calls) {
      const { count } = limits();
      for (let index = 0; index < perMinute; index++)
        assert.equal(count(callOf(spellings[index % spellings.length] ?? one)), undefined, callOf(one));
      for (const bot of spellings) assert.equal(count(callOf(bot))?.status, 429, callOf(bot));
      assert.equal(count(callOf(OTHER_BOT)), undefined);
    }
  });

  it("count a request ID for its bot, or for the account of its app where the path has no bot", () => {
    const { count } = limits();
    const status = (bot: string) => `GET /api/public/bot/${bot}/mlimport/status/bir-1`;
    for (let index = 0; index < 60; index++) assert.equal(count(status(BOT)), undefined);
    assert.equal(count(status(BOT))?.status, 429);
    assert.equal(count(status(OTHER_BOT)), undefined, "another bot's request of the same ID");
    const [mine, others] = ["a", "b"].map((digit) => sampleApp({ accountId: digit.repeat(24) }));
    const imported = "GET /api/public/bot/import/status/bir-1";
    for (let index = 0; index < 60; index++) assert.equal(count(imported, mine), undefined);
    assert.equal(count(imported, mine)?.status, 429);
    assert.equal(count(imported, others), undefined, "another account's request of the same ID");
  });

  it("count the Contact Center's calls for the account, by the minute only", () => {
    const { count, setNow } = limits();
    const agents = `GET /agentassist/api/v1/public/${BOT}/skill-groups`;
    const contacts = `GET /agentassist/api/v1/public/${OTHER_BOT}/contacts`;
    for (let index = 0; index < 60; index++) assert.equal(count(index % 2 ? agents : contacts), undefined);
    assert.deepEqual(count(agents)?.body, PER_MINUTE);
    for (let minute = 1; minute <= 40; minute++) {
      setNow(minute * 60_000);
      for (let index = 0; index < 60; index++) assert.equal(count(agents), undefined);
    }
  });

  it("count the Admin Console's calls for the account", () => {
    const { count } = limits();
    for (let index = 0; index < 60; index++) assert.equal(count("GET /api/public/bots"), undefined);
    assert.equal(count("GET /api/public/roles?roleType=bot")?.status, 429);
  });

  it("don't count what no list of limits names", () => {
    const { count } = limits();
    for (let index = 0; index < 2_000; index++)
      assert.equal(count(`POST /api/public/bot/${BOT}/conversations/delete`), undefined);
  });
});

const NOTIFY_STATUS = `GET /api/public/bot/${BOT}/notify/status/ds-1`;

function limits() {
  let now = 0;
  const rates = new RateLimits(() => now);
  const known = new Map<string, ReturnType<typeof findEndpoint>>();
  const count = (call: string, app = sampleApp()) => {
    const [method = "", path = ""] = call.split(" ");
    const found = known.get(call) ?? findEndpoint(method, path);
    known.set(call, found);
    assert.equal(found.kind, "found");
    return found.kind === "found" ? rates.count(app, found) : undefined;
  };
  return { count, setNow: (next: number) => (now = next) };
}
