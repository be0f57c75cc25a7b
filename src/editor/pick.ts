import * as vscode from "vscode";
import type { PlainText } from "../domain/text/asText";
import { Cancelled } from "./prompts";

/**
 * Milliseconds in which a quick pick takes no answer: another extension can accept what is selected in it by a command
 * of the workbench, and a person has to have had the time to see it and to close it.
 */
const UNANSWERABLE_MILLISECONDS = 500;

/** A row that only says something can't be checked. */
export interface PickRow extends vscode.QuickPickItem {
  readonly informs?: true;
}

export interface PickOptions {
  readonly title: PlainText;
  readonly placeHolder: PlainText;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
  /** A button in the title that shows more; the pick stays open. */
  readonly more?: { readonly tooltip: PlainText; readonly show: () => void };
}

/** The item that a person chooses; `Cancelled` where it is closed. */
export async function pickOne<T extends PickRow>(items: readonly T[], options: PickOptions): Promise<T> {
  const [item] = await pick(items, options, false);
  if (!item) throw new Cancelled();
  return item;
}

/** The items that a person checks, `picked` ones from the start; `Cancelled` where it is closed. */
export function pickMany<T extends PickRow>(
  items: readonly T[],
  options: PickOptions,
): Promise<readonly T[]> {
  return pick(items, options, true);
}

function pick<T extends PickRow>(
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
  if (many) quickPick.selectedItems = items.filter(({ picked }) => picked);
  if (many && items.some(({ informs }) => informs)) {
    quickPick.onDidChangeSelection((selected) => {
      if (selected.some(({ informs }) => informs)) quickPick.selectedItems = selected.filter(({ informs }) => !informs);
    });
  }
  const { more } = options;
  if (more) {
    quickPick.buttons = [{ iconPath: new vscode.ThemeIcon("list-flat"), tooltip: more.tooltip }];
    quickPick.onDidTriggerButton(() => {
      quickPick.ignoreFocusOut = true;
      more.show();
    });
  }
  return new Promise<readonly T[]>((resolve, reject) => {
    let shownAt = Infinity;
    quickPick.onDidAccept(() => {
      if (performance.now() - shownAt < UNANSWERABLE_MILLISECONDS) return;
      const selectedItems = quickPick.selectedItems.filter(({ informs }) => !informs);
      // Enter where the filter leaves nothing.
      if (!many && selectedItems.length === 0) return;
      resolve(selectedItems);
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
