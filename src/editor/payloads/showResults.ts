import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import type { Failed } from "../../domain/payloads/decrypt/decrypt";
import type { DecryptResult } from "../../domain/payloads/open/decryptResult";
import { formatJson } from "../../domain/payloads/open/formatJson";
import { algorithmsOf } from "../../domain/payloads/open/reportInWords";
import { sourceLabel } from "../../domain/payloads/open/sourceLabel";
import { type Position, positionsIn } from "../../domain/text/positionsIn";
import { joined, type PlainText } from "../../domain/text/asText";
import { pickOne } from "../prompts/pick";
import { answered } from "../prompts/prompts";
import { showStatus } from "../workbench/statusMessage";
import type { Decrypted } from "../commands/commandTypes";
import type { PayloadServices } from "./payloadServices";
import type { ResultOrigin, ShapeOffer } from "../results/decryptedDocuments";
import { isOffered, offerReport } from "./keepShape";
import { groupOf, responseGroup, resultColumn } from "../results/resultGroup";
import { localised, t } from "../workbench/words";

/** Where a text came from that payloads are decrypted of. */
export type PayloadSource =
  | { readonly kind: "clipboard" }
  /** Of REST Client. */
  | { readonly kind: "response" }
  /** `file`: read without an editor. */
  | { readonly kind: "document" | "file"; readonly uri: vscode.Uri };

export interface DecryptedText {
  readonly text: string;
  readonly source: PayloadSource;
  /** In the order of the text; at least one. */
  readonly results: readonly [DecryptResult, ...DecryptResult[]];
  readonly failures: readonly Failed[];
}

/** Opens what was decrypted as one document of its own, and says what wasn't, and where that stands. */
export async function showResults(
  services: PayloadServices,
  { text, source, results, failures }: DecryptedText,
): Promise<Decrypted> {
  const [first] = results;
  const { report } = first;
  const warn = (): void => (failures.length > 0 ? warnOf(services, text, source, failures, results.length) : undefined);
  if (first.kind === "binary" && results.length === 1) {
    warn();
    return { uri: await offerToSave(first.bytes), report };
  }
  for (const result of results) if (result.kind === "binary") services.runner.offer(() => offerToSave(result.bytes));
  const texts = results.flatMap((result) => (result.kind === "text" ? [result] : []));
  if (texts.length === 0) {
    warn();
    return { uri: undefined, report };
  }

  const places = positionsIn(
    text,
    texts.map((result) => result.report.start),
  );
  const whole = together(texts.map((result) => result.text));
  const offer: ShapeOffer = { report, of: texts.length > 1 ? "first" : "only" };
  const isNew = await isOffered(services.store, report);
  const uri = services.documents.holdResult({
    bytes: new TextEncoder().encode(whole.text),
    extension: whole.isJson ? "json" : "txt",
    appIds: [...new Set(texts.map((result) => result.report.app.appId))],
    name: nameOf(source, places),
    source: keyOf(source, places),
    notes: {
      ...(isNew && report.profile ? { offer } : {}),
      origins:
        texts.length > 1 ? whole.lines.map((line, index) => originOf(line, source, places[index], texts[index])) : [],
    },
  });
  // Not `showTextDocument`: extensions can't have a document of more than 50 MB, and the workbench can.
  const viewColumn =
    (source.kind === "response" ? responseGroup()?.viewColumn : undefined) ??
    resultColumn(uri, source.kind === "document" ? source.uri : undefined);
  await vscode.commands.executeCommand("vscode.open", uri, { viewColumn, preview: false });
  warn();
  const what =
    texts.length > 1
      ? t("Decrypted {0} payloads for {1}", texts.length, report.app.appName)
      : t("Decrypted for {0}: {1}", report.app.appName, algorithmsOf(report));
  showStatus(results.every((each) => each.report.authenticated) ? what : t("{0}, not authenticated", what));
  // One message at a time: where some failed, the offer stays in the lens above the result.
  if (isNew && failures.length === 0) services.runner.offer(() => offerReport(services, offer));
  return { uri: uri.toString(), report };
}

/** Several payloads as one text: a JSON list where all of them are JSON, else one after the other. */
function together(texts: readonly string[]): {
  readonly text: string;
  readonly isJson: boolean;
  readonly lines: readonly number[];
} {
  const [only = ""] = texts;
  if (texts.length === 1) return { text: formatJson(only), isJson: looksLikeJson(only), lines: [0] };
  const isJson = texts.every(looksLikeJson);
  const raw = isJson ? `[${texts.join(",")}]` : texts.join("\n\n");
  const text = formatJson(raw);
  const isLaidOut = isJson && text !== raw;
  let line = isLaidOut ? 1 : 0;
  const lines = texts.map((each) => {
    const begins = line;
    line += isLaidOut ? lineCount(formatJson(each)) : lineCount(each) - (isJson ? 1 : -1);
    return begins;
  });
  return { text, isJson, lines };
}

function lineCount(text: string): number {
  return text.split(/\r\n|\r|\n/).length;
}

/** By its first character alone: enough to choose a language, and it never parses 50 MB for that. */
function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text.slice(0, 1_000));
}

/** “requests.http:38 · decrypted”, “clipboard · decrypted”. */
function nameOf(source: PayloadSource, places: readonly Position[]): PlainText {
  const label = labelOf(source, places);
  return places.length > 1 && source.kind !== "document"
    ? t("{0} · {1} decrypted", label, places.length)
    : t("{0} · decrypted", label);
}

function labelOf(source: PayloadSource, places: readonly Position[]): PlainText {
  if (source.kind === "clipboard") return t("clipboard");
  if (source.kind === "response") return t("response");
  return sourceLabel(source.uri.path, source.kind === "file" ? [] : lineNumbers(places));
}

function lineNumbers(places: readonly Position[]): number[] {
  return [...new Set(places.map(({ line }) => line + 1))];
}

function keyOf(source: PayloadSource, places: readonly Position[]): string {
  return !("uri" in source) ? source.kind : `${source.uri.toString()} ${lineNumbers(places).join()}`;
}

function originOf(
  line: number,
  source: PayloadSource,
  place: Position | undefined,
  result: DecryptResult | undefined,
): ResultOrigin {
  const { start = 0, end = 0 } = result?.report ?? {};
  const where = place ?? { line: 0, character: 0 };
  if (source.kind === "clipboard") return { line, label: t("the clipboard, characters {0} to {1}", start + 1, end) };
  if (source.kind === "response") return { line, label: t("the response, characters {0} to {1}", start + 1, end) };
  return {
    line,
    label: sourceLabel(source.uri.path, [where.line + 1]),
    uri: source.uri,
    range: new vscode.Range(where.line, where.character, where.line, where.character),
  };
}

/** Says which payloads can't be opened, and why; a button leads there. */
function warnOf(
  services: PayloadServices,
  text: string,
  source: PayloadSource,
  failures: readonly Failed[],
  opened: number,
): void {
  const places = placesOf(text, failures);
  const message = joined(
    [t("{0} of {1} payloads could not be decrypted.", failures.length, failures.length + opened), ...inWords(places)],
    " ",
  );
  if (!("uri" in source)) {
    vscode.window.showWarningMessage(message).then(undefined, () => undefined);
    return;
  }
  const go = places.length === 1 ? t("Go There") : t("Show Which…");
  services.runner.offer(async () => {
    if ((await vscode.window.showWarningMessage(message, go)) !== go) return;
    const [only] = places;
    const items = places.map((place) => ({ label: place.where, detail: place.reason, place }));
    const chosen =
      places.length === 1
        ? only
        : (
            await pickOne(items, {
              title: t("Payloads that could not be decrypted"),
              placeHolder: t("Which one do you want to see?"),
            })
          ).place;
    if (chosen) await goTo(source.uri, chosen);
  });
}

interface FailedPlace extends Position {
  /** “Line 12”. */
  readonly where: PlainText;
  readonly reason: PlainText;
}

function placesOf(text: string, failures: readonly Failed[]): FailedPlace[] {
  const positions = positionsIn(
    text,
    failures.map(({ envelope }) => envelope.start),
  );
  const isUnique = new Set(positions.map(({ line }) => line)).size === positions.length;
  return failures.map(({ error }, index) => {
    const { line, character } = positions[index] ?? { line: 0, character: 0 };
    const where = isUnique ? t("Line {0}", line + 1) : t("Line {0}, column {1}", line + 1, character + 1);
    return {
      line,
      character,
      where,
      reason: error instanceof UserError ? localised(error) : t("JWT Apps met an error of its own."),
    };
  });
}

/** A few of them: a message is no list. */
function inWords(places: readonly FailedPlace[]): PlainText[] {
  const shown = places.slice(0, MAX_TOLD).map(({ where, reason }) => t("{0}: {1}", where, reason));
  return places.length > MAX_TOLD ? [...shown, t("And {0} more.", places.length - MAX_TOLD)] : shown;
}

const MAX_TOLD = 3;

/** The error where several payloads were tried and none opened. */
export function noneOpened(text: string, failures: readonly Failed[]): UserError {
  return new UserError("no-payload-opened", "None of the {0} payloads that were tried could be decrypted. {1}", {
    args: [failures.length, joined(inWords(placesOf(text, failures)), " ")],
  });
}

/** Shows a place of the source in the group where it is open. */
async function goTo(uri: vscode.Uri, { line, character }: Position): Promise<void> {
  const group = groupOf(uri);
  const selection = new vscode.Range(line, character, line, character);
  await vscode.commands.executeCommand("vscode.open", uri, {
    selection,
    ...(group ? { viewColumn: group.viewColumn } : {}),
  });
}

/** A binary payload is written only where the user says so. */
async function offerToSave(bytes: Uint8Array): Promise<string | undefined> {
  const save = t("Save As…");
  const answer = await vscode.window.showInformationMessage(
    t("The payload was decrypted. It is binary ({0} bytes), so no editor can show it.", bytes.length.toLocaleString()),
    save,
  );
  if (answer !== save) return undefined;
  const file = await answered(vscode.window.showSaveDialog({ title: t("Save the Decrypted Payload") }));
  await vscode.workspace.fs.writeFile(file, bytes).then(undefined, () => {
    throw new UserError("payload-not-saved", "The decrypted payload could not be saved there.", {
      remedy: "Check that the disk has room and that you may write to that folder.",
    });
  });
  return file.toString();
}
