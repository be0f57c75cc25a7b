import { findApp } from "../../domain/apps/findApp";
import { assignScopes, assignTables } from "../../domain/apps/assignScopes";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { scopeById } from "../../domain/scopes/catalogue";
import { UserError } from "../../domain/errors";
import { AppNode, UnreadableAppNode } from "../appTree/appNode";
import { ScopeNode } from "../appTree/scopeNodes";
import { TableNode } from "../appTree/tableNodes";
import { TreeNode } from "../appTree/treeNode";
import type { Caller } from "../commandRunner";
import { showStatus } from "../statusMessage";
import type { AppArgument, AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { t } from "../words";

export interface DeleteServices {
  readonly store: AppStore;
  readonly picker: AppPicker;
  /** The rows that are selected in the view. */
  readonly selectedRows: () => readonly TreeNode[];
  readonly forgetKeys: (id?: string) => void;
}

export type DeleteArgument = AppArgument | { readonly apps?: unknown };

/**
 * Deletes what is meant, after one question for all of it: the apps that are named, or those of a row, with all that
 * are selected beside it. A scope's or table's row is taken off its app, which needs none: it is assigned again as easily.
 */
export async function deleteApps(services: DeleteServices, argument: DeleteArgument, caller: Caller): Promise<void> {
  // Without an argument it can be another extension that calls, and that answers the prompt.
  if (!(argument instanceof TreeNode)) return confirmAndDelete(services, { apps: await appsNamed(services, argument), unreadable: [] }, "code");
  const selected = services.selectedRows();
  const rows = selected.includes(argument) ? selected : [argument];
  const unreadable = rows.filter((row) => row instanceof UnreadableAppNode);
  const apps = rows.filter((row) => row instanceof AppNode).map(({ app }) => app);
  if (apps.length + unreadable.length > 0) {
    return confirmAndDelete(services, { apps, unreadable: unreadable.map(({ entry }) => entry.id) }, caller);
  }
  return takeOff(services.store, rows);
}

async function confirmAndDelete(
  services: DeleteServices,
  { apps, unreadable }: { readonly apps: readonly JwtApp[]; readonly unreadable: readonly string[] },
  caller: Caller,
): Promise<void> {
  const { deleteConfirmed } = await import("../../onDemand");
  await deleteConfirmed(services, apps, unreadable, caller);
}

async function appsNamed({ store, picker }: DeleteServices, argument: Exclude<DeleteArgument, TreeNode>): Promise<JwtApp[]> {
  const wanted = argument && "apps" in argument ? argument.apps : undefined;
  if (wanted === undefined) return [await picker.resolve(argument as AppArgument)];
  if (!Array.isArray(wanted) || wanted.length === 0 || !wanted.every((name): name is string => typeof name === "string")) {
    throw new UserError("bad-argument", "The argument “apps” must be a list of IDs, client IDs or names.");
  }
  const all = await store.apps();
  // One that is named twice is deleted once.
  return [...new Set(wanted.map((name) => findApp(all, name)))];
}

/** Takes scopes and tables off their apps. */
async function takeOff(store: AppStore, rows: readonly TreeNode[]): Promise<void> {
  const parts = rows.filter((row) => row instanceof ScopeNode || row instanceof TableNode);
  if (parts.length === 0) {
    throw new UserError("nothing-to-delete", "What this row shows can't be deleted by itself.", {
      remedy: "Select an app, a scope or a table; the form changes the rest.",
    });
  }
  for (const part of parts) {
    // What was taken off before is no longer in the one that the row holds.
    const app = await store.get(part.app.id);
    if (app) await store.save(part instanceof ScopeNode ? withoutScope(app, part) : withoutTable(app, part));
  }
  const [first] = parts;
  if (parts.length > 1) showStatus(t("Took {0} scopes or tables off", parts.length));
  else if (first) showStatus(t("Took {0} off {1}", nameOf(first), first.app.name));
}

function withoutScope(app: JwtApp, { scopeId }: ScopeNode): JwtApp {
  return assignScopes(app, app.scopes.map(({ id }) => id).filter((id) => id !== scopeId));
}

function withoutTable(app: JwtApp, { permission: { kind, name } }: TableNode): JwtApp {
  return assignTables(app, app.tables.filter((table) => table.kind !== kind || table.name !== name));
}

function nameOf(row: ScopeNode | TableNode): string {
  return row instanceof ScopeNode ? (scopeById(row.scopeId)?.name ?? row.scopeId) : row.permission.name;
}
