import * as vscode from "vscode";
import { encryptTargetOf } from "../../domain/apps/encryptTargetOf";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { LIMITS } from "../../domain/limits";
import type { Encrypted } from "../../domain/payloads/write/encrypt";
import { encryptedSentence } from "../../domain/payloads/write/encryptedSentence";
import type { AppOfRequest } from "../../domain/requests/read/appOfRequest";
import { TimeSlices } from "../../domain/steps";
import { asText, type PlainText } from "../../domain/text/asText";
import { isWritten, offerToCopy } from "../commands/notWritten";
import { documentKind } from "../documents/documentKind";
import { showStatus } from "../workbench/statusMessage";
import { type AppArgument, namesApp } from "../storage/appPicker";
import type { PayloadServices } from "./payloadServices";
import { payloadKeysAbsent } from "./payloadKeyring";
import { t, told } from "../workbench/words";

/**
 * `jwtApps.encryptSelection`: encrypts the selection in place and in the app's shape; else the body of the request at
 * the cursor, or the whole document where it is no request file. The file's variables are filled in first. Undo brings the text back.
 */
export async function encryptSelection(
  { store, picker, openDocuments, ports, runner }: PayloadServices,
  argument: AppArgument,
): Promise<string> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new UserError("no-editor", "There is no text editor with something to encrypt.", {
      remedy: "Open the request body and select it.",
    });
  const { document, selection } = editor;
  const isRequest = documentKind(document) === "request";
  const { range, text } = !selection.isEmpty
    ? { range: selection, text: isRequest ? await withVariables(document, selection) : document.getText(selection) }
    : isRequest
      ? await bodyAt(document, selection.active)
      : wholeOf(document);
  if (!text.trim()) throw new UserError("nothing-to-encrypt", "There is nothing to encrypt: the document is empty.");

  const { app, isNamed } = await appToEncryptFor({ store, picker, openDocuments }, argument);
  const secrets = app.payloadKey?.kind === "shared" ? await store.secretsOf(app) : undefined;
  const target = encryptTargetOf(app, secrets);
  if (app.payloadKey?.kind === "shared" && target.sharedKey === undefined) throw payloadKeysAbsent(app);
  const { encrypt } = await import("../../domain/payloads/write/encrypt");
  const encrypted = await encrypt(new TextEncoder().encode(text), target, await ports());
  const replaced = await isWritten(document, () => editor.edit((edit) => edit.replace(range, encrypted.body)));
  // How a client encrypts a request is not documented (platform.md, 2.3), whatever the shape.
  if (replaced) showStatus(writtenIn(encrypted, { app, isNamed }));
  else {
    offerToCopy({
      error: new UserError("not-editable", "The envelope for “{0}” could not be written: this editor is read-only.", {
        args: [app.name],
      }),
      label: t("Copy Envelope"),
      copy: () => vscode.env.clipboard.writeText(encrypted.body),
      runner,
    });
  }
  if (encrypted.headers.length) runner.offer(() => offerHeaders(encrypted));
  return encrypted.body;
}

interface Receiver {
  readonly app: JwtApp;
  /** By the request at the cursor. */
  readonly isNamed: boolean;
}

/** The app of the argument, else the one that the request at the cursor names; a person picks where that can't be. */
async function appToEncryptFor(
  { store, picker, openDocuments }: Pick<PayloadServices, "store" | "picker" | "openDocuments">,
  argument: AppArgument,
): Promise<Receiver> {
  const { appAtCursor } = await import("../documents/appAtCursor");
  const named = namesApp(argument) ? undefined : await appAtCursor(openDocuments, await store.apps());
  if (named?.app?.payloadKey) return { app: named.app, isNamed: true };
  const placeHolder = named && whyNot(named);
  const app = await picker.resolve(argument, {
    only: ({ payloadKey }) => payloadKey !== undefined,
    title: t("Encrypt for"),
    ...(placeHolder && { placeHolder }),
  });
  return { app, isNamed: false };
}

function whyNot({ app, unknownName }: AppOfRequest): PlainText {
  return app
    ? t("“{0}”, which this request names, has no payload key. Which app instead?", app.name)
    : t("“{0}”, which this file names, is no app here. Which one instead?", unknownName);
}

/** What was written, in the words that offered the shape. */
function writtenIn({ outline }: Encrypted, { app: { name, envelopeProfile }, isNamed }: Receiver): PlainText {
  const receiver = isNamed ? t("{0}, which this request names,", name) : asText(name);
  return told(encryptedSentence(receiver, outline, envelopeProfile !== undefined));
}

interface Plain {
  /** What the envelope replaces. */
  readonly range: vscode.Range;
  readonly text: string;
}

function wholeOf(document: vscode.TextDocument): Plain {
  const text = document.getText();
  return { range: new vscode.Range(document.positionAt(0), document.positionAt(text.length)), text };
}

/** The body of the request at the cursor as it would be sent: without comments, and with the values of its variables. */
async function bodyAt(document: vscode.TextDocument, cursor: vscode.Position): Promise<Plain> {
  const { blockVariables } = await import("../../domain/requests/read/fileVariables");
  const { parseRequestFileInSteps } = await import("../../domain/requests/read/parseRequestFile");
  const { blockAt } = await import("../../domain/requests/read/requestFile");
  const { sentBodyInSteps } = await import("../../domain/requests/read/sentBody");
  const slices = new TimeSlices();
  const whole = document.getText();
  const file = await slices.run(parseRequestFileInSteps(whole));
  const block = file && blockAt(file, document.offsetAt(cursor));
  const { request } = block ?? {};
  const { body } = request ?? {};
  if (body?.isFile) {
    throw new UserError("body-in-file", "The body of the request at the cursor stands in another file.", {
      remedy: "Write it into the request in place of the line with “<”, or open that file and encrypt it there.",
    });
  }
  const text =
    file &&
    block &&
    request &&
    body &&
    (await slices.run(sentBodyInSteps(whole, request, blockVariables(file.blocks)(block), LIMITS.filledBody)));
  if (!body || text === undefined)
    throw new UserError("no-body", "The request at the cursor has no body to encrypt.", {
      remedy: "Put the cursor into a request with a body, or select what should be encrypted.",
    });
  return {
    range: new vscode.Range(document.positionAt(body.start), document.positionAt(body.end)),
    text: await withoutOpen(text),
  };
}

/** The text with the values of its variables: clients fill them in when they send, and can't once they are encrypted. */
async function withVariables(document: vscode.TextDocument, range: vscode.Range): Promise<string> {
  const { blockVariables, fillInSteps } = await import("../../domain/requests/read/fileVariables");
  const { parseRequestFileInSteps } = await import("../../domain/requests/read/parseRequestFile");
  const { blockAt } = await import("../../domain/requests/read/requestFile");
  const slices = new TimeSlices();
  const text = document.getText(range);
  const start = document.offsetAt(range.start);
  const file = await slices.run(parseRequestFileInSteps(document.getText()));
  const block = file && blockAt(file, start);
  const filled =
    (file && block && (await slices.run(fillInSteps(text, blockVariables(file.blocks)(block), LIMITS.filledBody)))) ??
    text;
  return withoutOpen(filled);
}

async function withoutOpen(filled: string): Promise<string> {
  const { openVariable } = await import("../../domain/requests/read/fileVariables");
  const open = openVariable(filled);
  if (open === undefined) return filled;
  throw new UserError(
    "open-variable",
    "The variable “{0}” has no value in this file, and no client can fill it in once it is encrypted.",
    {
      args: [open],
      remedy: "Write its value in its place, or give it one with a line such as “@name = value”.",
    },
  );
}

/** In this app's shape a part travels as a header, which the text in the editor has no place for. */
async function offerHeaders({ headers }: Encrypted): Promise<void> {
  const copy = t("Copy Headers");
  const names = headers.map(({ name }) => name).join(", ");
  const answer = await vscode.window.showInformationMessage(
    t("In this shape a part travels as a header of the request: {0}.", names),
    copy,
  );
  if (answer === copy)
    await vscode.env.clipboard.writeText(headers.map(({ name, value }) => `${name}: ${value}`).join("\n"));
}
