/** What came from upstream before its body. Names of headers in lower case, as Node has them. */
export interface AnswerHead {
  /** Of the request. */
  readonly method: string;
  readonly status: number;
  readonly headers: AnswerHeaders;
}

export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A header's value, several joined as one (RFC 9110, 5.3); empty where there is none. */
export function headerText(headers: AnswerHeaders, name: string): string {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return value === undefined ? "" : typeof value === "string" ? value : value.join(", ");
}

/** The media type of an answer in lower case, without parameters; empty where none is said. */
export function mediaTypeOf(headers: AnswerHeaders): string {
  return (headerText(headers, "content-type").split(";")[0] ?? "").trim().toLowerCase();
}

export function isJsonType(type: string): boolean {
  return type === "application/json" || type.endsWith("+json");
}
