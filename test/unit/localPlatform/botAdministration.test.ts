import assert from "node:assert/strict";
import { sameBotId } from "../../../src/domain/apps/platformIds";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { sampleApp } from "../apps/sampleApp";
import { type AppWithSecrets, type Running, SECRET, startPlatform } from "./runningPlatform";

const BOT = "st-abcdef11-1111-5111-8111-111111111111";
const UPPER = `st-${BOT.slice(3).toUpperCase()}`;
const OTHER = "st-abcdef22-1111-5111-8111-111111111111";

describe("publishing a bot on the local platform", () => {
  const admin = sampleApp({
    createdIn: "admin",
    name: "Admin",
    scopes: ["admin/publish", "admin/role-management"].map((id) => ({ id, published: true })),
  });
  const unpublished = (number: number, botId?: string): JwtApp => {
    const digits = String(number).repeat(8);
    return sampleApp({
      id: `${digits}-1111-4111-8111-111111111111`,
      clientId: `cs-${digits}-1111-5111-8111-111111111111`,
      name: `App ${number}`,
      scopes: [{ id: "xo/bot-sessions", published: false }],
      ...(botId !== undefined && { botId }),
    });
  };
  let running: Running | undefined;
  afterEach(() => running?.close());

  const start = async (...apps: JwtApp[]) => {
    const entries: AppWithSecrets[] = [admin, ...apps].map((app) => ({ app, secrets: { clientSecret: SECRET } }));
    const { send, mint } = (running = await startPlatform(entries));
    return {
      call: async (what: string) =>
        send(what, { auth: await mint(admin) }, what.startsWith("POST") ? { versionComment: "x" } : undefined),
      published: () => entries.slice(1).map(({ app }) => app.scopes[0]?.published),
    };
  };

  it("reaches the apps of the bot, however its hex digits are written, and no other's", async () => {
    for (const [inPath, ofApp] of [
      [BOT, BOT],
      [UPPER, BOT],
      [BOT, UPPER],
    ] as const) {
      const { call, published } = await start(unpublished(2, ofApp), unpublished(3, OTHER), unpublished(4));
      const { status, json } = await call(`POST /api/public/bot/${inPath}/publish`);
      assert.deepEqual([status, (json as { status: string }[])[0]?.status], [200, "SUCCESS"]);
      assert.deepEqual(published(), [true, false, true]);
      await running?.close();
    }
  });

  it("reaches them at the path with /stream/ as well", async () => {
    const { call, published } = await start(unpublished(2, BOT));
    assert.equal((await call(`POST /api/public/stream/${BOT}/publish`)).status, 200);
    assert.deepEqual(published(), [true]);
  });

  it("says so of a bot that no app is of", async () => {
    const { call, published } = await start(unpublished(2, BOT));
    const { status, json, headers } = await call(`POST /api/public/bot/${OTHER}/publish`);
    assert.deepEqual(
      [status, json],
      [
        404,
        {
          errors: [{ msg: "No app of the local platform is of this bot, so there is nothing to publish.", code: 404 }],
        },
      ],
    );
    assert.equal(headers["x-local-platform"], "unknown-bot");
    assert.deepEqual(published(), [false]);
  });

  it("takes no other letters for “st-”", async () => {
    const { call, published } = await start(unpublished(2, BOT));
    const { status, headers } = await call(`POST /api/public/bot/${BOT.replace("st-", "ST-")}/publish`);
    assert.deepEqual([status, headers["x-local-platform-check"]], [401, "bot"]);
    assert.deepEqual(published(), [false]);
  });

  it("is listed once, however its ID is written", async () => {
    const { call } = await start(unpublished(2, BOT), unpublished(3, UPPER), unpublished(4, OTHER));
    const { json } = await call("GET /api/public/bots");
    const { bots } = json as { bots: { _id: string; jwtApps: unknown[] }[] };
    assert.deepEqual(
      bots.map(({ _id, jwtApps }) => [_id, jwtApps.length]),
      [
        [BOT, 2],
        [OTHER, 1],
      ],
    );
  });

  it("is by the one rule for bot IDs", () => {
    assert.equal(sameBotId(BOT, UPPER), true);
    assert.equal(sameBotId(BOT, OTHER), false);
  });
});
