import { strict as assert } from "node:assert";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { UserError } from "../../../src/domain/errors";
import { tiedAppName } from "../../../src/domain/requests/read/requestFile";
import { parseRequestFile } from "../../../src/domain/requests/read/parseRequestFile";
import { requestParts } from "../../../src/domain/requests/write/requestParts";
import {
  targetById,
  targetId,
  targetsOfApp,
  targetsOfLevel,
  targetsOfScope,
} from "../../../src/domain/requests/write/requestTargets";
import {
  appLine,
  type Surroundings,
  type TokenPlacement,
  writeRequestFile,
  writeRequests,
} from "../../../src/domain/requests/write/writeRequest";
import { endpointById, endpoints } from "../../../src/domain/scopes/catalogue";
import type { CreatedIn } from "../../../src/domain/scopes/scope";
import { findEndpoint } from "../../../src/domain/scopes/findEndpoint";
import { sampleApp } from "../apps/sampleApp";

const BOT = "st-12345678-1234-5234-8234-123456789012";
const SCRIPT: TokenPlacement = { kind: "script" };
const NOTHING: Surroundings = { variables: new Map(), shared: new Map(), isTied: false };
const HOST = new Map([["host", "https://platform.kore.ai"]]);

describe("writing requests", () => {
  const app = sampleApp({ name: "Orders", host: "platform.kore.ai", botId: BOT });
  const targets = (...ids: string[]) => ids.map(targetById);

  it("writes a file with its app, its variables, the scope, the token and the documented body", async () => {
    assert.equal(
      await writeRequestFile(targets("ml-utterance-train", "faq-training"), { app, placement: line() }),
      `# jwt-app: Orders
# A token stands where it is sent. “Refresh” above it writes a fresh one in its place.

@host = https://platform.kore.ai
@botId = ${BOT}
@token = publicApi-1

### ML Utterance Train
# Scope: Train ML.
# A POST without a body.
# Optional header bot-language: A language code, such as de; English if left out.
POST {{host}}/api/public/bot/{{botId}}/ml/train
auth: {{token}}

### FAQ Training
# Scope: Train FAQ.
POST {{host}}/api/public/bot/{{botId}}/faqs/train
auth: {{token}}
Content-Type: application/json

{
  "language": "en"
}
`,
    );
  });

  it("gives a single request its token where it is sent, and each request its own where the app enforces JTI", async () => {
    const tokens = async (jti: boolean, ...ids: string[]): Promise<string[]> => {
      const text = await writeRequestFile(targets(...ids), { app: { ...app, enforceJti: jti }, placement: line() });
      return parseRequestFile(text).blocks.flatMap(
        ({ request }) =>
          request?.headers.filter(({ name }) => name.text === "auth").map(({ value }) => value.text) ?? [],
      );
    };
    assert.deepEqual(await tokens(false, "faq-training"), ["publicApi-1"]);
    assert.deepEqual(await tokens(true, "faq-training", "ml-utterance-train"), ["publicApi-1", "publicApi-2"]);
  });

  it("asks the extension by an httpYac script, with an ID that stays when the app is renamed", async () => {
    assert.equal(
      await writeRequests(
        targets("bot-variables-export"),
        { app, placement: SCRIPT },
        { variables: HOST, shared: HOST, isTied: true },
      ),
      `### Bot Variables Export
# Scope: Export Variables.
# A POST without a body. Variables of the type locale have localeData by language and audioTag.
@botId = ${BOT}
{{
  const minted = require("vscode").commands.executeCommand("jwtApps.mintToken", {"app":"${app.clientId}","profile":"publicApi"});
  exports.token = minted.then(({ token }) => token);
}}
POST {{host}}/api/1.1/public/builder/bot/{{botId}}/variables/export
auth: {{token}}
`,
    );
  });

  it("writes a form's parts, with the file that its page asks for", async () => {
    const written = async (id: string): Promise<string> =>
      writeRequests(targets(id), { app, placement: line() }, { variables: HOST, shared: HOST, isTied: true });
    const contacts = await written("create-bulk-contacts");
    assert.equal(
      contacts.slice(contacts.indexOf("auth:")),
      `auth: publicApi-1
Content-Type: multipart/form-data; boundary=request-file-boundary

--request-file-boundary
Content-Disposition: form-data; name="result_file"; filename="contacts.csv"
Content-Type: text/csv

firstName,lastName,salutation,cellPhoneNumber,cellPhoneCountryCode,cellPhoneExtension
--request-file-boundary--
`,
    );
    assert.match(contacts, /^# The content of “contacts\.csv” is left to fill in\.$/m);
    assert.match(
      await written("upload-file"),
      /name="file"; filename="upload\.json"\nContent-Type: application\/json\n\n\[\]\n--[^]*name="fileContext"\n\nbulkImport\n--[^]*name="fileExtension"\n\njson\n--/,
    );
  });

  it("says which headers may be sent besides, and the limits that the page states", async () => {
    const text = await writeRequestFile(targets("create-bulk-contacts"), { app, placement: SCRIPT });
    assert.match(text, /^# Optional header accountId: The account's ID\.$/m);
    assert.match(text, /^# All six columns of the CSV file are required\. A phone number may exist only once;/m);
  });

  it("writes the query that tells an endpoint from others with its path, and what its page requires", async () => {
    let told = 0;
    for (const endpoint of endpoints()) {
      if (endpoint.path === undefined) continue;
      const { path } = requestParts(targetById(endpoint.id), app);
      const query = new URLSearchParams(path.split("?")[1] ?? "");
      for (const [name, value] of Object.entries(endpoint.onlyWith?.query ?? {})) {
        told++;
        assert.equal(query.get(name), value, endpoint.id);
      }
      for (const name of endpoint.requiredQuery) assert.ok(query.get(name), `${endpoint.id}: ${name}`);
    }
    assert.equal(told, 36);
  });

  it("reads the token from the environment, in a variable for each kind of claims", async () => {
    const placement: TokenPlacement = {
      kind: "environment",
      variable: (profile) => `JWT_APPS_${profile.toUpperCase()}`,
    };
    const text = await writeRequestFile(targets("get-bots", "jwt-grant"), { app, placement });
    assert.match(text, /^auth: \{\{\$processEnv JWT_APPS_PUBLICAPI\}\}$/m);
    assert.match(text, /^ {2}"assertion": "\{\{\$processEnv JWT_APPS_SDK\}\}",$/m);
  });

  it("puts the token after “bearer” for the webhook channel, and an SDK's into the body of the JWT grant", async () => {
    const webhook = await writeRequests(targets("webhook-channel"), { app, placement: line() }, NOTHING);
    assert.match(
      webhook,
      /^POST \{\{host\}\}\/chatbot\/v2\/webhook\/\{\{botId\}\}\nAuthorization: bearer publicApi-1\nContent-Type: application\/json\n\n\{$/m,
    );
    const grant = await writeRequests(targets("jwt-grant"), { app, placement: line() }, NOTHING);
    assert.match(
      grant,
      /^POST \{\{host\}\}\/api\/1\.1\/oAuth\/token\/jwtgrant\nContent-Type: application\/json\n\n\{\n {2}"assertion": "sdk-1",\n {2}"botInfo": \{\n {4}"chatBot": "\{\{botName\}\}",\n {4}"taskBotId": "\{\{botId\}\}"\n {2}\}\n\}\n$/m,
    );
  });

  it("takes a variable of the file where it has the same value, and another name where it hasn't", async () => {
    const variables = new Map([
      ["host", "https://other.example"],
      ["botId", BOT],
    ]);
    const text = await writeRequests(
      targets("faq-training", "faq-training-status"),
      { app, placement: SCRIPT },
      { variables, shared: variables, isTied: false },
    );
    assert.deepEqual(
      [...text.matchAll(/^@.*$/gm)].map(([found]) => found),
      ["@host2 = https://platform.kore.ai", "@host2 = https://platform.kore.ai"],
    );
    assert.deepEqual(
      [...text.matchAll(/^(?:GET|POST) .*$/gm)].map(([found]) => found),
      [
        "POST {{host2}}/api/public/bot/{{botId}}/faqs/train",
        "GET {{host2}}/api/public/bot/{{botId}}/faqs/train/status?language=en&state=configured",
      ],
    );
    assert.equal([...text.matchAll(/^# jwt-app: Orders$/gm)].length, 2);
  });

  it("fills in what the app doesn't know with what is seen to be a placeholder", async () => {
    const text = await writeRequestFile(targets("get-conversation-details"), { app: sampleApp(), placement: SCRIPT });
    assert.deepEqual(
      [...text.matchAll(/^(?:@|# The host).*$/gm)].map(([found]) => found),
      [
        "# The host of your region.",
        "@host = https://platform.kore.ai",
        "@botId = your-bot-id",
        "@sessionId = your-session-id",
        "@accountId = your-account-id",
      ],
    );
  });

  it("points the requests of an app that was generated for the local platform there", async () => {
    const text = await writeRequestFile(targets("sessions-history"), {
      app: sampleApp({ credentials: "generated" }),
      placement: SCRIPT,
    });
    assert.deepEqual(
      [...text.matchAll(/^(?:@host|# The host).*$/gm)].map(([found]) => found),
      ["@host = http://localhost:8787"],
    );
  });

  it("names the app's own tables, and goes to the local platform by http", async () => {
    const tables = sampleApp({
      createdIn: "tables",
      host: "localhost:8787",
      tables: [{ kind: "view", name: "Late orders", read: true, write: false, delete: false }],
    });
    const text = await writeRequestFile(targets("query-view"), { app: tables, placement: SCRIPT });
    assert.match(text, /^@host = http:\/\/localhost:8787\n@viewName = Late%20orders\n$/m);
    assert.match(text, /^# Permission on the view: read\.$/m);
  });

  it("says which level an endpoint needs, and how surely answers come encrypted", async () => {
    assert.match(
      await writeRequestFile(targets("publish-bot"), { app, placement: SCRIPT }),
      /^# Scope: Publish\. It needs an app that was created in the Admin Console\.$/m,
    );
    const level = async (id: string, createdIn: CreatedIn): Promise<string | undefined> =>
      /^# (?:Scope|Any app).*$/m.exec(
        await writeRequestFile(targets(id), { app: { ...app, createdIn }, placement: SCRIPT }),
      )?.[0];
    for (const [id, createdIn, said] of [
      ["get-analytics", "admin", "# Scope: Metrics. It needs an app that was created in the XO Platform."],
      [
        "sessions-history",
        "admin",
        "# Scope: Bot Sessions. It is listed for apps created in the XO Platform; whether this one can call it is not known.",
      ],
      ["upload-file", "admin", "# Any app, by its page; the list of APIs names Bot Import."],
      ["end-of-conversation", "xo", "# Scope not stated. No page says for apps of which level it is."],
      ["end-of-conversation", "admin", "# Scope not stated. No page says for apps of which level it is."],
      ["enabling-agent-transfer", "admin", "# Scope: BotKit. No page says for apps of which level it is."],
    ] as const)
      assert.equal(await level(id, createdIn), said, `${id} ${createdIn}`);
    const encrypted = { ...app, enforcePayloadEncryption: true };
    for (const [id, said] of [
      ["get-analytics", "comes encrypted, as includeMeta asks for it: “Decrypt Selection” reads it."],
      // In the list for this level, and its page has no includeMeta, which is off by default.
      [
        "llm-and-generative-ai-usage-logs",
        "may come encrypted: the platform's list has this endpoint, no page says when.",
      ],
      [
        "conversation-details-and-summary",
        "may come encrypted: release notes say so, the platform's list for this level",
      ],
    ] as const) {
      const text = await writeRequestFile(targets(id), { app: encrypted, placement: SCRIPT });
      assert.ok(text.includes(`\n# The answer ${said}`), text);
      assert.equal(text.includes('"includeMeta": true'), id === "get-analytics");
    }
    assert.doesNotMatch(await writeRequestFile(targets("get-analytics"), { app, placement: SCRIPT }), /encrypted:/);
  });

  it("lets nothing of an app's own data begin a line", async () => {
    const hostile = sampleApp({
      name: "a\n@host = https://evil.example",
      host: "h\nGET https://evil.example",
      botId: "x\r\nDELETE https://evil.example",
      clientId: 'cs-"}}\n',
    });
    for (const placement of [SCRIPT, line()]) {
      const text = await writeRequestFile(targets("sessions-history"), { app: hostile, placement });
      assert.doesNotMatch(text, /evil/);
      const { blocks } = parseRequestFile(text);
      assert.equal(blocks.filter(({ request }) => request).length, 1);
      assert.equal(tiedAppName(blocks, blocks[1] ?? assert.fail()), hostile.id);
    }
  });

  it("is understood by our own reading of request files, for every endpoint with a path", async () => {
    const all = endpoints().flatMap(({ id, path }) => (path === undefined ? [] : [id]));
    assert.equal(all.length, 301);
    for (const placement of [SCRIPT, line()]) {
      const { blocks } = parseRequestFile(await writeRequestFile(targets(...all), { app, placement }));
      const [head, ...requests] = blocks;
      assert.equal(requests.length, all.length);
      const variables = new Map(head?.variables.map(({ name, value }) => [name, value.text]));
      for (const [index, block] of requests.entries()) {
        const endpoint = endpointById(all[index] ?? "");
        const { request } = block;
        assert.ok(endpoint && request, all[index]);
        assert.equal(tiedAppName(blocks, block), "Orders");
        const url = request.url.text.replace(
          /\{\{(\w+)\}\}/g,
          (_, name: string) => variables.get(name) ?? assert.fail(`${endpoint.id}: ${name}`),
        );
        const match = findEndpoint(request.method, url.replace("https://platform.kore.ai", ""));
        const found = match.kind === "found" ? [match.endpoint, ...match.others].map(({ id }) => id) : [match.kind];
        assert.ok(found.includes(endpoint.id), `${endpoint.id}: ${found.join()}`);
        assert.deepEqual(match.kind === "found" && match.deviations, []);
        assert.equal(
          request.body !== undefined,
          endpoint.bodyExample !== undefined || ["upload-file", "create-bulk-contacts"].includes(endpoint.id),
          endpoint.id,
        );
      }
    }
  });
});

describe("the targets of requests", () => {
  const ids = (app: Partial<JwtApp>): string[] => targetsOfApp(sampleApp(app)).map(targetId);
  const scope = (id: string) => ({ id, published: true });

  it("are the endpoints with a path of the app's scopes, each once", () => {
    assert.deepEqual(ids({ scopes: [scope("xo/train-faq"), scope("xo/train-faq"), scope("xo/rcs-message-events")] }), [
      "faq-training",
      "faq-training-status",
    ]);
    assert.deepEqual(targetsOfScope("xo/train-ml").map(targetId), ["ml-utterance-train", "ml-utterance-train-status"]);
  });

  it("begin with the door of the app's use", () => {
    assert.deepEqual(ids({ usedFor: "sdks" }), ["jwt-grant"]);
    assert.deepEqual(ids({ usedFor: "channels", scopes: [scope("xo/export-variables")] }), [
      "webhook-channel",
      "bot-variables-export",
    ]);
  });

  it("are the tables' and views' for Data Tables", () => {
    assert.deepEqual(ids({ createdIn: "tables" }), [
      "data-insert",
      "data-insert-bulk",
      "data-update",
      "data-delete",
      "query-table",
      "query-view",
    ]);
    assert.equal(targetsOfLevel({ createdIn: "tables" }).length, 6);
  });

  it("say what is not there, and what has no known path", () => {
    assert.throws(
      () => targetById("nothing"),
      (error) => error instanceof UserError && error.code === "unknown-endpoint",
    );
    assert.throws(
      () => targetById("rcs-message-events-opt-in-broadcast"),
      (error) => error instanceof UserError && error.code === "endpoint-path-unknown",
    );
    assert.throws(
      () => targetById("pre-call-contact-fetch"),
      (error) => error instanceof UserError && error.code === "endpoint-is-yours",
    );
  });
});

describe("appLine", () => {
  it("names the app, or its ID where the name isn't a line", () => {
    assert.equal(appLine(sampleApp({ name: "Über uns 🤖" })), "# jwt-app: Über uns 🤖");
    for (const name of ["two\nlines", " padded", "a\u2028b"])
      assert.equal(appLine(sampleApp({ name })), `# jwt-app: ${sampleApp().id}`);
  });
});

/** Tokens that say which claims were asked for, and how many there were before. */
function line(): TokenPlacement {
  let count = 0;
  return { kind: "line", mint: (profile) => Promise.resolve(`${profile}-${++count}`) };
}
