import * as vscode from "vscode";
import type { FormStart } from "../../domain/apps/form/formStart";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { Panels } from "../workbench/contributions";
import { inBackground } from "../workbench/inBackground";
import { type AppFormServices, showAppForm } from "./appFormPanel";
import { KeptState, readMessage } from "../../../webview/protocol";
import type { FormDraft } from "./formSessionPorts";
import { t } from "../workbench/words";

interface Beginning {
  readonly draft?: FormDraft | undefined;
  readonly start?: FormStart | undefined;
}

/** The open forms: any number for new apps, one for each app that is edited. */
export class AppForms implements vscode.Disposable {
  readonly #panels = new Set<vscode.WebviewPanel>();
  /** By the app's internal id. */
  readonly #editing = new Map<string, vscode.WebviewPanel>();
  /** The window closes, or the extension stops: nobody is there to answer. */
  #isDisposed = false;

  readonly #services: AppFormServices;

  constructor(services: AppFormServices) {
    this.#services = services;
  }

  /** Opens the form for a new app or to edit one; a form for that app that is open already comes to the front. */
  open(app?: JwtApp, start?: FormStart): void {
    const open = app && this.#editing.get(app.id);
    if (open) return open.reveal();
    this.#show(app, vscode.ViewColumn.Active, { start });
  }

  /** Brings a form back after a reload of the window, with what was typed in it but its secrets. */
  async restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = readMessage(KeptState, state);
    const editing = kept?.editing;
    const isGone = editing !== undefined && !(await this.#services.store.get(editing).catch(() => undefined));
    if (!kept || kept.saved || isGone || (editing !== undefined && this.#editing.has(editing))) panel.dispose();
    else this.#adopt(panel, editing);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const panel of this.#panels) panel.dispose();
  }

  #show(app: JwtApp | undefined, column: vscode.ViewColumn, from: Beginning): void {
    const title = app ? t("Edit {0}", app.name) : t("New JWT App");
    this.#adopt(vscode.window.createWebviewPanel(Panels.appForm, title, column), app?.id, from);
  }

  #adopt(panel: vscode.WebviewPanel, id: string | undefined, { draft: from, start }: Beginning = {}): void {
    const { log } = this.#services;
    const release = () => {
      if (id !== undefined && this.#editing.get(id) === panel) this.#editing.delete(id);
    };
    let column = panel.viewColumn ?? vscode.ViewColumn.Active;
    let isDiscarded = false;
    const cancel = async (): Promise<void> => {
      const draft = await form.draft();
      isDiscarded = draft === undefined || (await isToBeDiscarded(draft));
      if (isDiscarded) panel.dispose();
    };
    this.#panels.add(panel);
    if (id !== undefined) this.#editing.set(id, panel);
    panel.onDidChangeViewState(({ webviewPanel }) => (column = webviewPanel.viewColumn ?? column));
    panel.onDidDispose(() => {
      this.#panels.delete(panel);
      release();
      if (!this.#isDisposed && !isDiscarded)
        inBackground(log, "form", async () => this.#closed(await form.draft(), id, column));
    });
    // Once saved, the panel shows the summary: editing again is another form.
    const form = showAppForm(panel, this.#services, {
      editing: id,
      draft: from,
      start,
      events: { saved: release, cancel },
    });
  }

  /** A tab can't be kept from closing; so what was typed in it comes back in another, unless nobody wants it. */
  async #closed(draft: FormDraft | undefined, id: string | undefined, column: vscode.ViewColumn): Promise<void> {
    if (!draft) return;
    const app = id === undefined ? undefined : await this.#services.store.get(id);
    // There is nothing left to edit.
    if (id !== undefined && !app) return;
    if (!(await isToBeDiscarded(draft)) && !this.#isDisposed) this.#show(app, column, { draft });
  }
}

/** Asks a person; who closes the question goes on. */
async function isToBeDiscarded({ state }: FormDraft): Promise<boolean> {
  const name = state.values.name.trim();
  // The first button is the one that Enter presses.
  const [keep, discard] = [t("Keep Editing"), t("Discard")];
  const answer = await vscode.window.showWarningMessage(
    name === "" ? t("Discard what you typed in the form?") : t("Discard what you typed in the form for “{0}”?", name),
    { modal: true, detail: t("The app is not saved yet.") },
    keep,
    discard,
  );
  return answer === discard;
}
