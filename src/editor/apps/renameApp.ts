import * as vscode from "vscode";
import { keptName, wrongWithName } from "../../domain/apps/appName";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { answered } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { showStatus } from "../workbench/statusMessage";
import { localised, t } from "../workbench/words";

/** `jwtApps.renameApp`. */
export async function renameApp(store: AppStore, app: JwtApp): Promise<void> {
  const name = await askName(app, await store.apps());
  const renamed = await store.update(app, (current) => ({ ...current, name }));
  showStatus(t("Renamed “{0}” to “{1}”", app.name, renamed.name));
}

async function askName(app: JwtApp, apps: readonly JwtApp[]): Promise<string> {
  const others = apps.filter(({ id }) => id !== app.id);
  const name = await answered(
    vscode.window.showInputBox({
      title: t("Rename “{0}”", app.name),
      value: app.name,
      validateInput: (text) => {
        const wrong = wrongWithName(text, others, app.name);
        return wrong && localised(wrong);
      },
    }),
  );
  return keptName(name);
}
