import * as v from "valibot";
import type * as vscode from "vscode";
import { assignTables } from "../../domain/apps/assignScopes";
import { TablePermission } from "../../domain/apps/jwtApp";
import { hasNoTables } from "../../domain/apps/unfitting";
import { UserError } from "../../domain/errors";
import { TableNode } from "../appTree/tableNodes";
import type { CommandRunner } from "../commands/commandRunner";
import { Commands } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import type { AppArgument, AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { t } from "../workbench/words";

/** Data Tables apps have no scopes: read, write and delete are granted for each table and view (platform.md, 6). */
export function registerAssignTables(runner: CommandRunner, store: AppStore, picker: AppPicker): vscode.Disposable {
  return runner.register(Commands.assignTables, async (argument?: AppArgument & { readonly tables?: unknown }) => {
    const app = await picker.resolve(argument, {
      only: ({ createdIn }) => createdIn === "tables",
      whyNot: hasNoTables,
    });
    const given = argument && "tables" in argument ? permissionsFrom(argument.tables) : undefined;
    const only = argument instanceof TableNode ? argument.permission : undefined;
    const { editTables } = await import("./tableSteps");
    const saved = given
      ? await store.update(app, (current) => assignTables(current, given))
      : await editTables(store, app, only);
    const count = saved.tables.length;
    showStatus(
      count === 1
        ? t("{0} has permissions for 1 table or view", saved.name)
        : t("{0} has permissions for {1} tables and views", saved.name, count),
    );
    return saved;
  });
}

function permissionsFrom(tables: unknown): TablePermission[] {
  const parsed = v.safeParse(v.array(TablePermission), tables);
  if (parsed.success) return parsed.output;
  throw new UserError(
    "bad-argument",
    "The argument “tables” must be a list of tables and views with their permissions.",
  );
}
