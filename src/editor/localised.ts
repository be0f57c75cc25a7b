import * as vscode from "vscode";
import type { UserError } from "../domain/errors";

/** The error's sentence and remedy in the user's language. */
export function localised(error: UserError): string {
  const args = [...(error.details.args ?? [])];
  const sentence = vscode.l10n.t(error.template, ...args);
  return error.details.remedy ? `${sentence} ${vscode.l10n.t(error.details.remedy, ...args)}` : sentence;
}
