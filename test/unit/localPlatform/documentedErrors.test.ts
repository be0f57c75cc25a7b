import assert from "node:assert/strict";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { endpoints, scopesForLevel } from "../../../src/domain/scopes/catalogue";
import { TOKEN_SHOWS } from "../../../src/domain/tokens/verify/pageAnswers";
import { REQUEST_SHOWS } from "../../../src/localPlatform/catalogue/documentedErrors";
import { sampleApp } from "../apps/sampleApp";
import { BOT, NOW, type Running, SECRET, startPlatform } from "./runningPlatform";

const OTHER_BOT = "st-22222222-2222-5222-8222-222222222222";

describe("errors that a page documents", () => {
  const [app, admin, scopeless] = [newApp(1), newApp(2, "admin"), { ...newApp(3), scopes: [] }];
  let running: Running;
  beforeEach(async () => {
    running = await startPlatform(
      [app, admin, scopeless].map((one) => ({ app: one, secrets: { clientSecret: SECRET } })),
    );
  });
  afterEach(() => running.close());

  const send = async (what: string, body: unknown, from = app) => {
    const { status, json, text, headers } = await running.send(what, { auth: await running.mint(from) }, body);
    return [status, json ?? text, headers["x-local-platform"]] as const;
  };

  it("have an ID only where a request or its token shows their condition", () => {
    const ids = new Set(endpoints().flatMap(({ errors }) => errors.flatMap(({ id }) => id ?? [])));
    assert.deepEqual(
      [...ids].sort(),
      [...new Set([...Object.keys(REQUEST_SHOWS), ...Object.keys(TOKEN_SHOWS)])].sort(),
    );
  });

  it("come for chunks that nothing here gave out, or that were deleted", async () => {
    const remove = (body: unknown) => send(`POST /api/public/bot/${BOT}/search/deleteChunksById`, body);
    const refused = [400, { errors: [{ msg: "One or more chunkIds don't exist.", code: 400 }] }, "inferred-answer"];
    const [, list] = await send(`POST /api/public/bot/${BOT}/chunk/list`, {});
    const chunkId = (list as { chunks: { chunkId: string }[] }).chunks[0]?.chunkId ?? "";
    for (const body of [
      {},
      { chunkId: [] },
      { chunkId },
      { chunkId: ["chk-1"] },
      { chunkId: [chunkId, "chk-1"] },
      { chunkId: [1] },
      undefined,
    ])
      assert.deepEqual(await remove(body), refused);
    const data = { totalRequested: 1, totalDeleted: 1, totalNotFound: 0, notFoundChunkIds: [] };
    assert.deepEqual(await remove({ chunkId: [chunkId] }), [200, { Status: "success", Data: data }, "sample"]);
    assert.deepEqual(await remove({ chunkId: [chunkId] }), refused);
  });

  it("come for the default language, in the words of its page", async () => {
    const post = (path: string, body: unknown, from = app) =>
      send(`POST /api/1.1/public/bot/${BOT}/${path}`, body, from);
    const change = (body: unknown) => post("defaultLanguage", body);
    const refused = (answer: unknown) => [400, answer, "inferred-answer"];
    const invalid = refused("Error message: Please provide the valid language code.");
    for (const body of [{}, { Language: 1 }, { Language: "" }, { Language: "German, please" }])
      assert.deepEqual(await change(body), invalid);
    const notConfigured =
      "Can't set default language. The language 'de' isn't currently configured.\nPlease configure the language and publish the app at least once before setting it as the default.";
    assert.deepEqual(await change({ Language: "de" }), refused(notConfigured));
    assert.deepEqual(await change({ languageCode: "de" }), refused(notConfigured));

    await post("language", { enableLanguage: "de" });
    const message =
      "Unable to set default language. Please perform a full publish of the app, including all content for de, before setting it as the default language.";
    assert.deepEqual(await change({ Language: "de" }), refused({ status: "Error", message }));
    await send(`POST /api/public/bot/${BOT}/publish`, { versionComment: "x" }, admin);
    await post("language/status", { language: "de", enable: false });
    assert.deepEqual(
      await change({ Language: "de" }),
      refused(
        "Unable to change the default language. The language 'de' is currently disabled.\nPlease enable the language before setting it as the default.",
      ),
    );
    await post("language/status", { language: "de", enable: true });
    const done = {
      status: "success",
      message: "Default language has been updated successfully.",
      "language code": "de",
    };
    assert.deepEqual(await change({ Language: "de" }), [200, done, "sample"]);
    assert.deepEqual(
      await change({ Language: "DE" }),
      refused("Permission denied. The language 'DE' is already set as the default language."),
    );
    // Another one takes its place.
    assert.equal((await change({ languageCode: "en" }))[0], 200);
    assert.equal((await change({ Language: "de" }))[0], 200);

    assert.deepEqual(await post("defaultLanguage", { Language: "en" }, scopeless), [
      401,
      { errors: [{ message: "Permission denied. Scope is incorrect!", code: 4002 }] },
      "inferred-answer",
    ]);
  });

  it("come where a hook's body names another bot, as surely as all pages have them that it may be for", async () => {
    const words =
      "Linked bot details couldn't be found. Please verify that the botId provided in the request body is correct.";
    // Of the three hooks on this path one page prints the status, one leaves it out, and one has no such error.
    const refused = [400, { code: 400, message: words }, "inferred-answer"];
    const hook = (body: unknown, botId = BOT) => send(`POST /agentassist/api/v1/hooks/${botId}`, body);
    assert.deepEqual(await hook({ botId: BOT }), [200, { STATUS: "OK" }, "sample"]);
    assert.equal((await hook({ botId: BOT.toUpperCase().replace("ST", "st") }))[0], 200);
    assert.equal((await hook({}))[0], 200);
    for (const botId of [OTHER_BOT, "st-1", "", 1, null]) assert.deepEqual(await hook({ botId }), refused);
    const summary = { botId: OTHER_BOT, conversationId: "c-1", events: [{ name: "TRIGGER_SUMMARY_EVENT" }] };
    assert.deepEqual(await hook(summary), [200, { STATUS: "OK" }, "sample"]);
    const transfer = { ...summary, events: [{ name: "INTERNAL_TRANSFER_EVENT", transfertype: "NA" }] };
    assert.deepEqual(await hook(transfer), refused);
    // The page speaks of the body; what another bot in the path is answered was seen elsewhere.
    const unseen = [401, { errors: [{ msg: "Invalid SDK credentials", code: 4002 }] }, undefined];
    assert.deepEqual(await hook({ botId: OTHER_BOT }, OTHER_BOT), unseen);
  });

  it("come where channel mappings leave out a chat channel that was enabled", async () => {
    const enable = (type: string, isEnabled: boolean) =>
      send("POST /api/public/channels", { streamId: BOT, type, channelDetails: { type, enable: isEnabled } }, admin);
    const replace = async (channelMappings: unknown) => {
      const path = `PUT /api/public/bot/${BOT}/agentintegrations/channelmappings`;
      return send(path, { channelMappings });
    };
    const refused = [
      400,
      { errors: [{ msg: "unverified: An enabled chat channel is left out.", code: 400 }] },
      "unverified-answer",
    ];
    assert.equal((await replace({ default: "kore" }))[0], 200);
    await enable("rtm", true);
    await enable("ivr", true);
    assert.deepEqual(await replace({ default: "kore" }), refused);
    assert.equal((await replace({ default: "kore", rtm: "kore" }))[0], 200);
    await enable("rtm", false);
    assert.equal((await replace({ default: "kore" }))[0], 200);
  });

  it("come for the users of an account, the answer telling of each", async () => {
    const [, made] = await send(
      "POST /api/public/users",
      { users: [{ userInfo: { emailId: "a@example.com", firstName: "A" } }, { userInfo: { emailId: "a" } }] },
      admin,
    );
    assert.deepEqual(made, {
      msg: "User is created Successfully.",
      failedUserDetails: [
        { userInfo: { emailId: "a@example.com", firstName: "A", status: "success" } },
        { userInfo: { emailId: "a", status: "failure", reason: { errors: [{ msg: "INVALID_EMAIL", code: 400 }] } } },
      ],
      moreAvailable: false,
      total: 2,
    });
    const [, told] = await send(
      "POST /api/public/usersInfo",
      { emailIds: ["john.doe@example.com", "a@example.com"] },
      admin,
    );
    const [known, unknown] = told as { total?: number; moreAvailable?: boolean; userInfo: { emailId: string } }[];
    assert.deepEqual([known?.total, known?.moreAvailable, known?.userInfo.emailId], [2, false, "john.doe@example.com"]);
    const reason = { errors: [{ msg: "User not found. Please check the provided email address.", code: 400 }] };
    assert.deepEqual(unknown, { userInfo: { emailId: "a@example.com", status: "failure", reason } });
    assert.deepEqual(await send("POST /api/public/useraccess", { emailIds: [] }, admin), [
      400,
      { errors: [{ msg: "emailIds can't be empty", code: 400 }] },
      "inferred-answer",
    ]);
  });

  it("come inside of an answer for queues of another source and for times that have passed", async () => {
    const queues = ["AgentAI", "CCAI"].map((conversationSource, index) => ({
      customQueueId: `Q-${index}`,
      conversationSource,
    }));
    const [, made] = await send(`POST /qualityai/api/v1/public/${BOT}/qm/queues`, { queues });
    const { total, accepted, rejected, rejectedItems } = made as Record<string, unknown>;
    const error = {
      code: "INVALID_CONVERSATION_SOURCE",
      message: "conversationSource must be one of AgentAI, QMExpressAI",
    };
    assert.deepEqual(
      [total, accepted, rejected, rejectedItems],
      [2, 1, 1, [{ index: 1, customQueueId: "Q-1", error }]],
    );

    const [odd] = await send(`POST /qualityai/api/v1/public/${BOT}/qm/queues`, {
      queues: [{ conversationSource: { toString: 1 } }, null],
    });
    assert.equal(odd, 200);

    const times = [NOW - 1000, NOW + 1000].map((time) => new Date(time).toISOString());
    const items = times.map((timeToContact, index) => ({ campaignDialingListId: `cid-${index}`, timeToContact }));
    const [status, scheduled] = await send(`POST /campaign/api/v2/public/${BOT}/campaign/c1/callContactAt`, items);
    assert.deepEqual(
      [status, scheduled],
      [
        200,
        {
          status: "success",
          data: [
            { campaignDialingListId: "cid-0", status: "failed", reason: "time_in_past" },
            { campaignDialingListId: "cid-1", status: "success" },
          ],
        },
      ],
    );
  });

  it("stay short where many short items are sent", async () => {
    const users = Array.from({ length: 100_000 }, () => 0);
    const { text } = await running.send("POST /api/public/users", { auth: await running.mint(admin) }, { users });
    assert.ok(text.length < 200_000, `${text.length}`);
    assert.equal((JSON.parse(text) as { total: number }).total, 100_000);
  });

  it("say “Unauthorized” of a missing, invalid or expired token on the chunks' page, and on no other", async () => {
    const unauthorized = [401, { errors: [{ msg: "Unauthorized", code: 401 }] }, "inferred-answer"];
    const old = await running.mint(app);
    running.setNow(NOW + 400 * 24 * 3_600_000);
    const token = await running.mint(app);
    const answers = async (path: string, headers: Record<string, string>) => {
      const got = await running.send(`POST /api/public/bot/${BOT}/${path}`, headers, {});
      return [got.status, got.json, got.headers["x-local-platform"]];
    };
    const bad: Record<string, string>[] = [
      {},
      { auth: old },
      { auth: "x" },
      { auth: `${token.slice(0, -4)}AAAA` },
      { authorization: `Bearer ${token}` },
    ];
    for (const headers of bad) {
      for (const path of ["search/deleteChunksById", "chunk/list", "chunk/chk-1"])
        assert.deepEqual(await answers(path, headers), unauthorized);
      assert.notDeepEqual(await answers("search/advanced-search", headers), unauthorized);
    }
    assert.equal(
      running.lines.some((line) => line.includes("exp: ")),
      true,
    );
    assert.deepEqual(await answers("search/deleteChunksById", { auth: await running.mint(scopeless) }), [
      401,
      { errors: [{ msg: "Permission denied. Scope is incorrect!", code: 4002 }] },
      undefined,
    ]);
    const other = await running.send(
      `POST /api/public/bot/${OTHER_BOT}/chunk/list`,
      { auth: await running.mint(app) },
      {},
    );
    assert.deepEqual([other.status, other.json], [404, { errors: [{ msg: "Resource not found", code: 404 }] }]);
  });
});

function newApp(number: number, createdIn: "xo" | "admin" = "xo"): JwtApp {
  const digits = String(number).repeat(8);
  return sampleApp({
    id: `${digits}-1111-4111-8111-111111111111`,
    clientId: `cs-${digits}-1111-5111-8111-111111111111`,
    name: `App ${number}`,
    createdIn,
    scopes: scopesForLevel(createdIn).map(({ id }) => ({ id, published: true })),
    ...(createdIn === "xo" && { botId: BOT }),
  });
}
