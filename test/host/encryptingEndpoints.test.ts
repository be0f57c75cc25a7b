import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { prompting } from "./prompts";
import { forgetAll, hs256App, saved } from "./support";

const COMMAND = "jwtApps.listEncryptingEndpoints";

describe("List Encrypting Endpoints", () => {
  beforeEach(forgetAll);
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  const withSessions = (): Promise<JwtApp> =>
    saved(hs256App("Orders", { host: "platform.kore.ai", scopes: [{ id: "xo/bot-sessions", published: true }] }));

  it("shows those of the app's level, how each is known, and what it needs", async () => {
    const app = await withSessions();
    await saved(hs256App("Tables", { createdIn: "tables" }));
    const { prompted, result } = await prompting([{ pick: "Orders" }, "escape"], () =>
      vscode.commands.executeCommand(COMMAND),
    );
    assert.equal(result, undefined);
    assert.deepEqual(prompted[0]?.rows, ["Orders | HS256"]);
    const list = prompted[1];
    assert.ok(list);
    assert.equal(list.title, `Endpoints that can encrypt payloads for ${app.name}`);
    assert.deepEqual(list.rows, [
      "Sessions History | POST /api/public/bot/{botId}/getSessions",
      "Get Analytics | POST /api/public/bot/{botId}/getAnalytics",
      "LLM and Generative AI Usage Logs | POST /api/1.1/public/bot/{botId}/getLLMUsageLogs",
      "Conversation Details and Summary | POST /api/public/bot/{botId}/conversationDetails",
      "Get Conversation Details | GET /agentassist/api/v1/public/{botId}/conversations/sessions/{sessionId}",
      "Get All Conversations Data - Call Details v1 | POST /agentassist/api/public/analytics/account/{accountId}/calldetails",
    ]);
    assert.equal(list.details[0], "Listed by the documentation · Scope: Bot Sessions");
    assert.match(list.details[1] ?? "", /^Listed by the documentation · Scope: Metrics · not assigned to this app$/);
    assert.match(list.details[3] ?? "", /^By release notes alone · Scope: /);
  });

  it("offers for one what Find Endpoint does, and goes back to the list", async () => {
    const app = await withSessions();
    const pointer = { app: app.id, from: "editor" };
    const { prompted } = await prompting(
      [
        { pick: "Get Analytics" },
        "back",
        { pick: "Sessions History" },
        { pick: "$(new-file) New Request File" },
        { pick: "$(key) A token in the file" },
      ],
      () => vscode.commands.executeCommand(COMMAND, pointer),
    );
    assert.deepEqual(
      prompted.slice(0, 4).map(({ title, step, hasBack }) => [title, step, hasBack]),
      [
        ["Endpoints that can encrypt payloads for Orders", "1/2", false],
        ["Get Analytics · POST /api/public/bot/{botId}/getAnalytics", "2/2", true],
        ["Endpoints that can encrypt payloads for Orders", "1/2", false],
        ["Sessions History · POST /api/public/bot/{botId}/getSessions", "2/2", true],
      ],
    );
    // Where it was left.
    assert.equal(prompted[2]?.active, "Get Analytics");
    const rows = (index: number) => prompted[index]?.rows.map((row) => row.replace(/ \| https:.*/, ""));
    assert.deepEqual(rows(1), [
      "$(shield) Assign “Metrics” | Orders",
      "$(new-file) New Request File | Orders",
      "$(terminal) Copy as curl | Orders",
      "$(link-external) Open the Documentation",
    ]);
    assert.deepEqual(rows(3), [
      "$(new-file) New Request File | Orders",
      "$(terminal) Copy as curl | Orders",
      "$(list-tree) Show in the Tree | Orders",
      "$(link-external) Open the Documentation",
    ]);
    const text = vscode.window.activeTextEditor?.document.getText() ?? "";
    assert.match(text, /^POST .*\/api\/public\/bot\/.+\/getSessions/m);
  });

  it("gives code the list, and asks nothing", async () => {
    const app = await saved(hs256App("Console", { createdIn: "admin" }));
    const { prompted, result } = await prompting([], () =>
      vscode.commands.executeCommand<readonly { id: string; source: string }[]>(COMMAND, { app: app.id }),
    );
    assert.deepEqual(prompted, []);
    assert.deepEqual(
      result.map(({ id }) => id),
      [
        "llm-and-generative-ai-usage-logs",
        "conversation-details-and-summary",
        "sessions-history-of-account",
        "get-user-information",
        "get-user-roles-details",
        "create-users",
        "update-user",
        "update-user-access",
        "delete-users",
      ],
    );
    assert.deepEqual(result[2], {
      id: "sessions-history-of-account",
      api: "Sessions History",
      method: "POST",
      path: "/api/public/getSessions",
      source: "listed",
    });
    assert.ok(result.every(({ source }) => source === "listed"));
  });

  it("says of a Data Tables app that none is known", async () => {
    const app = await saved(hs256App("Tables", { createdIn: "tables" }));
    await assert.rejects(Promise.resolve(vscode.commands.executeCommand(COMMAND, { app: app.id })), {
      message: "For apps created in Data Tables, such as “Tables”, no endpoint is known to encrypt payloads.",
    });
  });
});
