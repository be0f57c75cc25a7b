import * as vscode from "vscode";
import { assignScopes, publishScopes, withoutScope } from "../../domain/apps/assignScopes";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { hasNoScopes } from "../../domain/apps/unfitting";
import { scopeById, scopesForLevel } from "../../domain/scopes/catalogue";
import { UserError } from "../../domain/errors";
import { ScopeNode } from "../appTree/scopeNodes";
import type { Caller, CommandRunner } from "../commands/commandRunner";
import { Commands } from "../workbench/contributions";
import { pickMany } from "../prompts/pick";
import { agreed } from "../prompts/prompts";
import { showStatus } from "../workbench/statusMessage";
import type { AppArgument, AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { asText } from "../../domain/text/asText";
import { t } from "../workbench/words";

export function registerScopeCommands(runner: CommandRunner, store: AppStore, picker: AppPicker): vscode.Disposable {
  return vscode.Disposable.from(
    runner.register(Commands.assignScopes, async (argument?: AppArgument & { readonly scopes?: unknown }) => {
      const app = await picker.resolve(argument, {
        only: ({ createdIn }) => createdIn !== "tables",
        whyNot: hasNoScopes,
      });
      const given = argument && "scopes" in argument ? idsFrom(argument.scopes) : undefined;
      const wanted = given ?? (await pickScopes(app));
      // What was picked changes what was shown: scopes that another window added meanwhile stay.
      const ids = (current: JwtApp): readonly string[] => given ?? withPicked(current, app, wanted);
      const saved = await store.update(app, (current) => assignScopes(current, ids(current)));
      const count = saved.scopes.length;
      showStatus(count === 1 ? t("{0} has 1 scope", saved.name) : t("{0} has {1} scopes", saved.name, count));
      return saved;
    }),
    runner.register(Commands.removeScope, async (node?: unknown) => {
      if (!(node instanceof ScopeNode)) return;
      if (!(await store.get(node.app.id))) return;
      await store.update(node.app, (app) => withoutScope(app, node.scopeId));
    }),
    runner.register(Commands.publishScopes, async (argument?: AppArgument, caller: Caller = "person") => {
      const app = await picker.resolve(argument, {
        only: ({ createdIn, scopes }) => createdIn === "xo" && scopes.some(({ published }) => !published),
      });
      const pending = app.scopes.filter(({ published }) => !published);
      if (app.createdIn !== "xo" || !pending.length) {
        throw new UserError("nothing-to-publish", "“{0}” has no scope that waits to be published.", {
          args: [app.name],
        });
      }
      if (caller !== "code") {
        await agreed(
          t("Have you published the scopes of “{0}” on the platform?", app.name),
          t("This only notes it here. On the platform, scopes take effect when the bot is published with them."),
          t("They Are Published"),
        );
      }
      // Not those that another window added meanwhile: nobody was asked about them.
      const published = new Set(pending.map(({ id }) => id));
      const saved = await store.update(app, (current) => publishScopes(current, published));
      showStatus(t("The scopes of {0} are noted as published", saved.name));
      return saved;
    }),
  );
}

/** The scopes of the app as it is by now, with those that were checked and unchecked in what was shown of it. */
function withPicked(current: JwtApp, shown: JwtApp, picked: readonly string[]): string[] {
  const [before, after] = [new Set(shown.scopes.map(({ id }) => id)), new Set(picked)];
  const kept = current.scopes.map(({ id }) => id).filter((id) => after.has(id) || !before.has(id));
  return [...kept, ...picked.filter((id) => !before.has(id))];
}

function idsFrom(scopes: unknown): string[] {
  if (Array.isArray(scopes) && scopes.every((id) => typeof id === "string")) return scopes as string[];
  throw new UserError("bad-argument", "The argument “scopes” must be a list of scope IDs.");
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
      ...(scope.description !== undefined && { detail: asText(scope.description) }),
      picked: assigned.has(scope.id),
    });
  }
  for (const id of assigned)
    if (!scopeById(id)) items.push({ id, label: asText(id), detail: t("Unknown to this version"), picked: true });
  const { scopeRemarks, searchScopes } = await import("./searchScopes");
  const picked = await pickMany(items, {
    title: t("Scopes of {0}", app.name),
    placeHolder: t("Check the scopes that the app has; type words, a path or a URL to find them"),
    matchOnDetail: true,
    search: searchScopes,
    remarks: (typed) => scopeRemarks(typed, app),
  });
  return picked.flatMap(({ id }) => (id ? [id] : []));
}
