import * as vscode from "vscode";
import { AppSecrets } from "../../domain/apps/appSecrets";
import type { ImportedApp, ImportedUpdate, ImportPlan } from "../../domain/apps/importApps";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { webPorts } from "../../domain/ports";
import type { Caller, CommandRunner } from "../commandRunner";
import { Commands } from "../contributions";
import { localised } from "../localised";
import { answered } from "../prompts";
import { showStatus } from "../statusMessage";
import type { AppStore } from "../storage/appStore";
import { t } from "../words";

export function registerImportApps(runner: CommandRunner, store: AppStore): vscode.Disposable {
  return runner.register(Commands.importApps, async (argument?: { readonly text?: unknown }, caller: Caller = "person") => {
    const { importApps } = await import("../../onDemand");
    const plan = importApps(await textToImport(argument?.text), await store.apps(), webPorts);
    const chosen = plan.update.length ? await choose(plan, caller) : plan.add;
    const saved: JwtApp[] = [];
    for (const planned of chosen) {
      try {
        saved.push(await store.save(planned.app, await secretsFor(store, planned)));
      } catch (error) {
        if (!(error instanceof UserError) || saved.length === 0) throw error;
        throw new UserError("import-stopped", "{0} of {1} apps were imported; then one could not be saved: {2}", { args: [saved.length, chosen.length, localised(error)] });
      }
    }
    tell(plan, saved.length);
    return saved;
  });
}

/** The argument, else the selection, else the clipboard. */
async function textToImport(text: unknown): Promise<string> {
  if (typeof text === "string") return text;
  const editor = vscode.window.activeTextEditor;
  const selected = editor && !editor.selection.isEmpty ? editor.document.getText(editor.selection) : "";
  const found = selected.trim() ? selected : await vscode.env.clipboard.readText();
  if (found.trim()) return found;
  throw new UserError("nothing-to-import", "There is nothing to import: no text is selected and the clipboard is empty.", {
    remedy: "Copy the response of the Get Bots API, or what Export Apps wrote, and try again.",
  });
}

type Planned = ImportedApp | ImportedUpdate;

/** What is there already is offered as an update, never overwritten unasked. */
async function choose(plan: ImportPlan, caller: Caller): Promise<Planned[]> {
  const items = [
    ...plan.add.map((planned): vscode.QuickPickItem & { planned: Planned } => ({ label: planned.app.name, description: t("new"), picked: true, planned })),
    ...plan.update.map((planned): vscode.QuickPickItem & { planned: Planned } => ({
      label: planned.app.name,
      description: t("is there already: update it"),
      // A script may add; replacing what a person keeps here is for the person to say.
      picked: caller === "person",
      planned,
    })),
  ];
  const picked = await answered(
    vscode.window.showQuickPick(items, { title: t("Import Apps"), canPickMany: true, placeHolder: t("Which apps should be added or updated?") }),
  );
  return picked.map(({ planned }) => planned);
}

async function secretsFor(store: AppStore, planned: Planned): Promise<AppSecrets | undefined> {
  if (!("existing" in planned)) return planned.secrets;
  const brought = planned.secrets.reveal();
  if (Object.keys(brought).length === 0) return undefined;
  return ((await store.secretsOf(planned.existing)) ?? new AppSecrets()).with(brought);
}

function tell(plan: ImportPlan, count: number): void {
  showStatus(count === 1 ? t("Imported 1 JWT app") : t("Imported {0} JWT apps", count));
  const remarks = [
    ...plan.problems.slice(0, 3).map(localised),
    ...(plan.problems.length > 3 ? [t("{0} more entries could not be taken.", plan.problems.length - 3)] : []),
    ...(plan.morePages ? [t("The response is one page of several: import the others too.")] : []),
    ...(count === 0 && !plan.problems.length && plan.unchanged.length ? [t("All of these apps are there already, as they are.")] : []),
  ];
  if (remarks.length) void vscode.window.showWarningMessage(remarks.join(" "));
}
