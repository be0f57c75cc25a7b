import { withPermissions, withoutScope } from "../../domain/apps/assignScopes";
import { findApp } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { scopeById } from "../../domain/scopes/catalogue";
import { UserError } from "../../domain/errors";
import { asText, type PlainText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import type { ArgumentOf } from "../commands/commandTypes";
import type { Row, RowSubject } from "../commands/row";
import type { Commands } from "../workbench/contributions";
import type { AppServices } from "./appServices";
import { deleteConfirmed, type PartOfApp, takeOff, type ToDelete } from "./deleteConfirmed";

type DeleteArgument = ArgumentOf<typeof Commands.deleteApp>;

/**
 * `jwtApps.deleteApp`: deletes what is meant, after one question for all of it: the apps that are named, or those of a
 * row, with all that are selected beside it. A scope's or table's row is taken off its app, which needs no question by
 * itself: it is assigned again as easily.
 */
export async function deleteApps(services: AppServices, argument: DeleteArgument, caller: Caller): Promise<void> {
  const { row } = argument;
  const meant = row ? ofRows(services, row.itself) : { ...NOTHING, apps: await wantedApps(services, argument) };
  const { apps, unreadable, parts } = meant;
  if (apps.length + unreadable.length === 0 && parts.length === 0) {
    throw new UserError("nothing-to-delete", "What this row shows can't be deleted by itself.", {
      remedy: "Select an app, a scope or a table; the form changes the rest.",
    });
  }
  // Without a row it can be another extension that calls, and that answers the prompt.
  const asker = row ? caller : "code";
  await (apps.length + unreadable.length > 0
    ? deleteConfirmed(services, meant, asker)
    : takeOff(services.store, meant));
}

const NOTHING: ToDelete = { apps: [], unreadable: [], parts: [], left: [] };

function ofRows({ selectedRows }: AppServices, row: Row): ToDelete {
  const selected = selectedRows();
  const rows = (selected.includes(row) ? selected : [row]).map((one) => ({ ...one.subject(), label: labelOf(one) }));
  const apps = rows.flatMap((one) => (one.kind === "app" ? [one.app] : []));
  const unreadable = rows.flatMap((one) => (one.kind === "unreadable" ? [one.id] : []));
  // What stands below an app that is deleted goes with it.
  const goes = new Set(apps.map(({ id }) => id));
  const others = rows.filter(({ kind, app }) => kind !== "unreadable" && !(app && goes.has(app.id)));
  const parts = others.map((one) => ({ part: partOf(one), label: one.label }));
  return {
    apps,
    unreadable,
    parts: parts.flatMap(({ part }) => part ?? []),
    left: parts.flatMap(({ part, label }) => (part ? [] : [label])),
  };
}

function labelOf(row: Row): PlainText {
  const { label } = row.item();
  return asText(typeof label === "string" ? label : (label?.label ?? ""));
}

async function wantedApps({ store, picker }: AppServices, argument: DeleteArgument): Promise<JwtApp[]> {
  const { apps: wanted } = argument;
  if (wanted === undefined) return [await picker.resolve(argument)];
  const all = await store.apps();
  // One that is named twice is deleted once.
  return [...new Set(wanted.map((name) => findApp(all, name)))];
}

function partOf(row: RowSubject): PartOfApp | undefined {
  if (row.kind === "scope") {
    const { app, scope } = row;
    return { app, name: asText(scopeById(scope)?.name ?? scope), without: (now) => withoutScope(now, scope) };
  }
  if (row.kind !== "table") return undefined;
  const { kind, name } = row.table;
  const without = (now: JwtApp) =>
    withPermissions(
      now,
      now.tables.filter((table) => table.kind !== kind || table.name !== name),
    );
  return { app: row.app, name: asText(name), without };
}
