import encodeUrl from "encodeurl";

/**
 * The URL that REST Client 0.25 calls for the request at a line, read as its source says, by the packages that it uses:
 * `encodeurl`, and the URL parser that `got` takes. Undefined where it sends nothing. Environments are not read.
 */
export function restClientUrl(text: string, line: number): URL | undefined {
  const request = restClientRequest(text, line);
  if (!request) return undefined;
  const { url, headers } = request;
  const host = headers.get("host");
  const absolute =
    host !== undefined && url.startsWith("/")
      ? `${/^(?:443|8443)$/.test(host.split(":")[1] ?? "") ? "https" : "http"}://${host}${url}`
      : url;
  try {
    return new URL(encodeUrl(absolute));
  } catch {
    return undefined;
  }
}

export interface RestClientRequest {
  readonly method: string;
  /** As it stands in the lines. */
  readonly url: string;
  /** Names in lower case; those that no server takes make the request fail. */
  readonly headers: ReadonlyMap<string, string>;
  /** Undefined where a part of it is a file. */
  readonly body: string | undefined;
}

/**
 * The request at a line as REST Client 0.25 reads it on Linux: `src/utils/selector.ts` (`getDelimitedText`,
 * `getRequestRanges`), `src/utils/httpRequestParser.ts` (`parseHttpRequest`, `parseBody`) and
 * `src/utils/requestParserUtil.ts` (`parseRequestHeaders`) of github.com/Huachao/vscode-restclient at
 * 6649589e4d3f97d9c0d68a4f7ffe03fa2919c4df, with its default settings (`formParamEncodingStrategy`: automatic).
 */
export function restClientRequest(text: string, line: number): RestClientRequest | undefined {
  const lines = text.split(/\r?\n/g);
  const own = delimited(lines, line);
  return own && restClientSelection(own, lines);
}

/** The same for a selection of whole lines, which REST Client takes instead where there is one. */
export function restClientSelection(own: readonly string[], lines: readonly string[]): RestClientRequest | undefined {
  const raw = own.filter((each) => !/^\s*(#|\/{2})/.test(each));
  const start = raw.findIndex((each) => each.trim() !== "" && !/^\s*@([^\s=]+)\s*=\s*(.*?)\s*$/.test(each));
  if (start < 0 || /^\s*HTTP\/[\d.]+/.test(raw[start] ?? "")) return undefined;
  let end = raw.length;
  while ((raw[end - 1] ?? "x").trim() === "") end--;
  return parsed(filled(raw.slice(start, end).join("\n"), values(lines)).split("\n"));
}

function delimited(lines: readonly string[], line: number): readonly string[] | undefined {
  const rows = lines.flatMap((text, row) => (/^#{3,}/.test(text) ? [row] : []));
  if (rows.includes(line)) return undefined;
  const before = rows.filter((row) => row < line).at(-1) ?? -1;
  const after = rows.find((row) => row > line) ?? lines.length;
  return lines.slice(before + 1, after);
}

/** Definitions stand anywhere, the last one counts, a backslash escapes. */
function values(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ""] = /^\s*@([^\s=]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined)
      found.set(
        name,
        value.replace(/\\([^])/g, (_, escaped: string) => ({ n: "\n", r: "\r", t: "\t" })[escaped] ?? escaped),
      );
  }
  // Values that hold other variables, as long as there is something to fill in.
  for (let round = 0; round < 20; round++) {
    for (const [name, value] of found)
      found.set(
        name,
        value
          .replace(/\{\{\s*(.+?)\s*\}\}/g, (whole, other: string) =>
            other === name ? whole : (found.get(other) ?? whole),
          )
          .slice(0, 5_000),
      );
  }
  return found;
}

function filled(text: string, known: ReadonlyMap<string, string>): string {
  return text.replace(/\{{2}(.+?)\}{2}/g, (_, name: string) => {
    const encoded = name.trim().startsWith("%");
    const value = known.get(name.trim().replace(/^%/, ""));
    return value === undefined ? `{{${name.trim()}}}` : encoded ? encodeURIComponent(value) : value;
  });
}

function parsed(lines: readonly string[]): RestClientRequest {
  let at = 1;
  while (at < lines.length && /^\s*[&?]/.test(lines[at] ?? "")) at++;
  const requestLine = lines
    .slice(0, at)
    .map((line) => line.trim())
    .join("");
  const headers = new Map<string, string>();
  for (; at < lines.length && (lines[at] ?? "").trim() !== ""; at++) {
    const line = lines[at] ?? "";
    const colon = line.indexOf(":");
    const name = (colon < 0 ? line : line.slice(0, colon)).trim().toLowerCase();
    const value = colon < 0 ? "" : line.slice(colon + 1).trim();
    const known = headers.get(name);
    headers.set(name, known === undefined ? value : `${known}${name === "cookie" ? ";" : ","}${value}`);
  }
  const method =
    /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|LOCK|UNLOCK|PROPFIND|PROPPATCH|COPY|MOVE|MKCOL|MKCALENDAR|ACL|SEARCH)\s+/i.exec(
      requestLine,
    );
  const rest = requestLine.slice(method?.[0].length ?? 0).trim();
  const version = /\s+HTTP\/.*$/i.exec(rest);
  const url = version ? rest.slice(0, version.index) : rest;
  // One blank line is taken away.
  return {
    method: method?.[1] ?? "GET",
    url,
    headers,
    body: bodyOf(lines.slice(at + 1), headers.get("content-type") ?? ""),
  };
}

function bodyOf(lines: readonly string[], contentType: string): string | undefined {
  if (lines.some((line) => /^<(?:(?:@)(?:\w+)?)?\s+(.+?)\s*$/.test(line))) return undefined;
  const type = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  if (type === "application/x-www-form-urlencoded")
    return encodeUrl(
      lines.reduce((body, line, index) => body + (index === 0 || line.startsWith("&") ? "" : "\n") + line, ""),
    );
  const body = lines.join(type === "multipart/form-data" ? "\r\n" : "\n");
  return type === "application/x-ndjson" ? `${body}\n` : body;
}
