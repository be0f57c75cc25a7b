import * as vscode from "vscode";
import { TEAM_FILE } from "../../domain/apps/team/teamFilePath";
import { inBackground } from "../workbench/inBackground";
import { LoadedLater } from "../workbench/loadedLater";
import type { TeamNewsServices } from "./teamNews";

/** Looks whether the workspace describes apps; what is done about it, and about its changes, is loaded where it does. */
export function registerTeamFile(services: TeamNewsServices): vscode.Disposable {
  const news = new LoadedLater(async () => new (await import("./teamNews")).TeamNews(services));
  const look = (): void =>
    inBackground(services.log, "apps of the workspace", async () => {
      if (vscode.workspace.isTrusted && (await isThere())) await (await news.load()).look();
    });
  look();
  const watcher = vscode.workspace.createFileSystemWatcher(`**/${TEAM_FILE}`, false, true, true);
  return vscode.Disposable.from(
    news,
    watcher,
    watcher.onDidCreate(look),
    vscode.workspace.onDidGrantWorkspaceTrust(look),
    vscode.workspace.onDidChangeWorkspaceFolders(look),
  );
}

async function isThere(): Promise<boolean> {
  const looks = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) =>
    vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, TEAM_FILE)).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(looks)).includes(true);
}
