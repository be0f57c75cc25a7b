import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { inFront, shownText } from "./inFront";
import { shownBy } from "./shown";
import { activated, forgetAll, hs256App, newSecret, saved, until } from "./support";

describe("importing from files of other tools", () => {
  const written: vscode.Uri[] = [];
  beforeEach(forgetAll);
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const file of written.splice(0)) await vscode.workspace.fs.delete(file);
  });

  /** In the window's folder, shown in the active editor. */
  async function shownFile(name: string, text: string): Promise<vscode.TextDocument> {
    const [folder = assert.fail("no workspace")] = vscode.workspace.workspaceFolders ?? [];
    const file = vscode.Uri.joinPath(folder.uri, name);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    written.push(file);
    return (await inFront(file)).document;
  }

  const byPerson = (answer?: Parameters<typeof shownBy>[1]) =>
    shownBy(() => vscode.commands.executeCommand("jwtApps.importApps"), answer);
  const botId = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";

  /** What stands in such a file of one app. */
  type Made = (clientId: string, secret: string) => string;
  const FILES: Readonly<Record<string, Made>> = {
    ".env.import": (clientId, secret) =>
      `KORE_HOST=de-platform.kore.ai\nKORE_CLIENT_ID=${clientId}\nKORE_CLIENT_SECRET="${secret}"\nKORE_BOT_ID=${botId}\n`,
    "config.import.json": (clientId, secret) =>
      JSON.stringify({ credentials: { [botId]: { apikey: secret, appId: clientId } } }, undefined, 2),
    "kore-config.import.js": (clientId, secret) =>
      `var botOptions = {};\nbotOptions.koreAPIUrl = "https://de-platform.kore.ai/api/";\nbotOptions.botInfo = { name: "Order Bot", _id: "${botId}" };\nbotOptions.clientId = "${clientId}";\nbotOptions.clientSecret = "${secret}";\n`,
    "page.import.html": (clientId, secret) =>
      `<script>\nconst botOptions = { koreAPIUrl: "https://de-platform.kore.ai", botInfo: { chatBot: "Order Bot", taskBotId: "${botId}" }, clientId: "${clientId}", clientSecret: "${secret}" };\n</script>\n`,
    "orders.postman_environment.json": (clientId, secret) =>
      JSON.stringify({
        name: "Orders",
        values: [
          { key: "host", value: "https://de-platform.kore.ai", enabled: true },
          { key: "clientId", value: clientId, enabled: true },
          { key: "clientSecret", value: secret, type: "secret", enabled: true },
          { key: "botId", value: botId, enabled: true },
        ],
        _postman_variable_scope: "environment",
      }),
  };

  for (const [name, make] of Object.entries(FILES)) {
    it(`shows what ${name} holds without its secret, takes what is checked, and then marks the secret there`, async () => {
      const [secret, { clientId }] = [newSecret(), hs256App("Any")];
      const document = await shownFile(name, make(clientId, secret));
      await vscode.env.clipboard.writeText("something else");
      const titles: (string | undefined)[] = [];
      const shown = await titled(titles, () => byPerson(() => undefined));
      const counts = name.startsWith("config") ? "" : "Host: de-platform.kore.ai · ";
      assert.deepEqual(
        shown.picks.map((items) => items.map(({ description, detail, picked }) => [description, detail, picked])),
        [[["new", `${counts}Client Secret: 44 characters, hidden`, true]]],
      );
      assert.deepEqual(titles, [`Import Apps from ${name}: 1 new`]);
      const { store } = await activated();
      assert.deepEqual(await store.apps(), []);

      const { picks, messages } = await byPerson();
      const [app] = await store.apps();
      assert.deepEqual([app?.clientId, app?.botId, app?.missingSecrets], [clientId, botId, []]);
      assert.equal(app && (await store.secretsOf(app))?.reveal().clientSecret, secret);
      assert.ok(!JSON.stringify([shown, picks, messages]).includes(secret.slice(0, 10)));

      const at = (): string[] =>
        vscode.languages
          .getDiagnostics(document.uri)
          .filter(({ code }) => code === "client-secret")
          .map(({ range }) => document.getText(range));
      await until(() => at().length > 0, "the client secret is marked");
      assert.deepEqual(at(), [secret]);
    });
  }

  /** The titles of the picks that are shown meanwhile. */
  async function titled<T>(titles: (string | undefined)[], action: () => Thenable<T>): Promise<T> {
    const { createQuickPick } = vscode.window;
    Object.assign(vscode.window, {
      createQuickPick: () => {
        const pick = createQuickPick.call(vscode.window);
        const show = pick.show.bind(pick);
        pick.show = () => {
          titles.push(pick.title);
          show();
        };
        return pick;
      },
    });
    try {
      return await action();
    } finally {
      Object.assign(vscode.window, { createQuickPick });
    }
  }

  it("takes the selected part alone, and what is copied before what is open", async () => {
    const [one, two] = [hs256App("One"), hs256App("Two")];
    const line = ({ clientId }: { clientId: string }, name: string): string => `${name}_CLIENT_ID=${clientId}\n`;
    const editor = await shownText(line(one, "ONE") + line(two, "TWO"));
    await vscode.env.clipboard.writeText(line(hs256App("Other"), "COPIED"));
    const copied = await byPerson(() => undefined);
    assert.deepEqual(
      copied.picks[0]?.map(({ label }) => label.split(" · ")[0]),
      ["Copied"],
    );
    editor.selection = new vscode.Selection(1, 0, 2, 0);
    const selected = await byPerson();
    assert.deepEqual(
      selected.picks[0]?.map(({ label }) => label),
      [`Two · ${two.clientId.slice(0, 11)}`],
    );
  });

  it("adds a missing secret to an app that is here, and offers another host without its check", async () => {
    const secret = newSecret();
    const app = await saved(hs256App("Orders", { host: "platform.kore.ai", missingSecrets: ["clientSecret"] }), {});
    await shownText(
      `KORE_CLIENT_ID=${app.clientId}\nKORE_CLIENT_SECRET=${secret}\nKORE_HOST=evil.example\nOTHER_CLIENT_SECRET=${newSecret()}\n`,
    );
    await vscode.env.clipboard.writeText("");
    const { picks } = await byPerson();
    assert.deepEqual(
      picks[0]?.map(({ label, picked = false }) => [label, picked]),
      [
        ["Changes of Orders", false],
        ["Client Secret: missing → the one of the import", true],
        ["Host: platform.kore.ai → evil.example", false],
        ["For your information", false],
        ["Not taken", false],
      ],
    );
    const { store } = await activated();
    const now = await store.get(app.id);
    assert.deepEqual([now?.host, now?.missingSecrets], ["platform.kore.ai", []]);
    assert.equal((await store.secretsOf(app))?.reveal().clientSecret, secret);
  });

  it("adds for code what it says, as ever without a prompt, and takes no open file for it", async () => {
    const [secret, { clientId }] = [newSecret(), hs256App("Any")];
    await shownText(`KORE_CLIENT_ID=${hs256App("Open").clientId}\n`);
    const text = `KORE_CLIENT_ID=${clientId}\nKORE_CLIENT_SECRET=${secret}`;
    const shown = await shownBy(() => vscode.commands.executeCommand("jwtApps.importApps", { text }));
    assert.deepEqual([shown.picks, shown.messages], [[], ["$(check) Imported 1 JWT app"]]);
    const nothing = await shownBy(() => vscode.commands.executeCommand("jwtApps.importApps", { text: "nothing" }));
    assert.equal(nothing.picks.length, 0);
    assert.deepEqual(
      (await (await activated()).store.apps()).map((app) => app.clientId),
      [clientId],
    );
  });

  it("says what can be read where neither the clipboard nor the open file is any of it", async () => {
    await shownText("PORT=3000\n");
    await vscode.env.clipboard.writeText("");
    const { picks, messages } = await byPerson();
    assert.deepEqual(picks, []);
    for (const source of ["Get Bots", "Export Apps", "dotenv", "config.json", "botOptions", "Postman"])
      assert.ok(messages[0]?.includes(source), messages[0]);
  });
});
