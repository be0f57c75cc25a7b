import * as vscode from "vscode";
import type { Place } from "../../../domain/apps/onPlatform";
import { mendVariable, setVariable, type TextEdit } from "../../../domain/requests/findings/mendVariable";
import { withoutGatewayKeys } from "../../../domain/requests/convert/gatewayKeys";
import { atOnce } from "../../../domain/steps";
import type { PlainText } from "../../../domain/text/asText";
import { say, type Sentence } from "../../../domain/text/sentence";
import type { CommandRunner } from "../../commands/commandRunner";
import { MENDING_COMMANDS, mendingArgument } from "../../commands/mendings";
import { Commands } from "../../workbench/contributions";
import type { GatewayVariables } from "../gateway/gatewayVariables";
import { t, told } from "../../workbench/words";
import type { PlacedFinding, PlacedFix } from "./placedFinding";

type Runner = Pick<CommandRunner, "pointer">;

interface Diagnosed {
  readonly diagnostics: readonly vscode.Diagnostic[];
  readonly found: readonly PlacedFinding[];
  readonly runner: Runner;
  readonly gatewayVariable: GatewayVariables;
}

/** What marks our diagnostics. */
export const SOURCE = "JWT Apps";

/** The fixes of what diagnostics in a range tell. */
export function fixesOf(
  document: vscode.TextDocument,
  range: vscode.Range,
  { diagnostics, found, runner, gatewayVariable }: Diagnosed,
): vscode.CodeAction[] {
  const findings = new Map(found.map((finding) => [keyOf(finding.code, finding.range), finding]));
  const actions = new Map<string, vscode.CodeAction>();
  const pages = new Map<string, vscode.CodeAction>();
  for (const diagnostic of diagnostics) {
    const finding = diagnostic.source === SOURCE ? findings.get(keyOf(diagnostic.code, diagnostic.range)) : undefined;
    if (!finding?.range.intersection(range)) continue;
    const { fix, otherFixes = [], place } = finding;
    // Where an app's host or bot ID is entered is no other meaning.
    const isChoice = otherFixes.some(({ kind }) => kind !== "enterHost" && kind !== "enterBotId");
    for (const each of [fix, ...otherFixes]) {
      const action = actionOf(document, finding.range, { fix: each, runner, gatewayVariable });
      if (!action) continue;
      // A fresh token mends several things at once.
      const key = JSON.stringify([action.title, finding.range]);
      const same = actions.get(key) ?? action;
      same.diagnostics = [...(same.diagnostics ?? []), diagnostic];
      // Of several that may be meant, a person chooses.
      same.isPreferred = !isChoice && each === fix;
      actions.set(key, same);
    }
    if (place) pages.set(place.page, pageAction(place));
  }
  return [...actions.values(), ...pages.values()];
}

function keyOf(code: vscode.Diagnostic["code"], { start, end }: vscode.Range): string {
  return JSON.stringify([code, start.line, start.character, end.line, end.character]);
}

function actionOf(
  document: vscode.TextDocument,
  range: vscode.Range,
  {
    fix,
    runner,
    gatewayVariable,
  }: Pick<Diagnosed, "runner" | "gatewayVariable"> & { readonly fix: PlacedFinding["fix"] },
): vscode.CodeAction | undefined {
  if (!fix) return undefined;
  const uri = document.uri.toString();
  switch (fix.kind) {
    case "replace":
      return editAction(document, fix.title, [fix]);
    case "mendVariable":
      return editAction(document, fix.title, mendingEdits(document, fix));
    case "setVariable":
      return editAction(
        document,
        fix.title,
        placed(document, setVariable(document.getText(), fix.variables, fix.from, fix.text)),
      );
    case "hideGatewayKeys": {
      const edits = atOnce(withoutGatewayKeys(document.getText(), gatewayVariable.ofNow()));
      return editAction(document, say("Use “{0}” in its place", "{{gateway}}"), placed(document, edits));
    }
    case "refresh":
      return commandAction(t("Refresh this token"), Commands.refreshToken, runner.pointer({ uri, range }));
    case "insertToken": {
      const title = t("Insert a token of “{0}”", fix.app.name);
      return commandAction(title, Commands.refreshToken, runner.pointer({ uri, range, insert: true }));
    }
    default: {
      const argument = mendingArgument({ kind: fix.kind, appId: fix.app.id });
      return commandAction(titleOf(fix.kind, fix.app.name), MENDING_COMMANDS[fix.kind], runner.pointer(argument));
    }
  }
}

function titleOf(
  kind: "assignScopes" | "publishScopes" | "assignTables" | "enterHost" | "enterBotId",
  app: string,
): PlainText {
  switch (kind) {
    case "assignScopes":
      return t("Assign scopes to {0}…", app);
    case "publishScopes":
      return t("Note the scopes of {0} as published…", app);
    case "assignTables":
      return t("Assign tables and views to {0}…", app);
    case "enterHost":
      return t("Edit the host of {0}…", app);
    case "enterBotId":
      return t("Enter the bot ID of {0}…", app);
  }
}

interface PlacedEdit {
  readonly range: vscode.Range;
  readonly text: string;
}

function placed(document: vscode.TextDocument, edits: readonly TextEdit[]): PlacedEdit[] {
  return edits.map(({ start, end, text }) => ({
    range: new vscode.Range(document.positionAt(start), document.positionAt(end)),
    text,
  }));
}

function mendingEdits(
  document: vscode.TextDocument,
  { variable, header }: Extract<PlacedFix, { kind: "mendVariable" }>,
): PlacedEdit[] {
  const edits = placed(document, mendVariable(document.getText(), variable));
  if (edits.length === 0 || !header) return edits;
  // The header is written anew.
  return [...edits.filter(({ range }) => !header.range.contains(range)), header];
}

function editAction(
  { uri }: vscode.TextDocument,
  title: Sentence,
  edits: readonly PlacedEdit[],
): vscode.CodeAction | undefined {
  if (edits.length === 0) return undefined;
  const action = new vscode.CodeAction(told(title), vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const { range, text } of edits) action.edit.replace(uri, range, text);
  return action;
}

function commandAction(title: PlainText, command: string, argument: object): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command, arguments: [argument] };
  return action;
}

/** The page that says how it is done there: it mends nothing by itself, so it is never the preferred one. */
function pageAction({ path, page }: Place): vscode.CodeAction {
  const title = t("Open the documentation of “{0}”", path);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command: "vscode.open", arguments: [vscode.Uri.parse(page, true)] };
  return action;
}
