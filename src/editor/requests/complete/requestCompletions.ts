import * as vscode from "vscode";
import { referenceTo } from "../../../domain/apps/findApp";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { LIMITS } from "../../../domain/limits";
import { type HeaderChoice, headerChoices } from "../../../domain/requests/complete/headerChoices";
import { type PathChoice, pathChoices } from "../../../domain/requests/complete/pathChoices";
import { endpointsOf } from "../../../domain/requests/findings/requiredParts";
import { writtenValues } from "../../../domain/requests/findings/writtenValues";
import { parseRequestFile } from "../../../domain/requests/read/parseRequestFile";
import { type HeaderPlace, type PathPlace, placeInRequest } from "../../../domain/requests/read/placeInRequest";
import { requestOfBlock } from "../../../domain/requests/read/requestOfBlock";
import { originOfApp } from "../../../domain/requests/write/requestParts";
import { appInLine } from "../../../domain/requests/write/writeRequest";
import type { Endpoint } from "../../../domain/scopes/catalogue";
import { asText, joined, plain, type PlainText } from "../../../domain/text/asText";
import { routeOf } from "../../../domain/tokens/verify/route";
import { needOfApp } from "../../storage/describeEndpoint";
import { t, told } from "../../workbench/words";
import { endpointMarkdown } from "./endpointMarkdown";
import {
  type BlockAtCursor,
  blockAtCursor,
  type HelpServices,
  linesOf,
  type Pointed,
  startsGateway,
} from "./requestAtCursor";

/** What can be written at the cursor of a request file. */
export async function requestCompletions(
  services: HelpServices,
  pointed: Pointed,
): Promise<vscode.CompletionList | undefined> {
  const block = await blockAtCursor(services, pointed);
  if (!block || block.placed.text.length > LIMITS.change) return undefined;
  const { placed, offset } = block;
  const place = placeInRequest(placed.text, placed.block.request, offset, startsGateway(block));
  if (!place) return undefined;
  const range = new vscode.Range(...linesOf(placed, place.start, place.end));
  switch (place.kind) {
    case "app":
      return new vscode.CompletionList(block.apps.map((app, index) => appItem(app, block, { range, index })));
    case "slug":
      return new vscode.CompletionList(
        block.apps.flatMap((app, index) => (app.slug === undefined ? [] : slugItem(app, app.slug, { range, index }))),
      );
    case "path":
      // What stands in the places of parameters changes what can be found.
      return block.isOurs ? new vscode.CompletionList(pathItems(place, block, range), true) : undefined;
    case "headerName":
      return new vscode.CompletionList(
        headersAt(block).map((choice, index) => headerItem(choice, place, { range, index })),
      );
    case "headerValue": {
      const choice = headersAt(block).find(({ name }) => name.toLowerCase() === place.name.toLowerCase());
      return choice && choice.value !== "" ? new vscode.CompletionList([valueItem(choice, range)]) : undefined;
    }
  }
}

/** What a choice of ours is about, which is looked up where somebody looks at it. */
export function withDocumentation(item: vscode.CompletionItem): vscode.CompletionItem {
  if (item instanceof EndpointItem && item.endpoint) item.documentation = endpointMarkdown(item.endpoint, item.apps);
  return item;
}

interface Slot {
  readonly range: vscode.Range;
  /** Its place in the list, from 0. */
  readonly index: number;
}

/** VS Code sorts by text. */
function sortText(index: number): string {
  return String(index).padStart(5, "0");
}

function appItem(app: JwtApp, { apps }: BlockAtCursor, { range, index }: Slot): vscode.CompletionItem {
  const item = new vscode.CompletionItem(asText(app.name), vscode.CompletionItemKind.Reference);
  if (app.host !== undefined) item.detail = asText(app.host);
  item.range = range;
  item.insertText = appInLine(app.id, referenceTo(app, apps));
  item.filterText = item.insertText;
  item.sortText = sortText(index);
  return item;
}

function slugItem(app: JwtApp, slug: string, { range, index }: Slot): vscode.CompletionItem {
  const item = new vscode.CompletionItem(asText(slug), vscode.CompletionItemKind.Reference);
  item.detail = asText(app.name);
  item.range = range;
  item.insertText = encodeURI(slug);
  item.filterText = item.insertText;
  item.sortText = sortText(index);
  return item;
}

class EndpointItem extends vscode.CompletionItem {
  constructor(
    label: vscode.CompletionItemLabel,
    readonly endpoint: Endpoint | undefined,
    readonly apps: Pick<BlockAtCursor, "app" | "apps">,
  ) {
    super(label, vscode.CompletionItemKind.Method);
  }
}

function pathItems(place: PathPlace, block: BlockAtCursor, range: vscode.Range): EndpointItem[] {
  const { placed, variables, app, apps } = block;
  const host = variables.get("host") === undefined && app ? originOfApp(app) : "{{host}}";
  const typed = placed.text.slice(place.start, place.end);
  return pathChoices({ place, typed, app, variables, host }).map((choice, index) => {
    const { title, method, path, endpoint, filter } = choice;
    const call = asText(`${method} ${path}`);
    const remark = remarkOn(choice, app);
    const label = {
      label: asText(title),
      description: call,
      ...(remark !== undefined && { detail: plain` (${shortly(choice) ?? remark})` }),
    };
    const item = new EndpointItem(label, endpoint, { app, apps });
    item.detail = joined([call, ...(remark === undefined ? [] : [remark])], " · ");
    item.range = range;
    item.filterText = filter;
    item.insertText = snippetOf(choice);
    item.sortText = sortText(index);
    if (method !== place.method) item.additionalTextEdits = [methodEdit(method, place, block)];
    return item;
  });
}

/** What the app needs and lacks, or what isn't known; undefined where it can be called. */
function remarkOn({ endpoint, standing, remark }: PathChoice, app: JwtApp | undefined): PlainText | undefined {
  if (endpoint && app && standing !== "callable") return needOfApp(endpoint, app);
  return remark && told(remark);
}

/** In a list, whose rows are narrow. */
function shortly({ endpoint, standing }: PathChoice): PlainText | undefined {
  switch (standing) {
    case "unpublished":
      return t("not published");
    case "lacking":
      return endpoint?.access.tables ? t("not permitted") : t("not assigned");
    case "none":
      return t("another level");
    case "unknown":
    case "callable":
      return endpoint && t("not known");
  }
}

function snippetOf({ parts }: PathChoice): vscode.SnippetString {
  const snippet = new vscode.SnippetString();
  for (const { text, isField } of parts) {
    if (isField) snippet.appendPlaceholder(text);
    else snippet.appendText(text);
  }
  return snippet;
}

/** The line gets the method of what was chosen. */
function methodEdit(method: string, { methodRange }: PathPlace, { placed }: BlockAtCursor): vscode.TextEdit {
  const { start, end } = methodRange;
  return vscode.TextEdit.replace(
    new vscode.Range(...linesOf(placed, start, end)),
    start === end ? `${method} ` : method,
  );
}

/** The headers that the request around the cursor can have, told without the line that is being written. */
function headersAt({ placed, offset, variables, app, mayBeOurs }: BlockAtCursor): HeaderChoice[] {
  if (!mayBeOurs) return [];
  const start = placed.text.lastIndexOf("\n", offset - 1) + 1;
  const end = placed.text.indexOf("\n", offset);
  const text = placed.text.slice(0, start) + (end < 0 ? "" : placed.text.slice(end + 1));
  const { request } = parseRequestFile(text).blocks[0] ?? {};
  if (!request) return [];
  const sent = requestOfBlock(text, request, variables);
  const route = routeOf(sent);
  const written = writtenValues({ text, request, sent, route });
  return headerChoices(endpointsOf(route), Object.keys(sent.headers), { written, variables, app });
}

function headerItem(choice: HeaderChoice, place: HeaderPlace, { range, index }: Slot): vscode.CompletionItem {
  const { name, value, isRequired, meaning } = choice;
  const description = isRequired ? t("required") : t("optional");
  const item = new vscode.CompletionItem({ label: asText(name), description }, vscode.CompletionItemKind.Field);
  if (meaning !== undefined) item.detail = asText(meaning);
  item.range = range;
  item.sortText = sortText(index);
  const snippet = new vscode.SnippetString(name);
  if (!place.hasColon) {
    snippet.appendText(": ").appendPlaceholder(value);
    if (place.isAboveBody) snippet.appendText("\n");
  }
  item.insertText = snippet;
  return item;
}

function valueItem({ value, meaning }: HeaderChoice, range: vscode.Range): vscode.CompletionItem {
  const item = new vscode.CompletionItem(asText(value), vscode.CompletionItemKind.Value);
  if (meaning !== undefined) item.detail = asText(meaning);
  item.range = range;
  item.insertText = value;
  item.filterText = value;
  return item;
}
