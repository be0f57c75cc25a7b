import { NOTHING_FOUND, planImport } from "../domain/apps/import/importApps";
import type { ImportPlan } from "../domain/apps/import/importPlan";
import { isSecretRemark } from "../domain/apps/import/secretRemarks";
import type { JwtApp } from "../domain/apps/jwtApp";
import { UserError } from "../domain/errors";
import { LIMITS } from "../domain/limits";
import { webPorts } from "../domain/ports";
import { neutral } from "../edge/neutral";
import { bytesOfFile } from "./boundedBytes";
import { SECRETS_FILE, SECRETS_VARIABLE } from "./secretsVariable";
import type { Streams } from "./streams";

/**
 * The apps of the file that `--apps` names, which `exportOf` wrote or the platform's Get Bots answered.
 * @param error takes what the import remarks, but nothing of the client secrets there, which are not used
 * @throws UserError `no-apps-file`, `apps-file-unreadable`, `no-apps`, and those of `planImport`
 */
export async function readApps(path: string | undefined, error: Streams["error"]): Promise<JwtApp[]> {
  if (path === undefined)
    throw new UserError("no-apps-file", "The argument --apps is missing.", {
      remedy: "It names a file that Export Apps wrote.",
    });
  const { add, problems, notes } = planOf(await textOf(path));
  // Client secrets are not taken from there, whatever they are.
  for (const problem of [...problems, ...notes]) if (!isSecretRemark(problem)) error(neutral(problem.message));
  if (add.some(({ secrets }) => secrets.reveal().clientSecret !== undefined))
    error(
      `The file that --apps names has client secrets in it. They are not used: ${SECRETS_VARIABLE} and ${SECRETS_FILE} alone are read for secrets.`,
    );
  if (!add.length) throw noApps();
  return add.map(({ app }) => app);
}

/** What else an import reads in an editor is no help to somebody who named the wrong file. */
function planOf(text: string): ImportPlan {
  try {
    return planImport(text, [], webPorts);
  } catch (error) {
    throw error instanceof UserError && NOTHING_FOUND.includes(error.code) ? noApps() : error;
  }
}

function noApps(): UserError {
  return new UserError("no-apps", "There is no app in the file that --apps names.", {
    remedy: "Name one that Export Apps wrote.",
  });
}

async function textOf(path: string): Promise<string> {
  const bytes = await bytesOfFile(path, MOST).catch(() => undefined);
  try {
    if (bytes) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Told below.
  }
  throw new UserError("apps-file-unreadable", "The file with the apps can't be read as text.", {
    remedy: "Check the path after --apps.",
  });
}

/** In bytes: of characters more than an import reads. */
const MOST = 4 * LIMITS.imported;
