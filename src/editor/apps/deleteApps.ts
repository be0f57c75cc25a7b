import { findApp } from "../../domain/apps/findApp";
import { assignScopes, assignTables } from "../../domain/apps/assignScopes";
import { type JwtApp, signsWithSecret } from "../../domain/apps/jwtApp";
import { scopeById } from "../../domain/scopes/catalogue";
import { UserError } from "../../domain/errors";
import { AppNode, UnreadableAppNode } from "../appTree/appNode";
import { ScopeNode } from "../appTree/scopeNodes";
import { TableNode } from "../appTree/tableNodes";
import { TreeNode } from "../appTree/treeNode";
import { confirmed } from "../prompts";
import { showStatus } from "../statusMessage";
import type { AppArgument, AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { t } from "../words";

/** Names in one question: more than can be read at a glance are counted. */
const MAX_NAMES = 10;

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
export async function deleteApps(services: DeleteServices, argument: DeleteArgument): Promise<void> {
  if (!(argument instanceof TreeNode)) return deleteAll(services, await appsNamed(services, argument), []);
  const selected = services.selectedRows();
  const rows = selected.includes(argument) ? selected : [argument];
  const unreadable = rows.filter((row) => row instanceof UnreadableAppNode);
  const apps = rows.filter((row) => row instanceof AppNode).map(({ app }) => app);
  if (apps.length + unreadable.length > 0) return deleteAll(services, apps, unreadable);
  return takeOff(services.store, rows);
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

async function deleteAll(
  { store, forgetKeys }: DeleteServices,
  apps: readonly JwtApp[],
  unreadable: readonly UnreadableAppNode[],
): Promise<void> {
  const { question, detail } = asked(apps, unreadable);
  await confirmed(question, detail, t("Delete"), t("Don't Delete"));
  const failures: unknown[] = [];
  const deleting = async (id: string, options?: { readonly evenIfNewer: true }): Promise<void> => {
    try {
      await store.delete(id, options);
      forgetKeys(id);
    } catch (error) {
      failures.push(error);
    }
  };
  // One after the other: where one can't be deleted the others are.
  for (const { id } of apps) await deleting(id);
  for (const { entry } of unreadable) await deleting(entry.id, { evenIfNewer: true });
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  const [first, ...others] = apps;
  const count = apps.length + unreadable.length;
  if (count > 1) showStatus(t("Deleted {0} apps", count));
  else if (first && others.length === 0) showStatus(t("Deleted {0}", first.name));
}

function asked(apps: readonly JwtApp[], unreadable: readonly UnreadableAppNode[]): { question: PlainText; detail: PlainText } {
  const count = apps.length + unreadable.length;
  const [app] = apps;
  if (count === 1 && app) return { question: t("Delete the JWT app “{0}”?", app.name), detail: whatGoesWith(app) };
  const [file] = unreadable;
  if (count === 1 && file) {
    return {
      question: t("Delete this app's file and its secrets?"),
      detail: t("The file “{0}.json” can't be read by this version. Deleting it can't be undone.", file.entry.id),
    };
  }
  const names = [...apps.map(({ name }) => asText(name)), ...unreadable.map(({ entry }) => t("the unreadable file “{0}.json”", entry.id))];
  const more = names.length - MAX_NAMES;
  return {
    question: t("Delete {0} JWT apps?", count),
    detail: joined([
      ...names.slice(0, MAX_NAMES).map((name) => plain`• ${name}`),
      ...(more > 0 ? [more === 1 ? t("and 1 more") : t("and {0} more", more)] : []),
      plain``,
      t("With each go its secrets, its keys and its scopes or tables."),
      ...(apps.some(({ payloadKey }) => payloadKey) ? [t("Responses encrypted for their payload keys can't be read any more.")] : []),
      t("This can't be undone. The apps on the platform stay as they are."),
    ]),
  };
}

/** Names, for the confirmation, everything that a deletion takes with it. */
function whatGoesWith(app: JwtApp): PlainText {
  const goes = [
    ...(signsWithSecret(app.algorithm) ? [t("its client secret")] : [t("its signing key")]),
    ...(app.hasPreviousSecret ? [t("the previous client secret")] : []),
    ...(app.payloadKey ? [t("its payload key: responses encrypted for it can't be read any more")] : []),
    ...(app.envelopeProfile ? [t("the learned shape of its payloads")] : []),
    ...(app.credentials === "generated" && app.platformKey ? [t("the local platform's key pair")] : []),
    ...(app.scopes.length ? [t("its scopes ({0})", app.scopes.map(({ id }) => scopeById(id)?.name ?? id).join(", "))] : []),
    ...(app.tables.length ? [t("its tables ({0})", app.tables.map(({ name }) => name).join(", "))] : []),
  ];
  const lines = goes.map((line) => plain`• ${line}`);
  return joined([t("With it goes:"), ...lines, plain``, t("This can't be undone. The app on the platform stays as it is.")]);
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
