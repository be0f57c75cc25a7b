import * as vscode from "vscode";
import { mendVariable, setVariable } from "../../../domain/requests/findings/mendVariable";
import type { PlainText } from "../../../domain/text/asText";
import type { CommandRunner } from "../../commands/commandRunner";
import { MENDING_COMMANDS, mendingArgument } from "../../commands/mendings";
import { Commands } from "../../workbench/contributions";
import { t, told } from "../../workbench/words";
import type { PlacedFinding } from "./placedFinding";

type Runner = Pick<CommandRunner, "pointer">;

/** What marks our diagnostics. */
export const SOURCE = "JWT Apps";

/** The fixes of what diagnostics in a range tell. */
export function fixesOf(
  document: vscode.TextDocument,
  range: vscode.Range,
  {
    diagnostics,
    found,
    runner,
  }: {
    readonly diagnostics: readonly vscode.Diagnostic[];
    readonly found: readonly PlacedFinding[];
    readonly runner: Runner;
  },
): vscode.CodeAction[] {
  const findings = new Map(found.map((finding) => [keyOf(finding.code, finding.range), finding]));
  const actions = new Map<string, vscode.CodeAction>();
  for (const diagnostic of diagnostics) {
    const finding = diagnostic.source === SOURCE ? findings.get(keyOf(diagnostic.code, diagnostic.range)) : undefined;
    if (!finding?.range.intersection(range)) continue;
    const { fix, otherFixes = [] } = finding;
    // Where an app's host or bot ID is entered is no other meaning.
    const isChoice = otherFixes.some(({ kind }) => kind !== "enterHost" && kind !== "enterBotId");
    for (const each of [fix, ...otherFixes]) {
      const action = actionOf(document, finding.range, { fix: each, runner });
      if (!action) continue;
      // A fresh token mends several things at once.
      const key = JSON.stringify([action.title, finding.range]);
      const same = actions.get(key) ?? action;
      same.diagnostics = [...(same.diagnostics ?? []), diagnostic];
      // Of several that may be meant, a person chooses.
      same.isPreferred = !isChoice && each === fix;
      actions.set(key, same);
    }
  }
  return [...actions.values()];
}

function keyOf(code: vscode.Diagnostic["code"], { start, end }: vscode.Range): string {
  return JSON.stringify([code, start.line, start.character, end.line, end.character]);
}

function actionOf(
  document: vscode.TextDocument,
  range: vscode.Range,
  { fix, runner }: { readonly fix: PlacedFinding["fix"]; readonly runner: Runner },
): vscode.CodeAction | undefined {
  switch (fix?.kind) {
    case undefined:
      return undefined;
    case "replace": {
      const action = new vscode.CodeAction(told(fix.title), vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, fix.range, fix.text);
      return action;
    }
    case "mendVariable":
      return mendAction(document, fix);
    case "setVariable":
      return setVariableAction(document, fix);
    case "refresh":
      return commandAction(
        t("Refresh this token"),
        Commands.refreshToken,
        runner.pointer({ uri: document.uri.toString(), range }),
      );
    case "insertToken":
      return commandAction(
        t("Insert a token of “{0}”", fix.app.name),
        Commands.refreshToken,
        runner.pointer({ uri: document.uri.toString(), range, insert: true }),
      );
    case "assignScopes":
      return commandAction(
        t("Assign scopes to {0}…", fix.app.name),
        Commands.assignScopes,
        runner.pointer({ app: fix.app.id }),
      );
    case "publishScopes":
      return commandAction(
        t("Note the scopes of {0} as published…", fix.app.name),
        Commands.publishScopes,
        runner.pointer({ app: fix.app.id }),
      );
    case "assignTables":
      return commandAction(
        t("Assign tables and views to {0}…", fix.app.name),
        Commands.assignTables,
        runner.pointer({ app: fix.app.id }),
      );
    case "enterHost":
    case "enterBotId": {
      const argument = mendingArgument({ kind: fix.kind, appId: fix.app.id });
      const { name } = fix.app;
      const title = fix.kind === "enterHost" ? t("Edit the host of {0}…", name) : t("Enter the bot ID of {0}…", name);
      return commandAction(title, MENDING_COMMANDS[fix.kind], runner.pointer(argument));
    }
  }
}

function mendAction(
  document: vscode.TextDocument,
  { title, variable, header }: Extract<PlacedFinding["fix"], { kind: "mendVariable" }>,
): vscode.CodeAction | undefined {
  const edits = mendVariable(document.getText(), variable);
  if (edits.length === 0) return undefined;
  const action = new vscode.CodeAction(told(title), vscode.CodeActionKind.QuickFix);
  const edit = new vscode.WorkspaceEdit();
  const headerStart = header && document.offsetAt(header.range.start);
  const headerEnd = header && document.offsetAt(header.range.end);
  for (const { start, end, text } of edits) {
    // The header is written anew.
    if (headerStart !== undefined && headerEnd !== undefined && headerStart <= start && end <= headerEnd) continue;
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  }
  if (header) edit.replace(document.uri, header.range, header.text);
  action.edit = edit;
  return action;
}

function setVariableAction(
  document: vscode.TextDocument,
  { title, variables, from, text }: Extract<PlacedFinding["fix"], { kind: "setVariable" }>,
): vscode.CodeAction | undefined {
  const edits = setVariable(document.getText(), variables, from, text);
  if (edits.length === 0) return undefined;
  const action = new vscode.CodeAction(told(title), vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const { start, end, text: value } of edits) {
    action.edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), value);
  }
  return action;
}

function commandAction(title: PlainText, command: string, argument: object): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command, arguments: [argument] };
  return action;
}
