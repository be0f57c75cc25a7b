import { UserError } from "../domain/errors";
import { SECRETS_VARIABLE, startFromCommandLine } from "./commandLine";

export { createLocalPlatform, type LocalPlatform, type LocalPlatformOptions } from "./localPlatform";

// The bundle is loaded by the extension, and run by itself in a user's CI.
if (require.main === module) runFromCommandLine().catch(endWith);

async function runFromCommandLine(): Promise<void> {
  const secrets = process.env[SECRETS_VARIABLE];
  // Nothing that this process starts or reports should have them.
  delete process.env[SECRETS_VARIABLE];
  // Whoever read the lines may have gone, as in `… 2>&1 | head -1`; requests are served all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const platform = await startFromCommandLine(process.argv.slice(2), secrets, {
    out: (line) => void process.stdout.write(`${line}\n`),
    error: (line) => void process.stderr.write(`${line}\n`),
  });
  if (!platform) return;
  const stop = (): void =>
    void platform
      .close()
      .then(({ tablesSaved }) => process.exit(tablesSaved ? 0 : 1))
      .catch(() => process.exit(1));
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function endWith(error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
