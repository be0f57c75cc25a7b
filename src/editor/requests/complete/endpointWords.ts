import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { rightsChecks } from "../../../domain/requests/complete/callable";
import { endpointFacts } from "../../../domain/requests/complete/endpointFacts";
import type { Endpoint } from "../../../domain/scopes/catalogue";
import { asText } from "../../../domain/text/asText";
import { asMarkdown, type Markdown, markdownOf, md, pageLink } from "../../../domain/text/markdown";
import { t, told } from "../../workbench/words";

/** What is known of an endpoint, and how the app that calls it stands to it. Only pages of the documentation are links. */
export function endpointWords(endpoint: Endpoint, app: JwtApp | undefined): vscode.MarkdownString {
  const { api, method, path, limits, page } = endpoint;
  const call = method !== undefined && path !== undefined ? ` · ${method} ${path}` : "";
  const paragraphs: readonly Markdown[] = [
    md`**${asMarkdown(api)}**${asMarkdown(call)}`,
    ...(app ? [rights(endpoint, app)] : []),
    ...endpointFacts(endpoint).map((fact) => asMarkdown(told(fact))),
    ...(limits === undefined ? [] : [asMarkdown(asText(limits, { maxLength: MAX_LIMITS }), { maxLength: MAX_LIMITS })]),
    ...(page === undefined
      ? []
      : [
          md`${pageLink(t("Documentation"), `https://docs.kore.ai/${page}`)} ${asMarkdown(t("(its address is inferred)"))}`,
        ]),
  ];
  return new vscode.MarkdownString(paragraphs.reduce((text, paragraph) => md`${text}\n\n${paragraph}`));
}

/** Of one endpoint; the longest has 500. */
const MAX_LIMITS = 1_000;

function rights(endpoint: Endpoint, app: JwtApp): Markdown {
  const checks = rightsChecks(endpoint, app);
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  const sentences = (failed.length > 0 ? failed : checks).map(({ message }) => asMarkdown(told(message)));
  return md`*${asMarkdown(asText(app.name))}*: ${markdownOf(sentences, " ")}`;
}
