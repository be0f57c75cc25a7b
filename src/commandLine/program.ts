import { UserError } from "../domain/errors";
import { SECRETS_VARIABLE } from "./secretsVariable";
import type { Streams } from "./streams";

/** What a program that runs until it is told to end has started. */
export interface Started {
  /** @returns the exit code */
  readonly stop: () => Promise<number>;
}

type Start = (
  args: readonly string[],
  secretsJson: string | undefined,
  streams: Streams,
) => Promise<Started | undefined>;

/**
 * Runs a program as a process of its own: with its arguments, the secrets of its environment, which are in it no longer
 * then, and its streams. SIGTERM and SIGINT stop what it started; a UserError is told, and makes the exit code 1.
 * @param start undefined where nothing is left to do
 */
export function runProgram(start: Start): void {
  run(start).catch(endWith);
}

async function run(start: Start): Promise<void> {
  const secrets = process.env[SECRETS_VARIABLE];
  // Nothing that this process starts or reports should have them.
  delete process.env[SECRETS_VARIABLE];
  // Whoever read the lines may have gone, as in `… 2>&1 | head -1`; requests are served all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const started = await start(process.argv.slice(2), secrets, {
    out: (line) => void process.stdout.write(`${line}\n`),
    error: (line) => void process.stderr.write(`${line}\n`),
  });
  if (!started) return;
  const stop = (): void =>
    void started
      .stop()
      .then((code) => process.exit(code))
      .catch(() => process.exit(1));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function endWith(error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
