import * as vscode from "vscode";
import type { FormStart } from "../../domain/apps/formStart";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { Panels } from "../contributions";
import { type AppFormServices, showAppForm } from "./appFormPanel";
import { t } from "../words";

/** The open forms: any number for new apps, one for each app that is edited. */
export class AppForms implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #panels = new Set<vscode.WebviewPanel>();
  /** By the app's internal id. */
  readonly #editing = new Map<string, vscode.WebviewPanel>();
  readonly #serializer: vscode.Disposable;

  constructor(private readonly services: AppFormServices) {
    this.#serializer = vscode.window.registerWebviewPanelSerializer(Panels.appForm, this);
  }

  /** Opens the form for a new app or to edit one; a form for that app that is open already comes to the front. */
  open(app?: JwtApp, start?: FormStart): void {
    const open = app && this.#editing.get(app.id);
    if (open) return open.reveal();
    const title = app ? t("Edit {0}", app.name) : t("New JWT App");
    this.#adopt(vscode.window.createWebviewPanel(Panels.appForm, title, vscode.ViewColumn.Active), app?.id, start);
  }

  /** Brings a form back after a reload of the window, with what was typed in it but its secrets. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const { readKeptState } = await import("../../onDemand");
    const kept = readKeptState(state);
    const editing = kept?.editing;
    const isGone = editing !== undefined && !(await this.services.store.get(editing).catch(() => undefined));
    if (!kept || kept.saved || isGone || (editing !== undefined && this.#editing.has(editing))) panel.dispose();
    else this.#adopt(panel, editing);
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of this.#panels) panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, id: string | undefined, start?: FormStart): void {
    const release = () => {
      if (id !== undefined && this.#editing.get(id) === panel) this.#editing.delete(id);
    };
    this.#panels.add(panel);
    if (id !== undefined) this.#editing.set(id, panel);
    panel.onDidDispose(() => {
      this.#panels.delete(panel);
      release();
    });
    // Once saved, the panel shows the summary: editing again is another form.
    showAppForm(panel, this.services, id, release, start);
  }
}
