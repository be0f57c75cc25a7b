import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { exportOf } from "../../src/domain/apps/exportApps";
import {
  activated,
  base64url,
  forgetAll,
  hs256App,
  isSignedWith,
  newSecret,
  picking,
  rowOf,
  saved,
  signedToken,
} from "./support";
import { newKeyPair, payloadApp, seal } from "./envelopes";
import { restClientResponse } from "./standIns";
import { itIgnoresWorkspaceSettings } from "./workspaceSettings";
import { shownText } from "./inFront";
import { seen } from "../until";
import { rotating, WorkspaceFolder } from "./rotations";

const REFUSED =
  /In Restricted Mode no token is made for another extension or a script\. Trust this workspace, or copy the token by hand\./;

describe("Restricted Mode", () => {
  beforeEach(forgetAll);

  it("is on, and the extension is there", () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.ok(vscode.extensions.getExtension("xo-jwt.jwt-apps"));
  });

  it("lets a person copy a token", async () => {
    const clientSecret = newSecret();
    const app = await saved(hs256App("By hand"), { clientSecret });
    await vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(app));
    assert.equal(await isSignedWith(await vscode.env.clipboard.readText(), clientSecret), true);
  });

  for (const command of ["mintToken", "copyToken", "copyAuthHeader", "copyAsCurl", "insertToken"]) {
    it(`refuses ${command} to code`, async () => {
      const app = await saved(hs256App("Not for code"));
      await shownText("unchanged");
      await vscode.env.clipboard.writeText("untouched");
      await assert.rejects(async () => vscode.commands.executeCommand(`jwtApps.${command}`, { app: app.id }), REFUSED);
      assert.equal(await vscode.env.clipboard.readText(), "untouched");
      assert.equal(vscode.window.activeTextEditor?.document.getText(), "unchanged");
    });
  }

  it("takes a rotated client secret, and renews tokens in files as Refresh does: for a person, and not for code", async () => {
    const [before, between, after] = [newSecret(), newSecret(), newSecret()];
    const app = await saved(hs256App("Rotated", { host: "platform.kore.ai" }), { clientSecret: before });
    const folder = new WorkspaceFolder("rotation");
    const request = async (secret: string): Promise<string> =>
      `GET https://platform.kore.ai/x\nauth: ${await signedToken({ appId: app.clientId, exp: 1 }, secret)}\n`;
    const paste = (secret: string) => [{ pick: "Paste the new client secret" }, { type: secret }, "enter"] as const;
    try {
      const old = await request(before);
      await folder.write({ "a.http": old });
      const { report } = await rotating({ app: app.id }, paste(between));
      assert.ok(
        (await report()).includes("## Left, since no fresh token was allowed there: “Refresh” asks about each"),
      );
      assert.equal(await folder.read("a.http"), old);
      const newer = await request(between);
      await folder.write({ "a.http": newer });
      await rotating(await rowOf(app), paste(after));
      const fresh = await seen("it is saved", async () => {
        const text = await folder.read("a.http");
        return text !== newer && (/auth: (.*)/.exec(text)?.[1] ?? assert.fail("no token"));
      });
      assert.ok(await isSignedWith(fresh, after));
    } finally {
      await folder.clear();
    }
  });

  it("has no sessions for other extensions, and says which apps are signed in to nobody", async () => {
    const app = await saved(hs256App("Not for code"));
    const { memory } = await activated();
    await memory.update("signedIn", { [app.id]: `Not for code (${app.clientId}) #012345` });
    try {
      for (const options of [{ silent: true }, { createIfNone: true }, { forceNewSession: true }, {}])
        await assert.rejects(
          async () => vscode.authentication.getSession("jwtApps", ["app:Not for code"], options),
          REFUSED,
        );
      assert.deepEqual(await vscode.authentication.getAccounts("jwtApps"), []);
    } finally {
      await memory.update("signedIn", undefined);
    }
  });

  it("refuses to write a token into a file for code: refreshing one, and requests with one", async () => {
    const clientSecret = newSecret();
    const app = await saved(
      hs256App("Not for code", { host: "platform.kore.ai", scopes: [{ id: "xo/bot-sessions", published: true }] }),
      { clientSecret },
    );
    const before = `GET https://example.com\nauth: ${await signedToken({ appId: app.clientId, exp: 1 }, clientSecret)}\n`;
    const { document } = await shownText(before, "http");
    const position = { line: 1, character: 10 };
    await assert.rejects(
      async () =>
        vscode.commands.executeCommand("jwtApps.refreshToken", {
          uri: document.uri,
          range: { start: position, end: position },
        }),
      REFUSED,
    );
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.insertRequest", { app: app.id, use: "line" }),
      REFUSED,
    );
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.newRequestFile", { app: app.id, use: "line" }),
      REFUSED,
    );
    assert.equal(document.getText(), before);
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });

  it("decrypts REST Client's response for a person, and refuses it to code, which its button calls like", async () => {
    const keys = await newKeyPair();
    await payloadApp("Not for code", keys);
    const response = await restClientResponse(JSON.stringify(await seal('{"n":1}', keys)));
    try {
      await assert.rejects(
        async () => vscode.commands.executeCommand("jwtApps.decryptResponse", {}),
        /In Restricted Mode nothing is decrypted for another extension or a script\./,
      );
      assert.equal(response.copies, 0);
      assert.ok((await vscode.commands.executeCommand<{ uri: string }>("jwtApps.decryptResponse")).uri);
    } finally {
      response.dispose();
    }
  });

  it("makes no token in place of an encrypted one that only a line of the file says is ours, for nobody", async () => {
    await saved(hs256App("Not for files"));
    const jwe = `${base64url(JSON.stringify({ alg: "RSA-OAEP", enc: "A128GCM" }))}.a2V5.aXY.Y2lw.dGFn`;
    const { document } = await shownText(
      `# jwt-app: Not for files\nGET https://platform.kore.ai/api/public/bots\nauth: ${jwe}\n`,
      "http",
    );
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
      100,
    );
    const refresh = lenses.find(({ command }) => command?.title === "Refresh")?.command ?? assert.fail("no lens");
    const { showErrorMessage } = vscode.window;
    const told: string[] = [];
    Object.assign(vscode.window, { showErrorMessage: async (message: string) => void told.push(message) });
    try {
      await vscode.commands.executeCommand(refresh.command, ...((refresh.arguments ?? []) as unknown[]));
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
    assert.ok(document.getText().includes(jwe));
    assert.deepEqual(told, [
      "In Restricted Mode no token is put in the place of one that isn't known to be yours. Trust this workspace, or copy a token and paste it yourself.",
    ]);
  });

  it("takes nothing of what the workspace says of apps, tells of none, and describes none there", async () => {
    const app = await saved(hs256App("Mine", { host: "platform.kore.ai" }));
    const [{ uri }] = [vscode.workspace.workspaceFolders?.[0] ?? assert.fail("no workspace")];
    const file = vscode.Uri.joinPath(uri, ".vscode/jwt-apps.json");
    const written = new TextEncoder().encode(
      exportOf([{ ...app, host: "evil.example" }, hs256App("Theirs", { host: "evil.example" })]),
    );
    const { showInformationMessage, showErrorMessage } = vscode.window;
    const [told, refused]: [string[], string[]] = [[], []];
    Object.assign(vscode.window, {
      showInformationMessage: async (message: string) => void told.push(message),
      showErrorMessage: async (message: string) => void refused.push(message),
    });
    try {
      await vscode.workspace.fs.writeFile(file, written);
      await vscode.commands.executeCommand("jwtApps.addWorkspaceApps");
      await vscode.commands.executeCommand("jwtApps.shareApps");
      await assert.rejects(
        async () => vscode.commands.executeCommand("jwtApps.addWorkspaceApps", {}),
        /In Restricted Mode nothing is taken from a file of the workspace\./,
      );
      await assert.rejects(
        async () => vscode.commands.executeCommand("jwtApps.shareApps", { apps: ["Mine"] }),
        /In Restricted Mode no app is described in a file of the workspace\./,
      );
      assert.deepEqual(
        refused.map((message) => message.split(".")[0]),
        [
          "In Restricted Mode nothing is taken from a file of the workspace",
          "In Restricted Mode no app is described in a file of the workspace",
        ],
      );
      assert.deepEqual(
        new TextDecoder().decode(await vscode.workspace.fs.readFile(file)),
        new TextDecoder().decode(written),
      );
      const { store } = await activated();
      assert.deepEqual(await store.apps(), [app]);
      assert.deepEqual(told, []);
    } finally {
      Object.assign(vscode.window, { showInformationMessage, showErrorMessage });
      await vscode.workspace.fs.delete(file);
    }
  });

  it("starts no gateway, for nobody, and gives code no address of one", async () => {
    const app = await saved(hs256App("No gateway", { host: "platform.kore.ai" }));
    const refused =
      "In Restricted Mode the gateway is not started. Trust this workspace first: “Workspaces: Manage Workspace Trust” in the Command Palette.";
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.startGateway", { apps: [app.id] }),
      (error: Error) => error.message.includes(refused),
    );
    const { showErrorMessage } = vscode.window;
    const told: string[] = [];
    Object.assign(vscode.window, { showErrorMessage: async (message: string) => void told.push(message) });
    try {
      assert.equal(await vscode.commands.executeCommand("jwtApps.startGateway"), undefined);
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
    assert.deepEqual(told, [refused]);
    await vscode.env.clipboard.writeText("untouched");
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.copyGatewayAddress", { app: app.id }),
      /In Restricted Mode the gateway's address is not given to another extension or a script\./,
    );
    assert.equal(await vscode.env.clipboard.readText(), "untouched");
  });

  it("tells over no request that goes through the gateway which app that is", async () => {
    await saved(hs256App("No lens", { slug: "no-lens", host: "platform.kore.ai" }));
    const path = "/api/public/bot/st-1/getSessions";
    const text = `POST http://127.0.0.1:8788/aB3dE5gH7jK9mN1pQ3sT_w/no-lens${path}\n\n###\nPOST {{gateway}}/no-lens${path}\n`;
    const { document } = await shownText(text, "http");
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
    );
    assert.deepEqual(
      lenses.filter(({ command }) => command?.title.includes("No lens")),
      [],
    );
  });

  it("puts no token into the environment", async () => {
    const app = await saved(hs256App("Not for code"));
    await assert.rejects(
      async () =>
        vscode.commands.executeCommand("jwtApps.newRequestFile", {
          app: app.id,
          endpoint: "get-bots",
          use: "environment",
        }),
      /no token is put into the environment/,
    );
  });

  it("offers no script that it would refuse, but says why, and writes none", async () => {
    const app = await saved(
      hs256App("Scripted", {
        enforceJti: true,
        host: "platform.kore.ai",
        scopes: [{ id: "xo/train-faq", published: true }],
      }),
    );
    const row = await rowOf(app);
    const placements: (readonly vscode.QuickPickItem[])[] = [];
    const documents = vscode.workspace.textDocuments.length;
    await picking(
      (offered) => {
        // The first asks for endpoints.
        if (!offered.some(({ label }) => label.includes("A script that")))
          return offered.filter(({ label }) => label === "FAQ Training");
        placements.push(offered);
        return undefined;
      },
      () => vscode.commands.executeCommand("jwtApps.newRequestFile", row),
    );
    const [key, ...refused] = placements[0] ?? [];
    assert.equal(key?.label, "$(key) A token in the file");
    assert.deepEqual(
      refused.map(({ label, detail }) => [label, detail]),
      [
        ["$(circle-slash) Through the gateway: not here", "In Restricted Mode the gateway is not started."],
        ["$(circle-slash) A script that asks for a token: not here", "In Restricted Mode no script gets a token."],
        [
          "$(circle-slash) An environment variable: not here",
          "In a remote window no token is put into the environment.",
        ],
      ],
    );
    for (const command of ["newRequestFile", "insertRequest"]) {
      await shownText("unchanged");
      await assert.rejects(
        async () =>
          vscode.commands.executeCommand(`jwtApps.${command}`, { app: app.id, endpoint: "get-bots", use: "script" }),
        /In Restricted Mode no script gets a token\. Trust this workspace, or choose another way\./,
      );
      assert.equal(vscode.window.activeTextEditor?.document.getText(), "unchanged");
    }
    assert.equal(vscode.workspace.textDocuments.length, documents + 2);
  });

  it("says of a token what it says itself, and why the platform refused it", async () => {
    const app = await saved(hs256App("Explained"));
    const token = await signedToken({ appId: app.clientId }, newSecret());
    assert.deepEqual(await vscode.commands.executeCommand("jwtApps.copyClaims", { token }), { appId: app.clientId });
    const causes = await vscode.commands.executeCommand<{ state: string; code: string }[]>("jwtApps.explainError", {
      text: `GET https://platform.kore.ai/api/public/bots\nauth: ${token}\n{"errors":[{"msg":"Invalid SDK credentials"}]}`,
    });
    assert.deepEqual(causes[0] && [causes[0].state, causes[0].code], ["found", "secret-differs"]);
  });

  describe("settings of the workspace", itIgnoresWorkspaceSettings);
});
