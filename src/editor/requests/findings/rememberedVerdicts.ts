import type { AppSecrets } from "../../../domain/apps/appSecrets";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { LIMITS } from "../../../domain/limits";
import { diagnoseRequest, isForPlatform } from "../../../domain/requests/findings/diagnoseRequest";
import { changesAt } from "../../../domain/requests/findings/diagnoseToken";
import type { Finding } from "../../../domain/requests/findings/finding";
import type { OtherHeaders } from "../../../domain/requests/findings/requestFinding";
import { DROPPED_HEADERS } from "../../../domain/requests/findings/gatewayFindings";
import { appOfGateway } from "../../../domain/requests/read/appOfRequest";
import { lackingParts, variablesOf } from "../../../domain/requests/findings/requiredParts";
import type { PlacedBlock } from "../../../domain/requests/read/blockIndex";
import type { VariableValues } from "../../../domain/requests/read/fileVariables";
import { requestOfBlock, type SentRequest } from "../../../domain/requests/read/requestOfBlock";
import { assertionOf } from "../../../domain/tokens/verify/grantBody";
import { routeOf } from "../../../domain/tokens/verify/route";
import { TOKEN_HEADERS } from "../../../domain/tokens/verify/sentToken";
import type { Verdict } from "../../../domain/tokens/verify/verdict";
import { verdictOf, type Verifying } from "../../tokens/inText/verdictOf";
import { place, type PlacedFinding } from "./placedFinding";

/** A verdict that holds until a time, for the same input. */
interface Kept {
  readonly key: string;
  readonly verdict: Verdict;
  /** When it was asked for, in seconds since the epoch. */
  readonly at: number;
}

/** The same of a request, with what was found in it; its offsets are in its block's own text. */
interface KeptRequest extends Kept {
  /** What of the request alone it is kept for. */
  readonly ofRequest: string;
  readonly lacking: Lacking | undefined;
  readonly found: readonly Finding[];
}

/** That a request lacks a token, or a header that is required. */
interface Lacking {
  /** Names of the variables that would stand in what it lacks. */
  readonly variables: readonly string[];
}

/** What a request is judged with. Times are in seconds since the epoch. */
export interface JudgeContext {
  readonly variables: VariableValues;
  readonly tied: JwtApp | undefined;
  readonly now: number;
  readonly hosts: ReadonlySet<string>;
  readonly secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>;
  /** Asked where a request lacks something. */
  readonly otherHeaders: () => Promise<OtherHeaders>;
}

/** A request with what the rule book says of it. */
export interface Judged {
  readonly sent: SentRequest;
  readonly verdict: Verdict;
  readonly findings: readonly PlacedFinding[];
  readonly isForPlatform: boolean;
  /** What stands in headers that the gateway leaves out. */
  readonly dropped: readonly string[];
}

/** The rule book's verdicts, each remembered until it changes by itself or what was judged does: a change costs what it changed. */
export class RememberedVerdicts {
  #requests = new WeakMap<object, KeptRequest>();
  #tokens = new Map<string, Kept>();
  readonly #services: Verifying;

  constructor(services: Verifying) {
    this.#services = services;
  }

  /** Other apps, other verdicts. */
  forget(): void {
    this.#requests = new WeakMap();
    this.#tokens = new Map();
  }

  /** @param placed has a request */
  async ofRequest(
    placed: PlacedBlock,
    apps: readonly JwtApp[],
    { variables, tied: named, now, hosts, secretsOf, otherHeaders }: JudgeContext,
  ): Promise<Judged> {
    const { request } = placed.block;
    if (!request) throw new Error("a block without a request");
    const { sent, dropped } = withoutDropped(requestOfBlock(placed.text, request, variables));
    const tied = sent.gateway ? appOfGateway(sent.gateway, apps) : named;
    // Of a body only the JWT grant's counts: envelopes are opened where a person asks.
    const { body, ...asked } = sent;
    const grant = /jwtgrant/i.test(sent.path) ? body : undefined;
    const ofRequest = JSON.stringify([
      tied?.id,
      sent.method,
      sent.path,
      sent.host,
      sent.gateway,
      sent.headers,
      sent.repeatedHeaders,
      grant && new TextDecoder().decode(grant),
    ]);
    const kept = this.#requests.get(placed.block);
    const lacking = kept?.ofRequest === ofRequest ? kept.lacking : lackingIn(sent, grant !== undefined);
    const others = lacking && (await otherHeaders());
    const key = JSON.stringify([
      ofRequest,
      lacking?.variables.map((name) => variables.get(name) !== undefined),
      typeof others === "object" ? [...others] : others,
    ]);
    if (kept?.key === key && (changesAt(kept.verdict, kept.at) ?? Infinity) > now)
      return { ...judgedFrom(placed, sent, kept, { tied, hosts }), dropped };
    const verdict = await verdictOf(this.#services, {
      request: { ...asked, ...(grant && { body: grant }) },
      apps,
      tied,
      secretsOf,
    });
    const found = diagnoseRequest({
      text: placed.text,
      request,
      sent,
      verdict,
      tiedApp: tied,
      hosts,
      variables,
      apps,
      ...(others && { otherHeaders: others }),
    });
    const fresh = { key, ofRequest, lacking, verdict, at: now, found };
    this.#requests.set(placed.block, fresh);
    return { ...judgedFrom(placed, sent, fresh, { tied, hosts }), dropped };
  }

  /** Of a token that is in no request's headers, or not in the one that counts. */
  async ofToken(
    token: string,
    apps: readonly JwtApp[],
    tied: JwtApp | undefined,
    { now, secretsOf }: Pick<JudgeContext, "now" | "secretsOf">,
  ): Promise<Verdict> {
    const key = `${tied?.id ?? ""} ${token}`;
    const kept = this.#tokens.get(key);
    if (kept && (changesAt(kept.verdict, kept.at) ?? Infinity) > now) return kept.verdict;
    const verdict = await verdictOf(this.#services, { token, apps, tied, secretsOf });
    if (this.#tokens.size >= 2 * LIMITS.tokens) this.#tokens.clear();
    this.#tokens.set(key, { key, verdict, at: now });
    return verdict;
  }
}

/** As the gateway passes it on, and the values of the headers that it leaves out. */
function withoutDropped(sent: SentRequest): { readonly sent: SentRequest; readonly dropped: readonly string[] } {
  if (!sent.gateway || routeOf(sent).door === "sdk") return { sent, dropped: [] };
  const dropped = DROPPED_HEADERS.flatMap((name) => sent.headers[name] ?? []);
  const headers = { ...sent.headers, ...Object.fromEntries(DROPPED_HEADERS.map((name) => [name, undefined])) };
  return { sent: { ...sent, headers: Object.assign(Object.create(null), headers) as typeof headers }, dropped };
}

function lackingIn(sent: SentRequest, isGrant: boolean): Lacking | undefined {
  const parts = lackingParts(sent, routeOf(sent));
  const hasToken = isGrant || sent.gateway !== undefined || TOKEN_HEADERS.some((name) => sent.headers[name]);
  const isWhole = hasToken && parts.headers.length === 0 && parts.query.length === 0;
  return isWhole ? undefined : { variables: variablesOf(parts) };
}

function judgedFrom(
  placed: PlacedBlock,
  sent: SentRequest,
  { verdict, found }: KeptRequest,
  { tied, hosts }: Pick<JudgeContext, "tied" | "hosts">,
): Omit<Judged, "dropped"> {
  return {
    sent,
    verdict,
    findings: found.map((finding) => place(placed, finding)),
    isForPlatform: isForPlatform({ sent, verdict, tiedApp: tied, hosts }),
  };
}

/** The token that an SDK's grant has in its body. */
export function assertionIn({ sent, verdict }: Judged): string | undefined {
  return verdict.door === "jwtGrant" ? assertionOf(sent)?.trim() : undefined;
}

/** The rule book takes the token from where its door looks first. */
export function isVerdictOn(around: Judged, token: string): boolean {
  const {
    verdict: { claims, jweHeader, door },
    sent: { headers },
  } = around;
  if (claims === undefined && jweHeader === undefined) return false;
  if (door === "jwtGrant") return assertionIn(around) === token;
  const first = door === "publicApi" ? headers["auth"] : headers["authorization"];
  return (first ?? headers["auth"] ?? headers["authorization"] ?? headers["token"] ?? "").includes(token);
}
