import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { withoutQuery } from "../../../domain/text/withoutQuery";
import { accessChecks } from "../../../domain/tokens/verify/accessChecks";
import { type ExplainedCause, likelyCauses } from "../../../domain/tokens/verify/likelyCauses";
import { assertionOf } from "../../../domain/tokens/verify/grantBody";
import { routeChecks, routeOf } from "../../../domain/tokens/verify/route";
import type { Check } from "../../../domain/tokens/verify/check";
import type { Caller } from "../../commands/caller";
import type { CommandRunner } from "../../commands/commandRunner";
import type { ArgumentOf, ReturnedCause } from "../../commands/commandTypes";
import type { OpenDocuments } from "../../documents/openDocuments";
import type { Commands } from "../../workbench/contributions";
import { Cancelled } from "../../prompts/prompts";
import type { DecryptedDocuments } from "../../results/decryptedDocuments";
import { showReport } from "../../results/showReport";
import { type SecretsOf, verdictOf, type Verifying, withoutDecryption } from "../../tokens/inText/verdictOf";
import { readClipboard } from "../../workbench/clipboard";
import { type FailureLog, inBackground } from "../../workbench/inBackground";
import { t, told } from "../../workbench/words";
import { TOKEN_HEADERS } from "../../../domain/tokens/verify/sentToken";
import {
  errorAtHand,
  type ErrorAtHand,
  errorInText,
  noErrorAtCursor,
  nothingFound,
  type RequestAtHand,
} from "./errorAtHand";
import { explainErrorReport } from "./explainErrorReport";
import { offerRemedy, type RemedyServices } from "./offerRemedy";

export interface ExplainServices extends Verifying, RemedyServices {
  readonly runner: CommandRunner;
  readonly openDocuments: OpenDocuments;
  readonly documents: DecryptedDocuments;
  readonly log: FailureLog;
}

/** `jwtApps.explainError`: why the platform refused a request, as a read-only page and as a list, the likeliest first. */
export async function explainError(
  services: ExplainServices,
  argument: ArgumentOf<typeof Commands.explainError>,
  caller: Caller,
): Promise<ReturnedCause[]> {
  const found = await errorAtHand(services.openDocuments, argument);
  if (found) return explainSituation(services, found, caller);
  const isEditor = vscode.window.activeTextEditor !== undefined;
  if (isEditor && caller === "code") throw noErrorAtCursor();
  const copied = (await errorInText(services.openDocuments, await readClipboard())) ?? nothingFound();
  if (!isEditor) return explainSituation(services, { ...copied, isCopied: true }, caller);
  // What is read next is the person's to say: they may have meant what the editor shows.
  services.runner.offer(async () => {
    const take = t("Use the Clipboard");
    const message = t("There is no answer with an error at the cursor; the clipboard has one.");
    if ((await vscode.window.showInformationMessage(message, take)) !== take) return;
    await explainSituation(services, { ...copied, isCopied: true }, caller);
  });
  throw new Cancelled();
}

async function explainSituation(
  services: ExplainServices,
  { error, request, isCopied = false }: ErrorAtHand & { readonly isCopied?: boolean },
  caller: Caller,
): Promise<ReturnedCause[]> {
  const apps = await services.store.apps();
  const stored: SecretsOf = (app) => services.store.secretsOf(app);
  // What code hands over may be anybody's, and what is encrypted in it is opened by a person's word alone.
  const secretsOf = caller === "code" ? withoutDecryption(stored) : stored;
  const { app, causes } = await explained(services, { error, request }, apps, secretsOf);
  // Whoever called by code needn't wait for the preview.
  const report = explainErrorReport(error, request?.sent, app, causes, { isCopied });
  services.runner.offer(() => showReport(services.documents, report, { appId: app?.id, name: t("Error") }));
  if (caller !== "code") inBackground(services.log, "remedy", () => offerRemedy(services, causes, request, app));
  return causes.map(({ code, state, message, details, fix }) => ({
    code,
    state,
    message: told(message),
    details: details.map(told),
    ...(fix && { fix: told(fix) }),
  }));
}

/** The app that a request was sent as, as far as that is known, and why the platform answered so. */
export async function explained(
  services: Verifying,
  { error, request }: ErrorAtHand,
  apps: readonly JwtApp[],
  secretsOf: SecretsOf,
): Promise<{ readonly app: JwtApp | undefined; readonly causes: ExplainedCause[] }> {
  const { checks, app } = request
    ? await checksOf(services, request, request.tied(apps), apps, secretsOf)
    : { checks: [], app: undefined };
  const known = request ? checks.filter((check) => !isOfVariable(check, request)) : checks;
  return { app, causes: likelyCauses(error.message, known, error.status, request && routeOf(request.sent)) };
}

/** It judges the name of a variable, whose value is in no file, in the place of that. */
function isOfVariable({ id }: Check, { sent }: RequestAtHand): boolean {
  if (id === "bot") return routeOf(sent).botId?.includes("{{") === true;
  return id === "tables" && withoutQuery(sent.path).includes("{{");
}

async function checksOf(
  services: Verifying,
  request: RequestAtHand,
  tied: JwtApp | undefined,
  apps: readonly JwtApp[],
  secretsOf: SecretsOf,
): Promise<{ checks: readonly Check[]; app: JwtApp | undefined }> {
  const { sent } = request;
  if (isTokenOpen(request)) {
    // Of a token that stands in no file or log, only what its app may do can be told.
    const route = routeOf(sent);
    return { checks: [...routeChecks(route), ...(tied ? accessChecks(route, tied) : [])], app: tied };
  }
  const verdict = await verdictOf(services, { request: sent, apps, tied, secretsOf });
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
  const carriers = TOKEN_HEADERS.flatMap((name) => sent.headers[name] ?? []);
  return (
    carriers.some((value) => value.includes("{{")) ||
    ((isLogged === true || hasMore?.headers === true) && carriers.length === 0)
  );
}
