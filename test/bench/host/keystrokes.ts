// Runs in an extension host: from a keystroke to the lenses of a large request file, of a hostile one, and of one with a
// single request.
import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { ADVERSARIAL_TEXTS } from "../../hostile/adversarialTexts";
import { activated, hs256App, saved, signedToken } from "../../host/support";

const ROUNDS = 40;
const BYTES = 5_000_000;
const REQUESTS = 1_000;
/** In characters. */
const HOSTILE_LENGTH = 400_000;

export async function run(): Promise<void> {
  await activated();
  const secret = "a secret of this measurement";
  const app = await saved(hs256App("Bench"), { clientSecret: secret });
  const token = await signedToken({ appId: app.clientId, exp: Math.floor(Date.now() / 1000) + 3_600 }, secret);
  const head = `### Request\nPOST https://platform.kore.ai/api/public/bot/st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f/getSessions\nauth: ${token}\n\n`;
  const request = `${head}{ "filler": "${"x".repeat(BYTES / REQUESTS - head.length - 20)}" }\n\n`;
  const large = await vscode.workspace.openTextDocument({ content: request.repeat(REQUESTS), language: "http" });
  const small = await vscode.workspace.openTextDocument({ content: request, language: "http" });
  // Variables times blocks, and the request last.
  const hostile = await vscode.workspace.openTextDocument({
    content: `${ADVERSARIAL_TEXTS["variables times blocks"]?.(HOSTILE_LENGTH) ?? ""}\n${request}`,
    language: "http",
  });
  const times = { ours: [] as number[], theirs: [] as number[], hostile: [] as number[] };
  for (let round = -5; round < ROUNDS; round++) {
    const [ours, theirs, ofHostile] = [
      await keystroke(large, REQUESTS),
      await keystroke(small, 1),
      await keystroke(hostile, 1, hostile.lineCount - 4),
    ];
    if (round < 0) continue;
    times.ours.push(ours);
    times.theirs.push(theirs);
    times.hostile.push(ofHostile);
  }
  writeFileSync(process.env["JWT_APPS_BENCH_RESULT"] ?? "", JSON.stringify(times));
}

/** Milliseconds from a typed letter, in the middle of the file unless told, until its lenses are there again. */
async function keystroke(
  document: vscode.TextDocument,
  requests: number,
  line = Math.floor(requests / 2) * 6 + 4,
): Promise<number> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(line, 3), "y");
  const start = performance.now();
  await vscode.workspace.applyEdit(edit);
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    document.uri,
  );
  const time = performance.now() - start;
  if (lenses.length < 2 * requests) throw new Error(`${lenses.length} lenses`);
  return time;
}
