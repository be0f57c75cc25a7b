import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError } from "../../../domain/errors";
import { blockOfLine, type PlacedBlock, positionIn } from "../../../domain/requests/read/blockIndex";
import { refreshRequest } from "../../../domain/tokens/refreshRequest";
import type { MintRequest } from "../../../domain/tokens/mint";
import { say, type Sentence } from "../../../domain/text/sentence";
import type { Caller } from "../../commands/caller";
import type { ArgumentOf, UsedToken } from "../../commands/commandTypes";
import type { Commands } from "../../workbench/contributions";
import { duration, showStatus } from "../../workbench/statusMessage";
import { DestinationGate, type GateRequest } from "../../requests/destination/destinationGate";
import type { DocumentIndex } from "../../documents/documentIndex";
import { requestAround, tiedAppAt } from "../../documents/requestAtLine";
import { notSent, sendRequest } from "../../requests/destination/sendRequest";
import type { MintedTokens } from "../mintedTokens";
import { insertMissingToken, type WritingServices } from "./insertMissingToken";
import { tokenFacts } from "./tokenFacts";
import { documentOf, type PlaceArgument, tokenAtPlace, type TokenPlace } from "./tokenPlace";
import { verdictOf, type Verifying } from "./verdictOf";
import { t } from "../../workbench/words";

type RefreshArgument = ArgumentOf<typeof Commands.refreshToken>;

export interface RefreshServices extends WritingServices, Verifying {
  readonly store: Verifying["store"];
  readonly minted: Pick<MintedTokens, "of">;
}

/** `jwtApps.refreshToken`: puts a fresh token with the same claims in place of the one in the range, or at the cursor. */
export async function refreshToken(
  services: RefreshServices,
  argument: RefreshArgument,
  caller: Caller,
): Promise<UsedToken> {
  const { uri, range, tail } = argument.place ?? cursorPlace();
  if (argument.insert)
    return insertMissingToken(services, { document: await documentOf(uri), line: range.start.line }, caller);
  const place = await tokenAtPlace({ uri, range, tail });
  if (!place)
    throw new UserError("no-token", "There is no token at this place.", {
      remedy: "Put the cursor on a token, and try again.",
    });
  const { document } = place;
  const index = await services.openDocuments.index(document);
  if (requestAround(index, place.range.start.line, place.token)?.gateway) throw throughGateway();
  const renewal = await renewalOf(services, index, place);
  const gate = new DestinationGate(services.gateMemory);
  // Whatever code asks for is asked about, and where it goes besides.
  if (caller === "code") await services.consents.tokens(renewal.app);
  if (!renewal.isOurs && !vscode.workspace.isTrusted) throw notOurs();
  const wanted = gateRequests(index, {
    argument,
    place,
    app: renewal.app,
    reasons: caller === "code" ? [] : reasonsToAsk(place, renewal),
  });
  let state: string | undefined;
  for (const each of wanted) state = await gate.pass(each);
  const minted = await services.tokens.mintFor(renewal.app, renewal.request, "person");
  // The document, and what was decided on, may have changed meanwhile: tokens that change places change no state.
  const isAsDecided = state === undefined || state === (await gate.stateOf(document));
  const now = state === undefined || document.version === place.version ? whereIs(place) : undefined;
  const edit = new vscode.WorkspaceEdit();
  if (now) edit.replace(document.uri, now, minted.token);
  if (!now || !isAsDecided || !(await vscode.workspace.applyEdit(edit))) {
    throw new UserError(
      "token-not-replaced",
      "The token could not be replaced: the file is read-only, or it was changed meanwhile.",
    );
  }
  const lifetime = duration(minted.lifetimeSeconds);
  showStatus(t("Refreshed a token for {0}, valid for {1}", minted.jwtApp.name, lifetime));
  if (argument.send) {
    const blocks = (await services.openDocuments.index(document))?.blocks ?? [];
    const { version } = document;
    if (state !== (await gate.stateOf(document)) || !isAt(document, now.start, minted.token)) throw notSent();
    await sendRequest({ document, version }, blocks, argument.sendLine ?? now.start.line);
  }
  return { app: minted.jwtApp.name, expiresAt: minted.expiresAt };
}

function throughGateway(): UserError {
  return new UserError(
    "token-through-gateway",
    "This request goes through the gateway, which leaves its token out and sends one of its own.",
    { remedy: "Remove the header, or send the request to the app's host: “Use a Token”." },
  );
}

/** Whether the token begins there, which another one may by now. */
function isAt(document: vscode.TextDocument, { line, character }: vscode.Position, token: string): boolean {
  return document.lineAt(line).text.startsWith(token, character);
}

export function notOurs(): UserError {
  return new UserError(
    "restricted-mode",
    "In Restricted Mode no token is put in the place of one that isn't known to be yours.",
    {
      remedy: "Trust this workspace, or copy a token and paste it yourself.",
    },
  );
}

interface Renewing {
  readonly argument: RefreshArgument;
  readonly place: TokenPlace;
  readonly app: JwtApp;
  readonly reasons: readonly Sentence[];
}

/** What wants a look before there is a token: where it is sent, and what it is written into. */
function gateRequests(index: DocumentIndex | undefined, { argument, place, app, reasons }: Renewing): GateRequest[] {
  const { document, version, range, token } = place;
  const common = { document, version, app, reasons, token };
  if (index?.kind !== "request") {
    // Clients send what stands in Markdown, too; other files send nothing by themselves.
    const all =
      document.languageId === "markdown"
        ? [...reasons, say("clients send requests from Markdown too, and where they go isn't read here")]
        : reasons;
    return all.length > 0 ? [{ ...common, reasons: all, use: "write", lines: [] }] : [];
  }
  const own = requestsTaking(index, document, [range.start.line]);
  const sent = argument.send
    ? requestLine(blockOfLine(index.blocks, argument.sendLine ?? range.start.line))
    : undefined;
  const lines = own && sent !== undefined ? [...new Set([...own, sent])] : own;
  return [{ ...common, use: sent === undefined ? "write" : "send", lines }];
}

/** The lines of the requests that take what stands in some lines; undefined where any of the file may. */
export function requestsTaking(
  index: DocumentIndex,
  document: vscode.TextDocument,
  lines: readonly number[],
): readonly number[] | undefined {
  // What a named request sent may be taken by all others.
  if (TAKES_FROM_REQUESTS.test(document.getText())) return undefined;
  // Many lines can be of one request.
  const known = new Map<PlacedBlock | undefined, number | undefined>();
  const taking = new Set<number>();
  for (const line of lines) {
    const placed = blockOfLine(index.blocks, line);
    const own = known.has(placed) ? known.get(placed) : requestLine(placed);
    known.set(placed, own);
    // Above its request, and in a variable, it may be taken by any request of the file.
    if (own === undefined || line < own || /^\s*@/.test(document.lineAt(line).text)) return undefined;
    taking.add(own);
  }
  return [...taking];
}

/** REST Client's variables of what another request sent: `{{login.request.headers.auth}}`. */
export const TAKES_FROM_REQUESTS = /\{\{\s{0,100}%?[\w-]{1,200}\.request\b/i;

/** The line of a block's request. */
function requestLine(placed: PlacedBlock | undefined): number | undefined {
  return placed?.block.request && positionIn(placed, placed.block.request.start).line;
}

/** What a call without arguments does unasked: it renews what is ours, in the editor that a person is in. */
function reasonsToAsk({ document, isAnother }: TokenPlace, { isOurs }: Renewal): Sentence[] {
  return [
    ...(vscode.window.activeTextEditor?.document === document
      ? []
      : [say("the file is not in the editor that you are in")]),
    ...(isAnother ? [say("another token stands there now")] : []),
    ...(isOurs ? [] : [say("whether the token that it replaces was made for you can't be told")]),
  ];
}

function cursorPlace(): PlaceArgument {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new UserError("no-editor", "There is no text editor with a token.", {
      remedy: "Open a file, put the cursor on a token, and try again.",
    });
  const { start, end } = editor.selection;
  return { uri: editor.document.uri.toString(), range: { start, end } };
}

/** What to mint in a token's place. */
interface Renewal {
  readonly app: JwtApp;
  readonly request: MintRequest;
  /** It is known that the token is one of ours: it was made in this session, or its signature is the app's. */
  readonly isOurs: boolean;
}

async function renewalOf(
  services: RefreshServices,
  index: DocumentIndex | undefined,
  { token, range }: TokenPlace,
): Promise<Renewal> {
  const apps = await services.store.apps();
  const tied = tiedAppAt(index, range.start.line, apps);
  const verdict = await verdictOf(services, { token, apps, tied });
  const facts = tokenFacts(services.minted, token, apps, tied);
  const made = services.minted.of(token);
  const named = verdict.app && verdict.claims ? verdict.app : facts.app;
  // Of apps with one client ID the line says which is wanted, whosever the old token is.
  const app = named && tied?.clientId === named.clientId ? tied : named;
  if (!app) {
    throw new UserError("token-of-no-app", "Of which app this token is can't be told, so it can't be refreshed.", {
      remedy: "Write a line “# jwt-app: name” above the request, or insert a token of the right app in its place.",
    });
  }
  const request =
    made && made.appId === app.id ? made.request : verdict.claims ? refreshRequest(verdict.claims, app) : {};
  return {
    app,
    request,
    isOurs: made !== undefined || verdict.checks.some(({ id, outcome }) => id === "signature" && outcome === "passed"),
  };
}

/** Where the token stands now: at its place, or, if the text was moved, at the only other one. */
function whereIs({ document, source, range }: TokenPlace): vscode.Range | undefined {
  if (document.getText(range) === source) return range;
  const text = document.getText();
  const first = text.indexOf(source);
  if (first < 0 || text.indexOf(source, first + 1) >= 0) return undefined;
  return new vscode.Range(document.positionAt(first), document.positionAt(first + source.length));
}
