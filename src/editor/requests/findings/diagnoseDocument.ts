import type { AppSecrets } from "../../../domain/apps/appSecrets";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { blockOfLine, type PlacedBlock, positionIn } from "../../../domain/requests/read/blockIndex";
import { changesAt, diagnoseToken } from "../../../domain/requests/findings/diagnoseToken";
import { notSeparated } from "../../../domain/requests/findings/clientDifferences";
import { diagnoseRequest, isForPlatform } from "../../../domain/requests/findings/diagnoseRequest";
import { type DoubtCode, fileDoubts } from "../../../domain/requests/destination/fileDoubts";
import type { Finding, Fix } from "../../../domain/requests/findings/finding";
import { webPorts } from "../../../domain/ports";
import { blockVariables, type VariableValues } from "../../../domain/requests/read/fileVariables";
import { requestOfBlock, type SentRequest } from "../../../domain/requests/read/requestOfBlock";
import { privateKeysInSteps } from "../../../domain/requests/findings/secretCandidates";
import { secretFinding, type SecretFingerprints } from "../../../domain/requests/findings/secretFingerprints";
import { assertionOf } from "../../../domain/tokens/verify/grantBody";
import { type AddressedRequest, mayGoElsewhere, wrongHost } from "../../../domain/requests/findings/wrongHost";
import { type Destination, destinationsInSteps } from "../../../domain/requests/destination/destination";
import type { Verdict } from "../../../domain/tokens/verify/verdict";
import { TimeSlices } from "../../../domain/steps";
import { LIMITS } from "../../../domain/limits";
import * as vscode from "vscode";
import type { DocumentIndex } from "../../documents/documentIndex";
import { neighboursOf } from "../destination/fileNeighbours";
import { rangeOf, tiedApps, verdictOf } from "../../tokens/inText/tokenFacts";
import { textInSteps } from "../../documents/textInSteps";
import type { TextServices } from "../../tokens/inText/tokensInText";

/** A finding where it stands in a document, with its fix as an edit. */
export interface PlacedFinding extends Pick<Finding, "code" | "severity" | "message"> {
  readonly range: vscode.Range;
  readonly fix?: PlacedFix | undefined;
  readonly otherFixes?: readonly PlacedFix[];
}

type PlacedFix =
  | Exclude<Fix, { kind: "replace" | "mendVariable" }>
  | (Omit<Extract<Fix, { kind: "replace" }>, "range"> & { readonly range: vscode.Range })
  | (Omit<Extract<Fix, { kind: "mendVariable" }>, "header"> & {
      readonly header?: { readonly range: vscode.Range; readonly text: string };
    });

export interface Diagnosis {
  readonly findings: readonly PlacedFinding[];
  /** When they may change by themselves, in milliseconds since the epoch. */
  readonly changesAt: number;
}

/** A verdict that holds until a time, for the same input. */
interface Kept {
  readonly key: string;
  readonly verdict: Verdict;
  /** When it was asked for, in seconds since the epoch. */
  readonly at: number;
}

/** The same of a request, with what was found in it; its offsets are in its block's own text. */
interface KeptRequest extends Kept {
  readonly found: readonly Finding[];
}

interface JudgeContext {
  readonly variables: VariableValues;
  readonly tied: JwtApp | undefined;
  readonly now: number;
  readonly hosts: ReadonlySet<string>;
  readonly secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>;
  /** Asked where a request has no token. */
  readonly mayGetHeaders: () => Promise<boolean>;
}

/** Judges documents, and keeps of each what was judged, so that a change costs what it changed. */
export class Diagnoser {
  #requests = new WeakMap<object, KeptRequest>();
  #tokens = new Map<string, Kept>();
  /** By a block, which is another object once it changed. */
  readonly #scripts = new WeakMap<object, boolean>();

  readonly #services: TextServices;
  readonly #fingerprints: SecretFingerprints;

  constructor(services: TextServices, fingerprints: SecretFingerprints) {
    this.#services = services;
    this.#fingerprints = fingerprints;
  }

  /** Other apps, other verdicts. */
  forget(): void {
    this.#requests = new WeakMap();
    this.#tokens = new Map();
  }

  /** Undefined where `isStale` said meanwhile that nobody waits for it. */
  async diagnose(index: DocumentIndex, isStale: () => boolean): Promise<Diagnosis | undefined> {
    const apps = await this.#services.store.apps();
    if (apps.length === 0 && index.kind !== "request") return { findings: [], changesAt: Infinity };
    const now = webPorts.clock() / 1000;
    const slices = new TimeSlices(isStale);
    const findings: PlacedFinding[] = [];
    const judged = new Map<PlacedBlock, Judged>();
    let changes = Infinity;
    const variables = blockVariables(index.blocks.map(({ block }) => block));
    const tied = tiedApps(index, apps);
    const hosts = new Set(apps.flatMap(({ host }) => (host === undefined ? [] : [host.toLowerCase()])));
    // Of the first token of an app, for all of them, and no longer than they are judged.
    const secrets = new Map<string, Promise<AppSecrets | undefined>>();
    const secretsOf = (app: JwtApp): Promise<AppSecrets | undefined> => {
      const known = secrets.get(app.id) ?? this.#services.store.secretsOf(app);
      secrets.set(app.id, known);
      return known;
    };
    let scripts: Promise<boolean> | undefined;
    const mayGetHeaders = (): Promise<boolean> => (scripts ??= this.#mayGetHeaders(index, slices));
    const elsewhere: { readonly placed: PlacedBlock; readonly addressed: AddressedRequest }[] = [];
    let isPlatforms = false;
    for (const placed of index.blocks) {
      if (!(await slices.pause())) return undefined;
      if (findings.length >= LIMITS.findings) break;
      const isBelow = placed.block.isShared === true && isPlatforms;
      if (isBelow) findings.push(place(placed, notSeparated(placed.text, placed.block)));
      if (!placed.block.isShared) isPlatforms = false;
      if (!placed.block.request) continue;
      const context = { variables: variables(placed.block), tied: tied(placed), now, hosts, secretsOf, mayGetHeaders };
      const found = await this.#judge(placed, apps, context);
      judged.set(placed, found);
      const { sent, verdict } = found;
      const addressed = {
        text: placed.text,
        request: placed.block.request,
        sent,
        verdict,
        tiedApp: context.tied,
        apps,
        variables: context.variables,
      };
      if (mayGoElsewhere(addressed)) elsewhere.push({ placed, addressed });
      // REST Client sends the one below with it.
      isPlatforms ||= found.isForPlatform;
      findings.push(...found.findings);
    }
    // It is read strictly only where that can matter: the whole file, for one request.
    const destinations =
      elsewhere.length > 0 ? await this.#destinations(index, slices) : new Map<number, Destination>();
    if (!destinations) return undefined;
    for (const { placed, addressed } of elsewhere) {
      const destination = destinations.get(positionIn(placed, addressed.request.start).line);
      if (destination) findings.push(...wrongHost(addressed, destination).map((finding) => place(placed, finding)));
    }
    for (const token of index.tokens.slice(0, LIMITS.tokens)) {
      if (!(await slices.pause())) return undefined;
      if (findings.length >= LIMITS.findings) break;
      const placed = blockOfLine(index.blocks, token.line);
      const around = placed && judged.get(placed);
      const owner = placed && tied(placed);
      const isSent =
        around !== undefined &&
        (Object.values(around.sent.headers).some((value) => value?.includes(token.text)) ||
          assertionIn(around) === token.text);
      const verdict =
        isSent && isVerdictOn(around, token.text)
          ? around.verdict
          : await this.#verdictOn(token.text, apps, owner, { now, secretsOf });
      // What an SDK carries it got for a token of the app.
      const own = diagnoseToken(verdict, isSent && around.isForPlatform && around.verdict.door !== "sdk", now, owner);
      for (const finding of own)
        if (isShown(finding.code, index, verdict)) findings.push({ ...finding, range: rangeOf(token) });
      changes = Math.min(changes, changesAt(verdict, now) ?? Infinity);
    }
    // Secrets are never left out for the sake of others.
    const found = await this.#secrets(index, apps, slices);
    return found && !isStale()
      ? { findings: [...found, ...findings.slice(0, LIMITS.findings)], changesAt: changes * 1000 }
      : undefined;
  }

  async #judge(
    placed: PlacedBlock,
    apps: readonly JwtApp[],
    { variables, tied, now, hosts, secretsOf, mayGetHeaders }: JudgeContext,
  ): Promise<Judged> {
    const { request } = placed.block;
    if (!request) throw new Error("a block without a request");
    const sent = requestOfBlock(placed.text, request, variables);
    // Of a body only the JWT grant's counts: envelopes are opened where a person asks.
    const { body, ...asked } = sent;
    const grant = /jwtgrant/i.test(sent.path) ? body : undefined;
    const hasToken = TOKEN_HEADERS.some((name) => sent.headers[name]) || grant !== undefined;
    const gets = !hasToken && (await mayGetHeaders());
    const key = JSON.stringify([
      tied?.id,
      sent.method,
      sent.path,
      sent.host,
      sent.headers,
      sent.repeatedHeaders,
      grant && new TextDecoder().decode(grant),
      gets,
    ]);
    const kept = this.#requests.get(placed.block);
    if (kept?.key === key && (changesAt(kept.verdict, kept.at) ?? Infinity) > now)
      return judgedFrom(placed, sent, kept, { tied, hosts });
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
      mayGetHeaders: gets,
    });
    const fresh = { key, verdict, at: now, found };
    this.#requests.set(placed.block, fresh);
    return judgedFrom(placed, sent, fresh, { tied, hosts });
  }

  /** Where the requests of the document go, by their lines. Undefined where nobody waits for it any more. */
  async #destinations(
    { document }: DocumentIndex,
    slices: TimeSlices,
  ): Promise<ReadonlyMap<number, Destination> | undefined> {
    const text = await slices.run(textInSteps(document));
    const found = text === undefined ? undefined : await slices.run(destinationsInSteps(text));
    return found && new Map(found.map((destination) => [destination.line, destination]));
  }

  async #verdictOn(
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

  /** Whether requests may be sent with headers that don't stand in them: by a script, or by what their client is told elsewhere. */
  async #mayGetHeaders({ blocks, document }: DocumentIndex, slices: TimeSlices): Promise<boolean> {
    if (clientsAddHeaders(document)) return true;
    for (const { block, text } of blocks) {
      let known = this.#scripts.get(block);
      if (known === undefined) {
        const doubts = await slices.run(fileDoubts(text.split("\n")));
        if (!doubts) return true;
        this.#scripts.set(block, (known = doubts.some(({ code }) => SCRIPTS.has(code))));
      }
      if (known) return true;
    }
    return (await neighboursOf(document)).doubts.length > 0;
  }

  /** Undefined where nobody waits for them any more. */
  async #secrets(
    index: DocumentIndex,
    apps: readonly JwtApp[],
    slices: TimeSlices,
  ): Promise<PlacedFinding[] | undefined> {
    if (index.candidates.length === 0 && index.keys.length === 0) return [];
    for (const app of apps)
      if (!this.#fingerprints.knows(app.id))
        await this.#fingerprints.learn(app, await this.#services.store.secretsOf(app));
    const values = (await this.#fingerprints.values(index.candidates)).map(({ piece, appName }) =>
      standing(secretFinding("client-secret", appName), rangeOf(piece)),
    );
    if (index.keys.length === 0) return values;
    const { document } = index;
    const text = await slices.run(textInSteps(document));
    const found = text === undefined ? undefined : await slices.run(privateKeysInSteps(text));
    if (!found) return undefined;
    const keys = await this.#fingerprints.keys(found);
    return [
      ...values,
      ...keys.map(({ piece, appName }) =>
        standing(
          secretFinding("private-key", appName),
          new vscode.Range(document.positionAt(piece.start), document.positionAt(piece.end)),
        ),
      ),
    ];
  }
}

interface Judged {
  readonly sent: SentRequest;
  readonly verdict: Verdict;
  readonly findings: readonly PlacedFinding[];
  readonly isForPlatform: boolean;
}

const TOKEN_HEADERS = ["auth", "authorization", "token"];

/** What in a file runs before a request is sent, and may change it. */
const SCRIPTS: ReadonlySet<DoubtCode> = new Set(["script", "expression", "metadata", "special-variable"]);

/** REST Client and httpYac send what these settings name with every request, a person's own too. */
function clientsAddHeaders(document: vscode.TextDocument): boolean {
  return [
    ["rest-client", "defaultHeaders"],
    ["httpyac", "requestDefaultHeaders"],
  ].some(([section, name = ""]) => {
    const headers: unknown = vscode.workspace.getConfiguration(section, document).get(name);
    const names = typeof headers === "object" && headers !== null ? Object.keys(headers) : [];
    return names.some((header) => TOKEN_HEADERS.includes(header.toLowerCase()));
  });
}

function judgedFrom(
  placed: PlacedBlock,
  sent: SentRequest,
  { verdict, found }: KeptRequest,
  { tied, hosts }: Pick<JudgeContext, "tied" | "hosts">,
): Judged {
  return {
    sent,
    verdict,
    findings: found.map((finding) => place(placed, finding)),
    isForPlatform: isForPlatform({ sent, verdict, tiedApp: tied, hosts }),
  };
}

/** The token that an SDK's grant has in its body. */
function assertionIn({ sent, verdict }: Judged): string | undefined {
  return verdict.door === "jwtGrant" ? assertionOf(sent)?.trim() : undefined;
}

/** The rule book takes the token from where its door looks first. */
function isVerdictOn(around: Judged, token: string): boolean {
  const {
    verdict: { claims, jweHeader, door },
    sent: { headers },
  } = around;
  if (claims === undefined && jweHeader === undefined) return false;
  if (door === "jwtGrant") return assertionIn(around) === token;
  const first = door === "publicApi" ? headers["auth"] : headers["authorization"];
  return (first ?? headers["auth"] ?? headers["authorization"] ?? headers["token"] ?? "").includes(token);
}

/** In other files than request files only what concerns our own apps, and in text of any kind only what gives access away. */
function isShown(code: Finding["code"], { kind }: DocumentIndex, { app }: Verdict): boolean {
  return kind === "request" || (app !== undefined && (kind === "data" || code === "long-lived-token"));
}

function standing({ placeholder, ...said }: ReturnType<typeof secretFinding>, range: vscode.Range): PlacedFinding {
  return {
    ...said,
    range,
    fix: { kind: "replace", title: { template: "Put a placeholder in its place", args: [] }, range, text: placeholder },
  };
}

function place(placed: PlacedBlock, { start, end, fix, otherFixes, ...said }: Finding): PlacedFinding {
  const range = (from: number, to: number): vscode.Range => {
    const [first, last] = [positionIn(placed, from), positionIn(placed, to)];
    return new vscode.Range(first.line, first.character, last.line, last.character);
  };
  const others = otherFixes?.map((each) => placedFix(each, range));
  return {
    ...said,
    range: range(start, end),
    fix: fix && placedFix(fix, range),
    ...(others && { otherFixes: others }),
  };
}

function placedFix(fix: Fix, range: (from: number, to: number) => vscode.Range): PlacedFix {
  if (fix.kind === "replace") return { ...fix, range: range(fix.range.start, fix.range.end) };
  if (fix.kind !== "mendVariable") return fix;
  const { header, ...rest } = fix;
  return { ...rest, ...(header && { header: { ...header, range: range(header.range.start, header.range.end) } }) };
}
