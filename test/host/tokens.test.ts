import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { endpoints } from "../../src/domain/scopes/catalogue";
import { type Shown, shownBy } from "./shown";
import { allowing, answering, claimsOf, forgetAll, hs256App, isSignedWith, newSecret, rowOf, saved } from "./support";
import { shownText } from "./inFront";

describe("token commands", () => {
  beforeEach(forgetAll);

  it("copies a token that is signed with the client secret, and returns when it expires", async () => {
    const clientSecret = newSecret();
    const app = await saved(hs256App("Copy me"), { clientSecret });
    const returned = await vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(app));
    const token = await vscode.env.clipboard.readText();
    const claims = claimsOf(token);
    assert.equal(await isSignedWith(token, clientSecret), true);
    assert.deepEqual(Object.keys(claims).sort(), ["appId", "exp", "iat", "sub"]);
    assert.equal(claims["appId"], app.clientId);
    assert.equal(Number(claims["exp"]) - Number(claims["iat"]), 300);
    assert.deepEqual(returned, { expiresAt: claims["exp"], app: "Copy me" });
  });

  it("says of its scopes how many are not published: none, some or its only one", async () => {
    const scopes = (...published: boolean[]) =>
      ["xo/bot-sessions", "xo/chat-history"]
        .slice(0, published.length)
        .map((id, index) => ({ id, published: published[index] ?? false }));
    for (const [name, own, end] of [
      ["All", scopes(true, true), ""],
      ["Some", scopes(true, false), " · some of its scopes are not published yet"],
      ["None", scopes(false, false), " · none of its scopes is published yet"],
      ["Only", scopes(false), " · its scope is not published yet"],
    ] as const) {
      const app = await saved(hs256App(name, { scopes: own }));
      const { messages } = await shownBy(async () =>
        vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(app)),
      );
      assert.deepEqual(messages, [`$(check) Copied a token for ${name}, valid for 5 minutes${end}`]);
    }
  });

  it("copies the header that fits what the app is used for", async () => {
    const api = await saved(hs256App("For APIs"));
    const channel = await saved(hs256App("For a channel", { usedFor: "channels" }));
    await vscode.commands.executeCommand("jwtApps.copyAuthHeader", await rowOf(api));
    assert.match(await vscode.env.clipboard.readText(), /^auth: [\w-]+\.[\w-]+\.[\w-]+$/);
    await vscode.commands.executeCommand("jwtApps.copyAuthHeader", await rowOf(channel));
    assert.match(await vscode.env.clipboard.readText(), /^Authorization: bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it("inserts a token in place of the selection", async () => {
    const app = await saved(hs256App("Insert me"));
    const editor = await shownText("auth: TOKEN\n");
    editor.selection = new vscode.Selection(0, 6, 0, 11);
    await vscode.commands.executeCommand("jwtApps.insertToken", await rowOf(app));
    assert.match(editor.document.getText(), /^auth: [\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  it("copies a curl command that calls an endpoint of the app's scope", async () => {
    const botId = "st-12345678-1234-5234-8234-123456789012";
    const app = await saved(
      hs256App("curl", {
        host: "platform.kore.ai",
        botId,
        scopes: [{ id: "xo/bot-sessions", published: true }],
      }),
    );
    await vscode.commands.executeCommand("jwtApps.copyAsCurl", await rowOf(app));
    const [first, header] = (await vscode.env.clipboard.readText()).split(" \\\n  ");
    assert.match(
      String(first),
      new RegExp(`^curl --request POST 'https://platform\\.kore\\.ai/api/public/bot/${botId}/getSessions'`),
    );
    assert.match(String(header), /^--header 'auth: [\w.-]+'$/);
  });

  describe("a curl command", () => {
    const BOT = "st-12345678-1234-5234-8234-123456789012";
    const HOST = { host: "platform.kore.ai", botId: BOT };
    const published = [{ id: "xo/bot-sessions", published: true }];
    const labelled = (label: string) => (items: readonly vscode.QuickPickItem[]) =>
      items.find((item) => item.label === label);
    const copyOf = async (app: JwtApp, label = ""): Promise<Shown & { readonly text: string }> => {
      const row = await rowOf(app);
      await vscode.env.clipboard.writeText("untouched");
      const shown = await shownBy(() => vscode.commands.executeCommand("jwtApps.copyAsCurl", row), labelled(label));
      return { ...shown, text: await vscode.env.clipboard.readText() };
    };

    it("says that it is whole with a tick", async () => {
      const { messages, picks } = await copyOf(
        await saved(hs256App("Whole", { ...HOST, scopes: [{ id: "xo/bot-sessions", published: true }] })),
      );
      assert.deepEqual(messages, [
        "$(check) Copied a curl command for Whole that calls “Sessions History”, its token valid for 5 minutes · from the documentation's sample: dateFrom, dateTo",
      ]);
      assert.deepEqual(picks, []);
    });

    it("is offered for every endpoint of the app's level where it has no scope, and says that it is likely to be refused", async () => {
      const { messages, picks, text } = await copyOf(
        await saved(hs256App("No scope", { host: "platform.kore.ai" })),
        "Sessions History",
      );
      const [items = []] = picks;
      const known = endpoints().filter(({ path, access }) => path !== undefined && access.xo);
      // The two doors beside the catalogue, and a heading.
      assert.equal(items.length, known.length + 3);
      const { description, detail } = labelled("Sessions History")(items) ?? assert.fail("not offered");
      assert.deepEqual(
        [description, detail],
        ["POST /api/public/bot/{botId}/getSessions", "Scope: Bot Sessions · not assigned to this app"],
      );
      assert.ok(items.every(({ kind, detail: need }) => kind === vscode.QuickPickItemKind.Separator || need));
      assert.match(
        text,
        /^curl --request POST 'https:\/\/platform\.kore\.ai\/api\/public\/bot\/your-bot-id\/getSessions' /,
      );
      assert.deepEqual(messages, [
        "Copied a curl command for No scope that calls “Sessions History”, but it is likely to be refused. It needs the scope “Bot Sessions”, which is not assigned to the app. Left to fill in: your-bot-id.",
      ]);
    });

    it("says what is left to fill in, without a tick", async () => {
      const { messages } = await copyOf(
        await saved(hs256App("Half", { host: "platform.kore.ai", scopes: published })),
        "Sessions History",
      );
      assert.deepEqual(messages, [
        "$(edit) Copied a curl command for Half that calls “Sessions History”, its token valid for 5 minutes · left to fill in: your-bot-id · from the documentation's sample: dateFrom, dateTo",
      ]);
    });

    it("warns where the scope is not published, and has a way to note it", async () => {
      const app = await saved(
        hs256App("Unpublished", { ...HOST, scopes: [{ id: "xo/bot-sessions", published: false }] }),
      );
      let offered: unknown[] = [];
      const { showWarningMessage } = vscode.window;
      const row = await rowOf(app);
      Object.assign(vscode.window, { showWarningMessage: async (...shown: unknown[]) => void (offered = shown) });
      try {
        await vscode.commands.executeCommand("jwtApps.copyAsCurl", row);
      } finally {
        Object.assign(vscode.window, { showWarningMessage });
      }
      assert.match(
        String(offered[0]),
        /but it is likely to be refused\. The scope is assigned, but not published yet\.$/,
      );
      assert.equal(offered[1], "Note as Published…");
    });

    it("asks which table, and says what the app may not do with it", async () => {
      const tables = ["people", "orders"].map((name) => ({
        kind: "table" as const,
        name,
        read: true,
        write: false,
        delete: false,
      }));
      const app = await saved(hs256App("Tables", { createdIn: "tables", host: "platform.kore.ai", tables }));
      const row = await rowOf(app);
      const picked: string[] = [];
      const choose = (wanted: readonly string[]) => (items: readonly vscode.QuickPickItem[]) => {
        const item = items.find(({ label }) => wanted.includes(label));
        picked.push(`${item?.label}: ${item?.description}`);
        return item;
      };
      const query = await shownBy(
        () => vscode.commands.executeCommand("jwtApps.copyAsCurl", row),
        choose(["Query Table", "orders"]),
      );
      assert.match(
        await vscode.env.clipboard.readText(),
        /'https:\/\/platform\.kore\.ai\/api\/public\/tables\/orders\/query\?/,
      );
      assert.deepEqual(picked, ["Query Table: POST /api/public/tables/{tableName}/query", "orders: read"]);
      assert.match(query.messages.join(), /^\$\(check\) /);
      const refused = await shownBy(
        () => vscode.commands.executeCommand("jwtApps.copyAsCurl", row),
        choose(["Data Delete", "people"]),
      );
      assert.match(
        refused.messages.join(),
        /likely to be refused\. It needs read, delete on the table “people”; the app lacks delete\./,
      );
    });

    it("says that the body is not encrypted where the app enforces that", async () => {
      const { messages } = await copyOf(
        await saved(hs256App("Enforced", { ...HOST, scopes: published, enforcePayloadEncryption: true })),
        "Sessions History",
      );
      assert.match(messages.join(), / · the answer comes encrypted, its body is not$/);
    });

    it("exchanges the JWT of an app for SDKs", async () => {
      const { text, messages } = await copyOf(await saved(hs256App("For the page", { ...HOST, usedFor: "sdks" })));
      assert.match(text, /^curl --request POST 'https:\/\/platform\.kore\.ai\/api\/1\.1\/oAuth\/token\/jwtgrant' /);
      assert.deepEqual(Object.keys(claimsOf(/"assertion":"([^"]+)"/.exec(text)?.[1] ?? "")).sort(), [
        "aud",
        "exp",
        "iat",
        "isAnonymous",
        "iss",
        "sub",
      ]);
      assert.match(messages.join(), /left to fill in: your-bot-name$/);
    });

    it("is refused, with the reason and what to do, where it can't work; the clipboard stays as it was", async () => {
      const cases: readonly [JwtApp, RegExp][] = [
        [hs256App("Hostless", { scopes: published }), /The host of “Hostless” is not known.* Edit the app/],
        [
          hs256App("Odd host", { scopes: published, host: "a b" }),
          /The host of “Odd host” is “a b”, which is no host name\. Edit the app/,
        ],
        [
          hs256App("Keyless", { ...HOST, scopes: published, enforceJwe: true }),
          /“Keyless” enforces JWE, and the platform's public key is not known here\. Paste the JWK/,
        ],
        [
          hs256App("Unsigned", { ...HOST, scopes: published, algorithm: "RS256" }),
          /The private key that signs the tokens of “Unsigned” is not known here\. Edit the app/,
        ],
      ];
      for (const [app, message] of cases) {
        const { messages, picks, text } = await copyOf(await saved(app));
        assert.deepEqual([picks.length, text, messages.length], [0, "untouched", 1], app.name);
        assert.match(messages.join(), message);
      }
    });

    it("takes for code the endpoint that it names, else the first of its scopes, and refuses where there is none", async () => {
      const app = await saved(hs256App("By code", { ...HOST, scopes: published }));
      const copy = (argument: object) =>
        allowing(() => vscode.commands.executeCommand("jwtApps.copyAsCurl", { app: app.id, ...argument }));
      await copy({ endpoint: "bot-variables-export" });
      assert.match(await vscode.env.clipboard.readText(), /variables\/export/);
      await copy({});
      assert.match(await vscode.env.clipboard.readText(), /\/getSessions'/);
      await assert.rejects(copy({ endpoint: "nothing" }), /There is no endpoint “nothing” in the catalogue/);
      const bare = await saved(hs256App("Bare", HOST));
      await vscode.env.clipboard.writeText("untouched");
      await assert.rejects(
        allowing(() => vscode.commands.executeCommand("jwtApps.copyAsCurl", { app: bare.id })),
        /No endpoint with a known path belongs to the scopes of “Bare”/,
      );
      assert.equal(await vscode.env.clipboard.readText(), "untouched");
    });
  });

  it("says what a configuration and a new request file still want", async () => {
    const app = await saved(hs256App("Wanting", { scopes: [{ id: "xo/bot-sessions", published: true }] }));
    const configuration = await shownBy(() =>
      allowing(() => vscode.commands.executeCommand("jwtApps.copyConfiguration", { app: app.id, use: "botkit" })),
    );
    assert.deepEqual(configuration.messages, [
      "$(edit) Copied the configuration of Wanting · left to fill in: <Client Secret of Wanting>, <Bot ID>",
    ]);
    const file = await shownBy(() =>
      vscode.commands.executeCommand("jwtApps.newRequestFile", {
        app: app.id,
        endpoint: "sessions-history",
        use: "script",
      }),
    );
    assert.deepEqual(file.messages, ["$(edit) Wrote 1 request for Wanting · left to fill in: @host, @botId"]);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    const history = await shownBy(() =>
      vscode.commands.executeCommand("jwtApps.newRequestFile", {
        app: app.id,
        endpoint: "conversation-history-v2",
        use: "script",
      }),
    );
    assert.deepEqual(history.messages, [
      "$(edit) Wrote 1 request for Wanting · left to fill in: @host, @botId, @userId, @sessionId",
    ]);
    const text = vscode.window.activeTextEditor?.document.getText().replaceAll("\r\n", "\n") ?? "";
    assert.match(text, /^@userId = your-user-id\n@sessionId = your-session-id$/m);
    assert.match(text, /^# From the documentation's sample: dateFrom, dateTo\.$/m);
    assert.match(text, /"userId": "\{\{userId\}\}",[^]*"sessionId": \[\s+"\{\{sessionId\}\}"\s+\]/);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("warns quietly, and mints all the same, while scopes are not published", async () => {
    const app = await saved(hs256App("Unpublished", { scopes: [{ id: "xo/bot-sessions", published: false }] }));
    const returned = await vscode.commands.executeCommand<{ app: string }>("jwtApps.copyToken", await rowOf(app));
    assert.equal(returned.app, "Unpublished");
  });

  it("makes no token for code before a person has allowed it", async () => {
    const app = await saved(hs256App("Not unasked"));
    await vscode.env.clipboard.writeText("untouched");
    // A host that runs tests refuses to show the dialog that asks.
    await assert.rejects(async () => vscode.commands.executeCommand("jwtApps.mintToken", { app: app.id }));
    await assert.rejects(async () => vscode.commands.executeCommand("jwtApps.copyToken", { app: app.clientId }));
    assert.equal(await vscode.env.clipboard.readText(), "untouched");
  });

  it("makes tokens for code once a person has allowed it, and asks once for each app", async () => {
    const clientSecret = newSecret();
    const app = await saved(hs256App("Allowed"), { clientSecret });
    const other = await saved(hs256App("Not yet allowed"));
    const mint = async (): Promise<{ token: string; expiresAt: number; app: string }> =>
      vscode.commands.executeCommand("jwtApps.mintToken", {
        app: app.name,
        lifetimeSeconds: 60,
        claims: { purpose: "test" },
      });
    const minted = await answering("Allow for This Session", mint);
    const claims = claimsOf(minted.token);
    assert.equal(await isSignedWith(minted.token, clientSecret), true);
    assert.deepEqual([minted.app, minted.expiresAt, claims["purpose"]], ["Allowed", claims["exp"], "test"]);
    assert.equal(Number(claims["exp"]) - Number(claims["iat"]), 60);
    assert.equal((await mint()).app, "Allowed");
    await assert.rejects(async () => vscode.commands.executeCommand("jwtApps.mintToken", { app: other.id }));
  });

  it("says in a sentence which app is not there, and which argument is wrong", async () => {
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.mintToken", { app: "nobody" }),
      /There is no JWT app with the ID, client ID or name “nobody”/,
    );
    const app = await saved(hs256App("Typed"));
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.mintToken", { app: app.name, lifetimeSeconds: "long" }),
      /The argument “lifetimeSeconds” has the wrong type/,
    );
  });
});
