import * as vscode from "vscode";
import { withScopes } from "../../domain/apps/assignScopes";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { noScopes } from "../../domain/apps/unfittingApp";
import { scopeById, scopesForLevel } from "../../domain/scopes/catalogue";
import { asText } from "../../domain/text/asText";
import type { ArgumentOf } from "../commands/commandTypes";
import { pickMany } from "../prompts/pick";
import type { AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import type { Commands } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import { searchScopes } from "./searchScopes";

/** `jwtApps.assignScopes`: those that are named, or that a person checks. */
export async function assignScopes(
  store: AppStore,
  picker: AppPicker,
  argument: ArgumentOf<typeof Commands.assignScopes>,
): Promise<JwtApp> {
  const app = await picker.resolve(argument, { only: ({ createdIn }) => createdIn !== "tables", whyNot: noScopes });
  const { scopes: given } = argument;
  const wanted = given ?? (await pickScopes(app));
  // What was picked changes what was shown: scopes that another window added meanwhile stay.
  const ids = (current: JwtApp): readonly string[] => given ?? withPicked(current, app, wanted);
  const saved = await store.update(app, (current) => withScopes(current, ids(current)));
  const count = saved.scopes.length;
  showStatus(count === 1 ? t("{0} has 1 scope", saved.name) : t("{0} has {1} scopes", saved.name, count));
  return saved;
}

/** The scopes of the app as it is by now, with those that were checked and unchecked in what was shown of it. */
function withPicked(current: JwtApp, shown: JwtApp, picked: readonly string[]): string[] {
  const [before, after] = [new Set(shown.scopes.map(({ id }) => id)), new Set(picked)];
  const kept = current.scopes.map(({ id }) => id).filter((id) => after.has(id) || !before.has(id));
  return [...kept, ...picked.filter((id) => !before.has(id))];
}

/**
 * A grouped multi-select of the scopes that the app's level offers; typing searches names, descriptions and endpoints, and
 * a scope that its endpoints found shows them.
 */
async function pickScopes(app: JwtApp): Promise<string[]> {
  const assigned = new Set(app.scopes.map(({ id }) => id));
  const items: (vscode.QuickPickItem & { id?: string })[] = [];
  let category: string | undefined;
  for (const scope of scopesForLevel(app.createdIn)) {
    if (scope.category !== category)
      items.push({ label: asText(scope.category), kind: vscode.QuickPickItemKind.Separator });
    category = scope.category;
    items.push({
      id: scope.id,
      label: asText(scope.name),
      ...(scope.levelNotStated && { description: t("level not stated") }),
      ...(scope.description !== undefined && { detail: asText(scope.description) }),
      picked: assigned.has(scope.id),
    });
  }
  for (const id of assigned)
    if (!scopeById(id)) items.push({ id, label: asText(id), detail: t("Unknown to this version"), picked: true });
  const picked = await pickMany(items, {
    title: t("Scopes of {0}", app.name),
    placeHolder: t("Check the scopes that the app has; type words, a path or a URL to find them"),
    matchOnDetail: true,
    ...searchScopes(app),
  });
  return picked.flatMap(({ id }) => (id ? [id] : []));
}
