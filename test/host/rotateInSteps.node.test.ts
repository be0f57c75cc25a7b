import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { inAnHour, rotating, rotationFolder, secretsOf, tokensIn } from "./rotations";
import { activated, allowing, hs256App, isSignedWith, newSecret, rowOf, saved, signedToken, until } from "./support";

describe("rotating a client secret, in steps", () => {
  const folder = rotationFolder();

  it("leaves everything as it was until the new secret is there, and where it is the one before", async () => {
    const before = newSecret();
    const app = await saved(hs256App("Kept"), { clientSecret: before });
    const { store } = await activated();
    const stored = JSON.stringify(await store.get(app.id));
    await rotating({ app: app.id }, [{ pick: "Paste the new client secret" }, "escape"]);
    await assert.rejects(
      rotating({ app: app.id }, [{ pick: "Paste the new client secret" }, { type: before }]),
      /“Kept” has this client secret already, so nothing was changed\./,
    );
    assert.equal(JSON.stringify(await store.get(app.id)), stored);
    assert.deepEqual(await secretsOf(app), { clientSecret: before });
  });

  it("leaves files with unsaved changes, and what is undone in one step comes back", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(hs256App("Undone", { host: "platform.kore.ai" }), { clientSecret: before });
    const token = await signedToken({ appId: app.clientId, sub: "x", exp: inAnHour() }, before);
    const request = `GET https://platform.kore.ai/x\nauth: ${token}\n\n###\nGET https://platform.kore.ai/y\nauth: ${token}\n`;
    await folder.write({ "open.http": request, "dirty.http": request });
    const dirty = await vscode.workspace.openTextDocument(folder.uri("dirty.http"));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(dirty.uri, new vscode.Position(0, 0), "# mine\n");
    assert.ok(await vscode.workspace.applyEdit(edit));
    const document = await vscode.workspace.openTextDocument(folder.uri("open.http"));
    await vscode.window.showTextDocument(document);
    const { report } = await rotating(await rowOf(app), [
      { pick: "Paste the new client secret" },
      { type: after },
      "enter",
    ]);
    const fresh = tokensIn(document.getText());
    assert.equal(fresh.length, 2);
    for (const each of fresh) assert.ok(await isSignedWith(each, after));
    assert.equal(dirty.getText(), `# mine\n${request}`);
    assert.equal(await folder.read("dirty.http"), request, "nothing of it was saved");
    assert.ok((await report()).includes("## Left, since the file has unsaved changes"));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("undo");
    await until(() => document.getText() === request, "one undo takes back both");
    await vscode.window.showTextDocument(dirty);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("renews encrypted tokens that were made in this session, leaves others, and what changes during a question", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(
      hs256App("Encrypted", { host: "platform.kore.ai", enforceJwe: true, platformKey: await newPlatformKey() }),
      { clientSecret: before },
    );
    const { token } = await allowing(() =>
      vscode.commands.executeCommand<{ token: string }>("jwtApps.mintToken", { app: app.id }),
    );
    const foreign = `${token.slice(0, token.lastIndexOf("."))}.${"A".repeat(22)}`;
    const own = `GET https://platform.kore.ai/x\nauth: ${token}\n\n###\nGET https://platform.kore.ai/y\nauth: ${foreign}\n`;
    const elsewhere = `GET https://evil.example/x\nauth: ${token}\n`;
    await folder.write({ "jwe.http": own, "changed.http": elsewhere, "left-out.http": own, "hidden.http": own });
    const [search, files] = [vscode.workspace.getConfiguration("search"), vscode.workspace.getConfiguration("files")];
    await search.update("exclude", { "**/left-out.http": true }, vscode.ConfigurationTarget.Global);
    await files.update("exclude", { "rotation/hidden.*": true }, vscode.ConfigurationTarget.Global);
    const { report } = await rotating(
      await rowOf(app),
      [{ pick: "Paste the new client secret" }, { type: after }, "enter"],
      async (message) => {
        if (!message.includes("“evil.example”")) return undefined;
        const edit = new vscode.WorkspaceEdit();
        edit.insert(folder.uri("changed.http"), new vscode.Position(0, 0), "# another line\n");
        assert.ok(await vscode.workspace.applyEdit(edit));
        return "Write";
      },
    );
    const [fresh = "", other] = (await folder.changed("jwe.http", own)).match(/eyJ[\w.-]+/g) ?? [];
    assert.deepEqual([fresh.split(".").length, fresh === token, other], [5, false, foreign]);
    const changed = await vscode.workspace.openTextDocument(folder.uri("changed.http"));
    assert.equal(changed.getText(), `# another line\n${elsewhere}`);
    assert.deepEqual((await report()).slice(2), [
      "## Fresh tokens were written",
      "- rotation/jwe.http, line 2",
      "## Left, since the file was changed meanwhile, or is read-only",
      "- rotation/changed.http, line 2",
      "## Encrypted tokens, of which can't be told what signed them",
      "- rotation/jwe.http, line 6",
    ]);
    for (const settings of [search, files])
      await settings.update("exclude", undefined, vscode.ConfigurationTarget.Global);
    for (const name of ["left-out.http", "hidden.http"]) assert.equal(await folder.read(name), own);
    await vscode.window.showTextDocument(changed);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("looks for the previous one again, opens files that hold it where they are checked, and forgets it on a word", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(hs256App("Again", { host: "platform.kore.ai" }), { clientSecret: before });
    const kept = await rotating(await rowOf(app), [{ pick: "Paste the new client secret" }, { type: after }]);
    const question = "Forget the previous client secret of “Again” now?";
    assert.deepEqual(
      kept.questions.map(({ message }) => message),
      [question],
    );
    assert.match(kept.statuses.at(-1) ?? "", /^\$\(check\) Nothing of the old client secret was found in \d+ files$/);
    const stored = await secretsOf(app);
    assert.deepEqual([stored.clientSecret, stored.previousClientSecret], [after, before]);

    const token = await signedToken({ appId: app.clientId, exp: inAnHour() }, before);
    const request = `GET https://platform.kore.ai/x\nauth: ${token}\n`;
    await folder.write({ "late.http": request, "notes.txt": `first\nsecret: ${before}\n` });
    const again = await rotating(
      await rowOf(app),
      [{ pick: "Look for the previous client secret again" }, { check: ["rotation/late.http", "rotation/notes.txt"] }],
      () => "Forget the Previous Secret",
    );
    assert.ok(await isSignedWith(tokensIn(await folder.changed("late.http", request))[0] ?? "", after));
    await until(
      () => vscode.window.visibleTextEditors.some((editor) => editor.document.uri.path.endsWith("/rotation/notes.txt")),
      "the file with the secret is open",
    );
    assert.equal(await folder.read("notes.txt"), `first\nsecret: ${before}\n`, "no secret is written into a file");
    assert.equal(again.statuses.at(-1), "$(check) Forgot the previous client secret of Again");
    assert.deepEqual(await secretsOf(app), { clientSecret: after });
    assert.equal((await (await activated()).store.get(app.id))?.hasPreviousSecret, false);
  });
});

/** As the platform shows its own: the private half is thrown away. */
async function newPlatformKey(): Promise<JwtApp["platformKey"]> {
  const algorithm = { name: "RSA-OAEP", hash: "SHA-1", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
  const { publicKey } = await crypto.subtle.generateKey(algorithm, true, ["encrypt", "decrypt"]);
  const { n = "", e = "" } = await crypto.subtle.exportKey("jwk", publicKey);
  return { kty: "RSA", n, e, kid: "k-test" };
}
