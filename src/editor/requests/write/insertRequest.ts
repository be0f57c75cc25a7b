import * as vscode from "vscode";
import { appNamed, referenceTo } from "../../../domain/apps/findApp";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError } from "../../../domain/errors";
import { sharedVariables } from "../../../domain/requests/destination/fileBlocks";
import { blockAt, type RequestFile, tiedAppName } from "../../../domain/requests/read/requestFile";
import { parseRequestFileInSteps } from "../../../domain/requests/read/parseRequestFile";
import { fileVariables } from "../../../domain/requests/read/fileVariables";
import { type Surroundings, writeRequests } from "../../../domain/requests/write/writeRequest";
import { TimeSlices } from "../../../domain/steps";
import type { Caller } from "../../commands/caller";
import type { CommandRunner } from "../../commands/commandRunner";
import { documentKind } from "../../documents/documentKind";
import { endNotWritten, isWritten } from "../../commands/notWritten";
import type { TokenClipboard } from "../../tokens/tokenClipboard";
import { t } from "../../workbench/words";
import { DestinationGate } from "../destination/destinationGate";
import { fillEnvironment, showWritten } from "./afterWriting";
import type { NewFileServices } from "./newRequestFile";
import { type RequestArgument, requestsWanted } from "./requestsWanted";

export interface InsertServices extends NewFileServices {
  readonly clipboard: TokenClipboard;
  readonly runner: Pick<CommandRunner, "offer">;
}

/** Inserts requests behind the one at the cursor, or at the cursor where the file is no request file, and returns them. */
export async function insertRequest(
  services: InsertServices,
  argument: RequestArgument,
  caller: Caller,
): Promise<string> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new UserError("no-editor", "There is no text editor to insert a request into.", {
      remedy: "Open a request file, or make a new one with New Request File.",
    });
  }
  const { app, targets, placement } = await requestsWanted(services, argument, caller);
  const { document } = editor;
  const apps = await services.store.apps();
  const place = await placeIn(document, editor.selection.active, app, apps);
  const text = await writeRequests(targets, { app, placement, reference: referenceTo(app, apps) }, place.surroundings);
  const { version } = document;
  if (placement.kind === "line" && documentKind(document) === "request")
    await passGate(services, { document, app, place, text });
  if (document.version !== version)
    throw new UserError("document-changed", "The request was not inserted: the file was changed meanwhile.");
  const whole = place.before + (place.isLastLine ? text : text.trimEnd());
  const inserted = await isWritten(document, () => editor.edit((edit) => edit.insert(place.position, whole)));
  if (!inserted) {
    const error = new UserError("not-editable", "The request could not be inserted: this editor is read-only.");
    // A token may be in it.
    const copy = () => services.clipboard.copy(text);
    return endNotWritten(caller, { error, label: t("Copy Request"), copy, runner: services.runner });
  }
  await fillEnvironment(services, placement);
  const start = document.positionAt(document.offsetAt(place.position) + place.before.length);
  // The focus is in the tree where its row was asked, and what is inserted is read and changed next.
  const shown = await vscode.window.showTextDocument(document, {
    ...(editor.viewColumn === undefined ? {} : { viewColumn: editor.viewColumn }),
    selection: new vscode.Range(start, start),
  });
  showWritten(targets, app, placement.kind);
  shown.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return text;
}

interface Insertion {
  readonly document: vscode.TextDocument;
  readonly app: JwtApp;
  readonly place: Place;
  readonly text: string;
}

/** What stands in the file already may change where the new requests, and the token in them, go. */
async function passGate({ gateMemory }: InsertServices, { document, app, place, text }: Insertion): Promise<void> {
  const at = document.offsetAt(place.position);
  const whole = document.getText();
  const added = `${place.before}${text}`;
  const first = place.position.line;
  const last = first + added.split("\n").length;
  await new DestinationGate(gateMemory).pass({
    document,
    app,
    use: "write",
    text: whole.slice(0, at) + added + whole.slice(at),
    lines: (line) => first <= line && line < last,
  });
}

interface Place {
  readonly position: vscode.Position;
  readonly before: string;
  /** No line break follows. */
  readonly isLastLine: boolean;
  readonly surroundings: Surroundings;
}

async function placeIn(
  document: vscode.TextDocument,
  cursor: vscode.Position,
  app: JwtApp,
  apps: readonly JwtApp[],
): Promise<Place> {
  if (documentKind(document) !== "request") {
    const isInLine = cursor.character > 0;
    return {
      position: cursor,
      before: isInLine ? "\n\n" : "",
      isLastLine: true,
      surroundings: { variables: new Map(), shared: new Map(), isTied: false },
    };
  }
  const text = document.getText();
  const offset = document.offsetAt(cursor);
  const file = (await new TimeSlices().run(parseRequestFileInSteps(text))) ?? { text, blocks: [] };
  const block = blockAt(file, offset);
  const end = block?.end ?? text.length;
  // The blank lines at the end of a block come to stand behind what is inserted.
  const last = (block?.start ?? 0) + text.slice(block?.start ?? 0, end).trimEnd().length;
  const before = last === 0 ? "" : "\n\n";
  const position = document.positionAt(last);
  return {
    position,
    before,
    isLastLine: position.line === document.lineCount - 1,
    surroundings: surroundingsOf(file, app, apps),
  };
}

/** Variables count for the whole file, wherever they stand. */
function surroundingsOf(file: RequestFile, app: JwtApp, apps: readonly JwtApp[]): Surroundings {
  const head = file.blocks[0];
  const tied = head && !head.request ? tiedAppName(file.blocks, head) : undefined;
  const isTied = tied !== undefined && appNamed(apps, tied)?.id === app.id;
  return { variables: fileVariables(file.blocks), shared: sharedVariables(file.text), isTied };
}
