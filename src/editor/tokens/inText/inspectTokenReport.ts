import * as vscode from "vscode";
import { type TokenTime, timesOf } from "../../../domain/tokens/inspect";
import type { Verdict } from "../../../domain/tokens/verify/verdict";
import { certaintyOfRule, type RuleCertainty } from "../../../domain/tokens/verify/ruleCertainty";
import type { Answer, Check, CheckId, Outcome } from "../../../domain/tokens/verify/check";
import { asText, joined, plain, type PlainText } from "../../../domain/text/asText";
import { asMarkdown, jsonBlock, type Markdown, markdownOf, markdownTable, md } from "../../../domain/text/markdown";
import { t, told } from "../../workbench/words";

/**
 * A verdict as Markdown: where it was found if that was the clipboard, what decides, every check, times, header and claims. `now` is in milliseconds. Nothing in a
 * token becomes markup: a preview would load pictures that it names.
 */
export function inspectTokenReport(verdict: Verdict, now: number, { isCopied = false } = {}): Markdown {
  const { app, checks, header, jweHeader, claims } = verdict;
  return markdownOf([
    md`# ${asMarkdown(app ? t("Token of {0}", app.name) : t("Token"))}`,
    md``,
    ...(isCopied ? [asMarkdown(t("It was taken from the clipboard.")), md``] : []),
    ...summary(verdict),
    md``,
    table(
      [t("Check"), t("Outcome"), t("Why"), t("Rule")],
      checks.map((check) => [titleOf(check.id), outcomeOf(check.outcome), why(check), ruleOf(check)]),
    ),
    md``,
    asMarkdown(
      t(
        "Rules are documented by the platform, observed by others, inferred from these, or ours: of those, whether the platform has them is not known.",
      ),
    ),
    ...(claims ? timesSection(claims, now) : []),
    ...(jweHeader ? json(t("Header of the JWE"), jweHeader) : []),
    ...(header ? json(t("Header"), header) : []),
    ...(claims ? json(t("Claims"), claims) : []),
    md``,
  ]);
}

function summary(verdict: Verdict): Markdown[] {
  const { decidedBy, answer } = verdict;
  if (!decidedBy) return [verdictLine(verdict)];
  const words = answer.certainty === "unverified" ? [] : [md``, jsonBlock(answer.body)];
  return [verdictLine(verdict), md``, asMarkdown(certaintyOf(decidedBy, answer)), ...words];
}

function certaintyOf(decidedBy: Check, { certainty, status }: Answer): PlainText {
  switch (certainty) {
    case "documented":
    case "observed":
      return t("The platform would refuse it with status {0} and these words:", status);
    case "inferred":
      return t(
        "The platform would probably refuse it with status {0} and the words below. That is a guess: the words are the platform's, but that they come here, with this status and code, is not known.",
        status,
      );
    case "unverified":
      if (certaintyOfRule(decidedBy) === "ours")
        return t(
          "Whether the platform refuses it for that is not known: the rule is this extension's own. With status {0} the local platform does.",
          status,
        );
      return t("The platform would probably refuse it with status {0}; its words for that are not known.", status);
  }
}

/** The verdict in one line of Markdown, as sure as the rule is that decides. */
export function verdictLine({ checks, decidedBy }: Verdict): Markdown {
  if (decidedBy)
    return md`**${asMarkdown(refusedBy(certaintyOfRule(decidedBy)))}:** ${asMarkdown(told(decidedBy.message))}`;
  const open = checks.filter(({ outcome }) => outcome === "unknown").length;
  if (open === 0) return md`**${asMarkdown(t("Nothing speaks against this token."))}**`;
  const count = open === 1 ? t("One check is open.") : t("{0} checks are open.", open);
  return md`**${asMarkdown(t("No check that can be made here fails."))}** ${asMarkdown(count)}`;
}

/** That something refuses, as sure as its rule is. */
export function refusedBy(rule: RuleCertainty): PlainText {
  return {
    documented: t("Refused"),
    observed: t("Refused"),
    inferred: t("Probably refused"),
    ours: t("Possibly refused"),
  }[rule];
}

/** What is open says by itself what isn't known. */
function ruleOf(check: Check): PlainText {
  if (check.outcome === "unknown") return plain``;
  return { documented: t("documented"), observed: t("observed"), inferred: t("inferred"), ours: t("ours") }[
    certaintyOfRule(check)
  ];
}

function titleOf(id: CheckId): PlainText {
  const titles: Readonly<Record<CheckId, PlainText>> = {
    endpoint: t("Path"),
    method: t("Method"),
    token: t("Token"),
    header: t("Header"),
    format: t("Format"),
    jweHeader: t("JWE algorithms"),
    jweDecryption: t("JWE decryption"),
    jweContent: t("JWE content"),
    appClaim: t("Claim “appId”"),
    app: t("JWT app"),
    jweKeyId: t("JWE key ID"),
    jweEnforced: t("Enforce JWE"),
    algorithm: t("Algorithm"),
    signature: t("Signature"),
    sub: t("Subject"),
    exp: t("Expiry"),
    iat: t("Issued at"),
    nbf: t("Not before"),
    jti: t("Enforce JTI"),
    jtiLifetime: t("Lifetime with JTI"),
    replay: t("Replay"),
    level: t("Created in"),
    bot: t("Bot ID"),
    scope: t("Scope"),
    published: t("Published"),
    tables: t("Tables"),
    payloadSupport: t("Payload encryption"),
    payloadBody: t("Encrypted body"),
  };
  return titles[id];
}

function outcomeOf(outcome: Outcome): PlainText {
  return { passed: plain`✓ ${t("passed")}`, failed: plain`✗ ${t("failed")}`, unknown: plain`? ${t("unknown")}` }[
    outcome
  ];
}

function why({ message, causes }: Check): PlainText {
  return joined([message, ...causes.map((cause) => cause.message)].map(told), " ");
}

function timesSection(claims: NonNullable<Verdict["claims"]>, now: number): Markdown[] {
  const rows = times(claims, now);
  return rows === undefined ? [] : [md``, md`## ${asMarkdown(t("Times"))}`, md``, rows];
}

/** A table of the times that the claims name; undefined where they name none. */
export function times(claims: NonNullable<Verdict["claims"]>, now: number): Markdown | undefined {
  const { issuedAt, notBefore, expiresAt } = timesOf(claims);
  const named: readonly (readonly [string, TokenTime])[] = [
    ["iat", issuedAt],
    ["nbf", notBefore],
    ["exp", expiresAt],
  ];
  const rows = named.flatMap(([name, time]) =>
    time.state === "absent" ? [] : [[asText(name), ...timeCells(time, now)]],
  );
  return rows.length === 0 ? undefined : table([t("Claim"), t("Local"), t("UTC"), t("From now")], rows);
}

function timeCells(time: TokenTime, now: number): PlainText[] {
  const none = plain``;
  if (!("seconds" in time)) return [t("can't be read"), none, none];
  const date = new Date(time.seconds * 1000);
  // Meant, not said: as seconds it would lie thousands of years ahead.
  const utc = asText(date.toISOString());
  if (time.state === "milliseconds") return [t("in milliseconds, where seconds belong"), utc, none];
  const local = date.toLocaleString(vscode.env.language, { dateStyle: "medium", timeStyle: "long" });
  return [asText(local), utc, relative(time.seconds - now / 1000)];
}

/** "in 5 minutes", "2 days ago". */
export function relative(seconds: number): PlainText {
  const format = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: "auto" });
  const units = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ] as const;
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= 2 * size) ?? (["second", 1] as const);
  return asText(format.format(Math.trunc(seconds / length), unit));
}

/** Characters of a header or of claims that are shown. */
const MAX_SHOWN = 20_000;

function json(heading: PlainText, value: object): Markdown[] {
  return [md``, md`## ${asMarkdown(heading)}`, md``, jsonBlock(value, { indent: 2, maxLength: MAX_SHOWN })];
}

function table(head: readonly PlainText[], rows: readonly (readonly PlainText[])[]): Markdown {
  const cells = (texts: readonly PlainText[]): Markdown[] => texts.map((text) => asMarkdown(text));
  return markdownTable(cells(head), rows.map(cells));
}
