import encodeUrl from "encodeurl";

/**
 * The URL that REST Client 0.25 calls for the request at a line, read as its source says, by the packages that it uses:
 * `encodeurl`, and the URL parser that `got` takes. Undefined where it sends nothing. Environments are not read.
 */
export function restClientUrl(text: string, line: number): URL | undefined {
  const lines = text.split(/\r?\n/g);
  const own = delimited(lines, line);
  if (own === undefined) return undefined;
  const raw = own.filter((each) => !/^\s*(#|\/{2})/.test(each));
  const start = raw.findIndex((each) => each.trim() !== "" && !/^\s*@([^\s=]+)\s*=\s*(.*?)\s*$/.test(each));
  if (start < 0 || /^\s*HTTP\/[\d.]+/.test(raw[start] ?? "")) return undefined;
  const request = filled(raw.slice(start).join("\n"), values(lines)).split("\n");
  const { url, headers } = parsed(request);
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

function parsed(lines: readonly string[]): { url: string; headers: ReadonlyMap<string, string> } {
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
    headers.set(
      (colon < 0 ? line : line.slice(0, colon)).trim().toLowerCase(),
      colon < 0 ? "" : line.slice(colon + 1).trim(),
    );
  }
  const method =
    /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|LOCK|UNLOCK|PROPFIND|PROPPATCH|COPY|MOVE|MKCOL|MKCALENDAR|ACL|SEARCH)\s+/i.exec(
      requestLine,
    )?.[0] ?? "";
  const rest = requestLine.slice(method.length).trim();
  const version = /\s+HTTP\/.*$/i.exec(rest);
  return { url: version ? rest.slice(0, version.index) : rest, headers };
}
