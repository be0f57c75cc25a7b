import { strict as assert } from "node:assert";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { outputOf } from "../outputOf";

export interface Answer {
  readonly name: string;
  readonly status: number;
  readonly body: string;
}

export interface SentFile {
  readonly answers: readonly Answer[];
  /** All that the command printed. */
  readonly output: string;
}

/** What `httpyac send <file>` in that folder gets for all requests of the file, or for the one on that line, from 1. */
export async function sendFile(folder: string, file: string, line?: number): Promise<SentFile> {
  const manifest = createRequire(import.meta.url).resolve("httpyac/package.json");
  const which = line === undefined ? ["--all"] : ["--line", String(line)];
  const args = ["send", file, ...which, "--json", "--no-color"];
  const script = join(dirname(manifest), "bin", "httpyac.js");
  const { stdout, stderr } = await outputOf(script, args, { cwd: folder });
  assert.match(stdout, /^\s*\{/, stderr);
  const { requests = [] } = JSON.parse(stdout) as {
    requests?: { name: string; response?: { statusCode: number; body?: string } }[];
  };
  const answers = requests.map(({ name, response }) => ({
    name,
    status: response?.statusCode ?? 0,
    body: response?.body ?? "",
  }));
  return { answers, output: stdout + stderr };
}
