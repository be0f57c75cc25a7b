import * as vscode from "vscode";
import { AppSecrets } from "../../domain/apps/appSecrets";
import { type AppChange, withChanges } from "../../domain/apps/importChanges";
import type { ImportedApp, ImportedUpdate, ImportPlan } from "../../domain/apps/importApps";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { webPorts } from "../../domain/ports";
import { readClipboard } from "../clipboard";
import { joined } from "../../domain/text/asText";
import type { Caller, CommandRunner } from "../commandRunner";
import { Commands } from "../contributions";
import { localised } from "../localised";
import { pickMany } from "../pick";
import { showStatus } from "../statusMessage";
import type { AppStore } from "../storage/appStore";
import { t } from "../words";

export function registerImportApps(runner: CommandRunner, store: AppStore): vscode.Disposable {
  return runner.register(Commands.importApps, async (argument?: { readonly text?: unknown }, caller: Caller = "person") => {
    const { importApps } = await import("../../onDemand");
    const apps = await store.apps();
    const plan = await withoutKnownSecrets(store, importApps(await textToImport(argument?.text), apps, webPorts));
    const asks = plan.update.length > 0;
    const wanted = asks ? await choose(store, plan, apps, caller) : plan.add.map((add) => adding(store, add));
    const saved: JwtApp[] = [];
    for (const save of wanted) {
      try {
        saved.push(await save());
      } catch (error) {
        if (!(error instanceof UserError) || saved.length === 0) throw error;
        throw new UserError("import-stopped", "{0} of {1} apps were imported; then one could not be saved: {2}", { args: [saved.length, wanted.length, localised(error)] });
      }
    }
    tell(plan, saved.length);
    return saved;
  });
}

type Save = () => Promise<JwtApp>;

/** What is there already is changed by nothing but a person's check. */
async function choose(store: AppStore, plan: ImportPlan, apps: readonly JwtApp[], caller: Caller): Promise<Save[]> {
  const { importChoices } = await import("../../onDemand");
  const picked = await pickMany(await importChoices(plan, apps, caller), {
    title: t("Import Apps"),
    placeHolder: t("Which apps should be added, and which changes made?"),
    matchOnDescription: true,
  });
  const changed = plan.update.flatMap((update) => {
    const changes = picked.flatMap(({ change }) => (change?.update === update ? [change.change] : []));
    return changes.length ? [() => saveChanges(store, update, changes)] : [];
  });
  return [...picked.flatMap(({ add }) => (add ? [adding(store, add)] : [])), ...changed];
}

function adding(store: AppStore, { app, secrets }: ImportedApp): Save {
  return () => store.save(app, secrets);
}

/** The argument, else the selection, else the clipboard. */
async function textToImport(text: unknown): Promise<string> {
  if (typeof text === "string") return text;
  const editor = vscode.window.activeTextEditor;
  const selected = editor && !editor.selection.isEmpty ? editor.document.getText(editor.selection) : "";
  const found = selected.trim() ? selected : await readClipboard();
  if (found.trim()) return found;
  throw new UserError("nothing-to-import", "There is nothing to import: no text is selected and the clipboard is empty.", {
    remedy: "Copy the response of the Get Bots API, or what Export Apps wrote, and try again.",
  });
}

/** A secret that is here already is no change. */
async function withoutKnownSecrets(store: AppStore, plan: ImportPlan): Promise<ImportPlan> {
  const update: ImportedUpdate[] = [];
  const unchanged = [...plan.unchanged];
  for (const planned of plan.update) {
    const { clientSecret } = planned.secrets.reveal();
    const stored = clientSecret === undefined ? undefined : await store.secretsOf(planned.existing);
    const isKnown = clientSecret !== undefined && stored?.reveal().clientSecret === clientSecret;
    const changes = planned.changes.filter(({ value }) => !(isKnown && value.field === "clientSecret"));
    if (changes.length) update.push({ ...planned, changes });
    else unchanged.push(planned.existing);
  }
  return { ...plan, update, unchanged };
}

/** To the app as it is by now. */
async function saveChanges(
  store: AppStore,
  { existing, secrets }: ImportedUpdate,
  changes: readonly AppChange[],
): Promise<JwtApp> {
  const current = await store.get(existing.id);
  if (!current) throw new UserError("app-gone", "“{0}” was deleted meanwhile, so nothing of it was changed.", { args: [existing.name] });
  const takesSecret = changes.some(({ value }) => value.field === "clientSecret");
  const known = takesSecret ? ((await store.secretsOf(current)) ?? new AppSecrets()) : undefined;
  return store.save(withChanges(current, changes), known?.with(secrets.reveal()));
}

function tell(plan: ImportPlan, count: number): void {
  showStatus(count === 1 ? t("Imported 1 JWT app") : t("Imported {0} JWT apps", count));
  const remarks = [
    ...plan.problems.slice(0, 3).map(localised),
    ...(plan.problems.length > 3 ? [t("{0} more entries could not be taken.", plan.problems.length - 3)] : []),
    ...(plan.morePages ? [t("The response is one page of several: import the others too.")] : []),
    ...(count === 0 && !plan.problems.length && plan.unchanged.length ? [t("All of these apps are there already, as they are.")] : []),
  ];
  if (remarks.length) vscode.window.showWarningMessage(joined(remarks, " ")).then(undefined, () => undefined);
}
