import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import { findPayloadsInSteps } from "../../domain/payloads/capture/findPayloads";
import { TimeSlices } from "../../domain/steps";
import { joined, type PlainText } from "../../domain/text/asText";
import type { CommandRunner } from "../commands/commandRunner";
import { execute } from "../commands/execute";
import { Commands } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import { groupOf } from "../results/resultGroup";
import type { AppStore } from "../storage/appStore";
import { t } from "../workbench/words";
import type { SampleFile } from "./sampleFiles";

export interface SampleServices {
  readonly store: AppStore;
  readonly ports: () => Promise<PayloadPorts>;
  /** Shows the view, with the row of the app of that internal id selected, or that of an endpoint below it. */
  readonly reveal: (id: string, endpoint?: string) => Promise<void>;
  readonly runner: Pick<CommandRunner, "pointer">;
  readonly log: FailureLog;
}

/** How the sample's texts are kept, or why they aren't. */
export type Kept =
  | { readonly kind: "files"; readonly request: SampleFile; readonly response: SampleFile }
  | { readonly kind: "no-folder" | "unwritable" };

export interface Sample {
  readonly app: JwtApp;
  readonly openRequest: () => Thenable<vscode.TextDocument>;
  readonly openResponse: () => Thenable<vscode.TextDocument>;
  readonly kept: Kept;
}

/** Shows the app's row, the request, and the response beside it with the cursor in what is encrypted; and says what comes next. */
export async function showSample(services: SampleServices, sample: Sample): Promise<void> {
  const { app, kept } = sample;
  await services.reveal(app.id);
  const request = await sample.openRequest();
  const column = groupOf(request.uri)?.viewColumn ?? vscode.ViewColumn.One;
  await vscode.window.showTextDocument(request, { viewColumn: column, preview: false, preserveFocus: true });
  const response = await sample.openResponse();
  const beside = groupOf(response.uri)?.viewColumn ?? (column === vscode.ViewColumn.Nine ? column : column + 1);
  const text = response.getText();
  const [payload] = (await new TimeSlices().run(findPayloadsInSteps(text))) ?? [];
  const cursor = response.positionAt(payload?.start ?? 0);
  const show = (): Thenable<vscode.TextEditor> =>
    vscode.window.showTextDocument(response, {
      viewColumn: groupOf(response.uri)?.viewColumn ?? beside,
      preview: false,
      selection: new vscode.Range(cursor, cursor),
    });
  await show();
  inBackground(services.log, "sample", async () => {
    const decrypt = t("Decrypt Selection");
    const openFolder = t("Open Folder…");
    const buttons = kept.kind === "no-folder" ? [decrypt, openFolder] : [decrypt];
    const answer = await vscode.window.showInformationMessage(joined(sentences(app, kept), " "), ...buttons);
    if (answer === openFolder) await vscode.commands.executeCommand("vscode.openFolder");
    if (answer !== decrypt || response.isClosed) return;
    await show();
    const range: [number, number] | undefined = payload && [payload.start, payload.end];
    const target = services.runner.pointer({ uri: response.uri.toString(), range });
    await execute(Commands.decryptSelection, target);
  });
}

function sentences({ name }: JwtApp, kept: Kept): PlainText[] {
  const next = t("The cursor is in a response that is encrypted for “{0}”: run Decrypt Selection to read it.", name);
  switch (kept.kind) {
    case "files":
      return [next, ...leftAlone(kept.request, kept.response)];
    case "no-folder":
      return [
        next,
        t("Nothing is saved yet, since no folder is open: with one, Create Sample App and Files makes files in it."),
      ];
    case "unwritable":
      return [next, t("Nothing is saved, since this folder can't be written to.")];
  }
}

function leftAlone(...files: readonly SampleFile[]): PlainText[] {
  const names = files.flatMap(({ uri, wasThere, takenName }) => [
    ...(takenName === undefined ? [] : [takenName]),
    ...(wasThere ? [uri.path.split("/").pop() ?? ""] : []),
  ]);
  return names.length > 0 ? [t("Already there, and left as it is: {0}.", names.join(", "))] : [];
}
