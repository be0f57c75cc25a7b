import * as vscode from "vscode";
import { isInLongRun } from "../../../domain/tokens/inText/longRun";
import type { CommandRunner } from "../../commands/commandRunner";
import { LENS_SELECTOR } from "../../documents/documentKind";
import { registerLenses } from "../../documents/registerLenses";
import { Commands } from "../../workbench/contributions";
import { type FailureLog, inBackground } from "../../workbench/inBackground";
import { LoadedLater } from "../../workbench/loadedLater";
import type { ClaimServices } from "./copyClaims";
import type { RefreshServices } from "./refreshToken";
import type { HoverServices } from "./tokenHover";
import type { LensServices } from "./tokenLenses";

type TokenServices = ClaimServices &
  RefreshServices &
  HoverServices &
  LensServices & { readonly runner: CommandRunner; readonly log: FailureLog };

/** Hovers and lenses where tokens stand, and what can be done with them there. What they do is loaded when it is asked for. */
export function registerTokensInText(services: TokenServices): vscode.Disposable {
  const { runner, openDocuments, log } = services;
  const lensesChanged = new vscode.EventEmitter<void>();
  const lenses = new LoadedLater(async () => {
    const { TokenLenses } = await import("./tokenLenses");
    return new TokenLenses(services, () => lensesChanged.fire());
  });
  const presence = new LoadedLater(async () => {
    const { TokenPresence } = await import("./tokenPresence");
    return new TokenPresence(services);
  });
  return vscode.Disposable.from(
    lensesChanged,
    lenses,
    presence,
    services.store.onDidChange(() => lensesChanged.fire()),
    openDocuments.onDidOpen(() => inBackground(log, "token in the editor", () => presence.load())),
    vscode.languages.registerHoverProvider("*", {
      // No hover over a shorter word loads anything.
      provideHover: async (document, position, cancellation) => {
        if (!isInLongRun(document.lineAt(position.line).text, position.character)) return undefined;
        const { tokenHover } = await import("./tokenHover");
        return tokenHover(services, { document, position, cancellation });
      },
    }),
    registerLenses(
      LENS_SELECTOR,
      async (document, isStale) => (await lenses.load()).find(document, isStale),
      lensesChanged.event,
    ),
    runner.register(Commands.refreshToken, async (argument?: object, caller = "person") => {
      const { refreshToken } = await import("./refreshToken");
      return refreshToken(services, argument, caller);
    }),
    runner.register(Commands.copyClaims, async (argument?: object, caller = "person") => {
      const { copyClaims } = await import("./copyClaims");
      return copyClaims(services, argument, caller);
    }),
  );
}
