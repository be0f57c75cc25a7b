import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { AppSecrets } from "../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { secretsKey, serialiseSecretsEntry } from "../../src/domain/apps/storage/secretsEntry";
import { LIMITS } from "../../src/domain/limits";
import { webPorts } from "../../src/domain/ports";
import { OldCredential } from "../../src/domain/requests/findings/oldCredential";
import { MAX_FOLDERS } from "../../src/editor/documents/filesOfWorkspace";
import { searchFiles } from "../../src/editor/rotation/searchFiles";
import { inAnHour, rotating, WorkspaceFolder } from "./rotations";
import { activated, forgetAll, hs256App, newSecret, picking, rowOf, saved, signedToken, until } from "./support";

const BOT = "st-11111111-1111-5111-8111-111111111111";
const PATH = `/api/public/bot/${BOT}/getSessions`;
const run = <T>(command: string, argument?: unknown): Thenable<T> =>
  vscode.commands.executeCommand<T>(`jwtApps.${command}`, argument);

describe("a rotated client secret", () => {
  beforeEach(forgetAll);
  afterEach(async () => {
    await run("stopGateway");
    await run("stopLocalPlatform");
  });

  const served = (secret: string): Promise<JwtApp> =>
    saved(
      hs256App("Served", {
        credentials: "generated",
        botId: BOT,
        scopes: [{ id: "xo/bot-sessions", published: true }],
      }),
      { clientSecret: secret },
    );

  /** Starts both with the app: what the platform says to a token of a secret, and to a request through the gateway. */
  async function serving(app: JwtApp) {
    const { url } = await run<{ url: string }>("startLocalPlatform", { port: 0 });
    const { showWarningMessage } = vscode.window;
    Object.assign(vscode.window, { showWarningMessage: async () => "Start" });
    try {
      await picking(
        (items) => items.filter(({ label }) => label === app.name),
        () => run("startGateway"),
      );
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
    await run("copyGatewayAddress", await rowOf(app));
    const address = await vscode.env.clipboard.readText();
    return {
      toTokenOf: async (secret: string): Promise<string | null> => {
        const auth = await signedToken(
          { appId: app.clientId, sub: "x", iat: inAnHour() - 3_600, exp: inAnHour() },
          secret,
        );
        const answer = await fetch(`${url}${PATH}`, { method: "POST", headers: { auth } });
        return answer.ok ? "accepted" : answer.headers.get("x-local-platform-check");
      },
      throughGateway: async (): Promise<number> => (await fetch(`${address}${PATH}`, { method: "POST" })).status,
    };
  }

  it("counts at once for the local platform and the gateway that run in this window", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await served(before);
    const { toTokenOf, throughGateway } = await serving(app);
    assert.deepEqual([await toTokenOf(before), await throughGateway()], ["accepted", 200]);
    const { prompted } = await rotating(await rowOf(app), [{ pick: "Paste the new client secret" }, { type: after }]);
    assert.deepEqual(prompted[0]?.rows, ["Generate a client secret", "Paste the new client secret"]);
    assert.deepEqual([await toTokenOf(before), await toTokenOf(after)], ["signature", "accepted"]);
    assert.equal(await throughGateway(), 200, "signed with the new one");

    await rotating(await rowOf(app), [{ pick: "Generate a client secret" }], (message) =>
      message.startsWith("Sign with a new client secret") ? "Use a New Secret" : undefined,
    );
    assert.deepEqual([await toTokenOf(after), await throughGateway()], ["signature", 200]);
  });

  it("counts for those of this window where another window rotated it", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await served(before);
    const { toTokenOf, throughGateway } = await serving(app);
    assert.deepEqual([await toTokenOf(before), await throughGateway()], ["accepted", 200]);
    const { folder, secrets } = await activated();
    const values = { clientSecret: after, previousClientSecret: before };
    await secrets.store(secretsKey(app.id), serialiseSecretsEntry([{ revision: "of another window", values }]));
    const file = vscode.Uri.joinPath(folder, `${app.id}.json`);
    const text = JSON.stringify({ ...app, secretsRevision: "of another window", hasPreviousSecret: true });
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await until(async () => (await toTokenOf(before)) === "signature", "the local platform refuses the old one");
    assert.deepEqual([await toTokenOf(after), await throughGateway()], ["accepted", 200]);
  });

  it("stays where the search is stopped, with the one before, and nothing in files is touched", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(hs256App("Stopped", { host: "platform.kore.ai" }), { clientSecret: before });
    const folder = new WorkspaceFolder("stopped");
    const token = await signedToken({ appId: app.clientId, exp: inAnHour() }, before);
    const request = `GET https://platform.kore.ai/x\nauth: ${token}\n`;
    await folder.write({ "a.http": request, "b.http": request });
    const { withProgress } = vscode.window;
    const options: vscode.ProgressOptions[] = [];
    Object.assign(vscode.window, {
      withProgress: async (asked: vscode.ProgressOptions, task: Parameters<typeof withProgress>[1]) => {
        options.push(asked);
        const source = new vscode.CancellationTokenSource();
        return task({ report: () => source.cancel() }, source.token);
      },
    });
    try {
      const { statuses, questions, prompted } = await rotating(await rowOf(app), [
        { pick: "Paste the new client secret" },
        { type: after },
      ]);
      assert.deepEqual(
        options.map(({ location, cancellable }) => [location, cancellable]),
        [[vscode.ProgressLocation.Notification, true]],
      );
      assert.match(statuses.at(-1) ?? "", /The search was stopped\. “Rotate” looks for .* of Stopped again/);
      assert.deepEqual([questions, prompted.length], [[], 2]);
      const { store } = await activated();
      const { clientSecret, previousClientSecret } = (await store.secretsOf(app))?.reveal() ?? {};
      assert.deepEqual([clientSecret, previousClientSecret], [after, before]);
      assert.equal(await folder.read("a.http"), request);
    } finally {
      Object.assign(vscode.window, { withProgress });
      await folder.clear();
    }
  });
});

describe("what is left of an old client secret in a hostile workspace", () => {
  const folder = new WorkspaceFolder("hostile-search");
  const outside = mkdtempSync(join(tmpdir(), "outside-"));
  const secret = newSecret();
  const app = hs256App("Searched");
  afterEach(() => folder.clear());
  after(() => rmSync(outside, { recursive: true }));

  const own = (): Promise<string> => signedToken({ appId: app.clientId, exp: inAnHour() }, secret);
  const search = async () => {
    const old = await OldCredential.of(
      app,
      // What was stored was checked.
      (await (await activated()).store.secretsOf(app)) ?? new AppSecrets(),
      webPorts.randomBytes,
    );
    const found = await searchFiles(
      { old, made: () => undefined },
      new vscode.CancellationTokenSource().token,
      () => undefined,
    );
    return found ?? assert.fail("it was called off");
  };
  before(async () => {
    await forgetAll();
    app.secretsRevision = (await saved(app, { clientSecret: secret })).secretsRevision;
  });
  const namesIn = (uris: readonly { readonly uri: vscode.Uri }[]): string[] =>
    uris.map(({ uri }) => vscode.workspace.asRelativePath(uri)).filter((name) => name.startsWith("hostile-search/"));

  it("is looked for in request files first, in at most 2,000 files, and it is said that there are more", async () => {
    await folder.write({ "z.http": `GET https://x.example\nauth: ${await own()}\n` });
    const path = folder.uri("").fsPath;
    for (let index = 0; index <= LIMITS.oldFiles; index++) writeFileSync(join(path, `${index}.txt`), "text");
    const { files, count, isWhole } = await search();
    assert.deepEqual([namesIn(files), isWhole], [["hostile-search/z.http"], false]);
    assert.ok(count <= LIMITS.oldFiles && count > LIMITS.oldFiles - 50, String(count));
  });

  it("is looked for where VS Code's search gives no answer, in hidden folders too, and it is said where there are more", async () => {
    const text = `auth: ${await own()}\n`;
    await folder.write({ ".hidden/deep/in.http": text, ".git/config": text, "node_modules/x.http": text });
    const { findFiles } = vscode.workspace;
    Object.assign(vscode.workspace, { findFiles: async () => [] });
    try {
      const { files, isWhole } = await search();
      assert.deepEqual([namesIn(files), isWhole], [["hostile-search/.hidden/deep/in.http"], true]);
      for (let index = 0; index <= MAX_FOLDERS; index++) mkdirSync(join(folder.uri("").fsPath, `folder ${index}`));
      assert.equal((await search()).isWhole, false);
    } finally {
      Object.assign(vscode.workspace, { findFiles });
    }
  });

  it("is not looked for behind links, which may go in circles or out of the workspace", async () => {
    const text = `GET https://x.example\nauth: ${await own()}\n`;
    writeFileSync(join(outside, "out.http"), text);
    // What the workspace leaves out of all searches stays out as well.
    await folder.write({ "deep/in.http": text, ".git/hidden.http": text });
    const path = folder.uri("").fsPath;
    symlinkSync(path, join(path, "deep", "loop"));
    symlinkSync(outside, join(path, "out"));
    symlinkSync(join(outside, "out.http"), join(path, "link.http"));
    symlinkSync(join(path, "nowhere"), join(path, "broken.http"));
    // As another extension may have opened them.
    for (const name of ["link.http", "out/out.http"]) await vscode.workspace.openTextDocument(folder.uri(name));
    const { files, isWhole } = await search();
    assert.deepEqual([namesIn(files), isWhole], [["hostile-search/deep/in.http"], true]);
  });

  it("is looked for in UTF-16, which scripts of Windows write", async () => {
    const text = `\ufeffauth: ${await own()}\n`;
    const little = Buffer.from(text, "utf16le");
    await folder.write({ "little.http": little, "big.http": Buffer.from(little).swap16() });
    const { files } = await search();
    assert.deepEqual(namesIn(files).sort(), ["hostile-search/big.http", "hostile-search/little.http"]);
    // Another test may have left something beside this folder.
    const ours = files.filter((file) => namesIn([file]).length > 0);
    assert.deepEqual(
      ours.map(({ tokens }) => tokens.map(({ line }) => line)),
      [[0], [0]],
    );
  });

  it("is not looked for in huge and binary files, and no further than tokens are verified", async () => {
    const token = await own();
    const forged = await signedToken({ appId: app.clientId, exp: inAnHour() }, newSecret());
    await folder.write({
      "huge.http": `auth: ${token}\n${" ".repeat(LIMITS.oldFile)}`,
      "binary.http": `\0auth: ${token}\n`,
      "many.http": `${`auth: ${forged}\n`.repeat(LIMITS.tokens)}auth: ${token}\n`,
      "one.http": `auth: ${token}\n`,
    });
    const { files, tooLarge, isWhole } = await search();
    assert.deepEqual(
      [namesIn(files), namesIn(tooLarge.map((uri) => ({ uri }))), isWhole],
      [["hostile-search/one.http"], ["hostile-search/huge.http"], false],
    );
  });
});
