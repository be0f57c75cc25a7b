import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import { positionIn, type PlacedBlock } from "../../domain/requests/blockIndex";

/** The extensions that send what stands in a request file, by the commands of theirs that do. */
const REST_CLIENT = { command: "rest-client.request", extension: "humao.rest-client" };
const HTTPYAC = { command: "httpyac.send", extension: "anweber.vscode-httpyac" };

/** Whether something is installed that sends requests. */
export async function canSend(): Promise<boolean> {
  return (await sender()) !== undefined;
}

/** Sends the request of a block as a click on the sender's own lens would. */
export async function sendRequest(document: vscode.TextDocument, placed: PlacedBlock): Promise<void> {
  const { request } = placed.block;
  const chosen = await sender();
  if (!chosen || !request) throw new UserError("no-sender", "There is nothing here that sends requests.", { remedy: "Install the extension REST Client or httpYac." });
  const [start, end] = [positionIn(placed, request.start), positionIn(placed, request.end)];
  // Both send from the active editor.
  const column = vscode.window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn;
  const editor = await vscode.window.showTextDocument(document, column === undefined ? {} : { viewColumn: column });
  if (vscode.window.activeTextEditor !== editor) throw new UserError("not-sent", "The request was not sent: another editor came in between.", { remedy: "Send it again." });
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.commands.executeCommand(chosen.command, document, chosen === REST_CLIENT ? range : start.line);
}

async function sender(): Promise<typeof REST_CLIENT | undefined> {
  const commands = await vscode.commands.getCommands(true);
  return [REST_CLIENT, HTTPYAC].find(({ command, extension }) => commands.includes(command) || vscode.extensions.getExtension(extension) !== undefined);
}
