import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { groupOf } from "../results/resultGroup";
import type { SampleText } from "./sampleTexts";

/** By the name of the text, what was opened last in this window, and for which keys. */
const opened = new Map<string, { readonly document: vscode.TextDocument; readonly madeFor: string }>();

/**
 * One of the sample's texts as a document that nobody has saved; the same as before, while it is open. It wants to be
 * shown at once: VS Code opens by itself, anywhere, what is unsaved and in no editor.
 */
export async function unsavedDocument(app: JwtApp, { name, language, make }: SampleText): Promise<vscode.TextDocument> {
  // Other keys, and what is there can't be read any more.
  const madeFor = `${app.id} ${app.payloadKey?.kind === "keyPair" ? app.payloadKey.publicKey : ""}`;
  const known = opened.get(name);
  // What was closed and thrown away may be known as a document a moment longer.
  if (known?.madeFor === madeFor && groupOf(known.document.uri) !== undefined) return known.document;
  // Without a name: what has one would be saved in the root folder, and nobody asked where.
  const document = await vscode.workspace.openTextDocument({ language, content: await make() });
  opened.set(name, { document, madeFor });
  return document;
}
