import { strict as assert } from "node:assert";
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { UserError } from "../../../src/domain/errors";
import { blanksOf, curlCommand, foreseenRefusals, quoted } from "../../../src/domain/requests/write/curl";
import { requestParts } from "../../../src/domain/requests/write/requestParts";
import {
  type RequestTarget,
  targetById,
  targetsOfLevel,
  targetTitle,
} from "../../../src/domain/requests/write/requestTargets";
import { runs, sampled, shareOf } from "../../sample";
import { sampleApp } from "../apps/sampleApp";

const BOT = "st-12345678-1234-5234-8234-123456789012";
const ACCOUNT = "0123456789abcdef01234567";
const HOST = "platform.kore.ai";

const curl = (app: JwtApp, id: string): string => curlCommand(requestParts(targetById(id), app), app, "TOKEN");
const blanks = (app: JwtApp, id: string): string[] => blanksOf(requestParts(targetById(id), app));
/** The URL alone. */
const urlOf = (command: string): string => wordsOf(command)[3] ?? "";

describe("curlCommand", () => {
  it("calls the endpoint with the app's header, host, bot ID and the documented body", () => {
    const app = sampleApp({ host: HOST, botId: BOT });
    const [url, auth] = curl(app, "user-engagement-trend").split(" \\\n  ");
    assert.equal(
      url,
      `curl --request POST 'https://platform.kore.ai/api/public/bot/${BOT}/userEngagementTrend?aggregation_type=Daily&start_date=2020-09-01&end_date=2020-09-05&channels=rtm'`,
    );
    assert.equal(auth, "--header 'auth: TOKEN'");
    const withBody = curl(app, "sessions-history").split(" \\\n  ");
    assert.deepEqual(withBody.slice(2), [
      "--header 'Content-Type: application/json'",
      `--data '{"skip":0,"limit":100,"dateFrom":"2020-02-11","dateTo":"2020-02-12","includeMeta":true}'`,
    ]);
  });

  it("fills the headers of contact-center endpoints", () => {
    const app = sampleApp({ host: HOST, accountId: ACCOUNT });
    assert.match(curl(app, "get-conversation-details"), /--header 'accountId: 0123456789abcdef01234567'/);
  });

  it("names what nobody knows, as it stands in the command, and nothing where all is known", () => {
    const app = sampleApp({ host: HOST, botId: BOT, accountId: ACCOUNT });
    assert.deepEqual(blanks(app, "sessions-history"), []);
    assert.deepEqual(blanks(sampleApp({ host: HOST }), "sessions-history"), ["your-bot-id"]);
    assert.equal(
      urlOf(curl(sampleApp({ host: HOST }), "sessions-history")),
      "https://platform.kore.ai/api/public/bot/your-bot-id/getSessions",
    );
    assert.deepEqual(blanks(app, "jwt-grant"), ["your-bot-name"]);
    assert.deepEqual(blanks(app, "upload-file"), ["your-upload.json"]);
    assert.deepEqual(blanks(app, "create-bulk-contacts"), ["your-contacts.csv"]);
    for (const target of targetsOfLevel(app)) {
      const parts = requestParts(target, app);
      const command = curlCommand(parts, app, "TOKEN");
      // Whatever is written like something to fill in is named, and nothing else is.
      assert.deepEqual(
        new Set(command.match(/your-[a-z-]+(?:\.(?:json|csv))?/g)),
        new Set(blanksOf(parts).length ? blanksOf(parts) : undefined),
        targetTitle(target),
      );
      assert.doesNotMatch(command, /\{\{|\{[a-z]\w*\}/i, targetTitle(target));
    }
  });

  it("names every value that the documentation masks, cuts short, or has from somebody else", () => {
    // Written down from the documentation's samples, not from the catalogue.
    const expected: Readonly<Record<string, readonly string[]>> = {
      "update-user": [
        "your-email-id",
        "your-first-name",
        "your-last-name",
        "your-group-id",
        "your-role-id",
        "your-removed-role-id",
      ],
      "create-users": [
        "your-email-id",
        "your-org-user-id",
        "your-first-name",
        "your-last-name",
        "your-company-name",
        "your-department",
        "your-group-id",
        "your-role-id",
      ],
      "conversation-history-v1-post-of-account": ["your-user-id", "your-session-id"],
      "conversation-history-v2": ["your-user-id", "your-session-id"],
      "conversation-history-lightweight": ["your-user-id", "your-session-id", "your-channel-user-id"],
      "import-batch-test-suite": ["your-description", "your-file-id", "your-test-suite-name"],
      "llm-and-generative-ai-usage-logs": ["your-task-id", "your-channel-user-id", "your-user-id"],
      "delete-users": ["your-email-id"],
      "proactive-notification": ["your-message", "your-identity"],
    };
    const app = sampleApp({ createdIn: "admin", host: HOST, botId: BOT, accountId: ACCOUNT });
    for (const [id, names] of Object.entries(expected)) assert.deepEqual(blanks(app, id), names, id);
  });

  it("leaves no value in a command that is masked, cut short, an address, a phone number or somebody's ID", () => {
    const suspicious =
      /x{3}|\.{3}|…|<[^>]*>|[{}]|@|example|^\+?\d{5,}$|[0-9a-f]{8}-[0-9a-f]{4}|^[0-9a-f]{20,}$|^(?:\w{1,3}-)\w*\d|_name$|\b(?:jane|john|doe)\b|password/i;
    let seen = 0;
    for (const createdIn of ["xo", "admin"] as const) {
      const app = sampleApp({ createdIn, host: HOST, botId: BOT, accountId: ACCOUNT });
      const made = targetsOfLevel(app).map((target) => ({ target, parts: requestParts(target, app) }));
      const commands = wordsOfEach(made.map(({ parts }) => curlCommand(parts, app, "TOKEN")));
      for (const [index, { target, parts }] of made.entries()) {
        const words = commands[index] ?? [];
        const headers = words.flatMap((word, index) =>
          words[index - 1] === "--header" ? [word.replace(/^[^:]*: /, "")] : [],
        );
        const bodies = words.flatMap((word, index) =>
          words[index - 1] === "--data" ? leavesOf(JSON.parse(word)) : [],
        );
        const url = new URL(words[3] ?? "");
        const values = [
          ...url.pathname.split("/").map(decodeURIComponent),
          ...url.searchParams.values(),
          ...headers,
          ...bodies,
        ].filter((value) => ![BOT, ACCOUNT, "TOKEN", "bearer TOKEN"].includes(value));
        for (const value of values) {
          seen++;
          if (!blanksOf(parts).includes(value))
            assert.doesNotMatch(value, suspicious, `${targetTitle(target)}: ${value}`);
        }
      }
    }
    assert.ok(seen > 500);
  });

  it("tells the dates and table rows that are the documentation's own", () => {
    const samples = (id: string): readonly string[] => requestParts(targetById(id), sampleApp()).samples;
    assert.deepEqual(samples("sessions-history"), ["dateFrom", "dateTo"]);
    assert.deepEqual(samples("user-engagement-trend"), ["start_date", "end_date"]);
    assert.deepEqual(samples("get-analytics"), ["from", "to"]);
    assert.deepEqual(samples("get-admin-console-audit-logs"), ["fromDate", "toDate"]);
    assert.deepEqual(samples("data-update"), ["query", "data"]);
    assert.deepEqual([samples("faq-training"), samples("jwt-grant"), samples("webhook-channel")], [[], [], []]);
  });

  it("puts the table that stands first, or its view, into the path", () => {
    const tables = ["Größe & co/{x}", "other"].map((name) => ({
      kind: "table" as const,
      name,
      read: true,
      write: true,
      delete: true,
    }));
    const app = sampleApp({ createdIn: "tables", host: HOST, tables });
    assert.equal(
      new URL(urlOf(curl(app, "query-table"))).pathname,
      "/api/public/tables/Gr%C3%B6%C3%9Fe%20%26%20co%2F%7Bx%7D/query",
    );
    assert.deepEqual(blanks(app, "query-table"), []);
    assert.deepEqual(blanks({ ...app, tables: [] }, "query-table"), ["your-table-name"]);
  });

  it("carries the token as each door wants it", () => {
    const app = sampleApp({ host: HOST, botId: BOT, usedFor: "channels" });
    assert.ok(wordsOf(curl(app, "webhook-channel")).includes("Authorization: bearer TOKEN"));
    // The public APIs read it from “auth”, whatever the app is mostly used for.
    assert.ok(wordsOf(curl(app, "sessions-history")).includes("auth: TOKEN"));
    const grant = wordsOf(curl({ ...app, usedFor: "sdks" }, "jwt-grant"));
    assert.deepEqual(JSON.parse(grant.at(-1) ?? ""), {
      assertion: "TOKEN",
      botInfo: { chatBot: "your-bot-name", taskBotId: BOT },
    });
    assert.ok(!grant.some((word) => word.startsWith("auth")));
  });

  it("speaks http to the local platform alone, and calls that for an app that was made for it", () => {
    assert.match(
      urlOf(curl(sampleApp({ host: "127.0.0.1:8787" }), "sessions-history")),
      /^http:\/\/127\.0\.0\.1:8787\//,
    );
    assert.match(
      urlOf(curl(sampleApp({ credentials: "generated" }), "sessions-history")),
      /^http:\/\/localhost:8787\//,
    );
  });

  it("refuses an app without a host, or with one that is none, and says what to do", () => {
    assert.throws(() => curl(sampleApp({ name: "Orders" }), "sessions-history"), {
      code: "no-host",
      message: /The host of “Orders” is not known.*Edit the app, and enter under Host/,
      details: {
        args: ["Orders"],
        remedy: "Edit the app, and enter under Host where its bot is, such as platform.kore.ai.",
        mending: { kind: "enterHost", appId: sampleApp().id },
      },
    });
    for (const host of ["h'; echo pwned; '", "a b", "a.example/x?", "user@a.example", ""]) {
      assert.throws(
        () => curl(sampleApp({ host }), "sessions-history"),
        (error) =>
          error instanceof UserError && error.code === "bad-host" && error.details.mending?.kind === "enterHost",
        host,
      );
    }
  });

  it("stays one command for a shell, whatever stands in an app file", () => {
    const app = sampleApp({
      host: HOST,
      botId: "'$(echo pwned)`echo pwned`\"; echo pwned #",
      accountId: "'; echo pwned; '\"",
    });
    assert.deepEqual(wordsOf(curl(app, "sessions-history")).slice(1, 6), [
      "--request",
      "POST",
      "https://platform.kore.ai/api/public/bot/'%24(echo%20pwned)%60echo%20pwned%60%22%3B%20echo%20pwned%20%23/getSessions",
      "--header",
      "auth: TOKEN",
    ]);
    assert.ok(wordsOf(curl(app, "get-conversation-details")).includes("accountId: '; echo pwned; '\""));
    const grant = wordsOf(curl({ ...app, usedFor: "sdks" }, "jwt-grant"));
    assert.equal((JSON.parse(grant.at(-1) ?? "") as { botInfo: { taskBotId: string } }).botInfo.taskBotId, app.botId);
    // What can't stand in a line is left to fill in.
    assert.deepEqual(blanks(sampleApp({ host: HOST, botId: "a\nb" }), "sessions-history"), ["your-bot-id"]);
  });

  it("quotes any text as one word", () => {
    const texts = fc.array(
      fc.string({ unit: "binary" }).filter((text) => !/\0|[\ud800-\udfff]/u.test(text)),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(texts, (words) => {
        assert.deepEqual(wordsOf(words.map(quoted).join(" ")), words);
      }),
      runs(30, { full: 500 }),
    );
  });

  describe("run by the real curl", () => {
    const app = (createdIn: JwtApp["createdIn"], host: string): JwtApp =>
      sampleApp({
        createdIn,
        host,
        botId: BOT,
        accountId: ACCOUNT,
        tables: (["table", "view"] as const).map((kind) => ({
          kind,
          name: "It's {a,b} [1-3]",
          read: true,
          write: true,
          delete: true,
        })),
      });
    const all: readonly (readonly [JwtApp["createdIn"], RequestTarget])[] = (
      ["xo", "admin", "tables"] as const
    ).flatMap((createdIn) => targetsOfLevel({ createdIn }).map((target) => [createdIn, target] as const));
    const SAMPLE = 25;
    let server: Server;
    let folder: string;
    let received: { method: string; url: string; headers: Record<string, unknown>; body: string }[] = [];

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "jwt-apps-curl-"));
      server = createServer((request, response) => {
        const parts: Buffer[] = [];
        request
          .on("data", (part: Buffer) => parts.push(part))
          .on("end", () => {
            const { method = "", url = "", headers } = request;
            received.push({ method, url, headers, body: Buffer.concat(parts).toString() });
            response.end();
          });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    after(() => {
      server.close();
      rmSync(folder, { recursive: true });
    });

    it(`sends what the catalogue says, as one request: ${shareOf(all, SAMPLE)} endpoints`, async function () {
      if (!hasCurl()) this.skip();
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      writeFileSync(join(folder, "your-upload.json"), '["from a file"]');
      writeFileSync(join(folder, "your-contacts.csv"), "from,a,file");
      for (const [createdIn, target] of sampled(all, SAMPLE)) {
        const title = targetTitle(target);
        received = [];
        const command = curlCommand(requestParts(target, app(createdIn, host)), app(createdIn, host), "a.b.c");
        await promisify(execFile)("sh", ["-c", `${command} --silent --show-error`], { cwd: folder });
        const [request, ...others] = received;
        assert.ok(request && others.length === 0, `${title}: ${received.length} requests`);
        if (target.kind !== "endpoint") continue;
        const { endpoint } = target;
        assert.equal(request.method, endpoint.method, title);
        assert.match(request.url, pathPattern(endpoint.path), title);
        assert.equal(request.headers["auth"], "a.b.c", title);
        if (endpoint.headers["accountId"]) assert.equal(request.headers["accountid"], ACCOUNT, title);
        const example = JSON.stringify(endpoint.bodyExample);
        if (endpoint.id === "upload-file")
          assert.match(
            request.body,
            /name="file"; filename="your-upload\.json"\r\nContent-Type: application\/json\r\n\r\n\["from a file"\]\r\n[^]*name="fileContext"\r\n\r\nbulkImport\r\n/,
          );
        else if (endpoint.id === "create-bulk-contacts")
          assert.match(
            request.body,
            /name="result_file"; filename="your-contacts\.csv"\r\nContent-Type: text\/csv\r\n\r\nfrom,a,file\r\n/,
          );
        else if (example === undefined || !/\{\w/.test(example)) assert.equal(request.body, example ?? "", title);
        else assert.ok(JSON.parse(request.body), title);
      }
    });
  });
});

describe("foreseenRefusals", () => {
  const refusals = (app: JwtApp, id: string): string[] =>
    foreseenRefusals(requestParts(targetById(id), app), app).map(({ id: check, reason }) => `${check}: ${reason}`);

  it("says what the app's rights lack for the call, by the rule book", () => {
    const app = sampleApp({ host: HOST, botId: BOT });
    const scoped = (published: boolean): JwtApp => ({ ...app, scopes: [{ id: "xo/bot-sessions", published }] });
    assert.deepEqual(refusals(app, "sessions-history"), ["scope: scope-missing"]);
    assert.deepEqual(refusals(scoped(false), "sessions-history"), ["published: scope-unpublished"]);
    assert.deepEqual(refusals(scoped(true), "sessions-history"), []);
    assert.deepEqual(refusals(scoped(true), "query-table").slice(0, 1), ["level: level-of-tables"]);
  });

  it("doesn't judge a bot ID that is still to be filled in", () => {
    assert.deepEqual(
      refusals(sampleApp({ host: HOST, scopes: [{ id: "xo/bot-sessions", published: true }] }), "sessions-history"),
      [],
    );
  });

  it("looks at the permissions of the table that is chosen", () => {
    const tables = [{ kind: "table" as const, name: "orders", read: true, write: false, delete: false }];
    const app = sampleApp({ createdIn: "tables", host: HOST, tables });
    assert.deepEqual(refusals(app, "query-table"), []);
    assert.deepEqual(refusals(app, "data-delete"), ["tables: permission-missing"]);
    assert.deepEqual(refusals(app, "query-view"), ["tables: no-permissions"]);
  });
});

/** The texts in a JSON value. */
function leavesOf(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leavesOf);
  return typeof value === "string" ? [value] : [];
}

/** What a shell takes a command for. */
function wordsOf(text: string): string[] {
  return wordsOfEach([text])[0] ?? [];
}

/** By one shell, since starting one takes longer than all it reads. */
function wordsOfEach(texts: readonly string[]): string[][] {
  const input = [`words() { printf '%s\\0' "$#" "$@"; }`, ...texts.map((text) => `words ${text}`), ""].join("\n");
  const read = execFileSync("sh", { input, encoding: "utf8" }).split("\0").slice(0, -1);
  return texts.map(() => read.splice(0, Number(read.shift())));
}

/** The path of a call, with anything in place of its parameters. */
function pathPattern(path: string): RegExp {
  const plain = path.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${plain.join("[^/]+")}(?:\\?|$)`);
}

function hasCurl(): boolean {
  try {
    execFileSync("curl", ["--version"]);
    return true;
  } catch {
    return false;
  }
}
