import * as vscode from "vscode";
import { placeInRequest } from "../../../domain/requests/read/placeInRequest";
import { endpointsOf } from "../../../domain/requests/findings/requiredParts";
import { routeOf } from "../../../domain/tokens/verify/route";
import { endpointWords } from "./endpointWords";
import { blockAtCursor, type HelpServices, linesOf, type Pointed } from "./requestAtCursor";

/** What the path at a position calls; undefined where that is no path, or none that the catalogue knows. */
export async function endpointHover(services: HelpServices, pointed: Pointed): Promise<vscode.Hover | undefined> {
  const block = await blockAtCursor(services, pointed);
  const request = block?.placed.block.request;
  if (!block?.sent || !request || !block.mayBeOurs) return undefined;
  const { placed, offset, sent, app } = block;
  const place = placeInRequest(placed.text, request, offset);
  if (place?.kind !== "path" || place.isWholeAddress || place.start === place.end) return undefined;
  const endpoints = endpointsOf(routeOf(sent));
  if (endpoints.length === 0) return undefined;
  return new vscode.Hover(
    endpoints.slice(0, MOST).map((endpoint) => endpointWords(endpoint, app)),
    new vscode.Range(...linesOf(placed, place.start, place.end)),
  );
}

/** Of those that nothing tells apart. */
const MOST = 3;
