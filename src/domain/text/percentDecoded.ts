/** Text whose percent-encoding (RFC 3986, 2.1) of UTF-8 is undone; undefined where that is malformed. */
export function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
