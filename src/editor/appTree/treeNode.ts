import type { Severity } from "../../domain/apps/appState";
import type { Mending } from "../../domain/errors";

import { Row } from "../commands/row";

/** One row of the tree. Ids are stable, so selection and expansion survive a refresh. */
export abstract class TreeNode extends Row {
  abstract readonly id: string;
  abstract readonly parent: TreeNode | undefined;

  children(): TreeNode[] {
    return [];
  }

  /** The worst of what is wrong in the row and below it; undefined where nothing is. */
  severity(): Severity | undefined {
    return undefined;
  }

  /** What mends the worst problem of the row, where one thing does. */
  mending(): Mending | undefined {
    return undefined;
  }
}
