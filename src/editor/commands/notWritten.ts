import * as vscode from "vscode";
import type { UserError } from "../../domain/errors";
import type { PlainText } from "../../domain/text/asText";
import type { Caller } from "./caller";
import type { CommandRunner } from "./commandRunner";
import { Cancelled } from "../prompts/prompts";
import { showStatus } from "../workbench/statusMessage";
import { localised, t } from "../workbench/words";

/** Whether an edit came into the document: of a read-only one VS Code says yes as well, and changes nothing. */
export async function isWritten(document: vscode.TextDocument, edit: () => Thenable<boolean>): Promise<boolean> {
  const { version } = document;
  return (await edit()) && document.version !== version;
}

/** What an editor didn't take, as a read-only one doesn't. */
export interface NotWritten {
  /** Why it wasn't written. */
  readonly error: UserError;
  /** The button that copies it. */
  readonly label: PlainText;
  readonly copy: () => PromiseLike<void>;
  readonly runner: Pick<CommandRunner, "offer">;
}

/** Says why, with a button that copies what would have been written: nobody's clipboard is overwritten unasked. */
export function offerToCopy({ error, label, copy, runner }: NotWritten): void {
  runner.offer(async () => {
    if ((await vscode.window.showWarningMessage(localised(error), label)) !== label) return;
    await copy();
    showStatus(t("Copied"));
  });
}

/**
 * The same where nothing else was done.
 * @throws the error for code, which has no use for a button; else `Cancelled`, since it was said
 */
export function endNotWritten(caller: Caller, what: NotWritten): never {
  if (caller === "code") throw what.error;
  offerToCopy(what);
  throw new Cancelled();
}
