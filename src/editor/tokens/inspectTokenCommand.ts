import * as v from "valibot";
import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import { webPorts } from "../../domain/ports";
import type { Check } from "../../domain/tokens/verify/verdict";
import { TreeNode } from "../appTree/treeNode";
import { readClipboard } from "../clipboard";
import type { Caller, CommandRunner } from "../commandRunner";
import type { Consents } from "../consents";
import { Commands } from "../contributions";
import type { DecryptedDocuments } from "../payloads/decryptedDocuments";
import { PlaceArgument, tokenAtPlace } from "../requests/tokenPlace";
import type { AppStore } from "../storage/appStore";
import { showReport } from "./showReport";
import { t } from "../words";

export interface InspectServices {
  readonly store: AppStore;
  readonly documents: DecryptedDocuments;
  readonly consents: Consents;
  readonly ports: PayloadPorts;
}

/** One check as the command returns it, in sentences of the user's language. */
export interface InspectedCheck extends Pick<Check, "id" | "outcome" | "reason"> {
  readonly message: string;
  readonly causes: readonly { readonly code: string; readonly message: string }[];
}

const Argument = v.union([v.object({ uri: v.string(), range: PlaceArgument.entries.range }), v.object({ token: v.optional(v.string()) })]);

/** `jwtApps.inspectToken`: what the platform's rules say about a token, as a read-only page and as a list. */
export function registerInspectToken(runner: CommandRunner, { store, documents, consents, ports }: InspectServices): vscode.Disposable {
  return runner.register(Commands.inspectToken, async (argument?: unknown, caller: Caller = "person"): Promise<InspectedCheck[]> => {
    const token = await tokenToRead(argument, caller, consents);
    const { verify, inspectTokenReport } = await import("../../onDemand");
    const verdict = await verify({
      token,
      apps: await store.apps(),
      secretsOf: (app) => store.secretsOf(app),
      clock: webPorts.clock,
      ports: { payloads: ports },
    });
    // Whoever called by code needn't wait for the preview.
    showReport(documents, inspectTokenReport(verdict, webPorts.clock()), { appId: verdict.app?.id, name: t("Token") }).catch((error: unknown) => runner.show(error));
    return verdict.checks.map(({ id, outcome, reason, message, causes }) => ({
      id,
      outcome,
      reason,
      message: t(message.template, ...message.args),
      causes: causes.map((cause) => ({ code: cause.code, message: t(cause.message.template, ...cause.message.args) })),
    }));
  });
}

/**
 * A token that is about to be read, trimmed. What is in an encrypted one is read with an app's key, and nobody but a
 * person in front of it sees that unasked.
 */
export async function tokenToRead(argument: unknown, caller: Caller, consents: Consents): Promise<string> {
  const token = (await tokenFrom(argument)).trim();
  const isInFront = caller === "person" || (caller === "pointer" && vscode.window.activeTextEditor?.document.getText().includes(token));
  if (!isInFront && token.split(".", 6).length === 5) await consents.decrypting();
  return token;
}

/** What was handed over; else the selection, the token at the cursor, or the clipboard. */
async function tokenFrom(argument: unknown): Promise<string> {
  if (argument !== undefined && !(argument instanceof TreeNode)) {
    const parsed = v.safeParse(Argument, argument);
    if (!parsed.success) throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", { args: ["token"] });
    if ("uri" in parsed.output) return (await tokenAtPlace(parsed.output))?.token ?? noToken();
    if (parsed.output.token !== undefined) return parsed.output.token;
  }
  const { tokenAt } = await import("../../onDemand");
  const editor = vscode.window.activeTextEditor;
  if (editor && !editor.selection.isEmpty) return editor.document.getText(editor.selection);
  const { document, selection } = editor ?? {};
  const atCursor = document && selection ? tokenAt(document.lineAt(selection.active).text, selection.active.character) : undefined;
  if (atCursor) return atCursor;
  const copied = await readClipboard();
  if (tokenAt(copied.trim(), 0)) return copied;
  throw new UserError("no-token", "There is no token at the cursor, and none in the clipboard.", { remedy: "Select a token or copy one, and try again." });
}

function noToken(): never {
  throw new UserError("no-token", "There is no token at this place.", { remedy: "Put the cursor on a token, and try again." });
}
