import { symlink } from "node:fs/promises";
import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import type { ConvertedRequests } from "../../src/editor/commands/commandTypes";
import { OpenDocuments } from "../../src/editor/documents/openDocuments";
import type { GatewayState, RunningGateway } from "../../src/editor/gateway/gatewayState";
import { gatewayKeys } from "../../src/editor/requests/findings/gatewayKeyFindings";
import { GatewayEnvironment } from "../../src/editor/requests/gateway/gatewayEnvironment";
import { gatewayLenses } from "../../src/editor/requests/gateway/gatewayLenses";
import { GatewayVariables } from "../../src/editor/requests/gateway/gatewayVariables";
import { isIgnored } from "../../src/editor/requests/gateway/gitIgnored";
import { setUpGatewayVariable } from "../../src/editor/requests/gateway/setUpGatewayVariable";
import { LoadedLater } from "../../src/editor/workbench/loadedLater";
import { activated, answering, claimsOf, forgetAll, hs256App, picking, saved, until } from "./support";

const BOT = "st-12345678-1234-5234-8234-123456789012";
const KEY = "aB3dE5gH7jK9mN1pQ3sT_w";
const ADDRESS = `http://127.0.0.1:8788/${KEY}`;
/** These windows are a browser's, of a server on this machine: all that has an environment is one process. */
const DEFINITION = "@gateway = {{$processEnv JWT_APPS_GATEWAY}}\n";
const PATH = `/api/public/bot/${BOT}/faqs/train`;

// Over the commands and providers as a person meets them; the gateway itself doesn't run here.
describe("request files and the gateway", () => {
  let app: JwtApp;
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const scopes = [{ id: "xo/train-faq", published: true }];
    app = await saved(hs256App("Order Bot", { slug: "order-bot", host: "platform.kore.ai", botId: BOT, scopes }));
  });
  afterEach(async () => vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"));

  async function opened(content: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument({ language: "http", content });
    await vscode.window.showTextDocument(document);
    return document;
  }
  const said = (document: vscode.TextDocument): readonly string[] =>
    vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ source }) => source === "JWT Apps")
      .map(({ code }) => String(code))
      .sort();

  it("write requests through it, without any question and without a token", async () => {
    const text = await vscode.commands.executeCommand<string>("jwtApps.newRequestFile", {
      app: "Order Bot",
      use: "gateway",
      endpoint: "faq-training",
    });
    assert.match(text, /^POST \{\{gateway\}\}\/order-bot\/api\/public\/bot\/\{\{botId\}\}\/faqs\/train$/m);
    assert.doesNotMatch(text, /^auth/im);
  });

  it("offer it first, with the other ways behind", async () => {
    let labels: readonly string[] = [];
    await picking(
      (items) => {
        labels = items.map(({ label }) => label);
        return items.find(({ label }) => label.includes("Through the gateway"));
      },
      () =>
        vscode.commands.executeCommand("jwtApps.newRequestFile", {
          app: app.id,
          endpoint: "faq-training",
          from: "editor",
        }),
    );
    assert.equal(labels[0], "$(arrow-swap) Through the gateway");
    assert.equal(labels.length, 4);
  });

  it("get findings for a key, an unknown app and a token that is left out, each with its fix", async () => {
    const document = await opened(`POST ${ADDRESS}/order-bt${PATH}\nauth: a.b.c\n`);
    await until(() => said(document).length === 3, "three findings");
    assert.deepEqual(said(document), ["gateway-key", "token-dropped", "unknown-gateway-app"]);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      new vscode.Range(0, 8, 0, 9),
    );
    const fix = actions.find(({ title }) => title === "Use “{{gateway}}” in its place") ?? assert.fail();
    await vscode.workspace.applyEdit(fix.edit ?? assert.fail());
    assert.equal(document.getText(), `${DEFINITION}\n###\n\nPOST {{gateway}}/order-bt${PATH}\nauth: a.b.c\n`);
  });

  it("tell a key of another gateway from that of the one that runs", async () => {
    const piece = (text: string) => ({ line: 0, text, start: 4, end: 4 + text.length });
    const gateways = [piece(ADDRESS), piece(ADDRESS.replace("aB3", "xY9"))];
    const uri = vscode.Uri.file("/calls.http");
    const messages = async (running: RunningGateway | undefined): Promise<readonly string[]> =>
      (await gatewayKeys({ document: { uri }, kind: "request", gateways }, state(running))).map(({ message }) =>
        message.template.slice(0, 30),
      );
    const [own, another] = ["The gateway's key stands in th", "This address has another key t"];
    assert.deepEqual(await messages(undefined), [own, own]);
    assert.deepEqual(await messages({ port: 8788, appIds: [], isHere: true }), [own, another]);
  });

  it("have the present key told of in other files, too, but where git ignores them or they are in no workspace", async () => {
    const [root = assert.fail("no workspace")] = vscode.workspace.workspaceFolders ?? [];
    const folder = vscode.Uri.joinPath(root.uri, `keys-${crypto.randomUUID()}`);
    const write = (path: string, text: string) =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, path), new TextEncoder().encode(text));
    const gateways = [ADDRESS, ADDRESS.replace("aB3", "xY9")].map((text) => ({ line: 0, text, start: 0, end: 40 }));
    const told = async (uri: vscode.Uri, running: RunningGateway | undefined): Promise<number> =>
      (await gatewayKeys({ document: { uri }, kind: "data", gateways }, state(running))).length;
    const runs = { port: 8788, appIds: [], isHere: true };
    try {
      await write(".git/HEAD", "ref: refs/heads/main\n");
      const file = vscode.Uri.joinPath(folder, ".env");
      assert.equal(await told(file, runs), 1);
      assert.equal(await told(file, undefined), 0, "no key is known");
      assert.equal(await told(vscode.Uri.file("/elsewhere/settings.json"), runs), 0);
      await write(".gitignore", ".env\n");
      assert.equal(await told(file, runs), 0);
    } finally {
      await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  });

  it("offer the clients' settings only where one of them is installed, and write nothing where none is", async () => {
    const services = {
      gateway: state(undefined),
      gatewayVariable: variables(),
      gatewayEnvironment: new LoadedLater<GatewayEnvironment>(() => assert.fail()),
    };
    await assert.rejects(
      picking(
        (items) => items.find(({ label }) => label.includes("Your own settings")),
        () => setUpGatewayVariable(services),
      ),
      /nothing here that sends requests/,
    );
  });

  it("say nothing against a request of an app that is there, and complete names and paths behind it", async () => {
    const document = await opened(`POST {{gateway}}/order-bot${PATH}\n\n###\nGET {{gateway}}/ord\n`);
    const editor = vscode.window.activeTextEditor ?? assert.fail();
    const at = async (line: number, character: number): Promise<readonly string[]> => {
      const position = new vscode.Position(line, character);
      // Apps are told of where a person's cursor is.
      editor.selection = new vscode.Selection(position, position);
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        position,
      );
      return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    };
    assert.ok((await at(3, 19)).includes("order-bot"));
    assert.ok((await at(0, "POST {{gateway}}/order-bot/api".length)).includes("FAQ Training"));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      new vscode.Position(0, 40),
    );
    const words = hovers.flatMap(({ contents }) =>
      contents.map((each) => (typeof each === "string" ? each : each.value)),
    );
    assert.ok(words.some((each) => each.includes("FAQ Training")));
    assert.deepEqual(said(document), []);
  });

  it("have a lens over each such request, which starts it or says that it runs", async () => {
    const document = await opened(
      `POST {{gateway}}/order-bot${PATH}\n\n### Two\n# jwt-app: Order Bot\nPOST https://platform.kore.ai${PATH}\nauth: x\n`,
    );
    const openDocuments = new OpenDocuments();
    const { store } = await activated();
    const runner = { pointer: <A extends object>(argument: A) => ({ ...argument, from: "editor" as const }) };
    const shown = async (running?: RunningGateway): Promise<unknown> => {
      const gateway = state(running);
      const services = { gateway, store, openDocuments, runner, gatewayVariable: variables() };
      return (await gatewayLenses(services, document, () => false))?.map(({ command, range }) => [
        range.start.line,
        command?.title,
        command?.command,
        command?.arguments,
      ]);
    };
    try {
      const name = "Order Bot · through the gateway";
      const starts = ["jwtApps.startGateway", [{ apps: [app.id], from: "editor" }]];
      assert.deepEqual(await shown(), [[0, `${name} · Start`, ...starts]]);
      const others = { port: 1, appIds: [], isHere: true };
      assert.deepEqual(await shown(others), [[0, `${name} · runs for other apps · Add`, ...starts]]);
      assert.deepEqual(await shown({ ...others, appIds: [app.id] }), [
        [0, `${name} · runs`, "", undefined],
        [4, "Use the Gateway", "jwtApps.useGateway", [{ uri: document.uri.toString(), from: "editor" }]],
      ]);
      // A workspace's file moved it meanwhile: the gateway serves it no more.
      await store.update(app, (current) => ({ ...current, hostFromFile: current.host ?? assert.fail() }));
      assert.deepEqual(await shown({ ...others, appIds: [app.id] }), [
        [0, `${name} · runs for other apps · Add`, ...starts],
      ]);
    } finally {
      openDocuments.dispose();
    }
  });

  const WITH_TOKENS = `# jwt-app: Order Bot\n\n@host = https://platform.kore.ai\n\n### One\nPOST {{host}}${PATH}\nauth: a.b.c\n\n### Two\nPOST {{host}}${PATH}\nauth: d.e.f\n\n{ "a": 1 }\n`;
  const THROUGH = WITH_TOKENS.replace("@host = https://platform.kore.ai\n", DEFINITION)
    .replace(/^auth: .*\n/gm, "")
    .replaceAll("{{host}}", "{{gateway}}/order-bot");

  it("change by Use the Gateway in one step, and say to code what was changed once a person agreed", async () => {
    const document = await opened(WITH_TOKENS);
    const use = () =>
      vscode.commands.executeCommand<ConvertedRequests | undefined>("jwtApps.useGateway", {
        uri: document.uri.toString(),
      });
    assert.equal(await answering("Don't Change Them", use), undefined);
    assert.equal(document.getText(), WITH_TOKENS);
    const done = await answering("Change Them", use);
    assert.equal(document.getText(), THROUGH);
    assert.equal(done?.count, 2);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), WITH_TOKENS);
  });

  it("change one request by the action at its line, and get a token back", async () => {
    const document = await opened(WITH_TOKENS);
    const line = 9;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      new vscode.Range(line, 0, line, 0),
      vscode.CodeActionKind.RefactorRewrite.value,
    );
    const { command } = actions.find(({ title }) => title === "Send this request through the gateway") ?? assert.fail();
    await answering("Keep It There", () =>
      vscode.commands.executeCommand(command?.command ?? "", ...(command?.arguments ?? [])),
    );
    assert.equal(
      document.getText(),
      WITH_TOKENS.replace("@host", `${DEFINITION}@host`).replace(
        `{{host}}${PATH}\nauth: d.e.f\n`,
        `{{gateway}}/order-bot${PATH}\n`,
      ),
    );
    await picking(
      (items) => items.find(({ label }) => label === "$(key) A token in the file"),
      () => vscode.commands.executeCommand("jwtApps.useToken", { uri: document.uri.toString(), line, from: "editor" }),
    );
    const [, token = ""] = /### Two\n.*\nauth: (.*)\n/.exec(document.getText()) ?? [];
    assert.equal(claimsOf(token)["appId"], app.clientId);
    assert.equal(document.getText().replace(token, "d.e.f"), WITH_TOKENS);
  });

  it("offer no Refresh of a token that the gateway leaves out", async () => {
    const { token } = await answering("Allow for This Session", () =>
      vscode.commands.executeCommand<{ token: string }>("jwtApps.mintToken", { app: app.id }),
    );
    const document = await opened(`POST {{gateway}}/order-bot${PATH}\nauth: ${token}\n`);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
    );
    const titles = lenses.map(({ command }) => command?.title ?? "");
    assert.ok(titles.some((title) => title.startsWith("Order Bot · expires")));
    assert.ok(!titles.includes("Refresh"));
    await assert.rejects(
      async () =>
        vscode.commands.executeCommand("jwtApps.refreshToken", {
          uri: document.uri.toString(),
          range: new vscode.Range(1, 6, 1, 9),
        }),
      /goes through the gateway/,
    );
  });

  describe("in the environment", () => {
    const reading = `@gateway = {{$processEnv JWT_APPS_GATEWAY}}\n\n### One\nPOST {{gateway}}/order-bot${PATH}\n`;
    interface Made {
      readonly kept: GatewayEnvironment;
      readonly environment: Record<string, string | undefined>;
      readonly changed: (running: RunningGateway | undefined) => void;
    }
    function made(): Made {
      const environment: Record<string, string | undefined> = {};
      const memory = new Map<string, unknown>();
      const memento: vscode.Memento = {
        keys: () => [...memory.keys()],
        get: <T>(key: string) => memory.get(key) as T | undefined,
        update: async (key: string, value: unknown) => void memory.set(key, value),
      };
      const changes = new vscode.EventEmitter<void>();
      const current: { running: RunningGateway | undefined } = { running: undefined };
      const gateway: GatewayState = {
        get running() {
          return current.running;
        },
        onDidChange: changes.event,
        address: async () => ADDRESS,
      };
      const kept = new GatewayEnvironment({
        gateway,
        gatewayVariable: variables(environment),
        memory: memento,
        environment,
        log: { error: assert.fail },
      });
      const changed = (running: RunningGateway | undefined): void => {
        current.running = running;
        changes.fire();
      };
      return { kept, environment, changed };
    }
    const RUNS = { port: 8788, appIds: [], isHere: true };

    it("has its address while it runs and a file reads it, once the user agreed", async () => {
      const { kept, environment, changed } = made();
      try {
        await opened(reading);
        await kept.refresh();
        assert.deepEqual(environment, {}, "it doesn't run");
        await answering("Don't Keep It", async () => {
          changed(RUNS);
          await kept.refresh();
        });
        assert.deepEqual(environment, {}, "declined");
        await answering("Keep It There", () => kept.allow());
        assert.deepEqual(environment, { JWT_APPS_GATEWAY: ADDRESS });
        changed(undefined);
        await kept.refresh();
        assert.deepEqual(environment, {}, "stopped");
        changed(RUNS);
        await kept.refresh();
        assert.deepEqual(environment, { JWT_APPS_GATEWAY: ADDRESS });
        await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
        await until(() => Object.keys(environment).length === 0, "no file reads it");
        await opened(reading);
        await until(() => "JWT_APPS_GATEWAY" in environment, "another file reads it");
        await kept.forget();
        assert.deepEqual(environment, {}, "forgotten");
      } finally {
        kept.dispose();
      }
    });

    it("is where all that reads one is this process: also in a browser's window of this machine, in no other", () => {
      const from = (remoteName: string | undefined) => variables({}, remoteName).ofNow();
      assert.deepEqual(
        [undefined, "localhost:8080", "127.0.0.1:8080", "ssh-remote+host", "server.example:8080"].map(from),
        ["environment", "environment", "environment", "settings", "settings"],
      );
    });

    it("stays without it for a file that may send it elsewhere, which is asked about", async () => {
      const { kept, environment, changed } = made();
      const { showWarningMessage } = vscode.window;
      try {
        await answering("Keep It There", () => kept.allow());
        const questions: string[] = [];
        Object.assign(vscode.window, { showWarningMessage: async (question: string) => void questions.push(question) });
        changed(RUNS);
        for (const text of [
          "GET https://example.com/{{$processEnv JWT_APPS_GATEWAY}}\n",
          `${reading}X-Gateway: {{gateway}}\n`,
          `${reading}\n> {%\n  client.log(1)\n%}\n`,
        ]) {
          await opened(text);
          await kept.refresh();
          assert.deepEqual(environment, {}, text);
          await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
        }
        assert.deepEqual(
          [...new Set(questions)],
          ["Put the gateway's address into the environment for a file that may send it elsewhere?"],
        );
      } finally {
        Object.assign(vscode.window, { showWarningMessage });
        kept.dispose();
      }
    });
  });

  describe("its variable in a .env", () => {
    let folder: vscode.Uri;
    beforeEach(async () => {
      folder = vscode.Uri.joinPath((await activated()).folder, `../captures/${crypto.randomUUID()}/`);
      await write(".git/HEAD", "ref: refs/heads/main\n");
      await write("calls/a.http", "GET {{gateway}}/order-bot/api/x\n");
      await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, "calls/a.http"));
    });
    const file = (path: string): vscode.Uri => vscode.Uri.joinPath(folder, path);
    const write = (path: string, text: string) =>
      vscode.workspace.fs.writeFile(file(path), new TextEncoder().encode(text));
    const read = async (path: string): Promise<string> =>
      new TextDecoder().decode(await vscode.workspace.fs.readFile(file(path)));
    const services = () => ({
      gateway: state(undefined),
      gatewayVariable: variables(),
      gatewayEnvironment: new LoadedLater<GatewayEnvironment>(() => assert.fail()),
    });
    const setUp = (label: string) =>
      picking(
        (items) => items.find((item) => item.label === label),
        () => setUpGatewayVariable(services()),
      );

    it("is ignored by git's own rules: from above, from exclude, and not once it is tracked", async () => {
      const env = file("calls/.env");
      assert.equal(await isIgnored(env), false);
      await write(".gitignore", "*.env\n");
      assert.equal(await isIgnored(env), true);
      await write("calls/.gitignore", "!.env\n");
      assert.equal(await isIgnored(env), false);
      await write("calls/.gitignore", "");
      await write(".gitignore", "");
      await write(".git/info/exclude", ".env\n");
      assert.equal(await isIgnored(env), true);
      for (const [path, isSo] of [
        ["calls/.env", false],
        // One file where names have no case.
        ["Calls/.ENV", false],
        ["calls/.enw", true],
      ] as const) {
        await write(".git/index", `${INDEX}\0${String.fromCharCode(path.length)}${path}\0`);
        assert.equal(await isIgnored(env), isSo, path);
      }
    });

    it("is not taken for ignored where a link leads elsewhere, or what is tracked can't be told", async () => {
      await write(".gitignore", ".env\n");
      await write("shared/team.conf", "x=1\n");
      await symlink("../shared/team.conf", file("calls/.env").fsPath);
      assert.equal(await isIgnored(file("calls/.env")), false);
      await assert.rejects(setUp("$(file) The file .env beside the requests"), /is a symbolic link/);
      assert.equal(await read("shared/team.conf"), "x=1\n");
      await symlink("shared", file("linked").fsPath);
      assert.equal(await isIgnored(file("linked/.env")), false);
      assert.equal(await isIgnored(file("shared/.env")), true);
      // Git doesn't follow a link to its patterns.
      await write("patterns", ".env\n");
      await vscode.workspace.fs.delete(file(".gitignore"));
      await symlink("patterns", file(".gitignore").fsPath);
      assert.equal(await isIgnored(file("shared/.env")), false);
      await vscode.workspace.fs.delete(file(".gitignore"));
      await write(".gitignore", `.env\n${"#\n".repeat(600_000)}!.env\n`);
      assert.equal(await isIgnored(file("shared/.env")), false);
      await write(".gitignore", ".env\n");
      // Paths that begin as the one before them are cut (version 4), and those of a split index are elsewhere.
      for (const index of [INDEX.replace("\u0002", "\u0004"), `${INDEX}link`]) {
        await write(".git/index", index);
        assert.equal(await isIgnored(file("shared/.env")), false);
      }
      await vscode.workspace.fs.delete(file(".git"), { recursive: true });
      await write(".git", "gitdir: ../elsewhere\n");
      assert.equal(await isIgnored(file("shared/.env")), false);
    });

    it("is written only where git ignores it, and taken away again", async () => {
      await assert.rejects(agreeing(["Don't Add It"], () => setUp("$(file) The file .env beside the requests")));
      await assert.rejects(read("calls/.env"));
      await agreeing(["Add the Line", "Write It"], () => setUp("$(file) The file .env beside the requests"));
      assert.equal(await read("calls/.gitignore"), "/.env\n");
      assert.equal(await read("calls/.env"), `gateway=${ADDRESS}\n`);
      assert.equal(await variables().of(file("calls")), "dotenv");
      await setUp("$(trash) Remove it from the file .env");
      assert.equal(await read("calls/.env"), "");
    });

    it("is not written over a file that is no text, or too long to be had whole", async () => {
      await write(".gitignore", ".env\n");
      const contents = [Buffer.from([0x41, 0x3d, 0xff, 0x0a]), Buffer.from("# a note\n".repeat(120_000))];
      for (const before of contents) {
        await vscode.workspace.fs.writeFile(file("calls/.env"), before);
        const writing = agreeing(["Write It"], () => setUp("$(file) The file .env beside the requests"));
        await assert.rejects(writing, /can't be read as text of at most 1 MB, so it was left as it is/);
        assert.ok(before.equals(await vscode.workspace.fs.readFile(file("calls/.env"))));
      }
    });
  });
});

/** The head of an index of one file (gitformat-index, version 2). */
const INDEX = "DIRC\0\0\0\u0002\0\0\0\u0001";

/** As a person who presses these buttons, one question after the other. */
async function agreeing<T>(answers: readonly string[], action: () => Thenable<T>): Promise<T> {
  const { showWarningMessage } = vscode.window;
  const left = [...answers];
  const answered = async (_: string, ...rest: unknown[]): Promise<unknown> => {
    const answer = left.shift();
    assert.ok(rest.includes(answer), `no button “${answer}”`);
    return answer;
  };
  Object.assign(vscode.window, { showWarningMessage: answered });
  try {
    return await action();
  } finally {
    Object.assign(vscode.window, { showWarningMessage });
    assert.deepEqual(left, []);
  }
}

function state(running: RunningGateway | undefined): GatewayState {
  return { running, onDidChange: () => ({ dispose: () => undefined }), address: async () => ADDRESS };
}

/** Of a window that isn't remote where `environment` is given: those of the tests are. */
function variables(environment?: Record<string, string | undefined>, remoteName?: string): GatewayVariables {
  return new GatewayVariables({
    canListen: true,
    environment,
    remoteName,
    extensionKind: vscode.ExtensionKind.UI,
  });
}
