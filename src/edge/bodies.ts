import type { IncomingMessage } from "node:http";
import type { Exchange } from "./exchange";
import { errorAnswer, type ErrorAnswer } from "./httpAnswer";
import { requestLine } from "./requestLine";

export interface BodyServices {
  /** How its answers name the server: "The local platform". */
  readonly server: string;
  /** Bytes of all bodies that are being received or handled, together. */
  readonly bytesInAll: number;
  readonly log: (line: string, isRefused?: boolean) => void;
}

/** Takes bodies whole, within a bound for each and one for all together. */
export class Bodies {
  readonly #services: BodyServices;
  /** Bytes that are being received or handled. */
  #held = 0;

  constructor(services: BodyServices) {
    this.#services = services;
  }

  /**
   * Receives the body and gives it to `handle`.
   * @param limit bytes
   * @returns undefined where there was none to give: the request was answered, or its client went
   */
  async take<T>(exchange: Exchange, limit: number, handle: (body: Uint8Array) => Promise<T>): Promise<T | undefined> {
    const { method, path, headers } = exchange;
    if (Number(headers["content-length"] ?? 0) > limit) return exchange.refuseEarly(tooLarge(limit));
    exchange.askForBody();
    const body = await this.#receive(exchange.request, limit);
    if (body === "gone") {
      this.#services.log(requestLine({ method, path, status: 0, verdict: "connection closed early" }));
      return undefined;
    }
    if (body === "too-large") return exchange.refuseEarly(tooLarge(limit));
    if (body === "busy")
      return exchange.refuseEarly(errorAnswer(503, `${this.#services.server} is receiving too much at once.`));
    this.#held += body.length;
    try {
      return await handle(body);
    } finally {
      this.#held -= body.length;
    }
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
        if (this.#held > this.#services.bytesInAll) return settle("busy");
        chunks.push(chunk);
      };
      request.on("data", onData);
      request.once("end", () => settle(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
      request.once("error", () => settle("gone"));
      request.once("close", () => settle("gone"));
    });
  }
}

function tooLarge(limit: number): ErrorAnswer {
  return errorAnswer(413, `The body is larger than the ${limit / 1024 / 1024} MB that this endpoint takes.`);
}
