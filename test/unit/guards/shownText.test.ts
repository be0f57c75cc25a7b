import { strict as assert } from "node:assert";
import { read, sources } from "./repository";
import { findUncleanText } from "./shownText";
import { hostWith, options, sharedHost } from "./typedSources";

const WORDS = "src/editor/workbench/words.ts";
const TRIED = "src/editor/tried.ts";

describe("What the editor shows", () => {
  it("is text from the one place that makes it so", () => {
    const files = sources().filter((path) => path.startsWith("src/editor/"));
    assert.ok(files.length > 50);
    assert.deepEqual(findUncleanText(files, WORDS, options(), sharedHost()), []);
  });

  it("is said in sentences that lend an argument neither a link nor an icon", () => {
    const sentences = Object.keys(JSON.parse(read("l10n/bundle.l10n.json")) as object);
    assert.deepEqual(
      sentences.filter((sentence) => /\]\(|\$\((?![a-z-]+\))/.test(sentence)),
      [],
    );
  });

  const UNCLEAN = [
    "vscode.l10n.t('x');",
    "const { t: say } = vscode.l10n;",
    "void vscode.window.showErrorMessage(name);",
    "void vscode.window.showInformationMessage(`About ${name}`);",
    "void vscode.window.showWarningMessage(t('x'), { modal: true, detail: name });",
    "void vscode.window.showWarningMessage(t('x'), name);",
    "void vscode.window.showQuickPick([{ label: name }]);",
    "void vscode.window.showQuickPick([{ label: t('x'), description: `${t('x')} ${name}` }]);",
    "void vscode.window.showInputBox({ title: name });",
    "void vscode.window.showInputBox({ validateInput: (text) => (text ? name : undefined) });",
    "vscode.window.setStatusBarMessage(`$(check) ${name}`, 1);",
    "void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: name }, async () => undefined);",
    "vscode.window.createOutputChannel('x', { log: true }).info(name);",
    "new vscode.TreeItem(name);",
    "new vscode.TreeItem(t('x')).description = name;",
    "new vscode.TreeItem(t('x')).accessibilityInformation = { label: name };",
    "const item = vscode.window.createStatusBarItem(); item.text = `$(x) ${name}`;",
    "new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title: name, command: '' });",
    "new vscode.CodeAction(name);",
    "new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), name);",
    "new vscode.MarkdownString(name);",
    "new vscode.MarkdownString(t('{0}', name));",
    "new vscode.MarkdownString(`**${t('x')}**`);",
    "new vscode.Hover(name);",
    "const title = name; void vscode.window.showInputBox({ title });",
    "void vscode.window.showErrorMessage(name as PlainText);",
  ];
  const CLEAN = [
    "void vscode.window.showErrorMessage(t('About {0}', name), t('Open'));",
    "void vscode.window.showInformationMessage(joined([t('x'), asText(name)]));",
    "void vscode.window.showQuickPick([{ label: `$(key) ${asText(name)}`, description: name ? t('x') : undefined, count: 1 }]);",
    "void vscode.window.showInputBox({ title: t('x'), value: name, validateInput: (text) => (text ? undefined : t('x')) });",
    "vscode.window.setStatusBarMessage(`$(check) ${t('x')} ${name.length}`, 1);",
    "const title = name ? t('x') : asText(name); void vscode.window.showInputBox({ title });",
    "new vscode.TreeItem(t('x')).description = String(name.length);",
    "new vscode.MarkdownString(md`**${asMarkdown(name)}**`);",
    "const other = { description: { of: name } };",
  ];
  it("is told from what is not", () => {
    // Each in a function of its own, on a line of its own.
    const bodies = [...UNCLEAN, ...CLEAN].map(
      (text, index) => `export function f${index}(name: string): void { ${text} }`,
    );
    const found = findUncleanText([TRIED], WORDS, options(), hostWith(TRIED, [...IMPORTS, ...bodies].join("\n")));
    const lines = new Set(found.map((place) => Number(/:(\d+):/.exec(place)?.[1]) - IMPORTS.length - 1));
    assert.deepEqual(
      [...UNCLEAN, ...CLEAN].filter((_, index) => lines.has(index)),
      UNCLEAN,
    );
  });
});

const IMPORTS = [
  'import * as vscode from "vscode";',
  'import { asText, joined, type PlainText } from "../domain/text/asText";',
  'import { asMarkdown, md } from "../domain/text/markdown";',
  'import { t } from "./workbench/words";',
];
