import * as vscode from "vscode";
import type { PlainText } from "../domain/text/asText";
import { Cancelled, WentBack } from "./prompts";

/**
 * Milliseconds in which a quick pick takes no answer: another extension can accept what is selected in it by a command
 * of the workbench, and a person has to have had the time to see it and to close it.
 */
export const UNANSWERABLE_MILLISECONDS = 500;

export interface PickOptions {
  readonly title: PlainText;
  readonly placeHolder: PlainText;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
  /** Whether there is a step before this one: then `WentBack` is thrown where a person goes there. */
  readonly back?: boolean;
}

/** The item that a person chooses; `Cancelled` where it is closed. */
export async function pickOne<T extends vscode.QuickPickItem>(items: readonly T[], options: PickOptions): Promise<T> {
  const [item] = await pick(items, options, false);
  if (!item) throw new Cancelled();
  return item;
}

/** The items that a person checks, `picked` ones from the start; `Cancelled` where it is closed. */
export function pickMany<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: PickOptions,
): Promise<readonly T[]> {
  return pick(items, options, true);
}

function pick<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: PickOptions,
  many: boolean,
): Promise<readonly T[]> {
  const quickPick = vscode.window.createQuickPick<T>();
  quickPick.title = options.title;
  quickPick.placeholder = options.placeHolder;
  quickPick.matchOnDescription = options.matchOnDescription ?? false;
  quickPick.matchOnDetail = options.matchOnDetail ?? false;
  quickPick.canSelectMany = many;
  quickPick.items = items;
  if (options.back) quickPick.buttons = [vscode.QuickInputButtons.Back];
  if (many) quickPick.selectedItems = items.filter(({ picked }) => picked);
  return new Promise<readonly T[]>((resolve, reject) => {
    let shownAt = Infinity;
    quickPick.onDidAccept(() => {
      if (performance.now() - shownAt < UNANSWERABLE_MILLISECONDS) return;
      const { selectedItems } = quickPick;
      // Enter where the filter leaves nothing.
      if (!many && selectedItems.length === 0) return;
      resolve(selectedItems);
      quickPick.hide();
    });
    quickPick.onDidTriggerButton(() => {
      reject(new WentBack());
      quickPick.hide();
    });
    quickPick.onDidHide(() => {
      reject(new Cancelled());
      quickPick.dispose();
    });
    quickPick.show();
    shownAt = performance.now();
  });
}
