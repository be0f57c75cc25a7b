import * as vscode from "vscode";
import type { FormStart } from "../../domain/apps/formStart";
import { UserError } from "../../domain/errors";
import { webPorts } from "../../domain/ports";
import { copyClientSecret } from "../apps/appCommands";
import { inBackground } from "../inBackground";
import { localised } from "../localised";
import { Cancelled } from "../prompts";
import { showStatus } from "../statusMessage";
import type { AppStore } from "../storage/appStore";
import type { FormEditor } from "./formSession";
import { formHtml } from "./html";
import { asText } from "../../domain/text/asText";
import { t } from "../words";

export interface AppFormServices {
  readonly context: Pick<vscode.ExtensionContext, "extensionUri">;
  readonly store: AppStore;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Shows the form in the panel. What it holds goes with the panel.
 * @param editing internal id of the edited app; undefined for a new one
 * @param saved called once the app is saved and the panel shows its summary
 * @param start where the form begins, if not as usual
 */
export function showAppForm(panel: vscode.WebviewPanel, { context, store, log }: AppFormServices, editing: string | undefined, saved: () => void, start?: FormStart): void {
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
      saved();
      showStatus(created ? t("Created {0}", app.name) : t("Saved {0}", app.name));
    },
    close: () => panel.dispose(),
    tell: (sentence) => inBackground(log, "form", () => vscode.window.showErrorMessage(asText(sentence, { maxLength: 1_000 }))),
    translate: ({ template, args = [], remedy }) => localised(new UserError("form", template, { args, ...(remedy !== undefined && { remedy }) })),
    strings: vscode.l10n.bundle ?? {},
    report: (error) => {
      if (error instanceof Cancelled) return undefined;
      log.error(`The form met an error: ${asText(error instanceof Error ? error.name : typeof error)}`);
      return t("JWT Apps met an error of its own. Nothing was changed; the log says more.");
    },
    reportUnknownMessage: (type) => log.warn(`The form sent a message of another shape: ${asText(type)}`),
  };
  const session = import("../../onDemand").then(
    ({ FormSession }) => new FormSession({ ...webPorts, apps: store, editor, newId: () => crypto.randomUUID(), editing, start }),
  );
  const listener = webview.onDidReceiveMessage((message: unknown) => inBackground(log, "form", async () => (await session).receive(message)));
  panel.onDidDispose(() => {
    closed = true;
    listener.dispose();
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
}
