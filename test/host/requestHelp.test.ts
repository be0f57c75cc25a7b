import * as assert from "node:assert";
import * as vscode from "vscode";
import { tokenScript } from "../../src/domain/requests/write/tokenScript";
import { inFront, shownText } from "./inFront";
import { activated, forgetAll, hs256App, saved, until } from "./support";

const BOT_ID = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";
const HEAD = ["# jwt-app: Trains", "@host = https://platform.kore.ai", `@botId = ${BOT_ID}`, "", "###", ""].join("\n");
const DETAILS = "GET {{host}}/agentassist/api/v1/public/{{botId}}/conversations/sessions/s-1";

describe("request files", () => {
  let editor: vscode.TextEditor;

  before(async () => {
    await forgetAll();
    await saved(
      hs256App("Trains", {
        host: "platform.kore.ai",
        botId: BOT_ID,
        accountId: "a-1",
        scopes: [
          { id: "xo/train-faq", published: true },
          { id: "xo/train-ml", published: false },
        ],
      }),
    );
    await saved(hs256App("Other"));
    editor = await shownText(HEAD, "http");
  });
  after(async () => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  /** Puts the text into the file, with the cursor at its `|`. */
  async function typed(marked: string): Promise<vscode.Position> {
    const { document } = editor;
    const offset = marked.indexOf("|");
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), marked.replace("|", ""));
    await vscode.workspace.applyEdit(edit);
    const position = document.positionAt(offset);
    editor.selection = new vscode.Selection(position, position);
    return position;
  }

  /** Ours, which tell what they replace and how they are sorted. */
  async function completions(marked: string, resolved = 0): Promise<vscode.CompletionItem[]> {
    const position = await typed(marked);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      editor.document.uri,
      position,
      undefined,
      resolved,
    );
    return items
      .filter(({ sortText }) => /^\d{5}$/.test(sortText ?? ""))
      .sort((a, b) => ((a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1));
  }
  const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === "string" ? label : label.label);
  const textOf = ({ insertText }: vscode.CompletionItem): string | undefined =>
    insertText instanceof vscode.SnippetString ? insertText.value : insertText;

  it("offer the paths of their app: first what it can call, then what it lacks something for", async () => {
    const items = await completions(`${HEAD}POST {{host}}/api/pub|`, 1);
    assert.strictEqual(items.length, 303);
    assert.deepStrictEqual(
      items.slice(0, 2).map((item) => [labelOf(item), item.detail, textOf(item)]),
      [
        ["FAQ Training", "POST /api/public/bot/{botId}/faqs/train", "/api/public/bot/${1:{{botId\\}\\}}/faqs/train"],
        [
          "FAQ Training Status",
          "GET /api/public/bot/{botId}/faqs/train/status",
          "/api/public/bot/${1:{{botId\\}\\}}/faqs/train/status?language=${2:en}",
        ],
      ],
    );
    // The whole path is replaced, and the method where it is another.
    const range = items[0]?.range;
    assert.ok(range instanceof vscode.Range);
    assert.strictEqual(editor.document.getText(range), "/api/pub");
    assert.deepStrictEqual(
      items.slice(0, 2).map(({ additionalTextEdits }) => additionalTextEdits?.map(({ newText }) => newText)),
      [undefined, ["GET"]],
    );
    const train = items.find((item) => labelOf(item) === "ML Utterance Train");
    assert.strictEqual(
      train?.detail,
      "POST /api/public/bot/{botId}/ml/train · Scope: Train ML · not published for this app",
    );
    assert.deepStrictEqual(train?.label, {
      label: "ML Utterance Train",
      description: "POST /api/public/bot/{botId}/ml/train",
      detail: " (not published)",
    });
    const { documentation } = items[0] ?? {};
    assert.ok(documentation instanceof vscode.MarkdownString);
    assert.match(documentation.value, /Scope: Train FAQ · Trains can call it · XO Platform/);
  });

  it("write what is chosen: path, method and host, with the variables of the file and what is typed already", async () => {
    const line = (): string => editor.document.lineAt(editor.selection.active.line).text;
    for (const [before, wanted] of [
      ["POST {{host}}faqtrain|", "POST {{host}}/api/public/bot/{{botId}}/faqs/train"],
      ["POST {{host}}/faqtrainingstatus|", "GET {{host}}/api/public/bot/{{botId}}/faqs/train/status?language=en"],
      ["POST faqtrain|", "POST {{host}}/api/public/bot/{{botId}}/faqs/train"],
      ["POST {{host}}/api/public/bot/st-1/faqs/tra|?a=1", "POST {{host}}/api/public/bot/st-1/faqs/train?a=1"],
      [`${DETAILS}\nacc|`, "accountId: a-1"],
    ] as const) {
      await typed(`${HEAD}${before}`);
      await until(async () => {
        if (line() === wanted) return true;
        await vscode.commands.executeCommand("editor.action.triggerSuggest");
        await vscode.commands.executeCommand("acceptSelectedSuggestion");
        return line() === wanted;
      }, `${wanted} is written (there is ${line()})`);
      await vscode.commands.executeCommand("leaveSnippet");
    }
  });

  it("offer apps to who types, with the cursor where the last letter was put", async () => {
    await typed("|");
    const { document } = editor;
    for (const letter of "# jwt-app: Tr") await vscode.commands.executeCommand("type", { text: letter });
    await until(async () => {
      await vscode.commands.executeCommand("acceptSelectedSuggestion");
      return document.getText() === "# jwt-app: Trains";
    }, "the app is chosen");
  });

  it("offer the headers that the endpoint requires, the values of these, and the names of apps", async () => {
    const headers = await completions(`${HEAD}${DETAILS}\nauth: {{token}}\nacc|\n\n{}`);
    assert.deepStrictEqual(
      headers.map((item) => [labelOf(item), textOf(item)]),
      [["accountId", "accountId: ${1:a-1}"]],
    );
    const position = await typed(`${HEAD}${DETAILS}\naccountId: |`);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      editor.document.uri,
      position,
    );
    assert.ok(items.some((item) => labelOf(item) === "a-1" && item.kind === vscode.CompletionItemKind.Value));
    assert.deepStrictEqual((await completions("# jwt-app: |")).map(labelOf).sort(), ["Other", "Trains"]);
    assert.deepStrictEqual(await completions(`${HEAD}${DETAILS}\n\nacc|`), []);
  });

  it("offer nothing in files that are for somebody else", async () => {
    const other = await saved(hs256App("Another", { host: "bots.kore.ai" }));
    for (const [line, count] of [
      ["GET https://api.example/|", 0],
      ["GET {{baseUrl}}/|", 0],
      ["GET sess|", 0],
      [`${"GET {{host}}/".padEnd(2_001, "a")}|`, 0],
      ["GET {{host}}/|", 303],
      ["GET https://bots.kore.ai|", 303],
      ["@base = https://bots.kore.ai\n###\nGET {{base}}/|", 303],
      ["# jwt-app: nobody\nGET {{baseUrl}}/|", 303],
      ["# jwt-app: Other\nGET https://api.example/|", 303],
    ] as const)
      assert.strictEqual((await completions(line)).length, count, line);
    await (await activated()).store.delete(other.id);
  });

  it("tell in a hover what a path calls, and what its app lacks for it", async () => {
    const contentsAt = async (marked: string): Promise<(vscode.MarkdownString | vscode.MarkedString)[]> => {
      const position = await typed(marked);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        editor.document.uri,
        position,
      );
      return hovers.flatMap(({ contents }) => contents);
    };
    const hoverAt = async (marked: string): Promise<string> =>
      (await contentsAt(marked)).map((content) => (typeof content === "string" ? content : content.value)).join("\n");
    const shown = await hoverAt(`${HEAD}POST {{host}}/api/public/bot/{{botId}}/getSe|ssions`);
    assert.match(shown, /\*\*Sessions History\*\* · POST \/api\/public\/bot\/\\\{botId\\\}\/getSessions/);
    assert.match(shown, /^Scope: Bot Sessions · not assigned to Trains · XO Platform · payloads can be encrypted$/m);
    assert.match(shown, /Rate limit: 60 requests a minute and 1,800 an hour, for each bot\./);
    assert.match(shown, /less than 7 days/);
    assert.match(
      shown,
      /\[Documentation\]\(https:\/\/docs\.kore\.ai\/ai-for-service\/apis\/automation\/get-sessions-history\)/,
    );
    // The way on runs that one command, for this endpoint.
    const markdown = (await contentsAt(`${HEAD}POST {{host}}/api/public/bot/{{botId}}/getSe|ssions`)).flatMap(
      (content) => (content instanceof vscode.MarkdownString ? [content] : []),
    );
    const trusted = markdown.filter(({ isTrusted }) => isTrusted);
    assert.deepStrictEqual(
      trusted.map(({ isTrusted }) => isTrusted),
      [{ enabledCommands: ["jwtApps.findEndpoint"] }],
    );
    const [, title, argument] = /^\[(.*)\]\(command:jwtApps\.findEndpoint\?(.*)\)$/.exec(trusted[0]?.value ?? "") ?? [];
    assert.strictEqual(title, "Find Endpoint");
    assert.deepStrictEqual(JSON.parse(decodeURIComponent(argument ?? "")), [
      { endpointId: "sessions-history", from: "editor" },
    ]);
    // Of tables, the one that the path names counts.
    const table = { kind: "table", name: "orders", read: false, write: true, delete: true } as const;
    const tables = [table, { ...table, name: "returns", read: true }];
    const reader = await saved(hs256App("Reader", { createdIn: "tables", tables }));
    for (const [name, said] of [
      ["orders", "no table or view permits it to Reader"],
      ["returns", "Reader can call it"],
    ] as const)
      assert.match(
        await hoverAt(`# jwt-app: Reader\n\n###\nPOST {{host}}/api/public/tables/${name}/qu|ery`),
        new RegExp(`^Permission on the table: read · ${said} · Data Tables$`, "m"),
      );
    await (await activated()).store.delete(reader.id);
    assert.strictEqual(await hoverAt(`${HEAD}PO|ST {{host}}/api/public/bot/{{botId}}/getSessions`), "");
    assert.strictEqual(await hoverAt(`${HEAD}POST {{host}}/api/pub|lic/nothing`), "");
  });

  it("mark a header that is required, until it is there by the fix", async () => {
    await typed(`${HEAD}${DETAILS}\nauth: {{token}}\n|`);
    const { document } = editor;
    const ours = (): readonly vscode.Diagnostic[] =>
      vscode.languages.getDiagnostics(document.uri).filter(({ code }) => code === "missing-header");
    await until(() => ours().length === 1, "the header is missing");
    const [diagnostic] = ours();
    assert.strictEqual(
      diagnostic?.message,
      "The documentation of “Get Conversation Details” requires the header “accountId”, which this request lacks.",
    );
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      diagnostic.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = fixes.find(({ title }) => title === "Insert the header “accountId”");
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.ok(document.getText().endsWith(`${DETAILS}\nauth: {{token}}\naccountId: a-1\n`));
    await until(() => ours().length === 0, "nothing is missing");
    await typed(`# jwt-apps: ignore missing-header\n${HEAD}${DETAILS}\n|`);
    await until(() => {
      const all = vscode.languages.getDiagnostics(document.uri).map(({ code }) => code);
      return all.includes("missing-token") && !all.includes("missing-header");
    }, "the comment switches it off");
  });

  it("write no DELETE by Auto Fix, but offer it", async () => {
    await typed(`${HEAD}POST {{host}}/api/public/bot/eraseUsersData\nauth: {{token}}\n|`);
    const { uri } = editor.document;
    const wrong = (): vscode.Diagnostic | undefined =>
      vscode.languages.getDiagnostics(uri).find(({ code }) => code === "wrong-method");
    await until(() => wrong() !== undefined, "the method is wrong");
    const fixes = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      wrong()?.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = fixes.find(({ title }) => title === "Use DELETE");
    assert.ok(fix?.edit);
    assert.ok(!fix.isPreferred);
  });

  it("mark no header that something beside the request may give, and one that only variables or a token can be given", async () => {
    const { folder } = await activated();
    const at = vscode.Uri.joinPath(folder, "../requestHelp");
    const write = async (name: string, text: string): Promise<vscode.Uri> => {
      const file = vscode.Uri.joinPath(at, name);
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
      return file;
    };
    const ownScript = tokenScript({ clientId: "cs-1" }, "publicApi").join("\n");
    const request = (script: string): string => `${HEAD}${script}\n${DETAILS}\nx: 1\n`;
    await write("http-client.env.json", "{}");
    const { document } = (editor = await inFront(await write("calls.http", request(ownScript))));
    const codes = (): unknown[] => vscode.languages.getDiagnostics(document.uri).map(({ code }) => code);
    await until(() => codes().includes("missing-header"), "variables and a token are no header");
    await typed(`${request(ownScript.replace("}}", "  request.headers.accountId = 1;\n}}"))}|`);
    await until(() => !codes().includes("missing-header"), "a script may give it");
    await typed(`${request(ownScript)}|`);
    await until(() => codes().includes("missing-header"), "it is our own script again");
    await write(".httpyac.js", "");
    await typed(`${request(ownScript)}y: 1\n|`);
    await until(() => !codes().includes("missing-header"), "a configuration may give it");
    await vscode.workspace.fs.delete(at, { recursive: true });
  });
});
