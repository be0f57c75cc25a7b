import * as vscode from "vscode";
import { appState, mendingOf, severityOf } from "../../../domain/apps/appState";
import { appNamed, appsNamed } from "../../../domain/apps/findApp";
import { appOfGateway } from "../../../domain/requests/read/appOfRequest";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { describeApp, describeProblem } from "../../storage/describeApp";
import { Commands } from "../../workbench/contributions";
import { type FailureLog, inBackground } from "../../workbench/inBackground";
import type { CommandRunner } from "../../commands/commandRunner";
import { MENDING_COMMANDS, mendingTitle } from "../../commands/mendings";
import { documentKind, REQUEST_SELECTOR } from "../../documents/documentKind";
import type { DocumentIndex } from "../../documents/documentIndex";
import type { OpenDocuments } from "../../documents/openDocuments";
import { requestAt, tiedNameAt } from "../../documents/requestAtLine";
import { tooLong } from "../../documents/tooLong";
import type { AppStore } from "../../storage/appStore";
import { asText, joined, type PlainText } from "../../../domain/text/asText";
import { t } from "../../workbench/words";

/** Cursors move faster than anybody reads. */
const QUIET_MILLISECONDS = 150;

export interface RequestStatusServices {
  readonly store: Pick<AppStore, "apps" | "onDidChange">;
  readonly openDocuments: OpenDocuments;
  readonly runner: Pick<CommandRunner, "pointer">;
  readonly log: FailureLog;
}

/** The language status of request files: the app of the request at the cursor, and its next step. */
export class RequestStatus implements vscode.Disposable {
  readonly item: vscode.LanguageStatusItem;
  /** Where there is another app than that of the request: its host, and Switch App. */
  switchItem: vscode.LanguageStatusItem | undefined;
  readonly #id: string;
  readonly #disposables: vscode.Disposable[];
  #timer: NodeJS.Timeout | number | undefined;
  /** Only the newest run may write. */
  #run = 0;

  readonly #services: RequestStatusServices;

  /** @param id one item alone may have it */
  constructor(services: RequestStatusServices, id = "jwtApps.requestFile") {
    this.#services = services;
    this.#id = id;

    this.item = vscode.languages.createLanguageStatusItem(id, REQUEST_SELECTOR);
    this.item.name = t("JWT App");
    this.#disposables = [
      this.item,
      vscode.window.onDidChangeActiveTextEditor(() => this.#soon()),
      vscode.window.onDidChangeTextEditorSelection(() => this.#soon()),
      services.openDocuments.onDidChange((document) => {
        if (document === vscode.window.activeTextEditor?.document) this.#soon();
      }),
      services.store.onDidChange(() => this.#soon()),
    ];
    this.#updateNow();
  }

  dispose(): void {
    clearTimeout(this.#timer as number | undefined);
    this.switchItem?.dispose();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #soon(): void {
    clearTimeout(this.#timer as number | undefined);
    this.#timer = setTimeout(() => this.#updateNow(), QUIET_MILLISECONDS);
  }

  #updateNow(): void {
    inBackground(this.#services.log, "language status", () => this.#update());
  }

  async #update(): Promise<void> {
    const run = ++this.#run;
    const editor = vscode.window.activeTextEditor;
    if (!editor || documentKind(editor.document) !== "request") return;
    const apps = await this.#services.store.apps();
    const index = await this.#services.openDocuments.index(editor.document, () => run !== this.#run);
    if (run !== this.#run || !index) return;
    const name = index.isTooLong ? undefined : nameAt(index, editor.selection.active.line, apps);
    const state = index.isTooLong
      ? { ...this.#stateOf(undefined, apps), detail: tooLong("requests") }
      : this.#stateOf(name, apps);
    this.#showSwitch(name === undefined || apps.length === 1 ? undefined : appNamed(apps, name));
    this.item.text = state.text;
    this.item.detail = state.detail;
    this.item.severity = vscode.LanguageStatusSeverity[state.isWarning ? "Warning" : "Information"];
    this.item.command = state.command;
    this.item.accessibilityInformation = { label: t("JWT app of this request: {0}, {1}", state.text, state.detail) };
  }

  #showSwitch(app: JwtApp | undefined): void {
    if (!app) {
      this.switchItem?.dispose();
      this.switchItem = undefined;
      return;
    }
    this.switchItem ??= vscode.languages.createLanguageStatusItem(`${this.#id}.switch`, REQUEST_SELECTOR);
    this.switchItem.name = t("Switch App");
    this.switchItem.text = app.host === undefined ? t("No host") : asText(app.host);
    this.switchItem.detail = t("Where requests of “{0}” go", app.name);
    // As the palette calls it: what is meant is in front.
    this.switchItem.command = { command: Commands.switchApp, title: t("Switch App…") };
  }

  #stateOf(name: string | undefined, apps: readonly JwtApp[]): State {
    if (apps.length === 0) {
      return {
        text: t("No JWT app"),
        detail: t("There is none in this window yet"),
        command: { command: Commands.createApp, title: t("Create JWT App") },
      };
    }
    if (name === undefined) {
      return {
        text: t("No JWT app"),
        detail: t("A line “# jwt-app: name” ties requests to one"),
        command: { command: Commands.insertRequest, title: t("Insert Request") },
      };
    }
    const app = appNamed(apps, name);
    if (appsNamed(apps, name).length > 1) {
      return {
        text: asText(name, { maxLength: 60 }),
        detail: t("Several apps have this name: write the client ID in its place"),
        isWarning: true,
        command: { command: Commands.insertRequest, title: t("Insert Request") },
      };
    }
    if (!app) {
      return {
        text: asText(name, { maxLength: 60 }),
        detail: t("There is no app of this name here"),
        isWarning: true,
        command: { command: Commands.createApp, title: t("Create JWT App") },
      };
    }
    const step = nextStep(app);
    return {
      text: asText(app.name),
      detail: step.detail,
      isWarning: step.isWarning,
      command: {
        command: step.command,
        title: step.title,
        arguments: [this.#services.runner.pointer({ app: app.id })],
      },
    };
  }
}

/** What a line's request calls its app: in the gateway's address, else above it. */
function nameAt(index: DocumentIndex, line: number, apps: readonly JwtApp[]): string | undefined {
  const gateway = requestAt(index, line)?.gateway;
  return (gateway && appOfGateway(gateway, apps)?.id) ?? tiedNameAt(index, line);
}

interface State {
  readonly text: PlainText;
  readonly detail: PlainText;
  readonly isWarning?: boolean;
  readonly command: vscode.Command;
}

interface Step {
  readonly detail: PlainText;
  readonly isWarning: boolean;
  readonly command: string;
  readonly title: PlainText;
}

/** What stands between the app and a request that is let in; else another request. */
function nextStep(app: JwtApp): Step {
  const problems = appState(app);
  const [worst] = problems;
  if (worst) {
    const mending = mendingOf(worst, app);
    return {
      detail: joined(problems.map(describeProblem), " · "),
      isWarning: severityOf(worst) !== "note",
      command: MENDING_COMMANDS[mending],
      title: mendingTitle(mending),
    };
  }
  return { detail: describeApp(app), isWarning: false, command: Commands.insertRequest, title: t("Insert Request") };
}
