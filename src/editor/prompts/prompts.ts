import * as vscode from "vscode";
import type { PlainText } from "../../domain/text/asText";

/** Thrown when the user closes a prompt; the command runner treats it as no error. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** Thrown when the user goes back to the step before. Where there is none, it is as good as closing the prompt. */
export class WentBack extends Cancelled {
  readonly isBack = true;
}

/** The value of a prompt, or `Cancelled`. */
export async function answered<T>(prompt: Thenable<T | undefined>): Promise<T> {
  const value = await prompt;
  if (value === undefined) throw new Cancelled();
  return value;
}

/**
 * A modal question; anything else than `action` is `Cancelled`. `decline` stands first, since the first button is the one
 * that Enter presses, and that other extensions can. VS Code puts its own Cancel behind them: a button that is marked as
 * the one for closing is moved to the end, and then Enter would accept.
 */
export async function confirmed(
  message: PlainText,
  detail: PlainText,
  action: PlainText,
  decline: PlainText,
): Promise<void> {
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, decline, action)) !== action)
    throw new Cancelled();
}

/**
 * A modal question about what a person just pressed, where nothing leaves this computer and code is asked otherwise or
 * not at all: as VS Code asks, with the action first and its own Cancel. Anything else than `action` is `Cancelled`.
 */
export async function agreed(message: PlainText, detail: PlainText, action: PlainText): Promise<void> {
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) !== action)
    throw new Cancelled();
}
