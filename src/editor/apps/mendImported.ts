import * as vscode from "vscode";
import { appState } from "../../domain/apps/appState";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { Commands } from "../workbench/contributions";
import { execute } from "../commands/execute";
import { pickOne } from "../prompts/pick";
import { showStatus } from "../workbench/statusMessage";
import type { AppStore } from "../storage/appStore";
import { t } from "../workbench/words";
import { enterClientSecret } from "./enterClientSecret";
import { missingOf } from "./importChoices";

export interface ImportedToMend {
  /** What was done, in one line. */
  readonly summary: PlainText;
  /** What a person should know of it. */
  readonly remarks: readonly PlainText[];
  /** Apps that were added or changed. */
  readonly apps: readonly JwtApp[];
  /** Whether something was left unchecked, which the report names. */
  readonly isMoreInReport: boolean;
  readonly showReport: () => Promise<void>;
}

/** Apps whose missing things are named. */
const MAX_NAMED = 3;

/** Says what an import did and what is still to be entered, with buttons that take it. */
export async function mendImported(
  store: AppStore,
  { summary, remarks, apps, isMoreInReport, showReport }: ImportedToMend,
): Promise<void> {
  const incomplete = apps.filter((app) => missingOf(app).length > 0);
  const secretless = incomplete.filter(needsSecret);
  const keyless = incomplete.filter((app) => missingOf(app).length > (needsSecret(app) ? 1 : 0));
  if (apps.length > 0 && incomplete.length === 0 && remarks.length === 0 && !isMoreInReport) return showStatus(summary);
  const enter = secretless.length === 1 ? t("Enter Client Secret") : t("Enter Client Secrets");
  const [edit, report] = [t("Enter Keys"), t("Show Report")];
  const message = joined([summary, ...stillToBeEntered(incomplete), ...remarks], " ");
  // Where all is said already there is nothing more to show.
  const isMore = apps.length > 0 || remarks.length > 0;
  const buttons = [
    ...(secretless.length ? [enter] : []),
    ...(keyless.length ? [edit] : []),
    ...(isMore ? [report] : []),
  ];
  const show = remarks.length ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const answer = await show(message, ...buttons);
  if (answer === enter) await enterSecrets(store, secretless);
  if (answer === edit) await openForm(keyless);
  if (answer === report) await showReport();
}

export function needsSecret(app: JwtApp): boolean {
  return appState(app).includes("client-secret-missing");
}

function stillToBeEntered(apps: readonly JwtApp[]): PlainText[] {
  if (apps.length === 0) return [];
  const named = apps.slice(0, MAX_NAMED).map((app) => plain`${asText(app.name)} (${joined(missingOf(app), ", ")})`);
  const more = apps.length > named.length ? [t("{0} more", apps.length - named.length)] : [];
  return [plain`${t("Still to be entered: {0}", joined([...named, ...more], ", "))}.`];
}

/** One after the other; closing a prompt ends it. */
async function enterSecrets(store: AppStore, apps: readonly JwtApp[]): Promise<void> {
  for (const { id } of apps) {
    const app = await store.get(id);
    if (!app || !needsSecret(app)) continue;
    await enterClientSecret(store, app, await store.secretsOf(app));
    showStatus(t("Stored the client secret of {0}", app.name));
  }
}

/** The form of one app takes its keys. */
async function openForm(apps: readonly JwtApp[]): Promise<void> {
  const items = apps.map((app) => ({ label: asText(app.name), description: joined(missingOf(app), ", "), app }));
  const [first] = items;
  const { app } =
    items.length === 1 && first
      ? first
      : await pickOne(items, { title: t("Enter Keys"), placeHolder: t("Choose a JWT app") });
  await execute(Commands.editApp, { app: app.id });
}
