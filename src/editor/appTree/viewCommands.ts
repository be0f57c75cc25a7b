import * as vscode from "vscode";
import type { CommandRunner } from "../commands/commandRunner";
import { Commands, writeSetting } from "../workbench/contributions";
import { MENDING_COMMANDS } from "../commands/mendings";
import type { AppStore } from "../storage/appStore";
import { AppNode, UnreadableAppNode } from "./appNode";
import { CredentialNode } from "./credentialNodes";
import { EndpointNode } from "./endpointNode";
import { ScopeNode, ScopesNode } from "./scopeNodes";
import { TableNode, TablesNode } from "./tableNodes";
import { TreeNode } from "./treeNode";

/** Sorting, grouping and refreshing the tree. */
export function registerViewCommands(runner: CommandRunner, store: AppStore): vscode.Disposable {
  return vscode.Disposable.from(
    runner.register(Commands.groupByNone, () => writeSetting("tree.groupBy", "none")),
    runner.register(Commands.groupByHost, () => writeSetting("tree.groupBy", "host")),
    runner.register(Commands.groupByBot, () => writeSetting("tree.groupBy", "bot")),
    runner.register(Commands.sortByName, () => writeSetting("tree.sortBy", "name")),
    runner.register(Commands.sortByCreation, () => writeSetting("tree.sortBy", "creation")),
    runner.register(Commands.refresh, () => store.reload()),
    runner.register(Commands.openRow, async (node?: unknown) => {
      if (node instanceof TreeNode) await openRow(node);
    }),
  );
}

/** What Enter does: edits the app or its credential, mends what is missing, changes what is assigned, or what a click on the row does; other rows fold. */
async function openRow(node: TreeNode): Promise<void> {
  const command = openingOf(node);
  if (command) await vscode.commands.executeCommand(command, node);
  else await vscode.commands.executeCommand("list.toggleExpand");
}

function openingOf(node: TreeNode): string | undefined {
  if (node instanceof AppNode) return Commands.editApp;
  if (node instanceof UnreadableAppNode) return Commands.openAppFile;
  if (node instanceof ScopesNode || node instanceof ScopeNode) return Commands.assignScopes;
  if (node instanceof TablesNode || node instanceof TableNode) return Commands.assignTables;
  if (node instanceof EndpointNode)
    return node.endpoint.path === undefined ? Commands.assignScopes : Commands.newRequestFile;
  const mending = node.mending();
  if (mending) return MENDING_COMMANDS[mending];
  // The form has a place for each credential; what a click on it does is Enter's, too.
  return node.item().command?.command ?? (node instanceof CredentialNode ? Commands.editApp : undefined);
}
