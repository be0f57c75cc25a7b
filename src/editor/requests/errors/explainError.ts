import * as v from "valibot";
import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError } from "../../../domain/errors";
import { LIMITS } from "../../../domain/limits";
import { findPlatformErrorsInSteps, type FoundError } from "../../../domain/requests/read/findPlatformErrors";
import { appOfBot } from "../../../domain/requests/read/appOfRequest";
import { findTokens } from "../../../domain/tokens/inText/findTokens";
import { holdsScript } from "../../../domain/requests/read/requestFile";
import { requestNear } from "../../../domain/requests/read/requestNear";
import { accessChecks } from "../../../domain/tokens/verify/accessChecks";
import { assertionOf } from "../../../domain/tokens/verify/grantBody";
import type { RemedyAction } from "../../../domain/tokens/verify/advice";
import { type CauseState, likelyCauses, type ExplainedCause } from "../../../domain/tokens/verify/likelyCauses";
import { TimeSlices } from "../../../domain/steps";
import { routeChecks, routeOf } from "../../../domain/tokens/verify/route";
import type { Check } from "../../../domain/tokens/verify/check";
import type { VerifyRequest } from "../../../domain/tokens/verify/verifyInput";
import type { Caller } from "../../commands/commandRunner";
import { readClipboard } from "../../workbench/clipboard";
import { Commands, type CommandId } from "../../workbench/contributions";
import { inBackground } from "../../workbench/inBackground";
import { Cancelled } from "../../prompts/prompts";
import { told } from "../../tokens/inspectTokenReport";
import { showReport } from "../../results/showReport";
import { documentKind } from "../../documents/documentKind";
import type { DocumentIndexes } from "../../documents/documentIndex";
import { explainErrorReport } from "./explainErrorReport";
import { requestAt, tiedAppOf, verdictOf } from "../../tokens/inText/tokenFacts";
import { placeArgument } from "../../tokens/inText/tokenPlace";
import type { TextServices } from "../../tokens/inText/tokensInText";
import type { PlainText } from "../../../domain/text/asText";
import { t } from "../../workbench/words";

/** One cause as the command returns it, in sentences of the user's language. */
export interface ReturnedCause {
  readonly code: string;
  readonly state: CauseState;
  readonly message: string;
  readonly details: readonly string[];
  readonly fix?: string;
}

const Argument = v.object({
  text: v.optional(v.string()),
  /** Where the answer stands in a document that is open: what a lens passes. */
  uri: v.optional(v.string()),
  offset: v.optional(v.number()),
});

/** `jwtApps.explainError`: why the platform refused a request, as a read-only page and as a list, the likeliest first. */
export async function explainError(
  services: TextServices,
  indexes: DocumentIndexes,
  argument: unknown,
  caller: Caller,
): Promise<ReturnedCause[]> {
  const found = await situation(indexes, argument);
  if (found) return explainSituation(services, found, caller);
  const isEditor = vscode.window.activeTextEditor !== undefined;
  if (isEditor && caller === "code") {
    throw new UserError("no-platform-error", "There is no answer of the platform's with an error at the cursor.", {
      remedy: SELECT_IT,
    });
  }
  const copied = (await inText(indexes, await readClipboard())) ?? nothingFound();
  if (!isEditor) return explainSituation(services, { ...copied, isCopied: true }, caller);
  // What is read next is the person's to say: they may have meant what the editor shows.
  const offer = async (): Promise<void> => {
    const take = t("Use the Clipboard");
    const message = t("There is no answer with an error at the cursor; the clipboard has one.");
    if ((await vscode.window.showInformationMessage(message, take)) !== take) return;
    await explainSituation(services, { ...copied, isCopied: true }, caller);
  };
  offer().catch((error: unknown) => (error instanceof Cancelled ? undefined : services.runner.show(error)));
  throw new Cancelled();
}

async function explainSituation(
  services: TextServices,
  { error, request, isCopied = false }: Situation,
  caller: Caller,
): Promise<ReturnedCause[]> {
  const apps = await services.store.apps();
  const { checks, app } = request
    ? await checksOf(services, request, request.tied(apps), apps)
    : { checks: [], app: undefined };
  const causes = likelyCauses(error.message, checks, error.status);
  // Whoever called by code needn't wait for the preview.
  showReport(services.documents, explainErrorReport(error, request?.sent, app, causes, { isCopied }), {
    appId: app?.id,
    name: t("Error"),
  }).catch((failure: unknown) => services.runner.show(failure));
  if (caller !== "code") inBackground(services.log, "remedy", () => offerRemedy(services, causes, request, app));
  return causes.map(({ code, state, message, details, fix }) => ({
    code,
    state,
    message: told(message),
    details: details.map(told),
    ...(fix && { fix: told(fix) }),
  }));
}

interface Situation {
  readonly error: FoundError;
  readonly request: RequestAtHand | undefined;
  /** It was taken from the clipboard. */
  readonly isCopied?: boolean;
}

/** A request with where it stands. */
interface RequestAtHand {
  readonly sent: VerifyRequest;
  readonly tied: (apps: readonly JwtApp[]) => JwtApp | undefined;
  /** What it says may be less than what was sent. */
  readonly isLogged?: true;
  /** Where it says nothing of a token, one may still have been sent: by a script, or from what stands elsewhere. */
  readonly hasMore?: { readonly headers: boolean; readonly body: boolean };
  readonly document?: vscode.TextDocument | undefined;
}

/** What the argument or the editor shows; undefined where neither does. */
async function situation(indexes: DocumentIndexes, argument: unknown): Promise<Situation | undefined> {
  const parsed = v.safeParse(Argument, argument ?? {});
  if (!parsed.success)
    throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", {
      args: [v.getDotPath(parsed.issues[0]) ?? ""],
    });
  const { text, uri, offset } = parsed.output;
  if (text !== undefined) return (await inText(indexes, text)) ?? nothingFound();
  const document =
    uri === undefined ? undefined : vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
  if (document && offset !== undefined) return (await inDocument(indexes, document, offset, offset)) ?? nothingFound();
  const editor = vscode.window.activeTextEditor;
  const selection = editor?.selection;
  return (
    editor &&
    selection &&
    inDocument(
      indexes,
      editor.document,
      editor.document.offsetAt(selection.start),
      editor.document.offsetAt(selection.end),
    )
  );
}

function nothingFound(): never {
  throw new UserError(
    "no-platform-error",
    "There is no answer of the platform's with an error here, and none in the clipboard.",
    {
      remedy: SELECT_IT,
    },
  );
}

const SELECT_IT = "Select the answer or copy it, and try again.";

async function inText(indexes: DocumentIndexes, whole: string): Promise<Situation | undefined> {
  const text = whole.slice(0, LIMITS.explainedText);
  const [error] = await errorsIn(text);
  return error && { error, request: loggedRequest(text, error) ?? (await requestOnScreen(indexes)) };
}

/** The error in the selection, or else the nearest to the cursor. */
async function inDocument(
  indexes: DocumentIndexes,
  document: vscode.TextDocument,
  start: number,
  end: number,
): Promise<Situation | undefined> {
  const whole = document.getText();
  const from = Math.max(0, start - LIMITS.explainedText / 2);
  const text = whole.slice(from, start + LIMITS.explainedText / 2);
  const errors = await errorsIn(text);
  const distance = (error: FoundError): number => Math.max(0, start - from - error.end, error.start - (end - from));
  const [error] = errors.sort((a, b) => distance(a) - distance(b));
  if (!error) return undefined;
  const { line } = document.positionAt(from + error.start);
  return {
    error,
    request:
      (await requestOf(indexes, document, line)) ??
      loggedRequest(text, error, document) ??
      (await requestOnScreen(indexes)),
  };
}

async function errorsIn(text: string): Promise<FoundError[]> {
  return (await new TimeSlices().run(findPlatformErrorsInSteps(text))) ?? [];
}

function loggedRequest(text: string, error: FoundError, document?: vscode.TextDocument): RequestAtHand | undefined {
  const sent = requestNear(text, error.start);
  // Where a log leaves the token out, the bot in the path tells the app.
  return sent && { sent, tied: (apps) => appOfBot(sent, apps), isLogged: true, document };
}

/** The request at a line of a request file. */
async function requestOf(
  indexes: DocumentIndexes,
  document: vscode.TextDocument,
  line: number,
): Promise<RequestAtHand | undefined> {
  if (documentKind(document) !== "request") return undefined;
  const index = await indexes.of(document);
  const sent = requestAt(index, line);
  if (!sent) return undefined;
  const isScripted = holdsScript(document.getText().slice(0, LIMITS.explainedText));
  const hasMore = {
    headers: isScripted || sent.areHeadersOpen || hasDefaultHeaders(document),
    body: isScripted || sent.isBodyOpen,
  };
  return { sent, tied: (apps) => tiedAppOf(index, line, apps), document, hasMore };
}

/** REST Client adds the headers of its settings to each request. */
function hasDefaultHeaders(document: vscode.TextDocument): boolean {
  const headers: unknown = vscode.workspace.getConfiguration("rest-client", document).get("defaultHeaders");
  return (
    typeof headers === "object" &&
    headers !== null &&
    Object.keys(headers).some((name) => CARRIERS.includes(name.toLowerCase()))
  );
}

const CARRIERS: readonly string[] = ["auth", "authorization", "token"];

/** Answers come up beside their request file: the request at its cursor is the one that was sent. */
async function requestOnScreen(indexes: DocumentIndexes): Promise<RequestAtHand | undefined> {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  for (const editor of [...(activeTextEditor ? [activeTextEditor] : []), ...visibleTextEditors]) {
    const found = await requestOf(indexes, editor.document, editor.selection.active.line);
    if (found) return found;
  }
  return undefined;
}

async function checksOf(
  services: TextServices,
  request: RequestAtHand,
  tied: JwtApp | undefined,
  apps: readonly JwtApp[],
): Promise<{ checks: readonly Check[]; app: JwtApp | undefined }> {
  const { sent } = request;
  if (isTokenOpen(request)) {
    // Of a token that stands in no file or log, only what its app may do can be told.
    const route = routeOf(sent);
    return { checks: [...routeChecks(route), ...(tied ? accessChecks(route, tied) : [])], app: tied };
  }
  const verdict = await verdictOf(services, { request: sent, apps, tied });
  if (verdict.app || !tied) return { checks: verdict.checks, app: verdict.app };
  return { checks: [...verdict.checks, ...accessChecks(routeOf(sent), tied)], app: tied };
}

/** Which token was sent, or whether there was one, can't be told from what is here. */
function isTokenOpen({ sent, isLogged, hasMore }: RequestAtHand): boolean {
  if (routeOf(sent).door === "jwtGrant") {
    const assertion = assertionOf(sent);
    // A value that no variable was filled into may even be no JSON yet.
    return assertion === undefined
      ? isLogged === true || hasMore?.body === true || new TextDecoder().decode(sent.body).includes("{{")
      : assertion.includes("{{");
  }
  const carriers = CARRIERS.flatMap((name) => sent.headers[name] ?? []);
  return (
    carriers.some((value) => value.includes("{{")) ||
    ((isLogged === true || hasMore?.headers === true) && carriers.length === 0)
  );
}

/** What the first cause that was found can be mended with, where the editor can do that. */
async function offerRemedy(
  services: TextServices,
  causes: readonly ExplainedCause[],
  request: RequestAtHand | undefined,
  app: JwtApp | undefined,
): Promise<void> {
  const cause = causes.find(({ state }) => state === "found");
  const remedy = cause?.action && remedyOf(services, cause.action, request, app);
  if (!cause || !remedy) return;
  if ((await vscode.window.showInformationMessage(told(cause.message), remedy.title)) !== remedy.title) return;
  await vscode.commands.executeCommand(
    remedy.command,
    ...(remedy.argument ? [services.runner.pointer(remedy.argument)] : []),
  );
}

interface Remedy {
  readonly title: PlainText;
  readonly command: CommandId;
  readonly argument?: object;
}

function remedyOf(
  services: TextServices,
  action: RemedyAction,
  request: RequestAtHand | undefined,
  app: JwtApp | undefined,
): Remedy | undefined {
  if (action === "createApp") return { title: t("Create JWT App"), command: Commands.createApp };
  if (!app) return undefined;
  const argument = { app: app.id };
  switch (action) {
    case "refresh": {
      const place = request && tokenPlace(request);
      if (place) return { title: t("Refresh this token"), command: Commands.refreshToken, argument: place };
      // The button of a message can be pressed by another extension, so the app is picked by the person.
      services.tokens.prefer(app);
      return { title: t("Copy a Fresh Token"), command: Commands.copyToken };
    }
    case "replaceSecret":
      return { title: t("Replace Secret"), command: Commands.replaceSecret, argument };
    case "editApp":
      return { title: t("Edit App"), command: Commands.editApp, argument };
    case "assignScopes":
      return { title: t("Assign Scopes"), command: Commands.assignScopes, argument };
    case "publishScopes":
      return { title: t("Note as Published"), command: Commands.publishScopes, argument };
    case "assignTables":
      return { title: t("Assign Tables and Views"), command: Commands.assignTables, argument };
    case "insertRequest":
      return { title: t("Insert Request"), command: Commands.insertRequest, argument };
  }
}

/** Where the request's token stands, in a document that can be edited. */
function tokenPlace({ sent, document }: RequestAtHand): object | undefined {
  const token = findTokens(sent.headers["auth"] ?? sent.headers["authorization"] ?? "")[0]?.text;
  const at = document && documentKind(document) && token ? document.getText().indexOf(token) : -1;
  if (!document || !token || at < 0) return undefined;
  return placeArgument(
    document.uri,
    new vscode.Range(document.positionAt(at), document.positionAt(at + token.length)),
    token,
  );
}
