import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { searchFolder, searchText } from "../journey/leakSearch";
import { sampleApp } from "../unit/apps/sampleApp";
import { CopiedProgram } from "./copiedProgram";

const BOT = "st-11111111-1111-5111-8111-111111111111";
const clientSecret = randomBytes(32).toString("base64");

describe("A pipeline", () => {
  let program: CopiedProgram;
  before(async function () {
    // It is a script of the shell.
    if (process.platform === "win32") this.skip();
    const app = sampleApp({
      name: "Order Bot",
      credentials: "generated",
      botId: BOT,
      enforceJti: true,
      scopes: [{ id: "xo/bot-sessions", published: true }],
    });
    program = await CopiedProgram.with([{ app, secrets: { clientSecret } }]);
    await copyFile(resolve("test/interop/requests/pipeline.sh"), join(program.folder, "pipeline.sh"));
    await writeFile(join(program.folder, "collection.json"), JSON.stringify(collection("order-bot")));
  });
  after(() => program.end());

  const run = (secret: string) =>
    new Promise<{ readonly code: number; readonly text: string }>((done) => {
      const newman = join(dirname(createRequire(import.meta.url).resolve("newman/package.json")), "bin/newman.js");
      const JWT_APPS_SECRETS = JSON.stringify({ "Order Bot": secret });
      const env = { ...process.env, JWT_APPS_SECRETS, NEWMAN: newman, BOT_ID: BOT };
      execFile("sh", ["pipeline.sh"], { cwd: program.folder, env }, (error, out, errors) =>
        done({ code: typeof error?.code === "number" ? error.code : 0, text: out + errors }),
      );
    });

  it("inspects its token, sends a collection through the gateway, and leaves nothing that is secret", async () => {
    const { code, text } = await run(clientSecret);
    assert.deepEqual([code, text], [0, ""]);
    const { run: done } = JSON.parse(await readFile(join(program.folder, "newman.json"), "utf8")) as Newman;
    assert.deepEqual(
      done.executions.map(({ response }) => response.code),
      [200, 200],
    );
    assert.deepEqual(done.failures, []);
    assert.match(await readFile(join(program.folder, "inspected.txt"), "utf8"), /^passed {3}Scope: /m);
    const sought = [{ name: "the client secret", text: clientSecret }];
    assert.deepEqual(searchFolder(program.folder, sought), []);
    assert.deepEqual(searchText("what it printed", text, sought), []);
    assert.ok(!(await readdir(program.folder)).includes("gateway.json"));
    const tokens = done.executions.flatMap(({ request }) => request.header.filter(({ key }) => key === "auth"));
    assert.deepEqual(tokens, []);
  });

  interface Newman {
    readonly run: {
      readonly failures: readonly unknown[];
      readonly executions: readonly {
        readonly request: { readonly header: readonly { readonly key: string }[] };
        readonly response: { readonly code: number };
      }[];
    };
  }
});

/** As Postman exports one: the same call twice, each of which has to be answered. */
function collection(slug: string): object {
  const schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
  const test = ["pm.test('is answered', () => pm.response.to.have.status(200));"];
  const request = {
    method: "POST",
    url: `{{gateway}}/${slug}/api/public/bot/{{botId}}/getSessions`,
    header: [{ key: "content-type", value: "application/json" }],
    body: { mode: "raw", raw: '{"skip":0,"limit":10}' },
  };
  const item = ["first", "second"].map((name) => ({
    name,
    request,
    event: [{ listen: "test", script: { exec: test } }],
  }));
  return { info: { name: "Sessions", schema }, item };
}
