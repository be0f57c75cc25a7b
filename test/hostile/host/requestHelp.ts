import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { inFront, newText } from "../../host/inFront";
import { hs256App, saved, until } from "../../host/support";
import { neighbour } from "./neighbour";

const BOT_ID = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";

/** What is of the app, and in no catalogue. */
const OF_THE_APP = /Quietly Mine|quiet\.example|st-b8525f88|acc-quiet|not published|not assigned/;

/** An app whose name, host and IDs stand nowhere else, and that lacks something for each endpoint. */
export async function quietApp(): Promise<void> {
  await saved(
    hs256App("Quietly Mine", {
      host: "quiet.example",
      botId: BOT_ID,
      accountId: "acc-quiet",
      scopes: [{ id: "xo/train-faq", published: false }],
    }),
  );
}

const DETAILS = "GET {{host}}/agentassist/api/v1/public/{{botId}}/conversations/sessions/s-1";

/**
 * What code asks of a text, with `|` where it asks: by which command, what of the catalogue it is told all the same, and
 * whether the app is told of where the person is.
 */
const QUESTIONS: readonly (readonly [marked: string, by: "completions" | "hover", told: RegExp])[] = [
  ["# jwt-app: |", "completions", /^\[\]$/],
  ["POST {{host}}/|", "completions", /FAQ Training.*\/api\/public\/bot\/\$\{1:\{\{botId/],
  ["# jwt-app: Quietly Mine\n###\nPOST {{host}}/|", "completions", /FAQ Training.*\{\{botId/],
  ["GET https://quiet.example/|", "completions", /^\[\]$/],
  [`# jwt-app: Quietly Mine\n###\n${DETAILS}\nacc|`, "completions", /accountId.*\{\{accountId/],
  [`# jwt-app: Quietly Mine\n###\n${DETAILS}\naccountId: |`, "completions", /\{\{accountId/],
  [
    "# jwt-app: Quietly Mine\n###\nPOST {{host}}/api/public/bot/{{botId}}/faqs/tr|ain",
    "hover",
    /FAQ Training[^]*Scope: Train FAQ · XO Platform/,
  ],
];

/** Whether the app is told of, by each way of showing the document: never without its place being the person's. */
export function itTellsAppsOnly({ isTrusted }: { readonly isTrusted: boolean }): void {
  const told = isTrusted ? "tells of apps where the person is alone" : "tells of no app";
  for (const [marked, by, catalogue] of QUESTIONS) {
    it(`${told}: ${by} for ${JSON.stringify(marked)}`, async () => {
      const { document, position } = await opened(marked);
      const catalogues = async (how: string): Promise<void> => {
        await until(async () => {
          const answer = await asked(document, position, by);
          assert.doesNotMatch(answer, OF_THE_APP, `${how}: ${answer}`);
          return catalogue.test(answer);
        }, `the catalogue's answer, ${how}`);
      };
      await catalogues("never shown");
      const editor = await inFront(document);
      editor.selection = new vscode.Selection(position, position);
      const inPlace = await asked(document, position, by);
      if (isTrusted) assert.match(inPlace, OF_THE_APP, "where the person is");
      else await catalogues("in Restricted Mode");
      if (by === "completions") {
        const end = document.positionAt(0);
        const elsewhere = position.isEqual(end) ? end.translate(1) : end;
        editor.selection = new vscode.Selection(elsewhere, elsewhere);
        await catalogues("the cursor is elsewhere");
        editor.selection = new vscode.Selection(position, position);
      }
      await inFront(await newText("something else"), { viewColumn: vscode.ViewColumn.Beside });
      await catalogues("in view beside the active editor");
    });
  }
}

/** Of a document that nobody sees: what the text names is told of, as SECURITY.md says, and nothing else. */
export function itTellsInFindingsWhatIsNamed(): void {
  const call = DETAILS.replace("{{host}}", "https://platform.kore.ai");
  for (const [named, line] of [
    ["# jwt-app: Quietly Mine\n###\n", "accountId: acc-quiet"],
    ["", "accountId: {{accountId}}"],
  ] as const) {
    const what = named === "" ? "no app where the text names none" : "the app that the text names";
    it(`tells in findings of ${what}`, async () => {
      const { document } = await opened(`${named}${call}|\n`);
      const found = (): vscode.Diagnostic[] => vscode.languages.getDiagnostics(document.uri);
      await until(() => found().some(({ code }) => code === "missing-header"), "the header is missing");
      const hostile = await neighbour();
      const range = new vscode.Range(0, 0, document.lineCount, 0);
      const fixes = (await hostile.call(
        "vscode.executeCodeActionProvider",
        document.uri,
        range,
      )) as vscode.CodeAction[];
      const told = JSON.stringify([found().map(({ message }) => message), fixes.map(({ edit }) => edit?.entries())]);
      assert.ok(told.includes(line), told);
      if (named === "") assert.doesNotMatch(told, OF_THE_APP);
    });
  }
}

async function opened(marked: string): Promise<{ document: vscode.TextDocument; position: vscode.Position }> {
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  // A document that gets the name of a closed one is told of as the active editor's until this one is gone.
  // The Output view's is none of them.
  const isEditor = ({ document: { uri } }: vscode.TextEditor): boolean => uri.scheme !== "output";
  const isNone = (): boolean => {
    const { activeTextEditor: active, visibleTextEditors: visible } = vscode.window;
    return ![...visible, ...(active ? [active] : [])].some(isEditor);
  };
  await until(isNone, "no editor is there");
  const document = await newText(marked.replace("|", ""), "http");
  // A busy window may tell of the one that is gone once more.
  await until(isNone, "the document is in no editor");
  return { document, position: document.positionAt(marked.indexOf("|")) };
}

/** All that another extension is told, as JSON: for completions those of ours, with what is looked up of them. */
async function asked(
  { uri }: vscode.TextDocument,
  position: vscode.Position,
  by: "completions" | "hover",
): Promise<string> {
  const hostile = await neighbour();
  if (by === "hover") {
    const hovers = (await hostile.call("vscode.executeHoverProvider", uri, position)) as vscode.Hover[];
    return hovers
      .flatMap(({ contents }) => contents.map((part) => (typeof part === "string" ? part : part.value)))
      .join();
  }
  const list = await hostile.call("vscode.executeCompletionItemProvider", uri, position, undefined, 400);
  const { items } = list as vscode.CompletionList;
  // Words of the text are the workbench's own.
  const ours = items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
  const looked = ours.map(({ documentation }) => (typeof documentation === "object" ? documentation.value : ""));
  return ours.length === 0 ? "[]" : JSON.stringify([ours, looked]);
}
