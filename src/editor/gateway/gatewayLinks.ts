import * as vscode from "vscode";
import type { CommandRunner } from "../commands/commandRunner";
import { Commands } from "../workbench/contributions";
import { t } from "../workbench/words";

/** Makes a link of each line of the gateway's output that an error of the platform can be explained by. */
export function registerGatewayLinks(runner: Pick<CommandRunner, "pointer">): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(
    { scheme: "output" },
    {
      provideDocumentLinks: (document) => {
        if (!OUTPUT.test(document.uri.path)) return [];
        return [...document.getText().matchAll(EXPLAIN)].map((found) => {
          const [text, number] = found;
          const range = new vscode.Range(
            document.positionAt(found.index),
            document.positionAt(found.index + text.length),
          );
          const argument = runner.pointer({ entry: Number(number) });
          const query = encodeURIComponent(JSON.stringify([argument]));
          const link = new vscode.DocumentLink(
            range,
            vscode.Uri.parse(`command:${Commands.explainGatewayError}?${query}`),
          );
          link.tooltip = t("Explain");
          return link;
        });
      },
    },
  );
}

/** As VS Code names an extension's output. */
const OUTPUT = /xo-jwt\.jwt-apps/;

/** Behind the time and the level. */
const EXPLAIN = /(?<=^\S+ \S+ \[\w+\] )[^\n]*#(\d{1,9})$/gm;
