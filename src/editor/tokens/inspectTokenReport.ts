import * as vscode from "vscode";
import { type TokenTime, timesOf } from "../../domain/tokens/inspect";
import type { Answer, Check, CheckId, Message, Outcome, Verdict } from "../../domain/tokens/verify/verdict";
import { t } from "../words";

/**
 * A verdict as Markdown: what decides, every check, times, header and claims. `now` is in milliseconds. Nothing in a
 * token becomes markup: a preview would load pictures that it names.
 */
export function inspectTokenReport(verdict: Verdict, now: number): string {
  const { app, checks, header, jweHeader, claims } = verdict;
  return [
    `# ${app ? t("Token of {0}", escaped(app.name)) : t("Token")}`,
    "",
    ...summary(verdict),
    "",
    ...table([t("Check"), t("Outcome"), t("Why")], checks.map((check) => [titleOf(check.id), outcomeOf(check.outcome), why(check)])),
    ...(claims ? times(claims, now) : []),
    ...(jweHeader ? json(t("Header of the JWE"), jweHeader) : []),
    ...(header ? json(t("Header"), header) : []),
    ...(claims ? json(t("Claims"), claims) : []),
    "",
  ].join("\n");
}

function summary(verdict: Verdict): string[] {
  const { decidedBy, answer } = verdict;
  if (!decidedBy) return [verdictLine(verdict)];
  return [verdictLine(verdict), "", certaintyOf(answer), ...(answer.certainty === "unverified" ? [] : ["", ...fenced(JSON.stringify(answer.body))])];
}

function certaintyOf({ certainty, status }: Answer): string {
  switch (certainty) {
    case "documented":
    case "observed":
      return t("The platform would refuse it with status {0} and these words:", status);
    case "inferred":
      return t("The platform would probably refuse it with status {0} and the words below. That is a guess: the words are the platform's, but that they come here, with this status and code, is not known.", status);
    case "unverified":
      return t("The platform would probably refuse it with status {0}; its words for that are not known.", status);
  }
}

/** The verdict in one line of Markdown. */
export function verdictLine({ checks, decidedBy }: Verdict): string {
  if (decidedBy) return `**${t("Refused")}:** ${escaped(told(decidedBy.message))}`;
  const open = checks.filter(({ outcome }) => outcome === "unknown").length;
  if (open === 0) return `**${t("Nothing speaks against this token.")}**`;
  return `**${t("Nothing that can be told here speaks against this token.")}** ${open === 1 ? t("One check is open.") : t("{0} checks are open.", open)}`;
}

function titleOf(id: CheckId): string {
  const titles: Readonly<Record<CheckId, string>> = {
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

function outcomeOf(outcome: Outcome): string {
  return { passed: `✓ ${t("passed")}`, failed: `✗ ${t("failed")}`, unknown: `? ${t("unknown")}` }[outcome];
}

function why({ message, causes }: Check): string {
  return [message, ...causes.map((cause) => cause.message)].map(told).join(" ");
}

export function told({ template, args }: Message): string {
  return t(template, ...args);
}

export function times(claims: NonNullable<Verdict["claims"]>, now: number): string[] {
  const { issuedAt, notBefore, expiresAt } = timesOf(claims);
  const named: readonly (readonly [string, TokenTime])[] = [["iat", issuedAt], ["nbf", notBefore], ["exp", expiresAt]];
  const rows = named.flatMap(([name, time]) => (time.state === "absent" ? [] : [[name, ...timeCells(time, now)]]));
  return rows.length === 0 ? [] : ["", `## ${t("Times")}`, "", ...table([t("Claim"), t("Local"), t("UTC"), t("From now")], rows)];
}

function timeCells(time: TokenTime, now: number): string[] {
  if (!("seconds" in time)) return [t("can't be read"), "", ""];
  const date = new Date(time.seconds * 1000);
  // Meant, not said: as seconds it would lie thousands of years ahead.
  if (time.state === "milliseconds") return [t("in milliseconds, where seconds belong"), date.toISOString(), ""];
  return [date.toLocaleString(vscode.env.language, { dateStyle: "medium", timeStyle: "long" }), date.toISOString(), relative(time.seconds - now / 1000)];
}

/** "in 5 minutes", "2 days ago". */
export function relative(seconds: number): string {
  const format = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: "auto" });
  const units = [["day", 86_400], ["hour", 3_600], ["minute", 60]] as const;
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= 2 * size) ?? (["second", 1] as const);
  return format.format(Math.trunc(seconds / length), unit);
}

/** Characters of a header or of claims that are shown. */
const MAX_SHOWN = 20_000;

function json(heading: string, value: object): string[] {
  const text = JSON.stringify(value, undefined, 2);
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}\n…` : text;
  return ["", `## ${heading}`, "", ...fenced(cut)];
}

/** No line of JSON begins with a backtick, so nothing in it ends the block. */
function fenced(text: string): string[] {
  return ["```json", text, "```"];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)];
}

export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#+!|~&]/g, "\\$&").replace(/\s+/g, " ");
}
