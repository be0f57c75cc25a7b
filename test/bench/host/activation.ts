// Runs in a fresh extension host: how long our extension, a built-in one and an empty one take to load and activate.
import { writeFileSync } from "node:fs";
import Module from "node:module";
import * as vscode from "vscode";

const IDS = { ours: "xo-jwt.jwt-apps", theirs: "vscode.github-authentication", empty: "xo-jwt.empty" } as const;

/** How Node loads a module; what an extension host calls in the end. */
type Load = (request: string, ...rest: unknown[]) => Record<string, unknown>;

export async function run(): Promise<void> {
  const all = ["ours", "theirs", "empty"] as const;
  const first = Number(process.env["JWT_APPS_BENCH_FIRST"]);
  const order = [...all.slice(first), ...all.slice(0, first)];
  // The window starts other extensions at the same time; they would be measured too.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const alone = timeActivate(vscode.extensions.getExtension(IDS.ours)?.extensionPath ?? "");
  const times: Record<string, number> = {};
  for (const which of order) {
    const extension = vscode.extensions.getExtension(IDS[which]);
    if (!extension || extension.isActive) throw new Error(`${IDS[which]} is not there, or active already`);
    const start = performance.now();
    await extension.activate();
    times[which] = performance.now() - start;
  }
  writeFileSync(process.env["JWT_APPS_BENCH_RESULT"] ?? "", JSON.stringify({ ...times, alone: alone() }));
}

/** Wraps the `activate` of the extension in that folder, and returns what reads the time of its call in milliseconds. */
function timeActivate(folder: string): () => number {
  const modules = Module as unknown as { _load: Load };
  const load = modules._load;
  let time: number | undefined;
  modules._load = function (request, ...rest) {
    const loaded = load.call(this, request, ...rest);
    if (!request.includes(folder) || typeof loaded["activate"] !== "function") return loaded;
    const activate = loaded["activate"] as (context: unknown) => unknown;
    return {
      ...loaded,
      activate: (context: unknown) => {
        const start = performance.now();
        const result = activate(context);
        time = performance.now() - start;
        return result;
      },
    };
  };
  return () => {
    modules._load = load;
    if (time === undefined) throw new Error("the call of activate() was not seen");
    return time;
  };
}
