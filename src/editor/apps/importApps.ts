import * as vscode from "vscode";
import { AppSecrets } from "../../domain/apps/appSecrets";
import { type AppChange, withChanges } from "../../domain/apps/import/importChanges";
import { importAppsInSteps, NOTHING_FOUND } from "../../domain/apps/import/importApps";
import { notImportable } from "../../domain/apps/import/importText";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { withHostsFromFile } from "../../domain/apps/team/teamPlan";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { secretUnused } from "../../domain/apps/unfittingApp";
import { UserError } from "../../domain/errors";
import { webPorts } from "../../domain/ports";
import { TimeSlices } from "../../domain/steps";
import { readClipboard } from "../workbench/clipboard";
import { joined, plain, type PlainText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import { documentKind } from "../documents/documentKind";
import { inBackground } from "../workbench/inBackground";
import { pickMany } from "../prompts/pick";
import { Cancelled } from "../prompts/prompts";
import { showStatus } from "../workbench/statusMessage";
import type { AppStore } from "../storage/appStore";
import { showReport } from "../results/showReport";
import { localised, t } from "../workbench/words";
import type { AppServices } from "./appServices";
import type { ImportDone } from "./importReport";
import type { ImportedApp, ImportedUpdate, ImportPlan } from "../../domain/apps/import/importPlan";

/**
 * `jwtApps.importApps`: adds the apps of a text, and changes those that are there as a person checks.
 * @param text else the selection, else what the clipboard has, else the active document
 */
export async function importApps(
  services: AppServices,
  text: string | undefined,
  caller: Caller,
): Promise<readonly JwtApp[]> {
  const { store } = services;
  const apps = await store.apps();
  const read = await planned(text, apps);
  const plan = await withoutKnownSecrets(store, read.plan);
  // A person sees what will be done before it is; code is asked where it would change what is there.
  const asks = plan.update.length > 0 || (caller === "person" && plan.add.length > 0);
  const wanted = asks
    ? await chooseOfPlan(services, { ...read, plan }, apps, caller)
    : plan.add.map((add) => adding(store, add));
  const done = await carryOut(wanted);
  if (caller === "person") await tellPerson(services, plan, done);
  else await tell(plan, done.added.length + done.changed.length, services.log);
  return [...done.added, ...done.changed];
}

/** @throws UserError `import-stopped` where some were saved before one could not be */
export async function carryOut(wanted: readonly Save[]): Promise<ImportDone> {
  const added: JwtApp[] = [];
  const changed: JwtApp[] = [];
  const made = new Set<AppChange>();
  for (const { kind, changes, save } of wanted) {
    try {
      (kind === "add" ? added : changed).push(await save());
      for (const change of changes) made.add(change);
    } catch (error) {
      const count = added.length + changed.length;
      if (!(error instanceof UserError) || count === 0) throw error;
      throw new UserError("import-stopped", "{0} of {1} apps were imported; then one could not be saved: {2}", {
        args: [count, wanted.length, localised(error)],
      });
    }
  }
  return { added, changed, made };
}

interface Save {
  readonly kind: "add" | "change";
  /** Of an app that is there. */
  readonly changes: readonly AppChange[];
  readonly save: () => Promise<JwtApp>;
}

/** A plan, and what its list is called: by the name of its file, where nobody chose that file. */
interface PlannedImport {
  readonly plan: ImportPlan;
  readonly title: PlainText;
}

/** Of the argument, else the selection, else the clipboard; where that holds no app, of the active document. */
async function planned(text: string | undefined, apps: readonly JwtApp[]): Promise<PlannedImport> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor && !editor.selection.isEmpty ? editor.document.getText(editor.selection) : "";
  const chosen = text ?? (selected.trim() ? selected : undefined);
  const title = t("Import Apps");
  if (chosen !== undefined) return { plan: await planOf(chosen, apps), title };
  try {
    return { plan: await planOf(await copiedText(), apps), title };
  } catch (error) {
    const ofDocument = isNothingFound(error) && editor ? await planOfDocument(editor.document, apps) : undefined;
    if (!ofDocument) throw error;
    return ofDocument;
  }
}

async function planOf(text: string, apps: readonly JwtApp[]): Promise<ImportPlan> {
  const plan = await new TimeSlices().run(importAppsInSteps(text, apps, webPorts));
  if (!plan) throw new Cancelled();
  return plan;
}

/** A file in which apps stand; nothing of it is taken but what a person checks, who sees its name there. */
async function planOfDocument(
  document: vscode.TextDocument,
  apps: readonly JwtApp[],
): Promise<PlannedImport | undefined> {
  if (!documentKind(document)) return undefined;
  try {
    const plan = await planOf(document.getText(), apps);
    const title = t("Import Apps from {0}", document.uri.path.split("/").at(-1) ?? "");
    return { plan: document.isUntitled ? plan : withHostsFromFile(plan), title };
  } catch (error) {
    if (isNothingFound(error)) return undefined;
    throw error;
  }
}

function isNothingFound(error: unknown): boolean {
  return error instanceof UserError && (error.code === "clipboard-unreadable" || NOTHING_FOUND.includes(error.code));
}

/** What is there already is changed by nothing but a person's check. */
export async function chooseOfPlan(
  { store, documents, log }: AppServices,
  { plan, title }: PlannedImport,
  apps: readonly JwtApp[],
  caller: Caller,
): Promise<Save[]> {
  const { importChoices } = await import("./importChoices");
  const { importReport, importTitle } = await import("./importReport");
  const picked = await pickMany(await importChoices(plan, apps, caller), {
    title: importTitle(plan, title),
    placeHolder: t("Which apps should be added, and which changes made?"),
    matchOnDescription: true,
    more: {
      tooltip: t("Show All of It"),
      show: () =>
        inBackground(log, "import", async () =>
          showReport(documents, await importReport(plan), { appId: undefined, name: t("Import") }),
        ),
    },
  });
  const changed = plan.update.flatMap((update): Save[] => {
    const changes = picked.flatMap(({ change }) => (change?.update === update ? [change.change] : []));
    return changes.length ? [{ kind: "change", changes, save: () => saveChanges(store, update, changes) }] : [];
  });
  return [...picked.flatMap(({ add }) => (add ? [adding(store, add)] : [])), ...changed];
}

function adding(store: AppStore, { app, secrets }: ImportedApp): Save {
  return { kind: "add", changes: [], save: () => store.save(app, secrets) };
}

async function copiedText(): Promise<string> {
  const copied = await readClipboard();
  if (copied.trim()) return copied;
  throw notImportable(
    "nothing-to-import",
    "There is nothing to import: no text is selected and the clipboard is empty.",
  );
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
  const takesSecret = changes.some(({ value }) => value.field === "clientSecret");
  const changed = (current: JwtApp): JwtApp => {
    if (takesSecret && !signsWithSecret(current.algorithm)) throw secretUnused(current);
    return withChanges(current, changes);
  };
  if (!takesSecret) return store.update(existing, changed);
  return store.update(existing, changed, (stored) => (stored ?? new AppSecrets()).with(secrets.reveal()));
}

/** With what is still to be entered, and a button that takes it, for which nobody waits. */
export async function tellPerson(
  { store, documents, log, runner }: AppServices,
  plan: ImportPlan,
  done: ImportDone,
): Promise<void> {
  const { importReport, importSummary, notDone, remarksInWords } = await import("./importReport");
  const { mendImported } = await import("./mendImported");
  const { important, others } = remarksInWords(plan);
  const report = async (): Promise<void> =>
    showReport(documents, await importReport(plan, done), { appId: undefined, name: t("Import") });
  logRemarks(plan, log);
  const imported = {
    summary: importSummary(plan, done),
    remarks: [...important, ...others],
    apps: [...done.added, ...done.changed],
    isMoreInReport: notDone(plan, done).length > 0,
    showReport: report,
  };
  // A message hides after a while, and whoever imports expects to see apps: why there are none is shown at once.
  if (isNothingTaken(plan)) inBackground(log, "import", report);
  runner.offer(() => mendImported(store, imported));
}

function isNothingTaken({ add, update, unchanged, problems, notes }: ImportPlan): boolean {
  return add.length + update.length + unchanged.length === 0 && problems.length + notes.length > 0;
}

/** What a message and a report that was closed said can be read there again. */
function logRemarks({ problems, notes }: ImportPlan, log: vscode.LogOutputChannel): void {
  for (const problem of problems.slice(0, MAX_LOGGED)) log.warn(plain`${t("Import")}: ${localised(problem)}`);
  for (const note of notes.slice(0, MAX_LOGGED)) log.info(plain`${t("Import")}: ${localised(note)}`);
}

/** Remarks of one kind that the log has. */
const MAX_LOGGED = 200;

async function tell(plan: ImportPlan, count: number, log: vscode.LogOutputChannel): Promise<void> {
  const { remarksInWords } = await import("./importReport");
  showStatus(count === 1 ? t("Imported 1 JWT app") : t("Imported {0} JWT apps", count));
  const isAllThere = count === 0 && !plan.problems.length && plan.unchanged.length > 0;
  const remarks = [
    ...remarksInWords(plan).important,
    ...(isAllThere ? [t("All of these apps are there already, as they are.")] : []),
  ];
  if (remarks.length) vscode.window.showWarningMessage(joined(remarks, " ")).then(undefined, () => undefined);
  logRemarks(plan, log);
}
