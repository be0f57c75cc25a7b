import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { OpenDocuments } from "../../src/editor/documents/openDocuments";
import { requestAt, tiedNameAt } from "../../src/editor/documents/requestAtLine";
import { TextSearch } from "../../src/editor/documents/textSearch";
import { until } from "./support";

describe("open documents", () => {
  let openDocuments: OpenDocuments;
  beforeEach(() => (openDocuments = new OpenDocuments()));
  afterEach(async () => {
    openDocuments.dispose();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  const THREE =
    "# jwt-app: One\nGET https://example.com/1\n\n###\n# jwt-app: Two\nGET https://example.com/2\n\n###\nGET https://example.com/3\n";

  it("have one index, whoever asks, which a change leaves as it is but for what was changed", async () => {
    const document = await vscode.workspace.openTextDocument({ content: THREE, language: "http" });
    const [index, same] = await Promise.all([openDocuments.index(document), openDocuments.index(document)]);
    assert.ok(index);
    assert.equal(index, same);
    const before = index.blocks;
    assert.equal(before.length, 3);
    assert.equal((await openDocuments.index(document))?.blocks, before, "asked again, nothing is read anew");

    await change(document, new vscode.Position(1, 0), "# more\n");
    assert.equal(await openDocuments.index(document), index);
    assert.equal(index.blocks.length, 3);
    assert.notEqual(index.blocks[0]?.block, before[0]?.block);
    assert.equal(index.blocks[2]?.block, before[2]?.block);
    assert.equal(index.blocks[2]?.line, (before[2]?.line ?? NaN) + 1);
  });

  it("say of each request which app its lines name, and with which values it is sent, as they are now", async () => {
    const content = `@host = one.example.com\n\n${THREE}POST https://{{host}}/4\n`;
    const document = await vscode.workspace.openTextDocument({ content, language: "http" });
    const index = await openDocuments.index(document);
    assert.ok(index);
    const said = () => [2, 6, 10, 11].map((line) => tiedNameAt(index, line));
    assert.deepEqual(said(), ["One", "Two", undefined, undefined]);
    assert.equal(requestAt(index, 11)?.authority, "one.example.com");

    await change(document, new vscode.Position(0, "@host = ".length), "www.");
    await change(document, new vscode.Position(2, "# jwt-app: ".length), "Number ");
    assert.equal(requestAt(await openDocuments.index(document), 11)?.authority, "www.one.example.com");
    assert.deepEqual(said(), ["Number One", "Two", undefined, undefined]);
  });

  it("tell features of a change when their index knows it", async () => {
    const document = await vscode.workspace.openTextDocument({ content: THREE, language: "http" });
    const index = await openDocuments.index(document);
    const told: (number | undefined)[] = [];
    const listener = openDocuments.onDidChange((changed) => {
      if (changed === document) told.push(index?.blocks.length);
    });
    await change(document, new vscode.Position(0, 0), "GET https://example.com/0\n\n###\n");
    await until(() => told.length > 0, "it is told");
    listener.dispose();
    assert.deepEqual(told, [4]);
  });

  it("are opened anew where they get another language, and are something else then", async () => {
    const document = await vscode.workspace.openTextDocument({ content: THREE, language: "plaintext" });
    const [closed, opened]: [vscode.TextDocument[], vscode.TextDocument[]] = [[], []];
    const listeners = vscode.Disposable.from(
      openDocuments.onDidClose((one) => void closed.push(one)),
      openDocuments.onDidOpen((one) => void opened.push(one)),
    );
    const before = await openDocuments.index(document);
    assert.deepEqual([before?.kind, before?.blocks.length], ["text", 0]);
    const now = await vscode.languages.setTextDocumentLanguage(document, "http");
    const after = await openDocuments.index(now);
    assert.deepEqual([after?.kind, after?.blocks.length], ["request", 3]);
    assert.ok(closed.includes(now) && opened.includes(now));
    listeners.dispose();
  });

  it("have no index where nobody edits them, and none once they are closed", async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider("jwt-apps-test-fixed", {
      provideTextDocumentContent: () => THREE,
    });
    const fixed = await vscode.workspace.openTextDocument(vscode.Uri.parse("jwt-apps-test-fixed:/three.http"));
    assert.equal(await openDocuments.index(fixed), undefined);
    provider.dispose();
    const document = await vscode.workspace.openTextDocument({ content: THREE, language: "http" });
    await vscode.window.showTextDocument(document);
    const asked = openDocuments.index(document);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await asked;
    await until(() => document.isClosed, "it is closed");
    assert.equal(await openDocuments.index(document), undefined);
  });

  it("are searched once in each version, whoever asks for it", async () => {
    const document = await vscode.workspace.openTextDocument({ content: "a b a", language: "json" });
    const texts: string[] = [];
    const search = new TextSearch<number>(async (text) => {
      texts.push(text);
      return [...text.matchAll(/a/g)].map(({ index }) => index);
    });
    assert.deepEqual(await Promise.all([search.in(document), search.in(document)]), [
      [0, 4],
      [0, 4],
    ]);
    assert.deepEqual(await search.in(document), [0, 4]);
    assert.deepEqual(texts, ["a b a"]);
    const stale = search.in(document);
    await change(document, new vscode.Position(0, 0), "a");
    assert.deepEqual(await stale, [0, 4], "what was known stays true of that version");
    assert.deepEqual(await search.in(document), [0, 1, 5]);
    assert.deepEqual(texts, ["a b a", "aa b a"]);
  });

  it("are searched again in a version where the search failed", async () => {
    const document = await vscode.workspace.openTextDocument({ content: "a", language: "json" });
    let tries = 0;
    const search = new TextSearch<number>(async () => {
      if (tries++ === 0) throw new Error("not there yet");
      return [0];
    });
    await assert.rejects(search.in(document), /not there yet/);
    assert.deepEqual(await search.in(document), [0]);
    assert.deepEqual(await search.in(document), [0]);
    assert.equal(tries, 2);
  });
});

async function change(document: vscode.TextDocument, at: vscode.Position, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, at, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}
