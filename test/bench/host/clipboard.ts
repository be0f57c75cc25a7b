// Runs in an extension host: the command that puts a token on the clipboard, and the least that this could be.
import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { activated, hs256App, rowOf, saved } from "../../host/support";

const ROUNDS = 300;

export async function run(): Promise<void> {
  const { secrets } = await activated();
  const app = await saved(hs256App("Bench"));
  const row = await rowOf(app);
  const command = async (): Promise<void> => void (await vscode.commands.executeCommand("jwtApps.copyToken", row));
  await command();
  const token = await vscode.env.clipboard.readText();
  const bare = async (): Promise<void> => {
    await secrets.get(`app/${app.id}`);
    await vscode.env.clipboard.writeText(token);
  };
  const times = { ours: [] as number[], theirs: [] as number[] };
  for (let round = -20; round < ROUNDS; round++) {
    const [ours, theirs] = [await time(command), await time(bare)];
    if (round < 0) continue;
    times.ours.push(ours);
    times.theirs.push(theirs);
  }
  writeFileSync(process.env["JWT_APPS_BENCH_RESULT"] ?? "", JSON.stringify(times));
}

async function time(action: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
