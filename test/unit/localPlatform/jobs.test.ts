import assert from "node:assert/strict";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { scopesForLevel } from "../../../src/domain/scopes/catalogue";
import { OwnMemory } from "../../../src/localPlatform/catalogue/ownMemory";
import { sampleApp } from "../apps/sampleApp";
import { BOT, type Running, SECRET, startPlatform } from "./runningPlatform";

const OTHER_BOT = "st-22222222-2222-5222-8222-222222222222";
const unknownJob = (...starters: string[]) => {
  const names = starters.map((api) => `“${api}”`).join(" or ");
  const msg = `The local platform has started no such job; ${names} does.`;
  return { status: 404, json: { errors: [{ msg, code: 404 }] }, note: "unknown-job" };
};

describe("jobs and files of the local platform", () => {
  const [app, otherApp, admin] = [newApp(1, BOT), newApp(2, OTHER_BOT), newApp(3, undefined, "admin")];
  let running: Running;
  beforeEach(async () => {
    running = await startPlatform(
      [app, otherApp, admin].map((one) => ({ app: one, secrets: { clientSecret: SECRET } })),
    );
  });
  afterEach(() => running.close());

  const call = async (what: string, body?: unknown, from: JwtApp = app, headers: Record<string, string> = {}) => {
    const answer = await running.send(what, { auth: await running.mint(from), ...headers }, body);
    const { status, json } = answer;
    return { status, json: json as Record<string, unknown>, note: answer.headers["x-local-platform"] };
  };
  const bot = (rest: string, botId = BOT) => rest.replace(" ", ` /api/public/bot/${botId}`);

  it("tell of a job by the ID that its start gave, and of no other", async () => {
    const started = await call(bot("POST /mlimport"), { fileName: "a.csv" });
    const id = String(started.json["_id"]);
    assert.match(id, /^bir-[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const { status, json, note } = await call(bot(`GET /mlimport/status/${id}`));
    assert.deepEqual([status, json["_id"], json["status"], note], [200, id, "success", "sample"]);
    assert.deepEqual(await call(bot("GET /mlimport/status/bir-1")), unknownJob("ML Utterances Import"));
    // A job of another kind, and one of another bot.
    assert.deepEqual(await call(bot(`GET /notify/status/${id}`)), unknownJob("Proactive Notification"));
    assert.deepEqual(
      await call(bot(`GET /mlimport/status/${id}`, OTHER_BOT), undefined, otherApp),
      unknownJob("ML Utterances Import"),
    );
  });

  it("tell of the bot's last job where the path has no ID, as it was started", async () => {
    assert.deepEqual(await call(bot("GET /export/status")), unknownJob("Bot Export"));
    await call(bot("POST /export"), { exportType: "published" });
    const { json } = await call(bot("POST /export"), { exportType: "latest" });
    const told = await call(bot("GET /export/status"));
    assert.deepEqual([told.json["_id"], told.json["exportType"]], [json["_id"], "latest"]);
    assert.deepEqual(await call(bot("GET /export/status", OTHER_BOT), undefined, otherApp), unknownJob("Bot Export"));
  });

  it("tell of a test run under the name of its own suite only", async () => {
    const { json } = await call(bot("POST /testsuite/Smoke/run"), {});
    const run = String(json["requestId"]);
    assert.equal((await call(bot(`GET /testsuite/Smoke/${run}/status`))).json["_id"], run);
    assert.deepEqual(await call(bot(`GET /testsuite/Other/${run}/status`)), unknownJob("Batch Test Execution"));
  });

  it("tell of an import into a bot without the bot in the path", async () => {
    const { json } = await call(bot("POST /import"), {}, admin);
    const told = await call(`GET /api/public/bot/import/status/${String(json["_id"])}`, undefined, admin);
    assert.deepEqual([told.status, told.json["_id"]], [200, json["_id"]]);
  });

  it("tell of a job of Quality AI what it was started as, under the ID in its statusUrl", async () => {
    const path = `POST /qualityai/api/v1/public/${BOT}/qm/queues/agent-mapping`;
    const mappings = [{ customQueueId: "Q-1", agentEmails: ["jane.doe@example.com"] }];
    const { json } = await call(path, { action: "assign", mode: "replace", mappings });
    const url = String(json["statusUrl"]);
    assert.equal(url, `/api/v1/public/${BOT}/qm/queues/jobs/${String(json["jobId"])}`);
    const { action, mode, status } = (await call(`GET /qualityai${url}`)).json;
    assert.deepEqual([action, mode, status], ["assign", "replace", "completed"]);
  });

  it("tell that a conversation test suite is still being made, and then that it is done", async () => {
    const { json } = await call(`POST /api/public/stream/${BOT}/conversation/testsuite/import`, {});
    const status = async () => {
      const path = `GET /api/public/stream/${BOT}/conversation/testsuite/import/${String(json["dsId"])}/status`;
      const told = (await call(path)).json;
      return [told["status"], told["percentageComplete"]];
    };
    assert.deepEqual(
      [await status(), await status()],
      [
        ["IN_PROGRESS", 85],
        ["SUCCESS", 100],
      ],
    );
  });

  it("tell of publishing once a bot was published", async () => {
    assert.deepEqual(await call(bot("GET /publish/status"), undefined, admin), unknownJob("Publish Bot"));
    const published = await call(bot("POST /publish"), { versionComment: "x" }, admin);
    assert.deepEqual([published.status, published.note], [200, "sample"]);
    const { json } = await call(bot("GET /publish/status"), undefined, admin);
    assert.deepEqual([json["jobType"], json["streamId"], json["status"]], ["PUBLISH_BOT", BOT, "successful"]);
  });

  it("know a file by the ID that Upload File gave, and say of another that nothing uploaded it", async () => {
    const form = { "content-type": "multipart/form-data; boundary=x" };
    const { fileId } = (await call("POST /api/public/uploadfile", "--x--", admin, form)).json;
    assert.match(String(fileId), /^[0-9a-f]{24}$/);
    const bad = { errors: [{ msg: "Invalid file id", code: 400 }] };
    const functions = async (body: unknown) => {
      const { status, json, note } = await call(bot("POST /import/botfunctions"), body, admin);
      return status === 200 ? [status, json["fileId"], json["fileName"]] : [status, json, note];
    };
    assert.deepEqual(await functions([{ fileName: "a.js", fileId }]), [200, fileId, "a.js"]);
    assert.deepEqual(await functions([{ fileName: "a.js", fileId: "0" }]), [400, bad, "inferred-answer"]);
    assert.deepEqual(await functions([]), [400, bad, "inferred-answer"]);

    const noteOn = async (what: string, body: unknown, from = app) => (await call(what, body, from)).note;
    const unknown: readonly [string, (id: unknown) => unknown, JwtApp][] = [
      [bot("POST /mlimport"), (id) => ({ fileName: "a.csv", fileId: id }), app],
      [bot("POST /search/app-import"), (id) => ({ fileId: id, features: [] }), app],
      [bot("POST /ingest-data"), (id) => ({ sourceType: "file", documents: [{ fileId }, { fileId: id }] }), app],
      [
        "POST /api/public/bot/import",
        (id) => ({ uploadMode: "JSON", botDefinition: fileId, configInfo: fileId, icon: id }),
        admin,
      ],
    ];
    for (const [what, body, from] of unknown) {
      const known = what.includes("ingest") ? "no-sample" : "sample";
      assert.equal(await noteOn(what, body(fileId), from), known);
      assert.equal(await noteOn(what, body("0123"), from), `${known}, unknown-file`);
      assert.equal(await noteOn(what, body({}), from), `${known}, unknown-file`);
    }
  });

  it("are forgotten where there are too many, of each owner apart", () => {
    const memory = new OwnMemory<number>({ owners: 2, values: 2 });
    for (const [owner, key] of [
      ["a", "1"],
      ["b", "1"],
      ["b", "2"],
      ["b", "1"],
      ["b", "3"],
    ] as const)
      memory.set(owner, key, 1);
    assert.deepEqual(
      [memory.get("a", "1"), memory.get("b", "1"), memory.get("b", "2"), memory.get("b", "3")],
      [1, 1, undefined, 1],
    );
    memory.set("c", "1", 1);
    assert.deepEqual([memory.get("a", "1"), memory.get("b", "1"), memory.get("c", "1")], [undefined, 1, 1]);
  });
});

function newApp(number: number, botId?: string, createdIn: "xo" | "admin" = "xo"): JwtApp {
  const digits = String(number).repeat(8);
  return sampleApp({
    id: `${digits}-1111-4111-8111-111111111111`,
    clientId: `cs-${digits}-1111-5111-8111-111111111111`,
    name: `App ${number}`,
    createdIn,
    scopes: scopesForLevel(createdIn).map(({ id }) => ({ id, published: true })),
    ...(botId !== undefined && { botId }),
  });
}
