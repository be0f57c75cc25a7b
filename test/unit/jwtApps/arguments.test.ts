import { strict as assert } from "node:assert";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportOf } from "../../../src/domain/apps/exportApps";
import { sampleApp } from "../apps/sampleApp";
import { ranCommand } from "./ranCommand";

const COMMANDS = ["token", "inspect", "decrypt", "encrypt", "endpoints", "platform", "gateway"];

describe("What somebody types at the command line", () => {
  let folder: string;
  let apps: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "arguments-"));
    apps = join(folder, "apps.json");
    await writeFile(apps, exportOf([sampleApp({})]));
  });
  after(() => rm(folder, { recursive: true }));

  it("asks for help in each way that people know, and is told the exit codes of each command", async () => {
    const whole = await ranCommand(["--help"]);
    for (const args of [["-h"], ["help"], ["help", "nothing"]])
      assert.deepEqual((await ranCommand(args)).out, whole.out, args.join(" "));
    for (const command of COMMANDS) {
      const { code, out, errors } = await ranCommand([command, "--help"]);
      assert.deepEqual([code, errors], [0, []]);
      assert.match(out.join("\n"), /^Exit codes: 0 .*; 2 it can't be done, as standard error says\.$/m, command);
      for (const args of [
        [command, "-h"],
        ["help", command],
      ])
        assert.deepEqual((await ranCommand(args)).out, out, args.join(" "));
    }
  });

  it("is told which option was meant, or what it lacks, and nothing that was typed", async () => {
    for (const [args, told] of [
      [["token", "--lifetme", "s3cr3t"], "There is no such option. Did you mean --lifetime?"],
      [["token", "--lifetme=s3cr3t"], "There is no such option. Did you mean --lifetime?"],
      [["token", "-header"], "There is no such option. Did you mean --header?"],
      [["gateway", "--local-platfrom", "s3cr3t"], "There is no such option. Did you mean --local-platform?"],
      [
        ["token", "--apps"],
        "--apps needs a value. Write it behind --apps, or, where it begins with a dash, as --apps=-….",
      ],
      [
        ["token", "--lifetime", "-s3cr3t"],
        "--lifetime needs a value. Write it behind --lifetime, or, where it begins with a dash, as --lifetime=-….",
      ],
      [["token", "--app", "s3cr3t", "--app=other"], "--app is there more than once. Leave it there once."],
      [["token", "--json=s3cr3t"], "--json takes no value. Write it alone."],
      [["token", "--s3cr3t"], "The arguments can't be understood. Run it with --help to see them."],
      [["token", "s3cr3t"], "The arguments can't be understood. Run it with --help to see them."],
    ] as const) {
      const { failure, out, errors } = await ranCommand(args);
      assert.deepEqual([failure?.message, out, errors], [told, [], []]);
    }
  });

  it("is told of a file without apps what it should be, in a sentence about that file", async () => {
    const path = join(folder, "other.json");
    for (const text of ["", "hello", '{"a":1', "[]", exportOf([])]) {
      await writeFile(path, text);
      for (const command of ["token", "platform", "gateway"]) {
        const { failure, out } = await ranCommand([command, "--apps", path], { secrets: "{}" });
        const told = "There is no app in the file that --apps names. Name one that Export Apps wrote.";
        assert.deepEqual([failure?.message, out], [told, []], `${command}: ${text}`);
      }
    }
  });

  it("isn't told to change the modes of a folder that is named as the file of secrets", async function () {
    if (process.platform === "win32") this.skip();
    await chmod(folder, 0o755);
    const { failure } = await ranCommand(["token", "--apps", apps, "--secrets-file", folder]);
    assert.equal(
      failure?.message,
      "The file with the secrets can't be read as text. Check the path after --secrets-file.",
    );
  });

  it("is judged for no placeholder as for a bot, also as “endpoints” and the documentation write one", async () => {
    const input = `${Buffer.from('{"alg":"HS256"}').toString("base64url")}.e30.c2ln`;
    for (const placeholder of [
      "{botId}",
      ":botId",
      "<botId>",
      "<bot ID>",
      "%7BbotId%7D",
      "{{botId}}",
      "${BOT_ID}",
      "$id",
    ]) {
      const request = `POST https://bots.kore.ai/api/public/bot/${placeholder}/getSessions`;
      const { code, failure } = await ranCommand(["inspect", "--request", request], { input });
      assert.deepEqual([placeholder, code, failure?.code], [placeholder, undefined, "open-path"]);
      assert.ok(failure?.message.includes(placeholder), failure?.message);
    }
    const bot = "st-11111111-1111-5111-8111-111111111111";
    const known = `POST https://bots.kore.ai/api/public/bot/${bot}/getSessions?at=10:30`;
    assert.equal((await ranCommand(["inspect", "--request", known], { input })).failure, undefined);
  });
});
