import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { activated, answering, forgetAll, hs256App, newSecret, picking, rowOf, saved, until } from "./support";
import { prompting } from "./prompts";

const scopes = [{ id: "xo/bot-sessions", published: true }];

describe("what mends an app", () => {
  beforeEach(forgetAll);
  after(async () => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  /** Runs `action` as a person who presses the only button of the error message, and types these texts into prompts. */
  async function mending(
    typed: readonly string[],
    action: () => Thenable<unknown>,
  ): Promise<{ message: string; buttons: readonly unknown[]; prompts: (string | undefined)[] }> {
    const { showErrorMessage, showInputBox } = vscode.window;
    let shown: { message: string; buttons: readonly unknown[] } | undefined;
    const prompts: (string | undefined)[] = [];
    const texts = [...typed];
    Object.assign(vscode.window, {
      showErrorMessage: async (message: string, ...buttons: unknown[]) => {
        shown = { message, buttons };
        return buttons[0];
      },
      showInputBox: async ({ title, validateInput }: vscode.InputBoxOptions) => {
        prompts.push(title);
        const text = texts.shift() ?? "";
        assert.equal(await validateInput?.(text), undefined);
        return text;
      },
    });
    try {
      await action();
      await until(() => shown !== undefined && texts.length === 0, "the message was answered, and the prompts");
      assert.ok(shown);
      return { ...shown, prompts };
    } finally {
      Object.assign(vscode.window, { showErrorMessage, showInputBox });
    }
  }

  it("takes the platform's key by the button of the error that says it is missing, and the token is made", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Encrypted", { scopes, enforceJwe: true }));
    const key = await jwk();
    const { message, buttons, prompts } = await mending([key], async () =>
      vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(app)),
    );
    assert.equal(
      message,
      "“Encrypted” enforces JWE, and the platform's public key is not known here. Paste the JWK that the platform displays.",
    );
    assert.deepEqual(buttons, ["Paste Platform Key…"]);
    assert.deepEqual(prompts, ["Platform Public Key of “Encrypted”"]);
    await until(async () => (await store.get(app.id))?.platformKey !== undefined, "the key is saved");
    await vscode.env.clipboard.writeText("");
    await vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(app));
    assert.equal((await vscode.env.clipboard.readText()).split(".").length, 5);
  });

  it("refuses in the prompt what is no public JWK, before anything is saved", async () => {
    const app = await saved(hs256App("Encrypted", { scopes, enforceJwe: true }));
    const { showInputBox } = vscode.window;
    const refused: unknown[] = [];
    Object.assign(vscode.window, {
      showInputBox: async ({ validateInput }: vscode.InputBoxOptions) => {
        for (const text of ["", "not a key", '{"kty":"RSA","n":"AQAB","e":"AQAB"}', '{"kty":"EC"}'])
          refused.push(await validateInput?.(text));
        return undefined;
      },
    });
    try {
      await vscode.commands.executeCommand("jwtApps.enterPlatformKey", { app: app.id });
    } finally {
      Object.assign(vscode.window, { showInputBox });
    }
    assert.equal(refused.length, 4);
    for (const message of refused) assert.equal(typeof message, "string");
    assert.equal((await (await activated()).store.get(app.id))?.platformKey, undefined);
  });

  it("opens the app's form at Host by the button of Copy as curl's error", async () => {
    const app = await saved(hs256App("Hostless", { scopes }));
    const { message, buttons } = await mending([], async () =>
      vscode.commands.executeCommand("jwtApps.copyAsCurl", await rowOf(app)),
    );
    assert.equal(
      message,
      "The host of “Hostless” is not known, so a command would call nothing. Edit the app, and enter under Host where its bot is, such as platform.kore.ai.",
    );
    assert.deepEqual(buttons, ["Enter Host…"]);
    await until(() => vscode.window.tabGroups.activeTabGroup.activeTab?.label === "Edit Hostless", "the form opens");
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.editApp", { app: app.id, field: "clientSecret" }),
      /The argument “field” has the wrong type/,
    );
  });

  it("has the error of an unknown client secret lead to the prompt for it", async () => {
    const { store } = await activated();
    const clientSecret = newSecret();
    const app = await saved(hs256App("Unknown", { scopes, missingSecrets: ["clientSecret"] }), {
      signingPrivateKey: "none",
    });
    const { buttons } = await mending([], async () => {
      const { prompted } = await prompting([{ type: clientSecret }], async () => {
        await vscode.commands.executeCommand("jwtApps.copyClientSecret", await rowOf(app));
        await until(async () => (await store.get(app.id))?.missingSecrets.length === 0, "the secret is there");
      });
      assert.deepEqual(
        prompted.map(({ title }) => title),
        ["Client Secret of “Unknown”"],
      );
    });
    assert.deepEqual(buttons, ["Enter Client Secret…"]);
    // The app as it is by now: for a moment those of the one before are there, too.
    const now = await store.get(app.id);
    assert.equal(now && (await store.secretsOf(now))?.reveal().clientSecret, clientSecret);
  });

  it("opens the form for keys, which has a place to choose or paste them", async () => {
    const app = await saved(
      hs256App("Signs", { scopes, algorithm: "RS256", missingSecrets: ["signingPrivateKey"] }),
      {},
    );
    const { buttons } = await mending([], async () =>
      vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(app)),
    );
    assert.deepEqual(buttons, ["Enter Signing Key…"]);
    await until(() => vscode.window.tabGroups.activeTabGroup.activeTab?.label === "Edit Signs", "the form is open");
  });

  it("asks before scopes are noted as published, also from a message's button", async () => {
    const app = await saved(hs256App("Waiting", { scopes: [{ id: "xo/bot-sessions", published: false }] }));
    const noted = await answering("They Are Published", async () =>
      vscode.commands.executeCommand<JwtApp>("jwtApps.publishScopes", { app: app.id, from: "editor" }),
    );
    assert.deepEqual(noted.scopes, [{ id: "xo/bot-sessions", published: true }]);
  });

  it("confirms the algorithm that an import assumed, or takes the one that the platform shows", async () => {
    const { store } = await activated();
    for (const algorithm of ["HS256", "HS512"] as const) {
      const app = await saved(hs256App(algorithm, { scopes, algorithmAssumed: true }));
      await picking(
        (items) => {
          assert.deepEqual(
            items.map(({ label, description }) => [label, description]),
            [
              ["HS256", "assumed so far"],
              ["HS512", undefined],
              ["RS256", undefined],
              ["RS512", undefined],
            ],
          );
          return items.find(({ label }) => label === algorithm);
        },
        async () => vscode.commands.executeCommand("jwtApps.confirmAlgorithm", await rowOf(app)),
      );
      const confirmed = await store.get(app.id);
      assert.deepEqual([confirmed?.algorithm, confirmed?.algorithmAssumed], [algorithm, undefined]);
    }
  });

  it("has an algorithm that needs a key confirmed in the form, and changes nothing before", async () => {
    const app = await saved(hs256App("Needs a key", { scopes, algorithmAssumed: true }));
    await picking(
      (items) => items.find(({ label }) => label === "RS256"),
      async () => vscode.commands.executeCommand("jwtApps.confirmAlgorithm", await rowOf(app)),
    );
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === "Edit Needs a key",
      "the form is open",
    );
    const now = await (await activated()).store.get(app.id);
    assert.deepEqual([now?.algorithm, now?.algorithmAssumed], ["HS256", true]);
  });

  it("says why where the app that is named needs nothing of the kind, and asks for nothing", async () => {
    const { store } = await activated();
    const [secret, key] = [
      await saved(hs256App("Signs by secret", { scopes })),
      await saved(hs256App("Signs by key", { scopes, algorithm: "RS256", signingKey: KEY }), {
        signingPrivateKey: "none",
      }),
    ];
    const noSecret =
      "“Signs by key” signs with RS256, so it has a signing key and no client secret. If the platform shows another algorithm, change it with Edit App.";
    const cases: readonly (readonly [command: string, app: JwtApp, message: string])[] = [
      ["enterSecret", key, noSecret],
      ["replaceSecret", key, noSecret],
      ["copyClientSecret", key, noSecret],
      [
        "enterSigningKey",
        secret,
        "“Signs by secret” signs with HS256, so it has a client secret and no signing key. If the platform shows another algorithm, change it with Edit App.",
      ],
      ["enterPlatformKey", secret, "“Signs by secret” doesn't enforce JWE, so it needs no platform key."],
      [
        "confirmAlgorithm",
        key,
        "The algorithm of “Signs by key” is known, so there is nothing to confirm: RS256. If the platform shows another one, change it with Edit App.",
      ],
      ["forgetPreviousSecret", key, "No previous client secret of “Signs by key” is kept."],
      [
        "assignTables",
        secret,
        "Permissions for tables belong to apps created in Data Tables; “Signs by secret” was created elsewhere.",
      ],
    ];
    for (const [command, app, message] of cases) {
      // Code gets the error, and a person a message.
      const run = (argument: unknown) => async () =>
        vscode.commands.executeCommand(`jwtApps.${command}`, argument).then(
          () => "nothing",
          (error: unknown) => (error instanceof Error ? error.message : ""),
        );
      const byCode = await prompting([], run({ app: app.name }));
      assert.deepEqual([byCode.result, byCode.prompted], [message, []], command);
      assert.equal(await errorOf(run(await rowOf(app))), message, command);
      assert.deepEqual(await store.get(app.id), app, command);
    }
  });

  it("leaves an app that got an algorithm with what that needs noted as missing", async () => {
    const { store } = await activated();
    // As an import can leave it.
    const app = await saved(
      hs256App("Assumed key", { scopes, algorithm: "RS256", signingKey: KEY, algorithmAssumed: true }),
      { signingPrivateKey: "none" },
    );
    await picking(
      (items) => items.find(({ label }) => label === "HS256"),
      async () => vscode.commands.executeCommand("jwtApps.confirmAlgorithm", { app: app.id }),
    );
    const confirmed = await store.get(app.id);
    assert.deepEqual(
      [confirmed?.algorithm, confirmed?.algorithmAssumed, confirmed?.missingSecrets],
      ["HS256", undefined, ["clientSecret"]],
    );
  });
});

/** What an error message says. */
async function errorOf(action: () => Thenable<unknown>): Promise<string | undefined> {
  const { showErrorMessage } = vscode.window;
  let shown: string | undefined;
  Object.assign(vscode.window, { showErrorMessage: async (message: string) => void (shown = message) });
  try {
    await action();
    await until(() => shown !== undefined, "there is a message");
    return shown;
  } finally {
    Object.assign(vscode.window, { showErrorMessage });
  }
}

const KEY = { publicKey: "-----BEGIN PUBLIC KEY-----", fingerprint: "SHA256:none", bits: 2048 };

async function jwk(): Promise<string> {
  const algorithm = { name: "RSA-OAEP", hash: "SHA-1", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
  const { publicKey } = await crypto.subtle.generateKey(algorithm, true, ["encrypt", "decrypt"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", publicKey);
  return JSON.stringify({ kty: "RSA", n, e, kid: "k-1" });
}
