import type * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { appOfRequest, likelyApp } from "../../../domain/requests/read/appOfRequest";
import { blockOfLine, type PlacedBlock, positionIn } from "../../../domain/requests/read/blockIndex";
import { gatewayTarget } from "../../../domain/requests/destination/gatewayAddress";
import { fillWith, type VariableValues } from "../../../domain/requests/read/fileVariables";
import { requestOfBlock, type SentRequest } from "../../../domain/requests/read/requestOfBlock";
import type { OpenDocuments } from "../../documents/openDocuments";
import type { AppStore } from "../../storage/appStore";

export interface HelpServices {
  readonly store: Pick<AppStore, "apps">;
  readonly openDocuments: OpenDocuments;
}

/** Where the cursor or the pointer is. */
export interface Pointed {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly cancellation: vscode.CancellationToken;
  /** Whether the answer may be made with the apps that are here (seenByPerson); else it is the catalogue's alone. */
  readonly tellsApps: boolean;
}

/** The block of a request file around a position. */
export interface BlockAtCursor {
  readonly placed: PlacedBlock;
  /** Of the position, in the block's text. */
  readonly offset: number;
  readonly sent: SentRequest | undefined;
  readonly variables: VariableValues;
  /** What the request is for, as far as the file tells. */
  readonly app: JwtApp | undefined;
  readonly apps: readonly JwtApp[];
  /** It may go to the platform: to a host of it or of an app, where only the client knows, or for an app that is named. */
  readonly mayBeOurs: boolean;
  /** The same is known, or the file names an app, or has its host where generated files have it. */
  readonly isOurs: boolean;
}

/** Undefined where it is none, or nobody waits for it any more. */
export async function blockAtCursor(
  { store, openDocuments }: HelpServices,
  { document, position, cancellation, tellsApps }: Pointed,
): Promise<BlockAtCursor | undefined> {
  const { version } = document;
  const isStale = (): boolean => cancellation.isCancellationRequested || document.version !== version;
  const index = await openDocuments.index(document, isStale);
  const apps = tellsApps ? await store.apps() : [];
  if (!index || index.kind !== "request" || isStale()) return undefined;
  const placed = blockOfLine(index.blocks, position.line);
  if (!placed) return undefined;
  const variables = index.variablesAt(placed.block);
  const { request } = placed.block;
  const sent = request && requestOfBlock(placed.text, request, variables);
  const tiedName = index.tiedNames.get(placed.block);
  const app = likelyApp({ tiedName, sent }, apps);
  const isNamed = appOfRequest({ tiedName, sent }, apps)?.app !== undefined;
  const isKnownHost =
    sent?.host === "platform" || apps.some(({ host }) => host !== undefined && host.toLowerCase() === sent?.authority);
  const isFiles = index.tiedNames.size > 0 || /^(?:https?:\/\/)?\{\{[ \t]*host[ \t]*\}\}$/.test(sent?.authority ?? "");
  return {
    placed,
    offset: offsetIn(placed, position),
    sent,
    variables,
    app,
    apps,
    mayBeOurs: sent?.host !== "foreign" || isKnownHost || isNamed,
    isOurs: isKnownHost || isNamed || (isFiles && sent?.host !== "foreign"),
  };
}

/** Whether a part of an address is the gateway's, without an app's name behind it. */
export function startsGateway({ variables }: Pick<BlockAtCursor, "variables">): (base: string) => boolean {
  return (base) => base.startsWith("{{") && gatewayTarget(`${fillWith(base, variables)}/x`)?.slug === "x";
}

function offsetIn({ text, line }: PlacedBlock, position: vscode.Position): number {
  let start = 0;
  for (let left = position.line - line; left > 0; left--) start = text.indexOf("\n", start) + 1;
  return start + position.character;
}

/** Where a range of the block's text is in its document. */
export function linesOf(placed: PlacedBlock, start: number, end: number): readonly [number, number, number, number] {
  const [from, to] = [positionIn(placed, start), positionIn(placed, end)];
  return [from.line, from.character, to.line, to.character];
}
