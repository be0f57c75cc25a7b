// Runs in the extension host as its "tests", which never end: looks at the apps that are there, and then saves and deletes
// some at random until the host is killed. JWT_APPS_CRASH_FOLDER is where it gets its clock and leaves what it saw.
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type * as vscode from "vscode";
import { activated } from "../../host/support";
import { passed } from "../../until";
import { changeOne } from "../changes";
import { Ledger } from "../ledger";
import type { Sight } from "./sight";

export async function run(): Promise<void> {
  const folder = process.env["JWT_APPS_CRASH_FOLDER"] ?? "";
  const [{ now }, ahead] = [Date, Number(readFileSync(join(folder, "ahead"), "utf8"))];
  Date.now = () => now() + ahead;
  const services = await activated();
  const { store } = services;

  const left = await look(services.folder.fsPath, services.secrets);
  const shown = (await store.list()).map(
    (entry) => [entry.status === "ok" ? entry.app.id : entry.id, entry.status] as const,
  );
  // The first list begins the sweep, and a change waits for its end.
  await store.delete(randomUUID());
  const swept = await look(services.folder.fsPath, services.secrets);
  const sight: Sight = { pid: process.pid, shown, left, swept };
  writeFileSync(join(folder, "sight.tmp"), JSON.stringify(sight));
  renameSync(join(folder, "sight.tmp"), join(folder, "sight.json"));

  while (!existsSync(join(folder, "go"))) await passed(5);
  const ledger = new Ledger(join(folder, "ledger"));
  for (;;) await changeOne(store, ledger);
}

async function look(
  apps: string,
  secrets: vscode.SecretStorage & { keys?(): Thenable<string[]> },
): Promise<Sight["left"]> {
  const journal = join(apps, "../journal");
  const read = (folder: string): [string, string][] => {
    mkdirSync(folder, { recursive: true });
    return readdirSync(folder)
      .filter((name) => !name.startsWith("."))
      .map((name) => [name.replace(/\.json$/, ""), readFileSync(join(folder, name), "utf8")]);
  };
  if (!secrets.keys) throw new Error("this VS Code can't list its secrets");
  const pairs = (await secrets.keys()).map(async (key): Promise<[string, string]> => [
    key,
    (await secrets.get(key)) ?? "",
  ]);
  return { files: read(apps), markers: read(journal), secrets: await Promise.all(pairs) };
}
