import * as assert from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { likelyCauses as causesOf } from "../../src/domain/tokens/verify/likelyCauses";
import type { ReturnedCause } from "../../src/editor/commands/commandTypes";
import { explainErrorReport } from "../../src/editor/requests/errors/explainErrorReport";
import { shownBy } from "./shown";
import { activated, answering, forgetAll, hs256App, newSecret, saved, signedToken, until } from "./support";
import { shownText } from "./inFront";

const BOT_ID = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";
const SESSIONS = `https://platform.kore.ai/api/public/bot/${BOT_ID}/getSessions`;
const CREDENTIALS = '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}';
const SCOPE = '{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}';

describe("explaining an error of the platform", () => {
  const secret = newSecret();
  /** Seconds: longer than all these tests take. */
  const tomorrow = Math.floor(Date.now() / 1000) + 86_000;
  let app: JwtApp;

  before(async () => {
    await forgetAll();
    app = await saved(hs256App("Explained", { botId: BOT_ID }), { clientSecret: secret });
  });
  after(async () => {
    for (let left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length; left > 0; left--)
      await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await forgetAll();
  });

  const token = (key = secret): Promise<string> => signedToken({ appId: app.clientId, exp: tomorrow }, key);
  const explain = (argument?: object): Thenable<ReturnedCause[]> =>
    vscode.commands.executeCommand("jwtApps.explainError", argument);
  const causes = async (argument?: object): Promise<string[]> =>
    (await explain(argument)).filter(({ state }) => state !== "fits").map(({ state, code }) => `${state}: ${code}`);

  /** A new document in an editor; never on disk. */
  async function shown(content: string, language: string): Promise<vscode.TextEditor> {
    return shownText(content, language, vscode.ViewColumn.One);
  }

  it("returns the causes in order, each with its fix, for a text that is handed over", async () => {
    const [first, second] = await explain({
      text: `POST ${SESSIONS}\nauth: ${await token(`${secret}\n`)}\n\n${CREDENTIALS}`,
    });
    assert.deepStrictEqual(first, {
      code: "secret-with-white-space",
      state: "found",
      message: "The signature doesn't match the app's key.",
      details: ["It was made with the client secret and white space around it."],
      fix: "Mint a new token of the app.",
    });
    assert.strictEqual(second?.state, "possible");
  });

  it("takes the request of the same block, with the answer below it, and the file's variables", async () => {
    const editor = await shown(
      `@host = https://platform.kore.ai\n\n### First\nGET {{host}}/api/public/bot/${BOT_ID}/getSessions\n\n### Second\nPOST {{host}}/api/public/bot/${BOT_ID}/getSessions\nauth: ${await token()}\n\n${SCOPE}\n`,
      "http",
    );
    const at = editor.document.positionAt(editor.document.getText().indexOf("Scope is"));
    editor.selection = new vscode.Selection(at, at);
    assert.deepStrictEqual((await causes())[0], "found: scope-missing");
  });

  it("finds no fault with a bot whose variable has its value elsewhere", async () => {
    const of = async (botId: string): Promise<string[]> =>
      causes({ text: `POST ${SESSIONS.replace(BOT_ID, botId)}\nauth: ${await token()}\n\n${CREDENTIALS}` });
    assert.ok((await of("b1")).includes("found: bot-id-malformed"));
    for (const botId of ["{{botId}}", "{{ $dotenv BOT_ID }}"])
      assert.deepStrictEqual(
        (await of(botId)).filter((cause) => cause.startsWith("found")),
        [],
      );
  });

  it("takes the request that is shown beside an answer, and its app where the token stands in no file", async () => {
    const editor = await shown(`# jwt-app: Explained\nPOST ${SESSIONS}\nauth: {{token}}\n`, "http");
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await shownText(SCOPE, "json", vscode.ViewColumn.Two);
    assert.deepStrictEqual((await causes())[0], "found: scope-missing");
    assert.deepStrictEqual((await causes({ text: SCOPE }))[0], "found: scope-missing");
    await vscode.commands.executeCommand("workbench.action.closeAllGroups");
  });

  it("finds no fault with a token that a log leaves out, and takes the app of the bot in the path", async () => {
    const log = `2030-01-01 WARN Post "${SESSIONS}" failed: 401 ${CREDENTIALS}`;
    const [first] = await explain({ text: log });
    assert.strictEqual(first?.state, "possible");
    assert.ok((await causes({ text: log.replace(CREDENTIALS, SCOPE) })).includes("found: scope-missing"));
  });

  it("doesn't find a token missing where it can't know, and finds the one that a comment stands beside", async () => {
    const grant = "POST https://platform.kore.ai/api/1.1/oAuth/token/jwtgrant\nContent-Type: application/json\n";
    const sessions = `POST ${SESSIONS}\n`;
    const answer = `\nHTTP/1.1 401 Unauthorized\n\n${CREDENTIALS}\n`;
    const noTokenFound = async (text: string): Promise<boolean> => {
      const editor = await shown(text + answer, "http");
      // Named, since the report of the call before may come to the front meanwhile.
      const place = { uri: editor.document.uri.toString(), offset: editor.document.getText().indexOf("Invalid SDK") };
      return (await explain(place)).some(
        ({ state, code }) =>
          state === "found" && ["no-token", "assertion-missing", "auth-header-missing"].includes(code),
      );
    };
    const jwt = await token();
    assert.strictEqual(await noTokenFound(`${grant}\n{"botInfo":{}}\n`), true, "there is none");
    assert.strictEqual(await noTokenFound(sessions), true, "there is none");
    for (const body of [
      `{"assertion":"${jwt}"}\n\n# next`,
      `{\n// who\n"assertion":"${jwt}"\n}`,
      "< ./grant.json",
      '{"assertion":"{{token}}"}',
      "{{grant}}",
    ]) {
      assert.strictEqual(await noTokenFound(`${grant}\n${body}\n`), false, body);
    }
    for (const head of [`${sessions}auth: {{token}}\n`, `${sessions}...defaultHeaders\n`])
      assert.strictEqual(await noTokenFound(head), false, head);
    assert.strictEqual(await noTokenFound(`{{+\nexports.x = 1;\n}}\n${sessions}`), false, "a script");
  });

  it("takes the clipboard where no editor shows an error, and says so where that has none either", async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.env.clipboard.writeText(
      `> POST ${new URL(SESSIONS).pathname} HTTP/1.1\n> Authorization: Bearer ${await token()}\n< HTTP/1.1 401\n${CREDENTIALS}`,
    );
    assert.deepStrictEqual((await causes())[0], "found: authorization-instead-of-auth");
    await vscode.env.clipboard.writeText("nothing");
    await assert.rejects(
      async () => explain({ text: "all is well" }),
      /There is no answer of the platform's with an error here/,
    );
    await assert.rejects(async () => explain({ text: 1 }), /The argument “text” has the wrong type/);
  });

  it("asks before it takes the clipboard's where an editor is open, and takes it for nobody else", async () => {
    await shown("GET https://example.com\n", "plaintext");
    await vscode.env.clipboard.writeText(CREDENTIALS);
    const { messages } = await shownBy(() => explain());
    assert.deepStrictEqual(messages, ["There is no answer with an error at the cursor; the clipboard has one."]);
    assert.ok(vscode.window.activeTextEditor?.document.getText().startsWith("GET "), "no report opened");
    await assert.rejects(async () => explain({}), /There is no answer of the platform's with an error at the cursor/);
    await answering("Use the Clipboard", () => explain());
    await until(
      () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).some(({ label }) => label.includes("Error")),
      "the report opens",
    );
  });

  it("says on the page where the answer was taken from the clipboard", () => {
    const causes = causesOf("Invalid SDK credentials", []);
    assert.match(
      explainErrorReport({ message: "Invalid SDK credentials" }, undefined, undefined, causes, { isCopied: true }),
      /\n\nThis answer was taken from the clipboard\.\n\n/,
    );
    assert.ok(
      !explainErrorReport({ message: "Invalid SDK credentials" }, undefined, undefined, causes).includes(
        "taken from the clipboard",
      ),
    );
  });

  it("says of an answer that is known of one place alone where that is", () => {
    const said = (message: string, method?: string, path = "") =>
      explainErrorReport({ message }, method === undefined ? undefined : { method, path, headers: {} }, undefined, []);
    const grant = "/api/1.1/oAuth/token/jwtgrant";
    const sessions = new URL(SESSIONS).pathname;
    assert.match(said("Not found", "POST", grant), /\n\nThe platform's documentation has this answer\.\n\n/);
    assert.match(
      said("Not found"),
      /has this answer for SDKs that exchange a JWT\. That others get it, [^]*is not known/,
    );
    assert.match(said("Not found", "POST", sessions), /\n\nThis answer is not known, so whatever is wrong/);
    assert.match(said("Invalid apikey"), /\n\nA BotKit answers so to the platform, as its public code shows\.\n\n/);
    assert.match(said("emailIds can't be empty"), /has this answer of Update User Access; of other endpoints/);
    assert.match(
      said("Validation errors/ Invalid arguments", "POST", sessions),
      /others have observed it where a bot was imported\. That other endpoints give it for the same reasons is inferred/,
    );
  });

  it("shows them on a page without markup of others, a query or a token", async () => {
    const message = "![x](https://example.com/x.png) <b>";
    const request = { method: "POST", path: `/api/public/bots?secret=${secret}`, headers: { auth: await token() } };
    const text = explainErrorReport({ message }, request, app, causesOf("Method Not Allowed", []));
    assert.ok(text.includes("\\!\\[x\\] \\(https\\:\\//example\\.com/x\\.png\\) \\<b\\>"), text);
    assert.ok(!text.includes(secret) && !text.includes("secret=") && !text.includes("eyJ"), text);
    assert.match(
      text,
      /## Possible, and not to be told from here\n\n1\. The endpoint may want another method\. {2}\n {3}→ Send it with the method/,
    );
  });

  it("says on the page where on the platform a cause is put right, with the documentation behind a link", () => {
    const causes = causesOf("Permission denied. Scope is incorrect!", []);
    const message = "Permission denied. Scope is incorrect!";
    const text = explainErrorReport({ message }, undefined, app, causes);
    assert.match(
      text,
      /The app may lack the scope\. {2}\n {3}→ [^\n]+ {2}\n {3}In the XO Platform\\?: App Settings \\> Dev Tools \\> API Scope \\> Create API Scope\. \[Documentation\]\(https:\/\/docs\.kore\.ai\/ai-for-service\/apis\/automation\/api-introduction#associating-api-scopes\)/,
    );
    assert.ok(!text.includes("Admin Console"), text);
    // Of an app that isn't known, each level's.
    const either = explainErrorReport({ message }, undefined, undefined, causes);
    assert.ok(either.includes("In the XO Platform") && either.includes("In the Admin Console"), either);
  });

  it("names the pages that have an answer's words, and what they say of when, with a link", async () => {
    const words = "Unable to change the default language. The language 'fr' is currently disabled.";
    const [first] = await explain({ text: `{"text":"${words}"}` });
    assert.deepStrictEqual(
      [first?.code, first?.state, first?.message],
      [
        "language-disabled",
        "possible",
        "Documented on the page of Change the Default Language: The language is disabled.",
      ],
    );
    const text = explainErrorReport({ message: words }, undefined, undefined, causesOf(words, []));
    assert.match(text, /\n\nThe platform's documentation has this answer of Change the Default Language; of other/);
    assert.match(
      text,
      /\[Documentation\]\(https:\/\/docs\.kore\.ai\/ai-for-service\/[a-z/-]+\) \\?\(its address is inferred\\?\)/,
    );
  });

  it("has a lens above each error in JSON, request files and logs", async () => {
    for (const [language, content] of [
      ["json", `[\n${CREDENTIALS},\n${SCOPE}\n]`],
      ["http", `POST ${SESSIONS}\n\n${CREDENTIALS}\n${SCOPE}`],
    ] as const) {
      // Of a file: the next unsaved document may get the name of one that was closed, and for a while its lenses.
      const file = vscode.Uri.joinPath((await activated()).folder, `../captures/errors.${language}`);
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
      const { document } = await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One });
      let lenses: vscode.CodeLens[] = [];
      await until(async () => {
        const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          "vscode.executeCodeLensProvider",
          document.uri,
          100,
        );
        lenses = all.filter(({ command }) => command?.command === "jwtApps.explainError");
        return lenses.length === 2;
      }, "two lenses");
      const first = language === "json" ? 1 : 2;
      assert.deepStrictEqual(
        lenses.map(({ range }) => range.start.line),
        [first, first + 1],
      );
      const command = lenses[1]?.command;
      const returned = await vscode.commands.executeCommand<ReturnedCause[]>(
        command?.command ?? "",
        ...(command?.arguments ?? []),
      );
      assert.ok(returned.some(({ code }) => code === "scope-not-on-platform"));
    }
  });

  it("has a lens in a file of more than five million characters, and says so above twenty", async () => {
    const lensesIn = async (name: string, length: number): Promise<string[]> => {
      const file = vscode.Uri.joinPath((await activated()).folder, `../captures/${name}.log`);
      const line = `${"x".repeat(199)}\n`;
      const content = `${line.repeat(length / line.length)}${CREDENTIALS}\n`;
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
      const { uri } = await vscode.workspace.openTextDocument(file);
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 100);
      return all
        .filter(({ command }) => command?.command === "jwtApps.explainError")
        .map(({ range, command }) => `${range.start.line} ${command?.title}`);
    };
    assert.deepStrictEqual(await lensesIn("long", 6_000_000), ["30000 $(question) Explain This Error"]);
    assert.deepStrictEqual(await lensesIn("too-long", 20_000_000), [
      "0 JWT Apps looks for no errors of the platform in files of more than 20 million characters: select one and explain it",
    ]);
  });
});
