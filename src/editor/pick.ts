import * as vscode from "vscode";
import type { PlainText } from "../domain/text/asText";
import { showBack, showStep, type Step, WentBack } from "./multiStep";
import { Cancelled } from "./prompts";

/**
 * Milliseconds in which a quick pick takes no answer: another extension can accept what is selected in it by a command
 * of the workbench, and a person has to have had the time to see it and to close it.
 */
const UNANSWERABLE_MILLISECONDS = 500;

export interface PickOptions {
  readonly title: PlainText;
  readonly placeHolder: PlainText;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
  /** Of several prompts. */
  readonly step?: Step;
  /** A Back button where there are no numbers. */
  readonly hasBack?: boolean;
}

/** The item that a person chooses; `Cancelled` where it is closed, `WentBack` by its Back button. */
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
  const { step, hasBack } = options;
  const before = step?.draft && items.filter((item) => step.draft?.includes(rowId(item)));
  if (many) quickPick.selectedItems = before ?? items.filter(({ picked }) => picked);
  else if (before) quickPick.activeItems = before;
  return new Promise<readonly T[]>((resolve, reject) => {
    let shownAt = Infinity;
    const back = (): void => {
      if (step) step.draft = (many ? quickPick.selectedItems : quickPick.activeItems).map(rowId);
      reject(new WentBack());
      quickPick.hide();
    };
    if (step) showStep(quickPick, step, back);
    if (hasBack) showBack(quickPick, back);
    quickPick.onDidAccept(() => {
      if (performance.now() - shownAt < UNANSWERABLE_MILLISECONDS) return;
      const { selectedItems } = quickPick;
      // Enter where the filter leaves nothing.
      if (!many && selectedItems.length === 0) return;
      if (step) step.draft = selectedItems.map(rowId);
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

/** What tells a row from the others of its pick. */
function rowId({ label, description = "" }: vscode.QuickPickItem): string {
  return `${label}\n${description}`;
}
