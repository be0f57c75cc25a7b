import type { JwtApp } from "../../domain/apps/jwtApp";
import type { CauseState, ExplainedCause } from "../../domain/tokens/verify/explain";
import { platformErrorOf } from "../../domain/tokens/verify/platformErrors";
import type { VerifyRequest } from "../../domain/tokens/verify/verifyInput";
import { escaped, told } from "../tokens/inspectTokenReport";
import { t } from "../words";

/** Characters of a path or an answer that are shown. */
const MAX_SHOWN = 200;

/** Causes as Markdown, the likeliest first. Nothing in an answer or a request becomes markup; a query and a body are not shown. */
export function explainErrorReport(message: string, request: VerifyRequest | undefined, app: JwtApp | undefined, causes: readonly ExplainedCause[]): string {
  const of = (state: CauseState): readonly ExplainedCause[] => causes.filter((cause) => cause.state === state);
  return [
    `# ${escaped(shown(message))}`,
    "",
    certaintyOf(message),
    "",
    request ? t("Request: {0}", `**${escaped(`${request.method} ${shown(withoutQuery(request.path))}`)}**`) : t("The request is not at hand: put the cursor on it in a request file, or select it with the answer, and what can be checked is checked."),
    ...(app ? ["", t("App: {0}", `**${escaped(app.name)}**`)] : []),
    ...section(t("Found"), of("found")),
    ...section(t("Possible, and not to be told from here"), of("possible")),
    ...section(t("Wrong too, but answered with other words"), of("otherwise")),
    ...section(t("In order, as far as it is known here"), of("fits")),
    "",
  ].join("\n");
}

function certaintyOf(message: string): string {
  if (message.startsWith("unverified: ")) return t("The local platform's own words: those of the platform are not known.");
  switch (platformErrorOf(message)?.certainty) {
    case "documented":
      return t("The platform's documentation has this answer.");
    case "observed":
      return t("This answer is not documented; others have observed when the platform gives it.");
    case undefined:
      return t("This answer is not known, so whatever is wrong with the request may be its cause.");
  }
}

function section(title: string, causes: readonly ExplainedCause[]): string[] {
  if (causes.length === 0) return [];
  return ["", `## ${title}`, "", ...causes.map(({ message, details, fix }, index) => `${index + 1}. ${[message, ...details].map((text) => escaped(told(text))).join(" ")}${fix ? `  \n   → ${escaped(told(fix))}` : ""}`)];
}

function shown(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

export function withoutQuery(path: string): string {
  return path.replace(/[?#].*$/s, "");
}
