import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { shownText } from "./inFront";
import { type Prompted, prompting } from "./prompts";
import { ReadOnlyTexts } from "./readOnlyTexts";
import { claimsOf, forgetAll, hs256App, isSignedWith, newSecret, saved, signedToken, until } from "./support";

const BOTS = ["st-11111111-1111-5111-8111-111111111111", "st-22222222-2222-5222-8222-222222222222"] as const;
const now = (): number => Math.floor(Date.now() / 1000);

/** What VS Code asks or says in messages, with the button that each gets. */
interface Said {
  readonly messages: readonly string[];
  readonly buttons: readonly (readonly string[])[];
}

describe("Switch App", () => {
  let [dev, prod, desk]: [JwtApp, JwtApp, JwtApp] = [hs256App("x"), hs256App("x"), hs256App("x")];
  let [devSecret, prodSecret] = ["", ""];

  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    [devSecret, prodSecret] = [newSecret(), newSecret()];
    const made = (name: string, slug: string, host: string, botId?: string): JwtApp =>
      hs256App(name, { slug, host, ...(botId && { botId }) });
    dev = await saved(made("Orders (dev)", "orders-dev", "dev.example.com", BOTS[0]), { clientSecret: devSecret });
    prod = await saved(made("Orders", "orders", "prod.example.com:8443", BOTS[1]), { clientSecret: prodSecret });
    desk = await saved(made("Desk", "desk", "desk.example.com"));
  });
  afterEach(async () => vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"));

  const token = (claims: object = {}, secret = devSecret): Promise<string> =>
    signedToken(
      { appId: dev.clientId, sub: "jane", iat: now() - 1000, exp: now() - 400, role: "tester", ...claims },
      secret,
    );

  const file = (one: string, app: JwtApp = dev, host = app.host ?? ""): string =>
    `# jwt-app: ${app.name}\n\n@host = https://${host}\n@botId = ${app.botId ?? ""}\n\n### One\nPOST {{host}}/api/public/bot/{{botId}}/faqs/train\nauth: ${one}\n\n### Two\nGET {{host}}/api/x\n`;

  /** Runs `action`, pressing the first of these buttons that a message has, and else what closes it. */
  async function saying<T>(
    answers: readonly string[],
    action: () => Thenable<T>,
    before: () => Promise<void> = async () => undefined,
  ): Promise<Said & { readonly result: T }> {
    const { showWarningMessage, showInformationMessage, showErrorMessage } = vscode.window;
    const messages: string[] = [];
    const buttons: string[][] = [];
    const told = async (message: string, ...rest: unknown[]): Promise<never> => {
      messages.push(message);
      const offered = rest.filter((each) => typeof each === "string");
      buttons.push(offered);
      if (messages.length === 1) await before();
      return answers.find((answer) => offered.includes(answer)) as never;
    };
    Object.assign(vscode.window, {
      showWarningMessage: told,
      showInformationMessage: told,
      showErrorMessage: told,
    });
    try {
      const result = await action();
      return { messages, buttons, result };
    } finally {
      Object.assign(vscode.window, { showWarningMessage, showInformationMessage, showErrorMessage });
    }
  }

  /** Each pick takes a second, so most tests call it so. */
  const asCode = (app: JwtApp, answers: readonly string[] = [], before?: () => Promise<void>) =>
    saying(
      ["Switch", "Allow for This Session", ...answers],
      () => vscode.commands.executeCommand<JwtApp | undefined>("jwtApps.switchApp", { app: app.id }),
      before,
    );
  /** What was said but for what code is always asked. */
  const rest = ({ messages }: Said): readonly string[] =>
    messages.filter((message) => !/^(?:Switch|Make tokens of) “/.test(message));
  const asPerson = (pick: string) =>
    prompting([{ pick }], () => vscode.commands.executeCommand<JwtApp>("jwtApps.switchApp"));
  const tokenIn = (document: vscode.TextDocument): string => /auth: (\S+)/.exec(document.getText())?.[1] ?? "";

  it("changes app, host, bot and token of a file that nobody saved, asks nothing, and one undo gives all back", async () => {
    const old = await token();
    const editor = await shownText(file(old), "http");
    const { messages, result } = await saying([], () => asPerson("Orders"));
    assert.deepEqual(messages, []);
    assert.equal(result.result.id, prod.id);
    const [prompted] = result.prompted;
    assert.deepEqual(
      prompted?.rows.map((row) => row.split(" | ")[0]),
      ["Orders", "Desk"],
    );
    assert.deepEqual(prompted?.details, ["prod.example.com:8443", "desk.example.com"]);
    const fresh = tokenIn(editor.document);
    assert.equal(editor.document.getText(), file(fresh, prod));
    assert.ok(await isSignedWith(fresh, prodSecret));
    const { iat, exp, ...claims } = claimsOf(fresh);
    assert.deepEqual(claims, { appId: prod.clientId, sub: "jane", role: "tester" });
    assert.equal(Number(exp) - Number(iat), 600);
    await vscode.commands.executeCommand("undo");
    assert.equal(editor.document.getText(), file(old));
    await vscode.commands.executeCommand("redo");
    await asCode(dev);
    const again = tokenIn(editor.document);
    assert.equal(editor.document.getText(), file(again));
    assert.ok(await isSignedWith(again, devSecret));
  });

  it("keeps profile, audience and claims of a token for the SDKs", async () => {
    const sdk = { appId: undefined, iss: dev.clientId, aud: "https://idp.example.com", isAnonymous: false, extra: 7 };
    const body = (one: string) => `{ "assertion": "${one}", "botInfo": { "chatBot": "x", "taskBotId": "${BOTS[0]}" } }`;
    const text = `# jwt-app: ${dev.name}\n\nPOST https://dev.example.com/api/1.1/oAuth/token/jwtgrant\nContent-Type: application/json\n\n${body(await token(sdk))}\n`;
    const editor = await shownText(text, "http");
    await asCode(prod);
    const [, fresh = ""] = /"assertion": "([^"]+)"/.exec(editor.document.getText()) ?? [];
    const { iat: _iat, exp: _exp, ...claims } = claimsOf(fresh);
    assert.deepEqual(claims, {
      iss: prod.clientId,
      sub: "jane",
      aud: "https://idp.example.com",
      isAnonymous: false,
      extra: 7,
      role: "tester",
    });
    assert.ok(editor.document.getText().includes(BOTS[1]));
  });

  it("asks code each time, with the file and both apps, and once more for tokens", async () => {
    const old = await token();
    const editor = await shownText(file(old), "http");
    const argument = { uri: editor.document.uri.toString(), app: prod.name };
    const byCode = (answer: string, more: object = {}) =>
      saying([answer], () =>
        vscode.commands.executeCommand<JwtApp | undefined>("jwtApps.switchApp", { ...argument, ...more }),
      );
    for (const more of [{}, { from: "editor" }]) {
      const declined = await byCode("Don't Switch", more);
      assert.equal(declined.result, undefined);
      assert.match(declined.messages.join(), /^Switch “.*” from “Orders \(dev\)” to “Orders”\? It changes 2\.$/);
      assert.equal(declined.buttons[0]?.[0], "Don't Switch", "the first button declines");
      assert.equal(
        (await byCode("Switch", more)).messages[1],
        "Make tokens of “Orders” for another extension or a script?",
      );
    }
    assert.equal(editor.document.getText(), file(old));
    await saying(["Allow for This Session"], () =>
      vscode.commands.executeCommand("jwtApps.mintToken", { app: prod.id }),
    );
    const { result, messages } = await byCode("Switch");
    assert.equal(messages.length, 1);
    assert.equal(result?.id, prod.id);
    assert.equal(editor.document.getText(), file(tokenIn(editor.document), prod));
    await assert.rejects(
      () => Promise.resolve(vscode.commands.executeCommand("jwtApps.switchApp", argument)),
      /those of “Orders” already/,
    );
  });

  it("asks before it puts a token in the place of one that isn't known to be ours", async () => {
    const others = await token({}, newSecret());
    const editor = await shownText(file(others), "http");
    assert.deepEqual(rest(await asCode(prod, ["Don't Write"])), ["Write a fresh token of “Orders” here?"]);
    assert.equal(editor.document.getText(), file(others));
    await asCode(prod, ["Write"]);
    assert.ok(await isSignedWith(tokenIn(editor.document), prodSecret));
  });

  it("asks where the token would go elsewhere than to the other app's host", async () => {
    const old = await token();
    const text = file(old, dev, "elsewhere.example.com");
    const editor = await shownText(text, "http");
    assert.deepEqual(rest(await asCode(prod, ["Don't Write"])), [
      "Write a fresh token of “Orders” into a request to “elsewhere.example.com”?",
    ]);
    assert.equal(editor.document.getText(), text);
  });

  it("switches nothing where the other app's token can't be made", async () => {
    const { clientSecret: _none, ...rest } = { clientSecret: "" };
    const bare = await saved(
      { ...hs256App("Orders UAT", { host: "uat.example.com" }), missingSecrets: ["clientSecret"] },
      rest,
    );
    const editor = await shownText(file(await token()), "http");
    const before = editor.document.getText();
    await saying([], () =>
      prompting([{ pick: bare.name }, "escape"], () => vscode.commands.executeCommand("jwtApps.switchApp")),
    );
    assert.equal(editor.document.getText(), before);
    const jwe = await saved(hs256App("Orders QA", { host: "qa.example.com", enforceJwe: true }));
    await assert.rejects(asCode(jwe), /platform/i);
    assert.equal(editor.document.getText(), before);
    // No window of these tests has an environment that clients read.
    const reading = file("{{$processEnv JWT_APPS_ORDERS_DEV}}");
    const { document } = await shownText(reading, "http");
    await assert.rejects(asCode(prod), /environment/);
    assert.equal(document.getText(), reading);
  });

  it("tells what stays, with the button that opens the form at that field", async () => {
    const bare = await saved(hs256App("Orders UAT", { slug: "orders-uat" }), { clientSecret: newSecret() });
    const editor = await shownText(file("x").replace(/auth: x\n/, ""), "http");
    const { messages, buttons } = await asCode(bare);
    assert.deepEqual(messages.slice(1), [
      "2 requests are those of “Orders UAT” now. “Orders UAT” has no host: addresses stay as they are. “Orders UAT” has no bot ID: the one in the file stays.",
    ]);
    assert.deepEqual(buttons.slice(1), [["Enter Host…", "Enter Bot ID…"]]);
    assert.equal(
      editor.document.getText(),
      file("x")
        .replace(/auth: x\n/, "")
        .replace(dev.name, bare.name),
    );
    await vscode.commands.executeCommand("undo");
    await asCode(bare, ["Enter Bot ID…"]);
    const form = () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputWebview));
    await until(form, "the form is open");
  });

  it("switches what is at the cursor, everywhere in the file, and leaves other apps where they are", async () => {
    const own = (app: JwtApp) => `### A\n# jwt-app: ${app.name}\nGET https://${app.host ?? ""}/x\n`;
    const text = (first: JwtApp) => `${own(desk)}\n${own(first)}\n${own(first)}`;
    const editor = await shownText(text(dev), "http");
    editor.selection = new vscode.Selection(5, 0, 5, 0);
    await asCode(prod);
    assert.equal(editor.document.getText(), text(prod));
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    let prompted: readonly Prompted[] = [];
    await saying([], async () => ({ prompted } = await asPerson("Orders (dev)")));
    assert.deepEqual(prompted[0]?.rows.map((row) => row.split(" | ")[0]).includes("Desk"), false);
    assert.equal(editor.document.getText(), text(prod).replace(own(desk), own(dev)));
  });

  it("goes through the gateway by the other app's name there", async () => {
    const text = `@gateway = {{$processEnv JWT_APPS_GATEWAY}}\n\n### One\nGET {{gateway}}/orders-dev/api/public/bot/${BOTS[0]}/x\n`;
    const editor = await shownText(text, "http");
    assert.deepEqual(rest(await asCode(prod)), []);
    assert.equal(editor.document.getText(), text.replace("orders-dev", "orders").replace(BOTS[0], BOTS[1]));
  });

  it("writes nothing into a file that was changed meanwhile, or is read-only, and says so", async () => {
    // A token that may be anybody's is asked about, and the question waits.
    const editor = await shownText(file(await token({}, newSecret())), "http");
    const meanwhile = async (): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(editor.document.uri, new vscode.Position(0, 0), "# mine\n");
      assert.ok(await vscode.workspace.applyEdit(edit));
    };
    await assert.rejects(asCode(prod, ["Write"], meanwhile), /changed meanwhile/);
    assert.ok(editor.document.getText().startsWith(`# mine\n# jwt-app: ${dev.name}\n`));
    const scheme = `switch-${crypto.randomUUID().slice(0, 8)}`;
    const texts = new ReadOnlyTexts(
      new Map([["/calls.http", `# jwt-app: ${dev.name}\n\nGET https://dev.example.com/x\n`]]),
    );
    const provider = vscode.workspace.registerFileSystemProvider(scheme, texts, { isReadonly: true });
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, path: "/calls.http" }));
      const shown = await vscode.window.showTextDocument(document);
      await until(() => vscode.window.activeTextEditor === shown, "it is active");
      const { messages } = await saying([], () => vscode.commands.executeCommand("jwtApps.switchApp"));
      await until(() => messages.length > 0, "it was said");
      assert.deepEqual(messages, ["The requests can't be changed: this file is read-only."]);
      assert.ok(document.getText().includes("dev.example.com"));
    } finally {
      provider.dispose();
    }
  });

  it("says why there is nothing to switch", async () => {
    const refused = async (text: string, argument: object, error: RegExp): Promise<void> => {
      const { document } = await shownText(text, "http");
      const call = () =>
        vscode.commands.executeCommand("jwtApps.switchApp", { uri: document.uri.toString(), ...argument });
      await assert.rejects(() => Promise.resolve(call()), error);
    };
    await refused("GET https://example.com\n", { app: prod.id }, /can't be told/);
    await refused(
      "# jwt-app: Nobody\nGET https://example.com\n",
      { app: prod.id },
      /names the app “Nobody”, which isn't here/,
    );
    await refused(file("x"), { app: "nobody" }, /There is no JWT app with the ID/);
    await refused(`# jwt-app: ${dev.name}\n\n${"x".repeat(1_000_001)}`, { app: prod.id }, /too long/);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await assert.rejects(
      () => Promise.resolve(vscode.commands.executeCommand("jwtApps.switchApp", { app: prod.id })),
      /no request file/,
    );
  });
});
