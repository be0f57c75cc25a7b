import { visibleJson } from "../domain/text/visibleJson";
import { noCommandInJson } from "../edge/noCommand";

/** A value as JSON that drives neither a terminal nor a build agent. */
export function printedJson(value: unknown, indent?: number): string {
  return noCommandInJson(visibleJson(value, indent));
}
