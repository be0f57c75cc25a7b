import { UserError } from "../errors";

/**
 * The JSON value in a text: the whole of it, the body of a captured HTTP response, or what stands between the first
 * and the last bracket. JSON that is itself a JSON string is unwrapped once.
 * @throws UserError where there is no text or no JSON
 */
export function jsonIn(text: string): unknown {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  if (trimmed === "") throw new UserError("nothing-to-import", "There is nothing to import.");
  for (const candidate of [trimmed, bodyOf(trimmed), bracketed(trimmed)]) {
    const value = parse(candidate);
    if (value !== undefined) return typeof value === "string" ? parse(value) : value;
  }
  throw new UserError("import-not-json", "This is no JSON, or it was cut off.", { remedy: "Copy the whole response of the Get Bots API, or what Export Apps wrote." });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What follows the first empty line. */
function bodyOf(response: string): string {
  const [separator] = /\r?\n\r?\n/.exec(response) ?? [];
  return separator === undefined ? "" : response.slice(response.indexOf(separator) + separator.length);
}

function bracketed(text: string): string {
  const start = text.search(/[[{]/);
  const end = Math.max(text.lastIndexOf("]"), text.lastIndexOf("}"));
  return start < 0 ? "" : text.slice(start, end + 1);
}

