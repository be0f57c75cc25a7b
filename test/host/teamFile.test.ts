import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { exportOf } from "../../src/domain/apps/exportApps";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { DestinationGate } from "../../src/editor/requests/destination/destinationGate";
import { newGateMemory } from "../../src/editor/requests/destination/gateMemory";
import { seen } from "../until";
import { shownText } from "./inFront";
import { prompting } from "./prompts";
import { activated, forgetAll, hs256App, newSecret, picking, rowOf, saved, until, withFolders } from "./support";

describe("Apps that a workspace describes", () => {
  const folder = (): vscode.Uri => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("no workspace");
  const file = (): vscode.Uri => vscode.Uri.joinPath(folder(), ".vscode/jwt-apps.json");
  const described = async (apps: readonly JwtApp[]): Promise<void> => writtenText(exportOf(apps));

  async function writtenText(text: string | Uint8Array): Promise<void> {
    await vscode.workspace.fs.writeFile(file(), typeof text === "string" ? new TextEncoder().encode(text) : text);
  }
  async function text(): Promise<string | undefined> {
    return vscode.workspace.fs.readFile(file()).then(
      (bytes) => new TextDecoder().decode(bytes),
      () => undefined,
    );
  }
  const apps = async (): Promise<JwtApp[]> => (await activated()).store.apps();
  const named = async (name: string): Promise<JwtApp> =>
    (await apps()).find((app) => app.name === name) ?? assert.fail(`no ${name}`);

  const clean = async (): Promise<void> => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs
      .delete(vscode.Uri.joinPath(folder(), ".vscode"), { recursive: true })
      .then(undefined, () => undefined);
  };
  beforeEach(clean);
  after(clean);

  /** Modal questions while something runs, answered by that button or not at all. */
  async function asked(action: () => Thenable<unknown>, answer?: string) {
    const { showWarningMessage } = vscode.window;
    const questions: { message: string; detail: string; buttons: readonly string[] }[] = [];
    const ask = async (message: string, ...rest: unknown[]): Promise<string | undefined> => {
      const { detail = "" } = rest[0] as vscode.MessageOptions;
      const buttons = rest.filter((button) => typeof button === "string");
      questions.push({ message, detail, buttons });
      return buttons.find((button) => button === answer);
    };
    Object.assign(vscode.window, { showWarningMessage: ask });
    try {
      await action();
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
    return questions;
  }

  describe("shared", () => {
    it("are written for code by a question that names the file and the apps, without a secret", async () => {
      const secret = newSecret();
      const own = await saved(hs256App("Orders", { host: "platform.kore.ai" }), { clientSecret: secret });
      const share = () => vscode.commands.executeCommand("jwtApps.shareApps", { apps: ["Orders"] });
      const [declined, ...more] = await asked(share);
      assert.deepEqual(
        [declined?.message, declined?.buttons, more],
        ["Describe 1 app in “.vscode/jwt-apps.json”?", ["Don't Write", "Write"], []],
      );
      assert.ok(declined?.detail.includes("• Orders: new in the file"));
      assert.equal(await text(), undefined);

      await asked(share, "Write");
      assert.equal(await text(), exportOf([own]));
      assert.ok(!(await text())?.includes(secret));
    });

    it("stay beside those that are there, and what a person picks is shown before it is replaced", async () => {
      const other = hs256App("Another's", { host: "other.example" });
      const [one, two] = [await saved(hs256App("One")), await saved(hs256App("Two"))];
      await described([other, { ...one, host: "old.example" }]);
      const questions = await asked(async () => {
        const { prompted } = await prompting(["enter"], () => vscode.commands.executeCommand("jwtApps.shareApps"));
        assert.deepEqual(
          prompted.map(({ rows }) => rows),
          [[`One | ${one.clientId} · in the file, is replaced`, `Two | ${two.clientId}`]],
        );
      }, "Write");
      assert.deepEqual(
        questions.map(({ message, detail }) => [message, detail.split("\n").slice(0, 2)]),
        [
          [
            "Describe 1 app in “.vscode/jwt-apps.json”?",
            ["• One: replaces what stands there", "1 other stays as it is."],
          ],
        ],
      );
      assert.equal(await text(), exportOf([other, one]));
      await until(
        () => vscode.window.activeTextEditor?.document.uri.toString() === file().toString(),
        "the file is shown",
      );
    });

    it("are not written over what is no list of apps, or isn't saved", async () => {
      await saved(hs256App("One"));
      const share = async () => vscode.commands.executeCommand("jwtApps.shareApps", { apps: ["One"] });
      await writtenText("[1, 2");
      await assert.rejects(share, /“\.vscode\/jwt-apps\.json” is no JSON, or it was cut off\./);
      assert.equal(await text(), "[1, 2");
      await described([]);
      // A web host saves by itself after a second.
      const files = vscode.workspace.getConfiguration("files");
      await files.update("autoSave", "off", vscode.ConfigurationTarget.Global);
      const document = await vscode.workspace.openTextDocument(file());
      await vscode.window.showTextDocument(document);
      // The window refuses it where it reads the file anew meanwhile.
      await until(async () => {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(file(), new vscode.Position(0, 0), " ");
        return vscode.workspace.applyEdit(edit);
      }, "the file is changed in its editor");
      await until(() => document.isDirty, "the change is seen as unsaved");
      await assert.rejects(share, /has changes that aren't saved\. Save it, and try again\./);
      await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
      await files.update("autoSave", undefined, vscode.ConfigurationTarget.Global);
      assert.equal(await text(), exportOf([]));
    });
  });

  describe("shared in a window of several folders, or where nothing can be written", () => {
    const inFolders = (uris: readonly vscode.Uri[], action: () => Thenable<unknown>) =>
      withFolders(
        uris.map((uri, index) => ({ uri, index, name: `folder ${index + 1}` })),
        action,
      );

    it("are written into the folder that a person picks, which the question names", async () => {
      const own = await saved(hs256App("One"));
      const second = vscode.Uri.joinPath(folder(), "second");
      await vscode.workspace.fs.createDirectory(second);
      try {
        const share = () => vscode.commands.executeCommand("jwtApps.shareApps", { apps: ["One"] });
        const questions = await asked(
          () =>
            inFolders([folder(), second], () =>
              picking((items) => items.find(({ label }) => label === "folder 2"), share),
            ),
          "Write",
        );
        assert.deepEqual(
          questions.map(({ message }) => message),
          ["Describe 1 app in “folder 2/.vscode/jwt-apps.json”?"],
        );
        const written = vscode.Uri.joinPath(second, ".vscode/jwt-apps.json");
        assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(written)), exportOf([own]));
        assert.equal(await text(), undefined);
      } finally {
        await vscode.workspace.fs.delete(second, { recursive: true });
      }
    });

    it("are refused in a sentence by a file system that takes no files, and without a folder", async () => {
      await saved(hs256App("One"));
      const share = async () => vscode.commands.executeCommand("jwtApps.shareApps", { apps: ["One"] });
      const readOnly = vscode.Uri.from({ scheme: "jwt-apps-payload", path: "/" });
      await inFolders([readOnly], async () =>
        assert.rejects(share, /“\.vscode\/jwt-apps\.json” could not be written\. Check that there is room/),
      );
      await inFolders([], async () => assert.rejects(share, /There is no folder in which apps could be described\./));
    });
  });

  describe("added", () => {
    const add = () => vscode.commands.executeCommand<readonly JwtApp[]>("jwtApps.addWorkspaceApps");

    it("are shown with their hosts, and get their secrets one after the other, in one step", async () => {
      const [first, second] = [newSecret(), newSecret()];
      const written = [
        hs256App("A", { host: "stage.example" }),
        hs256App("B", { host: "platform.kore.ai" }),
        hs256App("C"),
      ];
      await described(written);
      const { prompted, result } = await prompting(["enter", { type: first }, "escape", { type: second }], add);
      assert.deepEqual(
        prompted.map(({ title, rows, details }) => [title, rows, details]),
        [
          [
            "Apps of This Workspace: 3 new",
            ["A | new", "B | new", "C | new"],
            [
              "Host: stage.example · Still to be entered: Client Secret",
              "Host: platform.kore.ai · Still to be entered: Client Secret",
              "Still to be entered: Client Secret",
            ],
          ],
          ...["A", "B", "C"].map((name) => [`Client Secret of “${name}”`, [], []]),
        ],
      );
      const { store } = await activated();
      const secretOf = async (name: string) => (await store.secretsOf(await named(name)))?.reveal().clientSecret;
      assert.deepEqual(await Promise.all(["A", "B", "C"].map(secretOf)), [first, undefined, second]);
      assert.deepEqual(
        result.map(({ name, missingSecrets, hostFromFile }) => [name, missingSecrets, hostFromFile]),
        [
          ["A", [], "stage.example"],
          ["B", ["clientSecret"], "platform.kore.ai"],
          ["C", [], undefined],
        ],
      );
      for (const { id } of written) assert.ok(!result.some((added) => added.id === id));
    });

    it("change what is here by nothing but a check, old beside new, and never what only looks like it", async () => {
      const own = await saved(hs256App("Orders", { host: "platform.kore.ai", enforceJti: true }));
      const mine = await named("Orders");
      await described([
        { ...own, host: "evil.example", enforceJti: false, botId: "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f" },
        hs256App("Оrders", { host: "evil.example" }),
      ]);
      const { prompted } = await prompting(["enter"], add);
      assert.deepEqual(prompted[0]?.rows, [
        "Оrders | new",
        "Changes of Orders · platform.kore.ai",
        "Host: platform.kore.ai → evil.example | Orders",
        "Enforce JTI: on → off | Orders",
        "Bot ID: none → st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f | Orders",
      ]);
      assert.ok(prompted[0]?.details.includes("New host: evil.example"));
      assert.ok(
        prompted[0]?.details[0]?.startsWith(
          "Its name looks like that of “Orders”, which is another app here · Host: evil.example",
        ),
      );
      // What adds to an app is checked where a person asked, and nothing else.
      const now = await named("Orders");
      assert.deepEqual({ ...now, updatedAt: 0 }, { ...mine, botId: now.botId, updatedAt: 0 });
      assert.equal(now.botId, "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f");
      assert.equal((await apps()).length, 1);
    });

    const HOSTILE: Record<string, [string | Uint8Array, RegExp]> = {
      "of a newer version": ['{"format":"jwt-apps-export","version":9,"apps":[]}', /was written by a newer version/],
      "with binary data": [new Uint8Array([0xff, 0xfe, 0x00]), /is no UTF-8 text/],
      "that is huge": [new Uint8Array(1_000_001), /is larger than 1000000 bytes/],
      "that is deep": ["[".repeat(100_000), /is nested deeper than 32 levels/],
      "with a platform's answer": ['{"bots":[]}', /is no list of JWT apps/],
    };
    for (const [what, [content, refusal]] of Object.entries(HOSTILE))
      it(`are none of a file ${what}, which is refused in a sentence`, async () => {
        await writtenText(content);
        const { showErrorMessage } = vscode.window;
        const said: string[] = [];
        Object.assign(vscode.window, { showErrorMessage: async (message: string) => void said.push(message) });
        try {
          await add();
        } finally {
          Object.assign(vscode.window, { showErrorMessage });
        }
        assert.match(said.join(), refusal);
        assert.deepEqual(await apps(), []);
      });

    it("are refused to nobody in a workspace without any, but told", async () => {
      await assert.rejects(
        async () => vscode.commands.executeCommand("jwtApps.addWorkspaceApps", {}),
        /This workspace describes no JWT apps: it has no file “\.vscode\/jwt-apps\.json”\./,
      );
    });
  });

  it("have it noted whose host it is where Import takes the file since it is in front", async () => {
    await described([hs256App("A", { host: "stage.example" })]);
    await vscode.env.clipboard.writeText("nothing of apps");
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file()));
    // VS Code keeps a document for a while, whatever becomes of its file.
    await until(() => {
      const { document } = vscode.window.activeTextEditor ?? {};
      return document?.uri.toString() === file().toString() && document.getText().includes("stage.example");
    }, "it is in front, as it is now");
    const { prompted } = await prompting(["enter"], () => vscode.commands.executeCommand("jwtApps.importApps"));
    assert.deepEqual(
      prompted.map(({ title }) => title),
      ["Import Apps from jwt-apps.json: 1 new"],
    );
    assert.equal((await named("A")).hostFromFile, "stage.example");
  });

  describe("whose host came from there", () => {
    const HOST = "team.example";
    const request = `GET https://${HOST}/api/public/bots\n`;
    const fromFile = () => saved(hs256App("Team", { host: HOST, hostFromFile: HOST }));

    it("have it shown once before a token goes there, and then no more", async () => {
      const { store } = await activated();
      const app = await fromFile();
      const { document } = await shownText(request, "http");
      const pass = async (use: "write" | "send") =>
        new DestinationGate(newGateMemory(store)).pass({ document, app: await named("Team"), use, lines: [0] });
      const declined = await asked(async () => assert.rejects(() => pass("send")));
      assert.deepEqual(
        declined.map(({ message, buttons }) => [message, buttons]),
        [[`Send a fresh token of “Team” to “${HOST}”?`, ["Don't Send", "Send"]]],
      );
      assert.ok(
        declined[0]?.detail.includes(
          "• the app's host comes from a file of a workspace, and no token of it went there yet",
        ),
      );
      assert.equal((await store.get(app.id))?.hostFromFile, HOST);

      assert.equal((await asked(() => pass("write"), "Write")).length, 1);
      assert.deepEqual([(await named("Team")).hostFromFile, (await named("Team")).host], [undefined, HOST]);
      assert.deepEqual(await asked(() => pass("write")), []);
    });

    it("stay so where a person lets a token go elsewhere", async () => {
      const { store } = await activated();
      const app = await fromFile();
      const { document } = await shownText("GET https://elsewhere.example/x\n", "http");
      const gate = new DestinationGate(newGateMemory(store));
      const questions = await asked(() => gate.pass({ document, app, use: "write", lines: [0] }), "Write");
      assert.ok(questions[0]?.message.includes("“elsewhere.example”"));
      assert.equal((await named("Team")).hostFromFile, HOST);
    });

    it("have it shown where code gets tokens, and again where it is another by then", async () => {
      const { store } = await activated();
      const app = await fromFile();
      const mint = () => vscode.commands.executeCommand("jwtApps.mintToken", { app: app.id });
      const details = async (): Promise<string[]> =>
        (await asked(mint, "Allow for This Session")).map(({ detail }) => detail.split("\n").at(-1) ?? "");
      await vscode.commands.executeCommand("jwtApps.forgetTokens");
      assert.deepEqual(await details(), [`The app's host, ${HOST}, comes from a file of a workspace.`]);
      assert.deepEqual(await details(), []);
      await store.update(app, (current) => ({ ...current, host: "b.example", hostFromFile: "b.example" }));
      assert.deepEqual(await details(), ["The app's host, b.example, comes from a file of a workspace."]);
    });

    it("have it shown before a curl command that carries it", async () => {
      const app = await saved(
        hs256App("Team", { host: HOST, hostFromFile: HOST, scopes: [{ id: "xo/bot-sessions", published: true }] }),
      );
      await vscode.env.clipboard.writeText("untouched");
      const row = await rowOf(app);
      const curl = (answer?: string) =>
        asked(
          () =>
            picking(
              (items) => items[0],
              () => vscode.commands.executeCommand("jwtApps.copyAsCurl", row),
            ),
          answer,
        );
      assert.deepEqual(
        (await curl()).map(({ message, buttons }) => [message, buttons]),
        [[`Copy a curl command that sends a token of “Team” to “${HOST}”?`, ["Don't Copy", "Copy"]]],
      );
      assert.equal(await vscode.env.clipboard.readText(), "untouched");
      await curl("Copy");
      assert.ok((await vscode.env.clipboard.readText()).includes(`https://${HOST}/`));
      assert.deepEqual(await curl(), []);
    });

    it("are confirmed by a person who enters another host", async () => {
      const { store } = await activated();
      const app = await fromFile();
      await store.update(app, (current) => ({ ...current, host: "mine.example" }));
      const { document } = await shownText("GET https://mine.example/x\n", "http");
      const gate = new DestinationGate(newGateMemory(store));
      assert.deepEqual(
        await asked(async () => gate.pass({ document, app: await named("Team"), use: "send", lines: [0] })),
        [],
      );
    });
  });

  describe("that nobody was told of", () => {
    const { showInformationMessage } = vscode.window;
    let told: { message: string; buttons: readonly string[] }[];
    let answers: string[];
    before(() => {
      const show = async (message: string, ...buttons: string[]): Promise<string | undefined> => {
        if (!/described|describes/.test(message)) return undefined;
        told.push({ message, buttons });
        const next = answers.shift();
        return buttons.find((button) => button === next);
      };
      Object.assign(vscode.window, { showInformationMessage: show });
    });
    beforeEach(() => {
      told = [];
      answers = [];
    });
    after(() => Object.assign(vscode.window, { showInformationMessage }));

    it("are told of once, and what changes later is offered, side by side", async () => {
      const [a, b] = [hs256App("A", { host: "a.example" }), hs256App("B")];
      await described([a, b]);
      await until(() => told.length === 1, "it is told");
      assert.deepEqual(told, [{ message: "2 JWT apps are described in this workspace.", buttons: ["Add…"] }]);

      // What is here already, as it is described, is nothing to speak of.
      const secret = newSecret();
      await prompting(["enter", { type: secret }, "escape"], () =>
        vscode.commands.executeCommand("jwtApps.addWorkspaceApps"),
      );
      answers = ["Compare"];
      await described([{ ...a, host: "b.example" }, b, hs256App("C")]);
      await until(() => told.length === 3, "the change is told, and again behind the comparison");
      const message = "1 of your JWT apps differs from what this workspace describes. 1 more is new.";
      assert.deepEqual(told.slice(1), [
        { message, buttons: ["Compare", "Update…"] },
        { message, buttons: ["Update…"] },
      ]);
      const input = await seen("the comparison", () => {
        const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
        return tab instanceof vscode.TabInputTextDiff && tab;
      });
      const side = async (uri: vscode.Uri) =>
        JSON.parse((await vscode.workspace.openTextDocument(uri)).getText()) as { apps: JwtApp[] };
      const [left, right] = [await side(input.original), await side(input.modified)];
      assert.deepEqual(
        [left, right].map((shown) => shown.apps.map(({ name, host }) => [name, host])),
        [
          [["A", "a.example"]],
          [
            ["A", "b.example"],
            ["C", undefined],
          ],
        ],
      );
      assert.ok(!JSON.stringify([left, right]).includes(secret));
      assert.equal(vscode.workspace.fs.isWritableFileSystem(input.original.scheme), false);

      const before = told.length;
      await writtenText(`${(await text()) ?? ""}\n`);
      await until(() => told.length > before, "another content is told of");
    });

    it("are added by the button, which leads to the pick", async () => {
      answers = ["Add…"];
      const { prompted } = await prompting(["escape"], async () => {
        const { createQuickPick } = vscode.window;
        let isClosed = false;
        const made = (): vscode.QuickPick<vscode.QuickPickItem> => {
          const pick = createQuickPick();
          pick.onDidHide(() => (isClosed = true));
          return pick;
        };
        Object.assign(vscode.window, { createQuickPick: made });
        await described([hs256App("A", { host: "a.example" })]);
        await until(() => isClosed, "the pick came up, and was closed");
      });
      assert.deepEqual(
        [told.map(({ message }) => message), prompted.map(({ rows }) => rows)],
        [["1 JWT app is described in this workspace."], [["A | new"]]],
      );
      assert.deepEqual(await apps(), []);
    });
  });
});
