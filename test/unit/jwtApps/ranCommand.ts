import { runCommand } from "../../../src/jwtApps/commands";
import { UserError } from "../../../src/domain/errors";

interface CommandInput {
  readonly secrets?: string;
  readonly input?: AsyncIterable<Uint8Array> | string | Uint8Array;
  readonly columns?: number;
}

/** What a command gave out; `failure` where it threw what a person is told. */
export async function ranCommand(args: readonly string[], { secrets, input = "", columns }: CommandInput = {}) {
  const [out, errors]: [string[], string[]] = [[], []];
  const bytes: Uint8Array[] = [];
  try {
    const code = await runCommand(args, secrets, {
      out: (line) => out.push(line),
      error: (line) => errors.push(line),
      write: (piece) => bytes.push(piece),
      input: typeof input === "string" || input instanceof Uint8Array ? pieces(Buffer.from(input)) : input,
      isTyped: false,
      columns,
    });
    return { code, out, errors, bytes: Buffer.concat(bytes), failure: undefined };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: undefined, out, errors, bytes: Buffer.concat(bytes), failure: error };
  }
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 60_000) {
    await Promise.resolve();
    yield bytes.subarray(at, at + 60_000);
  }
}
