import * as vscode from "vscode";
import { UserError } from "../../../domain/errors";
import { blockOfLine, positionIn, type PlacedBlock } from "../../../domain/requests/read/blockIndex";

/** The extensions that send what stands in a request file, by the commands of theirs that do. */
const REST_CLIENT = { command: "rest-client.request", extension: "humao.rest-client" };
const HTTPYAC = { command: "httpyac.send", extension: "anweber.vscode-httpyac" };

/** Whether something is installed that sends requests. */
export async function canSend(): Promise<boolean> {
  return (await sender()) !== undefined;
}

/**
 * Sends the request of the block that holds a line as a click on the sender's own lens would.
 * @throws UserError `not-sent` where the document isn't of that version any more
 */
export async function sendRequest(
  { document, version }: { readonly document: vscode.TextDocument; readonly version: number },
  blocks: readonly PlacedBlock[],
  line: number,
): Promise<void> {
  const placed = blockOfLine(blocks, line);
  if (!placed) return;
  const { request } = placed.block;
  const chosen = await sender();
  if (!chosen || !request)
    throw new UserError("no-sender", "There is nothing here that sends requests.", {
      remedy: "Install the extension REST Client or httpYac.",
    });
  const [start, end] = [positionIn(placed, request.start), positionIn(placed, request.end)];
  // Both send from the active editor.
  const column = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
  const editor = await vscode.window.showTextDocument(document, column === undefined ? {} : { viewColumn: column });
  if (vscode.window.activeTextEditor !== editor)
    throw new UserError("not-sent", "The request was not sent: another editor came in between.", {
      remedy: "Send it again.",
    });
  if (document.version !== version) throw notSent();
  if (chosen === REST_CLIENT && isPartOfMore(placed, blocks)) return sendSelected(editor, placed);
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.commands.executeCommand(chosen.command, document, chosen === REST_CLIENT ? range : start.line);
}

export function notSent(): UserError {
  return new UserError("not-sent", "The request was not sent: the file was changed meanwhile.");
}

/** REST Client takes several requests for one where no `###` separates them: by their lines it would send the first. */
function isPartOfMore(placed: PlacedBlock, blocks: readonly PlacedBlock[]): boolean {
  return placed.block.isShared === true || blocks[blocks.indexOf(placed) + 1]?.block.isShared === true;
}

/** REST Client sends what is selected, where it is given no lines. */
async function sendSelected(editor: vscode.TextEditor, { line, lineCount }: PlacedBlock): Promise<void> {
  const { selections } = editor;
  editor.selection = new vscode.Selection(
    line,
    0,
    line + lineCount - 1,
    editor.document.lineAt(line + lineCount - 1).text.length,
  );
  try {
    await vscode.commands.executeCommand(REST_CLIENT.command);
  } finally {
    editor.selections = selections;
  }
}

async function sender(): Promise<typeof REST_CLIENT | undefined> {
  const commands = await vscode.commands.getCommands(true);
  return [REST_CLIENT, HTTPYAC].find(
    ({ command, extension }) => commands.includes(command) || vscode.extensions.getExtension(extension) !== undefined,
  );
}
