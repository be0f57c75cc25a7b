import { type Agent, ClientRequest, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { Deadline } from "./deadline";
import type { GatewayLimits } from "./gatewayLimits";
import type { HeaderList } from "./headerList";
import { passOn } from "./passOn";
import { failureOf, PROXY_REFUSED, UpstreamFailure } from "./upstreamFailure";

/** What goes behind the headers. */
export type SentBody =
  | { readonly kind: "none" }
  | { readonly kind: "whole"; readonly bytes: Uint8Array }
  /**
   * What the client sends, as it comes. `begin` asks for it, once there is somewhere for it to go; `drop` reads what
   * nobody takes any more.
   */
  | { readonly kind: "stream"; readonly from: IncomingMessage; readonly begin: () => void; readonly drop: () => void };

export interface UpstreamCall {
  readonly upstream: URL;
  readonly method: string;
  /** As it came. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: SentBody;
  readonly agent: Agent | undefined;
  readonly limits: GatewayLimits;
  /** Takes what comes before the answer: 102 and 103. */
  readonly informed: (status: number, headers: NodeJS.Dict<string | string[]>) => void;
}

/** One request to an upstream. Nothing of it waits for longer than the limits allow. */
export class UpstreamRequest {
  readonly #call: UpstreamCall;
  readonly #outgoing: ClientRequest;
  #state: "queued" | "connecting" | "sending" | "waiting" | "answering" = "queued";
  readonly #deadline = new Deadline(() => this.#expire());
  #stopSending = (): void => undefined;
  #isOver = false;
  #expired: UpstreamFailure | undefined;

  constructor(call: UpstreamCall) {
    this.#call = call;
    this.#outgoing = open(call);
    // Until one of the connections is free.
    this.#wait(call.limits.answerTime);
  }

  /**
   * The answer, as far as its headers.
   * @throws UpstreamFailure
   */
  answer(): Promise<IncomingMessage> {
    const { upstream, informed, body, limits } = this.#call;
    const outgoing = this.#outgoing;
    return new Promise((resolve, reject) => {
      outgoing.once("socket", (socket: Socket) => {
        // VS Code hands over what a proxy answered that refuses, as if it were the platform.
        if (upstream.protocol === "https:" && !(socket instanceof TLSSocket))
          return reject(failureOf(Object.assign(new Error("no TLS"), { code: PROXY_REFUSED }), upstream.host, false));
        const send = (): void => (outgoing.destroyed ? undefined : this.#send());
        // What the system has to say of a kept connection is read between the two: on a closed one, a POST would be lost.
        if (outgoing.reusedSocket) {
          setImmediate(() => setImmediate(send));
          return;
        }
        if (!socket.connecting) return send();
        this.#state = "connecting";
        this.#wait(limits.connectTime);
        socket.once("connect", send);
      });
      outgoing.on("information", ({ statusCode, headers }) => informed(statusCode, headers));
      outgoing.once("response", (incoming) => {
        this.#state = "answering";
        this.goesOn();
        // Who refuses reads no more, and would close the connection on what still comes (RFC 9112, 9.5).
        if ((incoming.statusCode ?? 0) >= 400 && body.kind === "stream") {
          this.#stopSending();
          body.from.resume();
        }
        resolve(incoming);
      });
      outgoing.once("upgrade", (_answer, socket: Socket) => {
        socket.destroy();
        reject(new UpstreamFailure(502, `${upstream.host} answered with another protocol than HTTP.`));
      });
      // Stays when the answer has begun: what an error means for that is told by its body.
      outgoing.on("error", (error) => reject(this.#expired ?? failureOf(error, upstream.host, outgoing.reusedSocket)));
    });
  }

  /** Whether nothing of it has left, so that it can be sent anew whatever it does. */
  get isUnsent(): boolean {
    return this.#state === "queued" || this.#state === "connecting";
  }

  /** Something came: the next pause may be as long as the one before. */
  goesOn(): void {
    this.#wait(this.#call.limits.pauseTime);
  }

  /** What it means that the answer's body met this error. */
  brokeOff(error: unknown): unknown {
    if (this.#expired) return this.#expired;
    const isOfUpstream = error instanceof Error && "code" in error && /^(?:ECONN|EPIPE|HPE_)/.test(String(error.code));
    return isOfUpstream ? new UpstreamFailure(502, `${this.#call.upstream.host} broke off its answer.`) : error;
  }

  /** Once its answer is there, or nobody wants it: a request that wasn't sent to its end keeps no connection. */
  end(): void {
    this.#isOver = true;
    this.#deadline.end();
    const outgoing = this.#outgoing;
    const check = (): void => void (outgoing.writableFinished || outgoing.destroy());
    // Of a request that was given away whole, Node may not have heard yet that it left.
    if (outgoing.writableEnded) setImmediate(() => setImmediate(check));
    else check();
  }

  /** Cuts it off, before and after its headers came back; what came to its end stays as it is. */
  giveUp(): void {
    if (this.#isOver) return;
    this.#outgoing.destroy(new Error("given up"));
  }

  #send(): void {
    const { body, limits } = this.#call;
    const isSent = (): void => {
      if (this.#state === "answering") return;
      this.#state = "waiting";
      this.#wait(limits.answerTime);
    };
    if (body.kind !== "stream") {
      this.#outgoing.end(body.kind === "whole" ? body.bytes : undefined);
      return isSent();
    }
    this.#state = "sending";
    this.goesOn();
    body.begin();
    body.from.on("data", () => this.goesOn());
    body.from.once("end", isSent);
    this.#stopSending = passOn(body.from, this.#outgoing);
    this.#outgoing.once("close", () => {
      this.#stopSending();
      if (!body.from.readableEnded) body.drop();
    });
  }

  #wait(milliseconds: number): void {
    if (!this.#isOver) this.#deadline.set(milliseconds);
  }

  #expire(): void {
    this.#expired = this.#tooSlow();
    this.#outgoing.destroy(this.#expired);
  }

  #tooSlow(): UpstreamFailure {
    const { host } = this.#call.upstream;
    switch (this.#state) {
      case "connecting":
        return new UpstreamFailure(504, `${host} could not be reached in time.`);
      case "sending":
        return this.#outgoing.writableNeedDrain
          ? new UpstreamFailure(504, `${host} took too long to read the request.`)
          : new UpstreamFailure(408, "The request took too long to arrive.");
      case "queued":
      case "waiting":
      case "answering":
        return new UpstreamFailure(504, `${host} took too long to answer.`);
    }
  }
}

function open({ upstream, method, path, headers, agent, limits }: UpstreamCall): ClientRequest {
  const isTls = upstream.protocol === "https:";
  const name = upstream.hostname.replace(/^\[|\]$/g, "");
  const options = {
    hostname: name,
    port: upstream.port === "" ? (isTls ? 443 : 80) : Number(upstream.port),
    method,
    path,
    headers: headers.flat(),
    setHost: false,
    insecureHTTPParser: false,
    maxHeaderSize: limits.answerHeaderBytes,
    ...(agent && { agent }),
    // Whatever the environment says.
    ...(isTls && { rejectUnauthorized: true, servername: isIP(name) ? "" : name }),
  };
  // What goes by http goes to this computer. VS Code's `request` would ask a proxy for all its addresses but 127.0.0.1,
  // which then had the token in clear.
  const outgoing = isTls ? requestHttps(options) : new ClientRequest(options);
  // Node would drop the headers above its own number without a word.
  outgoing.maxHeadersCount = 0;
  return outgoing;
}
