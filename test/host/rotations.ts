import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { AppSecretValues } from "../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { seen } from "../until";
import { type Answer, type Prompted, prompting } from "./prompts";
import { activated, forgetAll } from "./support";

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

  /** What stands in a file once it isn't that any more: one that no editor shows is saved a moment later. */
  changed(name: string, before: string): Promise<string> {
    return seen(`${name} is saved`, async () => {
      const text = await this.read(name);
      return text !== before && text;
    });
  }

  async clear(): Promise<void> {
    await vscode.workspace.fs.delete(this.#folder, { recursive: true }).then(undefined, () => undefined);
  }
}

/** For all tests of a suite: empty before each, with no app and no editor, and files that are saved by us alone. */
export function rotationFolder(): WorkspaceFolder {
  const folder = new WorkspaceFolder("rotation");
  const autoSave = (value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration("files").update("autoSave", value, vscode.ConfigurationTarget.Global);
  // In a browser VS Code saves what is changed by itself.
  before(() => autoSave("off"));
  after(() => autoSave(undefined));
  beforeEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await forgetAll();
    await folder.clear();
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await folder.clear();
  });
  return folder;
}

export async function secretsOf({ id }: JwtApp): Promise<AppSecretValues> {
  const { store } = await activated();
  const app = (await store.get(id)) ?? assert.fail("it is there");
  return (await store.secretsOf(app))?.reveal() ?? {};
}

/** In seconds since the epoch. */
export function inAnHour(): number {
  return Math.floor(Date.now() / 1000) + 3_600;
}

export function tokensIn(text: string): string[] {
  return text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
}
