import * as vscode from "vscode";
import { UserError } from "../../../domain/errors";
import { LIMITS } from "../../../domain/limits";
import { TimeSlices } from "../../../domain/steps";
import { asText, joined, type PlainText } from "../../../domain/text/asText";
import { inspectionOf } from "../../../domain/tokens/inspect";
import {
  readTokensInSteps,
  type TokenInText,
  nearToken,
  tokenAtInSteps,
} from "../../../domain/tokens/inText/findTokens";
import { webPorts } from "../../../domain/ports";
import type { Commands } from "../../workbench/contributions";
import { readClipboard } from "../../workbench/clipboard";
import type { CommandRunner } from "../../commands/commandRunner";
import type { Caller } from "../../commands/caller";
import type { ArgumentOf } from "../../commands/commandTypes";
import type { Consents } from "../../commands/consents";
import { pickOne } from "../../prompts/pick";
import { Cancelled } from "../../prompts/prompts";
import { linesAround, tokenTouching } from "../../documents/linesAround";
import { tokenAtPlace } from "./tokenPlace";
import { showStatus } from "../../workbench/statusMessage";
import { t } from "../../workbench/words";
import { relative } from "./inspectTokenReport";

type TokenArgument = ArgumentOf<typeof Commands.inspectToken | typeof Commands.copyClaims>;

export interface Reading {
  readonly runner: CommandRunner;
  readonly consents: Consents;
  readonly caller: Caller;
  /** What is done with the token, where a person says only later that the one in the clipboard is meant. */
  readonly read: (token: ReadToken) => Promise<unknown>;
  /** What is made of the token goes to the clipboard: a token that is there is only taken by a person's word. */
  readonly replacesClipboard?: true;
}

/** A token that is about to be read, trimmed. Whoever sees what it says is told where it came from the clipboard. */
export interface ReadToken {
  readonly token: string;
  readonly isCopied: boolean;
}

/** A token as it stands somewhere. `source`: the text there, where that is another. */
interface Meant {
  readonly token: string;
  readonly source?: string;
  readonly isCopied?: true;
}

/**
 * A token that is about to be read, trimmed: the one that was handed over, or selected, or at the cursor; where no
 * editor is open the clipboard's, and else that only by a person's word. What is in an encrypted one is read with an
 * app's key, and nobody but a person in front of it sees that unasked.
 */
export async function tokenToRead(argument: TokenArgument, reading: Reading): Promise<ReadToken> {
  const { token: written, source = written, isCopied = false } = await tokenFrom(argument, reading);
  const token = written.trim();
  const { caller, consents } = reading;
  const isInFront =
    caller === "person" ||
    (caller === "pointer" && vscode.window.activeTextEditor?.document.getText().includes(source.trim()));
  if (!isInFront) await askForEncrypted(token, consents);
  return { token, isCopied };
}

async function askForEncrypted(token: string, consents: Consents): Promise<void> {
  if (token.split(".", 6).length === 5) await consents.decrypting();
}

async function tokenFrom(argument: TokenArgument, reading: Reading): Promise<Meant> {
  if (argument.place) {
    const place = await tokenAtPlace(argument.place);
    if (!place)
      throw new UserError("no-token", "There is no token at this place.", {
        remedy: "Put the cursor on a token, and try again.",
      });
    return { token: place.written, source: place.source };
  }
  if (argument.token !== undefined) return { token: argument.token };
  const editor = vscode.window.activeTextEditor;
  if (!editor && reading.replacesClipboard) return withoutToken(reading);
  if (!editor) return { token: await tokenInClipboard(reading.caller), isCopied: true };
  const token = editor.selection.isEmpty ? await tokenAtCursor(editor) : await tokenInSelection(editor, reading.caller);
  return { token: token ?? (await withoutToken(reading)) };
}

async function tokenAtCursor({ document, selection }: vscode.TextEditor): Promise<string | undefined> {
  const { text, offset } = linesAround(document, selection.active);
  return new TimeSlices().run(tokenAtInSteps(text, offset));
}

/** What is selected is judged whatever it is, unless more is around it. */
async function tokenInSelection({ document, selection }: vscode.TextEditor, caller: Caller): Promise<string> {
  const around = await tokenTouching(document, selection.start);
  if (around?.range.contains(selection)) return around.token.written;
  const text = document.getText(selection);
  return (await tokenInText(text, caller)) ?? text;
}

async function tokenInClipboard(caller: Caller): Promise<string> {
  const token = await tokenInText(await readClipboard(), caller, t("Token in the Clipboard"));
  if (token === undefined) throw noToken();
  showStatus(t("Took the token from the clipboard"));
  return token;
}

/** There is none at the cursor: a person may say that the clipboard's is meant. */
async function withoutToken(reading: Reading): Promise<never> {
  const { runner, consents, caller, read } = reading;
  if (caller === "code")
    throw new UserError("no-token", "There is no token at the cursor.", {
      remedy: "Put the cursor on a token, and try again.",
    });
  const copied = await readClipboard();
  if ((await tokensIn(copied)).length === 0 && nearToken(copied) === undefined) throw noToken();
  const take = t("Use the Clipboard");
  runner.offer(async () => {
    if ((await vscode.window.showInformationMessage(offered(reading), take)) !== take) return;
    const token = (await tokenInClipboard(caller)).trim();
    // The button of a message can be pressed by another extension.
    await askForEncrypted(token, consents);
    await read({ token, isCopied: true });
  });
  throw new Cancelled();
}

function offered({ replacesClipboard }: Reading): PlainText {
  if (!replacesClipboard) return t("There is no token at the cursor; the clipboard has one.");
  return vscode.window.activeTextEditor
    ? t("There is no token at the cursor; the clipboard has one. Its claims would take its place there.")
    : t("No text editor is active; the clipboard has a token. Its claims would take its place there.");
}

function noToken(): UserError {
  return new UserError("no-token", "There is no token at the cursor, and none in the clipboard.", {
    remedy: "Select a token or copy one, and try again.",
  });
}

/** The only token of a text, the one of several that a person picks, or what is nearly one. */
async function tokenInText(text: string, caller: Caller, title = t("Token")): Promise<string | undefined> {
  const tokens = await tokensIn(text);
  const [token] = tokens;
  if (tokens.length < 2 || !token) return token?.written ?? nearToken(text);
  if (caller === "code")
    throw new UserError("several-tokens", "There are {0} tokens here, and which is meant can't be told.", {
      args: [tokens.length],
      remedy: "Select one, and try again.",
    });
  return (await pickToken(text, tokens, title)).written;
}

/** Each once. */
async function tokensIn(text: string): Promise<TokenInText[]> {
  const found = (await new TimeSlices().run(readTokensInSteps(text.slice(0, LIMITS.pasted)))) ?? [];
  const byText = new Map<string, TokenInText>();
  for (const token of found) if (!byText.has(token.text)) byText.set(token.text, token);
  return [...byText.values()];
}

/** More than anybody looks through. */
const MAX_PICKED = 1_000;

async function pickToken(text: string, tokens: readonly TokenInText[], title: PlainText): Promise<TokenInText> {
  let line = 1;
  let counted = 0;
  const items = tokens.slice(0, MAX_PICKED).map((token) => {
    line += text.slice(counted, token.start).split("\n").length - 1;
    counted = token.start;
    return { label: t("Token in line {0}", line), description: traitsOf(token), token };
  });
  return (await pickOne(items, { title, placeHolder: t("There are {0} tokens here. Which one?", tokens.length) }))
    .token;
}

/** By what a person tells it from others, and nobody can use it. */
function traitsOf({ text }: TokenInText): PlainText {
  const { header, claims, expiresAt } = inspectionOf(text);
  const named = ["appId", "iss", "sub"].flatMap((name) =>
    typeof claims?.[name] === "string" ? [asText(`${name}: ${claims[name]}`, { maxLength: 60 })] : [],
  );
  const { alg } = header ?? {};
  const seconds = expiresAt.state === "read" ? expiresAt.seconds - webPorts.clock() / 1000 : undefined;
  const expiry =
    seconds === undefined
      ? []
      : [seconds > 0 ? t("expires {0}", relative(seconds)) : t("expired {0}", relative(seconds))];
  return joined([...(typeof alg === "string" ? [asText(alg, { maxLength: 40 })] : []), ...named, ...expiry], " · ");
}
