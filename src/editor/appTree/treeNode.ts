import type * as vscode from "vscode";

/** One row of the tree. Ids are stable, so selection and expansion survive a refresh. */
export abstract class TreeNode {
  abstract readonly id: string;
  abstract readonly parent: TreeNode | undefined;

  abstract item(): vscode.TreeItem;

  children(): TreeNode[] {
    return [];
  }
}
