import * as vscode from "vscode";
import type { PlainText } from "../../domain/text/asText";
import { showBack, showStep, type Step } from "./multiStep";
import { Cancelled, WentBack } from "./prompts";

/**
 * Milliseconds in which a quick pick takes no answer: another extension can accept what is selected in it by a command
 * of the workbench, and a person has to have had the time to see it and to close it.
 */
export const UNANSWERABLE_MILLISECONDS = 500;

/** A row that only says something can't be checked. */
export interface PickRow extends vscode.QuickPickItem {
  readonly informs?: true;
}

export interface PickOptions<T = never> {
  readonly title: PlainText;
  readonly placeHolder: PlainText;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
  /** A button in the title that shows more; the pick stays open. */
  readonly more?: { readonly tooltip: PlainText; readonly show: () => void };
  /**
   * Finds items by what is typed, beside those that VS Code finds: it takes the typed text as one piece and looks for it
   * in what is shown. Undefined for an item that isn't found. Asked for each item at each keystroke. Items keep their
   * order; the best of those that are found is the active one.
   */
  readonly search?: (typed: string, items: readonly T[]) => ((item: T) => Found | undefined) | undefined;
  /** Enter with nothing checked takes the row that has the focus; where none has it, this is said in the box. */
  readonly whereNone?: PlainText;
  /** Rows behind the items that say something of what is typed, such as that nothing is found; they can't be chosen. */
  readonly remarks?: (typed: string, items: readonly T[]) => readonly Remark[];
  /** Of several prompts. */
  readonly step?: Step;
  /** A Back button where there are no numbers. */
  readonly hasBack?: boolean;
  /**
   * What is found stands in the order of its rank while something is typed. For a pick of one whose choice does nothing by
   * itself: Enter right behind a keystroke may take the row that stood in that place before.
   */
  readonly isRanked?: boolean;
  /** It stays while a person is elsewhere, where something is to be done first. */
  readonly staysOpen?: boolean;
  /** What stands in the box from the start, and then what is typed there. */
  readonly typing?: { text: string };
}

/** What an item shows in place of its own, so that a person sees why it was found. */
export interface Found {
  readonly description?: PlainText;
  readonly detail?: PlainText;
  /** Smaller is better. */
  readonly rank: number;
}

/** A row that only says something of what is typed. */
export interface Remark {
  readonly label: PlainText;
  readonly detail: PlainText;
}

/** The item that a person chooses; `Cancelled` where it is closed, `WentBack` by its Back button. */
export async function pickOne<T extends PickRow>(items: readonly T[], options: PickOptions<T>): Promise<T> {
  const [item] = await pick(items, options, false);
  if (!item) throw new Cancelled();
  return item;
}

/** The items that a person checks, `picked` ones from the start; `Cancelled` where it is closed. */
export function pickMany<T extends PickRow>(items: readonly T[], options: PickOptions<T>): Promise<readonly T[]> {
  return pick(items, options, true);
}

function pick<T extends PickRow>(items: readonly T[], options: PickOptions<T>, many: boolean): Promise<readonly T[]> {
  const quickPick = vscode.window.createQuickPick<Shown>();
  quickPick.title = options.title;
  quickPick.placeholder = options.placeHolder;
  quickPick.matchOnDescription = options.matchOnDescription ?? false;
  quickPick.matchOnDetail = options.matchOnDetail ?? false;
  quickPick.canSelectMany = many;
  if (options.staysOpen) quickPick.ignoreFocusOut = true;
  const { search, remarks, more, step, hasBack, whereNone, isRanked = false, typing } = options;
  const before = step?.draft && items.flatMap((item, index) => (step.draft?.includes(rowId(item)) ? [index] : []));
  let checked: ReadonlySet<number> = new Set(before ?? items.flatMap(({ picked }, index) => (picked ? [index] : [])));
  let sentAt = -Infinity;
  // All of them, each time, in the same order: the window names an item by its place, and may still speak of those before.
  const show = (find?: (item: T) => Found | undefined, said: readonly Remark[] = []): void => {
    let best: (Shown & Found) | undefined;
    const shown = items.map((item, index): Shown => {
      const found = find?.(item);
      const row = { ...item, index, picked: checked.has(index), alwaysShow: found !== undefined };
      if (!found) return row;
      const one = { ...row, ...found };
      if (!best || found.rank < best.rank) best = one;
      return one;
    });
    // Behind all others, whose places stay.
    const rows = isRanked && find ? byRank(shown) : shown;
    quickPick.items = [...rows, ...said.map((remark, index) => remarkRow(remark, items.length + index))];
    if (many) quickPick.selectedItems = shown.filter(({ index }) => checked.has(index));
    sentAt = performance.now();
    if (best) quickPick.activeItems = [best];
  };
  show();
  if (before && !many) quickPick.activeItems = quickPick.items.filter(({ index }) => before.includes(index));
  const originals = (shown: readonly Shown[]): T[] => shown.flatMap(({ index }) => items[index] ?? []);
  const showFound = (typed: string): void => {
    if (typing) typing.text = typed;
    show(search?.(typed, items), remarks?.(typed, items));
  };
  if (search) quickPick.onDidChangeValue(showFound);
  if (typing && typing.text !== "") {
    quickPick.value = typing.text;
    showFound(typing.text);
  }
  if (many) {
    quickPick.onDidChangeSelection((selected) => {
      const wanted = selected.filter(({ informs }) => !informs);
      // New items uncheck all for a moment, and may come to the window behind a check of its own.
      if (wanted.length === 0 && checked.size > 0 && performance.now() - sentAt < ECHO_MILLISECONDS) {
        quickPick.selectedItems = quickPick.items.filter(({ index }) => checked.has(index));
        return;
      }
      checked = new Set(wanted.map(({ index }) => index));
      if (wanted.length < selected.length) quickPick.selectedItems = wanted;
    });
  }
  return new Promise<readonly T[]>((resolve, reject) => {
    let shownAt = Infinity;
    const back = (): void => {
      if (step) step.draft = originals(many ? quickPick.selectedItems : quickPick.activeItems).map(rowId);
      reject(new WentBack());
      quickPick.hide();
    };
    if (step) showStep(quickPick, step, back);
    if (hasBack) showBack(quickPick, back);
    if (more) showMore(quickPick, more);
    quickPick.onDidAccept(() => {
      if (performance.now() - shownAt < UNANSWERABLE_MILLISECONDS) return;
      const checkedItems = quickPick.selectedItems.filter(({ informs }) => !informs);
      const isNone = many && whereNone !== undefined && checkedItems.length === 0;
      const selectedItems = isNone ? quickPick.activeItems.filter(({ informs }) => !informs).slice(0, 1) : checkedItems;
      if (isNone && selectedItems.length === 0) quickPick.placeholder = whereNone;
      // Enter where the filter leaves nothing.
      if ((!many || isNone) && selectedItems.length === 0) return;
      const picked = originals(selectedItems);
      if (step) step.draft = picked.map(rowId);
      resolve(picked);
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

/** In which the window answers to new items. */
const ECHO_MILLISECONDS = 500;

/** A copy of an item, which changes with what is typed. */
interface Shown extends PickRow {
  readonly index: number;
  /** Of what is found by what is typed. */
  readonly rank?: number;
}

/** What isn't found stays behind, where VS Code may find it in what is shown. */
function byRank(shown: readonly Shown[]): Shown[] {
  return [...shown].sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.index - b.index);
}

function remarkRow(remark: Remark, index: number): Shown {
  return { ...remark, index, iconPath: new vscode.ThemeIcon("info"), informs: true, picked: false, alwaysShow: true };
}

/** What tells a row from the others of its pick. */
function rowId({ label, description = "" }: vscode.QuickPickItem): string {
  return `${label}\n${description}`;
}

function showMore(quickPick: vscode.QuickPick<Shown>, { tooltip, show }: NonNullable<PickOptions["more"]>): void {
  const button = { iconPath: new vscode.ThemeIcon("list-flat"), tooltip };
  quickPick.buttons = [...quickPick.buttons, button];
  quickPick.onDidTriggerButton((pressed) => {
    if (pressed !== button) return;
    quickPick.ignoreFocusOut = true;
    show();
  });
}
