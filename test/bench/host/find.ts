// Runs in an extension host: how long Find Endpoint takes to its pick over all endpoints, and a bare pick of as many rows.
import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { activated, hs256App, saved } from "../../host/support";

const ROUNDS = 30;
const APPS = 20;

export async function run(): Promise<void> {
  const { store } = await activated();
  const apps = [];
  for (let index = 0; index < APPS; index++) apps.push(await saved(hs256App(`App ${index}`)));
  const [app] = apps;
  if (!app) throw new Error("there is no app");
  const find = (): Promise<Shown> => untilShown(() => vscode.commands.executeCommand("jwtApps.findEndpoint"));
  const { time: first, items } = await find();
  const times = { changed: [] as number[], unchanged: [] as number[], bare: [] as number[] };
  for (let round = -5; round < ROUNDS; round++) {
    await store.update(app, (current) => ({ ...current, updatedAt: current.updatedAt + 1 }));
    const measured = { changed: await find(), unchanged: await find(), bare: await untilShown(() => bare(items)) };
    if (round < 0) continue;
    for (const name of ["changed", "unchanged", "bare"] as const) times[name].push(measured[name].time);
  }
  writeFileSync(process.env["JWT_APPS_BENCH_RESULT"] ?? "", JSON.stringify({ first, ...times }));
}

interface Shown {
  /** Milliseconds until the quick pick was shown. */
  readonly time: number;
  readonly items: readonly vscode.QuickPickItem[];
}

/** Closes the quick pick that `open` shows. */
async function untilShown(open: () => Thenable<unknown>): Promise<Shown> {
  const { createQuickPick } = vscode.window;
  let shown: Shown | undefined;
  const made = (): vscode.QuickPick<vscode.QuickPickItem> => {
    const pick = createQuickPick.call(vscode.window);
    const show = pick.show.bind(pick);
    pick.show = () => {
      show();
      shown = { time: performance.now() - start, items: [...pick.items] };
      pick.hide();
    };
    return pick;
  };
  Object.assign(vscode.window, { createQuickPick: made });
  const start = performance.now();
  try {
    await open();
  } finally {
    Object.assign(vscode.window, { createQuickPick });
  }
  if (!shown) throw new Error("no quick pick was shown");
  return shown;
}

async function bare(items: readonly vscode.QuickPickItem[]): Promise<void> {
  const pick = vscode.window.createQuickPick();
  pick.items = items;
  const hidden = new Promise<void>((resolve) => pick.onDidHide(resolve));
  pick.show();
  await hidden;
  pick.dispose();
}
