import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { asText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import { pickOne } from "../prompts/pick";
import { groupOf } from "../results/resultGroup";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import { sampleApp } from "./sampleApp";
import { type SampleFile, sampleFile } from "./sampleFiles";
import { type SampleText, type SampleTexts, sampleTexts } from "./sampleTexts";
import { type Kept, type SampleServices, showSample } from "./showSample";

/** The sample's texts that nobody has saved, each with what it is and the keys it was made for. */
type UnsavedSamples = WeakMap<vscode.TextDocument, string>;

/**
 * Makes an app with credentials and keys of this moment, a response that is encrypted for it and a request with a token
 * that has expired: something to try, before there is anything real. A person sees them at once, as files or, without a
 * folder to write to, unsaved; code gets the files.
 */
export async function createSample(services: SampleServices, unsaved: UnsavedSamples, caller: Caller): Promise<JwtApp> {
  const { store } = services;
  const folder = await folderFor(caller);
  if (!folder && caller === "code") {
    throw new UserError("no-folder", "The sample needs a folder for its files.", {
      remedy: "Open an empty folder and try again.",
    });
  }
  const app = await sampleApp(store);
  const texts = sampleTexts(app, store, await services.ports());
  const files = folder && (await filesIn(folder, texts));
  if (caller === "code") {
    if (!files) {
      throw new UserError("sample-not-written", "“{0}” is there, but its files could not be written to this folder.", {
        args: [app.name],
        remedy: "Open a folder that you may write to, and try again.",
      });
    }
    const made = [files.response, files.request].filter(({ wasThere }) => !wasThere);
    const names = made.map(({ uri }) => asText(uri.path.split("/").pop() ?? ""));
    if (names.length > 0) showStatus(t("Made {0} for “{1}”", names.join(", "), app.name));
    return app;
  }
  const kept: Kept = files ? { kind: "files", ...files } : { kind: folder ? "unwritable" : "no-folder" };
  const open = (which: keyof Files): Thenable<vscode.TextDocument> =>
    files ? vscode.workspace.openTextDocument(files[which].uri) : unsavedDocument(unsaved, app, texts[which]);
  await showSample(services, {
    app,
    kept,
    openRequest: () => open("request"),
    openResponse: () => open("response"),
  });
  return app;
}

interface Files {
  readonly request: SampleFile;
  readonly response: SampleFile;
}

/** Undefined where the folder takes no files. */
async function filesIn(folder: vscode.Uri, texts: SampleTexts): Promise<Files | undefined> {
  const response = await sampleFile(folder, texts.response);
  const request = response && (await sampleFile(folder, texts.request));
  return request && { request, response };
}

/**
 * One of the sample's texts as a document that nobody has saved; the same as before, while it is open. It wants to be
 * shown at once: VS Code opens by itself, anywhere, what is unsaved and in no editor.
 */
async function unsavedDocument(
  unsaved: UnsavedSamples,
  app: JwtApp,
  { name, language, make }: SampleText,
): Promise<vscode.TextDocument> {
  // Made for other keys, what is there can't be read any more.
  const made = `${name} ${app.id} ${app.payloadKey?.kind === "keyPair" ? app.payloadKey.publicKey : ""}`;
  // What was closed and thrown away may be known as a document a moment longer.
  const known = vscode.workspace.textDocuments.find((each) => unsaved.get(each) === made && groupOf(each.uri));
  if (known) return known;
  // Without a name: what has one would be saved in the root folder, and nobody asked where.
  const document = await vscode.workspace.openTextDocument({ language, content: await make() });
  unsaved.set(document, made);
  return document;
}

/** A person says in which of several folders. */
async function folderFor(caller: Caller): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first, ...others] = folders;
  if (caller === "code" || others.length === 0) return first?.uri;
  const items = folders.map(({ name, uri }) => ({ label: asText(name), description: asText(uri.path), uri }));
  const chosen = await pickOne(items, { title: t("Create Sample App and Files"), placeHolder: t("In which folder?") });
  return chosen.uri;
}
