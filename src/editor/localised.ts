import type { UserError } from "../domain/errors";
import { t } from "./words";

/** The error's sentence and remedy in the user's language. */
export function localised(error: UserError): string {
  const args = [...(error.details.args ?? [])];
  const sentence = t(error.template, ...args);
  return error.details.remedy ? `${sentence} ${t(error.details.remedy, ...args)}` : sentence;
}
