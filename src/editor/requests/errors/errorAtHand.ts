import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError } from "../../../domain/errors";
import { LIMITS } from "../../../domain/limits";
import { appOfBot, appOfGateway } from "../../../domain/requests/read/appOfRequest";
import { findPlatformErrorsInSteps, type FoundError } from "../../../domain/requests/read/findPlatformErrors";
import { holdsScript } from "../../../domain/requests/read/requestFile";
import { requestNear } from "../../../domain/requests/read/requestNear";
import { TimeSlices } from "../../../domain/steps";
import { pageErrorWords } from "../../../domain/tokens/verify/pageErrors";
import type { VerifyRequest } from "../../../domain/tokens/verify/verifyInput";
import type { ArgumentOf } from "../../commands/commandTypes";
import { documentKind } from "../../documents/documentKind";
import type { OpenDocuments } from "../../documents/openDocuments";
import { requestAt, tiedAppAt } from "../../documents/requestAtLine";
import type { Commands } from "../../workbench/contributions";
import { clientsAddTokens } from "../destination/clientHeaders";

/** An error, and the request that it answers. */
export interface ErrorAtHand {
  readonly error: FoundError;
  readonly request: RequestAtHand | undefined;
  /** It was taken from the clipboard. */
  readonly isCopied?: boolean;
}

/** A request with where it stands. */
export interface RequestAtHand {
  readonly sent: VerifyRequest;
  readonly tied: (apps: readonly JwtApp[]) => JwtApp | undefined;
  /** What it says may be less than what was sent. */
  readonly isLogged?: true;
  /** Where it says nothing of a token, one may still have been sent: by a script, or from what stands elsewhere. */
  readonly hasMore?: { readonly headers: boolean; readonly body: boolean };
  readonly document?: vscode.TextDocument | undefined;
}

/** What the argument or the editor shows; undefined where neither does. */
export async function errorAtHand(
  openDocuments: OpenDocuments,
  { text, uri, offset }: ArgumentOf<typeof Commands.explainError>,
): Promise<ErrorAtHand | undefined> {
  if (text !== undefined) return (await errorInText(openDocuments, text)) ?? nothingFound();
  const document =
    uri === undefined ? undefined : vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
  if (document && offset !== undefined)
    return (await errorInDocument(openDocuments, document, offset, offset)) ?? nothingFound();
  const editor = vscode.window.activeTextEditor;
  const selection = editor?.selection;
  return (
    editor &&
    selection &&
    errorInDocument(
      openDocuments,
      editor.document,
      editor.document.offsetAt(selection.start),
      editor.document.offsetAt(selection.end),
    )
  );
}

export function noErrorAtCursor(): UserError {
  return new UserError("no-platform-error", "There is no answer of the platform's with an error at the cursor.", {
    remedy: SELECT_IT,
  });
}

export function nothingFound(): never {
  throw new UserError(
    "no-platform-error",
    "There is no answer of the platform's with an error here, and none in the clipboard.",
    {
      remedy: SELECT_IT,
    },
  );
}

const SELECT_IT = "Select the answer or copy it, and try again.";

export async function errorInText(openDocuments: OpenDocuments, whole: string): Promise<ErrorAtHand | undefined> {
  const found = await errorInTextAlone(whole);
  return found && { ...found, request: found.request ?? (await requestOnScreen(openDocuments)) };
}

/** With the request that the text itself tells of. */
export async function errorInTextAlone(whole: string): Promise<ErrorAtHand | undefined> {
  const text = whole.slice(0, LIMITS.explainedText);
  const [error] = await errorsIn(text);
  return error && { error, request: loggedRequest(text, error) };
}

/** The error in the selection, or else the nearest to the cursor. */
async function errorInDocument(
  openDocuments: OpenDocuments,
  document: vscode.TextDocument,
  start: number,
  end: number,
): Promise<ErrorAtHand | undefined> {
  const whole = document.getText();
  const from = Math.max(0, start - LIMITS.explainedText / 2);
  const text = whole.slice(from, start + LIMITS.explainedText / 2);
  const errors = await errorsIn(text);
  const distance = (error: FoundError): number => Math.max(0, start - from - error.end, error.start - (end - from));
  const [error] = errors.sort((a, b) => distance(a) - distance(b));
  if (!error) return undefined;
  const { line } = document.positionAt(from + error.start);
  return {
    error,
    request:
      (await requestInFile(openDocuments, document, line)) ??
      loggedRequest(text, error, document) ??
      (await requestOnScreen(openDocuments)),
  };
}

async function errorsIn(text: string): Promise<FoundError[]> {
  return (await new TimeSlices().run(findPlatformErrorsInSteps(text, pageErrorWords()))) ?? [];
}

function loggedRequest(text: string, error: FoundError, document?: vscode.TextDocument): RequestAtHand | undefined {
  const sent = requestNear(text, error.start);
  // Where a log leaves the token out, the bot in the path tells the app.
  return sent && { sent, tied: (apps) => appOfBot(sent, apps), isLogged: true, document };
}

/** The request at a line of a request file. */
async function requestInFile(
  openDocuments: OpenDocuments,
  document: vscode.TextDocument,
  line: number,
): Promise<RequestAtHand | undefined> {
  if (documentKind(document) !== "request") return undefined;
  const index = await openDocuments.index(document);
  const sent = requestAt(index, line);
  if (!sent) return undefined;
  const isScripted = holdsScript(document.getText().slice(0, LIMITS.explainedText));
  const hasMore = {
    headers: isScripted || sent.areHeadersOpen || clientsAddTokens(document),
    body: isScripted || sent.isBodyOpen,
  };
  return {
    sent,
    tied: (apps) => (sent?.gateway ? appOfGateway(sent.gateway, apps) : tiedAppAt(index, line, apps)),
    document,
    hasMore,
  };
}

/** Answers come up beside their request file: the request at its cursor is the one that was sent. */
async function requestOnScreen(openDocuments: OpenDocuments): Promise<RequestAtHand | undefined> {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  for (const editor of [...(activeTextEditor ? [activeTextEditor] : []), ...visibleTextEditors]) {
    const found = await requestInFile(openDocuments, editor.document, editor.selection.active.line);
    if (found) return found;
  }
  return undefined;
}
