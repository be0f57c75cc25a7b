import * as vscode from "vscode";
import { LENS_SELECTOR } from "../../documents/documentKind";
import { registerLenses } from "../../documents/registerLenses";
import { type FailureLog, inBackground } from "../../workbench/inBackground";
import { LoadedLater } from "../../workbench/loadedLater";
import type { HoverServices } from "./tokenHover";
import type { LensServices } from "./tokenLenses";

type TokenServices = HoverServices & LensServices & { readonly log: FailureLog };

/** Hovers and lenses where tokens stand. What they do is loaded when it is asked for. */
export function registerTokensInText(services: TokenServices): vscode.Disposable {
  const { openDocuments, log } = services;
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
