import { findApp } from "../../domain/apps/findApp";
import { assignTables, withoutScope } from "../../domain/apps/assignScopes";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { scopeById } from "../../domain/scopes/catalogue";
import { UserError } from "../../domain/errors";
import { asText, type PlainText } from "../../domain/text/asText";
import { AppNode, UnreadableAppNode } from "../appTree/appNode";
import { ScopeNode } from "../appTree/scopeNodes";
import { TableNode } from "../appTree/tableNodes";
import { TreeNode } from "../appTree/treeNode";
import type { Caller } from "../commands/commandRunner";
import { type AppArgument, appIdAbove, type AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";

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
 * are selected beside it. A scope's or table's row is taken off its app, which needs no question by itself: it is
 * assigned again as easily.
 */
export async function deleteApps(services: DeleteServices, argument: DeleteArgument, caller: Caller): Promise<void> {
  const isRow = argument instanceof TreeNode;
  const meant = isRow ? ofRows(services, argument) : { ...NOTHING, apps: await appsNamed(services, argument) };
  const { apps, unreadable, parts } = meant;
  if (apps.length + unreadable.length === 0 && parts.length === 0) {
    throw new UserError("nothing-to-delete", "What this row shows can't be deleted by itself.", {
      remedy: "Select an app, a scope or a table; the form changes the rest.",
    });
  }
  // Without a row it can be another extension that calls, and that answers the prompt.
  const asker = isRow ? caller : "code";
  const { deleteConfirmed, takeOff } = await import("./deleteConfirmed");
  await (apps.length + unreadable.length > 0
    ? deleteConfirmed(services, meant, asker)
    : takeOff(services.store, meant));
}

/** What is to be deleted, as plain data: rows are of the bundle that made them. */
export interface ToDelete {
  readonly apps: readonly JwtApp[];
  /** Internal ids of apps whose files can't be read. */
  readonly unreadable: readonly string[];
  /** Scopes and tables of other apps. */
  readonly parts: readonly PartOfApp[];
  /** What is selected beside it and can't be deleted by itself. */
  readonly left: readonly PlainText[];
}

export interface PartOfApp {
  readonly app: JwtApp;
  readonly name: PlainText;
  /** The app, as it is by then, without it. */
  readonly without: (app: JwtApp) => JwtApp;
}

const NOTHING: ToDelete = { apps: [], unreadable: [], parts: [], left: [] };

function ofRows({ selectedRows }: DeleteServices, row: TreeNode): ToDelete {
  const selected = selectedRows();
  const rows = selected.includes(row) ? selected : [row];
  const apps = rows.filter((one) => one instanceof AppNode).map(({ app }) => app);
  const unreadable = rows.filter((one) => one instanceof UnreadableAppNode).map(({ entry }) => entry.id);
  // What stands below an app that is deleted goes with it.
  const goes = new Set(apps.map(({ id }) => id));
  const others = rows.filter((one) => {
    const id = appIdAbove(one);
    return !(one instanceof UnreadableAppNode) && (id === undefined || !goes.has(id));
  });
  const parts = others.flatMap((one) => (one instanceof ScopeNode || one instanceof TableNode ? [partOf(one)] : []));
  const rest = others.filter((one) => !(one instanceof ScopeNode || one instanceof TableNode));
  return { apps, unreadable, parts, left: rest.map(labelOf) };
}

function labelOf(row: TreeNode): PlainText {
  const { label } = row.item();
  return asText(typeof label === "string" ? label : (label?.label ?? ""));
}

async function appsNamed(
  { store, picker }: DeleteServices,
  argument: Exclude<DeleteArgument, TreeNode>,
): Promise<JwtApp[]> {
  const wanted = argument && "apps" in argument ? argument.apps : undefined;
  if (wanted === undefined) return [await picker.resolve(argument as AppArgument)];
  if (
    !Array.isArray(wanted) ||
    wanted.length === 0 ||
    !wanted.every((name): name is string => typeof name === "string")
  ) {
    throw new UserError("bad-argument", "The argument “apps” must be a list of IDs, client IDs or names.");
  }
  const all = await store.apps();
  // One that is named twice is deleted once.
  return [...new Set(wanted.map((name) => findApp(all, name)))];
}

function partOf(row: ScopeNode | TableNode): PartOfApp {
  const { app } = row;
  if (row instanceof ScopeNode) {
    const { scopeId } = row;
    return { app, name: asText(scopeById(scopeId)?.name ?? scopeId), without: (now) => withoutScope(now, scopeId) };
  }
  const { kind, name } = row.permission;
  const without = (now: JwtApp) =>
    assignTables(
      now,
      now.tables.filter((table) => table.kind !== kind || table.name !== name),
    );
  return { app, name: asText(name), without };
}
