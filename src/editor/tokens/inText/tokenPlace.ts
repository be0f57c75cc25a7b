import * as vscode from "vscode";
import { UserError } from "../../../domain/errors";
import { tokenInRange, type TokenInText } from "../../../domain/tokens/inText/findTokens";
import { tokenTouching } from "../../documents/linesAround";

/** The place of a token in a document, as a command is told it. */
export interface PlaceArgument {
  readonly uri: string;
  readonly range: { readonly start: LineAndCharacter; readonly end: LineAndCharacter };
  /** The end of the token that is meant, so that another one in its place is noticed. */
  readonly tail?: string | undefined;
}

type LineAndCharacter = Pick<vscode.Position, "line" | "character">;

/** A token and where it stands. */
export interface TokenPlace {
  readonly document: vscode.TextDocument;
  readonly token: string;
  /** The same with the line breaks in it, which a server doesn't take away. */
  readonly written: string;
  /** The text in its place. */
  readonly source: string;
  readonly range: vscode.Range;
  /** It is another one than the argument named. */
  readonly isAnother: boolean;
  /** The version of the document that all of this is said of. */
  readonly version: number;
}

/** Characters at a token's end by which it is known again; of no use without the rest. */
const TAIL_LENGTH = 12;

/** What names a token for a command: where it stands, and its end. */
export function placeArgument(uri: vscode.Uri, { start, end }: vscode.Range, token: string): PlaceArgument {
  const position = ({ line, character }: vscode.Position): LineAndCharacter => ({ line, character });
  return {
    uri: uri.toString(),
    range: { start: position(start), end: position(end) },
    tail: token.slice(-TAIL_LENGTH),
  };
}

/**
 * The token that a range begins at, or else touches in its first line, as the document is now; undefined where there is
 * none.
 */
export async function tokenAtPlace({
  uri,
  range: { start, end },
  tail,
}: PlaceArgument): Promise<TokenPlace | undefined> {
  const document = await documentOf(uri);
  if (start.line >= document.lineCount) return undefined;
  const { version } = document;
  const { text } = document.lineAt(start.line);
  const from = new vscode.Position(start.line, Math.min(start.character, text.length));
  const found = (await tokenTouching(document, from)) ?? inLine(text, start, end);
  if (!found || document.version !== version) return undefined;
  const { token, range } = found;
  return {
    document,
    version,
    token: token.text,
    written: token.written,
    source: document.getText(range),
    range,
    isAnother: tail !== undefined && !token.text.endsWith(tail),
  };
}

function inLine(
  text: string,
  start: LineAndCharacter,
  end: LineAndCharacter,
): { readonly token: Pick<TokenInText, "text" | "written">; readonly range: vscode.Range } | undefined {
  const found = tokenInRange(text, {
    start: start.character,
    end: end.line === start.line ? end.character : text.length,
  });
  if (!found) return undefined;
  return {
    token: { text: found.text, written: found.text },
    range: new vscode.Range(start.line, found.start, start.line, found.end),
  };
}

/** @throws UserError where it can't be opened */
export async function documentOf(uri: string): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  } catch {
    throw new UserError("no-document", "The file with the token can't be opened.");
  }
}
