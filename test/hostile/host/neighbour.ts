import { strict as assert } from "node:assert";
import * as vscode from "vscode";

/** What the hostile extension offers to the tests: test/hostile/extension. */
export interface Neighbour {
  call(command: string, ...args: unknown[]): Promise<unknown>;
  lenses(
    uri: vscode.Uri,
  ): Promise<{ readonly command: string; readonly title: string; readonly arguments: readonly unknown[] }[]>;
  links(
    uri: vscode.Uri,
    position: vscode.Position,
  ): Promise<{ readonly command: string; readonly arguments: readonly unknown[] }[]>;
  row(view: string, id: string): Promise<object | undefined>;
  callWithRow(command: string, view: string, id: string): Promise<unknown>;
  session(
    scopes: readonly string[],
    options?: vscode.AuthenticationGetSessionOptions,
  ): Promise<vscode.AuthenticationSession | undefined>;
  page(viewType: string, title: string): vscode.WebviewPanel;
  pretend(command: string, act: (...args: unknown[]) => unknown): vscode.Disposable;
  acceptAfter(milliseconds: number): Promise<void>;
  open(content: string, language: string): Promise<vscode.TextEditor>;
}

export async function neighbour(): Promise<Neighbour> {
  const extension =
    vscode.extensions.getExtension<Neighbour>("hostile.neighbour") ?? assert.fail("the hostile extension is not there");
  return extension.activate();
}

export interface Modal {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

export interface Answered<T> {
  /** Kinds of what a person was asked, in order. */
  readonly asked: readonly ("modal" | "pick" | "input" | "dialog" | "message")[];
  readonly modals: readonly Modal[];
  /** What was only said. */
  readonly said: readonly string[];
  readonly result: T | undefined;
  readonly error: Error | undefined;
}

/** Runs `action` with a person who is asked and closes everything, or presses `answer` in modal questions. */
export async function asking<T>(action: () => Promise<T> | Thenable<T>, answer?: string): Promise<Answered<T>> {
  const { window } = vscode;
  const {
    showWarningMessage,
    showInformationMessage,
    showErrorMessage,
    showInputBox,
    showOpenDialog,
    createQuickPick,
    createInputBox,
  } = window;
  const asked: Answered<T>["asked"][number][] = [];
  const modals: Modal[] = [];
  const said: string[] = [];
  const message = async (text: string, ...rest: unknown[]): Promise<unknown> => {
    const options =
      typeof rest[0] === "object" && rest[0] !== null && !("title" in rest[0])
        ? (rest[0] as vscode.MessageOptions)
        : {};
    const buttons = rest.filter((each) => typeof each === "string");
    // What only says something asks nothing.
    if (options.modal) {
      asked.push("modal");
      modals.push({ message: text, detail: options.detail ?? "", buttons });
      return buttons.includes(answer ?? "") ? answer : undefined;
    }
    if (buttons.length > 0) asked.push("message");
    said.push(text);
    return undefined;
  };
  const closed = () => {
    const quickPick = createQuickPick.call(window);
    const show = quickPick.show.bind(quickPick);
    quickPick.show = () => {
      asked.push("pick");
      show();
      setTimeout(() => quickPick.hide(), 50);
    };
    return quickPick;
  };
  const closedBox = () => {
    const box = createInputBox.call(window);
    const show = box.show.bind(box);
    box.show = () => {
      asked.push("input");
      show();
      setTimeout(() => box.hide(), 50);
    };
    return box;
  };
  Object.assign(window, {
    ...{
      createInputBox: closedBox,
      showWarningMessage: message,
      showInformationMessage: message,
      showErrorMessage: message,
      createQuickPick: closed,
    },
    ...{ showInputBox: async () => void asked.push("input"), showOpenDialog: async () => void asked.push("dialog") },
  });
  try {
    const result = await action();
    return { asked, modals, said, result, error: undefined };
  } catch (error) {
    return { asked, modals, said, result: undefined, error: error as Error };
  } finally {
    Object.assign(window, {
      showWarningMessage,
      showInformationMessage,
      showErrorMessage,
      showInputBox,
      showOpenDialog,
      createQuickPick,
      createInputBox,
    });
  }
}

/** A consent that code can't give: modal, and what its first button does is nothing. */
export function assertDeclinesFirst({ modals }: Pick<Answered<unknown>, "modals">): void {
  for (const { message, buttons } of modals) {
    assert.ok(
      buttons.length === 2 && /^(?:Don't|Keep|Not)\b/.test(buttons[0] ?? ""),
      `${message}: ${buttons.join(", ")}`,
    );
  }
}
