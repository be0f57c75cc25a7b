import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { columnOf } from "./columnOf";
import type { SampleText, SampleTexts } from "./sampleTexts";

export interface SampleDocuments {
  readonly request: vscode.TextDocument;
  readonly response: vscode.TextDocument;
}

/** What is open already in this window. */
let open: (SampleDocuments & { readonly madeFor: string }) | undefined;

/** The sample's texts as documents that nobody has saved; the same as before, while they are open. */
export async function unsavedSample(app: JwtApp, { request, response }: SampleTexts): Promise<SampleDocuments> {
  // Other keys, and what is there can't be read any more.
  const madeFor = `${app.id} ${app.payloadKey?.kind === "keyPair" ? app.payloadKey.publicKey : ""}`;
  // What was closed and thrown away may be known as a document a moment longer.
  const isOpen = open && columnOf(open.request) !== undefined && columnOf(open.response) !== undefined;
  if (open?.madeFor === madeFor && isOpen) return open;
  open = { madeFor, request: await documentOf(request), response: await documentOf(response) };
  return open;
}

/** Without a name: what has one would be saved in the root folder, and nobody asked where. */
async function documentOf({ language, make }: SampleText): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument({ language, content: await make() });
}
