import * as vscode from "vscode";
import type { PlainText } from "../../domain/text/asText";
import { t } from "./words";

const SHOWN_MILLISECONDS = 6_000;
/** Names are read more slowly than that something was done. */
const READ_MILLISECONDS = 15_000;

/** A quiet line in the status bar that says what was done. */
export function showStatus(message: PlainText): void {
  vscode.window.setStatusBarMessage(`$(check) ${message}`, SHOWN_MILLISECONDS);
}

/** The same for what still wants something of the person who asked for it. */
export function showUnfinished(message: PlainText): void {
  vscode.window.setStatusBarMessage(`$(edit) ${message}`, READ_MILLISECONDS);
}

/** "5 minutes", "90 seconds": a lifetime as people say it, in the largest unit that gives a whole number. */
export function duration(seconds: number): PlainText {
  const inUnits: [number, (count: number) => PlainText][] = [
    [86_400, (count) => (count === 1 ? t("1 day") : t("{0} days", count))],
    [3_600, (count) => (count === 1 ? t("1 hour") : t("{0} hours", count))],
    [60, (count) => (count === 1 ? t("1 minute") : t("{0} minutes", count))],
    [1, (count) => (count === 1 ? t("1 second") : t("{0} seconds", count))],
  ];
  for (const [length, words] of inUnits) {
    if (seconds >= length && seconds % length === 0) return words(seconds / length);
  }
  return t("{0} seconds", seconds);
}
