import * as vscode from "vscode";
import { readTeamFile, type TeamFile, teamFileTooLarge } from "../../domain/apps/team/teamFile";
import { TEAM_FILE } from "../../domain/apps/team/teamFilePath";
import { UserError } from "../../domain/errors";
import { bytesToHex } from "../../domain/keys/base64";
import { LIMITS } from "../../domain/limits";
import { asText, type PlainText } from "../../domain/text/asText";
import { isLink } from "../requests/gateway/gitIgnored";

/** Where a folder of the workspace describes its apps. */
export interface TeamPlace {
  readonly folder: vscode.WorkspaceFolder;
  readonly file: vscode.Uri;
  /** As people know it: with the folder where there are several. */
  readonly name: PlainText;
}

export interface ReadTeamFile extends TeamPlace {
  readonly content: TeamFile;
  /** Changes with its content, and names none of it. */
  readonly digest: string;
}

export function teamPlaces(): TeamPlace[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.map((folder) => ({
    folder,
    file: vscode.Uri.joinPath(folder.uri, TEAM_FILE),
    name: asText(folders.length > 1 ? `${folder.name}/${TEAM_FILE}` : TEAM_FILE),
  }));
}

/** The files that there are, and why others could not be read. */
export async function readTeamFiles(): Promise<{
  readonly files: readonly ReadTeamFile[];
  readonly problems: readonly UserError[];
}> {
  const files: ReadTeamFile[] = [];
  const problems: UserError[] = [];
  for (const place of teamPlaces()) {
    try {
      const read = await readTeamPlace(place);
      if (read) files.push(read);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
    }
  }
  return { files, problems };
}

/**
 * Undefined where there is no such file.
 * @throws UserError where it is no file of that folder, or isn't one that describes apps
 */
export async function readTeamPlace(place: TeamPlace): Promise<ReadTeamFile | undefined> {
  const { file } = place;
  const found = await vscode.workspace.fs.stat(file).then(
    (stat) => stat,
    () => undefined,
  );
  if (!found) return undefined;
  await assertOfFolder(place);
  // A device or a pipe has no size, and no end.
  if (found.type !== vscode.FileType.File) throw unreadable(place);
  if (found.size > LIMITS.teamFile) throw teamFileTooLarge();
  const bytes = await vscode.workspace.fs.readFile(file).then(
    (read) => read,
    () => {
      throw unreadable(place);
    },
  );
  const content = readTeamFile(bytes);
  const digest = bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))));
  return { ...place, content, digest };
}

/**
 * A link could lead to anything of this machine, for reading as for writing.
 * @throws UserError `team-file-link`
 */
export async function assertOfFolder({ file, name }: TeamPlace): Promise<void> {
  if (!(await isLink(file)) && !(await isLink(vscode.Uri.joinPath(file, "..")))) return;
  throw new UserError(
    "team-file-link",
    "“{0}” is a symbolic link, or stands in one, so it is neither read nor written.",
    {
      args: [name],
      remedy: "Put a file of its own there.",
    },
  );
}

function unreadable({ name }: TeamPlace): UserError {
  return new UserError("team-file-unreadable", "“{0}” can't be read.", {
    args: [name],
    remedy: "Check who may read it, and that it is a file.",
  });
}
