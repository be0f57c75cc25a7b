import * as vscode from "vscode";
import type { CommandHandlers } from "../commands/commandTypes";
import { execute } from "../commands/execute";
import { Commands, writeSetting } from "../workbench/contributions";
import type { AppStore } from "../storage/appStore";

/** Sorting, grouping and refreshing the tree, and Enter in it. */
export function viewCommands(store: AppStore) {
  return {
    [Commands.groupByNone]: () => writeSetting("tree.groupBy", "none"),
    [Commands.groupByHost]: () => writeSetting("tree.groupBy", "host"),
    [Commands.groupByBot]: () => writeSetting("tree.groupBy", "bot"),
    [Commands.sortByName]: () => writeSetting("tree.sortBy", "name"),
    [Commands.sortByCreation]: () => writeSetting("tree.sortBy", "creation"),
    [Commands.refresh]: () => store.reload(),
    [Commands.openRow]: async ({ row }) => {
      if (!row) return;
      const command = row.itself.opens();
      if (command) await execute(command, row.itself);
      else await vscode.commands.executeCommand("list.toggleExpand");
    },
  } satisfies Partial<CommandHandlers>;
}
