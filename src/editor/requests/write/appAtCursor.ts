import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { LIMITS } from "../../../domain/limits";
import { type AppOfRequest, appOfRequest } from "../../../domain/requests/read/appOfRequest";
import { parseRequestFileInSteps } from "../../../domain/requests/read/parseRequestFile";
import { TimeSlices } from "../../../domain/steps";
import { documentKind } from "../../documents/documentKind";
import { textInSteps } from "../../documents/textInSteps";

/**
 * The app that the request at the cursor of the active editor names, or at another place in it; undefined where that is
 * no request file, or names none.
 * @param at a UTF-16 offset
 */
export async function appAtCursor(apps: readonly JwtApp[], at?: number): Promise<AppOfRequest | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || documentKind(editor.document) !== "request") return undefined;
  const { document } = editor;
  const offset = at ?? document.offsetAt(editor.selection.start);
  const { version } = document;
  const slices = new TimeSlices(() => document.isClosed || document.version !== version);
  const text = await slices.run(textInSteps(document, LIMITS.requestStatus));
  const file = text === undefined ? undefined : await slices.run(parseRequestFileInSteps(text));
  // Of a longer file the end isn't read.
  return file && offset <= file.text.length ? appOfRequest(file, offset, apps) : undefined;
}
