import * as v from "valibot";
import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import { blockOfLine } from "../../domain/requests/blockIndex";
import { ambiguousVariables } from "../../domain/requests/requestFile";
import { refreshRequest } from "../../domain/requests/refreshRequest";
import { tokenInRange } from "../../domain/requests/replaceToken";
import type { Caller } from "../commandRunner";
import { confirmed } from "../prompts";
import { duration, showStatus } from "../statusMessage";
import type { Minted } from "../tokens/tokenService";
import type { DocumentIndex, DocumentIndexes } from "./documentIndex";
import { sendRequest } from "./sendRequest";
import { requestAt, tiedAppOf, tokenFacts, verdictOf } from "./tokenFacts";
import type { TextServices } from "./tokensInText";

const Position = v.object({ line: v.pipe(v.number(), v.integer(), v.minValue(0)), character: v.pipe(v.number(), v.integer(), v.minValue(0)) });
const Argument = v.object({
  uri: v.custom<vscode.Uri | string>((uri) => typeof uri === "string" || uri instanceof vscode.Uri),
  /** A `vscode.Range` as it is, or as JSON. */
  range: v.union([v.object({ start: Position, end: Position }), v.pipe(v.tuple([Position, Position]), v.transform(([start, end]) => ({ start, end })))]),
  send: v.optional(v.boolean()),
  /** A line of the request to send, where the token stands elsewhere. */
  sendLine: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

export interface Refreshed {
  readonly app: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** `jwtApps.refreshToken`: puts a fresh token with the same claims in place of the one in the range, or at the cursor. */
export async function refreshToken(services: TextServices, indexes: DocumentIndexes, argument: unknown, caller: Caller): Promise<Refreshed> {
  const { uri, range, send, sendLine } = targetOf(argument);
  const document = await documentOf(uri);
  const place = placeOf(document, range);
  if (!place) throw new UserError("no-token", "There is no token at this place.", { remedy: "Put the cursor on a token, and try again." });
  if (send) await confirmHost(services, await indexes.of(document), sendLine ?? place.range.start.line, place.token);
  const minted = await mintAgain(services, indexes, document, place, caller);
  // The document may have changed while the token was made.
  const now = whereIs(document, place);
  const edit = new vscode.WorkspaceEdit();
  if (now) edit.replace(document.uri, now, minted.token);
  if (!now || !(await vscode.workspace.applyEdit(edit))) {
    throw new UserError("token-not-replaced", "The token could not be replaced: the file is read-only, or it was changed meanwhile.");
  }
  const lifetime = duration(minted.lifetimeSeconds);
  showStatus(vscode.l10n.t("Refreshed a token for {0}, valid for {1}", minted.jwtApp.name, lifetime));
  if (send) {
    const block = blockOfLine((await indexes.of(document))?.blocks ?? [], sendLine ?? now.start.line);
    if (block) await sendRequest(document, block);
  }
  return { app: minted.jwtApp.name, expiresAt: minted.expiresAt };
}

/** A file can name any host, and sending takes the fresh token there: one that isn't the platform's or the app's is asked about, before there is a token. */
async function confirmHost(services: TextServices, index: DocumentIndex | undefined, line: number, token: string): Promise<void> {
  const sent = requestAt(index, line);
  const apps = await services.store.apps();
  const { app } = tokenFacts(services, token, apps, tiedAppOf(index, line, apps));
  const isLoopback = /^(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/.test(sent?.authority ?? "");
  // Of a variable that is defined twice, clients take different ones.
  const url = index && blockOfLine(index.blocks, line)?.block.request?.url.text;
  const isAmbiguous = url === undefined || ambiguousVariables(index?.blocks.map(({ block }) => block) ?? [], url).size > 0;
  if (sent && !isAmbiguous && (sent.host === "platform" || isLoopback || (app?.host !== undefined && sent.authority === app.host.toLowerCase()))) return;
  const { t } = vscode.l10n;
  const host = sent?.authority && !isAmbiguous && !sent.authority.includes("{{") ? sent.authority : undefined;
  await confirmed(
    host ? t("Send a fresh token to “{0}”?", host) : t("Send a fresh token to a host that this file doesn't name, or names in two ways?"),
    t("This is neither a known host of the platform nor the host of the app. Whoever gets the token can call the platform with it until it expires."),
    t("Send"),
  );
}

interface Place {
  readonly token: string;
  readonly range: vscode.Range;
}

type Target = v.InferOutput<typeof Argument>;

function targetOf(argument: unknown): Target {
  if (argument !== undefined) {
    const parsed = v.safeParse(Argument, argument);
    if (parsed.success) return parsed.output;
    throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", { args: [v.getDotPath(parsed.issues[0]) ?? ""] });
  }
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new UserError("no-editor", "There is no text editor with a token.", { remedy: "Open a file, put the cursor on a token, and try again." });
  const { start, end } = editor.selection;
  return { uri: editor.document.uri, range: { start, end } };
}

async function documentOf(uri: Target["uri"]): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(typeof uri === "string" ? vscode.Uri.parse(uri, true) : uri);
  } catch {
    throw new UserError("no-document", "The file with the token can't be opened.");
  }
}

function placeOf(document: vscode.TextDocument, { start, end }: Target["range"]): Place | undefined {
  if (start.line >= document.lineCount) return undefined;
  const { text } = document.lineAt(start.line);
  const token = tokenInRange(text, { start: start.character, end: end.line === start.line ? end.character : text.length });
  return token && { token: token.text, range: new vscode.Range(start.line, token.start, start.line, token.end) };
}

async function mintAgain(services: TextServices, indexes: DocumentIndexes, document: vscode.TextDocument, { token, range }: Place, caller: Caller): Promise<Minted> {
  const apps = await services.store.apps();
  const tied = tiedAppOf(await indexes.of(document), range.start.line, apps);
  const verdict = await verdictOf(services, { token, apps, tied });
  const facts = tokenFacts(services, token, apps, tied);
  const made = services.minted.of(token);
  const named = verdict.app && verdict.claims ? verdict.app : facts.app;
  // Of apps with one client ID the line says which is wanted, whosever the old token is.
  const app = named && tied?.clientId === named.clientId ? tied : named;
  if (!app) {
    throw new UserError("token-of-no-app", "Of which app this token is can't be told, so it can't be refreshed.", {
      remedy: "Write a line “# jwt-app: name” above the request, or insert a token of the right app in its place.",
    });
  }
  const request = made && made.appId === app.id ? made.request : verdict.claims ? refreshRequest(verdict.claims, app) : {};
  // Whoever writes a file could have made up a token that names an app. Only what is known to be ours is refreshed unasked.
  // Without readable claims it is a token like any that this command makes for the app, where the file's author is trusted.
  const isOurs = made !== undefined || (!verdict.claims && vscode.workspace.isTrusted) || verdict.checks.some(({ id, outcome }) => id === "signature" && outcome === "passed");
  return services.tokens.mintFor(app, request, isOurs ? caller : "code");
}

/** Where the token stands now: at its place, or, if the text was moved, at the only other one. */
function whereIs(document: vscode.TextDocument, { token, range }: Place): vscode.Range | undefined {
  if (document.getText(range) === token) return range;
  const text = document.getText();
  const first = text.indexOf(token);
  if (first < 0 || text.indexOf(token, first + 1) >= 0) return undefined;
  return new vscode.Range(document.positionAt(first), document.positionAt(first + token.length));
}
