import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { CallerRules } from "./callerRules";
import { checkPort, listenError } from "./checkPort";
import type { EdgeLimits } from "./edgeLimits";
import { Exchange, type Preflight } from "./exchange";
import { errorAnswer, type ErrorAnswer } from "./httpAnswer";
import { requestLine } from "./requestLine";
import { stackOf } from "./stackOf";

export interface HttpServices {
  /** How its answers name the server: "The local platform". */
  readonly server: string;
  readonly limits: EdgeLimits;
  readonly callers: CallerRules;
  /** Those of every answer that the edge gives by itself. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers a request and writes its line; whatever it throws is a bug and becomes 500. */
  readonly serve: (exchange: Exchange) => Promise<void>;
  readonly log: (line: string, isRefused?: boolean) => void;
  /** Takes the line of a request that met an error of our own. */
  readonly problem: (line: string) => void;
}

/** The edge: what a request may be like as such, before anything asks what it means. Listens on loopback alone. */
export class HttpServer {
  readonly #server: Server;
  readonly #services: HttpServices;

  constructor(services: HttpServices) {
    this.#services = services;

    const { limits } = services;
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
    // Not offered; without this line a socket would be left to itself.
    this.#server.on("connect", (_request, socket: Socket) => socket.destroy());
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
    const { server, limits, callers, headers = {}, serve, log, problem } = this.#services;
    const cors = callers.corsHeaders(request.headers);
    const exchange = new Exchange(request, response, { headers, cors, log, dropTime: limits.dropTime });
    try {
      const refusal = this.#refuse(request);
      if (refusal) exchange.refuseEarly(refusal);
      else await serve(exchange);
    } catch (error) {
      const { method, path } = exchange;
      problem(requestLine({ method, path, status: 500, verdict: `internal error: ${stackOf(error)}` }));
      exchange.send(errorAnswer(500, `${server} met an error of its own.`));
      // What has begun can't be told apart from what is whole otherwise.
      if (!response.writableEnded) response.destroy();
    }
  }

  #refuse({ method, url = "", headers, rawHeaders }: IncomingMessage): ErrorAnswer | Preflight | undefined {
    const { server, limits, callers } = this.#services;
    // The parser counts names and values alone.
    let headerBytes = url.length;
    let hosts = 0;
    for (const [index, text] of rawHeaders.entries()) {
      headerBytes += text.length + 2;
      if (index % 2 === 0 && text.length === HOST.length && text.toLowerCase() === HOST) hosts++;
    }
    if (headerBytes > limits.headerBytes) return errorAnswer(431, MALFORMED[431]);
    // RFC 9112, 3.2; the parser drops the second one.
    if (hosts > 1) return errorAnswer(400, "A request has only one Host header.");
    const foreign = callers.refuse(headers);
    if (foreign) return foreign;
    if (asksForOther(headers.upgrade)) return errorAnswer(400, `${server} speaks HTTP/1.1 alone.`);
    if (method === "OPTIONS" && headers.origin !== undefined) return { status: 204, body: undefined };
    return url.startsWith("/") ? undefined : errorAnswer(400, "A request's path starts with a slash.");
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
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      connection: "close",
      ...this.#services.headers,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${REASONS[status]}\r\n${lines.join("")}\r\n${body}`);
    // A client that keeps its half open is not waited for.
    setTimeout(() => socket.destroy(), LINGER).unref();
  }
}

/**
 * Whether a client wants another protocol than HTTP. One that offers HTTP/2 beside, as Java's does at first, is served as if
 * it hadn't (RFC 9110, 7.8).
 */
function asksForOther(upgrade: string | undefined): boolean {
  return upgrade !== undefined && upgrade.split(",").some((protocol) => protocol.trim().toLowerCase() !== "h2c");
}

const HOST = "host";
/** Milliseconds for an answer to a malformed request to arrive. */
const LINGER = 1_000;

const REASONS = { 400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large" } as const;
const MALFORMED = {
  400: "This is no well-formed HTTP request.",
  408: "The request took too long to arrive.",
  431: "The headers of the request are too large.",
} as const;
