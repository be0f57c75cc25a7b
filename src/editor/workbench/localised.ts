import type { UserError } from "../../domain/errors";
import { joined, type PlainText } from "../../domain/text/asText";
import { t } from "./words";

/** The error's sentence and remedy in the user's language. */
export function localised(error: UserError): PlainText {
  const args = [...(error.details.args ?? [])];
  const { remedy } = error.details;
  return joined([t(error.template, ...args), ...(remedy ? [t(remedy, ...args)] : [])], " ");
}
