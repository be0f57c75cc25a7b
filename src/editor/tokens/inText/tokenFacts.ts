import * as vscode from "vscode";
import type { AppSecrets } from "../../../domain/apps/appSecrets";
import { appNamed } from "../../../domain/apps/findApp";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { blockOfLine, type PlacedBlock } from "../../../domain/requests/read/blockIndex";
import type { PlacedPiece } from "../../../domain/requests/read/lineIndex";
import { tiedAppNames } from "../../../domain/requests/read/requestFile";
import { blockVariables, requestOfBlock, type SentRequest } from "../../../domain/requests/read/requestOfBlock";
import { webPorts } from "../../../domain/ports";
import { inspectToken } from "../../../domain/tokens/inspect";
import { appNamedBy } from "../../../domain/tokens/verify/appClaim";
import type { Verdict } from "../../../domain/tokens/verify/verdict";
import type { VerifyRequest } from "../../../domain/tokens/verify/verifyInput";
import { verify } from "../../../domain/tokens/verify/verify";
import type { DocumentIndex } from "../../documents/documentIndex";
import type { TextServices } from "./tokensInText";

/** What can be told of a token at once, without a key. */
export interface TokenFacts {
  readonly app: JwtApp | undefined;
  /** The apps that it may be of where only its signature could tell: they have one client ID. */
  readonly twins: readonly JwtApp[];
  /** Seconds since the epoch. */
  readonly expiresAt: number | undefined;
  readonly neverExpires: boolean;
  /** It says when it expires, in a way that can't be read: never shown as valid. */
  readonly expiryUnreadable: boolean;
  /** A fresh one of the same app can be made: its claims are readable, or it is known how it was made, or for which app. */
  readonly canRefresh: boolean;
}

export function tokenFacts(
  { minted }: Pick<TextServices, "minted">,
  token: string,
  apps: readonly JwtApp[],
  tied: JwtApp | undefined,
  inspected = inspectToken(token),
): TokenFacts {
  const { kind, claims, expiresAt } = inspected;
  const made = minted.of(token);
  if (kind === "jws") {
    const { candidates } = appNamedBy(claims ?? {}, apps, false, "publicApi");
    const app = candidates.length < 2 ? candidates[0] : candidates.find(({ id }) => id === (made?.appId ?? tied?.id));
    const seconds = expiresAt.state === "read" ? expiresAt.seconds : undefined;
    const expiryUnreadable = seconds === undefined && expiresAt.state !== "absent";
    return {
      app,
      twins: app ? [] : candidates,
      expiresAt: seconds,
      neverExpires: expiresAt.state === "absent",
      expiryUnreadable,
      canRefresh: candidates.length > 0,
    };
  }
  const app = apps.find(({ id }) => id === made?.appId) ?? tied;
  return {
    app,
    twins: [],
    expiresAt: made?.expiresAt,
    neverExpires: false,
    expiryUnreadable: false,
    canRefresh: app !== undefined,
  };
}

/** The apps that `# jwt-app:` lines name, block by block. */
export function tiedApps(
  { blocks }: DocumentIndex,
  apps: readonly JwtApp[],
): (placed: PlacedBlock | undefined) => JwtApp | undefined {
  const names = tiedAppNames(blocks.map(({ block }) => block));
  const found = new Map<string, JwtApp | undefined>();
  return (placed) => {
    const name = placed && names.get(placed.block);
    if (name === undefined) return undefined;
    if (!found.has(name)) found.set(name, appNamed(apps, name));
    return found.get(name);
  };
}

/** The app that a line ties a token to. */
export function tiedAppOf(index: DocumentIndex | undefined, line: number, apps: readonly JwtApp[]): JwtApp | undefined {
  return index && tiedApps(index, apps)(blockOfLine(index.blocks, line));
}

/** The request at a line, with the file's variables filled in. */
export function requestAt(index: DocumentIndex | undefined, line: number): SentRequest | undefined {
  const placed = index && blockOfLine(index.blocks, line);
  if (!index || !placed?.block.request) return undefined;
  return requestOfBlock(
    placed.text,
    placed.block.request,
    blockVariables(index.blocks.map(({ block }) => block))(placed.block),
  );
}

/** The request at a line where it carries the token. */
export function requestAround(index: DocumentIndex | undefined, line: number, token: string): SentRequest | undefined {
  const sent = requestAt(index, line);
  if (!sent) return undefined;
  const isSent = Object.values(sent.headers).some((value) => value?.includes(token));
  // Of a header that is there twice, this may be the one that isn't the last.
  const isRepeated =
    sent.repeatedHeaders !== undefined && blockOfLine(index?.blocks ?? [], line)?.text.includes(token) === true;
  return isSent || isRepeated ? sent : undefined;
}

/** Asks the rule book, with the secrets that it takes. Of apps with one client ID whose signature doesn't tell, the tied one is meant. */
export async function verdictOf(
  { store, ports }: Pick<TextServices, "store" | "ports">,
  {
    apps,
    tied,
    ...input
  }: {
    readonly token?: string;
    readonly request?: VerifyRequest | undefined;
    readonly apps: readonly JwtApp[];
    readonly tied?: JwtApp | undefined;
    readonly secretsOf?: (app: JwtApp) => Promise<AppSecrets | undefined>;
  },
): Promise<Verdict> {
  const tiedFirst = tied ? [tied, ...apps.filter((app) => app !== tied)] : apps;
  return verify({
    secretsOf: (app) => store.secretsOf(app),
    ...input,
    apps: tiedFirst,
    clock: webPorts.clock,
    ports: { payloads: ports },
  });
}

export function rangeOf({ line, start, end }: PlacedPiece): vscode.Range {
  return new vscode.Range(line, start, line, end);
}
