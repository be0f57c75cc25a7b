import * as assert from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { httpYac, restClient } from "./standIns";
import {
  activated,
  answering,
  base64url,
  claimsOf,
  forgetAll,
  hs256App,
  isSignedWith,
  newSecret,
  saved,
  signedToken,
  until,
} from "./support";
import { shownText } from "./inFront";

const BOT_ID = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";
const SESSIONS = `/api/public/bot/${BOT_ID}/getSessions`;
const now = (): number => Math.floor(Date.now() / 1000);

/** A new document in an editor; never on disk. */
async function shown(content: string, language = "http"): Promise<vscode.TextDocument> {
  return (await shownText(content, language)).document;
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
}

const ours = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "JWT Apps");
/** Code and marked text, in order. */
const marked = (document: vscode.TextDocument): string[][] =>
  ours(document)
    .map(({ code, range }) => [String(code), document.getText(range)])
    .sort((a, b) => (a.join() < b.join() ? -1 : 1));

/** Waits for exactly these diagnostics, and fails with those there were. */
async function marks(document: vscode.TextDocument, expected: string[][]): Promise<void> {
  const sorted = [...expected].sort((a, b) => (a.join() < b.join() ? -1 : 1));
  await until(() => JSON.stringify(marked(document)) === JSON.stringify(sorted), "these diagnostics").catch(() =>
    assert.deepStrictEqual(marked(document), sorted),
  );
}

async function lensesOf(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    document.uri,
    100,
  );
  return all.filter(
    ({ command }) => command?.command.startsWith("jwtApps.") && command.command !== "jwtApps.decryptSelection",
  );
}
/** All lenses, as they are before VS Code asks for the words of any. */
async function unresolved({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri);
}
const titles = (lenses: readonly vscode.CodeLens[]): string[] => lenses.map(({ command }) => command?.title ?? "");

async function click(lens: vscode.CodeLens | undefined): Promise<unknown> {
  assert.ok(lens?.command);
  return vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
}

async function fixesOf(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return (await allFixesOf(document, range)).filter(({ isPreferred }) => isPreferred);
}

async function allFixesOf(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

async function applied(action: vscode.CodeAction | undefined): Promise<void> {
  assert.ok(action);
  if (action.edit) await vscode.workspace.applyEdit(action.edit);
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

describe("tokens in text", () => {
  const secret = newSecret();
  let app: JwtApp;

  before(async () => {
    await forgetAll();
    app = await saved(
      hs256App("Sessions of my bot", { botId: BOT_ID, scopes: [{ id: "xo/bot-sessions", published: true }] }),
      { clientSecret: secret },
    );
  });
  after(async () => {
    // Dozens of editors, each reverted by itself.
    for (let left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length; left > 0; left--)
      await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await forgetAll();
  });

  const token = (changes: object = {}): Promise<string> =>
    signedToken({ appId: app.clientId, sub: "jane", iat: now(), exp: now() + 300, ...changes }, secret);
  const request = async (line = `POST https://platform.kore.ai${SESSIONS}`, header?: string): Promise<string> =>
    `# a request\n${line}\n${header ?? `auth: ${await token()}`}\n\n{}\n`;

  describe("hovers", () => {
    const hover = async (
      document: vscode.TextDocument,
      line: number,
      character: number,
    ): Promise<{ text: string; range: vscode.Range | undefined; trusted: unknown[] }> => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        new vscode.Position(line, character),
      );
      const own = hovers.filter(({ contents }) =>
        contents.some((part) => (part as vscode.MarkdownString).value?.includes("command:jwtApps.")),
      );
      const parts = own.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
      return {
        text: parts.map(({ value }) => value).join("\n\n"),
        range: own[0]?.range,
        trusted: parts.map(({ isTrusted }) => isTrusted),
      };
    };

    it("show header, claims, times, app and verdict in any file", async () => {
      const jwt = await token();
      const document = await shown(`🤖\t${jwt} and more`, "plaintext");
      const { text, range } = await hover(document, 0, 20);
      assert.deepStrictEqual(range, new vscode.Range(0, 3, 0, 3 + jwt.length));
      const parts = [
        "Token of Sessions of my bot",
        "Nothing speaks against this token.",
        "Inspect",
        "Refresh",
        "Copy claims",
        `"appId": "${app.clientId}"`,
        "| exp |",
        "minutes",
        '"alg": "HS256"',
      ];
      parts.reduce(
        (from, part) => (
          assert.ok(text.includes(part, from), `${part} is not behind ${from} in ${text}`),
          text.indexOf(part, from)
        ),
        0,
      );
      assert.strictEqual((await hover(document, 0, 3 + jwt.length + 5)).text, "");
    });

    it("say what refuses a token", async () => {
      const document = await shown(await token({ exp: now() - 10 }), "plaintext");
      assert.match((await hover(document, 0, 5)).text, /\*\*Probably refused:\*\* The token expired \d+ seconds ago/);
    });

    it("make no markup of claims, and trust our own commands alone", async () => {
      const document = await shown(
        await token({ "[x](command:workbench.action.quit)": "```\n![x](https://example.com/x.png)" }),
        "plaintext",
      );
      const { text, trusted } = await hover(document, 0, 5);
      const outside = text.replace(/(`{3,})json\n[^]*?\n\1/g, "");
      assert.ok(!outside.includes("quit") && !outside.includes("example.com"), outside);
      assert.deepStrictEqual(
        trusted.filter((each) => each !== undefined && each !== false),
        [{ enabledCommands: ["jwtApps.inspectToken", "jwtApps.refreshToken", "jwtApps.copyClaims"] }],
      );
      for (const [, command] of outside.matchAll(/command:([\w.]+)/g))
        assert.ok(command?.startsWith("jwtApps."), command);
    });

    it("have links that do what they say", async () => {
      const before = await token({ exp: now() - 10 });
      const document = await shown(before, "plaintext");
      const { text } = await hover(document, 0, 5);
      const run = async (command: string): Promise<unknown> => {
        const [, query] = new RegExp(`command:${command.replace(".", "\\.")}\\?([^)]+)\\)`).exec(text) ?? [];
        return vscode.commands.executeCommand(command, ...(JSON.parse(decodeURIComponent(query ?? "")) as unknown[]));
      };
      assert.deepStrictEqual(await run("jwtApps.copyClaims"), claimsOf(before));
      assert.deepStrictEqual(JSON.parse(await vscode.env.clipboard.readText()), claimsOf(before));
      await run("jwtApps.refreshToken");
      assert.ok(document.getText() !== before);
      assert.strictEqual(claimsOf(document.getText())["sub"], "jane");
    });

    it("and lenses know tokens whose header doesn't begin as usual, in either alphabet of base64, behind escapes", async () => {
      const [, claims = ""] = (await token()).split(".");
      const standard = btoa('{\r\n\t"alg": "HS256"\r\n} ');
      for (const jwt of [
        `${base64url('{\n  "alg": "HS256"\n}')}.${claims}.${"s".repeat(43)}`,
        `${standard}.${claims}.${"s+/".repeat(14)}s=`,
      ]) {
        assert.match(jwt, /^ew/);
        const document = await shown(`{"a":"\\n${jwt}\\n"}\n`, "json");
        const { text, range } = await hover(document, 0, 20);
        assert.deepStrictEqual(range, new vscode.Range(0, 8, 0, 8 + jwt.length));
        assert.ok(text.includes("Token of Sessions of my bot") && text.includes(`"appId": "${app.clientId}"`), text);
        const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          "vscode.executeCodeLensProvider",
          document.uri,
          10,
        );
        assert.ok(
          lenses.some(({ command }) => command?.title.startsWith("Sessions of my bot · expires ")),
          JSON.stringify(lenses),
        );
      }
    });

    it("show a token in lines as one, and refresh it into one", async () => {
      const jwt = await token();
      const wrapped = jwt.replace(/(.{60})(?=.)/g, "$1\n  ");
      const document = await shown(`auth: ${wrapped}\nhost: x\n`, "plaintext");
      const { text, range } = await hover(document, 1, 20);
      assert.deepStrictEqual(
        range,
        new vscode.Range(new vscode.Position(0, 6), document.positionAt(6 + wrapped.length)),
      );
      assert.match(text, /There is white space inside this token/);
      assert.ok(text.includes(`"appId": "${app.clientId}"`), text);
      const [, query = ""] = /command:jwtApps\.refreshToken\?([^)]+)\)/.exec(text) ?? [];
      await vscode.commands.executeCommand(
        "jwtApps.refreshToken",
        ...(JSON.parse(decodeURIComponent(query)) as unknown[]),
      );
      const [, fresh = ""] = /^auth: (\S+)\nhost: x\n$/.exec(document.getText()) ?? [];
      assert.strictEqual(claimsOf(fresh)["sub"], "jane");
      assert.notStrictEqual(fresh, jwt);
    });

    it("show the header of a token of five parts", async () => {
      const document = await shown(
        `${base64url(JSON.stringify({ alg: "RSA-OAEP", enc: "A128GCM", kid: "k-1" }))}.a2V5.aXY.Y2lw.dGFn`,
        "plaintext",
      );
      const { text } = await hover(document, 0, 5);
      assert.ok(text.includes('"kid": "k-1"') && !text.includes("Copy claims"), text);
    });
  });

  describe("lenses", () => {
    it("say whose a token is and how long it lives, in request files, JSON and dotenv", async () => {
      const jwt = await token({ exp: now() + 3 * 86_400 + 3_600 });
      for (const [language, content] of [
        ["http", `GET https://x/y\nauth: ${jwt}\n`],
        ["json", `{\n"token": "${jwt}"\n}`],
        ["jsonc", `{\n"token": "${jwt}"\n}`],
      ] as const) {
        const lenses = await lensesOf(await shown(content, language));
        assert.deepStrictEqual(titles(lenses), ["Sessions of my bot · expires in 3 days", "Refresh"], language);
        assert.deepStrictEqual([...new Set(lenses.map(({ range }) => range.start.line))], [1]);
      }
      assert.deepStrictEqual(await lensesOf(await shown(`let a = "${jwt}";`, "javascript")), []);
    });

    it("refresh exactly that token, with its claims", async () => {
      const [old, other] = [
        await token({ exp: now() - 9_000, iat: now() - 9_060, custom: { a: [1] } }),
        await token({ sub: "other", exp: now() + 9_000 }),
      ];
      const document = await shown(`\t🤖 ${old} ${other}\r\nlast`);
      const lenses = await lensesOf(document);
      assert.deepStrictEqual(titles(lenses), [
        "Sessions of my bot · expired 2 hours ago",
        "Refresh",
        "Sessions of my bot · expires in 2 hours",
        "Refresh",
      ]);
      await click(lenses[1]);
      const text = document.getText();
      const [, fresh = ""] = /^\t🤖 (\S+) /u.exec(text) ?? [];
      assert.strictEqual(text, `\t🤖 ${fresh} ${other}\r\nlast`);
      assert.ok(await isSignedWith(fresh, secret));
      const { iat, exp, ...claims } = claimsOf(fresh);
      assert.deepStrictEqual(claims, { appId: app.clientId, sub: "jane", custom: { a: [1] } });
      assert.strictEqual(Number(exp) - Number(iat), 60);
      assert.ok(Number(iat) >= now() - 5);
    });

    it("refresh and send where a sender is installed", async () => {
      const standIn = restClient();
      try {
        const document = await shown(
          `### first\nGET https://x/y\n###\n${await request(undefined, `auth: ${await token({ exp: 1 })}`)}`,
        );
        const lenses = await lensesOf(document);
        assert.deepStrictEqual(titles(lenses).slice(1), ["Refresh", "Refresh and send"]);
        await click(lenses[2]);
        assert.strictEqual(standIn.called.length, 1);
        const { uri, text, url, args } = standIn.called[0] ?? assert.fail();
        const [sent, range] = args;
        assert.strictEqual(uri, document.uri.toString());
        assert.strictEqual(text, document.getText());
        assert.strictEqual(sent, document);
        assert.strictEqual(url?.href, `https://platform.kore.ai${SESSIONS}`);
        assert.ok(range instanceof vscode.Range && range.isEqual(new vscode.Range(4, 0, 7, 2)), JSON.stringify(range));
        assert.ok(Number(claimsOf(/auth: (\S+)/.exec(String(text))?.[1] ?? "")["exp"]) > now());
      } finally {
        standIn.dispose();
      }
    });

    it("refresh and send above each request whose token comes from a variable", async () => {
      const standIn = restClient();
      try {
        const document = await shown(
          `@token = ${await token({ exp: 1 })}\n\n### A\nPOST https://platform.kore.ai${SESSIONS}\nauth: {{token}}\n\n### B\nPOST https://platform.kore.ai${SESSIONS}\nauth: {{ token }}\n\n### C\nGET https://platform.kore.ai/y\n`,
        );
        const lenses = await lensesOf(document);
        assert.deepStrictEqual(
          lenses
            .map(({ range, command }) => `${range.start.line} ${command?.title}`)
            .filter((each) => each.includes("send")),
          ["3 Refresh and send", "7 Refresh and send"],
        );
        await click(lenses.find(({ range }) => range.start.line === 7));
        assert.deepStrictEqual(
          standIn.called.map(({ line }) => line),
          [7],
        );
        assert.ok(await isSignedWith(document.lineAt(0).text.replace("@token = ", ""), secret));
      } finally {
        standIn.dispose();
      }
    });

    it("send the request that they stand in where no separator stands before it, with either client", async () => {
      const second = `PUT https://platform.kore.ai/api/public/bots\nauth: TOKEN\n\n{"b":2}\n`;
      const first = `POST https://platform.kore.ai${SESSIONS}\nauth: TOKEN\n\n{"a":1}\n\n`;
      const written = (first + second).replaceAll("TOKEN", await token({ exp: 1 }));
      for (const [standIn, isRestClient] of [
        [restClient(), true],
        [httpYac(), false],
      ] as const) {
        try {
          // What was allowed of the same text isn't asked again.
          const document = await shown(`${written}# ${isRestClient ? "REST Client" : "httpYac"}\n`);
          const before = vscode.window.activeTextEditor?.selection;
          for (const [line, path, body] of [
            [1, SESSIONS, '{"a":1}'],
            [6, "/api/public/bots", '{"b":2}'],
          ] as const) {
            const send = (await lensesOf(document)).find(
              ({ command, range }) => command?.title === "Refresh and send" && range.start.line === line,
            );
            // It is asked about, because clients read the lines in different ways.
            await answering("Send", () => click(send));
            const called = standIn.called.at(-1);
            if (isRestClient) assert.deepStrictEqual([called?.url?.pathname, called?.body], [path, body]);
            else assert.deepStrictEqual(called?.args, [document, line - 1]);
            assert.ok(await isSignedWith(document.lineAt(line).text.replace("auth: ", ""), secret));
          }
          assert.strictEqual(standIn.called.length, 2);
          assert.ok(before && vscode.window.activeTextEditor?.selection.isEqual(before), "nothing stays selected");
        } finally {
          standIn.dispose();
        }
      }
    });

    it("ask before a fresh token goes to a host that is not the platform's, however it is written", async () => {
      const standIn = restClient();
      try {
        const jwe = `${base64url(JSON.stringify({ alg: "RSA-OAEP", enc: "A128GCM" }))}.a2V5.aXY.Y2lw.dGFn`;
        for (const [text, asked] of [
          [`# jwt-app: Sessions of my bot\nPOST https://evil.com\\.kore.ai${SESSIONS}\nauth: ${jwe}\n`, true],
          [
            `@host = https://platform.kore.ai\n\n### A\nPOST {{host}}${SESSIONS}\nauth: ${await token()}\n\n###\n@host = https://evil.com\n`,
            true,
          ],
          [`POST https://platform.kore.ai/api/1.1/oAuth/token/jwtgrant\n\n{"assertion":"${await token()}"}\n`, false],
        ] as const) {
          const document = await shown(text);
          const send = (await lensesOf(document)).find(({ command }) => command?.title === "Refresh and send");
          const before = document.getText();
          const { showWarningMessage } = vscode.window;
          let questions = 0;
          Object.assign(vscode.window, { showWarningMessage: async () => void questions++ });
          try {
            await click(send);
          } finally {
            Object.assign(vscode.window, { showWarningMessage });
          }
          assert.deepStrictEqual([questions, document.getText() === before], asked ? [1, true] : [0, false], text);
        }
      } finally {
        standIn.dispose();
      }
    });

    it("say where a request may go to more hosts than a question names", async () => {
      const standIn = restClient();
      const { showWarningMessage } = vscode.window;
      try {
        const others = [1, 2, 3, 4, 5, 6].map((count) => `\n###\n@host = https://h${count}.example\n`).join("");
        const own = `@host = https://platform.kore.ai\n\n### A\nPOST {{host}}${SESSIONS}\nauth: ${await token()}\n`;
        const document = await shown(own + others);
        const send = (await lensesOf(document)).find(({ command }) => command?.title === "Refresh and send");
        let detail = "";
        Object.assign(vscode.window, {
          showWarningMessage: async (_: string, options: vscode.MessageOptions) => void (detail = options.detail ?? ""),
        });
        await click(send);
        const [, hosts = ""] = /It may go to:\n((?:•.*\n)+)/.exec(detail) ?? [];
        const lines = hosts.trim().split("\n");
        // The last one is what REST Client takes.
        assert.ok(lines.includes("• h6.example"), detail);
        assert.deepStrictEqual([lines.length, lines.at(-1)], [6, "• other hosts, more than can be named here"]);
      } finally {
        Object.assign(vscode.window, { showWarningMessage });
        standIn.dispose();
      }
    });

    it("send with httpYac where that is what is installed", async () => {
      const standIn = httpYac();
      try {
        const document = await shown(
          `### first\nGET https://x/y\n###\n${await request(undefined, `auth: ${await token({ exp: 1 })}`)}`,
        );
        await click((await lensesOf(document))[2]);
        assert.deepStrictEqual(
          standIn.called.map(({ uri, line, args }) => [args[0], line, uri]),
          [[document, 4, document.uri.toString()]],
        );
        assert.ok(await isSignedWith(/auth: (\S+)/.exec(document.getText())?.[1] ?? "", secret));
      } finally {
        standIn.dispose();
      }
    });

    it("stand in dotenv files, by their names", async () => {
      for (const name of [".env", ".env.local", "staging.env"]) {
        const file = vscode.Uri.joinPath((await activated()).folder, "../captures", name);
        await vscode.workspace.fs.writeFile(
          file,
          new TextEncoder().encode(`HOST=https://platform.kore.ai\nTOKEN="${await token({ exp: now() + 9_000 })}"\n`),
        );
        const lenses = await lensesOf(await vscode.workspace.openTextDocument(file));
        assert.deepStrictEqual(
          lenses.map(({ range, command }) => [range.start.line, command?.title]),
          [
            [1, "Sessions of my bot · expires in 2 hours"],
            [1, "Refresh"],
          ],
          name,
        );
      }
    });

    it("keep apps with one client ID apart by the line that names one, and name both where none does", async () => {
      const other = newSecret();
      const twin = await saved(hs256App("Sessions (local)", { clientId: app.clientId, credentials: "generated" }), {
        clientSecret: other,
      });
      try {
        const jwt = await signedToken({ appId: app.clientId, exp: now() + 300 }, "of neither");
        const untied = titles(await lensesOf(await shown(`GET https://x/y\nauth: ${jwt}\n`)));
        assert.match(
          untied[0] ?? "",
          /^(?:Sessions of my bot \/ Sessions \(local\)|Sessions \(local\) \/ Sessions of my bot) · expires in/,
        );
        const document = await shown(
          `# jwt-app: Sessions (local)\nGET http://localhost:8787/api/public/bots\nauth: ${await token()}\n`,
        );
        const lenses = await lensesOf(document);
        assert.match(titles(lenses)[0] ?? "", /^Sessions \(local\) · /);
        await answering("Allow for This Session", () =>
          vscode.commands.executeCommand("jwtApps.refreshToken", { uri: document.uri, range: lenses[0]?.range }),
        );
        assert.ok(await isSignedWith(document.lineAt(2).text.replace("auth: ", ""), other));
      } finally {
        await (await activated()).store.delete(twin.id);
      }
    });

    it("refresh an encrypted token where a line names its app", async () => {
      const jwe = `${base64url(JSON.stringify({ alg: "RSA-OAEP", enc: "A128GCM" }))}.a2V5.aXY.Y2lw.dGFn`;
      const document = await shown(
        `# jwt-app: sessions of my bot\nGET https://x/y\nauth: ${jwe}\n###\nGET https://x/y\nauth: ${jwe}\n`,
      );
      const lenses = await lensesOf(document);
      assert.deepStrictEqual(titles(lenses), ["Sessions of my bot", "Refresh", "Unknown app"]);
      await answering("Write", () => click(lenses[1]));
      assert.strictEqual(claimsOf(document.lineAt(2).text.slice("auth: ".length))["appId"], app.clientId);
      assert.strictEqual(document.lineAt(5).text, `auth: ${jwe}`);
    });

    it("refresh an encrypted token that was made in this session, with its claims", async () => {
      const { n = "", e = "" } = await crypto.subtle.exportKey(
        "jwk",
        (
          await crypto.subtle.generateKey(
            { name: "RSA-OAEP", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-1" },
            true,
            ["encrypt", "decrypt"],
          )
        ).publicKey,
      );
      await saved(
        hs256App("Encrypting", {
          enforceJwe: true,
          contentEncryption: "A128GCM",
          platformKey: { kty: "RSA", n, e, kid: "k-1" },
        }),
      );
      const minted = await answering("Allow for This Session", () =>
        vscode.commands.executeCommand<{ token: string }>("jwtApps.mintToken", {
          app: "Encrypting",
          lifetimeSeconds: 86_400,
        }),
      );
      const document = await shown(`auth: ${minted.token}\n`);
      const lenses = await lensesOf(document);
      assert.deepStrictEqual(titles(lenses), ["Encrypting · expires in 23 hours", "Refresh"]);
      const refreshed = (await click(lenses[1])) as { expiresAt: number };
      assert.ok(Math.abs(refreshed.expiresAt - now() - 86_400) < 30);
      const fresh = document.getText().slice("auth: ".length, -1);
      assert.ok(fresh.split(".").length === 5 && fresh !== minted.token);
      await marks(document, []);
    });

    it("have their words at once, whoever asks for none, in all kinds", async () => {
      const error = '{"errors":[{"msg":"Permission denied. Scope is incorrect!","code":4002}]}';
      const request = `GET https://x/y\nauth: ${await token({ exp: now() + 9_000 })}\n`;
      const document = await shown(`${request}\n### Answer\nHTTP/1.1 401 Unauthorized\n\n${error}\n`);
      assert.deepStrictEqual(titles(await unresolved(document)), [
        "Sessions of my bot · expires in 2 hours",
        "Refresh",
        "$(question) Explain This Error",
      ]);
    });

    it("are of the text as it is when it changes while they are made, and never none in between", async () => {
      const [before, after] = [await token({ exp: now() + 9_000 }), await token({ exp: now() + 300_000 })];
      const filler = `### More\nGET https://x/y\nauth: ${await token({ exp: now() + 90_000 })}\n\n`.repeat(2_000);
      const document = await shown(`auth: ${before}\n${filler}`);
      const editor = vscode.window.activeTextEditor;
      assert.strictEqual(editor?.document, document);
      const asked = unresolved(document);
      // The editor's own edit is there sooner than one of the workspace, which may come after the answer.
      assert.ok(await editor.edit((edit) => edit.replace(document.lineAt(0).range, `auth: ${after}`)));
      const lenses = await asked;
      assert.strictEqual(lenses.length, 2 * 2_001);
      assert.strictEqual(lenses[0]?.command?.title, "Sessions of my bot · expires in 3 days");
    });

    it("follow the app's name and the clock, though the text stays as it is", async () => {
      const soon = await saved(hs256App("Soon"), { clientSecret: secret });
      const exp = now() + 3;
      const document = await shown(`auth: ${await signedToken({ appId: soon.clientId, exp }, secret)}\n`);
      assert.match(titles(await lensesOf(document))[0] ?? "", /^Soon · expires in /);
      await (await activated()).store.save({ ...soon, name: "Later" });
      await until(async () => titles(await lensesOf(document))[0]?.startsWith("Later · ") ?? false, "the new name");
      await until(async () => / · expired /.test(titles(await lensesOf(document))[0] ?? ""), "the expiry");
      assert.ok(Date.now() >= exp * 1000);
      await (await activated()).store.delete(soon.id);
    });

    it("are none where editor.codeLens is off", async () => {
      const settings = vscode.workspace.getConfiguration("editor");
      await settings.update("codeLens", false, vscode.ConfigurationTarget.Global);
      try {
        assert.deepStrictEqual(await lensesOf(await shown(`auth: ${await token()}`)), []);
      } finally {
        await settings.update("codeLens", undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it("let code refresh a token only after it was allowed", async () => {
      const document = await shown(`auth: ${await token({ exp: 1 })}\n`);
      const { name } = app;
      const argument = {
        uri: document.uri.toString(),
        range: [
          { line: 0, character: 6 },
          { line: 0, character: 10 },
        ],
      };
      const result = await answering("Allow for This Session", () =>
        vscode.commands.executeCommand<{ app: string; expiresAt: number }>("jwtApps.refreshToken", argument),
      );
      assert.strictEqual(result.app, name);
      assert.strictEqual(claimsOf(document.getText().slice("auth: ".length, -1))["exp"], result.expiresAt);
      await assert.rejects(
        async () =>
          vscode.commands.executeCommand("jwtApps.refreshToken", {
            ...argument,
            range: [
              { line: 1, character: 0 },
              { line: 1, character: 0 },
            ],
          }),
        /There is no token at this place/,
      );
      await assert.rejects(async () => vscode.commands.executeCommand("jwtApps.refreshToken", { uri: 1 }), /uri/);
    });
  });

  describe("diagnostics", () => {
    it("mark an expired token, and the fix refreshes it", async () => {
      const old = await token({ exp: now() - 10 });
      const document = await shown(await request(undefined, `auth: ${old}`));
      await marks(document, [["expired", old]]);
      const [diagnostic] = ours(document);
      assert.strictEqual(diagnostic?.severity, vscode.DiagnosticSeverity.Warning);
      assert.strictEqual(diagnostic?.message, "This token has expired.");
      const fixes = await fixesOf(document, diagnostic.range);
      assert.deepStrictEqual(
        fixes.map(({ title }) => title),
        ["Refresh this token"],
      );
      await applied(fixes[0]);
      await marks(document, []);
      assert.ok(Number(claimsOf(/auth: (\S+)/.exec(document.getText())?.[1] ?? "")["exp"]) > now());
    });

    it("mark a token when it expires, and not before", async () => {
      const soon = await token({ exp: now() + 8 });
      const document = await shown(await request(undefined, `auth: ${soon}\nx: {{`));
      await marks(document, [["expired", soon]]);
      assert.ok(now() >= Number(claimsOf(soon)["exp"]));
    });

    it("mark what else is wrong with a token", async () => {
      const tokens = [
        await token({ exp: undefined }),
        await token({ exp: Date.now() + 9_000_000 }),
        await token({ appId: undefined, appID: app.clientId }),
        await signedToken({ appId: app.clientId, exp: now() + 9_000 }, secret, { alg: "HS512" }),
        await token({ exp: now() + 90_000 }),
      ];
      const document = await shown(tokens.map((each) => `@a = ${each}`).join("\n"));
      await marks(
        document,
        ["no-expiry", "milliseconds", "misspelled-claim", "wrong-algorithm", "long-lived-token"].map((code, index) => [
          code,
          tokens[index] ?? "",
        ]),
      );
    });

    it("mark what is wrong with a request, each with its fix", async () => {
      const cases: [string, string | undefined, string[][], string?][] = [
        [
          `PUT https://platform.kore.ai${SESSIONS}`,
          undefined,
          [["wrong-method", "PUT"]],
          `POST https://platform.kore.ai${SESSIONS}`,
        ],
        [
          `POST https://platform.kore.ai${SESSIONS.replace("/bot/", "/stream/")}`,
          undefined,
          [["stream-path", "stream"]],
          `POST https://platform.kore.ai${SESSIONS}`,
        ],
        [
          "POST https://platform.kore.ai/api/public/bot/st-1/getSessions",
          undefined,
          [["malformed-bot-id", "st-1"]],
          `POST https://platform.kore.ai${SESSIONS}`,
        ],
        [
          "POST https://platform.kore.ai/api/public/nothing",
          undefined,
          [["unknown-path", "https://platform.kore.ai/api/public/nothing"]],
        ],
        [
          "POST https://platform.kore.ai/api/public/getSessions",
          undefined,
          [["wrong-level", "https://platform.kore.ai/api/public/getSessions"]],
        ],
        [
          `POST https://platform.kore.ai/api/public/bot/${BOT_ID}/conversationDetails`,
          undefined,
          [["missing-scope", `https://platform.kore.ai/api/public/bot/${BOT_ID}/conversationDetails`]],
        ],
      ];
      for (const [line, header, expected, fixed] of cases) {
        const document = await shown(await request(line, header));
        await marks(document, expected);
        const fixes = await fixesOf(document, ours(document)[0]?.range ?? new vscode.Range(0, 0, 0, 0));
        if (fixed === undefined) continue;
        assert.strictEqual(fixes.length, 1, line);
        await applied(fixes[0]);
        assert.strictEqual(document.lineAt(1).text, fixed);
        await marks(document, []);
      }
    });

    it("mend a bot ID that can't be one in the variable that it comes from, and mark none of another UUID version that is the app's own", async () => {
      const text = `@bot = st-1\n@botId = {{bot}}\n\n###\nPOST https://platform.kore.ai/api/public/bot/{{botId}}/getSessions\nauth: ${await token()}\n`;
      const document = await shown(text);
      await marks(document, [["malformed-bot-id", "https://platform.kore.ai/api/public/bot/{{botId}}/getSessions"]]);
      await applied((await fixesOf(document, ours(document)[0]?.range ?? new vscode.Range(0, 0, 0, 0)))[0]);
      assert.strictEqual(document.getText().replaceAll("\r\n", "\n"), text.replace("st-1", BOT_ID));
      await marks(document, []);
      const unusual = BOT_ID.replace("-5", "-4");
      const { store } = await activated();
      const before = (await store.get(app.id)) ?? app;
      await store.save({ ...before, botId: unusual });
      await replaceAll(document, text.replace("st-1", unusual));
      await marks(document, []);
      await store.save(before);
    });

    it("write the bot ID that is plainly meant, or lead to the field of an app that has none", async () => {
      const botless = await saved(hs256App("Botless", { scopes: app.scopes }), { clientSecret: secret });
      const uuid = BOT_ID.slice("st-".length);
      const jwt = await signedToken({ appId: botless.clientId, exp: now() + 300 }, secret);
      const document = await shown(
        `###\nPOST https://platform.kore.ai/api/public/bot/${uuid}/getSessions\nauth: ${jwt}\n\n{}\n`,
      );
      await marks(document, [["malformed-bot-id", uuid]]);
      const fixes = await allFixesOf(document, ours(document)[0]?.range ?? new vscode.Range(0, 0, 0, 0));
      assert.deepStrictEqual(
        fixes.map(({ title, isPreferred = false }) => [title, isPreferred]),
        [
          [`Use “${BOT_ID}”`, true],
          ["Enter the bot ID of Botless…", false],
        ],
      );
      const { command, arguments: given } = fixes[1]?.command ?? {};
      assert.deepStrictEqual(
        [command, given],
        ["jwtApps.editApp", [{ app: botless.id, field: "botId", from: "editor" }]],
      );
      await applied(fixes[0]);
      await marks(document, []);
    });

    it("mark what a hover calls refused, with a fix that mends it", async () => {
      const oneTime = await saved(hs256App("One-time", { enforceJti: true, botId: BOT_ID, scopes: app.scopes }), {
        clientSecret: secret,
      });
      const of = (claims: object, key = secret): Promise<string> =>
        signedToken({ appId: oneTime.clientId, exp: now() + 300, ...claims }, key);
      const tokens = [
        await of({}),
        await of({ jti: "1", exp: now() + 7_200 }),
        await of({ jti: "1", nbf: now() + 600 }),
        await of({ jti: "1" }, newSecret()),
        await of({ jti: "1", exp: "soon" }),
      ];
      const codes = ["missing-jti", "jti-lifetime", "not-yet-valid", "wrong-signature", "unreadable-time"];
      const other = BOT_ID.replace("st-b", "st-a");
      const right = await of({ jti: "1" });
      const file = [...tokens, right]
        .map(
          (jwt, index) =>
            `POST https://platform.kore.ai${index < tokens.length ? SESSIONS : SESSIONS.replace(BOT_ID, other)}\nauth: ${jwt}\n\n{}\n`,
        )
        .join("\n###\n");
      const document = await shown(`${file}\n###\nPOST https://platform.kore.ai${SESSIONS}\n\n{}\n`);
      const noToken = `https://platform.kore.ai${SESSIONS}`;
      await marks(document, [
        ...codes.map((code, index) => [code, tokens[index] ?? ""]),
        ["other-bot", other],
        ["missing-token", noToken],
      ]);
      for (const [code, title] of [
        ["missing-jti", "Refresh this token"],
        ["other-bot", "Use the app's bot ID"],
      ]) {
        const range = ours(document).find((each) => each.code === code)?.range ?? new vscode.Range(0, 0, 0, 0);
        assert.deepStrictEqual(
          (await fixesOf(document, range)).map((fix) => fix.title),
          [title],
        );
      }
      await applied(
        (
          await fixesOf(
            document,
            ours(document).find(({ code }) => code === "missing-jti")?.range ?? new vscode.Range(0, 0, 0, 0),
          )
        )[0],
      );
      await marks(document, [
        ...codes.slice(1).map((code, index) => [code, tokens[index + 1] ?? ""]),
        ["other-bot", other],
        ["missing-token", noToken],
      ]);
    });

    it("mark a token that goes to another host than its app's, and put that right in the address or the variable", async () => {
      const hosted = await saved(hs256App("Hosted", { host: "platform.kore.ai", botId: BOT_ID, scopes: app.scopes }), {
        clientSecret: secret,
      });
      const jwt = await signedToken({ appId: hosted.clientId, exp: now() + 300 }, secret);
      const at = (origin: string, above = ""): string =>
        `${above}### one\nPOST ${origin}${SESSIONS}\nauth: ${jwt}\n\n{}\n`;
      const useHost = async (document: vscode.TextDocument): Promise<void> => {
        const [diagnostic] = ours(document);
        const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
          "vscode.executeCodeActionProvider",
          document.uri,
          diagnostic?.range,
          vscode.CodeActionKind.QuickFix.value,
        );
        assert.deepStrictEqual(
          actions.map(({ title }) => title),
          ["Use the app's host", "Edit the host of Hosted…"],
        );
        await applied(actions[0]);
      };
      const document = await shown(at("https://platform.kore.a"));
      await marks(document, [["wrong-host", "https://platform.kore.a"]]);
      assert.strictEqual(
        ours(document)[0]?.message,
        "This token is for “platform.kore.ai”; the request goes to “platform.kore.a”.",
      );
      await useHost(document);
      await marks(document, []);
      assert.strictEqual(document.getText(), at("https://platform.kore.ai"));
      await replaceAll(document, at("https://{{host}}", "@host = bots.kore.ai\n\n"));
      await marks(document, [["wrong-host", "https://{{host}}"]]);
      await useHost(document);
      await marks(document, []);
      assert.strictEqual(document.getText(), at("https://{{host}}", "@host = platform.kore.ai\n\n"));
      // A host that stands in no file may be any, and one on this computer is the person's own.
      for (const origin of ["https://{{elsewhere}}", "http://127.0.0.1:8787"]) {
        await replaceAll(document, at("https://bots.kore.ai"));
        await marks(document, [["wrong-host", "https://bots.kore.ai"]]);
        await replaceAll(document, at(origin));
        await marks(document, []);
      }
      await (await activated()).store.delete(hosted.id);
    });

    it("offer a token of the app that the file names where a request has none, after a question", async () => {
      const text = (header: string, name = app.name): string =>
        `# jwt-app: ${name}\n\n### one\nPOST https://platform.kore.ai${SESSIONS}\n${header}Content-Type: application/json\n\n{}\n`;
      const document = await shown(text(""));
      await marks(document, [["missing-token", `https://platform.kore.ai${SESSIONS}`]]);
      const [insert, ...others] = await fixesOf(document, ours(document)[0]?.range ?? new vscode.Range(0, 0, 0, 0));
      assert.deepStrictEqual([insert?.title, others], ["Insert a token of “Sessions of my bot”", []]);
      // The file named the app, and whoever has the fix can press it.
      await answering("Don't Write", () => applied(insert));
      assert.strictEqual(document.getText(), text(""));
      await answering("Write", () => applied(insert));
      await marks(document, []);
      const jwt = /^auth: (\S+)$/m.exec(document.getText())?.[1] ?? "";
      assert.strictEqual(claimsOf(jwt)["appId"], app.clientId);
      assert.strictEqual(document.getText(), text(`auth: ${jwt}\n`));
      // An empty header is filled.
      await replaceAll(document, text("auth:\n"));
      await marks(document, [["missing-token", "auth:"]]);
      const [fill] = await fixesOf(document, ours(document)[0]?.range ?? new vscode.Range(0, 0, 0, 0));
      await answering("Write", () => applied(fill));
      await marks(document, []);
      assert.match(document.getText(), /\nauth: ey\S+\nContent-Type/);
      // Without a line that names an app there is nobody whose token it could be.
      await replaceAll(document, text("", "nobody"));
      await marks(document, [["missing-token", `https://platform.kore.ai${SESSIONS}`]]);
      assert.deepStrictEqual(await fixesOf(document, ours(document)[0]?.range ?? new vscode.Range(0, 0, 0, 0)), []);
      await assert.rejects(
        async () =>
          vscode.commands.executeCommand("jwtApps.refreshToken", {
            uri: document.uri.toString(),
            range: ours(document)[0]?.range,
            insert: true,
          }),
        /Of which app this request is can't be told/,
      );
    });

    it("say what an unknown path was probably meant to be, and offer what else it may be", async () => {
      const path = `/api/public/bot/${BOT_ID}/getSessionz`;
      const document = await shown(await request(`POST https://platform.kore.ai${path}?skip=0`));
      await marks(document, [["unknown-path", `https://platform.kore.ai${path}?skip=0`]]);
      const [diagnostic] = ours(document);
      assert.strictEqual(
        diagnostic?.message,
        "This path is no known endpoint's. Did you mean “/api/public/bot/{botId}/getSessions”?",
      );
      const fixes = await fixesOf(document, diagnostic.range);
      assert.deepStrictEqual(
        fixes.map(({ title }) => title),
        ["Use “/api/public/bot/{botId}/getSessions”"],
      );
      await applied(fixes[0]);
      assert.strictEqual(document.lineAt(1).text, `POST https://platform.kore.ai${SESSIONS}?skip=0`);
      await marks(document, []);
      await replaceAll(document, `POST https://platform.kore.ai/api/public/${BOT_ID}/getSessions\nauth: {{token}}\n`);
      await marks(document, [["unknown-path", `https://platform.kore.ai/api/public/${BOT_ID}/getSessions`]]);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        ours(document)[0]?.range,
        vscode.CodeActionKind.QuickFix.value,
      );
      const offered = actions.filter(({ title }) => title.startsWith("Use “"));
      assert.deepStrictEqual(
        offered.map(({ title, isPreferred }) => [title, isPreferred ?? false]),
        [
          ["Use “/api/public/bot/{botId}/getSessions”", false],
          ["Use “/api/public/getSessions”", false],
        ],
      );
    });

    it("mark a token in the wrong header, both ways", async () => {
      const jwt = await token();
      const wrong = `Authorization: Bearer ${jwt}`;
      const document = await shown(await request(undefined, wrong));
      await marks(document, [["wrong-header", wrong]]);
      await applied((await fixesOf(document, ours(document)[0]?.range ?? new vscode.Range(0, 0, 0, 0)))[0]);
      assert.strictEqual(document.lineAt(2).text, `auth: ${jwt}`);
      await marks(document, []);
      await replaceAll(
        document,
        await request(`POST https://platform.kore.ai/chatbot/v2/webhook/${BOT_ID}`, `auth: ${jwt}`),
      );
      await marks(document, [["wrong-header", `auth: ${jwt}`]]);
      await applied((await fixesOf(document, ours(document)[0]?.range ?? new vscode.Range(0, 0, 0, 0)))[0]);
      assert.strictEqual(document.lineAt(2).text, `Authorization: bearer ${jwt}`);
    });

    it("mend a variable that holds more than its token, and leave its other users right", async () => {
      const jwt = await token();
      const text = `@token = Bearer ${jwt}\n\n###\nPOST https://platform.kore.ai${SESSIONS}\nauth: {{token}}\n\n###\nPOST https://platform.kore.ai/chatbot/v2/webhook/${BOT_ID}\nAuthorization: {{token}}\n\n{}\n`;
      const document = await shown(text);
      await marks(document, [["wrong-header", "auth: {{token}}"]]);
      await applied((await fixesOf(document, ours(document)[0]?.range ?? new vscode.Range(0, 0, 0, 0)))[0]);
      assert.strictEqual(
        document.getText().replaceAll("\r\n", "\n"),
        text.replace("= Bearer ", "= ").replace("Authorization: {{", "Authorization: Bearer {{"),
      );
      await marks(document, []);
    });

    it("mark what clients read in different ways, two requests that nothing separates too", async () => {
      const jwt = await token();
      const document = await shown(
        `POST https://platform.kore.ai${SESSIONS}\nauth: ${jwt} // mine\n\n{}\n@x = 1\n\nPOST https://platform.kore.ai${SESSIONS}\nauth: ${jwt}\n{}\n`,
      );
      const [line] = document.getText().split("\n", 1);
      await marks(document, [
        ["text-behind-token", `auth: ${jwt} // mine`],
        ["clients-differ", "@x = 1"],
        ["clients-differ", line ?? ""],
        ["no-blank-line", "{}"],
      ]);
      const separate = ours(document).find(({ range }) => range.start.line === 6);
      await applied((await fixesOf(document, separate?.range ?? new vscode.Range(0, 0, 0, 0)))[0]);
      assert.strictEqual(document.lineAt(6).text, "###");
      await marks(document, [
        ["text-behind-token", `auth: ${jwt} // mine`],
        ["clients-differ", "@x = 1"],
        ["no-blank-line", "{}"],
      ]);
    });

    it("mark a secret of an app in any file, and say nothing of it", async () => {
      const document = await shown(`const secret = "${secret}";\n`, "javascript");
      await marks(document, [["client-secret", secret]]);
      assert.ok(!JSON.stringify(ours(document)).includes(secret));
      await applied((await fixesOf(document, ours(document)[0]?.range ?? new vscode.Range(0, 0, 0, 0)))[0]);
      assert.strictEqual(document.getText(), 'const secret = "<client-secret>";\n');
      await marks(document, []);
    });

    it("follow the app: a scope that is assigned is missing no more", async () => {
      const url = `https://platform.kore.ai/api/public/bot/${BOT_ID}/conversationDetails`;
      const document = await shown(await request(`POST ${url}`, "# jwt-app: Sessions of my bot\nauth: {{token}}"));
      await marks(document, [["missing-scope", url]]);
      await vscode.commands.executeCommand("jwtApps.assignScopes", {
        app: app.id,
        scopes: ["xo/bot-sessions", "xo/chat-history"],
      });
      await marks(document, [["unpublished-scope", url]]);
      await vscode.commands.executeCommand("jwtApps.publishScopes", { app: app.id });
      await marks(document, []);
      await vscode.commands.executeCommand("jwtApps.assignScopes", { app: app.id, scopes: ["xo/bot-sessions"] });
    });

    it("say where on the platform that is done, with its page behind a fix that is never the preferred one", async () => {
      const url = `https://platform.kore.ai/api/public/bot/${BOT_ID}/conversationDetails`;
      const document = await shown(await request(`POST ${url}`));
      await marks(document, [["missing-scope", url]]);
      const [diagnostic] = ours(document);
      assert.ok(diagnostic);
      assert.match(
        diagnostic.message,
        /^It needs the scope “.+”, which is not assigned to the app\. In the XO Platform: App Settings > Dev Tools > API Scope > Create API Scope\.$/,
      );
      const fixes = await allFixesOf(document, diagnostic.range);
      assert.deepStrictEqual(
        fixes.map(({ title, isPreferred, edit }) => [title, isPreferred ?? false, edit]),
        [
          ["Assign scopes to Sessions of my bot…", true, undefined],
          ["Open the documentation of “App Settings > Dev Tools > API Scope > Create API Scope”", false, undefined],
        ],
      );
      const { command = "", arguments: [page] = [] } = fixes[1]?.command ?? {};
      // VS Code hands out its own name of the command.
      assert.match(command, /^(?:vscode|_workbench)\.open$/);
      assert.strictEqual(
        String(page),
        "https://docs.kore.ai/ai-for-service/apis/automation/api-introduction#associating-api-scopes",
      );
    });

    it("can be switched off by a comment, and by a setting", async () => {
      const old = await token({ exp: now() - 10 });
      const text = await request("POST https://platform.kore.ai/api/public/nothing", `auth: ${old}`);
      const document = await shown(text);
      const path = "https://platform.kore.ai/api/public/nothing";
      await marks(document, [
        ["expired", old],
        ["unknown-path", path],
      ]);
      await replaceAll(document, `# jwt-apps: ignore expired\n${text}`);
      await marks(document, [["unknown-path", path]]);
      const settings = vscode.workspace.getConfiguration("jwtApps");
      await settings.update("diagnostics", { "unknown-path": false }, vscode.ConfigurationTarget.Global);
      try {
        await marks(document, []);
      } finally {
        await settings.update("diagnostics", undefined, vscode.ConfigurationTarget.Global);
      }
      await marks(document, [["unknown-path", path]]);
    });

    it("are true of a large file after each change", async () => {
      const jwt = await token();
      const block = (index: number): string =>
        `### ${index}\nPOST https://platform.kore.ai${SESSIONS}\nauth: ${jwt}\n\n{ "text": "${"x".repeat(4_500)}" }\n`;
      const document = await shown(Array.from({ length: 1_000 }, (_, index) => block(index)).join(""));
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        "vscode.executeCodeLensProvider",
        document.uri,
      );
      assert.ok(lenses.length >= 2_000);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, document.lineAt(501 * 5 + 1).range, "PUT https://platform.kore.ai/api/public/nothing");
      edit.insert(document.uri, new vscode.Position(0, 0), "\n\n");
      await vscode.workspace.applyEdit(edit);
      await marks(document, [["unknown-path", "https://platform.kore.ai/api/public/nothing"]]);
      assert.strictEqual(ours(document)[0]?.range.start.line, 501 * 5 + 3);
    });
  });

  it("copies the claims of the token at the cursor", async () => {
    const jwt = await token();
    await shown(`auth: ${jwt}`);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(0, 20, 0, 20);
    assert.deepStrictEqual(await vscode.commands.executeCommand("jwtApps.copyClaims"), claimsOf(jwt));
  });
});
