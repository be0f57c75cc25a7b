/** An upstream that gave no answer: the status that the client gets for it, and a sentence without anything of the error. */
export class UpstreamFailure extends Error {
  override readonly name = "UpstreamFailure";

  constructor(
    readonly status: 408 | 502 | 504,
    sentence: string,
    /** A kept connection that the other side had closed: nothing was read of the request, most likely. */
    readonly isStale = false,
  ) {
    super(sentence);
  }
}

/** The code of an error that says that a proxy gave no connection. */
export const PROXY_REFUSED = "ERR_PROXY_REFUSED";

/** @param host of the upstream, with its port */
export function failureOf(error: unknown, host: string, isReused: boolean): UpstreamFailure {
  const code = codeOf(error);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new UpstreamFailure(502, `The name ${host} was not found: check “Host” of the app, and the network.`);
  if (code === "ETIMEDOUT") return new UpstreamFailure(504, `${host} could not be reached in time.`);
  if (CERTIFICATE.test(code))
    return new UpstreamFailure(502, `The certificate of ${host} was not accepted (${code}); nothing was sent.`);
  if (/^(?:EPROTO|ERR_SSL|ERR_TLS)/.test(code))
    return new UpstreamFailure(502, `${host} speaks no TLS that is accepted here; nothing was sent.`);
  if (code === PROXY_REFUSED)
    return new UpstreamFailure(502, `The proxy does not connect to ${host}; nothing was sent.`);
  if (code === "HPE_HEADER_OVERFLOW") return new UpstreamFailure(502, `The headers of ${host}'s answer are too large.`);
  if (code.startsWith("HPE_") || code.startsWith("ERR_INVALID"))
    return new UpstreamFailure(502, `${host} answered with something that is no well-formed HTTP.`);
  if (code === "ECONNRESET" || code === "EPIPE")
    return new UpstreamFailure(502, `${host} closed the connection without an answer.`, isReused);
  return new UpstreamFailure(502, `${host} could not be reached${/^E[A-Z]+$/.test(code) ? ` (${code})` : ""}.`);
}

/** Of X.509 verification in Node and OpenSSL. */
const CERTIFICATE =
  /CERT|^(?:UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|CRL_|ERROR_IN_C)/;

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
