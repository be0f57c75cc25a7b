import * as vscode from "vscode";
import { LIMITS } from "../../../domain/limits";
import { later } from "../../../domain/longTimer";
import { webPorts } from "../../../domain/ports";
import { ignoredCodes } from "../../../domain/requests/findings/ignoreComments";
import { mendVariable, setVariable } from "../../../domain/requests/findings/mendVariable";
import { SecretFingerprints } from "../../../domain/requests/findings/secretFingerprints";
import { Commands, readSetting } from "../../workbench/contributions";
import { inBackground } from "../../workbench/inBackground";
import { MENDING_COMMANDS, mendingArgument } from "../../commands/mendings";
import { Diagnoser, type PlacedFinding } from "./diagnoseDocument";
import type { DocumentIndex, DocumentIndexes } from "../../documents/documentIndex";
import { documentKind } from "../../documents/documentKind";
import type { TextServices } from "../../tokens/inText/tokensInText";
import type { PlainText } from "../../../domain/text/asText";
import { t } from "../../workbench/words";

const SOURCE = "JWT Apps";
/** Milliseconds between the last change of a document and its judgement. */
const PAUSE = 300;

/** Judges open documents a moment after they change, when a token in them expires, and when apps change. */
export class TokenDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("jwtApps");
  /** What calls off the next judgement of a document, or tells the one under way that it was called off. */
  readonly #waiting = new Map<vscode.TextDocument, () => void>();
  readonly #found = new Map<vscode.TextDocument, readonly PlacedFinding[]>();
  readonly #fingerprints = new SecretFingerprints(webPorts.randomBytes);
  readonly #diagnoser: Diagnoser;
  readonly #disposables: vscode.Disposable[];

  readonly #services: TextServices;
  readonly #indexes: DocumentIndexes;

  constructor(services: TextServices, indexes: DocumentIndexes) {
    this.#services = services;
    this.#indexes = indexes;

    this.#diagnoser = new Diagnoser(services, this.#fingerprints);
    this.#disposables = [
      this.#collection,
      services.store.onDidChange((ids) => {
        for (const id of ids ?? [undefined]) this.#fingerprints.forget(id);
        this.#diagnoser.forget();
        this.#judgeAll();
      }),
      vscode.workspace.onDidChangeConfiguration(
        (event) => event.affectsConfiguration("jwtApps.diagnostics") && this.#judgeAll(),
      ),
    ];
  }

  /** Judges a document soon, or takes back what was said of one that is none of ours any more. */
  judge(document: vscode.TextDocument, milliseconds = PAUSE): void {
    this.#waiting.get(document)?.();
    if (!documentKind(document) || document.isClosed) return this.close(document);
    const callOff = later(milliseconds, () =>
      inBackground(this.#services.log, "diagnostics", () => this.#judgeNow(document, callOff)),
    );
    this.#waiting.set(document, callOff);
  }

  close(document: vscode.TextDocument): void {
    this.#waiting.get(document)?.();
    this.#waiting.delete(document);
    this.#found.delete(document);
    this.#collection.delete(document.uri);
  }

  /** The fixes of what stands in the range. */
  fixes(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const findings = new Map(
      (this.#found.get(document) ?? []).map((finding) => [keyOf(finding.code, finding.range), finding]),
    );
    const actions = new Map<string, vscode.CodeAction>();
    for (const diagnostic of diagnostics) {
      const finding = diagnostic.source === SOURCE ? findings.get(keyOf(diagnostic.code, diagnostic.range)) : undefined;
      if (!finding?.range.intersection(range)) continue;
      const { fix, otherFixes = [] } = finding;
      // Where an app's host or bot ID is entered is no other meaning.
      const isChoice = otherFixes.some(({ kind }) => kind !== "enterHost" && kind !== "enterBotId");
      for (const each of [fix, ...otherFixes]) {
        const action = this.#actionOf(document, finding.range, each);
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

  dispose(): void {
    for (const callOff of this.#waiting.values()) callOff();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #judgeAll(): void {
    for (const document of vscode.workspace.textDocuments) if (documentKind(document)) this.judge(document);
  }

  async #judgeNow(document: vscode.TextDocument, callOff: () => void): Promise<void> {
    const { version } = document;
    const isStale = (): boolean => document.version !== version || this.#waiting.get(document) !== callOff;
    const index = await this.#indexes.of(document, isStale);
    if (isStale()) return;
    if (!index) return this.close(document);
    const diagnosis = await this.#diagnoser.diagnose(index, isStale);
    if (!diagnosis) return;
    const enabled: Readonly<Record<string, unknown>> = readSetting("diagnostics");
    const ignored = ignoredCodes(index.ignores);
    const findings = diagnosis.findings.filter(({ code }) => enabled[code] !== false && !ignored.has(code));
    this.#found.set(document, findings);
    this.#collection.set(document.uri, [...tooLong(index), ...findings.map(diagnosticOf)]);
    if (diagnosis.changesAt < Infinity) this.judge(document, Math.max(PAUSE, diagnosis.changesAt - webPorts.clock()));
  }

  #actionOf(
    document: vscode.TextDocument,
    range: vscode.Range,
    fix: PlacedFinding["fix"],
  ): vscode.CodeAction | undefined {
    const { runner } = this.#services;
    switch (fix?.kind) {
      case undefined:
        return undefined;
      case "replace": {
        const action = new vscode.CodeAction(t(fix.title.template, ...fix.title.args), vscode.CodeActionKind.QuickFix);
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
}

function mendAction(
  document: vscode.TextDocument,
  { title, variable, header }: Extract<PlacedFinding["fix"], { kind: "mendVariable" }>,
): vscode.CodeAction | undefined {
  const edits = mendVariable(document.getText(), variable);
  if (edits.length === 0) return undefined;
  const action = new vscode.CodeAction(t(title.template, ...title.args), vscode.CodeActionKind.QuickFix);
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
  const action = new vscode.CodeAction(t(title.template, ...title.args), vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const { start, end, text: value } of edits) {
    action.edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), value);
  }
  return action;
}

function keyOf(code: vscode.Diagnostic["code"], { start, end }: vscode.Range): string {
  return JSON.stringify([code, start.line, start.character, end.line, end.character]);
}

function commandAction(title: PlainText, command: string, argument: object): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command, arguments: [argument] };
  return action;
}

function diagnosticOf({ code, severity, message, range }: PlacedFinding): vscode.Diagnostic {
  const level = severity === "warning" ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information;
  const diagnostic = new vscode.Diagnostic(range, t(message.template, ...message.args), level);
  diagnostic.code = code;
  diagnostic.source = SOURCE;
  return diagnostic;
}

function tooLong({ isTooLong, kind }: DocumentIndex): vscode.Diagnostic[] {
  if (!isTooLong || kind === "text") return [];
  const message = t(
    "This file has more than {0} million characters or {1} requests, so JWT Apps looks for nothing in it.",
    LIMITS.document / 1_000_000,
    LIMITS.blocks.toLocaleString(),
  );
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(0, 0, 0, 0),
    message,
    vscode.DiagnosticSeverity.Information,
  );
  diagnostic.source = SOURCE;
  return [diagnostic];
}
