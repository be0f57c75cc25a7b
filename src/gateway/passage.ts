import type { Agent, IncomingMessage } from "node:http";
import { AppSecrets } from "../domain/apps/appSecrets";
import type { JwtApp } from "../domain/apps/jwtApp";
import { payloadKeysOf } from "../domain/apps/payloadKeysOf";
import { UserError } from "../domain/errors";
import type { PayloadKeys } from "../domain/payloads/payloadKeys";
import type { Sentence } from "../domain/text/sentence";
import { type Route, routeOf } from "../domain/tokens/verify/route";
import type { VerifyRequest } from "../domain/tokens/verify/verifyInput";
import type { Bodies } from "../edge/bodies";
import type { Exchange } from "../edge/exchange";
import { errorAnswer } from "../edge/httpAnswer";
import { requestLine } from "../edge/requestLine";
import type { Addressee } from "./addressee";
import type { AnswerHead } from "./answerHead";
import { answerHeaders, type ChangedBody } from "./answerHeaders";
import { type NotExamined, openAnswer, takesPart } from "./answers";
import { codingsOf, undoCodings } from "./contentCodings";
import { encryptBody, isEncrypted } from "./encryptedRequests";
import { likelyCausesOf, MAX_EXPLAINED } from "./explainFailure";
import type { GatewayServices, Served } from "./gateway";
import type { GatewayLimits } from "./gatewayLimits";
import { byName, endToEnd, type HeaderList } from "./headerList";
import type { HeldBodies, HeldBody } from "./heldBodies";
import { noteOf } from "./noteHeader";
import { passOn, written } from "./passOn";
import { isPlainLink } from "./plainLink";
import { type BodyLength, requestHeaders } from "./requestHeaders";
import type { RequestTokens } from "./requestTokens";
import { SERVER } from "./server";
import type { Upstreams } from "./upstream";
import { UpstreamFailure } from "./upstreamFailure";
import { type SentBody, UpstreamRequest } from "./upstreamRequest";

export interface PassageServices extends GatewayServices {
  readonly limits: GatewayLimits;
  readonly tokens: RequestTokens;
  readonly bodies: Bodies;
  readonly held: HeldBodies;
  /** Apps whose shape was told of already. */
  readonly offered: Set<string>;
  readonly upstreams: Upstreams;
  readonly agentOf: (upstream: URL) => Agent | undefined;
}

/** What its line says of a request. */
interface Outcome extends Pick<Served, "shape" | "causes"> {
  /** The upstream's, or ours where it gave none. */
  readonly status: number;
  readonly what: string;
}

/** A request that the upstream has, with its answer as far as the headers. */
interface Asked {
  readonly request: UpstreamRequest;
  readonly incoming: IncomingMessage;
  /** As it was sent. */
  readonly sent: () => VerifyRequest;
}

/** What is to be asked of the upstream. */
interface Wish {
  readonly upstream: URL;
  readonly secrets: AppSecrets;
  readonly route: Route;
  readonly whole?: WholeBody;
}

/** A body that came whole, since a token goes into it or it is encrypted. */
interface WholeBody {
  readonly bytes: Uint8Array;
  readonly encrypts: boolean;
}

/** A request on its way to the upstream, and the answer on its way back. */
export class Passage {
  readonly #exchange: Exchange;
  readonly #app: JwtApp;
  /** The platform's, as it came. */
  readonly #path: string;
  readonly #services: PassageServices;
  /** End-to-end headers of the client. */
  readonly #given: HeaderList;
  readonly #started = performance.now();
  /** Nobody waits for an answer any more. */
  #isOver = false;
  #request: UpstreamRequest | undefined;
  #droppedToken = false;
  /** Answers that came ahead of the answer. */
  #informed = 0;
  /** Why it was answered before its time. */
  #stopped: string | undefined;

  constructor(exchange: Exchange, { app, path }: Addressee, services: PassageServices) {
    this.#exchange = exchange;
    this.#app = app;
    this.#path = path;
    this.#services = services;
    this.#given = endToEnd(exchange.request.rawHeaders);
  }

  async run(): Promise<void> {
    const { response } = this.#exchange;
    response.once("close", () => response.writableFinished || this.#giveUp());
    try {
      const outcome = await this.#pass();
      if (outcome) this.#tell(outcome);
    } catch (error) {
      this.#tell(this.#failed(error));
    }
  }

  /** Answers 503 where no answer began, and keeps the connection no longer than the answer takes. */
  stop(): void {
    const { response } = this.#exchange;
    response.shouldKeepAlive = false;
    if (response.headersSent) return;
    this.#stopped = `${SERVER} is closing.`;
    this.#answer(503, this.#stopped);
    this.#giveUp();
  }

  /** Where nobody waits any more. */
  #giveUp(): void {
    this.#isOver = true;
    this.#request?.giveUp();
  }

  /** @returns undefined where the edge answered and told of it */
  async #pass(): Promise<Outcome | undefined> {
    const { secretsOf, localPlatform, upstreams, bodies, limits } = this.#services;
    const upstream = upstreams.of(this.#app, localPlatform?.());
    const secrets = (await secretsOf(this.#app)) ?? new AppSecrets();
    const request = this.#seen();
    const route = routeOf(request);
    const encrypts = Boolean(this.#length()) && isEncrypted(this.#app, route, request.headers);
    if (route.door !== "jwtGrant" && !encrypts)
      return this.#deliver(await this.#ask({ upstream, secrets, route }), secrets);
    return bodies.take(this.#exchange, limits.wholeBodyBytes, async (bytes) => {
      const whole = { bytes, encrypts };
      return this.#deliver(await this.#ask({ upstream, secrets, route: routeOf(this.#seen(bytes)), whole }), secrets);
    });
  }

  /**
   * Sends the request. Where a kept connection turned out to be closed, again if nothing had left, else once more if
   * twice is no more than once.
   */
  async #ask(wish: Wish): Promise<Asked> {
    for (let isAgain = false; ;) {
      const asked = await this.#send(wish);
      try {
        return { ...asked, incoming: await asked.request.answer() };
      } catch (error) {
        asked.request.end();
        const isStale = error instanceof UpstreamFailure && error.isStale && !this.#isOver;
        if (!isStale || !(asked.request.isUnsent || (asked.isRepeatable && !isAgain))) throw error;
        isAgain ||= !asked.request.isUnsent;
      }
    }
  }

  async #send({ upstream, secrets, route, whole }: Wish) {
    const { method } = this.#exchange;
    const { limits, tokens, payloads, agentOf } = this.#services;
    const token = await tokens.for(this.#app, secrets, route, whole?.bytes);
    const plain = token.kind === "body" ? token.body : whole?.bytes;
    const { body: bytes, headers: more = {} } =
      plain && whole?.encrypts ? await encryptBody(plain, this.#app, secrets, payloads) : { body: plain };
    const length = bytes ? bytes.length : this.#length();
    const { headers, droppedToken } = requestHeaders(this.#given, { host: upstream.host, token, length, more });
    this.#droppedToken = droppedToken;
    if (this.#isOver) throw new Error(GONE);
    const request = new UpstreamRequest({
      ...{ upstream, method, path: this.#path, headers, limits },
      body: this.#body(bytes, length),
      agent: agentOf(upstream),
      informed: (status, early) => this.#inform(status, early),
    });
    this.#request = request;
    const isRepeatable = IDEMPOTENT.has(method) && (bytes !== undefined || !length);
    const sent = (): VerifyRequest => ({ ...this.#seen(bytes), headers: byName(headers) });
    return { request, isRepeatable, sent };
  }

  #body(bytes: Uint8Array | undefined, length: BodyLength): SentBody {
    if (bytes) return { kind: "whole", bytes };
    if (!length) return { kind: "none" };
    const exchange = this.#exchange;
    return {
      kind: "stream",
      from: exchange.request,
      begin: () => exchange.askForBody(),
      drop: () => exchange.dropBody(),
    };
  }

  /** The answer to the client: as it comes, or whole where it may have to be another one. */
  async #deliver({ request, incoming, sent }: Asked, secrets: AppSecrets): Promise<Outcome> {
    const { held, limits } = this.#services;
    const { statusCode: status = 0, headers } = incoming;
    const head: AnswerHead = { method: this.#exchange.method, status, headers };
    const part = takesPart(this.#app, secrets, head);
    const keys = payloadKeysOf(this.#app, secrets);
    const refusal = status < 400 ? undefined : new RefusalBody();
    incoming.on("data", (chunk: Buffer) => {
      request.goesOn();
      refusal?.add(chunk);
    });
    try {
      const { plain, ...done } =
        part === "hold" && keys
          ? await held.hold(incoming, limits.heldAnswerBytes, (body) => this.#open(body, incoming, head, keys))
          : await this.#stream(incoming, part === "hold" ? NO_KEY : part);
      const causes = refusal ? await this.#causes(sent(), head, plain ?? refusal.bytes()) : [];
      return { status, ...done, ...(causes.length > 0 && { causes }) };
    } catch (error) {
      throw request.brokeOff(error);
    } finally {
      request.end();
    }
  }

  async #open(body: HeldBody, incoming: IncomingMessage, head: AnswerHead, keys: PayloadKeys): Promise<Done> {
    if (body.kind === "too-large") return this.#stream(incoming, { kind: "not-examined", why: body.kind }, body.chunks);
    const { payloads, offered, held } = this.#services;
    const opened = await held.inflating(payloads.codec, (codec) =>
      openAnswer(body.bytes, head, this.#app, keys, { ...payloads, codec }, offered),
    );
    const note = noteOf(opened, this.#droppedToken);
    const changed = opened.kind === "decrypted" ? opened : undefined;
    const bytes = changed?.body ?? body.bytes;
    this.#begin(incoming, note, changed && { ...changed, length: bytes.length });
    this.#exchange.response.end(bytes);
    await written(this.#exchange.response);
    return { what: note, ...(changed && { plain: bytes }), ...(changed?.shape && { shape: changed.shape }) };
  }

  async #stream(incoming: IncomingMessage, outcome: NotExamined, first: readonly Buffer[] = []): Promise<Done> {
    const { response } = this.#exchange;
    const note = noteOf(outcome, this.#droppedToken);
    this.#begin(incoming, note);
    // Headers go by themselves where nothing comes with them, as of a stream of events.
    if (incoming.readableLength === 0 && !incoming.complete) response.flushHeaders();
    for (const chunk of first) response.write(chunk);
    passOn(incoming, response);
    await written(response, incoming);
    return { what: note };
  }

  #begin(
    { statusCode = 0, statusMessage = "", rawHeaders }: IncomingMessage,
    note: string,
    changed?: ChangedBody,
  ): void {
    const { response } = this.#exchange;
    const reason = REASON.test(statusMessage) ? statusMessage : "";
    response.writeHead(statusCode, reason, answerHeaders(rawHeaders, note, changed).flat());
  }

  async #causes(sent: VerifyRequest, head: AnswerHead, body: Uint8Array): Promise<readonly Sentence[]> {
    const codings = codingsOf(head) ?? [];
    const { held, payloads } = this.#services;
    return held.inflating(payloads.codec, async (codec) => {
      const content = await undoCodings(new Uint8Array(body), codings, codec);
      return typeof content === "string" ? [] : likelyCausesOf(this.#app, sent, head.status, content, this.#services);
    });
  }

  /** What comes ahead of an answer (RFC 9110, 15.2); clients of HTTP/1.0 know none, and nobody needs many. */
  #inform(status: number, { link }: NodeJS.Dict<string | string[]>): void {
    const { response, request } = this.#exchange;
    if (response.headersSent || request.httpVersion === "1.0" || this.#informed >= MOST_INFORMED) return;
    this.#informed++;
    if (status === 102) response.writeProcessing();
    if (status === 103 && typeof link === "string" && isPlainLink(link)) response.writeEarlyHints({ link });
  }

  /** What became of a request that met an error: answered where none began, cut off where it can't be told otherwise. */
  #failed(error: unknown): Outcome {
    const { response } = this.#exchange;
    const sentence = error instanceof UpstreamFailure || error instanceof UserError ? error.message : undefined;
    if (this.#stopped) return { status: 503, what: this.#stopped };
    if (response.headersSent) {
      if (!response.writableFinished) response.destroy();
      return { status: response.statusCode, what: sentence ?? GONE };
    }
    if (this.#isOver) return { status: 0, what: GONE };
    if (sentence === undefined) throw error;
    const status = error instanceof UpstreamFailure ? error.status : statusOf(error);
    this.#answer(status, sentence);
    return { status, what: sentence };
  }

  #answer(status: number, sentence: string): void {
    this.#exchange.answerEarly(errorAnswer(status, sentence));
  }

  #tell({ status, what, ...more }: Outcome): void {
    const milliseconds = Math.round(performance.now() - this.#started);
    const { method } = this.#exchange;
    const verdict = `${what} · ${milliseconds} ms`;
    const record = { method, path: this.#path, status, app: this.#app, verdict };
    this.#services.served({
      // Made where somebody reads it.
      get line() {
        return requestLine(record);
      },
      isRefused: status === 0 || status >= 400,
      appId: this.#app.id,
      ...more,
    });
  }

  /** As the rule book sees it: what Connection names doesn't reach the upstream, so it counts for nothing here either. */
  #seen(body?: Uint8Array): VerifyRequest {
    return { method: this.#exchange.method, path: this.#path, headers: byName(this.#given), ...(body && { body }) };
  }

  #length(): BodyLength {
    const { method, headers } = this.#exchange;
    if (headers["transfer-encoding"] !== undefined) return "chunked";
    const length = headers["content-length"];
    // What may have a body says that it has none (RFC 9110, 8.6).
    return length === undefined ? (WITH_BODY.has(method) ? 0 : undefined) : Number(length);
  }
}

interface Done extends Pick<Outcome, "what" | "shape"> {
  /** The body in clear, where it was encrypted. */
  readonly plain?: Uint8Array;
}

/** A copy of an answer's body that says why, unless it is too long for that. */
class RefusalBody {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  add(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length > MAX_EXPLAINED) this.#chunks.length = 0;
    else this.#chunks.push(chunk);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(Buffer.concat(this.#chunks));
  }
}

/** Of what is wrong with the body, or with the app: a request for one that isn't whole came to the wrong place. */
function statusOf(error: unknown): number {
  const code = error instanceof UserError ? error.code : "";
  if (code === "grant-body") return 400;
  return code === "grant-too-large" || code === "body-too-large" ? 413 : 421;
}

const NO_KEY: NotExamined = { kind: "not-examined", why: "no-payload-key" };
const GONE = "connection closed early";
/** One after the other, without an end, they would pile up before a client that doesn't read. */
const MOST_INFORMED = 20;
const WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);
/** RFC 9110, 9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
/** Text that a status line can hold (RFC 9112, 4). */
const REASON = /^[\t\x20-\x7e\x80-\xff]*$/;
