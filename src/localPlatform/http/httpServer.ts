import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { UserError } from "../../domain/errors";
import type { Callers } from "./callers";
import { errorAnswer, type ErrorAnswer, type HttpAnswer } from "./httpAnswer";
import type { Limits } from "./limits";
import { requestLine } from "./requestLine";

export interface RawRequest {
  readonly method: string;
  /** As it came: nothing decoded, nothing resolved. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface HttpServices {
  readonly limits: Limits;
  readonly callers: Callers;
  /** Bytes. */
  readonly bodyLimit: (request: Omit<RawRequest, "body">) => number;
  /** Answers a whole request and writes its line; whatever it throws is a bug and becomes 500. */
  readonly handle: (request: RawRequest) => Promise<HttpAnswer>;
  readonly log: (line: string, isRefused?: boolean) => void;
  /** Takes the line of a request that met an error of our own. */
  readonly problem: (line: string) => void;
}

/** The answer to what a browser asks before it sends a request of another origin. */
interface Preflight extends HttpAnswer {
  readonly status: 204;
  readonly body: undefined;
}

/** The edge: what a request may be like as such, before anything asks what it means. Listens on loopback alone. */
export class HttpServer {
  readonly #server: Server;
  readonly #limits: Limits;
  /** Bytes of bodies that are being received or handled. */
  #held = 0;

  readonly #services: HttpServices;

  constructor(services: HttpServices) {
    this.#services = services;

    const { limits } = services;
    this.#limits = limits;
    this.#server = createServer(
      {
        maxHeaderSize: limits.headerBytes,
        headersTimeout: limits.headersTime,
        requestTimeout: limits.requestTime,
        connectionsCheckingInterval: limits.checkEvery,
        insecureHTTPParser: false,
        // HTTP/1.0 needs none, so it is checked with the other callers.
        requireHostHeader: false,
      },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.maxConnections = limits.connections;
    // Node would drop the headers above its own number without a word.
    this.#server.maxHeadersCount = 0;
    this.#server.timeout = limits.idleTime;
    this.#server.on(
      "checkContinue",
      (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response),
    );
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => this.#malformed(error, socket));
    // Neither is offered; without these lines a socket would be left to itself.
    this.#server.on("connect", (_request, socket: Socket) => socket.destroy());
    this.#server.on("upgrade", (_request, socket: Socket) => socket.destroy());
  }

  /**
   * @param port 0 for any free one
   * @returns the port
   * @throws UserError `bad-port`, `port-in-use`, `port-forbidden`
   */
  async listen(port: number): Promise<number> {
    checkPort(port);
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
      this.#server.listen({ host: "127.0.0.1", port, exclusive: true }, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no more requests, and gives those that are under way `graceTime` milliseconds. */
  async close(graceTime: number): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), graceTime);
    await closed;
    clearTimeout(timer);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const cors = this.#services.callers.corsHeaders(headers);
    const refuseEarly = (answer: ErrorAnswer | Preflight): void =>
      this.#refuseEarly(request, response, withCors(answer, cors));
    const early = this.#refuse(request);
    if (early) return refuseEarly(early);
    const limit = this.#services.bodyLimit({ method, path: url, headers });
    if (Number(headers["content-length"] ?? 0) > limit) return refuseEarly(tooLarge(limit));
    if (headers.expect !== undefined) response.writeContinue();

    const body = await this.#receive(request, limit);
    if (body === "gone")
      return this.#services.log(requestLine({ method, path: url, status: 0, verdict: "connection closed early" }));
    if (body === "too-large") return refuseEarly(tooLarge(limit));
    if (body === "busy") return refuseEarly(errorAnswer(503, "The local platform is receiving too much at once."));
    this.#held += body.length;
    try {
      this.#send(response, withCors(await this.#services.handle({ method, path: url, headers, body }), cors));
    } catch (error) {
      this.#services.problem(
        requestLine({ method, path: url, status: 500, verdict: `internal error: ${stackOf(error)}` }),
      );
      this.#send(response, withCors(errorAnswer(500, "The local platform met an error of its own."), cors));
    } finally {
      this.#held -= body.length;
    }
  }

  #refuse({ method, url = "", headers, rawHeaders }: IncomingMessage): ErrorAnswer | Preflight | undefined {
    // The parser counts names and values alone.
    const headerBytes = rawHeaders.reduce((sum, text) => sum + text.length + 2, url.length);
    if (headerBytes > this.#limits.headerBytes) return errorAnswer(431, MALFORMED[431]);
    // RFC 9112, 3.2; the parser drops the second one.
    if (rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === "host").length > 1)
      return errorAnswer(400, "A request has only one Host header.");
    const foreign = this.#services.callers.refuse(headers);
    if (foreign) return foreign;
    if (method === "OPTIONS" && headers.origin !== undefined) return { status: 204, body: undefined };
    return url.startsWith("/") ? undefined : errorAnswer(400, "A request's path starts with a slash.");
  }

  /** Answers before the body is there. What still comes of it is read and dropped, so that the answer arrives. */
  #refuseEarly(request: IncomingMessage, response: ServerResponse, answer: ErrorAnswer | Preflight): void {
    const { method = "", url = "" } = request;
    if (answer.body)
      this.#services.log(
        requestLine({
          method,
          path: url,
          status: answer.status,
          verdict: `refused before it was read: ${answer.body.errors[0].msg}`,
        }),
        true,
      );
    this.#send(response, answer);
    let dropped = 0;
    request.on("data", (chunk: Buffer) => {
      dropped += chunk.length;
      if (dropped > MAX_DROPPED) request.destroy();
    });
    request.on("error", () => undefined);
    request.resume();
  }

  #receive(request: IncomingMessage, limit: number): Promise<Buffer | "too-large" | "busy" | "gone"> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const settle = (result: Buffer | "too-large" | "busy" | "gone"): void => {
        request.removeListener("data", onData);
        this.#held -= length;
        length = 0;
        resolve(result);
      };
      const onData = (chunk: Buffer): void => {
        length += chunk.length;
        this.#held += chunk.length;
        if (length > limit) return settle("too-large");
        if (this.#held > this.#limits.bodyBytesInAll) return settle("busy");
        chunks.push(chunk);
      };
      request.on("data", onData);
      request.once("end", () => settle(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
      request.once("error", () => settle("gone"));
      request.once("close", () => settle("gone"));
    });
  }

  #send(response: ServerResponse, { status, body, headers }: HttpAnswer): void {
    if (response.headersSent || response.destroyed) return;
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, {
      ...(body !== undefined && {
        "content-type": typeof body === "string" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
      }),
      ...(status !== 204 && { "content-length": String(Buffer.byteLength(text)) }),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    });
    response.end(text);
  }

  /** What the parser refuses: broken requests, too large headers, too slow ones. */
  #malformed(error: NodeJS.ErrnoException, socket: Socket): void {
    const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    this.#services.log(
      requestLine({ method: "?", path: "", status, verdict: "refused: malformed, too large or too slow" }),
      true,
    );
    const body = JSON.stringify(errorAnswer(status, MALFORMED[status]).body);
    socket.end(
      `HTTP/1.1 ${status} ${REASONS[status]}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
    // A client that keeps its half open is not waited for.
    setTimeout(() => socket.destroy(), LINGER).unref();
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
/** Milliseconds for an answer to a malformed request to arrive. */
const LINGER = 1_000;

const REASONS = { 400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large" } as const;
const MALFORMED = {
  400: "This is no well-formed HTTP request.",
  408: "The request took too long to arrive.",
  431: "The headers of the request are too large.",
} as const;

function tooLarge(limit: number): ErrorAnswer {
  return errorAnswer(413, `The body is larger than the ${limit / 1024 / 1024} MB that this endpoint takes.`);
}

/** @throws UserError `bad-port` */
export function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new UserError("bad-port", "A port is a whole number from 0 to 65535.", { remedy: "0 takes any free port." });
}

function listenError(error: NodeJS.ErrnoException, port: number): unknown {
  if (error.code === "EADDRINUSE") {
    return new UserError("port-in-use", "Port {0} on this machine is in use by another program.", {
      args: [port],
      remedy: "Choose another port, or 0 for any free one.",
    });
  }
  if (error.code === "EACCES") {
    return new UserError("port-forbidden", "This user may not listen on port {0}.", {
      args: [port],
      remedy: "Choose a port above 1023, or 0 for any free one.",
    });
  }
  return error;
}

/** Type and place, never the message, which could quote input. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 6).map((frame) => frame.trim())].join(" ");
}
