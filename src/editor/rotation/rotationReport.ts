import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { LIMITS } from "../../domain/limits";
import { joined, type PlainText } from "../../domain/text/asText";
import { asMarkdown, type Markdown, markdownOf, md } from "../../domain/text/markdown";
import { section } from "../apps/importReport";
import { MAX_FOLDERS } from "../documents/filesOfWorkspace";
import { t } from "../workbench/words";
import type { Renewed, WhyLeft } from "./renewTokens";
import type { FileUses, Searched } from "./searchFiles";

export interface RotationDone extends Renewed {
  readonly app: JwtApp;
  readonly searched: Searched;
  /** Files whose tokens a person wanted renewed. */
  readonly chosen: readonly FileUses[];
}

/** What became of all that was found, by file and line and never by value; undefined where there is nothing to tell. */
export function rotationReport({ app, searched, chosen, renewed, left }: RotationDone): Markdown | undefined {
  const isSecret = signsWithSecret(app.algorithm);
  const { files, count, tooLarge, isWhole } = searched;
  const requests = files.filter(({ isRequestFile }) => isRequestFile);
  const others = files.filter(({ isRequestFile }) => !isRequestFile);
  const unchosen = requests.filter((file) => !chosen.includes(file));
  const expired = others.flatMap(({ tokens }) => tokens.filter(({ isExpired }) => isExpired)).length;
  const sections = [
    ...section(t("Fresh tokens were written"), places(renewed)),
    ...section(
      isSecret ? t("The old client secret stands here") : t("The old private key stands here"),
      places(files.flatMap(({ uri, secrets }) => secrets.map(({ line }) => ({ uri, line })))),
    ),
    ...section(t("Tokens that were not checked"), places(unchosen.flatMap(tokenPlaces))),
    ...section(
      t("Tokens in files that are no request files: “Refresh” renews them there"),
      places(
        others.flatMap(({ uri, tokens }) =>
          tokens.flatMap(({ line, isExpired }) => (isExpired ? [] : [{ uri, line }])),
        ),
      ),
    ),
    ...REASONS.flatMap((reason) => section(whyInWords(reason), places(left.filter(({ why }) => why === reason)))),
    // An app that doesn't encrypt its tokens has none of these.
    ...(app.enforceJwe
      ? section(
          t("Encrypted tokens, of which can't be told what signed them"),
          places(files.flatMap(({ uri, encrypted }) => encrypted.map((line) => ({ uri, line })))),
        )
      : []),
    ...section(
      t("Files that are too large to be looked through"),
      tooLarge.map((uri) => fileOf(uri)),
    ),
  ];
  if (sections.length === 0 && isWhole && expired === 0) return undefined;
  return markdownOf([
    md`# ${asMarkdown(titleOf(app, isSecret))}`,
    md``,
    asMarkdown(
      joined(
        [count === 1 ? t("1 file was looked through.") : t("{0} files were looked through.", count), neverSearched()],
        " ",
      ),
    ),
    ...(isWhole ? [] : [md``, asMarkdown(notWhole())]),
    ...(expired > 0 ? [md``, asMarkdown(expiredInWords(expired))] : []),
    ...sections,
    md``,
  ]);
}

function titleOf({ name }: JwtApp, isSecret: boolean): PlainText {
  return isSecret
    ? t("What is left of the old client secret of “{0}”", name)
    : t("What is left of the old key of “{0}”", name);
}

function neverSearched(): PlainText {
  return t("Binary files, links, and what the settings “files.exclude” and “search.exclude” leave out were not.");
}

function notWhole(): PlainText {
  return t(
    "There is more than was looked through: at most {0} files of together {1} MB, request files first, {2} tokens, and {3} folders where VS Code's search gives no answer.",
    LIMITS.oldFiles,
    LIMITS.oldBytes / 1_000_000,
    LIMITS.oldSignatures,
    MAX_FOLDERS,
  );
}

function expiredInWords(count: number): PlainText {
  return count === 1
    ? t("In files that are no request files, 1 token of it has expired.")
    : t("In files that are no request files, {0} tokens of it have expired.", count);
}

const REASONS: readonly WhyLeft[] = [
  "not-allowed",
  "unsaved",
  "changed",
  "gateway",
  "another-app",
  "not-made",
  "inexact-claim",
  "too-many",
  "unreadable",
];

function whyInWords(why: WhyLeft): PlainText {
  switch (why) {
    case "not-allowed":
      return t("Left, since no fresh token was allowed there: “Refresh” asks about each");
    case "unsaved":
      return t("Left, since the file has unsaved changes");
    case "changed":
      return t("Left, since the file was changed meanwhile, or is read-only");
    case "gateway":
      return t("Left, since the request goes through the gateway, which leaves its token out");
    case "another-app":
      return t("Left, since a line “# jwt-app:” names another app");
    case "not-made":
      return t("Left, since no token of the app can be made");
    case "inexact-claim":
      return t("Left, since a number in its claims would not be kept as it is");
    case "too-many":
      return t("Left, since no more than {0} tokens are renewed at once", LIMITS.renewedTokens);
    case "unreadable":
      return t("Left, since the file can't be read as a request file");
  }
}

type Placed = { readonly uri: vscode.Uri; readonly line: number };

function tokenPlaces({ uri, tokens }: FileUses): Placed[] {
  return tokens.map(({ line }) => ({ uri, line }));
}

function places(found: readonly Placed[]): Markdown[] {
  return found.map(({ uri, line }) => md`${fileOf(uri)}, ${asMarkdown(t("line {0}", line + 1))}`);
}

function fileOf(uri: vscode.Uri): Markdown {
  return asMarkdown(vscode.workspace.asRelativePath(uri));
}
