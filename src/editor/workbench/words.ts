import * as vscode from "vscode";
import type { UserError } from "../../domain/errors";
import { joined, type PlainText } from "../../domain/text/asText";
import type { Sentence } from "../../domain/text/sentence";
import { fillText } from "../../domain/text/fillText";

/**
 * A sentence in the user's language. The only way to `vscode.l10n.t`: arguments may come from files, so each is made
 * text on its way in, without links, icons, invisible characters or line breaks, and cut where it is too long.
 */
export function t(template: string, ...args: readonly (string | number | boolean)[]): PlainText {
  return fillText(vscode.l10n.t(template), args);
}

/** The error's sentence and remedy in the user's language. */
export function localised(error: UserError): PlainText {
  const { args = [], remedy } = error.details;
  return joined([whatIsWrong(error), ...(remedy ? [t(remedy, ...args)] : [])], " ");
}

/** The same for another extension. */
export function localisedForCode(error: UserError): PlainText {
  const { args = [], remedyForCode } = error.details;
  if (remedyForCode === undefined) return localised(error);
  return joined([whatIsWrong(error), t(remedyForCode, ...args)], " ");
}

/** What is said of an error that nobody but us can mend. */
export function ownError(): PlainText {
  return t("JWT Apps met an error of its own. Nothing was changed; the log says more.");
}

/** The error's sentence alone, where something else helps. */
export function whatIsWrong({ template, details: { args = [] } }: UserError): PlainText {
  return t(template, ...args);
}

/** What the rules say, in the user's language. */
export function told({ template, args }: Sentence): PlainText {
  return t(template, ...args);
}
