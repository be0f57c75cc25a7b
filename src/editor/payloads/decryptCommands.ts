import * as vscode from "vscode";
import { alikeApps } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { LIMITS } from "../../domain/limits";
import type { DecryptReport, DecryptResult } from "../../domain/payloads/open/decryptResult";
import type { PayloadKeys } from "../../domain/payloads/payloadKeys";
import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import type { EnvelopeSearch } from "../../domain/payloads/capture/findEnvelopes";
import type { TextRange } from "../../domain/text/textRange";
import { TimeSlices } from "../../domain/steps";
import { readClipboard } from "../workbench/clipboard";
import type { Caller } from "../commands/caller";
import type { ArgumentOf, Decrypted } from "../commands/commandTypes";
import type { Commands } from "../workbench/contributions";
import { pickOne } from "../prompts/pick";
import { answered } from "../prompts/prompts";
import type { PayloadServices } from "./payloadServices";
import { payloadKeys } from "./payloadKeyring";
import type { PayloadFailure, PayloadSource } from "./showResults";
import { asText, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

type PayloadArgument = ArgumentOf<typeof Commands.decryptSelection>;

/** `jwtApps.decryptSelection`: what is selected or stands at the cursor, or a part of a document that is named. */
export async function decryptSelection(
  services: PayloadServices,
  argument: PayloadArgument,
  caller: Caller,
): Promise<Decrypted> {
  const app = await appOf(services, argument);
  if (!isInFront(argument, caller)) await services.consents.decrypting(app);
  const { uri, range } = argument;
  if (uri !== undefined) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
    const search = range ? { selection: { start: range[0], end: range[1] } } : {};
    return open(services, { text: document.getText(), source: { kind: "document", uri: document.uri }, search }, app);
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new UserError("no-editor", "There is no text editor with something to decrypt.", {
      remedy: "Open the captured response and select it. Files over 50 MB are read by Decrypt File.",
    });
  }
  const { document, selection } = editor;
  const [start, end] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
  const source = { kind: "document", uri: document.uri } as const;
  const search = selection.isEmpty ? { offset: start } : { selection: { start, end } };
  return open(services, { text: document.getText(), source, search, isSelected: !selection.isEmpty }, app);
}

/** `jwtApps.decryptClipboard`. */
export async function decryptClipboard(
  services: PayloadServices,
  argument: PayloadArgument,
  caller: Caller,
): Promise<Decrypted> {
  const app = await appOf(services, argument);
  if (caller !== "person") await services.consents.decrypting(app);
  const text = await readClipboard();
  if (!text.trim())
    throw new UserError("clipboard-empty", "The clipboard holds no text.", {
      remedy: "Copy the captured response and try again.",
    });
  return open(services, { text, source: { kind: "clipboard" }, search: {} }, app);
}

/** `jwtApps.decryptFile`: the file that is named, or that a person picks. */
export async function decryptFile(
  services: PayloadServices,
  argument: PayloadArgument,
  caller: Caller,
): Promise<Decrypted> {
  const { file } = argument;
  const app = await appOf(services, argument);
  if (caller !== "person") await services.consents.decrypting(app);
  const uri = file === undefined ? await askFile() : uriOf(file);
  return open(services, { text: await readText(uri), source: { kind: "file", uri }, search: {} }, app);
}

/** What a person has before them, as where no argument says what is meant: the document of the active editor. */
function isInFront({ uri, app }: PayloadArgument, caller: Caller): boolean {
  if (caller !== "pointer") return caller === "person";
  return app === undefined && (uri === undefined || uri === vscode.window.activeTextEditor?.document.uri.toString());
}

async function appOf({ picker }: PayloadServices, argument: PayloadArgument): Promise<JwtApp | undefined> {
  return argument.row || argument.app !== undefined ? picker.resolve(argument) : undefined;
}

/** A URI, or a path of this machine. */
function uriOf(file: string): vscode.Uri {
  try {
    return /^[a-z][a-z0-9+.-]+:/i.test(file) ? vscode.Uri.parse(file, true) : vscode.Uri.file(file);
  } catch {
    throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", { args: ["file"] });
  }
}

async function askFile(): Promise<vscode.Uri> {
  const [file] = await answered(vscode.window.showOpenDialog({ title: t("Decrypt File"), openLabel: t("Decrypt") }));
  if (file) return file;
  throw new UserError("no-file", "No file was chosen.");
}

async function readText(file: vscode.Uri): Promise<string> {
  const name = file.path.split("/").pop() ?? "";
  const missing = (): never => {
    throw new UserError("file-unreadable", "The file “{0}” can't be read.", { args: [name] });
  };
  const { size } = await vscode.workspace.fs.stat(file).then((stat) => stat, missing);
  if (size > LIMITS.capture) {
    throw new UserError("file-too-large", "The file “{0}” has {1} MB; at most {2} MB are read.", {
      args: [name, Math.ceil(size / 1e6), LIMITS.capture / 1e6],
    });
  }
  const bytes = await vscode.workspace.fs.readFile(file).then((content) => content, missing);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError("file-not-text", "The file “{0}” is not text in UTF-8, so no envelope was looked for in it.", {
      args: [name],
    });
  }
}

interface Encrypted {
  readonly text: string;
  readonly source: PayloadSource;
  readonly search: EnvelopeSearch;
  /** A person selected what the search looks for, and the shape begins there if that is a whole of its own. */
  readonly isSelected?: boolean;
}

/** Decrypts what stands in a text and shows it. */
async function open(services: PayloadServices, encrypted: Encrypted, app: JwtApp | undefined): Promise<Decrypted> {
  const { text, source, search, isSelected } = encrypted;
  const keys = await payloadKeys(services.store, app);
  const { results, failures } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t("Decrypting…") },
    async () => decryptAll(text, search, keys, await services.ports()),
  );
  const [first, ...others] = results;
  if (first === undefined) throw new UserError("no-envelope", "No encrypted payload was found in this text.");
  const result = others.length === 0 ? await chooseApp(services, text, search, first) : first;
  const { findPayloadsInSteps } = await import("../../domain/payloads/capture/findPayloads");
  const { readJson } = await import("../../domain/payloads/learn/jsonTree");
  const { showResults } = await import("./showResults");
  const { withShape } = await import("../../domain/payloads/learn/withShape");
  const { start, end } = search.selection ?? { start: 0, end: 0 };
  const isWhole = isSelected === true && readJson(text.slice(start, end)) !== undefined;
  // What was opened as well, or stands unread around it, is no part of this payload's shape.
  const payloads = result.shape ? await new TimeSlices().run(findPayloadsInSteps(text)) : undefined;
  const neighbours = [...without(result.report, payloads ?? []), ...others.map(({ report }) => report)];
  const from = isWhole ? start + text.slice(start, end).search(/\S/) : 0;
  const shaped = await withShape(result, text, await services.ports(), from, neighbours);
  return showResults(services, { text, source, results: [shaped, ...others], failures });
}

/** All but the one that is the payload's own: several may stand in one string, and so have its offsets. */
function without({ start, end }: DecryptReport, payloads: readonly TextRange[]): TextRange[] {
  const own = payloads.findIndex((range) => range.start === start && range.end === end);
  return payloads.filter((_, index) => index !== own);
}

interface AllDecrypted {
  readonly results: readonly DecryptResult[];
  readonly failures: readonly PayloadFailure[];
}

/** Envelopes of one text that are tried; and how many may fail before the first that opens. */
const [MAX_ENVELOPES, MAX_FAILURES] = [500, 20];

/** Every envelope that opens, and those that don't; an error where none does. */
async function decryptAll(
  text: string,
  search: EnvelopeSearch,
  keys: readonly PayloadKeys[],
  ports: PayloadPorts,
): Promise<AllDecrypted> {
  const { decrypt } = await import("../../domain/payloads/open/openPayload");
  const { findEnvelopesInSteps } = await import("../../domain/payloads/capture/findEnvelopes");
  const { noneOpened } = await import("./showResults");
  const envelopes = (await new TimeSlices().run(findEnvelopesInSteps(text, search))) ?? [];
  // Without an envelope, `decrypt` says why.
  if (envelopes.length === 0) return { results: [await decrypt(text, keys, ports)], failures: [] };
  const results: DecryptResult[] = [];
  const failures: PayloadFailure[] = [];
  for (const envelope of envelopes.slice(0, MAX_ENVELOPES)) {
    try {
      results.push(await decrypt(envelope, keys, ports, text));
    } catch (error) {
      failures.push({ start: envelope.start, end: envelope.end, error });
      if (results.length === 0 && failures.length >= MAX_FAILURES) break;
    }
  }
  if (results.length > 0) return { results, failures };
  throw failures.length > 1 ? noneOpened(text, failures) : failures[0]?.error;
}

/** Where several apps hold the key that fits, the request at the cursor or the user says which one is meant: the shape is kept for that one. */
async function chooseApp(
  { store, ports }: PayloadServices,
  text: string,
  search: EnvelopeSearch,
  result: DecryptResult,
): Promise<DecryptResult> {
  const { ambiguous, apps } = result.report;
  if (!ambiguous) return result;
  const known = await store.apps();
  const { appAtCursor } = await import("../requests/write/appAtCursor");
  const named = (await appAtCursor(known, search.selection?.start ?? search.offset))?.app;
  const chosen = apps.some(({ appId }) => appId === named?.id) ? named : await store.get(await pickHolder(known, apps));
  if (!chosen) return result;
  return (await decryptAll(text, search, await payloadKeys(store, chosen), await ports())).results[0] ?? result;
}

/** The internal id of one of several apps that hold a key. */
async function pickHolder(known: readonly JwtApp[], apps: DecryptReport["apps"]): Promise<string> {
  const alike = alikeApps(known);
  const clientIdOf = (id: string): PlainText => asText(known.find((app) => app.id === id)?.clientId ?? "");
  const items = apps.map((app) => ({
    label: asText(app.appName),
    ...(alike.has(app.appId) && { description: clientIdOf(app.appId) }),
    app,
  }));
  const { app } = await pickOne(items, {
    title: t("Several apps hold this key"),
    placeHolder: t("Which app is the payload for?"),
  });
  return app.appId;
}
