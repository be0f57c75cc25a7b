import * as vscode from "vscode";
import type { Severity } from "../../domain/apps/appState";

/**
 * The icon of a row: the sign of its worst problem, else its usual one. The shapes are those of Problems, so they can
 * be told apart without their colours.
 */
export function rowIcon(severity: Severity | undefined, usual: string): vscode.ThemeIcon;
export function rowIcon(severity: Severity | undefined, usual?: string): vscode.ThemeIcon | undefined;
export function rowIcon(severity: Severity | undefined, usual?: string): vscode.ThemeIcon | undefined {
  if (severity === undefined) return usual === undefined ? undefined : new vscode.ThemeIcon(usual);
  const [id, color] = SIGNS[severity];
  return new vscode.ThemeIcon(id, new vscode.ThemeColor(color));
}

const SIGNS: Readonly<Record<Severity, readonly [icon: string, color: string]>> = {
  blocked: ["error", "problemsErrorIcon.foreground"],
  refused: ["warning", "problemsWarningIcon.foreground"],
  note: ["info", "problemsInfoIcon.foreground"],
};
