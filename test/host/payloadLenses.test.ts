import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { type KeyPair, newKeyPair, payloadApp, seal } from "./envelopes";
import { activated, forgetAll, hs256App, saved, until } from "./support";
import { inFront } from "./inFront";

describe("payloads where they stand", () => {
  let keys: KeyPair;
  before(async () => (keys = await newKeyPair()));
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  afterEach(async () => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("have “Decrypt” above each of them, in JSON, request files and logs, and one above all", async () => {
    await payloadApp("Orders", keys);
    const [first, second] = [JSON.stringify(await seal('{"n":1}', keys)), JSON.stringify(await seal('{"n":2}', keys))];
    assert.deepEqual(await lensesOf(await opened("captured.json", `{\n"one": ${first},\n"two": ${second}\n}`)), [
      "1 $(unlock) Decrypt All 2",
      "1 $(unlock) Decrypt",
      "2 $(unlock) Decrypt",
    ]);
    assert.deepEqual(
      await lensesOf(
        await opened("captured.http", `GET https://example.com\n\n### Answer\nHTTP/1.1 200 OK\n\n${first}\n`),
      ).then((lenses) => lenses.map((lens) => lens.replace(/^\d+ /, ""))),
      ["$(unlock) Decrypt"],
    );
    assert.deepEqual(await lensesOf(await opened("captured.log", `INFO started\nINFO body=${first}\n`)), [
      "1 $(unlock) Decrypt",
    ]);
    assert.deepEqual(await lensesOf(await opened("captured.md", first)), []);
  });

  it("have none where no app has a payload key, and say so where the file is too large", async () => {
    await saved(hs256App("Plain"));
    const envelope = JSON.stringify(await seal("{}", keys));
    const document = await opened("plain.json", envelope);
    assert.deepEqual(await lensesOf(document), []);
    await payloadApp("Orders", keys);
    assert.equal((await lensesOf(document)).length, 1);
    assert.deepEqual(await lensesOf(await opened("large.json", envelope + " ".repeat(1_000_000))), [
      "0 JWT Apps looks for no encrypted payloads in files of more than 1 million characters: select one and decrypt the selection",
    ]);
  });

  it("open by their lens, alone or together", async () => {
    await payloadApp("Orders", keys);
    const envelopes = [await seal('{"n":1}', keys), await seal('{"n":2}', keys)].map((envelope) =>
      JSON.stringify(envelope),
    );
    const document = await opened("both.json", `[\n${envelopes.join(",\n")}\n]`);
    const lenses = (await codeLenses(document)).map(({ command }) => command ?? assert.fail());
    await shown(document);
    assert.deepEqual(await run(lenses[0]), [{ n: 1 }, { n: 2 }]);
    await shown(document);
    assert.deepEqual(await run(lenses[2]), { n: 2 });
  });

  it("close on command, and after the time that the user has set", async () => {
    const { documents } = await activated();
    const settings = vscode.workspace.getConfiguration("jwtApps");
    const bytes = new TextEncoder().encode("PLAINTEXT");
    const open = async (): Promise<vscode.Uri> => {
      const uri = documents.hold(bytes, "txt");
      await vscode.commands.executeCommand("vscode.open", uri);
      await until(() => isOpen(uri), "it opens");
      return uri;
    };
    const kept = await open();
    await vscode.commands.executeCommand("jwtApps.closeDecrypted");
    await until(() => !isOpen(kept), "it closes");
    assert.doesNotMatch(new TextDecoder().decode(documents.readFile(kept)), /PLAINTEXT/);
    try {
      await settings.update("payloads.closeAfterSeconds", 1, vscode.ConfigurationTarget.Global);
      const timed = await open();
      await until(() => !isOpen(timed), "it closes by itself");
      assert.doesNotMatch(new TextDecoder().decode(documents.readFile(timed)), /PLAINTEXT/);
    } finally {
      await settings.update("payloads.closeAfterSeconds", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("are encrypted in place where they are the body of the request at the cursor", async () => {
    const app = await payloadApp("Orders", keys);
    const before =
      'POST https://example.com/one\nContent-Type: application/json\n\n{"plain": true}\n\n### Two\nGET https://example.com/two\n';
    const document = await opened("body.http", before);
    const editor = await inFront(document);
    editor.selection = new vscode.Selection(0, 8, 0, 8);
    const envelope = await vscode.commands.executeCommand<string>("jwtApps.encryptSelection", { app: app.id });
    assert.equal(
      document.getText().replaceAll("\r\n", "\n"),
      before.replace('{"plain": true}', () => envelope.replaceAll("\r\n", "\n")),
    );
    const end = document.positionAt(document.getText().length);
    editor.selection = new vscode.Selection(end, end);
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.encryptSelection", { app: app.id }),
      /The request at the cursor has no body to encrypt\./,
    );
  });

  it("are encrypted as clients send them, without comments and what stands behind them", async () => {
    const app = await payloadApp("Orders", keys);
    const encrypted = async (name: string, text: string): Promise<string> => {
      const document = await opened(name, text);
      const editor = await inFront(document);
      editor.selection = new vscode.Selection(0, 8, 0, 8);
      const envelope = await vscode.commands.executeCommand<string>("jwtApps.encryptSelection", { app: app.id });
      return document
        .getText()
        .replaceAll("\r\n", "\n")
        .replace(envelope.replaceAll("\r\n", "\n"), () => "ENVELOPE");
    };
    const plain = async (): Promise<unknown> => {
      const [lens] = await codeLenses(vscode.window.activeTextEditor?.document ?? assert.fail());
      return run(lens?.command);
    };
    const head = "POST https://example.com/one\nContent-Type: application/json\n";
    assert.equal(
      await encrypted(
        "comments.http",
        `${head}\n{\n// who\n  "a": 1, \n# what\n"b": "{{x}}"}\n\n# next\n@x = 2\n\n###\n`,
      ),
      `${head}\nENVELOPE\n\n# next\n@x = 2\n\n###\n`,
    );
    assert.deepEqual(await plain(), { a: 1, b: "2" });
    assert.equal(await encrypted("under.http", `${head}{"a": 3}\n`), `${head}ENVELOPE\n`);
    assert.deepEqual(await plain(), { a: 3 });
    const second = 'PUT https://example.com/two\n\n{"a": 5}\n';
    assert.equal(await encrypted("two.http", `${head}\n{"a": 4}\n\n${second}`), `${head}\nENVELOPE\n\n${second}`);
    await assert.rejects(async () => encrypted("file.http", `${head}\n< ./body.json\n`), /stands in another file/);
  });

  it("are encrypted with the values of the file's variables, and not at all where one has none", async () => {
    const app = await payloadApp("Orders", keys);
    const file = (body: string): string =>
      `@bot = st-1\n@path = {{bot}}/sessions\n\n### One\nPOST https://example.com/{{bot}}\n\n${body}\n`;
    const encrypted = async (name: string, body: string): Promise<string> => {
      const document = await opened(name, file(body));
      const editor = await inFront(document);
      editor.selection = new vscode.Selection(4, 0, 4, 0);
      return vscode.commands.executeCommand<string>("jwtApps.encryptSelection", { app: app.id });
    };
    const long = "x".repeat(30_000);
    const envelope = await encrypted("variables.http", `{"bot":"{{bot}}","path":"{{ path }}","long":"${long}"}`);
    const [lens] = await codeLenses(vscode.window.activeTextEditor?.document ?? assert.fail());
    assert.deepEqual(await run(lens?.command), { bot: "st-1", path: "st-1/sessions", long });
    assert.match(envelope, /"tag"/);

    for (const name of ["$guid", "user"]) {
      const body = `{"bot":"{{bot}}","id":"{{${name}}}"}`;
      await assert.rejects(
        async () => encrypted(`open-${name.replace("$", "")}.http`, body),
        new RegExp(`The variable “${name.replace("$", "\\$")}” has no value in this file`),
      );
      assert.equal(vscode.window.activeTextEditor?.document.getText(), file(body));
    }
  });
});

async function opened(name: string, content: string): Promise<vscode.TextDocument> {
  const folder = (await activated()).folder;
  const file = vscode.Uri.joinPath(folder, "../captures", name);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
  return vscode.workspace.openTextDocument(file);
}

/** As where a person clicks into it. */
async function shown(document: vscode.TextDocument): Promise<void> {
  await inFront(document, { viewColumn: vscode.ViewColumn.One });
}

async function codeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 100);
  return lenses.filter(({ command }) => command?.command === "jwtApps.decryptSelection");
}

/** Line and title of each. */
async function lensesOf(document: vscode.TextDocument): Promise<string[]> {
  return (await codeLenses(document)).map(({ range, command }) => `${range.start.line} ${command?.title}`);
}

/** What a lens opened. */
async function run(command: vscode.Command | undefined): Promise<unknown> {
  const { uri } = await vscode.commands.executeCommand<{ uri: string }>(
    command?.command ?? "",
    ...((command?.arguments as unknown[]) ?? []),
  );
  return JSON.parse((await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true))).getText());
}

function isOpen(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
  );
}
