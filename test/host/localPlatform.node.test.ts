import * as assert from "node:assert";
import { createServer, type AddressInfo } from "node:net";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { activated, answering, forgetAll, hs256App, newSecret, saved } from "./support";

const BOT = "st-11111111-1111-5111-8111-111111111111";

const start = (argument: object = { port: 0 }): Thenable<{ url: string }> =>
  vscode.commands.executeCommand("jwtApps.startLocalPlatform", argument);
const stop = (): Thenable<void> => vscode.commands.executeCommand("jwtApps.stopLocalPlatform");
const mint = async (app: JwtApp): Promise<string> =>
  (
    await answering("Allow for This Session", () =>
      vscode.commands.executeCommand<{ token: string }>("jwtApps.mintToken", { app: app.id }),
    )
  ).token;

describe("the local platform", () => {
  before(forgetAll);
  afterEach(stop);
  after(forgetAll);

  const sessions = (url: string, token: string) =>
    fetch(`${url}/api/public/bot/${BOT}/getSessions`, { method: "POST", headers: { auth: token } });

  it("starts, serves the apps as they are at each moment, and stops", async () => {
    const { url } = await start();
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepStrictEqual(await start(), { url }, "it runs already");
    const app = await saved(
      hs256App("Served", {
        credentials: "generated",
        botId: BOT,
        scopes: [{ id: "xo/bot-sessions", published: false }],
      }),
      { clientSecret: newSecret() },
    );
    const token = await mint(app);
    assert.strictEqual((await sessions(url, token)).headers.get("x-local-platform-check"), "published");
    await vscode.commands.executeCommand("jwtApps.publishScopes", { app: app.id });
    assert.strictEqual((await sessions(url, token)).status, 200);
    await saved({ ...app, scopes: [] }, { clientSecret: newSecret() });
    assert.strictEqual((await sessions(url, token)).headers.get("x-local-platform-check"), "signature");
    await stop();
    await assert.rejects(sessions(url, token));
  });

  it("puts scopes in force where a bot is published on it, and notes nothing about the real platform", async () => {
    const scopes = [{ id: "xo/bot-sessions", published: false }];
    const secret = newSecret();
    const pasted = await saved(hs256App("Pasted", { botId: BOT, scopes }), { clientSecret: secret });
    const generated = await saved(hs256App("Generated", { credentials: "generated", botId: BOT, scopes }));
    const admin = await saved(
      hs256App("Publisher", {
        createdIn: "admin",
        credentials: "generated",
        scopes: [{ id: "admin/publish", published: true }],
      }),
    );
    const { url } = await start();
    const answer = await fetch(`${url}/api/public/bot/${BOT}/publish`, {
      method: "POST",
      headers: { auth: await mint(admin) },
    });
    assert.strictEqual(answer.status, 200);
    assert.strictEqual((await sessions(url, await mint(pasted))).status, 200);
    const { store } = await activated();
    assert.strictEqual((await store.get(generated.id))?.scopes[0]?.published, true);
    assert.strictEqual((await store.get(pasted.id))?.scopes[0]?.published, false);
  });

  it("says which port is in use", async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    const { port } = blocker.address() as AddressInfo;
    await assert.rejects(
      async () => start({ port }),
      (error: Error) => error.message.startsWith(`Port ${port} on this machine is in use by another program.`),
    );
    blocker.close();
    await start();
  });

  it("copies an app with keys of its own, whose tokens it accepts", async () => {
    const original = await saved(
      hs256App("Original", {
        botId: BOT,
        enforceJwe: true,
        platformKey: { kty: "RSA", n: "n", e: "AQAB" },
        scopes: [{ id: "xo/bot-sessions", published: true }],
      }),
    );
    const twin = await vscode.commands.executeCommand<JwtApp>("jwtApps.copyForLocalPlatform", { app: original.id });
    assert.deepStrictEqual(
      [twin.name, twin.credentials, twin.clientId, twin.host],
      ["Original (local)", "generated", original.clientId, "localhost:8787"],
    );
    const { url } = await start();
    assert.strictEqual((await sessions(url, await mint(twin))).status, 200);
  });

  describe("in a remote window", () => {
    const port = () => vscode.workspace.getConfiguration("jwtApps").inspect("localPlatform.port")?.globalValue;
    const setPort = (value: unknown) =>
      vscode.workspace
        .getConfiguration("jwtApps")
        .update("localPlatform.port", value, vscode.ConfigurationTarget.Global);
    let before: unknown;
    beforeEach(async function () {
      // Only a desktop window without a remote is none.
      if (vscode.env.remoteName === undefined) this.skip();
      before = port();
      await setPort(0);
    });
    afterEach(() => setPort(before));

    /** Starts it as a person does, who gives `answer`; what was asked meanwhile. */
    async function startedByHand(
      answer: string | undefined,
    ): Promise<{ asked: unknown[][]; started: { url: string } | undefined }> {
      const { showWarningMessage } = vscode.window;
      const asked: unknown[][] = [];
      Object.assign(vscode.window, {
        showWarningMessage: (...question: unknown[]) => (asked.push(question), Promise.resolve(answer)),
      });
      try {
        return {
          started: await vscode.commands.executeCommand<{ url: string } | undefined>("jwtApps.startLocalPlatform"),
          asked,
        };
      } finally {
        Object.assign(vscode.window, { showWarningMessage });
      }
    }

    /** What is asked where the local platform would listen at `address`. */
    const questionOf = (address: string): unknown[] => [
      `Start the local platform on the remote machine, at ${address}?`,
      {
        modal: true,
        detail:
          "It will run on the machine that runs VS Code's server. From another computer it is reached through a forwarded port.",
      },
      "Start",
    ];

    it("asks with its own address, and not with that of VS Code's server", async () => {
      // The window's name here is the server's address.
      assert.match(vscode.env.remoteName ?? "", /^127\.0\.0\.1:\d+$/);
      await setPort(9_431);
      assert.deepStrictEqual(await startedByHand(undefined), {
        asked: [questionOf("http://127.0.0.1:9431")],
        started: undefined,
      });
    });

    it("says on which machine it will run before it starts", async () => {
      const question = questionOf("a free port of 127.0.0.1");
      assert.deepStrictEqual(await startedByHand(undefined), { asked: [question], started: undefined });
      const { asked, started } = await startedByHand("Start");
      assert.deepStrictEqual(asked, [question]);
      assert.strictEqual((await fetch(`${started?.url}/api/public/bots`)).status, 401);
      assert.deepStrictEqual(await startedByHand(undefined), { asked: [], started }, "it runs already");
    });

    it("asks nothing of code, which can't answer", async () => {
      const { showWarningMessage } = vscode.window;
      Object.assign(vscode.window, { showWarningMessage: () => Promise.reject(new Error("asked")) });
      try {
        assert.match((await start()).url, /^http:/);
      } finally {
        Object.assign(vscode.window, { showWarningMessage });
      }
    });
  });
});
