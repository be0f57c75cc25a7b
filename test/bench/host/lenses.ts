// Runs in an extension host: how long VS Code takes for the 2,000 lenses of a request file after a keystroke in it, and for
// as many whose words it asks for one by one.
import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { activated, hs256App, saved, signedToken } from "../../host/support";

const ROUNDS = 30;
const TOKENS = 1_000;

export async function run(): Promise<void> {
  await activated();
  const secret = "a secret of this measurement";
  const app = await saved(hs256App("Bench"), { clientSecret: secret });
  const seconds = Math.floor(Date.now() / 1000);
  const requests = await Promise.all(
    Array.from({ length: TOKENS }, async (_, index) => {
      const token = await signedToken({ appId: app.clientId, exp: seconds + 90_000 + index }, secret);
      return `### Request\nGET https://platform.kore.ai/api/public/bots\nauth: ${token}\n`;
    }),
  );
  const content = requests.join("\n");
  const ours = await vscode.workspace.openTextDocument({ content, language: "http" });
  const theirs = await vscode.workspace.openTextDocument({ content, language: "plaintext" });
  const standIn = vscode.languages.registerCodeLensProvider({ language: "plaintext" }, askedOneByOne);
  const times = { ours: [] as number[], theirs: [] as number[], unasked: [] as number[] };
  for (let round = -5; round < ROUNDS; round++) {
    const measured = {
      ours: await keystroke(ours),
      theirs: await keystroke(theirs, 2 * TOKENS),
      unasked: await keystroke(theirs),
    };
    if (round < 0) continue;
    for (const name of ["ours", "theirs", "unasked"] as const) times[name].push(measured[name]);
  }
  standIn.dispose();
  writeFileSync(process.env["JWT_APPS_BENCH_RESULT"] ?? "", JSON.stringify(times));
}

/** Two a token, which say nothing until they are asked. */
const askedOneByOne: vscode.CodeLensProvider = {
  provideCodeLenses: ({ lineCount }) =>
    Array.from({ length: 2 * TOKENS }, (_, index) => {
      const line = Math.floor((index / (2 * TOKENS)) * lineCount);
      return new vscode.CodeLens(new vscode.Range(line, 6, line, 200));
    }),
  resolveCodeLens: ({ range }) =>
    new vscode.CodeLens(range, {
      title: "Bench · expires tomorrow",
      tooltip: "Inspect this token",
      command: "jwtApps.inspectToken",
      arguments: [{ range }],
    }),
};

/** Milliseconds from a typed letter until the lenses are there, `words` of them asked for their words. */
async function keystroke({ uri }: vscode.TextDocument, words?: number): Promise<number> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(2_000, 3), "y");
  const start = performance.now();
  await vscode.workspace.applyEdit(edit);
  const all = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, words);
  const time = performance.now() - start;
  if (all.length !== 2 * TOKENS) throw new Error(`${all.length} lenses`);
  return time;
}
