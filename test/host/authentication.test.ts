import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import type { MintedToken } from "../../src/domain/tokens/mint";
import { AppSessions, type SessionServices } from "../../src/editor/authentication/appSessions";
import { assertDeclinesFirst, asking, neighbour, type Neighbour } from "../hostile/host/neighbour";
import { activated, claimsOf, forgetAll, hs256App, isSignedWith, newSecret, saved, until } from "./support";
import { passed } from "../until";

const ACCEPT = "Sign In";
/** What VS Code says instead of showing a question while tests run, with the question. */
const WANTS_IN =
  /refused to show dialog in tests\. Contents: The extension 'A hostile extension' wants to sign in using JWT Apps\./;

describe("The sessions of other extensions", () => {
  const clientSecret = newSecret();
  let another: Neighbour;
  let app: JwtApp;
  let signings = 0;
  const { sign } = crypto.subtle;

  before(async () => {
    await activated();
    another = await neighbour();
    // What is no token is signed, too, such as the fingerprints of secrets, whenever there is time for it.
    const counted = async (...given: Parameters<typeof sign>): Promise<ArrayBuffer> => {
      if (/^eyJ[\w-]+\.eyJ/.test(new TextDecoder().decode(given[2]))) signings++;
      return sign.apply(crypto.subtle, given);
    };
    Object.defineProperty(crypto.subtle, "sign", { configurable: true, value: counted });
  });
  beforeEach(async () => {
    await forgetAll();
    const { memory } = await activated();
    await until(() => memory.get("signedIn") === undefined, "nobody is signed in");
    app = await saved(hs256App("Order Bot", { enforceJti: true }), { clientSecret });
    signings = 0;
  });
  after(async () => {
    Reflect.deleteProperty(crypto.subtle, "sign");
    await forgetAll();
  });

  const scopes = ["app:Order Bot"];
  const accounts = (): Thenable<readonly vscode.AuthenticationSessionAccountInformation[]> =>
    vscode.authentication.getAccounts("jwtApps");
  const silently = (of = scopes) => another.session(of, { silent: true });

  /** The command of the item that VS Code puts into its Accounts menu for an extension that asks without a question. */
  async function menuItem(
    of: readonly string[] = scopes,
    ask: typeof another.session = another.session,
  ): Promise<string> {
    const before = await vscode.commands.getCommands();
    assert.equal(await ask(of), undefined);
    const [item, ...others] = (await vscode.commands.getCommands()).filter((id) => !before.includes(id));
    assert.match(item ?? "there is none", /^jwtApps:.*:signIn\d$/);
    assert.deepEqual(others, []);
    return item ?? assert.fail();
  }

  async function ownSession(of: readonly string[], options?: vscode.AuthenticationGetSessionOptions) {
    return vscode.authentication.getSession("jwtApps", of, options);
  }

  async function signIn(of = scopes): Promise<void> {
    const item = await menuItem(of);
    const { error } = await asking(() => another.call(item), ACCEPT);
    assert.equal(error, undefined);
  }

  it("are none, and no token is made, before a person said so", async () => {
    assert.equal(await silently(), undefined);
    await assert.rejects(another.session(scopes, { createIfNone: true }), WANTS_IN);
    await assert.rejects(another.session(scopes, { forceNewSession: true }), WANTS_IN);
    assert.deepEqual(await accounts(), []);
    const item = await menuItem();
    const declined = await asking(() => another.call(item));
    assert.ok(declined.error);
    assertDeclinesFirst(declined);
    const [question] = declined.modals;
    assert.equal(question?.message, "Sign in with “Order Bot” for another extension?");
    assert.match(question.detail, new RegExp(`^Client ID: ${app.clientId}$`, "m"));
    assert.match(question.detail, /If you saw neither, don't sign in\./);
    assert.equal(await silently(), undefined);
    assert.deepEqual(await accounts(), []);
    assert.equal(signings, 0);
    await asking(() => another.call(item), ACCEPT);
    assert.ok(await silently());
    assert.equal((await vscode.commands.getCommands()).includes(item), false);
  });

  it("have a fresh token each time once a person said so, and nothing else of the app", async () => {
    await signIn();
    assert.equal(signings, 1);
    const first = (await silently()) ?? assert.fail("no session");
    const second = (await another.session(scopes, { createIfNone: true })) ?? assert.fail("no session");
    assert.equal(signings, 3);
    for (const { accessToken } of [first, second]) assert.equal(await isSignedWith(accessToken, clientSecret), true);
    const claims = [first, second].map(({ accessToken }) => claimsOf(accessToken));
    assert.deepEqual([...new Set(claims.map(({ appId }) => appId))], [app.clientId]);
    assert.equal(new Set(claims.map(({ jti }) => jti)).size, 2);
    const { label } = first.account;
    assert.match(label, new RegExp(`^Order Bot \\(${app.clientId}\\) #[0-9a-f]{6}$`));
    assert.deepEqual([first.id, first.account.id, first.scopes], [app.id, app.id, scopes]);
    assert.deepEqual(Object.keys(first).sort(), ["accessToken", "account", "id", "scopes"]);
    // By client ID or internal ID it is the same.
    for (const reference of [app.clientId, app.id])
      assert.equal((await silently([`app:${reference}`]))?.account.label, label);
  });

  it("are listed without a token, and nothing that VS Code or we keep has one", async () => {
    await signIn();
    const { memory } = await activated();
    signings = 0;
    const [account] = await accounts();
    assert.deepEqual(JSON.parse(JSON.stringify(account)), { id: app.id, label: account?.label });
    assert.equal(signings, 0);
    assert.deepEqual(memory.get("signedIn"), { [app.id]: account?.label });
  });

  it("give nothing to one that nobody allowed, whatever it asks with", async () => {
    await signIn();
    const [account] = await accounts();
    assert.ok(account);
    for (const options of [{ silent: true }, { silent: true, account }, { silent: true, clearSessionPreference: true }])
      assert.equal(await ownSession(scopes, options), undefined);
    for (const options of [{ createIfNone: true }, { createIfNone: true, account }, { forceNewSession: true }])
      await assert.rejects(
        ownSession(scopes, options),
        /refused to show dialog in tests\. .* wants (?:you )?to sign in/,
      );
    assert.equal(await ownSession(scopes), undefined);
    // What VS Code then puts into its Accounts menu asks, too, and by nothing that code can answer.
    await vscode.commands.executeCommand("jwtAppsxo-jwt.jwt-appsAccess");
    await another.acceptAfter(600);
    assert.equal(await ownSession(scopes, { silent: true }), undefined);
    assert.ok(await silently());
  });

  it("are of the account that is asked for, or of none", async () => {
    await signIn();
    const account = (await silently())?.account ?? assert.fail("no session");
    const ofAccount = (wanted: vscode.AuthenticationSessionAccountInformation) =>
      another.session(scopes, { silent: true, account: wanted });
    assert.equal((await ofAccount(account))?.account.label, account.label);
    assert.equal(await ofAccount({ id: crypto.randomUUID(), label: account.label }), undefined);
    assert.ok(await another.session(scopes, { silent: true, clearSessionPreference: true }));
  });

  it("name a host that came from a file before the first token, and end where a file moves the app", async () => {
    const { store } = await activated();
    const host = "order-bot.example";
    await store.update(app, (current) => ({ ...current, host, hostFromFile: host }));
    const item = await menuItem();
    const { modals } = await asking(() => another.call(item), ACCEPT);
    assert.match(modals[0]?.detail ?? "", /^The app's host, order-bot\.example, comes from a file of a workspace\.$/m);
    assert.ok(await silently());
    signings = 0;
    const moved = "elsewhere.example";
    await store.update(app, (current) => ({ ...current, host: moved, hostFromFile: moved }));
    assert.equal(await silently(), undefined);
    assert.deepEqual(await accounts(), []);
    assert.equal(signings, 0);
  });

  it("of several apps are each asked for once", async () => {
    await saved(hs256App("Second Bot"));
    await signIn();
    await signIn(["app:Second Bot"]);
    for (const of of [scopes, ["app:Second Bot"], scopes])
      assert.ok(await another.session(of, { createIfNone: true }), of[0]);
    assert.equal((await accounts()).length, 2);
  });

  it("share one token where they are asked for in the same moment, and have another in the next", async () => {
    await signIn();
    const { store, memory } = await activated();
    let [asked, made] = [0, 0];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const unused = (): never => assert.fail("not used");
    const services: SessionServices = {
      ...{ memory, tokens: { mintFor: unused }, runner: { failure: unused }, log: { error: unused } },
      store: {
        onDidChange: store.onDidChange,
        list: () => store.list(),
        secretsOf: (of) => store.secretsOf(of),
        update: unused,
        apps: async () => {
          const apps = await store.apps();
          // Behind the third that asks for a token, which by then waits for it.
          if (++asked === 3) passed(0).then(release, unused);
          return apps;
        },
      },
      minted: {
        mint: async () => {
          const token = `token ${++made}`;
          await held;
          return { token } as MintedToken;
        },
      },
    };
    const changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
    const sessions = new AppSessions(services, changed);
    const ask = async (of?: readonly string[]): Promise<string[]> =>
      (await sessions.getSessions(of, {})).map(({ accessToken }) => accessToken);
    try {
      assert.deepEqual(await ask(), [""]);
      asked = 0;
      const tokens = await Promise.all([ask(scopes), ask(scopes), ask([`app:${app.clientId}`])]);
      assert.deepEqual(tokens, [["token 1"], ["token 1"], ["token 1"]]);
      assert.deepEqual(await ask(scopes), ["token 2"]);
    } finally {
      sessions.dispose();
      changed.dispose();
    }
  });

  it("end with signing out, and VS Code forgets whom it allowed", async () => {
    await signIn();
    const [before] = await accounts();
    // Where tests run, VS Code answers its own question with yes.
    await vscode.commands.executeCommand("_signOutOfAccount", { providerId: "jwtApps", accountLabel: before?.label });
    await until(async () => (await accounts()).length === 0, "it is signed out");
    signings = 0;
    assert.equal(await silently(), undefined);
    await assert.rejects(another.session(scopes, { createIfNone: true }), WANTS_IN);
    assert.equal(signings, 0);
    await signIn();
    assert.notEqual((await accounts())[0]?.label, before?.label);
  });

  it("end where the app is renamed, and go to no app that takes its name", async () => {
    const told: string[] = [];
    const listening = vscode.authentication.onDidChangeSessions(({ provider }) => told.push(provider.id));
    try {
      await signIn();
      const [before] = await accounts();
      const { store } = await activated();
      told.length = 0;
      await store.update(app, (current) => ({ ...current, name: "Renamed" }));
      await until(() => told.includes("jwtApps"), "VS Code is told");
      const taker = await saved(hs256App("Order Bot"));
      signings = 0;
      for (const of of [scopes, ["app:Renamed"], [`app:${taker.clientId}`]])
        assert.equal(await silently(of), undefined, of[0]);
      assert.equal(signings, 0);
      assert.deepEqual(await accounts(), []);
      await store.update(app, (current) => ({ ...current, name: "Old" }));
      await store.update(taker, (current) => ({ ...current, name: "Elsewhere" }));
      await store.update(app, (current) => ({ ...current, name: "Order Bot" }));
      await signIn();
      assert.notEqual((await accounts())[0]?.label, before?.label);
    } finally {
      listening.dispose();
    }
  });

  it("end where the app is deleted, also for another with its name and client ID", async () => {
    await signIn();
    const { store, memory } = await activated();
    await store.delete(app.id);
    await until(() => memory.get("signedIn") === undefined, "it is forgotten");
    const next = await saved(hs256App("Order Bot", { clientId: app.clientId }));
    signings = 0;
    assert.equal(await silently(), undefined);
    assert.equal(signings, 0);
    // Whom a person allowed for the first isn't allowed for this one when somebody else is.
    const item = await menuItem(scopes, ownSession);
    await asking(() => another.call(item), ACCEPT);
    assert.equal((await ownSession(scopes, { silent: true }))?.account.id, next.id);
    assert.equal(await silently(), undefined);
  });

  it("have labels that tell apps apart that look alike, without what can't be seen", async () => {
    const clientId = app.clientId;
    const looks = [
      await saved(hs256App("Order\u202e\u200bBot", { clientId })),
      await saved(hs256App(`Order Bot (${clientId}) #000000`, { clientId: "cs-1" })),
      await saved(hs256App("$(account) [Order](command:x)", { clientId: "cs-2) #111111" })),
    ];
    for (const { id } of [app, ...looks]) await signIn([`app:${id}`]);
    const labels = (await accounts()).map(({ label }) => label);
    assert.equal(new Set(labels).size, 4);
    for (const label of labels) {
      assert.doesNotMatch(label, /[\u200b\u202e]|\$\(|\]\(/);
      assert.match(label, / #[0-9a-f]{6}$/);
    }
  });

  it("say what is missing where the app's secret is gone, and ask nobody for it by themselves", async () => {
    await signIn();
    const { secrets } = await activated();
    await secrets.delete(`app/${app.id}`);
    signings = 0;
    const { error, asked } = await asking(() => silently());
    assert.match(
      error?.message ?? "",
      /The client secret of “Order Bot” is not known here\. Copy it from the platform/,
    );
    assert.deepEqual([asked, signings], [[], 0]);
  });

  it("are refused in a sentence where the scopes name no app", async () => {
    for (const wrong of [
      [],
      ["Order Bot"],
      ["app:"],
      ["app:Order Bot", "profile:sdk"],
      ["app:Order Bot", "app:Order Bot"],
    ]) {
      for (const options of [{ silent: true }, { createIfNone: true }] as const)
        await assert.rejects(
          another.session(wrong, options),
          /Exactly one scope names an app for JWT Apps; this call has: .*\. Ask with “app:” and the name or client ID of one app/,
        );
    }
    // As another window may have made them in the same moment.
    const { folder, store } = await activated();
    for (const twin of [hs256App("Twin"), hs256App("twin")])
      await vscode.workspace.fs.writeFile(
        vscode.Uri.joinPath(folder, `${twin.id}.json`),
        new TextEncoder().encode(JSON.stringify(twin)),
      );
    await store.reload();
    for (const [of, said] of [
      [["app:Unknown"], /There is no JWT app with the ID, client ID or name “Unknown”/],
      [["app:TWIN"], /2 JWT apps have the name or client ID “TWIN”\. Name the one that is meant by its client ID\.$/],
    ] as const) {
      assert.equal(await silently([...of]), undefined);
      const { error, asked } = await asking(async () => another.call(await menuItem(of)), ACCEPT);
      assert.match(error?.message ?? "", said);
      assert.deepEqual(asked, []);
    }
    assert.equal(signings, 0);
  });
});
