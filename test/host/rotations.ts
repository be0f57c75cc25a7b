import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { seen } from "../until";
import { type Answer, type Prompted, prompting } from "./prompts";

/** What a person saw while an app was rotated. */
export interface Rotation {
  readonly prompted: readonly Prompted[];
  /** Modal questions, with their details. */
  readonly questions: readonly { readonly message: string; readonly detail: string }[];
  readonly statuses: readonly string[];
  /** The report that opened, with what Markdown escapes as people read it. */
  readonly report: () => Promise<readonly string[]>;
}

/** Rotates the app, with answers to prompts, and `pressed` for each modal question: a button, or nothing. */
export async function rotating(
  argument: unknown,
  answers: readonly Answer[],
  pressed: (message: string) => string | undefined | Promise<string | undefined> = () => undefined,
): Promise<Rotation> {
  const { showWarningMessage, setStatusBarMessage } = vscode.window;
  const isReport = ({ uri }: vscode.TextDocument): boolean => uri.scheme === "jwt-apps-payload";
  const before = new Set(vscode.workspace.textDocuments.filter(isReport).map(({ uri }) => uri.toString()));
  const questions: { message: string; detail: string }[] = [];
  const statuses: string[] = [];
  Object.assign(vscode.window, {
    showWarningMessage: async (message: string, options: vscode.MessageOptions, ...buttons: string[]) => {
      questions.push({ message, detail: options.detail ?? "" });
      const answer = await pressed(message);
      assert.ok(answer === undefined || buttons.includes(answer), `${message}: ${buttons.join(", ")}`);
      return answer;
    },
    setStatusBarMessage: (text: string) => void statuses.push(text),
  });
  try {
    const { prompted } = await prompting(answers, () =>
      vscode.commands.executeCommand("jwtApps.rotateSecret", argument),
    );
    const report = async (): Promise<readonly string[]> => {
      const found = (): vscode.TextDocument | undefined =>
        vscode.workspace.textDocuments.find((each) => isReport(each) && !before.has(each.uri.toString()));
      const text = (await seen("the report is shown", found)).getText();
      return text
        .replace(/\\/g, "")
        .split("\n")
        .filter((line) => line !== "");
    };
    return { prompted, questions, statuses, report };
  } finally {
    Object.assign(vscode.window, { showWarningMessage, setStatusBarMessage });
  }
}

/** Files in a folder of the workspace, by their names. */
export class WorkspaceFolder {
  readonly #folder: vscode.Uri;

  constructor(name: string) {
    const { uri } = vscode.workspace.workspaceFolders?.[0] ?? assert.fail("no workspace");
    this.#folder = vscode.Uri.joinPath(uri, name);
  }

  uri(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, name);
  }

  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await vscode.workspace.fs.writeFile(this.uri(name), bytes);
    }
  }

  async read(name: string): Promise<string> {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(this.uri(name)));
  }

  async clear(): Promise<void> {
    await vscode.workspace.fs.delete(this.#folder, { recursive: true }).then(undefined, () => undefined);
  }
}
