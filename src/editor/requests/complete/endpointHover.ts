import * as vscode from "vscode";
import { placeInRequest } from "../../../domain/requests/read/placeInRequest";
import { endpointsOf } from "../../../domain/requests/findings/requiredParts";
import { type Route, routeOf } from "../../../domain/tokens/verify/route";
import { endpointLink, endpointMarkdown } from "./endpointMarkdown";
import type { CommandRunner } from "../../commands/commandRunner";
import {
  type BlockAtCursor,
  blockAtCursor,
  type HelpServices,
  linesOf,
  type Pointed,
  startsGateway,
} from "./requestAtCursor";

export interface HoverServices extends HelpServices {
  readonly runner: Pick<CommandRunner, "pointer">;
}

/** What the path at a position calls; undefined where that is no path, or none that the catalogue knows. */
export async function endpointHover(services: HoverServices, pointed: Pointed): Promise<vscode.Hover | undefined> {
  const block = await blockAtCursor(services, pointed);
  const request = block?.placed.block.request;
  if (!block?.sent || !request || !block.mayBeOurs) return undefined;
  const { placed, offset, sent } = block;
  const place = placeInRequest(placed.text, request, offset, startsGateway(block));
  if (place?.kind !== "path" || place.isWholeAddress || place.start === place.end) return undefined;
  const route = routeOf(sent);
  const endpoints = endpointsOf(route);
  if (endpoints.length === 0) return undefined;
  return new vscode.Hover(
    endpoints
      .slice(0, MOST)
      .flatMap((endpoint) => [
        endpointMarkdown(endpoint, withNamedTable(block, route)),
        endpointLink(services, endpoint),
      ]),
    new vscode.Range(...linesOf(placed, place.start, place.end)),
  );
}

/** Of those that nothing tells apart. */
const MOST = 3;

/** The request's app as it stands to the table or view that the path names: the permissions are for each. */
function withNamedTable({ app, apps }: BlockAtCursor, { match }: Route): Pick<BlockAtCursor, "app" | "apps"> {
  const { tableName, viewName } = match?.kind === "found" ? match.params : {};
  const name = tableName ?? viewName;
  if (!app || name === undefined) return { app, apps };
  return { app: { ...app, tables: app.tables.filter((table) => table.name === name) }, apps };
}
