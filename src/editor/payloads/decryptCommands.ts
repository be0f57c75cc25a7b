import * as v from "valibot";
import * as vscode from "vscode";
import { alikeApps } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { LIMITS } from "../../domain/limits";
import type { DecryptReport, DecryptResult } from "../../domain/payloads/decryptResult";
import type { PayloadKeys } from "../../domain/payloads/payloadKeys";
import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import type { EnvelopeSearch } from "../../domain/requests/findEnvelopes";
import { TimeSlices } from "../../domain/steps";
import { TreeNode } from "../appTree/treeNode";
import { readClipboard } from "../clipboard";
import type { Caller, CommandRunner } from "../commandRunner";
import type { Consents } from "../consents";
import { Commands } from "../contributions";
import { localised } from "../localised";
import { pickOne } from "../pick";
import { answered } from "../prompts";
import { showStatus } from "../statusMessage";
import type { AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import type { DecryptedDocuments } from "./decryptedDocuments";
import { algorithmsOf } from "./describeReport";
import { offerReport } from "./keepShape";
import { payloadKeys } from "./payloadKeyring";
import { asText, type PlainText } from "../../domain/text/asText";
import { t } from "../words";

export interface PayloadServices {
  readonly store: AppStore;
  readonly picker: AppPicker;
  readonly documents: DecryptedDocuments;
  readonly consents: Consents;
  readonly ports: PayloadPorts;
  /** Shows an error of something that went on after its command. */
  readonly show: (error: unknown) => Promise<void>;
}

/** What the decrypting commands return: where the text opened, and what was found. A binary payload opens nowhere. */
export interface Decrypted {
  readonly uri: string | undefined;
  readonly report: DecryptReport;
}

const Argument = v.optional(
  v.object({
    app: v.optional(v.string()),
    file: v.optional(v.string()),
    /** Of a text document, in place of the active one's selection. */
    uri: v.optional(v.string()),
    /** UTF-16 offsets in that document; without it, all of it. */
    range: v.optional(v.tuple([v.number(), v.number()])),
  }),
);

export function registerDecryptCommands(runner: CommandRunner, services: PayloadServices): vscode.Disposable {
  return vscode.Disposable.from(
    runner.register(Commands.decryptSelection, async (argument?: unknown, caller: Caller = "person") => {
      const app = await appOf(services, argument);
      if (!isInFront(argument, caller)) await services.consents.decrypting(app);
      const { uri, range } = argument instanceof TreeNode ? {} : (parse(argument) ?? {});
      if (uri !== undefined) {
        const text = (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true))).getText();
        return open(services, text, range ? { selection: { start: range[0], end: range[1] } } : {}, app);
      }
      const editor = vscode.window.activeTextEditor;
      if (!editor) {
        throw new UserError("no-editor", "There is no text editor with something to decrypt.", {
          remedy: "Open the captured response and select it. Files over 50 MB are read by Decrypt File.",
        });
      }
      const { document, selection } = editor;
      const [start, end] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
      return open(services, document.getText(), selection.isEmpty ? { offset: start } : { selection: { start, end } }, app);
    }),
    runner.register(Commands.decryptClipboard, async (argument?: unknown, caller: Caller = "person") => {
      const app = await appOf(services, argument);
      if (caller !== "person") await services.consents.decrypting(app);
      const text = await readClipboard();
      if (!text.trim()) throw new UserError("clipboard-empty", "The clipboard holds no text.", { remedy: "Copy the captured response and try again." });
      return open(services, text, {}, app);
    }),
    runner.register(Commands.decryptFile, async (argument?: unknown, caller: Caller = "person") => {
      const { file } = argument instanceof TreeNode ? { file: undefined } : (parse(argument) ?? { file: undefined });
      const app = await appOf(services, argument);
      if (caller !== "person") await services.consents.decrypting(app);
      return open(services, await readText(file === undefined ? await askFile() : uriOf(file)), {}, app);
    }),
  );
}

/** What a person has before them, as where no argument says what is meant: the document of the active editor. */
function isInFront(argument: unknown, caller: Caller): boolean {
  if (caller !== "pointer") return caller === "person";
  const { uri, app } = parse(argument) ?? {};
  return app === undefined && (uri === undefined || uri === vscode.window.activeTextEditor?.document.uri.toString());
}

async function appOf({ picker }: PayloadServices, argument: unknown): Promise<JwtApp | undefined> {
  if (argument instanceof TreeNode) return picker.resolve(argument);
  const { app } = parse(argument) ?? {};
  return app === undefined ? undefined : picker.resolve({ app });
}

function parse(argument: unknown): v.InferOutput<typeof Argument> {
  const parsed = v.safeParse(Argument, argument);
  if (parsed.success) return parsed.output;
  throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", { args: [v.getDotPath(parsed.issues[0]) ?? ""] });
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
    throw new UserError("file-too-large", "The file “{0}” has {1} MB; at most {2} MB are read.", { args: [name, Math.ceil(size / 1e6), LIMITS.capture / 1e6] });
  }
  const bytes = await vscode.workspace.fs.readFile(file).then((content) => content, missing);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError("file-not-text", "The file “{0}” is not text in UTF-8, so no envelope was looked for in it.", { args: [name] });
  }
}

/** Decrypts what stands in `text` and shows it beside. */
async function open(services: PayloadServices, text: string, search: EnvelopeSearch, app: JwtApp | undefined): Promise<Decrypted> {
  const keys = await payloadKeys(services.store, app);
  const { results, failed } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t("Decrypting…") }, () =>
    decryptAll(text, search, keys, services.ports),
  );
  const [first] = results;
  if (first === undefined) throw new UserError("no-envelope", "No encrypted payload was found in this text.");
  const result = results.length === 1 ? await chooseApp(services, text, search, first) : first;
  const { report } = result;
  if (failed) {
    const reason = failed.error instanceof UserError ? localised(failed.error) : "";
    const message = t("{0} of {1} payloads could not be decrypted. {2}", failed.count, failed.count + results.length, reason);
    vscode.window.showWarningMessage(message).then(undefined, () => undefined);
  }
  const texts = results.length > 1 ? results.filter(({ kind }) => kind === "text") : [result];
  if (result.kind === "binary" && texts.length < 2 && results.length === 1) return { uri: await offerToSave(result.bytes), report };
  for (const binary of results.length > 1 ? results : []) if (binary.kind === "binary") offerToSave(binary.bytes).catch((error: unknown) => services.show(error));
  if (texts.length === 0) return { uri: undefined, report };
  const decrypted = { text: texts.length > 1 ? joined(texts) : texts[0]?.kind === "text" ? texts[0].text : "" };

  const { formatJson } = await import("../../onDemand");
  const uri = services.documents.hold(new TextEncoder().encode(formatJson(decrypted.text)), isJson(decrypted.text) ? "json" : "txt", report.app.appId);
  await show(uri);
  const what = texts.length > 1 ? t("Decrypted {0} payloads for {1}", texts.length, report.app.appName) : t("Decrypted for {0}: {1}", report.app.appName, algorithmsOf(report));
  showStatus(results.every((each) => each.report.authenticated) ? what : t("{0}, not authenticated", what));
  offerReport(services, report).catch((error: unknown) => services.show(error));
  return { uri: uri.toString(), report };
}

interface AllDecrypted {
  readonly results: readonly DecryptResult[];
  readonly failed?: { readonly count: number; readonly error: unknown };
}

/** Envelopes of one text that are tried; and how many may fail before the first that opens. */
const [MAX_ENVELOPES, MAX_FAILURES] = [500, 20];

/** Every envelope that opens, and how many don't; the first error where none does. */
async function decryptAll(text: string, search: EnvelopeSearch, keys: readonly PayloadKeys[], ports: PayloadPorts): Promise<AllDecrypted> {
  const { decrypt, findEnvelopesInSteps } = await import("../../onDemand");
  const envelopes = (await new TimeSlices().run(findEnvelopesInSteps(text, search))) ?? [];
  // Without an envelope, `decrypt` says why.
  if (envelopes.length === 0) return { results: [await decrypt(text, keys, ports)] };
  const results: DecryptResult[] = [];
  const errors: unknown[] = [];
  for (const envelope of envelopes.slice(0, MAX_ENVELOPES)) {
    try {
      results.push(await decrypt(envelope, keys, ports, text));
    } catch (error) {
      errors.push(error);
      if (results.length === 0 && errors.length >= MAX_FAILURES) break;
    }
  }
  if (results.length === 0) throw errors[0];
  return { results, ...(errors.length > 0 && { failed: { count: errors.length, error: errors[0] } }) };
}

/** Where several apps hold the key that fits, the request at the cursor or the user says which one is meant: the shape is kept for that one. */
async function chooseApp({ store, ports }: PayloadServices, text: string, search: EnvelopeSearch, result: DecryptResult): Promise<DecryptResult> {
  const { ambiguous, apps } = result.report;
  if (!ambiguous) return result;
  const known = await store.apps();
  const { appAtCursor } = await import("../../onDemand");
  const named = (await appAtCursor(known, search.selection?.start ?? search.offset))?.app;
  const chosen = apps.some(({ appId }) => appId === named?.id) ? named : await store.get(await pickHolder(known, apps));
  return (chosen && (await decryptAll(text, search, await payloadKeys(store, chosen), ports)).results[0]) ?? result;
}

/** The internal id of one of several apps that hold a key. */
async function pickHolder(known: readonly JwtApp[], apps: DecryptReport["apps"]): Promise<string> {
  const alike = alikeApps(known);
  const clientIdOf = (id: string): PlainText => asText(known.find((app) => app.id === id)?.clientId ?? "");
  const items = apps.map((app) => ({ label: asText(app.appName), ...(alike.has(app.appId) && { description: clientIdOf(app.appId) }), app }));
  const { app } = await pickOne(items, { title: t("Several apps hold this key"), placeHolder: t("Which app is the payload for?") });
  return app.appId;
}

/** Several payloads as one document: a JSON list where all of them are JSON, else one after the other. */
function joined(results: readonly DecryptResult[]): string {
  const texts = results.flatMap((result) => (result.kind === "text" ? [result.text] : []));
  return texts.every(isJson) ? `[${texts.join(",")}]` : texts.join("\n\n");
}

/** By its first character alone: enough to choose a language, and it never parses 50 MB for that. */
function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text.slice(0, 1_000));
}

async function show(uri: vscode.Uri): Promise<void> {
  // Not `showTextDocument`: extensions can't have a document of more than 50 MB, and the workbench can.
  await vscode.commands.executeCommand("vscode.open", uri, { viewColumn: vscode.ViewColumn.Beside, preview: false });
}

/** A binary payload is written only where the user says so. */
async function offerToSave(bytes: Uint8Array): Promise<string | undefined> {
  const save = t("Save As…");
  const answer = await vscode.window.showInformationMessage(t("The payload was decrypted. It is binary ({0} bytes), so no editor can show it.", bytes.length.toLocaleString()), save);
  if (answer !== save) return undefined;
  const file = await answered(vscode.window.showSaveDialog({ title: t("Save the Decrypted Payload") }));
  await vscode.workspace.fs.writeFile(file, bytes).then(undefined, () => {
    throw new UserError("payload-not-saved", "The decrypted payload could not be saved there.", { remedy: "Check that the disk has room and that you may write to that folder." });
  });
  return file.toString();
}
