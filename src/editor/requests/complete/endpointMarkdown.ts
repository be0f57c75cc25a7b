import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { endpointFacts } from "../../../domain/requests/complete/endpointFacts";
import { AppsAtHand } from "../../../domain/scopes/appsAtHand";
import type { Endpoint } from "../../../domain/scopes/catalogue";
import { documentationPage } from "../../../domain/text/documentationPage";
import { asText, joined } from "../../../domain/text/asText";
import { asMarkdown, commandLink, type Markdown, md, pageLink } from "../../../domain/text/markdown";
import type { CommandRunner } from "../../commands/commandRunner";
import { accessInWords, encryptionInWords } from "../../storage/describeEndpoint";
import { Commands } from "../../workbench/contributions";
import { t, told } from "../../workbench/words";

interface Asking {
  /** What the request is for, as far as is known; else all count. */
  readonly app: JwtApp | undefined;
  readonly apps: readonly JwtApp[];
}

/** What is known of an endpoint, and how the app that calls it stands to it. Only pages of the documentation are links. */
export function endpointMarkdown(endpoint: Endpoint, { app, apps }: Asking): vscode.MarkdownString {
  const { api, method, path, limits, page } = endpoint;
  const call = method !== undefined && path !== undefined ? ` · ${method} ${path}` : "";
  const standings = new AppsAtHand(app ? [app] : apps).standingsTo(endpoint);
  // Where apps may not be told of there are none, and nothing is said of them.
  const whereNone = app ? [t("{0} can't call it", app.name)] : apps.length === 0 ? [] : undefined;
  const access = accessInWords(endpoint, standings, whereNone);
  const paragraphs: readonly Markdown[] = [
    md`**${asMarkdown(api)}**${asMarkdown(call)}`,
    asMarkdown(joined([access, ...encryptionInWords(endpoint, app)], " · ")),
    ...endpointFacts(endpoint).map((fact) => asMarkdown(told(fact))),
    ...(limits === undefined ? [] : [asMarkdown(asText(limits, { maxLength: MAX_LIMITS }), { maxLength: MAX_LIMITS })]),
    ...(page === undefined ? [] : [pageOf(page)]),
  ];
  return new vscode.MarkdownString(paragraphs.reduce((text, paragraph) => md`${text}\n\n${paragraph}`));
}

/** Of one endpoint; the longest has 500. */
const MAX_LIMITS = 1_000;

function pageOf(page: string): Markdown {
  return md`${pageLink(t("Documentation"), documentationPage(page))} ${asMarkdown(t("(its address is inferred)"))}`;
}

/** The way on to what can be done with it. */
export function endpointLink(
  { runner }: { readonly runner: Pick<CommandRunner, "pointer"> },
  { id }: Endpoint,
): vscode.MarkdownString {
  const link = commandLink(t("Find Endpoint"), Commands.findEndpoint, runner.pointer({ endpointId: id }));
  const markdown = new vscode.MarkdownString(link);
  markdown.isTrusted = { enabledCommands: [Commands.findEndpoint] };
  return markdown;
}
