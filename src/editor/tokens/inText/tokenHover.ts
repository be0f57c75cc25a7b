import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { webPorts } from "../../../domain/ports";
import type { Verdict } from "../../../domain/tokens/verify/verdict";
import { Commands, type CommandId } from "../../workbench/contributions";
import { relative, times, verdictLine } from "./inspectTokenReport";
import type { CommandRunner } from "../../commands/commandRunner";
import { tokenTouching } from "../../documents/linesAround";
import type { OpenDocuments } from "../../documents/openDocuments";
import { requestAround, tiedAppAt } from "../../documents/requestAtLine";
import { isSeen } from "../../documents/seenByPerson";
import type { MintedTokens } from "../mintedTokens";
import { type TokenFacts, tokenFacts } from "./tokenFacts";
import { placeArgument } from "./tokenPlace";
import { verdictOf, type Verifying } from "./verdictOf";
import type { PlainText } from "../../../domain/text/asText";
import { asMarkdown, commandLink, jsonBlock, type Markdown, markdownOf, md } from "../../../domain/text/markdown";
import { t } from "../../workbench/words";

/** Characters of a header or of claims that a hover shows. */
const MAX_SHOWN = 5_000;

export interface HoverServices extends Verifying {
  readonly runner: Pick<CommandRunner, "pointer">;
  readonly openDocuments: OpenDocuments;
  readonly minted: Pick<MintedTokens, "of">;
}

/** What the token at a position is and says; nothing of it is markup, and only our own commands are links. */
export async function tokenHover(
  services: HoverServices,
  { document, position, cancellation }: Pointed,
): Promise<vscode.Hover | undefined> {
  const { version } = document;
  const isStale = (): boolean => cancellation.isCancellationRequested || document.version !== version;
  const found = await tokenTouching(document, position, isStale);
  if (!found) return undefined;
  const { token, range } = found;
  const index = await services.openDocuments.index(document, isStale);
  if (isStale()) return undefined;
  const apps = await services.store.apps();
  const tied = tiedAppAt(index, position.line, apps);
  const facts = tokenFacts(services.minted, token.text, apps, tied);
  const verdict = await verdictOf(services, {
    token: token.written,
    request: requestAround(index, position.line, token.text),
    apps,
    tied,
    ...(isSeen(document) ? {} : { secretsOf: async () => undefined }),
  });
  const app = verdict.app ?? facts.app;
  const canEdit = index !== undefined;
  return new vscode.Hover(
    [
      summary(app, verdict, facts),
      actions(services, {
        token: token.text,
        uri: document.uri,
        range,
        canRefresh: canEdit && (facts.canRefresh || (app !== undefined && verdict.claims !== undefined)),
        hasClaims: verdict.claims !== undefined,
      }),
      ...details(verdict),
    ],
    range,
  );
}

/** Where the pointer is. */
interface Pointed {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly cancellation: vscode.CancellationToken;
}

function summary(
  app: JwtApp | undefined,
  verdict: Verdict,
  { expiresAt, expiryUnreadable }: TokenFacts,
): vscode.MarkdownString {
  const name = app ? t("Token of {0}", app.name) : t("Token of an unknown app");
  const now = webPorts.clock();
  const left = expiresAt === undefined ? undefined : relative(expiresAt - now / 1000);
  const expiry =
    expiresAt === undefined || left === undefined
      ? expiryUnreadable
        ? [t("its expiry can't be read")]
        : []
      : [expiresAt * 1000 > now ? t("expires {0}", left) : t("expired {0}", left)];
  const first = markdownOf([md`**${asMarkdown(name)}**`, ...expiry.map((text) => asMarkdown(text))], " · ");
  return new vscode.MarkdownString(md`${first}\n\n${verdictLine(verdict)}`);
}

interface Target {
  readonly token: string;
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  readonly canRefresh: boolean;
  readonly hasClaims: boolean;
}

function actions(
  { runner }: HoverServices,
  { token, uri, range, canRefresh, hasClaims }: Target,
): vscode.MarkdownString {
  const links: readonly (readonly [PlainText, CommandId])[] = [
    [t("Inspect"), Commands.inspectToken],
    ...(canRefresh ? ([[t("Refresh"), Commands.refreshToken]] as const) : []),
    ...(hasClaims ? ([[t("Copy claims"), Commands.copyClaims]] as const) : []),
  ];
  const argument = runner.pointer(placeArgument(uri, range, token));
  const written = links.map(([title, command]) => commandLink(title, command, argument));
  const markdown = new vscode.MarkdownString(markdownOf(written, " · "));
  markdown.isTrusted = { enabledCommands: links.map(([, command]) => command) };
  return markdown;
}

/** Claims stand before the header: a hover shows few lines until it is scrolled. */
function details({ header, jweHeader, claims }: Verdict): vscode.MarkdownString[] {
  return [
    ...(jweHeader ? [json(t("Header of the JWE"), jweHeader)] : []),
    ...(claims ? [json(t("Claims"), claims), new vscode.MarkdownString(timesOf(claims))] : []),
    ...(header ? [json(t("Header"), header)] : []),
  ].filter(({ value }) => value.trim() !== "");
}

function timesOf(claims: NonNullable<Verdict["claims"]>): Markdown {
  const rows = times(claims, webPorts.clock());
  return rows === undefined ? md`` : md`\n${rows}`;
}

function json(heading: PlainText, value: object): vscode.MarkdownString {
  return new vscode.MarkdownString(
    md`${asMarkdown(heading)}\n${jsonBlock(value, { indent: 2, maxLength: MAX_SHOWN })}`,
  );
}
