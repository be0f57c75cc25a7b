import { withPermissions } from "../../domain/apps/assignScopes";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { noTables } from "../../domain/apps/unfittingApp";
import type { ArgumentOf } from "../commands/commandTypes";
import type { AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import type { Commands } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import { editTables } from "./tableSteps";

/**
 * `jwtApps.assignTables`: Data Tables apps have no scopes: read, write and delete are granted for each table and view
 * (platform.md, 6).
 */
export async function assignTables(
  store: AppStore,
  picker: AppPicker,
  argument: ArgumentOf<typeof Commands.assignTables>,
): Promise<JwtApp> {
  const app = await picker.resolve(argument, { only: ({ createdIn }) => createdIn === "tables", whyNot: noTables });
  const { tables: given, row } = argument;
  const saved = given
    ? await store.update(app, (current) => withPermissions(current, given))
    : await editTables(store, app, row?.kind === "table" ? row.table : undefined);
  const count = saved.tables.length;
  showStatus(
    count === 1
      ? t("{0} has permissions for 1 table or view", saved.name)
      : t("{0} has permissions for {1} tables and views", saved.name, count),
  );
  return saved;
}
