import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/**
 * What a script for Node prints. Into files: a program that exits as soon as it has written cuts off what a pipe, and
 * who reads it on a busy machine, has not yet taken.
 */
export async function outputOf(
  script: string,
  args: readonly string[],
  { cwd, env = process.env }: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Output> {
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-output-"));
  try {
    const files = ["stdout", "stderr"].map((name) => join(folder, name));
    const [out, error] = files.map((file) => openSync(file, "w"));
    const child = spawn(process.execPath, [script, ...args], { cwd, env, stdio: ["ignore", out, error] });
    const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
    for (const handle of [out, error]) if (handle !== undefined) closeSync(handle);
    const [stdout = "", stderr = ""] = files.map((file) => readFileSync(file, "utf8"));
    return { stdout, stderr, code };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
