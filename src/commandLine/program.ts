import { UserError } from "../domain/errors";
import { neutral } from "../edge/neutral";
import { stackOf } from "../edge/stackOf";
import { SECRETS_VARIABLE } from "./secretsVariable";
import type { CommandStreams } from "./streams";

/** What a program that runs until it is told to end has started. */
export interface Started {
  /** @returns the exit code */
  readonly stop: () => Promise<number>;
}

type Start = (
  args: readonly string[],
  secretsJson: string | undefined,
  streams: CommandStreams,
) => Promise<Started | number | undefined>;

/**
 * Runs a program as a process of its own: with its arguments, the secrets of its environment, which are in it no longer
 * then, and its streams. SIGTERM and SIGINT stop what it started; whatever it throws is told in a line, and makes the exit
 * code `failure`.
 * @param start undefined or an exit code where nothing is left to do
 */
export function runProgram(start: Start, { failure = 1 } = {}): void {
  run(start, failure).catch((error: unknown) => {
    process.stderr.write(`${neutral(sentenceOf(error))}\n`);
    process.exitCode = failure;
  });
}

async function run(start: Start, failure: number): Promise<void> {
  const secrets = process.env[SECRETS_VARIABLE];
  // Nothing that this process starts or reports should have them.
  delete process.env[SECRETS_VARIABLE];
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    // Whoever read the lines may have gone, as in `… 2>&1 | head -1`; requests are served all the same.
    if (code === "EPIPE" || code === "EOF") return;
    process.stderr.write("The result can't be written to standard output: is the disk full?\n");
    process.exitCode = failure;
  });
  const started = await start(process.argv.slice(2), secrets, {
    out: (line) => void process.stdout.write(`${line}\n`),
    error: (line) => void process.stderr.write(`${line}\n`),
    write: (bytes) => void process.stdout.write(bytes),
    // Looked at only where it is read: Node opens it then.
    get input() {
      return process.stdin as AsyncIterable<Uint8Array>;
    },
    get isTyped() {
      return process.stdin.isTTY;
    },
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  });
  // Not where its result got lost meanwhile.
  if (typeof started === "number") process.exitCode ??= started;
  if (typeof started !== "object") return;
  const stop = (): void =>
    void started
      .stop()
      .then((code) => process.exit(code))
      .catch(() => process.exit(1));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

/** Of what is a bug of ours its type and place: its message could quote a secret. */
function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const [, place = ""] = /([^\s/\\(]+:\d+:\d+)/.exec(stackOf(error)) ?? [];
  const name = error instanceof Error ? error.name : typeof error;
  return `That is an error of this program itself: ${[name, place].filter(Boolean).join(", ")}.`;
}
