import * as vscode from "vscode";
import { doneOnce, passed, until } from "../until";

/**
 * What a person does at a prompt: types and presses Enter, picks a row, checks rows and no others, takes what is checked, presses Back, or closes it;
 * or what happens while it waits for the next answer.
 */
export type Answer =
  | { readonly type: string }
  | { readonly pick: string }
  | { readonly check: readonly string[] }
  | { readonly meanwhile: () => Promise<unknown> }
  | "enter"
  | "back"
  | "escape";

/** A prompt as it came up, and what it said of what was typed. */
export interface Prompted {
  readonly title: string;
  readonly placeHolder: string;
  readonly step: string | undefined;
  readonly hasBack: boolean;
  readonly value: string;
  /** Labels, with their descriptions. */
  readonly rows: readonly string[];
  /** What stands below each row. */
  readonly details: readonly string[];
  readonly active: string | undefined;
  /** "severity: message" behind each text that was typed. */
  readonly remarks: string[];
}

type Prompt = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

/**
 * Runs `action` while a person answers its prompts, which are the real ones, one answer after the other; a text that is
 * refused leaves its prompt open for the next. Rejects where a prompt comes up that nobody answers.
 */
export async function prompting<T>(
  answers: readonly Answer[],
  action: () => Thenable<T>,
): Promise<{ readonly prompted: readonly Prompted[]; readonly result: T }> {
  const { createInputBox, createQuickPick } = vscode.window;
  const prompted: Prompted[] = [];
  const left = [...answers];
  let failure: unknown;

  const attend = <P extends Prompt>(prompt: P): P => {
    let isClosed = false;
    // What an earlier test opens may come late, and take the focus.
    prompt.ignoreFocusOut = true;
    prompt.onDidHide(() => (isClosed = true));
    const show = prompt.show.bind(prompt);
    prompt.show = () => {
      show();
      const seen = describe(prompt);
      prompted.push(seen);
      respond(prompt, seen, () => isClosed).catch((error: unknown) => {
        failure = error;
        prompt.hide();
      });
    };
    return prompt;
  };

  const respond = async (prompt: Prompt, seen: Prompted, isClosed: () => boolean): Promise<void> => {
    // A quick pick's first half second takes no answer.
    await passed(600);
    while (!isClosed()) {
      const answer = left.shift();
      if (answer === undefined) throw new Error(`nobody answers “${prompt.title ?? ""}”`);
      if (typeof answer === "object" && "meanwhile" in answer) {
        await answer.meanwhile();
        continue;
      }
      if (answer === "escape") prompt.hide();
      else if (answer === "back") await vscode.commands.executeCommand("workbench.action.quickInputBack");
      else if (answer === "enter") await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      else if ("pick" in answer) await pickRow(prompt, answer.pick, isClosed);
      else if ("check" in answer) await checkRows(prompt, answer.check, isClosed);
      else await type(prompt, answer.type, seen);
      const mayStay = typeof answer === "object" && "type" in answer && isRefused(prompt);
      if (!mayStay) await until(isClosed, `the prompt took ${JSON.stringify(answer)}`);
    }
  };

  Object.assign(vscode.window, {
    createInputBox: () => attend(createInputBox.call(vscode.window)),
    createQuickPick: () => attend(createQuickPick.call(vscode.window) as Prompt),
  });
  try {
    const result = await action();
    if (failure !== undefined) throw failure;
    if (left.length > 0) throw new Error(`not asked for: ${JSON.stringify(left)}`);
    return { prompted, result };
  } finally {
    Object.assign(vscode.window, { createInputBox, createQuickPick });
  }
}

function describe(prompt: Prompt): Prompted {
  return {
    title: prompt.title ?? "",
    placeHolder: prompt.placeholder ?? "",
    step: prompt.step === undefined ? undefined : `${prompt.step}/${String(prompt.totalSteps)}`,
    hasBack: prompt.buttons.includes(vscode.QuickInputButtons.Back),
    value: prompt.value,
    rows:
      "items" in prompt
        ? prompt.items.map(({ label, description }) => [label, ...(description ? [description] : [])].join(" | "))
        : [],
    details: "items" in prompt ? prompt.items.map(({ detail }) => detail ?? "") : [],
    active: "items" in prompt ? prompt.activeItems[0]?.label : undefined,
    remarks: [],
  };
}

async function pickRow(prompt: Prompt, label: string, isClosed: () => boolean): Promise<void> {
  if (!("items" in prompt)) throw new Error(`“${prompt.title ?? ""}” has no rows`);
  const row = prompt.items.find((item) => item.label === label);
  if (!row) throw new Error(`there is no row “${label}”`);
  prompt.activeItems = [row];
  // What is active is told to the window in a turn of its own.
  await passed(100);
  await doneOnce(
    () => vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem"),
    isClosed,
    "the quick pick took the answer",
  );
}

async function checkRows(prompt: Prompt, labels: readonly string[], isClosed: () => boolean): Promise<void> {
  if (!("items" in prompt)) throw new Error(`“${prompt.title ?? ""}” has no rows`);
  prompt.selectedItems = prompt.items.filter(({ label }) => labels.includes(label));
  await passed(100);
  await doneOnce(
    () => vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem"),
    isClosed,
    "the quick pick took the answer",
  );
}

async function type(prompt: Prompt, text: string, seen: Prompted): Promise<void> {
  if ("items" in prompt) throw new Error(`“${prompt.title ?? ""}” takes no text`);
  const said: (string | vscode.InputBoxValidationMessage | undefined)[] = [];
  const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(prompt), "validationMessage");
  Object.defineProperty(prompt, "validationMessage", {
    configurable: true,
    get: () => own?.get?.call(prompt) as unknown,
    set: (message: (typeof said)[number]) => {
      said.push(message);
      own?.set?.call(prompt, message);
    },
  });
  // A text that is set tells nobody of a change, so Enter is what looks at it.
  prompt.value = text;
  await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
  await until(() => said.length > 0, `something is said, or nothing, of “${text}”`);
  const remark = remarkOf(prompt);
  if (remark !== undefined) seen.remarks.push(remark);
}

function remarkOf({ validationMessage: said }: vscode.InputBox): string | undefined {
  return typeof said === "object"
    ? `${vscode.InputBoxValidationSeverity[said.severity].toLowerCase()}: ${said.message}`
    : undefined;
}

function isRefused(prompt: Prompt): boolean {
  const said = "items" in prompt ? undefined : prompt.validationMessage;
  return typeof said === "object" && said.severity === vscode.InputBoxValidationSeverity.Error;
}
