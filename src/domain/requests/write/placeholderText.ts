import type { JwtApp } from "../../apps/jwtApp";
import type { VariableValues } from "../read/fileVariables";
import { knownValue, variableName } from "./requestVariables";

/** Where it is looked for what stands in a placeholder's place: here first, then below. */
export interface Placeholders {
  /** What the request itself has, as written, by the names of variables. */
  readonly written?: ReadonlyMap<string, string>;
  /** Of the file. */
  readonly variables: VariableValues;
  readonly app?: Pick<JwtApp, "botId" | "accountId" | "tables"> | undefined;
}

/**
 * A text of the catalogue as a request of that file has it: in place of each `{placeholder}` what stands in the request
 * already, a variable that the file defines, what the app knows, or else a variable that is left to define.
 */
export function placeholderText(text: string, placeholders: Placeholders): string {
  return text.replace(PLACEHOLDER, (_, name: string) => placeholderValue(name, placeholders));
}

export function placeholderValue(placeholder: string, { written, variables, app }: Placeholders): string {
  const name = variableName(placeholder);
  const known = written?.get(name);
  if (known !== undefined) return known;
  const own = variables.get(name) === undefined ? knownValue(name, app ?? NOBODY) : undefined;
  return own ?? `{{${name}}}`;
}

const NOBODY: Pick<JwtApp, "botId" | "accountId" | "tables"> = { tables: [] };

/** As they stand in the catalogue's paths, headers and queries. */
const PLACEHOLDER = /\{([A-Za-z][A-Za-z ]*)\}/g;
