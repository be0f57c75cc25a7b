import { strict as assert } from "node:assert";
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { sealNote } from "../../src/domain/apps/gatewayNote";
import { copyGatewayAddress } from "../../src/editor/gateway/copyGatewayAddress";
import { GatewayInWindow } from "../../src/editor/gateway/gatewayInWindow";
import { gatewayRefusal } from "../../src/editor/gateway/gatewayRefusal";
import { newGateMemory } from "../../src/editor/requests/destination/gateMemory";
import type { AppPicker } from "../../src/editor/storage/appPicker";
import type { TokenClipboard } from "../../src/editor/tokens/tokenClipboard";
import { nodePayloadPorts } from "../../src/node/nodePayloadPorts";
import { isServing } from "../../src/node/isServing";
import { freePort } from "../freePort";
import { testCertificate } from "../unit/gateway/testCertificate";
import { seen } from "../until";
import { activated, claimsOf, forgetAll, hs256App, newSecret, picking, rowOf, saved, until } from "./support";

const BOT = "st-11111111-1111-5111-8111-111111111111";
const PATH = `/api/public/bot/${BOT}/getSessions`;
const KEY = "gateway/key";
const run = <T>(command: string, argument?: unknown): Thenable<T> =>
  vscode.commands.executeCommand<T>(`jwtApps.${command}`, argument);

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** Runs `action` with a person who presses `answer` where there is such a button, and closes every other message. */
async function asked<T>(
  answer: string | undefined,
  action: () => Thenable<T>,
): Promise<{ readonly questions: readonly Question[]; readonly said: readonly string[]; readonly result: T }> {
  const { showWarningMessage, showInformationMessage, showErrorMessage } = vscode.window;
  const [questions, said]: [Question[], string[]] = [[], []];
  const message = async (text: string, ...rest: unknown[]): Promise<unknown> => {
    const options = rest.find((each) => typeof each === "object" && each !== null) as vscode.MessageOptions | undefined;
    const buttons = rest.filter((each) => typeof each === "string");
    if (options?.modal) questions.push({ message: text, detail: options.detail ?? "", buttons });
    else said.push(text);
    return answer !== undefined && buttons.includes(answer) ? answer : undefined;
  };
  Object.assign(vscode.window, {
    showWarningMessage: message,
    showInformationMessage: message,
    showErrorMessage: message,
  });
  try {
    return { result: await action(), questions, said };
  } finally {
    Object.assign(vscode.window, { showWarningMessage, showInformationMessage, showErrorMessage });
  }
}

const start = async (argument: object, answer = "Start") =>
  asked(answer, () => run<{ url: string } | undefined>("startGateway", { port: 0, ...argument }));

/** As a person starts it, who checks the apps of these names. */
async function startByHand(names: readonly string[], answer = "Start") {
  const rows: vscode.QuickPickItem[] = [];
  const { questions, said, result } = await asked(answer, () =>
    picking(
      (items) => {
        rows.push(...items);
        return items.filter(({ label }) => names.includes(label));
      },
      () => run<{ url: string } | undefined>("startGateway"),
    ),
  );
  assert.deepEqual(said, []);
  return { questions, rows, url: result?.url };
}

async function addressOf(app: JwtApp): Promise<string> {
  await run("copyGatewayAddress", await rowOf(app));
  return vscode.env.clipboard.readText();
}

const call = (address: string): Promise<Response> => fetch(`${address}${PATH}`, { method: "POST" });

async function setting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration("jwtApps").update(name, value, vscode.ConfigurationTarget.Global);
}

/** An app that the local platform of this window accepts. */
const served = (name: string, changes: Partial<JwtApp> = {}): Promise<JwtApp> =>
  saved(
    hs256App(name, {
      credentials: "generated",
      botId: BOT,
      scopes: [{ id: "xo/bot-sessions", published: true }],
      ...changes,
    }),
    { clientSecret: newSecret() },
  );

describe("the gateway", () => {
  before(async () => {
    await run("startLocalPlatform", { port: 0 });
  });
  beforeEach(async () => {
    await run("stopGateway");
    await asked("Forget Everything", () => run("forgetEverything"));
    await setting("gateway.port", 0);
  });
  after(async () => {
    await run("stopGateway");
    await run("stopLocalPlatform");
    await setting("gateway.port", undefined);
    await setting("gateway.stopAfterMinutes", undefined);
    await forgetAll();
  });

  const state = async () => (await activated()).gateway.running;

  it("starts for the apps that a person checks, says what that means, and lets clients act as them", async () => {
    const [one] = [await served("One"), await served("Two")];
    const { questions, rows, url } = await startByHand(["One"]);
    assert.deepEqual(
      rows.map(({ label, picked }) => [label, picked]),
      [
        ["One", false],
        ["Two", false],
      ],
    );
    assert.deepEqual(questions, [
      {
        message: "Start the gateway for “One”?",
        detail:
          "Whoever has its address can act as the apps that it serves, from this machine and while it runs.\nClients get decrypted answers and keep what they get: httpYac in files, for one.",
        buttons: ["Don't Start", "Start"],
      },
    ]);
    assert.match(url ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(await state(), { port: Number(new URL(url ?? "").port), appIds: [one.id], isHere: true });
    const address = await addressOf(one);
    assert.match(address.slice(url?.length), /^\/[\w-]{22}\/one$/);
    assert.equal((await call(address)).status, 200);
  });

  it("has what was chosen last checked the next time, and asks no second time for that", async () => {
    const [one, two] = [await served("One"), await served("Two")];
    await startByHand(["One"]);
    const before = await addressOf(one);
    await run("stopGateway");
    assert.equal(await state(), undefined);
    await assert.rejects(call(before));
    const again = await startByHand(["One"]);
    assert.deepEqual([again.rows.map(({ picked }) => picked), again.questions], [[true, false], []]);
    const both = await startByHand(["One", "Two"]);
    assert.deepEqual(
      both.questions.map(({ message, detail }) => [message, detail.split("\n").slice(0, 2)]),
      [["Start the gateway for 2 apps?", ["• One", "• Two"]]],
    );
    assert.equal(both.url, again.url, "it goes on where it runs");
    assert.deepEqual((await state())?.appIds, [one.id, two.id]);
  });

  it("starts nothing where the question is declined, or the pick closed", async () => {
    const app = await served("One");
    assert.equal((await startByHand(["One"], "Don't Start")).url, undefined);
    assert.equal((await start({ apps: ["One"] }, "Don't Start")).result, undefined);
    assert.equal(await state(), undefined);
    assert.equal((await startByHand(["One"])).questions.length, 1, "what was declined is asked again");
    assert.deepEqual((await state())?.appIds, [app.id]);
  });

  it("asks each time for code, and adds to what runs, never takes away", async () => {
    const [one, two] = [await served("One"), await served("Two")];
    const first = await start({ apps: ["One"] });
    assert.deepEqual(
      first.questions.map(({ message, detail, buttons }) => [message, detail.split("\n")[0], buttons]),
      [
        [
          "Start the gateway for “One”?",
          "Something other than a click or the Command Palette asked for it.",
          ["Don't Start", "Start"],
        ],
      ],
    );
    assert.deepEqual((await start({ apps: ["One"] })).questions, [], "it runs for that one");
    assert.equal((await start({ apps: ["Two"] })).questions.length, 1);
    assert.deepEqual((await state())?.appIds, [one.id, two.id]);
    await run("stopGateway");
    assert.equal((await start({ apps: ["One"] })).questions.length, 1, "asked again");
  });

  it("shows apps that can't work in it with what they lack, and offers that where there are no others", async () => {
    const homeless = await saved(hs256App("Homeless"));
    const { said } = await asked(undefined, () => run("startGateway"));
    assert.deepEqual(said, [
      "“Homeless” has no host, so the gateway doesn't know where to call it. Enter the host that its requests go to.",
    ]);
    await saved(hs256App("Masked", { host: "platform.kore.ai", missingSecrets: ["clientSecret"] }), {});
    await served("One");
    const { rows } = await startByHand(["One"]);
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description]),
      [
        ["One", "HS256"],
        ["$(circle-slash) Homeless", "can't be used: no host"],
        ["$(circle-slash) Masked", "can't be used: client secret missing"],
      ],
    );
    await assert.rejects(async () => start({ apps: [homeless.id] }), /“Homeless” has no host/);
    await assert.rejects(
      async () => start({ apps: ["Masked"] }),
      /No token of “Masked” can be made, so the gateway can't act as it: client secret missing\./,
    );
  });

  it("uses an app as it is at each request: its secret, and that it is there", async () => {
    const app = await served("One");
    await startByHand(["One"]);
    const address = await addressOf(app);
    assert.equal((await call(address)).status, 200);
    const { store, secrets } = await activated();
    const current = (await store.get(app.id)) ?? assert.fail("it is there");
    await saved(current, { clientSecret: newSecret() });
    assert.equal((await call(address)).status, 200, "signed with the new secret");
    await secrets.delete(`app/${app.id}`);
    const refusal = async (): Promise<string | false> => {
      const answer = await call(address);
      return !answer.ok && (await answer.text());
    };
    assert.match(await seen("its secret is gone", refusal), /The client secret of “One” is not known here\./);
    await store.delete(app.id);
    assert.equal((await call(address)).status, 404);
  });

  it("gives its address a new key on demand: the old one leads nowhere at once", async () => {
    const app = await served("One");
    await startByHand(["One"]);
    const before = await addressOf(app);
    const { questions } = await asked("Keep the Key", () => run("renewGatewayKey"));
    assert.deepEqual(
      questions.map(({ buttons }) => buttons),
      [["Keep the Key", "Make a New Key"]],
    );
    assert.equal((await call(before)).status, 200);
    await asked("Make a New Key", () => run("renewGatewayKey"));
    assert.equal((await call(before)).status, 404);
    const after = await addressOf(app);
    assert.notEqual(after, before);
    assert.equal((await call(after)).status, 200);
  });

  it("gives code the address only by a person's word, and returns none to others", async () => {
    const app = await served("One");
    await startByHand(["One"]);
    await vscode.env.clipboard.writeText("nothing of ours");
    const declined = await asked("Don't Give It", () => run("copyGatewayAddress", { app: app.id }));
    assert.deepEqual(
      [declined.result, declined.questions.map(({ message, buttons }) => [message, buttons])],
      [
        undefined,
        [
          [
            "Give the gateway's address for “One” to another extension or a script?",
            ["Don't Give It", "Give the Address"],
          ],
        ],
      ],
    );
    assert.equal(await vscode.env.clipboard.readText(), "nothing of ours");
    const given = await asked("Give the Address", () => run<string>("copyGatewayAddress", { app: app.id }));
    assert.equal((await call(given.result)).status, 200);
    assert.equal(await run("copyGatewayAddress", await rowOf(app)), undefined);
  });

  it("stops when nobody has asked for anything for as long as the setting says", async () => {
    const app = await served("One");
    await startByHand(["One"]);
    const address = await addressOf(app);
    await setting("gateway.stopAfterMinutes", 0.02);
    await until(async () => (await state()) === undefined, "it stopped");
    await assert.rejects(call(address));
    await setting("gateway.stopAfterMinutes", undefined);
  });

  it("stops although somebody without its key goes on asking", async () => {
    await served("One");
    const { url } = await startByHand(["One"]);
    await setting("gateway.stopAfterMinutes", 0.02);
    const asking = setInterval(() => void fetch(`${url}/guess`).catch(() => undefined), 50);
    try {
      await until(async () => (await state()) === undefined, "it stopped");
    } finally {
      clearInterval(asking);
    }
    await setting("gateway.stopAfterMinutes", undefined);
  });

  it("is stopped and forgotten with everything else, its key and what was chosen", async () => {
    const app = await served("One");
    await startByHand(["One"]);
    const address = await addressOf(app);
    const { secrets } = await activated();
    assert.ok(await secrets.get(KEY));
    await asked("Forget Everything", () => run("forgetEverything"));
    await assert.rejects(call(address));
    assert.equal(await secrets.get(KEY), undefined);
    await served("One");
    const { rows } = await startByHand(["One"]);
    assert.deepEqual(
      rows.map(({ picked }) => picked),
      [false],
    );
  });

  it("keeps its address from start to start where the port is given, and says where another program has it", async () => {
    const app = await served("One");
    const port = await freePort();
    await setting("gateway.port", port);
    const before = await addressOf(app);
    assert.ok(before.startsWith(`http://127.0.0.1:${port}/`), "the address where it will run");
    await startByHand(["One"]);
    assert.equal((await call(before)).status, 200);
    await run("stopGateway");
    const blocker = (await import("node:net")).createServer();
    await new Promise<void>((resolve) => blocker.listen(port, "127.0.0.1", resolve));
    await assert.rejects(async () => start({ apps: ["One"], port }), /is in use by another program\. Clients .* key/);
    await new Promise((resolve) => blocker.close(resolve));
    await start({ apps: ["One"], port });
    assert.equal((await call(before)).status, 200);
  });

  it("puts into the next token what the settings say by then", async () => {
    const subjects: unknown[] = [];
    const upstream = createServer(({ headers }, response) => {
      subjects.push(claimsOf(String(headers["auth"]))["sub"]);
      response.end("{}");
    });
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
    const app = await served("One", { host: `127.0.0.1:${(upstream.address() as AddressInfo).port}` });
    await startByHand(["One"]);
    const address = await addressOf(app);
    try {
      await call(address);
      assert.deepEqual(subjects, ["1234567890"]);
      await setting("token.subject", "somebody-else");
      await until(async () => (await call(address), subjects.at(-1) === "somebody-else"), "the next token says it");
    } finally {
      await setting("token.subject", undefined);
      upstream.closeAllConnections();
      await new Promise((resolve) => upstream.close(resolve));
    }
  });

  it("goes by VS Code's proxy settings, and gives no token to a platform whose certificate nobody vouches for", async () => {
    const { key, cert } = testCertificate("platform.test");
    let received = 0;
    const platform = createTlsServer({ key, cert }, (_, response) => void (received++, response.end("{}")));
    await new Promise<void>((resolve) => platform.listen(0, "127.0.0.1", resolve));
    const targets: (string | undefined)[] = [];
    let refuses = false;
    const proxy = createServer().on("connect", ({ url }: IncomingMessage, socket: Socket) => {
      targets.push(url);
      if (refuses) return void socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 17\r\n\r\npage of the proxy");
      const onward = connect((platform.address() as AddressInfo).port, "127.0.0.1");
      onward
        .on("error", () => socket.destroy())
        .pipe(socket.on("error", () => onward.destroy()))
        .pipe(onward);
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const settings = vscode.workspace.getConfiguration("http");
    const { Global } = vscode.ConfigurationTarget;
    const app = await saved(hs256App("Away", { host: "platform.test" }), { clientSecret: newSecret() });
    await startByHand(["Away"]);
    const address = await addressOf(app);
    try {
      await settings.update("proxy", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, Global);
      await until(async () => (await call(address), targets.length > 0), "the proxy is asked");
      const answer = await call(address);
      assert.deepEqual([answer.status, targets.at(-1), received], [502, "platform.test:443", 0]);
      assert.match(await answer.text(), /The certificate of platform\.test was not accepted/);
      refuses = true;
      const refused = await call(address);
      assert.equal(refused.status, 502);
      assert.match(await refused.text(), /The proxy does not connect to platform\.test; nothing was sent/);
    } finally {
      await settings.update("proxy", undefined, Global);
      for (const server of [proxy, platform]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    }
  });

  it("has a line a request in its output, and a page behind the link of an answer that the platform refused", async () => {
    const app = await served("One", { scopes: [] });
    await startByHand(["One"]);
    const address = await addressOf(app);
    await run("showGatewayLog");
    const output = (): vscode.TextDocument | undefined =>
      vscode.workspace.textDocuments.find(
        (document) =>
          document.uri.scheme === "output" && document.getText().split("Explain the answer above: #").length > 2,
      );
    const { said } = await asked(undefined, async () => {
      assert.equal((await call(address)).status, 401);
      assert.equal((await call(address)).status, 401);
      await until(() => output() !== undefined, "the output is shown");
    });
    assert.deepEqual(said, [
      "The platform refused a request of the gateway. Likely: It needs the scope “Bot Sessions”, which is not assigned to the app.",
    ]);
    const document = output() ?? assert.fail("it was there");
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      document.uri,
    );
    const link = links.find(({ target }) => target?.path === "jwtApps.explainGatewayError") ?? assert.fail("no link");
    assert.match(document.getText(link.range), /^Explain the answer above: #\d+$/);
    const [argument] = JSON.parse(link.target?.query ?? "") as [unknown];
    const tabs = (): readonly string[] =>
      vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
    await run("explainGatewayError", argument);
    await until(() => tabs().some((label) => label.includes("Error")), "a page opens");
    assert.doesNotMatch(document.getText(), /eyJ/);
  });

  it("has no address for an app whose name in addresses can't be read, and says so", async () => {
    const { gateway } = await activated();
    const { slug: _, ...unnamed } = await served("One");
    const services = {
      picker: { resolve: async () => unnamed } as unknown as AppPicker,
      gateway,
      clipboard: { copy: () => assert.fail("something was copied") } as unknown as TokenClipboard,
      runner: {
        offer: () => undefined,
        pointer: <T extends object>(argument: T) => ({ ...argument, from: "editor" as const }),
      },
      canListen: true,
    };
    await assert.rejects(
      copyGatewayAddress(services, { app: unnamed.id }, "person"),
      /has no name in the gateway's addresses yet/,
    );
  });

  it("is refused where it would run on another machine than the clients", () => {
    const { UI, Workspace } = vscode.ExtensionKind;
    const codes = (
      [
        [UI, "ssh-remote+host"],
        [Workspace, "ssh-remote+host"],
        [UI, "localhost:8080"],
        [UI, undefined],
      ] as const
    ).map(([extensionKind, remoteName]) => gatewayRefusal({ canListen: true, extensionKind }, remoteName)?.code);
    // Where none is told, the window's own counts, which is this machine's.
    assert.deepEqual(codes, ["gateway-remote", undefined, undefined, undefined]);
  });

  describe("of another window", () => {
    let other: GatewayInWindow;
    before(async () => {
      const { store, secrets, folder, documents } = await activated();
      other = new GatewayInWindow({
        store,
        secrets,
        documents,
        ports: async () => nodePayloadPorts,
        gateMemory: newGateMemory(store),
        folder: vscode.Uri.joinPath(folder, "../gateway"),
        process: { pid: process.pid, isServing },
        canListen: true,
        runner: { offer: () => undefined, pointer: (argument) => ({ ...argument, from: "editor" }) },
        log: { error: () => undefined },
      });
    });
    afterEach(async () => (await other.control.load()).stop());
    // Not before: in this host its output is the same as ours.
    after(() => other.dispose());

    it("is seen and stopped from here", async () => {
      const app = await served("One");
      const { url } = await (await other.control.load()).start([app.id], 0);
      const { gateway } = await activated();
      await until(() => gateway.running !== undefined, "this window sees it");
      assert.deepEqual(gateway.running, { port: Number(new URL(url).port), appIds: [app.id], isHere: false });
      assert.equal(await gateway.address(), await other.address());
      await run("stopGateway");
      await until(() => other.running === undefined, "the other window stopped it");
      await assert.rejects(fetch(url));
      assert.equal(gateway.running, undefined);
    });

    it("moves here with its address, once a person who chose the apps agreed", async () => {
      const [one, two] = [await served("One"), await served("Two")];
      await (await other.control.load()).start([one.id], 0);
      const before = await other.address();
      const { questions, rows } = await startByHand(["One", "Two"]);
      assert.deepEqual(
        rows.map(({ picked }) => picked),
        [true, false],
      );
      assert.match(questions[0]?.detail ?? "", /It moves here from another window; its address stays\.$/);
      assert.equal(other.running?.isHere ?? false, false);
      const { gateway } = await activated();
      assert.deepEqual(gateway.running?.appIds, [one.id, two.id]);
      assert.equal(await gateway.address(), before);
      await until(() => other.running?.isHere === false, "the other window shows it");
    });

    it("follows a new key", async () => {
      const app = await served("One", { slug: "one" });
      await (await other.control.load()).start([app.id], 0);
      await asked("Make a New Key", () => run("renewGatewayKey"));
      const { gateway } = await activated();
      const answers = async (): Promise<boolean> =>
        (await fetch(`${await gateway.address()}/one${PATH}`)).status !== 404;
      await until(async () => gateway.running !== undefined && (await answers()), "it takes the new key");
    });

    it("is no gateway where its file is edited, or was left by one that died", async () => {
      const app = await served("One");
      const { gateway, folder, secrets } = await activated();
      const control = await gateway.control.load();
      await startByHand(["One"]);
      await run("stopGateway");
      const file = vscode.Uri.joinPath(folder, "../gateway/running.json");
      const port = await freePort();
      const note = { id: crypto.randomUUID(), pid: process.pid, port, appIds: [app.id], startedAt: 1 };
      const listener = (await import("node:net")).createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => listener.listen(port, "127.0.0.1", resolve));
      const seenWith = async (text: string): Promise<unknown> => {
        await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
        return control.refresh();
      };
      const key = (await secrets.get(KEY)) ?? assert.fail("no key");
      assert.equal(await seenWith(await sealNote(note, "of-somebody-else-00000")), undefined);
      assert.equal(await seenWith((await sealNote(note, key)).replace(app.id, crypto.randomUUID())), undefined);
      assert.equal(await seenWith("{"), undefined);
      // The largest that Linux gives.
      assert.equal(await seenWith(await sealNote({ ...note, pid: 4_194_304 }, key)), undefined);
      assert.deepEqual(await seenWith(await sealNote(note, key)), { port, appIds: [app.id], isHere: false });
      await new Promise((resolve) => listener.close(resolve));
      assert.equal(await control.refresh(), undefined, "nothing listens there");
    });
  });
});
