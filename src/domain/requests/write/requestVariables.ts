import type { JwtApp } from "../../apps/jwtApp";
import type { JsonValue } from "../../scopes/endpointRow";

/** Turns `{placeholder}` into `{{variable}}`, and keeps a value for each. */
export class Variables {
  readonly values = new Map<string, string>();
  readonly blanks = new Set<string>();

  readonly #app: JwtApp;

  constructor(app: JwtApp) {
    this.#app = app;
  }

  /** @param escape for what stands between the placeholders */
  fill(text: string, escape: (part: string) => string = (part) => part): string {
    return text
      .split(/(\{[A-Za-z][A-Za-z ]*\})/)
      .map((part, index) => (index % 2 ? this.#variable(part.slice(1, -1)) : escape(part)))
      .join("");
  }

  fillAll(value: JsonValue): JsonValue {
    return mapStrings(value, (text) => this.fill(text));
  }

  #variable(placeholder: string): string {
    const name = variableName(placeholder);
    this.values.set(name, this.#value(name));
    return `{{${name}}}`;
  }

  #value(name: string): string {
    const value = knownValue(name, this.#app);
    if (value !== undefined) return value;
    this.blanks.add(name);
    return `your-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  }
}

/** What a variable of that name holds by what is known of the app, or for everybody; undefined where nobody knows. */
export function knownValue(
  name: string,
  { botId, accountId, tables }: Pick<JwtApp, "botId" | "accountId" | "tables">,
): string | undefined {
  if (name === "tableName" || name === "viewName") {
    const kind = name === "tableName" ? "table" : "view";
    // A name goes into the path as it is.
    const table = tables.find((permission) => permission.kind === kind);
    if (table) return encodeURIComponent(table.name);
  }
  const known = new Map([...USUAL, ["botId", botId], ["accountId", accountId]]);
  const value = known.get(name);
  return value !== undefined && isLine(value) ? value : undefined;
}

const USUAL: readonly (readonly [name: string, value: string | undefined])[] = [
  ["languageCode", "en"],
  ["skip", "0"],
  ["limit", "10"],
  ["timestamp", "2026-01-01T00:00:00.000Z"],
];

/** What the variable is called that stands for a row's `{placeholder}`. */
export function variableName(placeholder: string): string {
  return NAMES.get(placeholder) ?? camelCase(placeholder);
}

/** The bot ID is the stream ID (platform.md, 5); the others say too little by themselves. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["streamId", "botId"],
  ["ts", "timestamp"],
]);

function camelCase(words: string): string {
  return words.replace(/(?<! ) +([a-zA-Z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The same JSON with other strings; names of members stay. */
export function mapStrings(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map((item) => mapStrings(item, change));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapStrings(item, change)]));
}

export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Whether a text can stand in a line of its own and be read from it as it is. */
export function isLine(text: string): boolean {
  return text !== "" && text === text.trim() && !/[\u0000-\u001f\u007f\u2028\u2029]/.test(text);
}
