import * as vscode from "vscode";
import { placeInWords } from "../../../domain/apps/onPlatform";
import { later } from "../../../domain/longTimer";
import { webPorts } from "../../../domain/ports";
import { joined } from "../../../domain/text/asText";
import { ignoredCodes } from "../../../domain/requests/findings/ignoreComments";
import { SecretFingerprints } from "../../../domain/requests/findings/secretFingerprints";
import type { GatewayState } from "../../gateway/gatewayState";
import type { GatewayVariables } from "../gateway/gatewayVariables";
import { readSetting } from "../../workbench/contributions";
import { type FailureLog, inBackground } from "../../workbench/inBackground";
import type { CommandRunner } from "../../commands/commandRunner";
import { Diagnoser } from "./diagnoseDocument";
import { fixesOf, SOURCE } from "./findingFixes";
import type { PlacedFinding } from "./placedFinding";
import type { DocumentIndex } from "../../documents/documentIndex";
import type { OpenDocuments } from "../../documents/openDocuments";
import { tooLong } from "../../documents/tooLong";
import type { AppStore } from "../../storage/appStore";
import type { Verifying } from "../../tokens/inText/verdictOf";
import { documentKind } from "../../documents/documentKind";
import { told } from "../../workbench/words";

export interface FindingServices extends Verifying {
  readonly store: Pick<AppStore, "apps" | "secretsOf" | "onDidChange">;
  readonly runner: Pick<CommandRunner, "pointer">;
  readonly openDocuments: OpenDocuments;
  readonly log: FailureLog;
  readonly gateway: GatewayState;
  /** Where a file's variable for the gateway comes from. */
  readonly gatewayVariable: GatewayVariables;
}

/** Milliseconds between the last change of a document and its judgement. */
const PAUSE = 300;

/** Judges open documents a moment after they change, when a token in them expires, and when apps change. */
export class FindingDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("jwtApps");
  /** What calls off the next judgement of a document, or tells the one under way that it was called off. */
  readonly #waiting = new Map<vscode.TextDocument, () => void>();
  readonly #found = new Map<vscode.TextDocument, readonly PlacedFinding[]>();
  readonly #fingerprints = new SecretFingerprints(webPorts.randomBytes);
  readonly #diagnoser: Diagnoser;
  readonly #disposables: vscode.Disposable[];

  readonly #services: FindingServices;

  constructor(services: FindingServices) {
    this.#services = services;

    this.#diagnoser = new Diagnoser(services, this.#fingerprints);
    this.#disposables = [
      this.#collection,
      services.openDocuments.onDidChange((document) => this.judge(document)),
      services.openDocuments.onDidClose((document) => this.#close(document)),
      services.store.onDidChange((ids) => {
        for (const id of ids ?? [undefined]) this.#fingerprints.forget(id);
        this.#diagnoser.forget();
        this.#judgeAll();
      }),
      services.gateway.onDidChange(() => this.#judgeAll()),
      vscode.workspace.onDidChangeConfiguration(
        (event) => event.affectsConfiguration("jwtApps.diagnostics") && this.#judgeAll(),
      ),
    ];
  }

  /** Judges a document soon, or takes back what was said of one that is none of ours any more. */
  judge(document: vscode.TextDocument, milliseconds = PAUSE): void {
    this.#waiting.get(document)?.();
    if (!documentKind(document) || document.isClosed) return this.#close(document);
    const callOff = later(milliseconds, () =>
      inBackground(this.#services.log, "diagnostics", () => this.#judgeNow(document, callOff)),
    );
    this.#waiting.set(document, callOff);
  }

  #close(document: vscode.TextDocument): void {
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
    const found = this.#found.get(document) ?? [];
    return fixesOf(document, range, {
      diagnostics,
      found,
      runner: this.#services.runner,
      gatewayVariable: this.#services.gatewayVariable,
    });
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
    const index = await this.#services.openDocuments.index(document, isStale);
    if (isStale()) return;
    if (!index) return this.#close(document);
    const diagnosis = await this.#diagnoser.diagnose(index, isStale);
    if (!diagnosis) return;
    const enabled: Readonly<Record<string, unknown>> = readSetting("diagnostics");
    const ignored = ignoredCodes(index.ignores);
    const findings = diagnosis.findings.filter(({ code }) => enabled[code] !== false && !ignored.has(code));
    this.#found.set(document, findings);
    this.#collection.set(document.uri, [...lengthDiagnostic(index), ...findings.map(diagnosticOf)]);
    if (diagnosis.changesAt < Infinity) this.judge(document, Math.max(PAUSE, diagnosis.changesAt - webPorts.clock()));
  }
}

function diagnosticOf({ code, severity, message, place, range }: PlacedFinding): vscode.Diagnostic {
  const level = severity === "warning" ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information;
  const sentences = place ? [message, placeInWords(place)] : [message];
  const diagnostic = new vscode.Diagnostic(range, joined(sentences.map(told), " "), level);
  diagnostic.code = code;
  diagnostic.source = SOURCE;
  return diagnostic;
}

function lengthDiagnostic({ isTooLong, kind }: DocumentIndex): vscode.Diagnostic[] {
  if (!isTooLong || kind === "text") return [];
  const range = new vscode.Range(0, 0, 0, 0);
  const diagnostic = new vscode.Diagnostic(range, tooLong("requests"), vscode.DiagnosticSeverity.Information);
  diagnostic.source = SOURCE;
  return [diagnostic];
}
