import * as vscode from "vscode";
import type { FormStart } from "../../domain/apps/form/formStart";
import type { LocalPlatformState } from "../../domain/apps/form/nextSteps";
import { UserError } from "../../domain/errors";
import { webPorts } from "../../domain/ports";
import { copyClientSecret } from "../apps/copyClientSecret";
import type { CommandId } from "../workbench/contributions";
import { inBackground } from "../workbench/inBackground";
import { Cancelled } from "../prompts/prompts";
import { showStatus } from "../workbench/statusMessage";
import type { AppStore } from "../storage/appStore";
import type { FormDraft, FormEditor } from "./formSessionPorts";
import { formHtml } from "./html";
import { takeStep } from "./takeStep";
import { asText } from "../../domain/text/asText";
import { localised, t } from "../workbench/words";
import { FormSession } from "./formSession";

export interface AppFormServices {
  readonly context: Pick<vscode.ExtensionContext, "extensionUri">;
  readonly store: AppStore;
  readonly log: vscode.LogOutputChannel;
  /** Runs a command on the app's row of the tree, as a click on it would. */
  readonly runOnRow: (command: CommandId, id: string) => Promise<unknown>;
  readonly localPlatform: () => LocalPlatformState;
}

interface FormEvents {
  /** The app is saved, and the panel shows its summary. */
  readonly saved: () => void;
  /** The person wants to close the form. */
  readonly cancel: () => Promise<void>;
}

export interface FormWishes {
  readonly editing: string | undefined;
  readonly draft: FormDraft | undefined;
  readonly start: FormStart | undefined;
  readonly events: FormEvents;
}

/** What is asked of a form that is shown. */
export interface ShownForm {
  /** What would be lost if it were closed now, or was by closing it; undefined for nothing. */
  readonly draft: () => Promise<FormDraft | undefined>;
}

/**
 * Shows the form in the panel. What it holds goes with the panel, but for what `draft` hands over.
 * @param editing internal id of the edited app; undefined for a new one
 * @param draft of the form that this one goes on with
 * @param start where the form begins, if not as usual
 */
export function showAppForm(
  panel: vscode.WebviewPanel,
  services: AppFormServices,
  { editing, draft, start, events }: FormWishes,
): ShownForm {
  const { context, store, log } = services;
  const { webview } = panel;
  // A panel can be closed while a key is generated or an app is saved, and takes nothing from then on.
  let closed = false;
  const editor: FormEditor = {
    post: (message) => {
      if (!closed) inBackground(log, "form", () => webview.postMessage(message));
    },
    copy: async (label, text) => {
      await vscode.env.clipboard.writeText(text);
      showStatus(t("Copied: {0}", label));
    },
    copyClientSecret: (app) => copyClientSecret(store, app),
    saved: (app, created) => {
      if (!closed) panel.title = asText(app.name);
      events.saved();
      showStatus(created ? t("Created {0}", app.name) : t("Saved {0}", app.name));
    },
    takeStep: (step, app) => takeStep(services, step, app),
    localPlatform: services.localPlatform,
    cancel: events.cancel,
    close: () => panel.dispose(),
    tell: (sentence) =>
      inBackground(log, "form", () => vscode.window.showErrorMessage(asText(sentence, { maxLength: 1_000 }))),
    translate: ({ template, args, remedy }) =>
      localised(new UserError("form", template, { args, ...(remedy !== undefined && { remedy }) })),
    strings: vscode.l10n.bundle ?? {},
    report: (error) => {
      if (error instanceof Cancelled) return undefined;
      log.error(`The form met an error: ${asText(error instanceof Error ? error.name : typeof error)}`);
      return t("JWT Apps met an error of its own. Nothing was changed; the log says more.");
    },
    reportUnknownMessage: (type) => log.warn(`The form sent a message of another shape: ${asText(type)}`),
  };
  const newId = (): string => crypto.randomUUID();
  const session = new FormSession({ ...webPorts, apps: store, editor, newId, editing, draft, start });
  const listener = webview.onDidReceiveMessage((message: unknown) =>
    inBackground(log, "form", () => session.receive(message)),
  );
  const changes = store.onDidChange(() => inBackground(log, "form", () => session.refreshSteps()));
  panel.onDidDispose(() => {
    closed = true;
    listener.dispose();
    changes.dispose();
  });

  const folder = vscode.Uri.joinPath(context.extensionUri, "dist", "webview");
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.html = formHtml({
    cspSource: webview.cspSource,
    nonce: btoa(String.fromCharCode(...webPorts.randomBytes(18))),
    scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(folder, "appForm.js")).toString(),
    styleUri: webview.asWebviewUri(vscode.Uri.joinPath(folder, "appForm.css")).toString(),
    language: vscode.env.language,
    title: t("JWT App"),
  });
  return { draft: () => session.draft() };
}
