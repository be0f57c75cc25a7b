import * as vscode from "vscode";

/** Thrown when the user closes a prompt; the command runner treats it as no error. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** The value of a prompt, or `Cancelled`. */
export async function answered<T>(prompt: Thenable<T | undefined>): Promise<T> {
  const value = await prompt;
  if (value === undefined) throw new Cancelled();
  return value;
}

/** A modal confirmation with one action; anything else than that action is `Cancelled`. */
export async function confirmed(message: string, detail: string, action: string): Promise<void> {
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, action)) !== action) throw new Cancelled();
}
