import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { TreeNode } from "../../src/editor/appTree/treeNode";
import { seen } from "../until";
import { activated, forgetAll, hs256App, saved, until } from "./support";

async function outline(node?: TreeNode, depth = 0): Promise<string[]> {
  const { tree } = await activated();
  const lines: string[] = [];
  for (const child of await tree.getChildren(node)) {
    assert.equal(tree.getParent(child), node);
    const item = tree.getTreeItem(child);
    lines.push(`${"  ".repeat(depth)}${String(item.label)}${item.description ? ` | ${String(item.description)}` : ""}`);
    lines.push(...(await outline(child, depth + 1)));
  }
  return lines;
}

describe("tree", () => {
  beforeEach(forgetAll);

  it("shows credentials and scopes, in words and without a secret", async () => {
    const app = await saved(
      hs256App("Orders", {
        enforceJti: true,
        scopes: [
          { id: "xo/bot-sessions", published: true },
          { id: "xo/smartassist-recordings", published: false },
          { id: "xo/rcs-message-events", published: true },
        ],
      }),
    );
    assert.deepEqual(await outline(), [
      "Orders | scopes not published · HS256 · one-time jti",
      "  Credentials",
      `    Client ID | ${app.clientId}`,
      "    Client Secret | ••••••••",
      "  Scopes | 3 · 1 not published",
      "    Automation",
      "      Bot Sessions | published",
      "        Sessions History | POST /api/public/bot/{botId}/getSessions",
      "      RCS Message Events | published",
      "        RCS Message Events (opt-in, broadcast) | its URL is in the channel's configuration",
      "    Contact Center | 1 not published",
      "      SmartAssist Recordings | not published",
      "        Fetch call recording | GET /api/public/bot/{botId}/recordings",
      "        Fetch call recording v2 | GET /api/public/bot/{botId}/v2/recordings",
      "    Scope and level not stated | 8",
      "      Webhook API for Conversation Events | POST /agentassist/api/v1/hooks/{botId}",
      "      Conversation Summary Trigger | POST /api/v1/public/bot/{botId}",
      "      End of Conversation | POST /agentai/api/v1/hooks/{botId}",
      "      Hooks API for Internal Transfers | POST /agentassist/api/v1/hooks/{botId}",
      "      Create Coaching Rules | POST /agentai/api/v1/public/{streamId}/acrules",
      "      Get a Coaching Rule | GET /agentai/api/v1/public/{streamId}/acrules/{ruleId}",
      "      Get Coaching Rules | POST /agentai/api/v1/public/{streamId}/acrules/list",
      "      Update a Coaching Rule | PUT /agentassist/api/v1/public/{streamId}/acrules/{ruleId}",
    ]);
  });

  it("says which endpoints take encrypted payloads, how sure that is, and what a group of scopes is for", async () => {
    await saved(
      hs256App("Orders", {
        scopes: ["xo/bot-sessions", "xo/conversation-history", "xo/debug-logs"].map((id) => ({ id, published: true })),
      }),
    );
    const lineOf = async (label: string): Promise<string> => (await tooltips(label))[0]?.replaceAll("\n", " | ") ?? "";
    assert.match(
      await lineOf("Sessions History"),
      /^Sessions History \| POST \/api\/public\/bot\/\{botId\}\/getSessions \| payloads can be encrypted( \||$)/,
    );
    assert.match(
      await lineOf("Conversation Details and Summary"),
      /\| payloads can be encrypted, by release notes alone( \||$)/,
    );
    assert.match(await lineOf("Bot Sessions"), /getSessions \(payloads can be encrypted\)( \||$)/);
    assert.match(
      await lineOf("Conversation History"),
      /conversationDetails \(payloads can be encrypted, by release notes alone\)( \||$)/,
    );
    assert.doesNotMatch(await lineOf("Debug Logs"), /payloads can be encrypted/);
    assert.deepEqual(await signs("Sessions History"), [
      "shield | Sessions History, POST /api/public/bot/{botId}/getSessions, payloads can be encrypted | ",
    ]);
    assert.deepEqual(await signs("Conversation Details and Summary"), [
      "shield | Conversation Details and Summary, POST /api/public/bot/{botId}/conversationDetails, payloads can be encrypted, by release notes alone | ",
    ]);
    assert.equal(
      (await signs("Translation Logs"))[0],
      "symbol-interface | Translation Logs, GET /api/1.1/{streamId}/translationlogs | ",
    );
    await forgetAll();
    await saved(hs256App("Admin", { createdIn: "admin", scopes: [{ id: "admin/publish", published: true }] }));
    assert.deepEqual(await tooltips("BotPublish"), ["Publish apps."]);
  });

  async function tooltips(label: string, node?: TreeNode): Promise<string[]> {
    const { tree } = await activated();
    const found: string[] = [];
    for (const child of await tree.getChildren(node)) {
      const { label: name, tooltip } = tree.getTreeItem(child);
      if (name === label && typeof tooltip === "string") found.push(tooltip);
      found.push(...(await tooltips(label, child)));
    }
    return found;
  }

  it("shows where no scope leads to them the endpoints that take any app, and those whose scope or level is not known", async () => {
    await saved(hs256App("Console", { createdIn: "admin" }));
    assert.deepEqual((await outline()).slice(4, 10), [
      "  Scopes | none assigned",
      "    Any app | 1",
      "      Upload File | POST /api/public/uploadfile",
      "    Scope not known | 1",
      "      Conversation Details and Summary | POST /api/public/bot/{botId}/conversationDetails",
      "    Scope and level not stated | 8",
    ]);
    assert.match(
      (await tooltips("Upload File"))[0] ?? "",
      /\nAny app, by its page; the list of APIs names Bot Import\n/,
    );
    assert.deepEqual(await signs("Conversation Details and Summary"), [
      "shield | Conversation Details and Summary, POST /api/public/bot/{botId}/conversationDetails, payloads can be encrypted | ",
    ]);
    assert.deepEqual(await signs("Scope not known"), [" | Scope not known 1 | "]);
    assert.deepEqual(await tooltips("Scope not known"), [
      "Apps of this kind can call these endpoints, and which scope they take is not known.",
    ]);
    assert.deepEqual(await tooltips("Scope and level not stated"), [
      "Whether apps of this kind can call these endpoints is not stated, nor which scope they take.",
    ]);
  });

  it("shows a call that the platform makes as one, of which nothing can be run", async () => {
    await saved(hs256App("Console", { scopes: [{ id: "xo/configuration", published: true }] }));
    const line = (await outline()).find((each) => each.includes("Pre-Call"));
    assert.equal(line, "        Pre-Call Contact Fetch | the platform calls you");
    assert.deepEqual(await signs("Pre-Call Contact Fetch"), [
      "call-incoming | Pre-Call Contact Fetch, the platform calls you | ",
    ]);
    assert.match(
      (await tooltips("Pre-Call Contact Fetch"))[0] ?? "",
      /\nThe platform calls you, without a JWT; its page names Configuration\n/,
    );
  });

  it("marks a scope of which no page states the level, in an app of either", async () => {
    for (const level of ["xo", "admin"] as const) {
      await forgetAll();
      const scope = { id: `${level}/agent-integrations-read`, published: true };
      await saved(hs256App("Either", { createdIn: level, scopes: [scope] }));
      const line = (await outline()).find((each) => each.includes("agent_integrations:read"));
      const told = level === "xo" ? "published · level not stated" : "level not stated";
      assert.equal(line, `      agent_integrations:read | ${told}`);
      assert.match(
        (await tooltips("agent_integrations:read"))[0] ?? "",
        /^No description is known\.\nNo page says for apps of which level it is\.\n/,
      );
      assert.deepEqual(await signs("Level not stated"), [" | Level not stated | "]);
      assert.deepEqual(await tooltips("Level not stated"), ["For apps of which level these scopes are is not stated."]);
      assert.deepEqual(await signs("agent_integrations:read"), [
        `pass | agent_integrations:read, ${told.replace(" · ", ", ")} | `,
      ]);
    }
  });

  it("says of an endpoint what its calls are counted by, and how many there may be", async () => {
    const usual = "60 requests a minute and 1,800 an hour, for each";
    const ids = ["bot-export", "debug-logs", "proactive-messages", "routing"];
    await saved(hs256App("Limits", { scopes: ids.map((id) => ({ id: `xo/${id}`, published: true })) }));
    const admin = [{ id: "admin/admin-console-audit-logs", published: true }];
    await saved(hs256App("Console", { createdIn: "admin", scopes: admin }));
    const tables = [{ kind: "table" as const, name: "orders", read: true, write: true, delete: true }];
    await saved(hs256App("Tables", { createdIn: "tables", tables }));
    for (const [label, limit] of [
      ["Bot Export", `${usual} bot.`],
      ["Bot Export Status", `${usual} request ID.`],
      ["Get Admin Console Audit Logs", `${usual} account.`],
      ["Transfer conversation to a specific agent or queue", "60 requests a minute, for each account."],
      ["Proactive Notification", "600 requests a minute and 18,000 an hour, for each bot."],
      ["Query Table", "600 requests a minute and 18,000 an hour, for each account and table."],
      ["Translation Logs", "no list of limits names it."],
    ] as const) {
      const tooltip = (await tooltips(label)).at(-1)?.split("\n") ?? [];
      assert.deepEqual(
        tooltip.filter((line) => line.startsWith("Rate limit")),
        [`Rate limit: ${limit}`],
        label,
      );
    }
  });

  it("shows the tables of a Data Tables app", async () => {
    await saved(
      hs256App("Tables", {
        createdIn: "tables",
        tables: [{ kind: "table", name: "orders", read: true, write: false, delete: true }],
      }),
    );
    assert.deepEqual((await outline()).slice(-7), [
      "  Tables | 1",
      "    orders | read, delete",
      "      Data Insert | POST /api/public/tables/{tableName}",
      "      Data Insert (Bulk) | POST /api/public/tables/{tableName}/bulk",
      "      Data Update | PUT /api/public/tables/{tableName}",
      "      Data Delete | DELETE /api/public/tables/{tableName}",
      "      Query Table | POST /api/public/tables/{tableName}/query",
    ]);
    assert.deepEqual(await tooltips("orders"), [
      "Table orders: read, delete\nIts definition is exported at Data > Data Tables > … > Export Definition; one is imported at Data > Data Tables > the arrow beside New Table > Import Table Definition.",
    ]);
  });

  it("says what is missing after an import", async () => {
    await saved(
      hs256App("Imported", {
        clientId: "cs-1",
        algorithmAssumed: true,
        enforceJwe: true,
        missingSecrets: ["clientSecret"],
      }),
      {},
    );
    assert.deepEqual((await outline()).slice(0, 6), [
      "Imported | client secret missing · platform key missing · no scopes · algorithm assumed · HS256 · encrypted token (JWE)",
      "  Credentials",
      "    Client ID | cs-1",
      "    JWT Signing Algorithm | HS256, assumed",
      "    Client Secret | missing",
      "    Platform Public Key | missing",
    ]);
  });

  const scopes = (published: boolean) => [{ id: "xo/bot-sessions", published }];

  /** Icon, what a screen reader says, and what mends it, of the rows whose label is this. */
  async function signs(label: string, node?: TreeNode): Promise<string[]> {
    const { tree } = await activated();
    const found: string[] = [];
    for (const child of await tree.getChildren(node)) {
      const { label: name, iconPath, accessibilityInformation, contextValue = "" } = tree.getTreeItem(child);
      const mend = /mend:\w+/.exec(contextValue)?.[0] ?? "";
      const icon = iconPath instanceof vscode.ThemeIcon ? iconPath.id : "";
      if (name === label) found.push([icon, accessibilityInformation?.label ?? "", mend].join(" | "));
      found.push(...(await signs(label, child)));
    }
    return found;
  }

  it("has another sign for what can't work, is likely to be refused and is good to know, and says each in words", async () => {
    await saved(
      hs256App("Cut", { scopes: scopes(true), enforceJwe: true, platformKey: { kty: "RSA", n: "AQAB", e: "AQAB" } }),
    );
    await saved(hs256App("Waiting", { scopes: scopes(false), algorithmAssumed: true }));
    await saved(hs256App("Assumed", { scopes: scopes(true), algorithmAssumed: true }));
    await saved(hs256App("Fine", { scopes: scopes(true) }));
    assert.deepEqual(
      await Promise.all(["Cut", "Waiting", "Assumed", "Fine"].map(async (name) => (await signs(name))[0])),
      [
        "error | Cut, can't work: platform key unreadable, HS256 · encrypted token (JWE) | mend:enterPlatformKey",
        "warning | Waiting, likely to be refused: scopes not published, good to know: algorithm assumed, HS256 | mend:publishScopes",
        "info | Assumed, good to know: algorithm assumed, HS256 | mend:confirmAlgorithm",
        "key | Fine, HS256 | ",
      ],
    );
  });

  it("shows each parent its worst, down to the row that has what mends it", async () => {
    await saved(
      hs256App("Waiting", {
        scopes: [...scopes(false), { id: "xo/debug-logs", published: true }],
        missingSecrets: ["clientSecret"],
      }),
      {},
    );
    assert.deepEqual(await signs("Waiting"), [
      "error | Waiting, can't work: client secret missing, likely to be refused: scopes not published, HS256 | mend:enterClientSecret",
    ]);
    assert.deepEqual(await signs("Credentials"), ["error | Credentials, can't work: client secret missing | "]);
    assert.deepEqual(await signs("Client Secret"), [
      "error | Client Secret, can't work: client secret missing | mend:enterClientSecret",
    ]);
    assert.deepEqual(await signs("Scopes"), [
      "warning | Scopes 2 · 1 not published, likely to be refused | mend:publishScopes",
    ]);
    assert.deepEqual(await signs("Automation"), ["warning | Automation 1 not published, likely to be refused | "]);
    assert.deepEqual(await signs("Bot Sessions"), [
      "warning | Bot Sessions, not published, likely to be refused | mend:publishScopes",
    ]);
    assert.equal((await signs("Debug Logs"))[0], "pass | Debug Logs, published | ");
  });

  it("offers nothing to copy or replace in the row of what isn't there", async () => {
    const { tree } = await activated();
    await saved(hs256App("Missing", { missingSecrets: ["clientSecret"] }), {});
    const [app] = await tree.getChildren();
    const [credentials] = await tree.getChildren(app);
    const rows = (await tree.getChildren(credentials)).map((row) => tree.getTreeItem(row));
    assert.deepEqual(
      rows.map(({ contextValue }) => contextValue),
      ["credential clientId", "credential mend:enterClientSecret"],
    );
  });

  it("tells apps of the Admin Console and of Data Tables from the usual ones", async () => {
    await saved(
      hs256App("Account", { createdIn: "admin", scopes: [{ id: "admin/user-management", published: true }] }),
    );
    await saved(hs256App("Data", { createdIn: "tables" }));
    await saved(hs256App("Data 2", { createdIn: "tables", missingSecrets: ["clientSecret"] }), {});
    const roots = (await outline()).filter((line) => !line.startsWith(" "));
    assert.deepEqual(roots, [
      "Account | Admin · HS256",
      "Data | no tables · Data Tables · HS256",
      "Data 2 | client secret missing · Data Tables · no tables · HS256",
    ]);
    const { tree } = await activated();
    const tooltips = (await tree.getChildren())
      .slice(0, 2)
      .map((row) => String(tree.getTreeItem(row).tooltip).split("\n"));
    assert.deepEqual(
      tooltips.map(([, second, third]) => [second, third]),
      [
        ["Created in the Admin Console", "HS256"],
        ["likely to be refused: no tables", "Created in Data Tables"],
      ],
    );
  });

  it("shows a group the worst of its apps, and follows it", async () => {
    const settings = vscode.workspace.getConfiguration("jwtApps");
    try {
      await settings.update("tree.groupBy", "host", vscode.ConfigurationTarget.Global);
      const { tree, store } = await activated();
      await saved(hs256App("Fine", { host: "platform.kore.ai", scopes: scopes(true) }));
      const waiting = await saved(hs256App("Waiting", { host: "platform.kore.ai", scopes: scopes(false) }));
      assert.deepEqual(await signs("platform.kore.ai"), [
        "warning | platform.kore.ai, 2 apps, likely to be refused: 1 | ",
      ]);
      const refreshed: (TreeNode | undefined)[] = [];
      const listener = tree.onDidChangeTreeData((node) => refreshed.push(node));
      await store.save({ ...waiting, scopes: scopes(true) });
      // The row alone would leave the group as it was. The window may have had all rows made anew meanwhile.
      const group = await seen("the tree is told of the group", () =>
        refreshed.find((node) => node?.id === "group:host:platform.kore.ai"),
      );
      listener.dispose();
      assert.equal((tree.getTreeItem(group).iconPath as vscode.ThemeIcon).id, "server");
    } finally {
      await settings.update("tree.groupBy", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("describes a scope, and the endpoints that it opens, in its tooltip", async () => {
    const { tree } = await activated();
    const app = await saved(hs256App("Tips", { scopes: [{ id: "xo/bot-sessions", published: true }] }));
    const find = async (node: TreeNode | undefined): Promise<TreeNode | undefined> => {
      for (const child of await tree.getChildren(node)) {
        const found = tree.getTreeItem(child).label === "Bot Sessions" ? child : await find(child);
        if (found) return found;
      }
      return undefined;
    };
    const node = await find(await tree.nodeOf(app.id));
    assert.ok(node);
    assert.match(
      String(tree.getTreeItem(node).tooltip),
      /^Assign this scope to retrieve conversation sessions\.\n\nPOST \/api\/public\/bot\/\{botId\}\/getSessions/,
    );
  });

  it("refreshes the one row of an app that changed", async () => {
    const { tree, store } = await activated();
    const refreshed: (TreeNode | undefined)[] = [];
    let toldAt = performance.now();
    const listener = tree.onDidChangeTreeData((node) => {
      refreshed.push(node);
      toldAt = performance.now();
    });
    const app = await saved(hs256App("One"));
    await saved(hs256App("Other"));
    await until(() => performance.now() - toldAt > 500, "the tree is told no more of what was there before");
    // Also where no window has asked for the rows.
    await tree.nodeOf(app.id);
    refreshed.length = 0;
    await store.save({ ...app, enforceJti: true });
    await until(() => refreshed.length > 0, "the tree is told");
    listener.dispose();
    const [row] = refreshed;
    assert.equal(row, await tree.nodeOf(app.id));
    assert.ok(row);
    assert.equal(tree.getTreeItem(row).description, "no scopes · HS256 · one-time jti");
  });

  it("sorts and groups", async () => {
    const settings = vscode.workspace.getConfiguration("jwtApps");
    try {
      await saved(hs256App("b10", { host: "platform.kore.ai", createdAt: 2 }));
      await saved(hs256App("b9", { createdAt: 1 }));
      const roots = async (): Promise<string[]> => {
        const { tree } = await activated();
        return (await tree.getChildren()).map((node) => String(tree.getTreeItem(node).label));
      };
      assert.deepEqual(await roots(), ["b9", "b10"]);
      await vscode.commands.executeCommand("jwtApps.sortByCreation");
      assert.deepEqual(await roots(), ["b10", "b9"]);
      await vscode.commands.executeCommand("jwtApps.groupByHost");
      assert.deepEqual(await roots(), ["No host", "platform.kore.ai"]);
    } finally {
      await settings.update("tree.groupBy", undefined, vscode.ConfigurationTarget.Global);
      await settings.update("tree.sortBy", undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
