import { strict as assert } from "node:assert";
import * as vscode from "vscode";

/** A tool's answer as it came, and what it says. */
export interface ToolAnswer {
  readonly json: string;
  readonly answer: Readonly<Record<string, unknown>>;
}

export interface AskedCall extends ToolAnswer {
  /** The modal questions, each with its detail and its buttons, the first of which Enter presses. */
  readonly questions: readonly Question[];
}

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** Calls a tool as code does, without a chat. */
async function callTool(name: string, input: unknown): Promise<ToolAnswer> {
  const call = { toolInvocationToken: undefined, input: input as object };
  const { content } = await vscode.lm.invokeTool(`jwt-apps_${name}`, call);
  assert.equal(content.length, 1);
  const [part] = content;
  assert.ok(part instanceof vscode.LanguageModelTextPart);
  return { json: part.value, answer: JSON.parse(part.value) as Readonly<Record<string, unknown>> };
}

/**
 * Calls it while a person presses that button in each question, or where it is undefined none at all.
 * @param meanwhile what somebody else does while a question stands
 */
export async function callAnswering(
  button: string | undefined,
  name: string,
  input: unknown,
  meanwhile: () => void = () => undefined,
): Promise<AskedCall> {
  const { showWarningMessage } = vscode.window;
  const questions: Question[] = [];
  const answered = async (
    message: string,
    { modal, detail }: vscode.MessageOptions,
    ...buttons: string[]
  ): Promise<string | undefined> => {
    assert.equal(modal, true, message);
    questions.push({ message, detail: detail ?? "", buttons });
    meanwhile();
    return buttons.find((each) => each === button);
  };
  Object.assign(vscode.window, { showWarningMessage: answered });
  try {
    return { ...(await callTool(name, input)), questions };
  } finally {
    Object.assign(vscode.window, { showWarningMessage });
  }
}

/** What every tool has to refuse, beside what its own schema says. */
export const HOSTILE_INPUTS: readonly (readonly [string, unknown])[] = [
  ["no object", 1],
  ["nothing", null],
  ["a list", []],
  ["a text", "listApps"],
  ["an unknown member", { secret: true }],
  ["a member of every object", JSON.parse('{"__proto__":{"withApps":false}}')],
  ["its constructor", { constructor: "x" }],
  ["a huge member", { ["x".repeat(100_000)]: 1 }],
];
