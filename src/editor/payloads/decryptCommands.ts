import * as v from "valibot";
import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { LIMITS } from "../../domain/limits";
import { TreeNode } from "../appTree/treeNode";
import { readClipboard } from "../workbench/clipboard";
import type { Caller, CommandRunner } from "../commands/commandRunner";
import { Commands } from "../workbench/contributions";
import { answered } from "../prompts/prompts";
import { decryptAndShow } from "./decryptAndShow";
import type { PayloadServices } from "./payloadServices";
import { t } from "../workbench/words";

const Argument = v.optional(
  v.object({
    app: v.optional(v.string()),
    file: v.optional(v.string()),
    /** Of a text document, in place of the active one's selection. */
    uri: v.optional(v.string()),
    /** UTF-16 offsets in that document; without it, all of it. */
    range: v.optional(v.tuple([v.number(), v.number()])),
  }),
);

export function registerDecryptCommands(runner: CommandRunner, services: PayloadServices): vscode.Disposable {
  return vscode.Disposable.from(
    runner.register(Commands.decryptSelection, async (argument?: unknown, caller: Caller = "person") => {
      const app = await appOf(services, argument);
      if (!isInFront(argument, caller)) await services.consents.decrypting(app);
      const { uri, range } = argument instanceof TreeNode ? {} : (parse(argument) ?? {});
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
      return decryptAndShow(
        services,
        { text: document.getText(), source, search, isSelected: !selection.isEmpty },
        app,
      );
    }),
    runner.register(Commands.decryptClipboard, async (argument?: unknown, caller: Caller = "person") => {
      const app = await appOf(services, argument);
      if (caller !== "person") await services.consents.decrypting(app);
      const text = await readClipboard();
      if (!text.trim())
        throw new UserError("clipboard-empty", "The clipboard holds no text.", {
          remedy: "Copy the captured response and try again.",
        });
      return decryptAndShow(services, { text, source: { kind: "clipboard" }, search: {} }, app);
    }),
    runner.register(Commands.decryptFile, async (argument?: unknown, caller: Caller = "person") => {
      const { file } = argument instanceof TreeNode ? { file: undefined } : (parse(argument) ?? { file: undefined });
      const app = await appOf(services, argument);
      if (caller !== "person") await services.consents.decrypting(app);
      const uri = file === undefined ? await askFile() : uriOf(file);
      return decryptAndShow(services, { text: await readText(uri), source: { kind: "file", uri }, search: {} }, app);
    }),
  );
}

/** What a person has before them, as where no argument says what is meant: the document of the active editor. */
function isInFront(argument: unknown, caller: Caller): boolean {
  if (caller !== "pointer") return caller === "person";
  const { uri, app } = parse(argument) ?? {};
  return app === undefined && (uri === undefined || uri === vscode.window.activeTextEditor?.document.uri.toString());
}

async function appOf({ picker }: PayloadServices, argument: unknown): Promise<JwtApp | undefined> {
  if (argument instanceof TreeNode) return picker.resolve(argument);
  const { app } = parse(argument) ?? {};
  return app === undefined ? undefined : picker.resolve({ app });
}

function parse(argument: unknown): v.InferOutput<typeof Argument> {
  const parsed = v.safeParse(Argument, argument);
  if (parsed.success) return parsed.output;
  throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", {
    args: [v.getDotPath(parsed.issues[0]) ?? ""],
  });
}

/** A URI, or a path of this machine. */
function uriOf(file: string): vscode.Uri {
  try {
    return /^[a-z][a-z0-9+.-]+:/i.test(file) ? vscode.Uri.parse(file, true) : vscode.Uri.file(file);
  } catch {
    throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", { args: ["file"] });
  }
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
