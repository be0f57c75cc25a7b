import type { AppSecrets } from "../../domain/apps/appSecrets";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { blockOfLine, type PlacedBlock, positionIn } from "../../domain/requests/blockIndex";
import { changesAt, diagnoseToken, mayBeLongLived } from "../../domain/requests/diagnoseToken";
import { notSeparated } from "../../domain/requests/clientDifferences";
import { diagnoseRequest, isForPlatform } from "../../domain/requests/diagnoseRequest";
import type { Finding, Fix } from "../../domain/requests/finding";
import { webPorts } from "../../domain/ports";
import type { VariableValues } from "../../domain/requests/requestFile";
import { blockVariables, requestOfBlock, type SentRequest } from "../../domain/requests/requestOfBlock";
import { privateKeysInSteps } from "../../domain/requests/secretCandidates";
import { secretFinding, type SecretFingerprints } from "../../domain/requests/secretFingerprints";
import type { Verdict } from "../../domain/tokens/verify/verdict";
import { TimeSlices } from "../../domain/steps";
import { LIMITS } from "../../domain/limits";
import * as vscode from "vscode";
import type { DocumentIndex } from "./documentIndex";
import { rangeOf, tiedApps, verdictOf } from "./tokenFacts";
import { textInSteps } from "./textInSteps";
import type { TextServices } from "./tokensInText";

/** A finding where it stands in a document, with its fix as an edit. */
export interface PlacedFinding extends Pick<Finding, "code" | "severity" | "message"> {
  readonly range: vscode.Range;
  readonly fix?: PlacedFix | undefined;
}

type PlacedFix =
  | Exclude<Fix, { kind: "replace" | "mendVariable" }>
  | (Omit<Extract<Fix, { kind: "replace" }>, "range"> & { readonly range: vscode.Range })
  | (Omit<Extract<Fix, { kind: "mendVariable" }>, "header"> & { readonly header?: { readonly range: vscode.Range; readonly text: string } });

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

interface JudgeContext {
  readonly variables: VariableValues;
  readonly tied: JwtApp | undefined;
  readonly now: number;
  readonly hosts: ReadonlySet<string>;
}

/** Judges documents, and keeps of each what was judged, so that a change costs what it changed. */
export class Diagnoser {
  private requests = new WeakMap<object, Kept>();
  private tokens = new Map<string, Kept>();
  private twins: { readonly apps: readonly JwtApp[]; readonly areThere: boolean } = { apps: [], areThere: false };

  constructor(
    private readonly services: TextServices,
    private readonly fingerprints: SecretFingerprints,
  ) {}

  /** Other apps, other verdicts. */
  forget(): void {
    this.requests = new WeakMap();
    this.tokens = new Map();
  }

  /** Undefined where `isStale` said meanwhile that nobody waits for it. */
  async diagnose(index: DocumentIndex, isStale: () => boolean): Promise<Diagnosis | undefined> {
    const apps = await this.services.store.apps();
    if (apps.length === 0 && index.kind !== "request") return { findings: [], changesAt: Infinity };
    const now = webPorts.clock() / 1000;
    const slices = new TimeSlices(isStale);
    const findings: PlacedFinding[] = [];
    const judged = new Map<PlacedBlock, Judged>();
    let changes = Infinity;
    const variables = blockVariables(index.blocks.map(({ block }) => block));
    const tied = tiedApps(index, apps);
    const hosts = new Set(apps.flatMap(({ host }) => (host === undefined ? [] : [host.toLowerCase()])));
    let isPlatforms = false;
    for (const placed of index.blocks) {
      if (!(await slices.pause())) return undefined;
      if (findings.length >= LIMITS.findings) break;
      const isBelow = placed.block.isShared === true && isPlatforms;
      if (isBelow) findings.push(place(placed, notSeparated(placed.text, placed.block)));
      if (!placed.block.isShared) isPlatforms = false;
      if (!placed.block.request) continue;
      const found = await this.judge(placed, apps, { variables: variables(placed.block), tied: tied(placed), now, hosts });
      judged.set(placed, found);
      // REST Client sends the one below with it.
      isPlatforms ||= found.isForPlatform;
      findings.push(...found.findings);
    }
    for (const token of index.tokens.slice(0, LIMITS.tokens)) {
      if (!(await slices.pause())) return undefined;
      if (findings.length >= LIMITS.findings) break;
      const placed = blockOfLine(index.blocks, token.line);
      const around = placed && judged.get(placed);
      const isSent = around !== undefined && Object.values(around.sent.headers).some((value) => value?.includes(token.text));
      const verdict = isSent && isVerdictOn(around.verdict, token.text, around.sent) ? around.verdict : await this.verdictOn(token.text, apps, placed && tied(placed), now);
      const own = diagnoseToken(verdict, isSent && around.isForPlatform, now);
      for (const finding of own) if (isShown(finding.code, index, verdict)) findings.push({ ...finding, range: rangeOf(token), fix: finding.fix as PlacedFinding["fix"] });
      changes = Math.min(changes, changesAt(verdict, now) ?? Infinity);
    }
    // Secrets are never left out for the sake of others.
    const secrets = await this.secrets(index, apps, slices);
    return secrets && !isStale() ? { findings: [...secrets, ...findings.slice(0, LIMITS.findings)], changesAt: changes * 1000 } : undefined;
  }

  private async judge(placed: PlacedBlock, apps: readonly JwtApp[], { variables, tied, now, hosts }: JudgeContext): Promise<Judged> {
    const { request } = placed.block;
    if (!request) throw new Error("a block without a request");
    const sent = requestOfBlock(placed.text, request, variables);
    // Of a body only the JWT grant's counts, and it is the block's own text but for variables.
    const body = /jwtgrant/i.test(sent.path) ? new TextDecoder().decode(sent.body) : "";
    const key = JSON.stringify([tied?.id, sent.method, sent.path, sent.host, sent.headers, sent.repeatedHeaders, body]);
    const kept = this.requests.get(placed.block);
    const isKept = kept?.key === key && (changesAt(kept.verdict, kept.at) ?? Infinity) > now;
    const verdict = isKept ? kept.verdict : await this.ask(apps, tied, now, { request: sent });
    if (!isKept) this.requests.set(placed.block, { key, verdict, at: now });
    const findings = diagnoseRequest({ text: placed.text, request, sent, verdict, tiedApp: tied, hosts }).map((finding) => place(placed, finding));
    return { sent, verdict, findings, isForPlatform: isForPlatform({ sent, verdict, tiedApp: tied, hosts }) };
  }

  private async verdictOn(token: string, apps: readonly JwtApp[], tied: JwtApp | undefined, now: number): Promise<Verdict> {
    const key = `${tied?.id ?? ""} ${token}`;
    const kept = this.tokens.get(key);
    if (kept && (changesAt(kept.verdict, kept.at) ?? Infinity) > now) return kept.verdict;
    const verdict = await this.ask(apps, tied, now, { token });
    if (this.tokens.size >= 2 * LIMITS.tokens) this.tokens.clear();
    this.tokens.set(key, { key, verdict, at: now });
    return verdict;
  }

  /** With secrets only where something hangs on them: what is inside a JWE, whose a long-lived token is, and which of two apps with one client ID it names. */
  private ask(apps: readonly JwtApp[], tied: JwtApp | undefined, now: number, input: { readonly token?: string; readonly request?: SentRequest }): Promise<Verdict> {
    const token = input.token ?? input.request?.headers["auth"] ?? input.request?.headers["authorization"]?.replace(/^bearer\s+/i, "") ?? "";
    const needsSecrets = token.split(".", 5).length === 5 || mayBeLongLived(token, now) || this.haveTwins(apps);
    return verdictOf(this.services, { ...input, apps, tied, ...(needsSecrets ? {} : { secretsOf: noSecrets }) });
  }

  /** Whether some have one client ID; asked for each token, of the same list. */
  private haveTwins(apps: readonly JwtApp[]): boolean {
    if (this.twins.apps !== apps) this.twins = { apps, areThere: new Set(apps.map(({ clientId }) => clientId)).size < apps.length };
    return this.twins.areThere;
  }

  /** Undefined where nobody waits for them any more. */
  private async secrets(index: DocumentIndex, apps: readonly JwtApp[], slices: TimeSlices): Promise<PlacedFinding[] | undefined> {
    if (index.candidates.length === 0 && index.keys.length === 0) return [];
    for (const app of apps) if (!this.fingerprints.knows(app.id)) await this.fingerprints.learn(app, await this.services.store.secretsOf(app));
    const values = (await this.fingerprints.values(index.candidates)).map(({ piece, appName }) => standing(secretFinding("client-secret", appName), rangeOf(piece)));
    if (index.keys.length === 0) return values;
    const { document } = index;
    const text = await slices.run(textInSteps(document));
    const found = text === undefined ? undefined : await slices.run(privateKeysInSteps(text));
    if (!found) return undefined;
    const keys = await this.fingerprints.keys(found);
    return [...values, ...keys.map(({ piece, appName }) => standing(secretFinding("private-key", appName), new vscode.Range(document.positionAt(piece.start), document.positionAt(piece.end))))];
  }
}

interface Judged {
  readonly sent: SentRequest;
  readonly verdict: Verdict;
  readonly findings: readonly PlacedFinding[];
  readonly isForPlatform: boolean;
}

async function noSecrets(): Promise<AppSecrets | undefined> {
  return undefined;
}

/** The rule book takes the token from where its door looks first. */
function isVerdictOn({ claims, jweHeader, door }: Verdict, token: string, { headers }: SentRequest): boolean {
  const first = door === "publicApi" ? headers["auth"] : headers["authorization"];
  return (claims !== undefined || jweHeader !== undefined) && door !== "jwtGrant" && (first ?? headers["auth"] ?? headers["authorization"] ?? headers["token"] ?? "").includes(token);
}

/** In other files than request files only what concerns our own apps, and in text of any kind only what gives access away. */
function isShown(code: Finding["code"], { kind }: DocumentIndex, { app }: Verdict): boolean {
  return kind === "request" || (app !== undefined && (kind === "data" || code === "long-lived-token"));
}

function standing({ placeholder, ...said }: ReturnType<typeof secretFinding>, range: vscode.Range): PlacedFinding {
  return { ...said, range, fix: { kind: "replace", title: { template: "Put a placeholder in its place", args: [] }, range, text: placeholder } };
}

function place(placed: PlacedBlock, { start, end, fix, ...said }: Finding): PlacedFinding {
  const range = (from: number, to: number): vscode.Range => {
    const [first, last] = [positionIn(placed, from), positionIn(placed, to)];
    return new vscode.Range(first.line, first.character, last.line, last.character);
  };
  return { ...said, range: range(start, end), fix: fix && placedFix(fix, range) };
}

function placedFix(fix: Fix, range: (from: number, to: number) => vscode.Range): PlacedFix {
  if (fix.kind === "replace") return { ...fix, range: range(fix.range.start, fix.range.end) };
  if (fix.kind !== "mendVariable") return fix;
  const { header, ...rest } = fix;
  return { ...rest, ...(header && { header: { ...header, range: range(header.range.start, header.range.end) } }) };
}
