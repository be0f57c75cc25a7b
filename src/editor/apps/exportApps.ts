import * as vscode from "vscode";
import { exportOf } from "../../domain/apps/exportApps";
import { findApp } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { asText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import { pickMany } from "../prompts/pick";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { AppServices } from "./appServices";

/**
 * `jwtApps.exportApps`: a person sees the text in an editor, code gets it.
 * @param wanted ids, client IDs or names; without them a person picks, and code gets all
 */
export async function exportApps(
  { store, consents }: AppServices,
  wanted: readonly string[] | undefined,
  caller: Caller,
): Promise<string> {
  const toCaller = caller !== "person";
  if (toCaller) await consents.list();
  const all = await store.apps();
  const chosen = wanted ? wanted.map((name) => findApp(all, name)) : toCaller ? all : await askWhich(all);
  const text = exportOf(chosen);
  if (toCaller) return text;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text, language: "json" }));
  showStatus(
    chosen.length === 1
      ? t("Exported 1 app without its secrets")
      : t("Exported {0} apps without their secrets", chosen.length),
  );
  return text;
}

async function askWhich(apps: readonly JwtApp[]): Promise<JwtApp[]> {
  if (!apps.length) throw new UserError("no-apps", "There is no JWT app to export.");
  const items = apps.map((app) => ({ label: asText(app.name), description: asText(app.clientId), picked: true, app }));
  const picked = await pickMany(items, { title: t("Export Apps"), placeHolder: t("Without their secrets") });
  return picked.map(({ app }) => app);
}
