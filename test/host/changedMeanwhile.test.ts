import * as vscode from "vscode";
import { strict as assert } from "node:assert";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { asChecked } from "../../src/domain/keys/checkedSecret";
import { editTables } from "../../src/editor/scopes/tableSteps";
import { prompting } from "./prompts";
import { activated, type Choice, forgetAll, hs256App, newSecret, picking, rowOf, saved } from "./support";

type Meanwhile = (app: JwtApp) => Promise<unknown>;

/** What can happen to an app while a question about it waits. */
const GONE: Readonly<Record<string, Meanwhile>> = {
  "the app is deleted": async (app) => (await activated()).store.delete(app.id),
  "everything is forgotten": async () => (await activated()).store.forgetEverything(),
  // As another window does it, which this one may not have heard of.
  "another window deletes the app's file": async (app) => vscode.workspace.fs.delete(fileOf(app)),
};

/** A command that asks and then saves, and a person's answer. */
interface Asking {
  readonly app: () => Promise<Partial<JwtApp>>;
  /** Runs it; `before` happens while its question is open. */
  readonly run: (app: JwtApp, before: () => Promise<unknown>) => Thenable<unknown>;
  /** What is different of the app behind it. */
  readonly changed: (app: JwtApp) => unknown;
  readonly to: unknown;
}

const command = (id: string, app: JwtApp): Thenable<unknown> => vscode.commands.executeCommand(id, { app: app.id });
/** What a person's command says of an error is thrown, as code gets it. */
const byPerson = async (id: string, app: JwtApp): Promise<void> => {
  const row = await rowOf(app);
  const { showErrorMessage } = vscode.window;
  let said: string | undefined;
  Object.assign(vscode.window, { showErrorMessage: async (message: string) => void (said = message) });
  try {
    await vscode.commands.executeCommand(id, row);
  } finally {
    Object.assign(vscode.window, { showErrorMessage });
  }
  if (said !== undefined) throw new Error(said);
};

const ASKING: Readonly<Record<string, Asking>> = {
  "Replace Client Secret": {
    app: async () => ({}),
    run: (app, before) => typing(newSecret(), before, () => command("jwtApps.replaceSecret", app)),
    changed: ({ hasPreviousSecret }) => hasPreviousSecret,
    to: true,
  },
  "Enter Client Secret": {
    app: async () => ({}),
    run: (app, before) => typing(newSecret(), before, () => command("jwtApps.enterSecret", app)),
    changed: ({ hasPreviousSecret }) => hasPreviousSecret,
    to: true,
  },
  Rename: {
    app: async () => ({}),
    run: (app, before) => inputting("Other", before, () => command("jwtApps.renameApp", app)),
    changed: ({ name }) => name,
    to: "Other",
  },
  "Paste Platform Key": {
    app: async () => ({ enforceJwe: true }),
    run: async (app, before) => inputting(await jwk(), before, () => command("jwtApps.enterPlatformKey", app)),
    changed: ({ platformKey }) => platformKey?.kid,
    to: "k-1",
  },
  "Confirm Algorithm": {
    app: async () => ({ algorithmAssumed: true }),
    run: (app, before) =>
      choosing(
        (items) => items.find(({ label }) => label === "HS512"),
        before,
        () => command("jwtApps.confirmAlgorithm", app),
      ),
    changed: ({ algorithm, algorithmAssumed }) => [algorithm, algorithmAssumed],
    to: ["HS512", undefined],
  },
  "Assign Scopes": {
    app: async () => ({ scopes: [{ id: "xo/metrics", published: true }] }),
    run: (app, before) =>
      choosing(
        (items) => items.filter(({ label }) => label === "Chat History"),
        before,
        () => command("jwtApps.assignScopes", app),
      ),
    changed: ({ scopes }) => scopes.map(({ id }) => id),
    to: ["xo/chat-history"],
  },
  "Note as Published": {
    app: async () => ({ scopes: [{ id: "xo/metrics", published: false }] }),
    run: (app, before) => confirming("They Are Published", before, () => byPerson("jwtApps.publishScopes", app)),
    changed: ({ scopes }) => scopes,
    to: [{ id: "xo/metrics", published: true }],
  },
  "Assign Tables": {
    app: async () => ({
      createdIn: "tables",
      tables: [{ kind: "table", name: "People", read: true, write: false, delete: false }],
    }),
    run: async (app, before) => {
      const { store } = await activated();
      return choosing(
        (items) => items.filter(({ label }) => label === "Write"),
        before,
        () => editTables(store, app, app.tables[0]),
      );
    },
    changed: ({ tables }) => tables,
    to: [{ kind: "table", name: "People", read: false, write: true, delete: false }],
  },
};

describe("an app that changes while a question about it waits", () => {
  before(async () => {
    folder = (await activated()).folder;
  });
  beforeEach(forgetAll);
  after(forgetAll);

  for (const [title, { app: make, run, changed, to }] of Object.entries(ASKING)) {
    for (const [what, happens] of Object.entries(GONE)) {
      it(`stays gone with its secrets, where ${what} during “${title}”`, async () => {
        const app = await saved(hs256App("Gone", { payloadKey: { kind: "shared" }, ...(await make()) }), secrets());
        const { store, secrets: kept } = await activated();
        const left = new Map<string, string | undefined>();
        const error = await failure(
          run(app, async () => {
            await happens(app);
            left.set("secrets", await kept.get(`app/${app.id}`));
          }),
        );
        assert.ok(/“Gone” was deleted meanwhile, so nothing of it was changed\./.test(error), error);
        await store.reload();
        assert.deepEqual(await store.list(), []);
        assert.equal(await kept.get(`app/${app.id}`), left.get("secrets"));
      });
    }

    it(`keeps what another window changed during “${title}”`, async () => {
      const app = await saved(hs256App("Changed", { payloadKey: { kind: "shared" }, ...(await make()) }), secrets());
      const { store } = await activated();
      await run(app, () => writtenElsewhere(app, { host: "other.example", accountId: "0123456789abcdef01234567" }));
      const now = await store.get(app.id);
      assert.deepEqual([now?.host, now?.accountId], ["other.example", "0123456789abcdef01234567"]);
      assert.deepEqual(now && changed(now), to);
    });
  }

  it("keeps scopes that another window assigned while they were picked, and notes only those as published that were shown", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Scopes", { scopes: [{ id: "xo/metrics", published: false }] }));
    const added = { scopes: [...app.scopes, { id: "xo/bot-sessions", published: false }] };
    await ASKING["Note as Published"]?.run(app, () => writtenElsewhere(app, added));
    assert.deepEqual((await store.get(app.id))?.scopes, [
      { id: "xo/metrics", published: true },
      { id: "xo/bot-sessions", published: false },
    ]);
    const other = await saved(hs256App("Others", { scopes: [{ id: "xo/metrics", published: false }] }));
    await ASKING["Assign Scopes"]?.run(other, () => writtenElsewhere(other, added));
    assert.deepEqual(
      (await store.get(other.id))?.scopes.map(({ id }) => id),
      ["xo/bot-sessions", "xo/chat-history"],
    );
  });

  it("takes no client secret for one that doesn't sign with it by now, or that has another client ID", async () => {
    const { store } = await activated();
    for (const [change, sentence] of [
      [{ algorithm: "RS256" }, "“Secret” signs with RS256, so its client secret was not taken."],
      [{ clientId: "cs-other" }, "“Secret” has another client ID by now, so the client secret was not taken."],
    ] as const) {
      const old = secrets();
      const app = await saved(hs256App("Secret", { payloadKey: { kind: "shared" } }), old);
      const error = await failure(
        typing(
          newSecret(),
          () => writtenElsewhere(app, change),
          () => command("jwtApps.replaceSecret", app),
        ),
      );
      assert.ok(error.includes(sentence), error);
      const now = await store.get(app.id);
      assert.deepEqual(now && (await store.secretsOf(now))?.reveal(), old);
      await forgetAll();
    }
  });

  it("doesn't overwrite an algorithm that another window confirmed", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Algorithm", { algorithmAssumed: true }));
    const error = await failure(
      ASKING["Confirm Algorithm"]?.run(app, () => writtenElsewhere(app, { algorithm: "RS256" })) ?? Promise.resolve(),
    );
    assert.ok(error.includes("The algorithm of “Algorithm” was changed to RS256 meanwhile"), error);
    assert.equal((await store.get(app.id))?.algorithm, "RS256");
  });

  it("doesn't copy a client secret that was forgotten before the answer", async () => {
    await vscode.env.clipboard.writeText("before");
    const app = await saved(hs256App("Copied"));
    const error = await failure(
      confirming("Copy Client Secret", forgetAll, () => byPerson("jwtApps.copyClientSecret", app)),
    );
    assert.ok(error.includes("The secrets of “Copied” were changed meanwhile, so nothing was copied."), error);
    assert.equal(await vscode.env.clipboard.readText(), "before");
  });
});

function secrets() {
  return { clientSecret: asChecked(newSecret()), payloadSharedKey: asChecked(btoa("k".repeat(32))) };
}

function fileOf(app: JwtApp): vscode.Uri {
  if (!folder) throw new Error("not activated");
  return vscode.Uri.joinPath(folder, `${app.id}.json`);
}

let folder: vscode.Uri | undefined;

/** Writes an app's file as another window does. */
async function writtenElsewhere(app: JwtApp, changes: Partial<JwtApp>): Promise<void> {
  const written = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(fileOf(app)))) as object;
  await vscode.workspace.fs.writeFile(
    fileOf(app),
    new TextEncoder().encode(JSON.stringify({ ...written, ...changes })),
  );
}

async function failure(action: Thenable<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing was refused";
}

/** A secret is typed, once `before` happened. */
async function typing(secret: string, before: () => Promise<unknown>, action: () => Thenable<unknown>): Promise<void> {
  await prompting([{ meanwhile: before }, { type: secret }], action);
}

async function choosing(
  choose: (items: readonly vscode.QuickPickItem[]) => Choice,
  before: () => Promise<unknown>,
  action: () => Thenable<unknown>,
): Promise<void> {
  const chosen = async (items: readonly vscode.QuickPickItem[]): Promise<Choice> => {
    await before();
    return choose(items);
  };
  await picking(chosen, action);
}

/** A host that runs tests answers no input that closes by itself, so this one is answered in its place. */
async function inputting(text: string, before: () => Promise<unknown>, action: () => Thenable<unknown>): Promise<void> {
  const { showInputBox } = vscode.window;
  Object.assign(vscode.window, { showInputBox: async () => (await before(), text) });
  try {
    await action();
  } finally {
    Object.assign(vscode.window, { showInputBox });
  }
}

/** A host that runs tests refuses to show a dialog. */
async function confirming(
  answer: string,
  before: () => Promise<unknown>,
  action: () => Thenable<unknown>,
): Promise<void> {
  const { showWarningMessage } = vscode.window;
  const answered = async (_message: string, ...rest: unknown[]): Promise<unknown> => {
    if (!rest.includes(answer)) throw new Error(`there is no button “${answer}”`);
    await before();
    return answer;
  };
  Object.assign(vscode.window, { showWarningMessage: answered });
  try {
    await action();
  } finally {
    Object.assign(vscode.window, { showWarningMessage });
  }
}

async function jwk(): Promise<string> {
  const algorithm = { name: "RSA-OAEP", hash: "SHA-1", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
  const { publicKey } = await crypto.subtle.generateKey(algorithm, true, ["encrypt", "decrypt"]);
  const { n, e } = await crypto.subtle.exportKey("jwk", publicKey);
  return JSON.stringify({ kty: "RSA", n, e, kid: "k-1" });
}
