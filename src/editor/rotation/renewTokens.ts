import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { LIMITS } from "../../domain/limits";
import type { OldCredential } from "../../domain/requests/findings/oldCredential";
import { blockOfLine } from "../../domain/requests/read/blockIndex";
import { TimeSlices } from "../../domain/steps";
import type { LinePiece } from "../../domain/text/lineIndex";
import type { MintRequest } from "../../domain/tokens/mint";
import { refreshRequest } from "../../domain/tokens/refreshRequest";
import type { Caller } from "../commands/caller";
import { type DocumentIndex, rangeOf } from "../documents/documentIndex";
import { requestAt, tiedApps } from "../documents/requestAtLine";
import { Cancelled } from "../prompts/prompts";
import type { OldMade } from "./searchFiles";
import { DestinationGate, type GateRequest } from "../requests/destination/destinationGate";
import { urisOfTab } from "../results/resultGroup";
import { type RefreshServices, requestsTaking } from "../tokens/inText/refreshToken";

/** Why a token was left as it is. */
export type WhyLeft =
  | "unreadable"
  | "unsaved"
  | "gateway"
  | "another-app"
  | "not-allowed"
  | "not-made"
  | "inexact-claim"
  | "changed"
  | "too-many";

/** Lines from 0. */
export interface Renewed {
  readonly renewed: readonly { readonly uri: vscode.Uri; readonly line: number }[];
  readonly left: readonly { readonly uri: vscode.Uri; readonly line: number; readonly why: WhyLeft }[];
}

export interface Renewing {
  readonly app: JwtApp;
  readonly old: OldCredential;
  readonly made: OldMade;
}

/** A token and what is minted in its place. */
interface Wanted {
  readonly piece: LinePiece;
  readonly request: MintRequest;
}

interface Job {
  readonly document: vscode.TextDocument;
  readonly wanted: readonly Wanted[];
  readonly gate: GateRequest;
}

/**
 * Puts fresh tokens in the place of old ones in request files, by the rules of Refresh: with the same claims, for where
 * their requests go, and in one edit that one undo takes back. What is being worked on, or changes meanwhile, is left.
 */
export async function renewTokens(
  services: RefreshServices,
  files: readonly { readonly uri: vscode.Uri; readonly tokens: readonly { readonly line: number }[] }[],
  renewing: Renewing,
  caller: Caller,
): Promise<Renewed> {
  const left: { uri: vscode.Uri; line: number; why: WhyLeft }[] = [];
  const jobs: Job[] = [];
  const apps = await services.store.apps();
  let room: number = LIMITS.renewedTokens;
  for (const { uri, tokens } of files) {
    const leave = (lines: readonly number[], why: WhyLeft): void => {
      left.push(...lines.map((line) => ({ uri, line, why })));
    };
    const document = await opened(uri);
    const version = document?.version ?? 0;
    const index = document && (await services.openDocuments.index(document));
    const all = tokens.map(({ line }) => line);
    if (!document || index?.kind !== "request" || index.isTooLong) leave(all, "unreadable");
    else if (document.isDirty) leave(all, "unsaved");
    else {
      const judged = await judge(index, apps, renewing);
      const taken = judged.wanted.slice(0, room);
      room -= taken.length;
      for (const { line, why } of judged.left) leave([line], why);
      leave(linesOf(judged.wanted.slice(taken.length)), "too-many");
      const lines = requestsTaking(index, document, linesOf(taken));
      const gate: GateRequest = { document, version, app: renewing.app, use: "write", lines };
      if (taken.length > 0) jobs.push({ document, wanted: taken, gate });
    }
  }
  const written = await write(services, jobs, renewing.app, caller);
  return { renewed: written.renewed, left: [...left, ...written.left] };
}

async function opened(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

function linesOf(wanted: readonly Wanted[]): number[] {
  return wanted.map(({ piece }) => piece.line);
}

/** Which tokens of a file are renewed, and by what. */
async function judge(
  index: DocumentIndex,
  apps: readonly JwtApp[],
  { app, old, made }: Renewing,
): Promise<{ readonly wanted: Wanted[]; readonly left: { readonly line: number; readonly why: WhyLeft }[] }> {
  const wanted: Wanted[] = [];
  const left: { line: number; why: WhyLeft }[] = [];
  const tiedTo = tiedApps(index, apps);
  const throughGateway = new Map<unknown, boolean>();
  const slices = new TimeSlices();
  for (const piece of index.tokens.slice(0, LIMITS.tokens)) {
    await slices.pause();
    const token = await old.tokenOf(piece.text);
    const request = token ? requestFor(token.claims, app) : made(piece.text)?.request;
    if (!request) continue;
    const placed = blockOfLine(index.blocks, piece.line);
    const isThrough = throughGateway.get(placed) ?? requestAt(index, piece.line)?.gateway !== undefined;
    throughGateway.set(placed, isThrough);
    const tied = tiedTo(placed);
    if (isThrough) left.push({ line: piece.line, why: "gateway" });
    else if (tied && tied.id !== app.id) left.push({ line: piece.line, why: "another-app" });
    else if (request === "inexact-claim") left.push({ line: piece.line, why: request });
    else wanted.push({ piece, request });
  }
  return { wanted, left };
}

function requestFor(claims: Parameters<typeof refreshRequest>[0], app: JwtApp): MintRequest | "inexact-claim" {
  try {
    return refreshRequest(claims, app);
  } catch (error) {
    if (error instanceof UserError && error.code === "inexact-claim") return error.code;
    throw error;
  }
}

/** Asks where a person has to, mints, and writes what is still as it was. */
async function write(services: RefreshServices, jobs: readonly Job[], app: JwtApp, caller: Caller): Promise<Renewed> {
  const renewed: { uri: vscode.Uri; line: number }[] = [];
  const left: { uri: vscode.Uri; line: number; why: WhyLeft }[] = [];
  const leave = ({ document, wanted }: Job, why: WhyLeft): void => {
    left.push(...linesOf(wanted).map((line) => ({ uri: document.uri, line, why })));
  };
  const gate = new DestinationGate(services.gateMemory);
  const isAllowed = jobs.length > 0 && (await mayMint(services, app, caller));
  const states = isAllowed ? await gate.passAll(jobs.map((job) => job.gate)) : [];
  const ready: { readonly job: Job; readonly state: string; readonly tokens: readonly string[] }[] = [];
  for (const [index, job] of jobs.entries()) {
    const state = states[index];
    const tokens = state === undefined ? undefined : await mintAll(services, app, job.wanted);
    if (state === undefined) leave(job, "not-allowed");
    else if (!tokens) leave(job, "not-made");
    else ready.push({ job, state, tokens });
  }
  const current: { readonly job: Job; readonly tokens: readonly string[]; readonly document: vscode.TextDocument }[] =
    [];
  for (const { job, state, tokens } of ready) {
    // VS Code closes a document that no editor shows after some minutes, which a question may have taken.
    const document = await opened(job.document.uri);
    if (document && (await gate.stateOf(document)) === state) current.push({ job, tokens, document });
    else leave(job, "changed");
  }
  // From here on nothing waits until the edit is on its way.
  const edit = new vscode.WorkspaceEdit();
  const put: { readonly job: Job; readonly document: vscode.TextDocument; readonly version: number }[] = [];
  for (const { job, tokens, document } of current) {
    const isThere = job.wanted.every(({ piece }) => document.getText(rangeOf(piece)) === piece.text);
    if (!isThere || document.isClosed || document.isDirty) {
      leave(job, "changed");
      continue;
    }
    for (const [index, { piece }] of job.wanted.entries())
      edit.replace(document.uri, rangeOf(piece), tokens[index] ?? "");
    put.push({ job, document, version: document.version });
  }
  const shown = new Set(
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.flatMap((tab) => urisOfTab(tab).map(String))),
  );
  const isApplied = put.length > 0 && (await vscode.workspace.applyEdit(edit));
  for (const { job, document, version } of put) {
    // Of a read-only document VS Code says yes as well, and changes nothing.
    if (!isApplied || document.version === version) {
      leave(job, "changed");
      continue;
    }
    renewed.push(...linesOf(job.wanted).map((line) => ({ uri: document.uri, line })));
    // In an editor a person sees that it isn't saved, as with Refresh.
    if (!shown.has(document.uri.toString())) await document.save();
  }
  return { renewed, left };
}

/** Whatever code asks for is asked about. */
async function mayMint({ consents }: RefreshServices, app: JwtApp, caller: Caller): Promise<boolean> {
  if (caller !== "code") return true;
  try {
    await consents.tokens(app);
    return true;
  } catch (error) {
    if (error instanceof Cancelled || error instanceof UserError) return false;
    throw error;
  }
}

/** Undefined where they can't be made, as without a key that they need. */
async function mintAll(
  { tokens }: RefreshServices,
  app: JwtApp,
  wanted: readonly Wanted[],
): Promise<readonly string[] | undefined> {
  const minted: string[] = [];
  try {
    for (const { request } of wanted) minted.push((await tokens.mintFor(app, request, "person")).token);
    return minted;
  } catch (error) {
    if (error instanceof Cancelled || error instanceof UserError) return undefined;
    throw error;
  }
}
