import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import type { PlainText } from "../../domain/text/asText";
import { headerFor } from "../../domain/tokens/claims";
import type { Caller } from "../commands/caller";
import type { CommandRunner } from "../commands/commandRunner";
import type { ArgumentOf, UsedToken } from "../commands/commandTypes";
import { endNotWritten, isWritten } from "../commands/notWritten";
import type { AppArgument } from "../storage/appPicker";
import type { TokenClipboard } from "./tokenClipboard";
import type { Commands } from "../workbench/contributions";
import { duration, showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import { askTokenOptions } from "./tokenOptions";
import type { Minted, TokenService } from "./tokenService";

export interface TokenUse {
  readonly tokens: TokenService;
  readonly clipboard: TokenClipboard;
  readonly runner: CommandRunner;
}

type TokenArgument = ArgumentOf<typeof Commands.copyToken>;

/** `jwtApps.copyToken`. */
export async function copyToken(services: TokenUse, argument: TokenArgument, caller: Caller): Promise<UsedToken> {
  return copy(services, await services.tokens.mint(argument, caller));
}

/** `jwtApps.copyAuthHeader`. */
export async function copyAuthHeader(services: TokenUse, argument: TokenArgument, caller: Caller): Promise<UsedToken> {
  const minted = await services.tokens.mint(argument, caller);
  const { line, name } = headerLine(minted);
  await services.clipboard.copy(line);
  const valid = duration(minted.lifetimeSeconds);
  return done(minted, t("Copied an “{0}” header for {1}, valid for {2}", name, minted.jwtApp.name, valid));
}

/** `jwtApps.insertToken`. */
export async function insertToken(services: TokenUse, argument: TokenArgument, caller: Caller): Promise<UsedToken> {
  const editor = editableEditor();
  return insert(services, editor, await services.tokens.mint(argument, caller), caller);
}

/** `jwtApps.mintTokenWithOptions`: asks what the token says and where it goes. */
export async function mintTokenWithOptions(
  services: TokenUse,
  argument: AppArgument,
  caller: Caller,
): Promise<UsedToken> {
  const { tokens } = services;
  const asked = await tokens.appOf(argument);
  // Before anything else is asked, and answered.
  await tokens.allow(asked, caller);
  const { app, request, use } = await askTokenOptions(asked);
  const minted = await tokens.mintFor(app, request, caller);
  if (use === "insert") return insert(services, editableEditor(), minted, caller);
  return copy(services, minted, use === "header" ? headerLine(minted).line : minted.token);
}

async function copy({ clipboard }: TokenUse, minted: Minted, text = minted.token): Promise<UsedToken> {
  await clipboard.copy(text);
  const valid = duration(minted.lifetimeSeconds);
  return done(minted, t("Copied a token for {0}, valid for {1}", minted.jwtApp.name, valid));
}

async function insert(
  { clipboard, runner }: TokenUse,
  editor: vscode.TextEditor,
  minted: Minted,
  caller: Caller,
): Promise<UsedToken> {
  const inserted = await isWritten(editor.document, () =>
    editor.edit((edit) => {
      for (const selection of editor.selections) edit.replace(selection, minted.token);
    }),
  );
  const valid = duration(minted.lifetimeSeconds);
  if (inserted) return done(minted, t("Inserted a token for {0}, valid for {1}", minted.jwtApp.name, valid));
  return endNotWritten(caller, {
    error: new UserError("not-editable", "The token could not be inserted: this editor is read-only."),
    label: t("Copy Token"),
    copy: () => clipboard.copy(minted.token),
    runner,
  });
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

function done(minted: Minted, message: PlainText): UsedToken {
  showStatus(minted.warnings.includes("unpublished-scopes") ? withUnpublished(message, minted.jwtApp) : message);
  return { expiresAt: minted.expiresAt, app: minted.jwtApp.name };
}

function withUnpublished(message: PlainText, { scopes }: JwtApp): PlainText {
  if (scopes.some(({ published }) => published)) return t("{0} · some of its scopes are not published yet", message);
  return scopes.length === 1
    ? t("{0} · its scope is not published yet", message)
    : t("{0} · none of its scopes is published yet", message);
}
