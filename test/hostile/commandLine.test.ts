import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jwt from "jsonwebtoken";
import { neutral } from "../../src/edge/neutral";
import { sampleApp } from "../unit/apps/sampleApp";
import { ranCommand } from "../unit/jwtApps/ranCommand";

/** What would clear a terminal, give it a title, and turn a line round: as ECMA-48 and Unicode have it. */
const ESCAPES = "\u001b[2J\u001b]0;gotcha\u0007\u009b31m\u202eevil\u2066\r\nok\u0000";
/** What Azure Pipelines, GitHub Actions and TeamCity do what a line says by, wherever it stands in it. */
const COMMANDS =
  "##vso[task.setvariable variable=PATH]/evil #\u200b#[set-output name=a]b ###teamcity[setParameter name='a']";
const clientSecret = randomBytes(32).toString("base64");

// Everything that a job hands to the command line may be somebody else's: files, answers, tokens, names.
describe("The command line", () => {
  let folder: string;
  let apps: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "jwt-apps-hostile-"));
    apps = join(folder, "apps.json");
    const { id: _, secretsRevision: _r, ...app } = sampleApp({ name: `Order ${ESCAPES} Bot` });
    const other = { ...app, name: `Other ${ESCAPES}`, clientId: "cs-22222222-2222-5222-8222-222222222222" };
    await writeFile(apps, JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [app, other] }));
  });
  after(() => rm(folder, { recursive: true }));

  const clientId = sampleApp().clientId;
  const secrets = JSON.stringify({ [clientId]: clientSecret });

  /** By hand, since jsonwebtoken writes a header in Latin-1. */
  function signed(...parts: readonly object[]): string {
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${text}.${createHmac("sha256", clientSecret).update(text).digest("base64url")}`;
  }

  /** No line has anything but what can be seen; JSON over several lines has its own. */
  function assertVisible(lines: readonly string[]): void {
    for (const line of lines.flatMap((each) => each.split("\n"))) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
  }

  it("prints names, claims, headers and requests so that they drive no terminal", async () => {
    const token = signed({ alg: "HS256", kid: ESCAPES }, { appId: clientId, [`claim ${ESCAPES}`]: ESCAPES });
    const request = `POST https://${ESCAPES}.example/api/public/bot/${encodeURIComponent(ESCAPES)}/getSessions`;
    const runs = [
      await ranCommand(["inspect", "--apps", apps], { secrets, input: token }),
      await ranCommand(["inspect", "--apps", apps, "--json"], { secrets, input: token }),
      await ranCommand(["inspect", "--apps", apps, "--app", clientId, "--request", request, "-"], {
        secrets,
        input: token,
      }),
      await ranCommand(["inspect"], { input: ESCAPES }),
      await ranCommand(["token", "--apps", apps, "--app", clientId, "--json"], { secrets }),
      await ranCommand(["token", "--apps", apps], { secrets }),
      await ranCommand(["token", "--apps", apps, "--app", ESCAPES], { secrets }),
      await ranCommand(["token", "--apps", apps, "--lifetime", ESCAPES, "--app", clientId], { secrets }),
      await ranCommand(["endpoints", "sessions", "--apps", apps]),
      await ranCommand(["endpoints", "sessions", "--apps", apps], { columns: 80 }),
      await ranCommand(["endpoints", "sessions", "--apps", apps, "--json"]),
      await ranCommand(["endpoints", ESCAPES]),
      await ranCommand(["encrypt", "--apps", apps, "--app", clientId], { secrets, input: ESCAPES }),
      await ranCommand(["decrypt", "--apps", apps], { secrets, input: ESCAPES }),
      await ranCommand(["decrypt", "--apps", join(folder, ESCAPES.replace("\0", ""))], { secrets }),
      await ranCommand([ESCAPES]),
    ];
    for (const { out, errors, failure } of runs) {
      assertVisible(out.map((line) => line.replace(/\t/g, " ")));
      assertVisible([...errors, failure?.message ?? ""]);
    }
    // JSON means the same all the same.
    const { claims, header } = JSON.parse(runs[1]?.out[0] ?? "") as Record<string, Record<string, string>>;
    assert.deepEqual([claims?.[`claim ${ESCAPES}`], header?.["kid"]], [ESCAPES, ESCAPES]);
  });

  it("prints them so that no build agent takes them for a command", async () => {
    const { id: _, secretsRevision: _r, ...app } = sampleApp({ name: COMMANDS });
    const one = join(folder, "one.json");
    const two = join(folder, "two.json");
    const other = { ...app, name: `${COMMANDS} 2`, clientId: "cs-22222222-2222-5222-8222-222222222222" };
    const wrong = { ...app, name: `${COMMANDS} 3`, algorithm: "none" };
    await writeFile(one, JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [app, wrong] }));
    await writeFile(two, JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [app, other] }));
    const token = signed({ alg: "HS256", kid: COMMANDS }, { appId: clientId, [COMMANDS]: COMMANDS });
    const unread = JSON.stringify({ [clientId]: { payloadSharedKey: COMMANDS } });
    const runs = [
      await ranCommand(["inspect", "--apps", one, "--json"], { secrets, input: token }),
      await ranCommand(["inspect", "--apps", one], { secrets, input: token }),
      await ranCommand(["inspect"], { input: token }),
      await ranCommand(["token", "--apps", one, "--json"], { secrets }),
      await ranCommand(["token", "--apps", two], { secrets }),
      await ranCommand(["token", "--apps", one], { secrets: unread }),
      await ranCommand(["endpoints", "sessions", "--apps", one]),
      await ranCommand(["endpoints", "sessions", "--apps", one], { columns: 400 }),
      await ranCommand(["endpoints", "sessions", "--apps", one, "--json"]),
      await ranCommand(["endpoints", COMMANDS]),
      await ranCommand(["encrypt", "--apps", one], { secrets, input: COMMANDS }),
      await ranCommand(["decrypt", "--apps", one], { secrets, input: COMMANDS }),
    ];
    // What is thrown becomes a line by `runProgram`.
    for (const { out, errors, failure } of runs)
      for (const line of [...out, ...errors, neutral(failure?.message ?? "")]) assert.doesNotMatch(line, /##/);
    assert.ok(runs.slice(0, 2).every(({ errors }) => errors.some((line) => line.includes("teamcity["))));
    const { app: name, claims } = JSON.parse(runs[0]?.out[0] ?? "") as { app: string; claims: Record<string, string> };
    assert.deepEqual([name, claims[COMMANDS]], [JSON.parse(runs[3]?.out[0] ?? "").app, COMMANDS]);
    assert.match(name, /^##vso\[/);
  });

  it("reads no more than it can use of what never ends", async () => {
    let read = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        await Promise.resolve();
        read += 100_000;
        yield new Uint8Array(100_000);
      }
    };
    const { failure } = await ranCommand(["inspect"], { input: endless() });
    assert.deepEqual([failure?.code, read < 6_000_000], ["input-too-large", true]);
  });

  it("refuses folders, what isn't text, and devices that never end", async function () {
    if (process.platform === "win32") this.skip();
    await mkdir(join(folder, "inner"));
    await writeFile(join(folder, "binary"), Buffer.from([0xff, 0xfe, 0x80]));
    for (const [args, code] of [
      [["inspect", folder], "file-unreadable"],
      [["inspect", join(folder, "inner", "nowhere")], "file-unreadable"],
      [["inspect", join(folder, "binary")], "input-not-text"],
      [["inspect", "/dev/zero"], "input-too-large"],
      [["inspect", "--request", "/dev/zero"], "input-too-large"],
      [["token", "--apps", folder], "apps-file-unreadable"],
      [["token", "--apps", "/dev/zero"], "apps-file-unreadable"],
      [["token", "--apps", join(folder, "binary")], "apps-file-unreadable"],
      [["token", "--apps", apps, "--app", clientId, "--secrets-file", "/dev/zero"], "secrets-file-open"],
      [
        ["token", "--apps", apps, "--app", clientId, "--secrets-file", join(folder, "nowhere")],
        "secrets-file-unreadable",
      ],
    ] as const) {
      const { failure, out } = await ranCommand(args);
      assert.deepEqual([args, failure?.code, out], [args, code, []]);
    }
  });

  it("reads a pipe with a name, as shells hand one over, and its modes are looked at as a file's", async function () {
    if (process.platform === "win32") this.skip();
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", ["-m", "600", pipe]);
    const fill = (text: string) =>
      spawn(process.execPath, ["-e", "require('fs').writeFileSync(process.argv[1], process.argv[2])", pipe, text], {
        stdio: "ignore",
      });
    const args = ["token", "--apps", apps, "--app", clientId, "--secrets-file", pipe];
    fill(secrets);
    assert.ok(jwt.verify((await ranCommand(args)).out[0] ?? "", clientSecret));
    const endless = spawn("sh", ["-c", 'cat /dev/zero > "$0"', pipe], { stdio: "ignore" });
    // It ends by itself once nobody reads any more.
    const ended = new Promise((done) => endless.once("close", done));
    const { failure } = await ranCommand(args);
    assert.equal(failure?.code, "secrets-file-unreadable");
    endless.kill();
    await ended;
  });

  it("tells nothing of secrets that are no JSON, or stand in the wrong place", async () => {
    const file = join(folder, "secrets.txt");
    for (const text of [
      clientSecret,
      `{"${clientId}": "${clientSecret}`,
      `["${clientSecret}"]`,
      `{"${clientSecret}": {"x": 1}}`,
    ]) {
      await writeFile(file, text, { mode: 0o600 });
      const args = ["token", "--apps", apps, "--app", clientId, "--secrets-file", file];
      const { failure, out, errors } = await ranCommand(args);
      assert.deepEqual([failure?.code, out], ["bad-secrets", []]);
      assert.ok(![failure?.message, ...errors].join().includes(clientSecret.slice(0, 12)));
      assert.match(failure?.message ?? "", /^--secrets-file /);
    }
  });
});
