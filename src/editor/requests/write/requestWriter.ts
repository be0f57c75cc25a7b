import * as v from "valibot";
import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { appNamed, referenceTo } from "../../../domain/apps/findApp";
import { UserError } from "../../../domain/errors";
import { sharedVariables } from "../../../domain/requests/destination/destination";
import {
  blockAt,
  fileVariables,
  parseRequestFileInSteps,
  type RequestFile,
  tiedAppName,
} from "../../../domain/requests/read/requestFile";
import { requestParts } from "../../../domain/requests/write/requestParts";
import {
  foundCall,
  rankOfTarget,
  type RequestTarget,
  targetById,
  targetCall,
  targetId,
  targetsOfApp,
  targetsOfLevel,
  targetTitle,
} from "../../../domain/requests/write/requestTargets";
import {
  type Surroundings,
  type TokenPlacement,
  writeRequestFile,
  writeRequests,
} from "../../../domain/requests/write/writeRequest";
import { foundBy, searchFor } from "../../../domain/scopes/typedSearch";
import { TimeSlices } from "../../../domain/steps";
import type { Caller } from "../../commands/commandRunner";
import { inSteps, type Step } from "../../prompts/multiStep";
import { endNotWritten, isWritten } from "../../prompts/notWritten";
import { type Found, pickMany } from "../../prompts/pick";
import { Cancelled } from "../../prompts/prompts";
import { showStatus, showUnfinished } from "../../workbench/statusMessage";
import { DestinationGate } from "../destination/destinationGate";
import { documentKind } from "../../documents/documentKind";
import type { RequestServices, RequestSource } from "../requestCommands";
import { targetRemarks } from "./targetRemarks";
import { choosePlacement } from "../../tokens/inText/tokenPlacement";
import { asText, joined, type PlainText } from "../../../domain/text/asText";
import { t } from "../../workbench/words";

/** How an argument object names what is wanted; a tree row has neither. */
const Argument = v.object({
  app: v.optional(v.string()),
  endpoint: v.optional(v.string()),
  use: v.optional(v.string()),
});

interface Wanted {
  readonly app: JwtApp;
  readonly targets: readonly RequestTarget[];
  readonly placement: TokenPlacement;
}

/** Opens a request file that nobody has saved yet, and returns its text. */
export async function newRequestFile(
  services: RequestServices,
  source: RequestSource,
  caller: Caller,
): Promise<string> {
  const { app, targets, placement } = await wanted(services, source, caller);
  const text = await writeRequestFile(targets, {
    app,
    placement,
    reference: referenceTo(app, await services.store.apps()),
  });
  const document = await unsavedDocument(app);
  // What lies beside it may send its token elsewhere.
  if (placement.kind === "line")
    await new DestinationGate(services.gateMemory).pass({ document, app, use: "write", text });
  const editor = await vscode.window.showTextDocument(document);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text), {
    undoStopBefore: false,
    undoStopAfter: false,
  });
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  await written(services, placement);
  showWritten(targets, app);
  return text;
}

/** Says what the variables of the requests still want, beside how many there are. */
function showWritten(targets: readonly RequestTarget[], app: JwtApp): void {
  const count =
    targets.length === 1
      ? t("Wrote 1 request for {0}", app.name)
      : t("Wrote {0} requests for {1}", targets.length, app.name);
  const isHostAssumed = app.host === undefined && app.credentials === "pasted";
  const blanks = targets.flatMap((target) => [...requestParts(target, app).blanks]);
  const names = [...new Set([...(isHostAssumed ? ["host"] : []), ...blanks])].map((name) => asText(`@${name}`));
  if (names.length === 0) showStatus(count);
  else showUnfinished(t("{0} · left to fill in: {1}", count, joined(names, ", ")));
}

/** Inserts requests behind the one at the cursor, or at the cursor where the file is no request file, and returns them. */
export async function insertRequest(services: RequestServices, source: RequestSource, caller: Caller): Promise<string> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new UserError("no-editor", "There is no text editor to insert a request into.", {
      remedy: "Open a request file, or make a new one with New Request File.",
    });
  }
  const { app, targets, placement } = await wanted(services, source, caller);
  const { document } = editor;
  const apps = await services.store.apps();
  const place = await placeIn(document, editor.selection.active, app, apps);
  const text = await writeRequests(targets, { app, placement, reference: referenceTo(app, apps) }, place.surroundings);
  const { version } = document;
  if (placement.kind === "line" && documentKind(document) === "request")
    await passGate(services, { document, app, place, text });
  if (document.version !== version)
    throw new UserError("document-changed", "The request was not inserted: the file was changed meanwhile.");
  const whole = place.before + (place.isLastLine ? text : text.trimEnd());
  const inserted = await isWritten(document, () => editor.edit((edit) => edit.insert(place.position, whole)));
  if (!inserted) {
    const error = new UserError("not-editable", "The request could not be inserted: this editor is read-only.");
    // A token may be in it.
    const copy = () => services.clipboard.copy(text);
    return endNotWritten(caller, { error, label: t("Copy Request"), copy, failed: services.show });
  }
  await written(services, placement);
  const start = document.positionAt(document.offsetAt(place.position) + place.before.length);
  // The focus is in the tree where its row was asked, and what is inserted is read and changed next.
  const shown = await vscode.window.showTextDocument(document, {
    ...(editor.viewColumn === undefined ? {} : { viewColumn: editor.viewColumn }),
    selection: new vscode.Range(start, start),
  });
  showWritten(targets, app);
  shown.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return text;
}

interface Insertion {
  readonly document: vscode.TextDocument;
  readonly app: JwtApp;
  readonly place: Place;
  readonly text: string;
}

/** What stands in the file already may change where the new requests, and the token in them, go. */
async function passGate({ gateMemory }: RequestServices, { document, app, place, text }: Insertion): Promise<void> {
  const at = document.offsetAt(place.position);
  const whole = document.getText();
  const added = `${place.before}${text}`;
  const first = place.position.line;
  const last = first + added.split("\n").length;
  await new DestinationGate(gateMemory).pass({
    document,
    app,
    use: "write",
    text: whole.slice(0, at) + added + whole.slice(at),
    lines: (line) => first <= line && line < last,
  });
}

/** Now a file reads the variable. */
async function written({ environment }: RequestServices, { kind }: TokenPlacement): Promise<void> {
  if (kind === "environment") await (await environment.load()).refresh();
}

async function wanted(
  services: RequestServices,
  { app: argument, options = {}, endpoints, tables }: RequestSource,
  caller: Caller,
): Promise<Wanted> {
  const { endpoint, use } = parsed(options);
  const resolved = await services.tokens.appOf(argument);
  const app = tables ? { ...resolved, tables } : resolved;
  const place = (step?: Step): Promise<TokenPlacement> => choosePlacement(services, app, use, caller, step);
  if (endpoint !== undefined) return { app, targets: [targetById(endpoint)], placement: await place() };
  const own = endpoints ? endpoints.map(targetById) : targetsOfApp(app);
  if (endpoints || caller === "code") return { app, targets: someOf(app, own), placement: await place() };
  if (use !== undefined) return { app, targets: someOf(app, await chooseTargets(app, own)), placement: await place() };
  let targets: readonly RequestTarget[] = [];
  let placement: TokenPlacement | undefined;
  await inSteps([
    async (step) => {
      targets = someOf(app, await chooseTargets(app, own, step));
    },
    async (step) => {
      placement = await place(step);
    },
  ]);
  if (!placement) throw new Cancelled();
  return { app, targets, placement };
}

function someOf(app: JwtApp, targets: readonly RequestTarget[]): readonly RequestTarget[] {
  if (targets.length > 0) return targets;
  throw new UserError("no-endpoints", "No endpoint with a known path belongs to the scopes of “{0}”.", {
    args: [app.name],
    remedy: "Assign scopes to it, or choose an endpoint.",
    mending: { kind: app.createdIn === "tables" ? "assignTables" : "assignScopes", appId: app.id },
  });
}

function parsed(argument: unknown): v.InferOutput<typeof Argument> {
  const result = v.safeParse(Argument, argument);
  if (result.success) return result.output;
  throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", {
    args: [v.getDotPath(result.issues[0]) ?? ""],
  });
}

/** A multi-select: what the app's scopes open stands first, the rest of its level below; a few are checked. */
async function chooseTargets(app: JwtApp, own: readonly RequestTarget[], step?: Step): Promise<RequestTarget[]> {
  const picked = await pickMany(targetItems(app, own), {
    title: t("Requests of {0}", app.name),
    placeHolder: t("Which endpoints? Type words, a path, a URL or a scope"),
    ...(own.length > MAX_CHECKED && {
      whereNone: t("Check the endpoints that you want, or go to one with the arrow keys and press Enter"),
    }),
    matchOnDescription: true,
    search: searchTargets,
    remarks: (typed, items) => targetRemarks(typed, items, app),
    ...(step && { step }),
  });
  return picked.flatMap(({ target }) => target ?? []);
}

/** Of so many at most a person wants all: of more they want some, and would have to take the check off the others. */
const MAX_CHECKED = 3;

export type TargetItem = vscode.QuickPickItem & { readonly target?: RequestTarget };

/** Everything that the app can be pointed at, what its scopes open first. */
export function targetItems(app: JwtApp, own: readonly RequestTarget[]): TargetItem[] {
  const ownIds = new Set(own.map(targetId));
  const others = targetsOfLevel(app).filter((target) => !ownIds.has(targetId(target)));
  const item = (target: RequestTarget, picked: boolean) => ({
    label: asText(targetTitle(target)),
    description: asText(targetCall(target)),
    picked,
    target,
  });
  const separator = (label: PlainText) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    ...(own.length
      ? [separator(t("Of this app")), ...own.map((target) => item(target, own.length <= MAX_CHECKED))]
      : []),
    separator(own.length ? t("Others") : t("The app has no scope yet")),
    ...others.map((target) => item(target, false)),
  ];
}

/** By name, path, words and scope; those that a scope's name found show it. */
export function searchTargets(
  typed: string,
  items: readonly Pick<TargetItem, "target">[],
): ((item: Pick<TargetItem, "target">) => Found | undefined) | undefined {
  const search = searchFor(typed);
  if (!search) return undefined;
  const found = foundBy(search, (reading) =>
    items.flatMap(({ target }): (readonly [RequestTarget, Found])[] => {
      if (!target) return [];
      const rank = rankOfTarget(reading, target);
      return rank === undefined ? [] : [[target, { rank, description: asText(foundCall(reading, target)) }]];
    }),
  );
  const byTarget = new Map(found);
  return ({ target }) => target && byTarget.get(target);
}

/**
 * One whose name says whose requests it has, beside the other files of the workspace. In a window without a folder it has
 * no name: VS Code would save it in the root folder, and not ask where.
 */
async function unsavedDocument(app: JwtApp): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder
    ? vscode.workspace.openTextDocument(await freeUri(folder, app))
    : vscode.workspace.openTextDocument({ language: "http" });
}

/** A file that neither is there nor open. */
async function freeUri(folder: vscode.Uri, { name }: JwtApp): Promise<vscode.Uri> {
  const plain =
    name
      .replace(/[^\p{L}\p{N} _-]+/gu, "-")
      .trim()
      .slice(0, 60) || "requests";
  const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
  for (let count = 1; ; count++) {
    const file = `${plain}${count > 1 ? `-${count}` : ""}.http`;
    const target = vscode.Uri.joinPath(folder, file);
    const uri = vscode.Uri.from({ scheme: "untitled", path: target.path });
    if (!open.has(uri.toString()) && !(await exists(target))) return uri;
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}

interface Place {
  readonly position: vscode.Position;
  readonly before: string;
  /** No line break follows. */
  readonly isLastLine: boolean;
  readonly surroundings: Surroundings;
}

async function placeIn(
  document: vscode.TextDocument,
  cursor: vscode.Position,
  app: JwtApp,
  apps: readonly JwtApp[],
): Promise<Place> {
  if (documentKind(document) !== "request") {
    const isInLine = cursor.character > 0;
    return {
      position: cursor,
      before: isInLine ? "\n\n" : "",
      isLastLine: true,
      surroundings: { variables: new Map(), shared: new Map(), isTied: false },
    };
  }
  const text = document.getText();
  const offset = document.offsetAt(cursor);
  const file = (await new TimeSlices().run(parseRequestFileInSteps(text))) ?? { text, blocks: [] };
  const block = blockAt(file, offset);
  const end = block?.end ?? text.length;
  // The blank lines at the end of a block come to stand behind what is inserted.
  const last = (block?.start ?? 0) + text.slice(block?.start ?? 0, end).trimEnd().length;
  const before = last === 0 ? "" : "\n\n";
  const position = document.positionAt(last);
  return {
    position,
    before,
    isLastLine: position.line === document.lineCount - 1,
    surroundings: surroundingsOf(file, app, apps),
  };
}

/** Variables count for the whole file, wherever they stand. */
function surroundingsOf(file: RequestFile, app: JwtApp, apps: readonly JwtApp[]): Surroundings {
  const head = file.blocks[0];
  const tied = head && !head.request ? tiedAppName(file.blocks, head) : undefined;
  const isTied = tied !== undefined && appNamed(apps, tied)?.id === app.id;
  return { variables: fileVariables(file.blocks), shared: sharedVariables(file.text), isTied };
}
