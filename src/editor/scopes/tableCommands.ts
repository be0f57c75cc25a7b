import * as v from "valibot";
import * as vscode from "vscode";
import { assignTables } from "../../domain/apps/assignScopes";
import { type JwtApp, TablePermission } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { describePermission } from "../appTree/tableNodes";
import type { CommandRunner } from "../commandRunner";
import { Commands } from "../contributions";
import { pickMany, pickOne } from "../pick";
import { answered } from "../prompts";
import { showStatus } from "../statusMessage";
import type { AppArgument, AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { asText, type PlainText } from "../../domain/text/asText";
import { t } from "../words";

/** Data Tables apps have no scopes: read, write and delete are granted for each table and view (facts, 6). */
export function registerAssignTables(runner: CommandRunner, store: AppStore, picker: AppPicker): vscode.Disposable {
  return runner.register(Commands.assignTables, async (argument?: AppArgument & { readonly tables?: unknown }) => {
    const app = await picker.resolve(argument, { only: ({ createdIn }) => createdIn === "tables" });
    const given = argument && "tables" in argument ? permissionsFrom(argument.tables) : undefined;
    const saved = await store.save(assignTables(app, given ?? (await editPermissions(app))));
    const count = saved.tables.length;
    showStatus(count === 1 ? t("{0} has permissions for 1 table or view", saved.name) : t("{0} has permissions for {1} tables and views", saved.name, count));
    return saved;
  });
}

function permissionsFrom(tables: unknown): TablePermission[] {
  const parsed = v.safeParse(v.array(TablePermission), tables);
  if (parsed.success) return parsed.output;
  throw new UserError("bad-argument", "The argument “tables” must be a list of tables and views with their permissions.");
}

/** Adds, changes or removes one table or view. */
async function editPermissions(app: JwtApp): Promise<TablePermission[]> {
  type Choice = vscode.QuickPickItem & { existing?: TablePermission; addKind?: "table" | "view" };
  const choices: Choice[] = [
    ...app.tables.map((existing): Choice => ({ existing, label: `$(${existing.kind === "table" ? "table" : "eye"}) ${asText(existing.name)}`, description: describePermission(existing) })),
    { label: `$(add) ${t("Add a table")}`, addKind: "table" },
    { label: `$(add) ${t("Add a view")}`, addKind: "view" },
  ];
  const title = t("Tables of {0}", app.name);
  const choice = app.tables.length
    ? await pickOne(choices, { title, placeHolder: t("Choose a table or view to change, or add one") })
    : await pickOne(choices, { title, placeHolder: t("What was the app given access to?") });
  const kind = choice.existing?.kind ?? choice.addKind ?? "table";
  const name =
    choice.existing?.name ??
    (await answered(
      vscode.window.showInputBox({
        title,
        prompt: kind === "table" ? t("Name of the table, as in the platform") : t("Name of the view, as in the platform"),
        validateInput: (text) => (text.trim() ? undefined : t("The name is missing.")),
      }),
    ));
  const granted = await pickPermissions(title, kind, name, choice.existing);
  const others = app.tables.filter((table) => !(table.kind === kind && table.name === name));
  return granted.read || granted.write || granted.delete ? [...others, { kind, name: name.trim(), ...granted }] : others;
}

async function pickPermissions(
  title: PlainText,
  kind: TablePermission["kind"],
  name: string,
  existing: TablePermission | undefined,
): Promise<Pick<TablePermission, "read" | "write" | "delete">> {
  // A view can only be queried (facts, 6), so read is all that it can be given a use for.
  const names = kind === "view" ? (["read"] as const) : (["read", "write", "delete"] as const);
  const labels = { read: t("Read"), write: t("Write"), delete: t("Delete") };
  const items = names.map((permission) => ({ permission, label: labels[permission], picked: existing ? existing[permission] : permission === "read" }));
  const picked = await pickMany(items, { title, placeHolder: t("Permissions for {0}; none removes it", name) });
  const has = (permission: string): boolean => picked.some((item) => item.permission === permission);
  return { read: has("read"), write: has("write"), delete: has("delete") };
}
