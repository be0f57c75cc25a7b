import { UserError } from "../domain/errors";
import { bytesOfFile } from "./boundedBytes";
import { SECRETS_FILE, SECRETS_VARIABLE, type SecretsText } from "./secretsVariable";

/** In bytes: a thousand apps with all their keys have less. */
const MOST = 20_000_000;

/**
 * The secrets of the environment, or of the file that `--secrets-file` names. That file is never told of by its path: it
 * may be the secrets themselves that somebody wrote there.
 * @param path of that file
 * @param variable the value of JWT_APPS_SECRETS
 * @throws UserError `secrets-given-twice`, `secrets-file-open`, `secrets-file-unreadable`
 */
export async function secretsText(path: string | undefined, variable: string | undefined): Promise<SecretsText> {
  if (path === undefined) return { json: variable, source: SECRETS_VARIABLE };
  if (variable !== undefined && variable.trim() !== "")
    throw new UserError(
      "secrets-given-twice",
      "Secrets are given by {0} and by {1}, and which are meant can't be told.",
      {
        args: [SECRETS_VARIABLE, SECRETS_FILE],
        remedy: "Take one of them away.",
      },
    );
  const text = await textOf(path);
  if (text !== undefined) return { json: text, source: SECRETS_FILE };
  throw new UserError("secrets-file-unreadable", "The file with the secrets can't be read as text.", {
    args: [SECRETS_FILE],
    remedy: "Check the path after {0}.",
  });
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    const bytes = await bytesOfFile(path, MOST, async (file) => {
      const found = await file.stat();
      // Whatever its modes are: nobody should change them for this.
      if (found.isDirectory()) throw new Error("a folder");
      // Windows has no such modes.
      if (process.platform !== "win32" && (found.mode & OTHERS) !== 0) throw openToOthers();
    });
    return bytes && new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof UserError) throw error;
    return undefined;
  }
}

/** To read or to write, for the group and for all others. */
const OTHERS = 0o066;

function openToOthers(): UserError {
  return new UserError(
    "secrets-file-open",
    "Other users of this machine can read or change the file with the secrets.",
    {
      remedy: "Run chmod 600 on it.",
    },
  );
}
