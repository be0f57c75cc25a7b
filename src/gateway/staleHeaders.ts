/**
 * Headers, in lower case, that say something of a body as it came from upstream, and so go where it was changed.
 * Content-Type and Content-Length are set anew.
 */
export const STALE_HEADERS: ReadonlySet<string> = new Set([
  // It was undone, and what is sent has none (RFC 9110, 8.4).
  "content-encoding",
  // Of other bytes (8.6).
  "content-length",
  // Names other bytes: a client would ask for them, or a part of them, anew (8.8.3).
  "etag",
  // Parts of what the client got can't be asked for (14.3).
  "accept-ranges",
  // Of the bytes of the message or the representation (RFC 9530, 2 and 3; RFC 3230; RFC 1864).
  "content-digest",
  "repr-digest",
  "digest",
  "content-md5",
  // May cover any of these (RFC 9421), or the body itself (JWS, RFC 7797, as some servers send it).
  "signature",
  "signature-input",
  "x-jws-signature",
]);
