import * as vscode from "vscode";
import { type Choice, picking } from "./support";

/** What was shown while something ran. */
export interface Shown {
  /** Messages, status texts, and the sentence with which a call by code was refused. */
  readonly messages: string[];
  readonly picks: (readonly vscode.QuickPickItem[])[];
}

/**
 * Runs `action` and gathers what people are shown meanwhile: a host that runs tests shows no dialog. Picks are answered by
 * `answer`, with the items that are checked already unless it says otherwise.
 */
export async function shownBy(
  action: () => Thenable<unknown>,
  answer: (items: readonly vscode.QuickPickItem[]) => Choice = checked,
): Promise<Shown> {
  const { showErrorMessage, showWarningMessage, showInformationMessage, setStatusBarMessage } = vscode.window;
  const before = { showErrorMessage, showWarningMessage, showInformationMessage, setStatusBarMessage };
  const shown: Shown = { messages: [], picks: [] };
  const message = async (text: string): Promise<undefined> => void shown.messages.push(text);
  Object.assign(vscode.window, {
    showErrorMessage: message,
    showWarningMessage: message,
    showInformationMessage: message,
    setStatusBarMessage: (text: string) => void shown.messages.push(text),
  });
  const choose = (items: readonly vscode.QuickPickItem[]): Choice => {
    shown.picks.push(items);
    return answer(items);
  };
  try {
    await picking(choose, action);
  } catch (error) {
    shown.messages.push(error instanceof Error ? error.message : String(error));
  } finally {
    Object.assign(vscode.window, before);
  }
  return shown;
}

function checked(items: readonly vscode.QuickPickItem[]): readonly vscode.QuickPickItem[] {
  return items.filter(({ picked }) => picked);
}
