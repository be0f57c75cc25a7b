import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { LIMITS } from "../../domain/limits";
import { readClipboard } from "../workbench/clipboard";
import type { Caller } from "../commands/caller";
import type { ArgumentOf, Decrypted } from "../commands/commandTypes";
import type { Commands } from "../workbench/contributions";
import { answered } from "../prompts/prompts";
import type { PayloadServices } from "./payloadServices";
import { decryptAndShow } from "./decryptAndShow";
import { type AppArgument, namesApp } from "../storage/appPicker";
import { t } from "../workbench/words";

/** `jwtApps.decryptSelection`: what is selected or stands at the cursor, or a part of a document that is named. */
export async function decryptSelection(
  services: PayloadServices,
  argument: ArgumentOf<typeof Commands.decryptSelection>,
  caller: Caller,
): Promise<Decrypted> {
  const app = await appOf(services, argument);
  if (!isInFront(argument, caller)) await services.consents.decrypting(app);
  const { uri, range } = argument;
  if (uri !== undefined) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
    const search = range ? { selection: { start: range[0], end: range[1] } } : {};
    return decryptAndShow(
      services,
      { text: document.getText(), source: { kind: "document", uri: document.uri }, search },
      app,
    );
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new UserError("no-editor", "There is no text editor with something to decrypt.", {
      remedy: "Open the captured response and select it. Files over 50 MB are read by Decrypt File.",
    });
  }
  const { document, selection } = editor;
  const [start, end] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
  const source = { kind: "document", uri: document.uri } as const;
  const search = selection.isEmpty ? { offset: start } : { selection: { start, end } };
  return decryptAndShow(services, { text: document.getText(), source, search, isSelected: !selection.isEmpty }, app);
}

/** `jwtApps.decryptClipboard`. */
export async function decryptClipboard(
  services: PayloadServices,
  argument: ArgumentOf<typeof Commands.decryptClipboard>,
  caller: Caller,
): Promise<Decrypted> {
  const app = await appOf(services, argument);
  if (caller !== "person") await services.consents.decrypting(app);
  const text = await readClipboard();
  if (!text.trim())
    throw new UserError("clipboard-empty", "The clipboard holds no text.", {
      remedy: "Copy the captured response and try again.",
    });
  return decryptAndShow(services, { text, source: { kind: "clipboard" }, search: {} }, app);
}

/** `jwtApps.decryptFile`: the file that is named, or that a person picks. */
export async function decryptFile(
  services: PayloadServices,
  argument: ArgumentOf<typeof Commands.decryptFile>,
  caller: Caller,
): Promise<Decrypted> {
  const app = await appOf(services, argument);
  if (caller !== "person") await services.consents.decrypting(app);
  const uri = argument.file ?? (await askFile());
  return decryptAndShow(services, { text: await readText(uri), source: { kind: "file", uri }, search: {} }, app);
}

/** What a person has before them, as where no argument says what is meant: the document of the active editor. */
function isInFront({ uri, app }: ArgumentOf<typeof Commands.decryptSelection>, caller: Caller): boolean {
  if (caller !== "pointer") return caller === "person";
  return app === undefined && (uri === undefined || uri === vscode.window.activeTextEditor?.document.uri.toString());
}

async function appOf({ picker }: PayloadServices, argument: AppArgument): Promise<JwtApp | undefined> {
  return namesApp(argument) ? picker.resolve(argument) : undefined;
}

async function askFile(): Promise<vscode.Uri> {
  const [file] = await answered(vscode.window.showOpenDialog({ title: t("Decrypt File"), openLabel: t("Decrypt") }));
  if (file) return file;
  throw new UserError("no-file", "No file was chosen.");
}

async function readText(file: vscode.Uri): Promise<string> {
  const name = file.path.split("/").pop() ?? "";
  const missing = (): never => {
    throw new UserError("file-unreadable", "The file “{0}” can't be read.", { args: [name] });
  };
  const { size } = await vscode.workspace.fs.stat(file).then((stat) => stat, missing);
  if (size > LIMITS.capture) {
    throw new UserError("file-too-large", "The file “{0}” has {1} MB; at most {2} MB are read.", {
      args: [name, Math.ceil(size / 1e6), LIMITS.capture / 1e6],
    });
  }
  const bytes = await vscode.workspace.fs.readFile(file).then((content) => content, missing);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError("file-not-text", "The file “{0}” is not text in UTF-8, so no envelope was looked for in it.", {
      args: [name],
    });
  }
}
