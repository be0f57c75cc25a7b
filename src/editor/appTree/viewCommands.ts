import * as vscode from "vscode";
import type { CommandRunner } from "../commandRunner";
import { Commands, writeSetting } from "../contributions";
import type { AppStore } from "../storage/appStore";

/** Sorting, grouping and refreshing the tree. */
export function registerViewCommands(runner: CommandRunner, store: AppStore): vscode.Disposable {
  return vscode.Disposable.from(
    runner.register(Commands.groupByNone, () => writeSetting("tree.groupBy", "none")),
    runner.register(Commands.groupByHost, () => writeSetting("tree.groupBy", "host")),
    runner.register(Commands.groupByBot, () => writeSetting("tree.groupBy", "bot")),
    runner.register(Commands.sortByName, () => writeSetting("tree.sortBy", "name")),
    runner.register(Commands.sortByCreation, () => writeSetting("tree.sortBy", "creation")),
    runner.register(Commands.refresh, () => store.reload()),
  );
}
