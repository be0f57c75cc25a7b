import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import { joined, type PlainText } from "../../domain/text/asText";
import { later } from "../../domain/longTimer";
import type { Caller } from "../commands/caller";
import type { Decrypted } from "../commands/commandTypes";
import { Cancelled } from "../prompts/prompts";
import { responseGroup } from "../results/resultGroup";
import { readClipboard } from "../workbench/clipboard";
import { t, whatIsWrong } from "../workbench/words";
import { decryptAndShow } from "./decryptAndShow";
import { noPayloadKeys } from "./payloadKeyring";
import type { PayloadServices } from "./payloadServices";

/**
 * `jwtApps.decryptResponse`: what REST Client shows, in a webview of its own that nobody else can read, so that its own
 * command copies it.
 */
export async function decryptResponse(services: PayloadServices, caller: Caller): Promise<Decrypted> {
  const { store, consents, clipboard, memory } = services;
  if (!responseGroup()) throw (await isInstalled()) ? noResponse() : noRestClient();
  const apps = (await store.apps()).filter(({ payloadKey }) => payloadKey);
  if (apps.length === 0) throw noPayloadKeys();
  // The button in the title passes what it is of, as anybody can.
  const news = memory.get(SAID) === true ? [] : [byTheClipboard()];
  const isSaid = caller !== "person" && (await consents.decryptingResponse(apps, news));
  const body = await clipboard.borrow(copyBody);
  if (news.length > 0) sayOnce(services, isSaid);
  if (body.trim() === "") throw nothingCopied();
  return decryptBody(services, body);
}

/** Part of a payload may have come in headers, which REST Client copies by hand alone: they are asked for only then. */
async function decryptBody(services: PayloadServices, body: string): Promise<Decrypted> {
  try {
    return await decryptAndShow(services, { text: body, source: { kind: "response" }, search: {} }, undefined);
  } catch (error) {
    if (!(error instanceof UserError && MAY_BE_IN_HEADERS.has(error.code))) throw error;
    services.runner.offer(async () => {
      const taken = t("Take Its Headers from the Clipboard");
      const how = t("If a part came in headers of the response, select and copy them there, and press the button.");
      if ((await vscode.window.showWarningMessage(joined([whatIsWrong(error), how], " "), taken)) !== taken) return;
      const text = messageOf(await readClipboard(), body);
      await decryptAndShow(services, { text, source: { kind: "response" }, search: {} }, undefined);
    });
    throw new Cancelled();
  }
}

/** What is said where a part isn't in the text that was looked through. */
const MAY_BE_IN_HEADERS: ReadonlySet<string> = new Set([
  "no-envelope",
  "wrapped-key-missing",
  "iv-missing",
  "tag-missing",
  "ciphertext-missing",
  "oaep-label-unknown",
  "payload-damaged",
]);

/** Headers and body as one HTTP message; of what was copied with a body, the headers alone. */
function messageOf(copied: string, body: string): string {
  const head = copied.trim().split(/\r?\n[ \t]*\r?\n/, 1)[0] ?? "";
  return `${/^HTTP\/\d/.test(head) ? "" : "HTTP/1.1 200 OK\n"}${head}\n\n${body}`;
}

async function copyBody(): Promise<void> {
  let callOff = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    callOff = later(COPIES_WITHIN_SECONDS * 1_000, () => reject(tooLate()));
  });
  try {
    // What another extension's command fails with may quote the response.
    await Promise.race([
      vscode.commands.executeCommand(COPY_BODY).then(undefined, () => Promise.reject(failed())),
      late,
    ]);
  } finally {
    callOff();
  }
}

const COPY_BODY = "rest-client.copy-response-body";
const COPIES_WITHIN_SECONDS = 10;

/** In this window; it may run on another machine than we do. */
async function isInstalled(): Promise<boolean> {
  return (
    vscode.extensions.getExtension("humao.rest-client") !== undefined ||
    (await vscode.commands.getCommands(true)).includes(COPY_BODY)
  );
}

/** Once ever: after that it is no news. */
function sayOnce({ memory, runner }: PayloadServices, isSaid: boolean): void {
  runner.offer(async () => {
    await memory.update(SAID, true);
    if (!isSaid) await vscode.window.showInformationMessage(byTheClipboard());
  });
}

const SAID = "saidThatResponsesGoByTheClipboard";

function byTheClipboard(): PlainText {
  return t(
    "REST Client's response is taken by way of the clipboard. A text that was in it is put back; pictures and files can't be.",
  );
}

function noResponse(): UserError {
  return new UserError("no-response", "No response of REST Client is in front.", {
    remedy: "Send the request, click into the response, and run Decrypt Response again.",
  });
}

function noRestClient(): UserError {
  return new UserError(
    "no-rest-client",
    "REST Client is not installed here, so there is no response of it to decrypt.",
    {
      remedy: "Run Decrypt Selection where the response stands in an editor, or copy it and run Decrypt Clipboard.",
    },
  );
}

function nothingCopied(): UserError {
  return new UserError("no-response-body", "REST Client copied no response body.", {
    remedy: "Click into its response and try again. If that has no body, there is nothing to decrypt.",
  });
}

function failed(): UserError {
  return new UserError("response-not-copied", "REST Client could not copy its response.", {
    remedy: "Select the response there, copy it, and run Decrypt Clipboard.",
  });
}

function tooLate(): UserError {
  return new UserError("response-not-copied", "REST Client did not copy its response within {0} seconds.", {
    args: [COPIES_WITHIN_SECONDS],
    remedy: "Select the response there, copy it, and run Decrypt Clipboard.",
  });
}
