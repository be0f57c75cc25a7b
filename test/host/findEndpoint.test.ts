import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { ReturnedEndpoint } from "../../src/editor/commands/commandTypes";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { AppsAtHand } from "../../src/domain/scopes/appsAtHand";
import { endpointById, endpoints } from "../../src/domain/scopes/catalogue";
import { accessInWords } from "../../src/editor/storage/describeEndpoint";
import { type Prompted, prompting } from "./prompts";
import { activated, forgetAll, hs256App, saved, until } from "./support";

const BOT = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";
const EXPORT = `https://bots.kore.ai/api/public/bot/${BOT}/export`;

type Returned = readonly ReturnedEndpoint[] | undefined;

describe("Find Endpoint", () => {
  const find = (argument?: object) => vscode.commands.executeCommand<Returned>("jwtApps.findEndpoint", argument);
  const ids = (found: Returned): string[] | undefined => found?.map(({ endpointId }) => endpointId);

  beforeEach(forgetAll);
  after(async () => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  /** A request file with all of it selected, or with the cursor in it. */
  async function shown(content: string, isSelected: boolean): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ language: "http", content });
    const editor = await vscode.window.showTextDocument(document);
    const end = document.positionAt(content.length);
    editor.selection = new vscode.Selection(isSelected ? document.positionAt(0) : end, end);
  }

  const rowsOf = ({ rows }: Prompted): readonly string[] => rows.map((row) => row.replace(/^\$\([\w-]+\) /, ""));

  const scoped = (id: string, published: boolean) => ({ scopes: [{ id, published }] });
  const exports = hs256App("Exports", scoped("xo/bot-export", true));
  const waits = hs256App("Waits", scoped("xo/bot-export", false));
  const bare = hs256App("Bare");
  const console = hs256App("Console", { createdIn: "admin" });
  const tables = hs256App("Tables", { createdIn: "tables" });
  const permission = { kind: "table", name: "orders", read: true, write: false, delete: false } as const;
  const reader = { ...tables, name: "Reader", tables: [permission] };
  for (const [id, apps, words] of [
    ["bot-export", [bare, waits, exports], "Scope: Bot Export · Exports can call it · XO Platform / Admin Console"],
    ["bot-export", [bare, waits], "Scope: Bot Export · not published for Waits · XO Platform / Admin Console"],
    ["bot-export", [bare], "Scope: Bot Export · not assigned to Bare · XO Platform / Admin Console"],
    ["bot-export", [tables], "Scope: Bot Export · no app for it here · XO Platform / Admin Console"],
    ["bot-export", [], "Scope: Bot Export · no app for it here · XO Platform / Admin Console"],
    [
      "publish-bot",
      [console],
      "Scope: Publish · not assigned to Console · Admin Console · not for the XO Platform, by its page",
    ],
    ["sessions-history", [console], "Scope: Bot Sessions · not known whether Console can call it · XO Platform"],
    [
      "publish-bot",
      [bare],
      "Scope: Publish · no app for it here · Admin Console · not for the XO Platform, by its page",
    ],
    [
      "get-bots",
      [],
      "Scope: Role Management · no app for it here · Admin Console · not for the XO Platform, by its page",
    ],
    [
      "get-analytics",
      [console],
      "Scope: Metrics · no app for it here · XO Platform · not for the Admin Console, by its page",
    ],
    [
      "translation-logs",
      [console],
      "Scope: Debug Logs · no app for it here · XO Platform · not for the Admin Console, by its page",
    ],
    [
      "update-user",
      [bare],
      "Scope: User Management · no app for it here · Admin Console · not for the XO Platform, by its page",
    ],
    ["end-of-conversation", [bare], "Scope not stated · not stated whether Bare can call it · level not stated"],
    ["end-of-conversation", [console], "Scope not stated · not stated whether Console can call it · level not stated"],
    ["pre-call-contact-fetch", [bare, console], "The platform calls you, without a JWT; its page names Configuration"],
    [
      "upload-file",
      [console],
      "Any app, by its page; the list of APIs names Bot Import · Console can call it · Admin Console",
    ],
    ["query-table", [tables], "Permission on the table: read · no table or view permits it to Tables · Data Tables"],
    ["query-table", [tables, reader], "Permission on the table: read · Reader can call it · Data Tables"],
    [
      "conversation-details-and-summary",
      [bare],
      "Scope: Chat History / Conversation History · not assigned to Bare · XO Platform / Admin Console (Which scope it needs is not known)",
    ],
    [
      "bot-export",
      ["One", "Two", "Three", "Four"].map((name) => ({ ...exports, name })),
      "Scope: Bot Export · One, Two and 2 more can call it · XO Platform / Admin Console",
    ],
  ] as const) {
    it(`says of ${id}, with ${apps.map(({ name }) => name).join(", ") || "no app"}: ${words}`, () => {
      const endpoint = endpointById(id) ?? assert.fail();
      assert.equal(accessInWords(endpoint, new AppsAtHand<JwtApp>(apps).standingsTo(endpoint)), words);
    });
  }

  it("says where the level of a scope is not stated", () => {
    const unstated = endpoints().filter(({ access: { xo } }) => xo?.kind === "scopes" && xo.levelNotStated);
    assert.equal(unstated.length, 7);
    for (const endpoint of unstated)
      assert.match(accessInWords(endpoint, new AppsAtHand([bare]).standingsTo(endpoint)), / · level not stated$/);
  });

  it("gives code what the catalogue says of a call or an id, and nothing of apps, without a prompt", async () => {
    await saved(hs256App("Orders", { scopes: [{ id: "xo/bot-export", published: true }] }));
    const { prompted, result } = await prompting([], async () => [
      await find({ text: `curl -X POST '${EXPORT}?x=1' -H 'auth: x'` }),
      await find({ endpointId: "bot-export" }),
    ]);
    const bot = {
      endpointId: "bot-export",
      api: "Bot Export",
      method: "POST",
      path: "/api/public/bot/{botId}/export",
      scopes: ["xo/bot-export", "admin/bot-export"],
      access: {
        xo: { kind: "scopes", anyOf: ["xo/bot-export"] },
        admin: { kind: "scopes", anyOf: ["admin/bot-export"] },
      },
    };
    assert.deepEqual([prompted, result], [[], [[{ ...bot, foundBy: "call" }], [{ ...bot, foundBy: "id" }]]]);
    assert.equal((await find({ text: EXPORT.replace("export", "exprot") }))?.[0]?.foundBy, "near");
    assert.deepEqual(ids(await find({ text: "xyzzy" })), []);
    assert.equal((await find({ text: "get" }))?.length, 20);
  });

  it("refuses by name what it can't take from code", async () => {
    for (const [argument, message] of [
      [{ text: 7 }, "The argument “text” has the wrong type."],
      [{ endpointId: ["bot-export"] }, "The argument “endpointId” has the wrong type."],
      [[1], "The argument must be an object with names, and is of the type “array”."],
      [{}, "The argument names neither “text” nor “endpointId”."],
      [{ path: EXPORT }, "The argument names neither “text” nor “endpointId”."],
      [{ endpointId: "__proto__" }, "There is no endpoint “__proto__” in the catalogue."],
    ] as const)
      await assert.rejects(async () => find(argument), { message });
  });

  it("begins with what is selected, goes back to it, and writes a request for an app that can call it", async () => {
    await saved(hs256App("Billing"));
    await saved(hs256App("Orders", { scopes: [{ id: "xo/bot-export", published: true }] }));
    await shown(`curl --location --request POST \\\n  '${EXPORT}' \\\n  --header 'auth: {{token}}'`, true);
    const { prompted, result } = await prompting(
      [
        { pick: "Bot Export" },
        "back",
        "enter",
        { pick: "$(new-file) New Request File" },
        { pick: "$(code) A script that asks for a token" },
      ],
      async () => find(),
    );
    assert.deepEqual(ids(result), ["bot-export"]);
    const [list, actions, again] = prompted;
    assert.ok(list && actions && again);
    for (const pick of [list, again]) {
      assert.equal(pick.value, `POST /api/public/bot/${BOT}/export`);
      assert.deepEqual([pick.active, pick.rows[0]], ["Bot Export", "Bot Export | POST /api/public/bot/{botId}/export"]);
    }
    assert.deepEqual(
      [actions.title, actions.placeHolder, actions.hasBack],
      [
        "Bot Export · POST /api/public/bot/{botId}/export",
        "Scope: Bot Export · Orders can call it · XO Platform / Admin Console",
        true,
      ],
    );
    assert.deepEqual(rowsOf(actions), [
      "Insert Request | Orders",
      "New Request File | Orders",
      "Copy as curl | Orders",
      "Assign “Bot Export” | Billing",
      "Show in the Tree | Orders",
      "Open the Documentation | https://docs.kore.ai/ai-for-service/apis/automation/bot-export",
    ]);
    const { document } = vscode.window.activeTextEditor ?? assert.fail();
    assert.match(document.getText(), /^POST \{\{host\}\}\/api\/public\/bot\/.*\/export$/m);
  });

  it("says of a call what isn't as it was written, and where it is no endpoint's", async () => {
    const cases = [
      [EXPORT.replace("export", "exprot"), "Bot Export", "No endpoint has this path"],
      [`GET ${EXPORT}`, "Bot Export", "No endpoint has this path with GET"],
      [`https://h/api/public/bot/${BOT}/conversations/delete`, "Delete Conversations", "2 endpoints have this path"],
      ["https://h/xyzzy", undefined, "No endpoint has this path"],
    ] as const;
    for (const [text, first, remark] of cases) {
      await shown(text, true);
      const { prompted, result } = await prompting(["escape"], async () => find());
      const [pick] = prompted;
      assert.equal(result, undefined);
      assert.equal(pick?.rows.at(-1), remark, text);
      if (first !== undefined) assert.equal(pick.active, first, text);
    }
  });

  it("says whose host it isn't, shows no token of a path, and names a scope that leads nowhere", async () => {
    await saved(hs256App("Own", { host: "xo.example:8443" }));
    const path = `/api/public/bot/${BOT}/export`;
    const cases: readonly (readonly [text: string, value: string, ...remarks: string[]])[] = [
      [
        `POST https://user:word@Evil.example${path}`,
        `POST https://evil.example${path}`,
        "evil.example is no host of the platform or of an app",
      ],
      [`POST https://XO.example:8443${path}`, `POST ${path}`],
      [`POST https://platform.kore.ai${path}`, `POST ${path}`],
      [`POST http://localhost:8787${path}`, `POST ${path}`],
      ["POST /api/public/bot/eyJhbGciOiJIUzI1NiJ9.e30.c2ln/export", "POST /api/public/bot/…/export"],
      ["Update FAQs", "Update FAQs", "“Update FAQs” is a scope, and no endpoint is known that needs it"],
    ];
    for (const [text, value, ...remarks] of cases) {
      await shown(text, true);
      const { prompted } = await prompting(["escape"], async () => find());
      const [pick] = prompted;
      assert.equal(pick?.value, value);
      assert.deepEqual(
        pick.rows.filter((row) => / is no host | is a scope, /.test(row)),
        remarks,
      );
    }
    // The request at the cursor keeps its host, too; code gets nothing more.
    await shown(`@base = https://evil.example\n\nPOST {{base}}${path}\n`, false);
    const editor = vscode.window.activeTextEditor ?? assert.fail();
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    const { prompted } = await prompting(["escape"], async () => find());
    assert.equal(prompted[0]?.value, `POST https://evil.example${path}`);
    assert.deepEqual(
      await find({ text: `POST https://evil.example${path}` }),
      await find({ text: `POST https://platform.kore.ai${path}` }),
    );
  });

  it("finds the doors beside the catalogue, and writes a request of an app that is there for them", async () => {
    await saved(hs256App("Billing"));
    await saved(hs256App("Chat", { usedFor: "sdks", botId: BOT }));
    for (const text of ["https://h/api/1.1/oAuth/token/jwtgrant", "jwt grant"]) {
      await shown(text, true);
      const { prompted } = await prompting(["escape"], async () => find());
      const [pick] = prompted;
      assert.deepEqual(
        [pick?.active, pick?.rows[0], pick?.details[0]],
        ["JWT grant", "JWT grant | POST /api/1.1/oAuth/token/jwtgrant", "It needs no scope · for apps used for SDKs"],
        text,
      );
    }
    await shown("jwt grant", true);
    const { prompted, result } = await prompting(
      [
        { pick: "JWT grant" },
        { pick: "$(new-file) New Request File" },
        { pick: "$(code) A script that asks for a token" },
      ],
      async () => find(),
    );
    assert.deepEqual(ids(result), ["jwt-grant"]);
    assert.deepEqual(rowsOf(prompted[1] ?? assert.fail()), [
      "Insert Request | Chat",
      "New Request File | Chat",
      "Copy as curl | Chat",
    ]);
    const { document } = vscode.window.activeTextEditor ?? assert.fail();
    assert.match(document.getText(), /^POST \{\{host\}\}\/api\/1\.1\/oAuth\/token\/jwtgrant$/m);
    assert.deepEqual(ids(await find({ endpointId: "jwt-grant" })), ["jwt-grant"]);
  });

  it("takes the request at the cursor, assigns its scope to the app that lacks it, and keeps the others", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Billing", { scopes: [{ id: "xo/metrics", published: true }] }));
    await shown(`@bot = ${BOT}\n\nPOST {{host}}/api/public/bot/{{bot}}/export\nauth: x`, false);
    const { prompted } = await prompting(
      [{ pick: "Bot Export" }, { pick: "$(shield) Assign “Bot Export”" }],
      // As the menu of an editor calls it.
      async () => find(vscode.window.activeTextEditor?.document.uri),
    );
    assert.equal(prompted[0]?.value, `POST /api/public/bot/${BOT}/export`);
    assert.match(prompted[1]?.placeHolder ?? "", /^Scope: Bot Export · not assigned to Billing · /);
    await until(async () => (await store.get(app.id))?.scopes.length === 2, "the scope is assigned");
    assert.deepEqual((await store.get(app.id))?.scopes, [
      { id: "xo/metrics", published: true },
      { id: "xo/bot-export", published: false },
    ]);
  });

  it("offers what each standing needs next, and asks for the app where several may be meant", async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const actions = async (endpointId: string): Promise<readonly string[]> => {
      const { prompted } = await prompting(["escape"], async () => find({ endpointId, from: "editor" }));
      return rowsOf(prompted[0] ?? assert.fail()).map((row) => row.replace(/ \| https:.*/, ""));
    };
    await saved(waits);
    assert.deepEqual(await actions("bot-export"), [
      "Note as Published… | Waits",
      "New Request File | Waits",
      "Copy as curl | Waits",
      "Show in the Tree | Waits",
      "Open the Documentation",
    ]);
    assert.deepEqual((await actions("end-of-conversation")).slice(0, 3), [
      "New Request File | Waits",
      "Copy as curl | Waits",
      "Show in the Tree | Waits",
    ]);
    assert.deepEqual(await actions("publish-bot"), ["Create JWT App", "Open the Documentation"]);
    // No app calls it, and none is asked for.
    assert.deepEqual(await actions("pre-call-contact-fetch"), ["Open the Documentation"]);
    await saved(tables);
    assert.deepEqual(await actions("query-table"), [
      "Assign Tables and Views… | Tables",
      "New Request File | Tables",
      "Copy as curl | Tables",
      "Open the Documentation",
    ]);
    for (const app of [exports, { ...exports, id: crypto.randomUUID(), name: "Other" }]) await saved(app);
    const { prompted } = await prompting([{ pick: "$(new-file) New Request File" }, "escape"], async () =>
      find({ endpointId: "bot-export", from: "editor" }),
    );
    assert.deepEqual(prompted[1]?.rows.map((row) => row.split(" | ")[0]).sort(), ["Exports", "Other"]);
  });

  it("shows the endpoint's row below its scope, and opens its page only where that is chosen", async () => {
    const { view } = await activated();
    await saved(hs256App("Orders", { scopes: [{ id: "xo/bot-export", published: true }] }));
    const pointer = { endpointId: "bot-export", from: "editor" };
    const { prompted } = await prompting([{ pick: "$(list-tree) Show in the Tree" }], async () => find(pointer));
    assert.equal(prompted[0]?.title, "Bot Export · POST /api/public/bot/{botId}/export");
    await until(() => view.selection.some(({ id }) => id.endsWith("/bot-export")), "the row is selected");
    assert.deepEqual(
      view.selection.map((row) => row.item().label),
      ["Bot Export"],
    );
    // And where no scope leads to it.
    await prompting([{ pick: "$(list-tree) Show in the Tree" }], async () =>
      find({ ...pointer, endpointId: "end-of-conversation" }),
    );
    await until(
      () => view.selection.some(({ id }) => id.endsWith("/end-of-conversation")),
      "the other row is selected",
    );

    const { executeCommand } = vscode.commands;
    const opened: string[] = [];
    const watched = async (command: string, ...rest: unknown[]): Promise<unknown> =>
      command === "vscode.open" ? void opened.push(String(rest[0])) : executeCommand(command, ...rest);
    Object.assign(vscode.commands, { executeCommand: watched });
    try {
      await prompting(["escape"], async () => find(pointer));
      assert.deepEqual(opened, []);
      await prompting([{ pick: "$(link-external) Open the Documentation" }], async () => find(pointer));
    } finally {
      Object.assign(vscode.commands, { executeCommand });
    }
    assert.deepEqual(opened, ["https://docs.kore.ai/ai-for-service/apis/automation/bot-export"]);
  });
});
