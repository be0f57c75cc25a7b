import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { Decrypted } from "../../src/editor/commands/commandTypes";
import { type Envelope, type KeyPair, newKeyPair, payloadApp, seal } from "./envelopes";
import { isResponseInFront, type RestClientResponse, restClientResponse } from "./standIns";
import { activated, forgetAll, until } from "./support";
import { inFront } from "./inFront";
import { shownBy } from "./shown";

const SAID = "saidThatResponsesGoByTheClipboard";

describe("the response of REST Client", () => {
  let keys: KeyPair;
  let response: RestClientResponse | undefined;

  before(async () => (keys = await newKeyPair()));
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("jwtApps.forgetTokens");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await until(() => vscode.window.tabGroups.all.length === 1, "one group is left");
    await vscode.env.clipboard.writeText("the person's own");
  });
  afterEach(() => {
    response?.dispose();
    response = undefined;
  });
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  const envelope = async (plaintext: string): Promise<string> => JSON.stringify(await seal(plaintext, keys), null, 2);
  const decrypt = (...args: unknown[]): Thenable<Decrypted | undefined> =>
    vscode.commands.executeCommand<Decrypted | undefined>("jwtApps.decryptResponse", ...args);
  const textOf = async (decrypted: Decrypted | undefined): Promise<string> =>
    (await vscode.workspace.openTextDocument(vscode.Uri.parse(decrypted?.uri ?? ""))).getText();
  /** The command as the button in the title calls it. */
  const press = (): Thenable<Decrypted | undefined> =>
    decrypt(vscode.Uri.parse("webview-panel:webview-1"), { groupId: 1, editorIndex: 0 });

  it("opens decrypted in the same group, and the clipboard has its old text again", async () => {
    await payloadApp("Orders", keys);
    const request = await vscode.workspace.openTextDocument({ content: "GET https://example.com\n", language: "http" });
    await inFront(request);
    response = await restClientResponse(await envelope('{"n":1}'), vscode.ViewColumn.Two);
    const decrypted = await decrypt();
    assert.deepEqual(JSON.parse(await textOf(decrypted)), { n: 1 });
    assert.equal(decrypted?.report.app.appName, "Orders");
    await until(() => labels().length === 3, "it is open");
    assert.deepEqual(labels().slice(1), ["2 Response(5ms)", "2 response · decrypted.json"]);
    assert.equal(await vscode.env.clipboard.readText(), "the person's own");
  });

  it("opens in its own group also where that is the only one", async () => {
    await payloadApp("Orders", keys);
    response = await restClientResponse(await envelope("text"), vscode.ViewColumn.One);
    await decrypt();
    await until(() => labels().length === 2, "it is open");
    assert.deepEqual(labels(), ["1 Response(5ms)", "1 response · decrypted.txt"]);
  });

  it("is told from the same text that was in the clipboard before, and from an older one there", async () => {
    await payloadApp("Orders", keys);
    const body = await envelope('{"n":2}');
    await vscode.env.clipboard.writeText(body);
    response = await restClientResponse(body);
    assert.deepEqual(JSON.parse(await textOf(await decrypt())), { n: 2 });
    assert.equal(await vscode.env.clipboard.readText(), body);
    // REST Client copies nothing where it thinks that none of its responses is in front.
    response.shows(undefined);
    response.panel.reveal();
    await until(isResponseInFront, "it is in front");
    const { messages } = await shownBy(() => decrypt());
    assert.match(messages[0] ?? "", /^REST Client copied no response body\. Click into its response/);
    assert.equal(await vscode.env.clipboard.readText(), body);
  });

  it("leaves no text in a clipboard that had none, and says once ever that pictures and files can't be put back", async () => {
    const { memory } = await activated();
    await memory.update(SAID, undefined);
    await payloadApp("Orders", keys);
    response = await restClientResponse(await envelope('{"n":6}'));
    await vscode.env.clipboard.writeText("");
    const said: number[] = [];
    for (const _ of [1, 2]) {
      response.panel.reveal();
      await until(isResponseInFront, "it is in front");
      const { messages } = await shownBy(() => decrypt());
      said.push(messages.filter((message) => message.includes("pictures and files can't be")).length);
      assert.equal(await vscode.env.clipboard.readText(), "");
    }
    assert.deepEqual([said, response.copies], [[1, 0], 2]);
  });

  it("says it in the question of the button, where that is asked first", async () => {
    const { memory } = await activated();
    await memory.update(SAID, undefined);
    await payloadApp("Orders", keys);
    response = await restClientResponse(await envelope('{"n":7}'));
    const said: string[] = [];
    const { showWarningMessage, showInformationMessage } = vscode.window;
    Object.assign(vscode.window, {
      showWarningMessage: async (_: string, { detail = "" }: vscode.MessageOptions) => (
        said.push(detail),
        "Allow for This Session"
      ),
      showInformationMessage: async (message: string) => void said.push(message),
    });
    try {
      await press();
    } finally {
      Object.assign(vscode.window, { showWarningMessage, showInformationMessage });
    }
    assert.deepEqual(
      said.map((text) => text.includes("pictures and files can't be")),
      [true, false],
    );
    assert.match(said[1] ?? "", /found by trying/);
    assert.equal(memory.get(SAID), true);
  });

  it("leaves in the clipboard what was copied meanwhile", async () => {
    await payloadApp("Orders", keys);
    response = await restClientResponse(await envelope('{"n":3}'));
    const { clipboard } = vscode.env;
    const { readText } = clipboard;
    let reads = 0;
    // A person copies something right after the response was read.
    const reading = async (): Promise<string> => {
      const text = await readText.call(clipboard);
      if (++reads === 2) await clipboard.writeText("copied since");
      return text;
    };
    const own = Object.getOwnPropertyDescriptor(vscode.env, "clipboard") ?? assert.fail();
    Object.defineProperty(vscode.env, "clipboard", { ...own, get: () => ({ ...clipboard, readText: reading }) });
    try {
      assert.deepEqual(JSON.parse(await textOf(await decrypt())), { n: 3 });
    } finally {
      Object.defineProperty(vscode.env, "clipboard", own);
    }
    assert.ok(reads >= 3, "it looked whether the response was still there");
    assert.equal(await clipboard.readText(), "copied since");
  });

  it("is refused with a sentence where none is in front, and where REST Client isn't there", async () => {
    await payloadApp("Orders", keys);
    await inFront(await vscode.workspace.openTextDocument({ content: "text" }));
    const absent = await shownBy(() => decrypt());
    assert.match(absent.messages[0] ?? "", /^REST Client is not installed here, .+ Decrypt Clipboard\.$/);
    response = await restClientResponse(await envelope("text"), vscode.ViewColumn.One);
    await inFront(await vscode.workspace.openTextDocument({ content: "other text" }));
    await until(() => !isResponseInFront(), "it is behind");
    const behind = await shownBy(() => decrypt());
    assert.match(behind.messages[0] ?? "", /^No response of REST Client is in front\. Send the request, click into/);
    assert.equal(await vscode.env.clipboard.readText(), "the person's own");
    assert.equal(response.copies, 0);
  });

  it("is not taken at all where no app has a payload key", async () => {
    response = await restClientResponse(await envelope("text"));
    const { messages } = await shownBy(() => decrypt());
    assert.match(messages[0] ?? "", /^No JWT app here has a key for encrypted payloads\./);
    assert.equal(response.copies, 0);
  });

  it("is asked for by its button once for each app, whatever the button passes", async () => {
    const app = await payloadApp("Orders", keys);
    response = await restClientResponse(await envelope('{"n":4}'));
    const asked: string[] = [];
    const { showWarningMessage } = vscode.window;
    const answering = (answer: string | undefined): void =>
      void Object.assign(vscode.window, {
        showWarningMessage: async (question: string, options: vscode.MessageOptions, ...buttons: string[]) => {
          asked.push(question);
          assert.deepEqual([options.modal, buttons[0]], [true, "Don't Allow"]);
          return answer;
        },
      });
    try {
      answering(undefined);
      assert.equal(await press(), undefined);
      assert.equal(response.copies, 0);
      answering("Allow for This Session");
      assert.deepEqual(JSON.parse(await textOf(await press())), { n: 4 });
      response.panel.reveal();
      await until(isResponseInFront, "it is in front again");
      assert.deepEqual(JSON.parse(await textOf(await press())), { n: 4 });
      await payloadApp("Returns", await newKeyPair());
      response.panel.reveal();
      await until(isResponseInFront, "it is in front once more");
      assert.deepEqual(JSON.parse(await textOf(await press())), { n: 4 });
      assert.deepEqual(asked, [
        "Decrypt REST Client's response with the keys of “Orders”?",
        "Decrypt REST Client's response with the keys of “Orders”?",
        "Decrypt REST Client's response with the keys of “Returns”?",
      ]);
      // What was allowed for an app is what code may do with it.
      await vscode.commands
        .executeCommand("jwtApps.decryptClipboard", { app: app.id })
        .then(undefined, () => undefined);
      assert.equal(asked.length, 3);
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
  });

  it("is opened with its headers where the body alone doesn't open, which are taken only then", async () => {
    await payloadApp("Orders", keys);
    const { key, ...rest }: Envelope = await seal('{"n":5}', keys);
    response = await restClientResponse(JSON.stringify(rest));
    const { showWarningMessage } = vscode.window;
    const warned: string[] = [];
    Object.assign(vscode.window, {
      showWarningMessage: async (message: string, ...buttons: unknown[]) => {
        warned.push(message);
        // The person selects them in the response, and copies them.
        await vscode.env.clipboard.writeText(`HTTP/1.1 200 OK\nx-encrypted-key: ${key}\ndate: today\n\n{ "iv": … }`);
        return buttons[0];
      },
    });
    try {
      assert.equal(await decrypt(), undefined);
      await until(() => labels().length === 2, "it is open");
      const { documents } = await activated();
      const [uri = assert.fail()] = vscode.window.tabGroups.all.flatMap(({ tabs }) =>
        tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : [])),
      );
      assert.deepEqual(JSON.parse(new TextDecoder().decode(documents.readFile(uri))), { n: 5 });
      assert.equal(warned.length, 1);
      assert.match(
        warned[0] ?? "",
        /^The wrapped key is missing.+ If a part came in headers of the response, select and/,
      );
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
  });
});

/** The column and the label of each tab. */
function labels(): string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs, viewColumn }) =>
    tabs.map(({ label }) => `${viewColumn} ${label}`),
  );
}
