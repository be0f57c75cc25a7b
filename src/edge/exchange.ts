import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { ErrorAnswer, HttpAnswer } from "./httpAnswer";
import { requestLine } from "./requestLine";

export interface ExchangeServices {
  /** Those of every answer that the edge or a handler gives as a whole. */
  readonly headers: Readonly<Record<string, string>>;
  /** What lets a web page read the answer; empty for whatever is none that may. */
  readonly cors: Readonly<Record<string, string>>;
  readonly log: (line: string, isRefused?: boolean) => void;
  /** Milliseconds for the rest of a body that nobody reads. */
  readonly dropTime: number;
}

/** The answer to what a browser asks before it sends a request of another origin. */
export interface Preflight extends HttpAnswer {
  readonly status: 204;
  readonly body: undefined;
}

/** A request that came in as far as its headers, and the way to answer it: as a whole, or by writing to `response`. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly #services: ExchangeServices;

  constructor(request: IncomingMessage, response: ServerResponse, services: ExchangeServices) {
    this.request = request;
    this.response = response;
    this.#services = services;
  }

  get method(): string {
    return this.request.method ?? "";
  }

  /** As it came: nothing decoded, nothing resolved. */
  get path(): string {
    return this.request.url ?? "";
  }

  /** Names in lower case. */
  get headers(): IncomingHttpHeaders {
    return this.request.headers;
  }

  /** Asks for the body, where the client waits for that. */
  askForBody(): void {
    if (this.headers.expect !== undefined && !this.response.headersSent) this.response.writeContinue();
  }

  send(answer: HttpAnswer): void {
    const { response } = this;
    if (response.headersSent || response.destroyed) return;
    const { status, body, headers } = withCors(answer, this.#services.cors);
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, {
      ...(body !== undefined && {
        "content-type": typeof body === "string" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
      }),
      ...(status !== 204 && { "content-length": String(Buffer.byteLength(text)) }),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...this.#services.headers,
      ...headers,
    });
    response.end(text);
  }

  /** Answers before the body is there. What still comes of it is read and dropped, so that the answer arrives. */
  refuseEarly(answer: ErrorAnswer | Preflight): undefined {
    const { method, path } = this;
    if (answer.body) {
      const verdict = `refused before it was read: ${answer.body.errors[0].msg}`;
      this.#services.log(requestLine({ method, path, status: answer.status, verdict }), true);
    }
    this.answerEarly(answer);
  }

  /** The same without a line. */
  answerEarly(answer: HttpAnswer): void {
    this.send(answer);
    this.dropBody();
    const { request } = this;
    if (request.complete) return;
    // What trickles in would hold a connection for good, without any key.
    const timer = setTimeout(() => request.destroy(), this.#services.dropTime).unref();
    request.once("close", () => clearTimeout(timer));
    request.once("end", () => clearTimeout(timer));
  }

  /** Reads what still comes of the body and drops it, up to a bound: a client that sends may not be listening yet. */
  dropBody(): void {
    const { request } = this;
    let dropped = 0;
    request.on("data", (chunk: Buffer) => {
      dropped += chunk.length;
      if (dropped > MAX_DROPPED) request.destroy();
    });
    request.on("error", () => undefined);
    request.resume();
  }
}

/** `cors` is empty for whatever is not a web page of a listed origin; such a page may then read every header of the answer. */
function withCors<T extends HttpAnswer>(answer: T, cors: Readonly<Record<string, string>>): T {
  if (!Object.keys(cors).length) return answer;
  const names = Object.keys(answer.headers ?? {}).join(", ");
  return {
    ...answer,
    headers: { ...answer.headers, ...cors, ...(names !== "" && { "access-control-expose-headers": names }) },
  };
}

/** Bytes of a refused body that are read before the connection is cut. */
const MAX_DROPPED = 64 * 1024 * 1024;
