import type { AppSecrets } from "../domain/apps/appSecrets";
import type { JwtApp } from "../domain/apps/jwtApp";
import { signsWithSecret } from "../domain/keys/joseAlgorithms";
import { fill } from "../domain/errors";
import type { Ports } from "../domain/ports";
import { meantEndpoints } from "../domain/scopes/meantEndpoints";
import type { Minter } from "../domain/tokens/mint";
import { botCheck } from "../domain/tokens/verify/accessChecks";
import { unverified } from "../domain/tokens/verify/platformAnswers";
import { say } from "../domain/text/sentence";
import { routeOf } from "../domain/tokens/verify/route";
import type { Verdict } from "../domain/tokens/verify/verdict";
import type { Certainty, Check, CheckId } from "../domain/tokens/verify/check";
import { verify } from "../domain/tokens/verify/verify";
import type { ReplayMemory } from "../domain/tokens/verify/verifyInput";
import { nodePayloadPorts } from "../node/nodePayloadPorts";
import type { Call } from "./http/call";
import { answerGetBots, answerPublishBot } from "./catalogue/botAdministration";
import { catalogueAnswer } from "./catalogue/catalogueAnswer";
import { notesOnRequest } from "./catalogue/notesOnRequest";
import { pooledBytes } from "./catalogue/pooledBytes";
import { keepPublication } from "./catalogue/publication";
import type { SandboxMemory } from "./catalogue/sandboxMemory";
import { answerFromTables } from "./dataTables/tableService";
import type { TableStore } from "./dataTables/tableStore";
import { errorAnswer, type HttpAnswer } from "../edge/httpAnswer";
import { CHECK_HEADER, invalidArguments, NOTE_HEADER, noted, UNKNOWN_HEADER } from "./http/answerNotes";
import type { RawRequest } from "./http/rawRequest";
import { type JsonBody, readJson } from "./http/jsonBody";
import type { Limits } from "./http/limits";
import { encryptAnswer } from "./payloadAnswer";
import type { RateLimits } from "./http/rateLimits";
import { requestLine } from "../edge/requestLine";
import type { AccessTokens } from "./sdk/accessTokens";
import { answerGrant } from "./sdk/jwtGrant";
import { answerSts, isSts } from "./sdk/stsService";
import { answerWebhook } from "./sdk/webhook";

export interface HandlerServices extends Ports {
  readonly apps: () => Promise<readonly JwtApp[]>;
  readonly secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>;
  readonly publish: (app: JwtApp) => Promise<void>;
  readonly log: (line: string, isRefused?: boolean) => void;
  readonly limits: Pick<Limits, "jsonDepth" | "jsonValues" | "bulkRows">;
  readonly tables: TableStore;
  readonly memory: SandboxMemory;
  readonly tablesChanged: () => void;
  readonly replays: ReplayMemory;
  readonly rates: RateLimits | undefined;
  readonly accessTokens: AccessTokens;
  readonly minter: Minter;
}

/** What a request is answered, and what its line says. */
interface Handled {
  readonly answer: HttpAnswer;
  readonly app?: JwtApp | undefined;
  readonly verdict: string;
  readonly check?: Check | undefined;
  /** Checks that refused nothing and didn't pass either. */
  readonly unknown?: readonly CheckId[];
}

/** Answers one request after another; every rule about tokens is the rule book's. */
export class RequestHandler {
  readonly #services: HandlerServices;
  readonly #inventing: Pick<HandlerServices, "memory" | "clock" | "randomBytes">;

  constructor(services: HandlerServices) {
    const { memory, clock, randomBytes } = services;
    this.#services = services;
    this.#inventing = { memory, clock, randomBytes: pooledBytes(randomBytes) };
  }

  async handle(request: RawRequest): Promise<HttpAnswer> {
    const { answer, ...handled } = await this.#answer(request, await this.#services.apps());
    this.#services.log(
      requestLine({ method: request.method, path: request.path, status: answer.status, ...handled }),
      answer.status >= 400,
    );
    return { ...answer, headers: { ...notesOn(answer, handled), ...answer.headers } };
  }

  async #answer(request: RawRequest, apps: readonly JwtApp[]): Promise<Handled> {
    if (isSts(request.path)) return this.#sts(request, apps);
    const verdict = await verify({
      apps,
      areAllApps: true,
      secretsOf: this.#services.secretsOf,
      request: { method: request.method, path: request.path, headers: headersOf(request), body: request.body },
      clock: this.#services.clock,
      replays: this.#services.replays,
      ports: { payloads: nodePayloadPorts },
    });
    const bearer = await this.#bearer(request, verdict, apps);
    if (bearer) return bearer;
    const { app } = verdict;
    const refusal = unknownAccessToken(verdict) ?? refusalOf(verdict, app);
    if (refusal) return { ...refusal, app };
    // Without an app nothing was verified.
    if (!app)
      return {
        answer: errorAnswer(401, "The local platform can't tell which app this token is of."),
        verdict: "refused",
      };
    const answer = await this.#serve(request, apps, app, verdict);
    return {
      answer,
      app,
      verdict: answer.status < 400 ? "served" : "refused after its token was accepted",
      unknown: unknownOf(verdict.checks),
    };
  }

  async #sts(request: RawRequest, apps: readonly JwtApp[]): Promise<Handled> {
    if (request.method !== "POST") return { answer: errorAnswer(405, "Method Not Allowed"), verdict: "refused" };
    const { app, ...answer } = await answerSts(
      { ...this.#services, apps },
      request.body,
      request.headers["content-type"],
    );
    return { answer, app, verdict: answer.status === 200 ? "made a token" : "refused" };
  }

  /** An access token is ours: the rule book knows only JWTs. */
  async #bearer(request: RawRequest, { door }: Verdict, apps: readonly JwtApp[]): Promise<Handled | undefined> {
    if ((door !== "sdk" && door !== "webhook") || request.method !== "POST") return undefined;
    const session = this.#services.accessTokens.sessionOf(request.headers.authorization);
    const app = session && apps.find(({ id }) => id === session.appId);
    if (!app) return undefined;
    const checks = botCheck(routeOf({ method: request.method, path: request.path, headers: headersOf(request) }), app);
    const [bot] = checks;
    if (bot?.outcome === "failed") return { ...refusedBy(bot), app };
    const answer = door === "sdk" ? this.#rtmStart() : await this.#webhook(request);
    return { answer, app, verdict: "served by its access token", unknown: unknownOf(checks) };
  }

  async #serve(request: RawRequest, apps: readonly JwtApp[], app: JwtApp, verdict: Verdict): Promise<HttpAnswer> {
    if (verdict.door === "jwtGrant") return answerGrant(this.#services.accessTokens, app, verdict.claims ?? {});
    if (verdict.door === "webhook") return this.#webhook(request);
    if (verdict.door === "sdk")
      return errorAnswer(401, "Here SDKs use the access token for which they exchanged their JWT.");
    const found = verdict.endpoint;
    if (!found)
      return errorAnswer(404, "The local platform doesn't know this endpoint.", 404, {
        [NOTE_HEADER]: "unknown-endpoint",
      });
    const limited = this.#services.rates?.count(app, found);
    if (limited) return limited;

    const body = verdict.openedBody ?? request.body;
    const isJson = !/^(?:multipart\/|application\/x-www-form-urlencoded|application\/octet-stream|text\/csv)/i.test(
      request.headers["content-type"] ?? "",
    );
    const rows = found.endpoint.id === "data-insert-bulk" ? this.#services.limits.bulkRows : undefined;
    const json = isJson ? await this.#json(body, rows) : ({ kind: "none" } as const);
    if (json.kind === "invalid") return invalidArguments();
    if (json.kind === "tooMany") return this.#tooMany(json.what);
    const value = json.kind === "json" ? json.value : undefined;
    const [endpoint, ...others] = meantEndpoints(found, value);
    const call: Call = {
      app,
      found: { ...found, endpoint, others },
      headers: request.headers,
      query: queryOf(request.path),
      json: value,
    };
    const given = await this.#endpoint(call, apps);
    const answer = given.status < 300 ? noted(given, notesOnRequest(call, this.#services.memory)) : given;
    return answer.status === 200 ? encryptAnswer(call, answer, this.#services.secretsOf) : answer;
  }

  async #endpoint(call: Call, apps: readonly JwtApp[]): Promise<HttpAnswer> {
    const fromTables = answerFromTables(this.#services.tables, call);
    if (fromTables) {
      if (!call.found.endpoint.id.startsWith("query-")) this.#services.tablesChanged();
      return fromTables;
    }
    if (call.found.endpoint.id === "get-bots") return answerGetBots(apps, call);
    if (call.found.endpoint.id !== "publish-bot") return catalogueAnswer(call, this.#inventing);
    const published = await answerPublishBot(apps, call, this.#services.publish);
    if (published.status === 200) keepPublication(call, this.#services);
    return published;
  }

  #json(body: Uint8Array, rows?: number): Promise<JsonBody> {
    const { jsonDepth: depth, jsonValues: values } = this.#services.limits;
    return readJson(body, { depth, values, rows });
  }

  #tooMany(what: "values" | "rows"): HttpAnswer {
    const { jsonValues, bulkRows } = this.#services.limits;
    const sentence =
      what === "rows"
        ? `A bulk insert takes at most ${bulkRows.toLocaleString("en")} rows here.`
        : `A body takes at most ${jsonValues.toLocaleString("en")} JSON values here.`;
    return errorAnswer(413, sentence, 413, { [NOTE_HEADER]: `too-many-${what}` });
  }

  async #webhook({ body }: RawRequest): Promise<HttpAnswer> {
    const json = await this.#json(body);
    if (json.kind === "tooMany") return this.#tooMany(json.what);
    return json.kind === "json" ? answerWebhook(json.value) : invalidArguments();
  }

  /** The shape is known; there is no socket behind it. */
  #rtmStart(): HttpAnswer {
    return { status: 200, body: { url: "wss://localhost/rtm" }, headers: { [NOTE_HEADER]: "no-socket" } };
  }
}

/** Refused is what failed, and what rests on a signature or a decryption that can't be checked here; the first decides. */
function refusalOf({ checks }: Verdict, app: JwtApp | undefined): Omit<Handled, "app"> | undefined {
  const check = checks.find((one) => one.outcome === "failed" || isUncheckable(one));
  if (!check) return undefined;
  if (check.outcome === "failed") return refusedBy(check);
  const headers = { [CHECK_HEADER]: check.id, [NOTE_HEADER]: "can-not-check" };
  return {
    answer: errorAnswer(
      401,
      `The local platform can't check this request. ${fill(check.message.template, check.message.args)}${adviceOn(check, app)}`,
      401,
      headers,
    ),
    verdict: "refused, for it can't be checked",
    check,
  };
}

/** The answer that the rule book has for a check that failed. */
function refusedBy(check: Check): Omit<Handled, "app"> {
  const { status, body, certainty } = check.answer ?? unverified(check.message);
  return {
    answer: { status, body, headers: { [CHECK_HEADER]: check.id, ...noteOn(certainty) } },
    verdict: "refused",
    check,
  };
}

/** How sure it is that the platform answers so; what others have seen it answer needs no note. */
function noteOn(certainty: Certainty): Readonly<Record<string, string>> {
  if (certainty === "observed") return {};
  return { [NOTE_HEADER]: certainty === "documented" ? certainty : `${certainty}-answer` };
}

function unknownOf(checks: readonly Check[]): CheckId[] {
  return checks.filter(({ outcome }) => outcome === "unknown").map(({ id }) => id);
}

function notesOn({ status }: HttpAnswer, { unknown = [] }: Pick<Handled, "unknown">): Readonly<Record<string, string>> {
  return {
    // Observed for the import of a bot alone (platform.md, 3.5).
    ...(status === 412 && { [NOTE_HEADER]: "inferred-answer" }),
    ...(unknown.length > 0 && { [UNKNOWN_HEADER]: unknown.join(", ") }),
  };
}

/** A body that isn't encrypted at all needs no key. */
function isUncheckable({ id, outcome, reason }: Check): boolean {
  return (
    outcome === "unknown" && (id === "payloadBody" ? reason === "no-key" : id === "signature" || id === "jweDecryption")
  );
}

/** What helps, in VS Code and outside of it. */
function adviceOn({ id, reason }: Check, app: JwtApp | undefined): string {
  if (reason === "no-private-key")
    return " “Copy App for the Local Platform” makes an app that can be checked in full.";
  if (id === "payloadBody")
    return ` In VS Code, edit the app and give it its payload key; outside of VS Code, put the key into ${SECRETS}.`;
  if (id !== "signature" || !app || (reason !== "no-key" && reason !== "bad-key")) return "";
  if (signsWithSecret(app.algorithm))
    return ` In VS Code, enter the client secret with “Replace Client Secret…”; outside of VS Code, put it into ${SECRETS}.`;
  return " In VS Code, edit the app and give it its signing key; outside of VS Code, export the apps anew after that.";
}

/** The environment variable of the command line. */
const SECRETS = "JWT_APPS_SECRETS";

/** Where SDKs and clients of the webhook send the token that a JWT was exchanged for, and it is none that is known. */
function unknownAccessToken({ door, decidedBy }: Verdict): Omit<Handled, "app"> | undefined {
  if ((door !== "sdk" && door !== "webhook") || decidedBy?.id !== "format" || decidedBy.reason !== "not-a-token")
    return undefined;
  const message = say(
    "This is no JWT, and no access token that the local platform knows: it may have expired. Exchange a JWT for a new one.",
  );
  return refusedBy({ ...decidedBy, message, answer: unverified(message) });
}

/** Node gives a list for one response header alone. */
function headersOf({ headers }: RawRequest): Readonly<Record<string, string | undefined>> {
  return headers as Readonly<Record<string, string | undefined>>;
}

function queryOf(path: string): URLSearchParams {
  const start = path.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : path.slice(start + 1).split("#", 1)[0]);
}
