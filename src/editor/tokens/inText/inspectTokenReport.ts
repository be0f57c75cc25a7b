import * as vscode from "vscode";
import { type TokenTime, timesOf } from "../../../domain/tokens/inspect";
import type { Verdict } from "../../../domain/tokens/verify/verdict";
import type { Check, Outcome } from "../../../domain/tokens/verify/check";
import {
  answerInWords,
  CHECK_TITLES,
  OUTCOME_WORDS,
  RULE_WORDS_MEANING,
  ruleInWords,
  verdictInWords,
} from "../../../domain/tokens/verify/verdictInWords";
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
      checks.map((check) => [told(CHECK_TITLES[check.id]), outcomeOf(check.outcome), why(check), ruleOf(check)]),
    ),
    md``,
    asMarkdown(told(RULE_WORDS_MEANING)),
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
  return [verdictLine(verdict), md``, asMarkdown(told(answerInWords(decidedBy, answer))), ...words];
}

/** The verdict in one line of Markdown, as sure as the rule is that decides. */
export function verdictLine(given: Verdict): Markdown {
  const { verdict, why, isRefused } = verdictInWords(given);
  const head = asMarkdown(told(verdict));
  const bold = isRefused ? md`**${head}:**` : md`**${head}**`;
  return why ? md`${bold} ${asMarkdown(told(why))}` : bold;
}

const OUTCOME_MARKS: Readonly<Record<Outcome, PlainText>> = { passed: plain`✓`, failed: plain`✗`, unknown: plain`?` };

function outcomeOf(outcome: Outcome): PlainText {
  return plain`${OUTCOME_MARKS[outcome]} ${told(OUTCOME_WORDS[outcome])}`;
}

function ruleOf(check: Check): PlainText {
  const word = ruleInWords(check);
  return word ? told(word) : plain``;
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
