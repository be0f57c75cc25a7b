import * as vscode from "vscode";
import { LIMITS } from "../../domain/limits";
import { TimeSlices } from "../../domain/steps";
import { environmentVariablesIn } from "../../domain/tokens/environmentTokens";
import { documentKind } from "./documentKind";
import { textInSteps } from "./textInSteps";

/** A request file in a tab, with the environment variables that it reads. */
export interface EnvironmentReader {
  readonly document: vscode.TextDocument;
  /** As much of it as is looked through for them. */
  readonly text: string;
  readonly variables: ReadonlySet<string>;
}

/** The request files that a person has open; a document stays in memory for minutes after its last tab is gone. */
export async function environmentReaders(): Promise<readonly EnvironmentReader[]> {
  const tabs = new Set(
    vscode.window.tabGroups.all
      .flatMap(({ tabs: all }) => all)
      .map(({ input }) => (input instanceof vscode.TabInputText ? input.uri.toString() : "")),
  );
  const slices = new TimeSlices();
  const readers: EnvironmentReader[] = [];
  for (const document of vscode.workspace.textDocuments) {
    if (documentKind(document) !== "request" || !tabs.has(document.uri.toString())) continue;
    const text = (await slices.run(textInSteps(document, LIMITS.environmentVariables))) ?? "";
    readers.push({ document, text, variables: environmentVariablesIn(text) });
    await slices.pause();
  }
  return readers;
}

/** Whenever there may be other ones, or they may read or send something else. */
export function onEnvironmentReaders(changed: () => void): vscode.Disposable {
  const documentChanged = (document: vscode.TextDocument): void => {
    if (documentKind(document) === "request") changed();
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(documentChanged),
    vscode.window.tabGroups.onDidChangeTabs(changed),
    vscode.window.onDidChangeActiveTextEditor(changed),
    // A file that changed on the disk may now send it elsewhere; what a person types counts when it is saved.
    vscode.workspace.onDidChangeTextDocument(({ document }) => document.isDirty || documentChanged(document)),
    vscode.workspace.onDidSaveTextDocument(documentChanged),
    vscode.workspace.onDidGrantWorkspaceTrust(changed),
  );
}
