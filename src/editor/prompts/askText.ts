import * as vscode from "vscode";
import type { PlainText } from "../../domain/text/asText";
import { showStep, type Step } from "./multiStep";
import { Cancelled, WentBack } from "./prompts";

/** What is said of a text while it is typed; an error keeps it from being taken. */
export interface Remark {
  readonly severity: "error" | "warning" | "info";
  readonly message: PlainText;
}

export interface AskTextOptions {
  readonly title: PlainText;
  readonly prompt: PlainText;
  readonly placeHolder?: PlainText;
  readonly value?: string;
  /** Hides what is typed, and stays when the focus goes to where the secret is copied from. */
  readonly isSecret?: boolean;
  readonly check?: (text: string) => Remark | undefined;
  readonly step?: Step;
}

/** A line of text that a person types; `Cancelled` where the prompt is closed, `WentBack` by its Back button. */
export function askText(options: AskTextOptions): Promise<string> {
  const { step, isSecret = false } = options;
  const box = vscode.window.createInputBox();
  box.title = options.title;
  box.prompt = options.prompt;
  box.placeholder = options.placeHolder;
  box.password = isSecret;
  box.ignoreFocusOut = isSecret;
  box.value = step?.draft?.[0] ?? options.value ?? "";
  const remark = (): Remark | undefined => {
    const found = options.check?.(box.value);
    box.validationMessage = found && { message: found.message, severity: SEVERITIES[found.severity] };
    return found;
  };
  // What is good news stands in the place of the prompt, which has to be read first; nothing typed is nothing wrong.
  if (box.value !== "" && remark()?.severity === "info") box.validationMessage = undefined;
  return new Promise<string>((resolve, reject) => {
    const close = (settle: () => void): void => {
      if (step && !isSecret) step.draft = [box.value];
      settle();
      box.hide();
    };
    if (step) showStep(box, step, () => close(() => reject(new WentBack())));
    box.onDidChangeValue(remark);
    box.onDidAccept(() => {
      if (remark()?.severity !== "error") close(() => resolve(box.value));
    });
    box.onDidHide(() => {
      reject(new Cancelled());
      box.dispose();
    });
    box.show();
  });
}

const SEVERITIES: Readonly<Record<Remark["severity"], vscode.InputBoxValidationSeverity>> = {
  error: vscode.InputBoxValidationSeverity.Error,
  warning: vscode.InputBoxValidationSeverity.Warning,
  info: vscode.InputBoxValidationSeverity.Info,
};
