import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { Consents } from "../../src/editor/commands/consents";
import { OpenDocuments } from "../../src/editor/documents/openDocuments";
import { newGateMemory } from "../../src/editor/requests/destination/gateMemory";
import { createMinter } from "../../src/domain/tokens/mint";
import { webPorts } from "../../src/domain/ports";
import { TokenEnvironment } from "../../src/editor/tokens/environment/tokenEnvironment";
import { AppPicker } from "../../src/editor/storage/appPicker";
import { TokenService } from "../../src/editor/tokens/tokenService";
import { activated, answering, claimsOf, forgetAll, hs256App, isSignedWith, newSecret, saved, until } from "./support";

// The hosts of these tests are remote windows, where the extension itself keeps nothing: so this one is told otherwise.
describe("tokens in the environment", () => {
  let openDocuments: OpenDocuments;
  before(() => (openDocuments = new OpenDocuments()));
  after(() => openDocuments.dispose());
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("are there while a request file reads them, once the user has agreed, and gone when forgotten", async () => {
    const app = await saved(hs256App("In the environment"));
    const variable = "JWT_APPS_IN_THE_ENVIRONMENT";
    const { environment, kept, opens } = await made();
    try {
      const document = await opens(`GET https://platform.kore.ai\nauth: {{$processEnv ${variable}}}\n`);
      await kept.refresh();
      assert.deepEqual(environment, {}, "nobody agreed");
      const variables = await answering("Keep It There", () => kept.allow(app));
      assert.deepEqual(variables, { publicApi: variable, sdk: `${variable}__SDK` });
      await kept.refresh();
      assert.deepEqual(Object.keys(environment), [variable]);
      assert.equal(claimsOf(environment[variable] ?? "")["appId"], app.clientId);

      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
      await until(() => Object.keys(environment).length === 0, "no file reads it");

      await opens(`GET https://platform.kore.ai\nauth: {{$processEnv ${variable}}}\n`);
      await until(() => variable in environment, "another file reads it");
      kept.forget(app.id);
      await kept.refresh();
      assert.deepEqual(environment, {}, "forgotten");
    } finally {
      kept.dispose();
    }
  });

  it("stay out of it for a file that goes elsewhere, which is asked about once, in front of it", async () => {
    const app = await saved(hs256App("Elsewhere"));
    const { environment, kept, opens } = await made();
    const { showWarningMessage } = vscode.window;
    const questions: string[] = [];
    try {
      await answering("Keep It There", () => kept.allow(app));
      Object.assign(vscode.window, { showWarningMessage: async (question: string) => void questions.push(question) });
      await opens("GET https://example.com\nauth: {{$processEnv JWT_APPS_ELSEWHERE}}\n");
      await kept.refresh();
      await kept.refresh();
      assert.deepEqual(
        [environment, questions],
        [{}, ["Put a token of “Elsewhere” into the environment for a request to “example.com”?"]],
      );
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
      kept.dispose();
    }
  });

  it("are made anew when the app gets another secret", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(hs256App("Replaced"), { clientSecret: before });
    const { environment, kept, opens } = await made();
    const isSigned = async (secret: string): Promise<boolean> =>
      isSignedWith(environment["JWT_APPS_REPLACED"] ?? "", secret);
    try {
      await opens("GET https://platform.kore.ai\nauth: {{$processEnv JWT_APPS_REPLACED}}\n");
      await answering("Keep It There", () => kept.allow(app));
      await kept.refresh();
      assert.ok(await isSigned(before));
      await saved((await (await activated()).store.get(app.id)) ?? assert.fail(), { clientSecret: after });
      await until(() => isSigned(after), "a token of the new secret");
    } finally {
      kept.dispose();
    }
  });

  it("are not offered with Enforce JTI, in a remote window, or without a process", async () => {
    const app = hs256App("Any");
    const { kept } = await made();
    const remote = (await made({ remoteName: "ssh-remote" })).kept;
    const web = (await made({ environment: undefined })).kept;
    try {
      assert.deepEqual(
        [kept.refusal(app), kept.refusal({ ...app, enforceJti: true }), remote.refusal(app), web.refusal(app)].map(
          (refusal) => refusal?.code,
        ),
        [undefined, "environment-jti", "environment-remote", "environment-web"],
      );
    } finally {
      for (const one of [kept, remote, web]) one.dispose();
    }
  });

  async function made(changes: { remoteName?: string; environment?: undefined } = {}) {
    const { store } = await activated();
    const environment: Record<string, string | undefined> = {};
    const memory = new Map<string, unknown>();
    const memento: vscode.Memento = {
      keys: () => [...memory.keys()],
      get: <T>(key: string) => memory.get(key) as T | undefined,
      update: async (key: string, value: unknown) => void memory.set(key, value),
    };
    const log = vscode.window.createOutputChannel("Test of the environment", { log: true });
    const services = {
      store,
      tokens: new TokenService(store, new AppPicker(store), createMinter(webPorts), new Consents(), openDocuments),
      memory: memento,
      log,
      environment,
      remoteName: undefined,
      gateMemory: newGateMemory(store),
    };
    const kept = new TokenEnvironment({ ...services, ...changes });
    const opens = async (content: string): Promise<vscode.TextDocument> => {
      const file = vscode.Uri.joinPath((await activated()).folder, `../captures/${crypto.randomUUID()}.http`);
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
      const document = await vscode.workspace.openTextDocument(file);
      await vscode.window.showTextDocument(document);
      return document;
    };
    return { environment, kept, opens };
  }
});
