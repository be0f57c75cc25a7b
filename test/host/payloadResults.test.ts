import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { Decrypted } from "../../src/editor/commands/commandTypes";
import { type KeyPair, newKeyPair, payloadApp, seal } from "./envelopes";
import { activated, allowing, answering, forgetAll, until } from "./support";
import { shownBy } from "./shown";
import { inFront } from "./inFront";

describe("where decrypted payloads open", () => {
  let keys: KeyPair;
  let others: KeyPair;
  before(async () => ([keys, others] = [await newKeyPair(), await newKeyPair()]));
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await until(() => vscode.window.tabGroups.all.length === 1, "one group is left");
    await payloadApp("Orders", keys);
  });
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  const envelope = async (plaintext: string): Promise<string> => JSON.stringify(await seal(plaintext, keys));

  it("is beside a source in the only column, then the active group, whence ever, with a name from source and line", async () => {
    const document = await shown(
      "requests.http",
      `# one\n\n${await envelope('{"n":1}')}\n\n# two\n\n${await envelope('{"n":2}')}\n`,
    );
    await decrypted(document, 2);
    await until(() => vscode.window.tabGroups.activeTabGroup.viewColumn === 2, "it has the focus");
    await shown("requests.http");
    await decrypted(document, 6);
    await vscode.env.clipboard.writeText(await envelope('{"n":3}'));
    await run("jwtApps.decryptClipboard", {});
    const file = await written("answer.json", await envelope('{"n":4}'));
    await run("jwtApps.decryptFile", { file: file.toString() });
    await vscode.commands.executeCommand("jwtApps.explainError", {
      text: '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}',
    });
    await until(() => labels().length === 6, "all of them are open");
    assert.deepEqual(labels(), [
      "1 requests.http",
      "1 requests.http:7 · decrypted.json",
      "1 clipboard · decrypted.json",
      "1 answer.json · decrypted.json",
      "1 Error.md",
      "2 requests.http:3 · decrypted.json",
    ]);
  });

  for (const [side, column] of [
    ["left", vscode.ViewColumn.One],
    ["right", vscode.ViewColumn.Two],
  ] as const) {
    it(`is the active group where there are two and the source is in the ${side} one`, async () => {
      await shown("left.http", await envelope("left"));
      await shown("right.http", await envelope("right"), vscode.ViewColumn.Two);
      await decrypted(await shown(`${side}.http`, undefined, column), 0);
      await until(() => labels().length === 3, "it is open");
      const result = `${column} ${side}.http:1 · decrypted.txt`;
      assert.deepEqual(labels(), ["1 left.http", "2 right.http", result].sort());
    });
  }

  it("is where the same text is open already", async () => {
    await shown("left.http", await envelope("left"));
    const document = await shown("right.http", await envelope("right"), vscode.ViewColumn.Two);
    await decrypted(document, 0);
    await until(() => labels().length === 3, "it is open");
    await shown("left.http");
    const { uri } = await run("jwtApps.decryptSelection", { uri: document.uri.toString() });
    await until(() => vscode.window.activeTextEditor?.document.uri.toString() === uri, "it is in front");
    assert.deepEqual(labels(), ["1 left.http", "2 right.http", "2 right.http:1 · decrypted.txt"]);
  });

  it("is the active one of three and of a grid, however the groups lie", async () => {
    await shown("first.http", await envelope("1"));
    await shown("second.http", await envelope("2"), vscode.ViewColumn.Two);
    await shown("third.http", await envelope("3"), vscode.ViewColumn.Three);
    for (const layout of [{ groups: [{}, {}, {}] }, { orientation: 1, groups: [{ groups: [{}, {}] }, {}] }]) {
      await vscode.commands.executeCommand("vscode.setEditorLayout", layout);
      for (const [index, name] of ["first", "second", "third"].entries()) {
        const document = await shown(`${name}.http`, undefined, index + 1);
        const before = labels();
        const uri = await decrypted(document, 0);
        assert.deepEqual(labels(), [...before, `${index + 1} ${name}.http:1 · decrypted.txt`].sort());
        await closeDecrypted(uri);
      }
    }
    assert.equal(vscode.window.tabGroups.all.length, 3);
  });

  it("is beside the two texts that the only column compares, and closes with them", async () => {
    const [one, other] = [await written("one.json", await envelope("one")), await written("other.json", "{}")];
    await vscode.commands.executeCommand("vscode.diff", other, one, "other ↔ one");
    await until(() => vscode.window.activeTextEditor?.document.uri.toString() === one.toString(), "they are compared");
    const { uri } = await vscode.commands.executeCommand<Decrypted>("jwtApps.decryptSelection");
    await until(() => labels().length === 2, "it is open");
    assert.deepEqual(labels(), ["1 other ↔ one", "2 one.json:1 · decrypted.txt"]);
    await vscode.commands.executeCommand("vscode.diff", one, vscode.Uri.parse(uri ?? ""), "one ↔ decrypted");
    await until(() => labels().length === 3, "it is compared");
    await vscode.commands.executeCommand("jwtApps.closeDecrypted");
    await until(() => labels().length === 1, "both are closed");
    assert.deepEqual(labels(), ["1 other ↔ one"]);
  });

  it("is the group of a webview, and beside a source in the only column also where a webview is in front", async () => {
    const document = await shown("behind.http", await envelope("behind"));
    const panel = vscode.window.createWebviewPanel("rest-response", "Some page", vscode.ViewColumn.One);
    await until(() => vscode.window.tabGroups.activeTabGroup.activeTab?.label === "Some page", "the page is in front");
    await vscode.env.clipboard.writeText(await envelope("from the clipboard"));
    await run("jwtApps.decryptClipboard", {});
    await until(() => labels().length === 3, "it is open");
    assert.deepEqual(labels(), ["1 behind.http", "1 Some page", "1 clipboard · decrypted.txt"]);
    panel.reveal();
    await run("jwtApps.decryptSelection", { uri: document.uri.toString() });
    await until(() => labels().length === 4, "it is beside it");
    assert.equal(labels()[3], "2 behind.http:1 · decrypted.txt");
    panel.dispose();
  });

  it("is the active group also where that is locked, or shows a terminal", async () => {
    await shown("left.http", await envelope("left"));
    await shown("right.http", "GET https://example.com\n", vscode.ViewColumn.Two);
    await vscode.commands.executeCommand("workbench.action.lockEditorGroup");
    await vscode.env.clipboard.writeText(await envelope("from the clipboard"));
    await run("jwtApps.decryptClipboard", {});
    await until(() => labels().length === 3, "it is open");
    assert.deepEqual(labels(), ["1 left.http", "2 right.http", "2 clipboard · decrypted.txt"]);

    const written = new vscode.EventEmitter<string>();
    const terminal = vscode.window.createTerminal({
      name: "Shell",
      location: { viewColumn: vscode.ViewColumn.One },
      pty: { onDidWrite: written.event, open: () => undefined, close: () => undefined },
    });
    const { tabGroups } = vscode.window;
    await until(() => tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTerminal, "it is in front");
    await vscode.env.clipboard.writeText(await envelope("another one"));
    await run("jwtApps.decryptClipboard", {});
    await until(() => labels().length === 5, "it is open");
    assert.deepEqual(
      labels().filter((label) => !label.includes("Shell")),
      ["1 left.http", "1 clipboard · decrypted (2).txt", "2 right.http", "2 clipboard · decrypted.txt"],
    );
    terminal.dispose();
    await until(() => labels().length === 4, "the terminal is gone");
  });

  it("is the active group for what comes from no editor", async () => {
    await shown("some.http", "GET https://example.com\n");
    await vscode.env.clipboard.writeText(await envelope("from the clipboard"));
    await run("jwtApps.decryptClipboard", {});
    await until(() => labels().length === 2, "it is open");
    assert.deepEqual(labels(), ["1 some.http", "1 clipboard · decrypted.txt"]);
  });

  it("has the language of the text", async () => {
    const document = await shown(
      "two.http",
      `${await envelope("[1]")}\n\n${await envelope("text: a line that is no JSON")}\n`,
    );
    const languages: string[] = [];
    for (const line of [0, 2]) {
      await shown("two.http");
      languages.push((await vscode.workspace.openTextDocument(await decrypted(document, line))).languageId);
    }
    assert.deepEqual(languages, ["json", "plaintext"]);
  });

  it("is the same document for the same payload, and another with a number for another of that name", async () => {
    const [one, two] = [await envelope('{"n":1}'), await envelope('{"n":2}')];
    const clipboard = async (text: string): Promise<string | undefined> => {
      await vscode.env.clipboard.writeText(text);
      return (await run("jwtApps.decryptClipboard", {})).uri;
    };
    const [first, second, again] = [await clipboard(one), await clipboard(two), await clipboard(one)];
    assert.equal(again, first);
    assert.notEqual(second, first);
    await until(() => labels().length === 2, "both are open");
    assert.deepEqual(labels(), ["1 clipboard · decrypted.json", "1 clipboard · decrypted (2).json"]);
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === "clipboard · decrypted.json",
      "the first is in front again",
    );
    await vscode.commands.executeCommand("jwtApps.closeDecrypted");
    await until(() => labels().length === 0, "they close");
    assert.notEqual(await clipboard(one), first);
  });

  it("says in no name or address what a file's name could hide", async () => {
    const { documents } = await activated();
    const source = await shown("ignored.http", await envelope("x"));
    const uri = vscode.Uri.parse(await decryptedUri(source, 0));
    assert.match(decodeURIComponent(uri.path), /^\/[0-9a-f]{16}\/ignored\.http:1 · decrypted\.txt$/);
    assert.deepEqual([uri.query, uri.fragment, uri.authority], ["", "", ""]);
    assert.ok(documents.notesOf(uri));
  });

  it("has, of several, where each came from above it", async () => {
    const document = await shown(
      "several.json",
      `{\n"one": ${await envelope('{"n":1,"list":[1,2]}')},\n"two": ${await envelope('{"n":2}')}\n}`,
    );
    const { uri } = await run("jwtApps.decryptSelection", { uri: document.uri.toString() });
    const result = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri ?? ""));
    assert.deepEqual(JSON.parse(result.getText()), [{ n: 1, list: [1, 2] }, { n: 2 }]);
    await until(() => labels().length === 2, "it is open");
    assert.equal(labels()[1], "2 several.json:2, 3 · decrypted.json");
    const lenses = (await lensesOf(result)).filter(({ command }) => command?.title.includes(" From "));
    assert.deepEqual(
      lenses.map(({ range, command }) => [result.lineAt(range.start.line).text, range.start.line, command?.title]),
      [
        ["  {", 1, "$(arrow-left) From several.json:2"],
        ["  {", 8, "$(arrow-left) From several.json:3"],
      ],
    );
    const [, second] = lenses;
    await vscode.commands.executeCommand(
      second?.command?.command ?? "",
      ...((second?.command?.arguments as unknown[]) ?? []),
    );
    await until(
      () => vscode.window.activeTextEditor?.document.uri.toString() === document.uri.toString(),
      "the source is in front",
    );
    assert.equal(vscode.window.activeTextEditor?.selection.start.line, 2);
    assert.equal(vscode.window.activeTextEditor?.viewColumn, vscode.ViewColumn.One);
  });

  it("is told for those that open; of the others it is said which they are and why, and a button leads there", async () => {
    const sealed = await seal('{"a longer plaintext":"that is damaged on its way"}', keys);
    const damaged = JSON.stringify({ ...sealed, data: `${sealed.data[0] === "A" ? "B" : "A"}${sealed.data.slice(1)}` });
    const foreign = JSON.stringify(await seal('{"for":"others"}', others));
    const text = [await envelope('{"n":1}'), damaged, await envelope('{"n":2}'), foreign].join("\n");
    const document = await shown("log.jsonl", text);
    const messages: string[] = [];
    const { showWarningMessage, showInformationMessage } = vscode.window;
    let pressed = 0;
    const warn = async (message: string, ...rest: unknown[]): Promise<unknown> => {
      if (message.startsWith("Decrypt with")) return rest.find((item) => item === "Allow for This Session");
      messages.push(message);
      return void pressed++;
    };
    const offers: string[] = [];
    Object.assign(vscode.window, {
      showWarningMessage: warn,
      showInformationMessage: async (offer: string) => void offers.push(offer),
    });
    try {
      const { uri } = await vscode.commands.executeCommand<Decrypted>("jwtApps.decryptSelection", {
        uri: document.uri.toString(),
      });
      assert.deepEqual(JSON.parse(await textOf(uri)), [{ n: 1 }, { n: 2 }]);
      await until(() => pressed === 1, "the warning is shown");
      // One message at a time: the offer of the shape is in the lens alone.
      const result = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri ?? ""));
      const titles = (await lensesOf(result)).map(({ command }) => command?.title);
      assert.equal(titles[0], "$(save) Keep the shape of the first payload for “Orders”");
      assert.deepEqual(offers, []);
    } finally {
      Object.assign(vscode.window, { showWarningMessage, showInformationMessage });
    }
    assert.equal(labels()[1], "2 log.jsonl:1, 3 · decrypted.json");
    assert.match(
      messages[0] ?? "",
      /^2 of 4 payloads could not be decrypted\. Line 2: The key was unwrapped with .+ Line 4: The wrapped key was found, but no key at hand opens it/,
    );

    const one = await shown("log2.jsonl", [await envelope('{"n":1}'), foreign].join("\n"));
    Object.assign(vscode.window, {
      showWarningMessage: async (_: string, ...rest: unknown[]) =>
        rest.find((item) => item === "Go There" || item === "Allow for This Session"),
    });
    try {
      await vscode.commands.executeCommand("jwtApps.decryptSelection", { uri: one.uri.toString() });
      await until(
        () =>
          vscode.window.activeTextEditor?.document === one && vscode.window.activeTextEditor.selection.start.line === 1,
        "the failed one is in front",
      );
      assert.equal(vscode.window.activeTextEditor?.viewColumn, vscode.ViewColumn.One);
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }

    const none = await shown(
      "none.jsonl",
      [foreign, JSON.stringify(await seal('{"for":"others"}', others))].join("\n"),
    );
    await assert.rejects(
      async () => run("jwtApps.decryptSelection", { uri: none.uri.toString() }),
      /None of the 2 payloads that were tried could be decrypted\. Line 1: The wrapped key was found.+ Line 2: The wrapped key/,
    );
  });

  it("is asked for a binary one among several, and a person who closes that dialog is told of no error", async () => {
    const binary = JSON.stringify(await seal(new Uint8Array(64).fill(0xff), keys));
    const document = await shown("mixed.jsonl", `${await envelope('{"n":1}')}\n${binary}`);
    const { showErrorMessage, showInformationMessage, showSaveDialog } = vscode.window;
    const errors: string[] = [];
    let dialogs = 0;
    Object.assign(vscode.window, {
      showErrorMessage: async (message: string) => void errors.push(message),
      showInformationMessage: async (_: string, ...rest: unknown[]) => rest.find((item) => item === "Save As…"),
      showSaveDialog: async () => void dialogs++,
    });
    try {
      const { uri } = await run("jwtApps.decryptSelection", { uri: document.uri.toString() });
      await until(() => dialogs === 1, "it asks where to save the binary one");
      assert.deepEqual(JSON.parse(await textOf(uri)), { n: 1 });
      assert.deepEqual(errors, []);
    } finally {
      Object.assign(vscode.window, { showErrorMessage, showInformationMessage, showSaveDialog });
    }
  });

  it("has the offer to keep the shape above it until it is kept, with what it keeps and what not", async () => {
    const { store } = await activated();
    const { key, iv, tag, data } = JSON.parse(await envelope('{"n":1}')) as Record<string, string>;
    const body = { time: "2026-01-02T03:04:05Z", data: { cipher: data, alg: "AES-256-GCM", k: key, i: iv, t: tag } };
    const document = await shown("shape.json", JSON.stringify(body));
    const { messages } = await shownBy(() =>
      allowing(() => vscode.commands.executeCommand("jwtApps.decryptSelection", { uri: document.uri.toString() })),
    );
    const does = [
      "Then the next one is read at once, and requests are written as {data: {cipher: …, alg: AES-256-GCM, k: …, i: …, t: …}}.",
      "Fields that may belong to this one payload are left out: “time”.",
    ];
    assert.ok(
      messages.includes(
        ["How this payload is built was found by trying. You can keep that shape for “Orders”.", ...does].join(" "),
      ),
      messages.join("\n"),
    );
    await until(() => labels().length === 2, "it is open");
    const result = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .map(({ input }) => (input as vscode.TabInputText).uri)
      .find(({ scheme }) => scheme === "jwt-apps-payload");
    const opened = await vscode.workspace.openTextDocument(result ?? assert.fail());
    const [lens] = (await lensesOf(opened)).map(({ command }) => command);
    assert.equal(lens?.title, "$(save) Keep the shape of this payload for “Orders”");

    // Code that says the same as the lens is asked about as well, and the first button declines.
    const asked: unknown[][] = [];
    const { showWarningMessage } = vscode.window;
    const pressing = async (button: string | undefined): Promise<void> => {
      Object.assign(vscode.window, {
        showWarningMessage: async (...question: unknown[]) => (asked.push(question), button),
      });
      try {
        await vscode.commands.executeCommand(lens?.command ?? "", ...((lens?.arguments as unknown[]) ?? []));
      } finally {
        Object.assign(vscode.window, { showWarningMessage });
      }
    };
    await pressing("Don't Keep It");
    assert.deepEqual(asked, [
      [
        "Keep the shape of this payload for “Orders”?",
        { modal: true, detail: does.join("\n") },
        "Don't Keep It",
        "Keep This Shape",
      ],
    ]);
    const app = (await store.apps())[0] ?? assert.fail();
    assert.equal(app.envelopeProfile, undefined);
    await pressing("Keep This Shape");
    assert.ok((await store.get(app.id))?.envelopeProfile?.body);
    await until(async () => (await lensesOf(opened)).length === 0, "the lens is gone");
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.keepEnvelopeShape", { uri: opened.uri.toString() }),
      /There is no new shape to keep here\./,
    );

    const plain = await shown("plain.txt", '{"orderId":43}');
    const written = await shownBy(() => vscode.commands.executeCommand("jwtApps.encryptSelection", { app: "Orders" }));
    assert.ok(
      written.messages.some((message) =>
        message.includes(
          "Encrypted for Orders in the kept shape {data: {cipher: …, alg: AES-256-GCM, k: …, i: …, t: …}}; unverified",
        ),
      ),
      written.messages.join("\n"),
    );
    const sent = JSON.parse(plain.getText()) as { data: Record<string, string> };
    assert.deepEqual(
      [Object.keys(sent), Object.keys(sent.data), sent.data["alg"]],
      [["data"], ["cipher", "alg", "k", "i", "t"], "AES-256-GCM"],
    );
  });

  it("offers the shape of one payload where several stand in a list, from all of them and from a lens over one", async () => {
    const element = async (text: string): Promise<string> => `{"response":{"data":${await envelope(text)}}}`;
    const document = await shown(
      "list.json",
      `{\n"results": [\n${await element('{"n":1}')},\n${await element('{"n":2}')}\n]}`,
    );
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
      100,
    );
    const over = lenses
      .map(({ command }) => command)
      .filter((command) => command?.command === "jwtApps.decryptSelection");
    assert.deepEqual(
      over.map((command) => command?.title),
      ["$(unlock) Decrypt All 2", "$(unlock) Decrypt", "$(unlock) Decrypt"],
    );
    for (const [index, which] of ["the first payload", "this payload"].entries()) {
      const lens = over[index] ?? assert.fail();
      const { messages } = await shownBy(() =>
        allowing(() => vscode.commands.executeCommand(lens.command, ...(lens.arguments as unknown[]))),
      );
      const offer = messages.find((message) => message.includes("found by trying")) ?? "";
      assert.ok(
        offer.startsWith(`How ${which} is built was found by trying. You can keep that shape for “Orders”. `),
        offer,
      );
      assert.match(offer, /requests are written as \{response: \{data: \{(?:\w+: …(?:, )?){4}\}\}\}\.$/);
    }
  });

  it("keeps the whole answer's shape where a lens decrypted the envelope in it", async () => {
    const { store } = await activated();
    const document = await shown(
      "answer.json",
      `{\n  "result": {\n    "payload": ${await envelope('{"n":1}')}\n  },\n  "v": 2\n}`,
    );
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
      100,
    );
    const lens =
      lenses.find(({ command }) => command?.command === "jwtApps.decryptSelection")?.command ?? assert.fail();
    await answering("Keep This Shape", () =>
      vscode.commands.executeCommand(lens.command, ...(lens.arguments as unknown[])),
    );
    await until(async () => (await store.apps())[0]?.envelopeProfile !== undefined, "the shape is kept");
    const plain = await shown("order.txt", '{"orderId":44}');
    await vscode.commands.executeCommand("jwtApps.encryptSelection", { app: "Orders" });
    const { result, v } = JSON.parse(plain.getText()) as { result: { payload: object }; v: number };
    assert.deepEqual(
      [Object.keys(result), Object.keys(result.payload).sort(), v],
      [["payload"], ["data", "iv", "key", "tag"], 2],
    );
  });
});

async function run(command: string, argument: object): Promise<Decrypted> {
  return allowing(() => vscode.commands.executeCommand<Decrypted>(command, argument));
}

/** The URI of what stands at the start of a line, as a person opens it who has the cursor there. */
async function decrypted(document: vscode.TextDocument, line: number): Promise<vscode.Uri> {
  return vscode.Uri.parse(await decryptedUri(document, line), true);
}

async function decryptedUri(document: vscode.TextDocument, line: number): Promise<string> {
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document) ?? assert.fail();
  editor.selection = new vscode.Selection(line, 4, line, 4);
  const { uri } = await vscode.commands.executeCommand<Decrypted>("jwtApps.decryptSelection");
  // The workbench tells which editor is active a moment after it has shown it.
  await until(() => vscode.window.activeTextEditor?.document.uri.toString() === uri, "the result is in front");
  return uri ?? assert.fail();
}

async function written(name: string, content: string): Promise<vscode.Uri> {
  const file = vscode.Uri.joinPath((await activated()).folder, "../results", name);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
  return file;
}

/** Brings a file to the front, with that content where some is given. */
async function shown(name: string, content?: string, viewColumn = vscode.ViewColumn.One): Promise<vscode.TextDocument> {
  const file =
    content === undefined
      ? vscode.Uri.joinPath((await activated()).folder, "../results", name)
      : await written(name, content);
  return (await inFront(file, { viewColumn, preview: false })).document;
}

async function lensesOf({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 100);
}

async function textOf(uri: string | undefined): Promise<string> {
  return (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri ?? "", true))).getText();
}

async function closeDecrypted(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand("jwtApps.closeDecrypted");
  await until(() => !labels().some((label) => label.includes("decrypted")), `${uri.path} is closed`);
}

/** The column and the label of each tab. */
function labels(): string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs, viewColumn }) =>
    tabs.map(({ label }) => `${viewColumn} ${label}`),
  );
}
