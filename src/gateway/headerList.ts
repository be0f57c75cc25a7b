/** Names and values in the order in which they came, names as they were written. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Those of a message that are meant for the other end: without those of one connection (RFC 9110, 7.6.1). */
export function endToEnd(rawHeaders: readonly string[]): HeaderList {
  const all: [string, string][] = [];
  let named: string[] | undefined;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = [rawHeaders[at], rawHeaders[at + 1]];
    const lower = name.toLowerCase();
    if (lower === "connection") (named ??= []).push(...value.split(",").map((option) => option.trim().toLowerCase()));
    if (!HOP_BY_HOP.has(lower)) all.push([name, value]);
  }
  return named === undefined ? all : without(all, new Set(named));
}

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** @param names in lower case */
export function without(headers: HeaderList, names: ReadonlySet<string>): HeaderList {
  return headers.filter(([name]) => !names.has(name.toLowerCase()));
}

/** By names in lower case; several of one name as one (RFC 9110, 5.3). */
export function byName(headers: HeaderList): Record<string, string> {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    found[key] = found[key] === undefined ? value : `${found[key]}, ${value}`;
  }
  return found;
}
