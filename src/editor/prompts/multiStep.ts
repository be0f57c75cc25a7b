import * as vscode from "vscode";
import { WentBack } from "./prompts";

/** One of several prompts that follow each other; made by `inSteps`. */
export interface Step {
  /** From 1. */
  readonly number: number;
  readonly count: number;
  /** What was typed there last, or the rows that were chosen or checked: it is there again for who comes back. */
  draft?: readonly string[] | undefined;
}

/** Asks one after the other; Back asks the one before again, with what was typed there and here. */
export async function inSteps(steps: readonly ((step: Step) => Promise<void>)[]): Promise<void> {
  const places = steps.map((ask, index) => ({ ask, step: { number: index + 1, count: steps.length } satisfies Step }));
  for (let place = places[0]; place !== undefined;) {
    const { ask, step } = place;
    const isDone = await ask(step).then(() => true, goneBack);
    place = places[isDone ? step.number : Math.max(0, step.number - 2)];
  }
}

function goneBack(error: unknown): boolean {
  if (error instanceof WentBack) return false;
  throw error;
}

type Prompt = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

/** Gives a prompt its number among the others and, but for the first, the Back button. */
export function showStep(prompt: Prompt, step: Step, back: () => void): void {
  prompt.step = step.number;
  prompt.totalSteps = step.count;
  if (step.number > 1) showBack(prompt, back);
}

export function showBack(prompt: Prompt, back: () => void): void {
  prompt.buttons = [vscode.QuickInputButtons.Back];
  prompt.onDidTriggerButton((button) => {
    if (button === vscode.QuickInputButtons.Back) back();
  });
}
