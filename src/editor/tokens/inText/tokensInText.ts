import * as vscode from "vscode";
import type { PayloadPorts } from "../../../domain/payloads/payloadPorts";
import type { CommandRunner } from "../../commands/commandRunner";
import type { Consents } from "../../commands/consents";
import { Commands } from "../../workbench/contributions";
import { inBackground } from "../../workbench/inBackground";
import type { DecryptedDocuments } from "../../results/decryptedDocuments";
import type { AppStore } from "../../storage/appStore";
import type { MintedTokens } from "../mintedTokens";
import type { TokenService } from "../tokenService";
import { registerLenses } from "./completeLenses";
import { documentKind, LENS_SELECTOR } from "../../documents/documentKind";
import { registerErrorLenses } from "../../requests/errors/errorLenses";
import type { GateMemory } from "../../requests/destination/gateMemory";
import type { TextFeatures } from "./textFeatures";

export interface TextServices {
  readonly runner: CommandRunner;
  readonly store: AppStore;
  readonly tokens: TokenService;
  readonly minted: MintedTokens;
  readonly ports: PayloadPorts;
  readonly documents: DecryptedDocuments;
  readonly consents: Consents;
  readonly gateMemory: GateMemory;
  readonly log: vscode.LogOutputChannel;
}

/** Milliseconds after the start in which open documents are left alone. */
const QUIET_START = 500;

/** Hovers, lenses, diagnostics and fixes where tokens and requests stand. What they do is loaded with the first document. */
export function registerTokensInText(services: TextServices): vscode.Disposable {
  const { runner } = services;
  const lensesChanged = new vscode.EventEmitter<void>();
  let loading: Promise<TextFeatures> | undefined;
  let loaded: TextFeatures | undefined;
  const features = async (): Promise<TextFeatures> => {
    loading ??= import("./textFeatures").then(
      ({ TextFeatures }) => (loaded = new TextFeatures(services, () => lensesChanged.fire())),
    );
    return loading;
  };
  const open = (document: vscode.TextDocument): void => {
    if (documentKind(document))
      inBackground(services.log, "opened document", async () => (await features()).opened(document));
  };
  const quiet = setTimeout(() => vscode.workspace.textDocuments.forEach(open), QUIET_START);

  return vscode.Disposable.from(
    lensesChanged,
    { dispose: () => (clearTimeout(quiet), loaded?.dispose()) },
    services.store.onDidChange(() => lensesChanged.fire()),
    vscode.workspace.onDidOpenTextDocument(open),
    vscode.workspace.onDidChangeTextDocument((event) => loaded?.changed(event)),
    vscode.workspace.onDidCloseTextDocument((document) => loaded?.closed(document)),
    vscode.languages.registerHoverProvider("*", {
      // No hover over a shorter word loads anything.
      provideHover: async (document, position, cancellation) =>
        isInLongRun(document.lineAt(position.line).text, position.character)
          ? (await features()).hover(document, position, cancellation)
          : undefined,
    }),
    registerLenses(
      LENS_SELECTOR,
      async (document, isStale) => (await features()).findLenses(document, isStale),
      lensesChanged.event,
    ),
    vscode.languages.registerCodeActionsProvider(
      "*",
      { provideCodeActions: (document, range, context) => loaded?.fixes(document, range, context) ?? [] },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    runner.register(Commands.refreshToken, async (argument?: object, caller = "person") =>
      (await features()).refresh(argument, caller),
    ),
    runner.register(Commands.explainError, async (argument?: object, caller = "person") =>
      (await features()).explainError(argument, caller),
    ),
    registerErrorLenses(runner),
    runner.register(Commands.copyClaims, async (argument?: object, caller = "person") =>
      (await features()).copyClaims(argument, caller),
    ),
  );
}

/** Where a line of a token is as long at least, and no word mostly. */
const SHORTEST_RUN = 16;

/** Whether an offset of a line touches a run of base64, base64url and dots that may be of a token. */
function isInLongRun(line: string, offset: number): boolean {
  const [before = ""] = /[\w.+/=-]*$/.exec(line.slice(Math.max(0, offset - SHORTEST_RUN), offset)) ?? [];
  const [behind = ""] = /^[\w.+/=-]*/.exec(line.slice(offset, offset + SHORTEST_RUN)) ?? [];
  return before.length + behind.length >= SHORTEST_RUN;
}
