import * as vscode from "vscode";
import { headerFor } from "../../domain/tokens/claims";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import type { AppArgument } from "../storage/appPicker";
import type { Caller, CommandRunner } from "../commands/commandRunner";
import type { TokenClipboard } from "../workbench/clipboard";
import { Commands } from "../workbench/contributions";
import { endNotWritten, isWritten } from "../prompts/notWritten";
import { sourceOf } from "../requests/requestCommands";
import { duration, showStatus } from "../workbench/statusMessage";
import type { Minted, TokenService } from "./tokenService";
import type { PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** What the token commands that put a token somewhere return. */
interface Used {
  readonly expiresAt: number;
  readonly app: string;
}

export function registerTokenCommands(
  runner: CommandRunner,
  tokens: TokenService,
  clipboard: TokenClipboard,
): vscode.Disposable {
  const copy = async (minted: Minted, text: string, message: PlainText): Promise<Used> => {
    await clipboard.copy(text);
    return done(minted, message);
  };

  const insert = async (editor: vscode.TextEditor, minted: Minted, caller: Caller): Promise<Used> => {
    const inserted = await isWritten(editor.document, () =>
      editor.edit((edit) => {
        for (const selection of editor.selections) edit.replace(selection, minted.token);
      }),
    );
    const named = [minted.jwtApp.name, duration(minted.lifetimeSeconds)] as const;
    if (inserted) return done(minted, t("Inserted a token for {0}, valid for {1}", ...named));
    return endNotWritten(caller, {
      error: new UserError("not-editable", "The token could not be inserted: this editor is read-only."),
      label: t("Copy Token"),
      copy: () => clipboard.copy(minted.token),
      failed: (error) => runner.show(error),
    });
  };

  return vscode.Disposable.from(
    // Only for code: whatever calls it gets the token itself, so it always counts as asked by code.
    runner.register(Commands.mintToken, async (argument?: AppArgument) => {
      const minted = await tokens.mint(argument, "code");
      return { token: minted.token, expiresAt: minted.expiresAt, app: minted.jwtApp.name };
    }),
    runner.register(Commands.copyToken, async (argument?: AppArgument, caller: Caller = "person") => {
      const minted = await tokens.mint(argument, caller);
      return copy(
        minted,
        minted.token,
        t("Copied a token for {0}, valid for {1}", minted.jwtApp.name, duration(minted.lifetimeSeconds)),
      );
    }),
    runner.register(Commands.copyAuthHeader, async (argument?: AppArgument, caller: Caller = "person") => {
      const minted = await tokens.mint(argument, caller);
      const { line, name } = headerLine(minted);
      return copy(
        minted,
        line,
        t("Copied an “{0}” header for {1}, valid for {2}", name, minted.jwtApp.name, duration(minted.lifetimeSeconds)),
      );
    }),
    runner.register(Commands.copyAsCurl, async (argument?: object, caller: Caller = "person") => {
      const { copyAsCurl } = await import("./copyAsCurl");
      const { expiresAt, jwtApp } = await copyAsCurl({ runner, tokens, clipboard }, sourceOf(argument), caller);
      return { expiresAt, app: jwtApp.name };
    }),
    runner.register(Commands.insertToken, async (argument?: AppArgument, caller: Caller = "person") => {
      const editor = editableEditor();
      return insert(editor, await tokens.mint(argument, caller), caller);
    }),
    runner.register(Commands.mintTokenWithOptions, async (argument?: AppArgument, caller: Caller = "person") => {
      const asked = await tokens.appOf(argument);
      // Before anything else is asked, and answered.
      await tokens.allow(asked, caller);
      const { askTokenOptions } = await import("./tokenOptions");
      const { app, request, use } = await askTokenOptions(asked);
      const minted = await tokens.mintFor(app, request, caller);
      if (use === "insert") return insert(editableEditor(), minted, caller);
      const text = use === "header" ? headerLine(minted).line : minted.token;
      return copy(minted, text, t("Copied a token for {0}, valid for {1}", app.name, duration(minted.lifetimeSeconds)));
    }),
  );
}

function editableEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor;
  throw new UserError("no-editor", "There is no text editor to insert a token into.", {
    remedy: "Open a file and put the cursor where the token belongs.",
  });
}

function headerLine(minted: Minted): { line: string; name: string } {
  const { name, prefix } = headerFor(minted.jwtApp);
  return { name, line: `${name}: ${prefix}${minted.token}` };
}

function done(minted: Minted, message: PlainText): Used {
  showStatus(minted.warnings.includes("unpublished-scopes") ? withUnpublished(message, minted.jwtApp) : message);
  return { expiresAt: minted.expiresAt, app: minted.jwtApp.name };
}

function withUnpublished(message: PlainText, { scopes }: JwtApp): PlainText {
  if (scopes.some(({ published }) => published)) return t("{0} · some of its scopes are not published yet", message);
  return scopes.length === 1
    ? t("{0} · its scope is not published yet", message)
    : t("{0} · none of its scopes is published yet", message);
}
