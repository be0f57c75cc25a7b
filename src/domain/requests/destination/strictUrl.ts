/** Scheme, host and port of a URL that every client reads alike. */
export interface StrictOrigin {
  readonly scheme: "http" | "https";
  /** In lower case, with the port where it isn't the scheme's own; an IPv6 address in brackets. */
  readonly host: string;
}

/**
 * Where a request to this text goes, if there is but one way to read it: the URL standard's parser and a strict reading
 * of the authority (RFC 3986, 3.2, letters, digits, dots and hyphens alone) give the same scheme, host and port.
 * Undefined for user information, white space, braces, percent signs or non-ASCII characters in the authority, for
 * controls, line separators and backslashes anywhere, and for other schemes than http and https.
 */
export function strictOrigin(text: string): StrictOrigin | undefined {
  if (UNSAFE.test(text)) return undefined;
  const [, scheme = "", name = "", port] = AUTHORITY.exec(text) ?? [];
  const parsed = parsedUrl(text);
  if (!parsed || parsed.username !== "" || parsed.password !== "") return undefined;
  const protocol = `${scheme.toLowerCase()}:`;
  if (parsed.protocol !== protocol || parsed.hostname !== name.toLowerCase()) return undefined;
  const ownPort = protocol === "https:" ? 443 : 80;
  const isSamePort =
    port === undefined || Number(port) === ownPort ? parsed.port === "" : parsed.port === String(Number(port));
  return isSamePort ? { scheme: protocol === "https:" ? "https" : "http", host: parsed.host } : undefined;
}

/**
 * The host with its port that the URL standard reads in a text, for a person to see: international names in punycode.
 * Undefined where it reads none.
 */
export function hostRead(text: string): string | undefined {
  const host = parsedUrl(text)?.host;
  // A variable that nobody has filled in is no host.
  return host && !/[{}]/.test(host) ? host : undefined;
}

/** C0 and C1 controls, backslashes, and what Unicode calls line and paragraph separators. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\\\u2028\u2029]/;

const AUTHORITY = /^(https?):\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::(\d{1,5}))?(?=[/?#]|$)/i;

function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
