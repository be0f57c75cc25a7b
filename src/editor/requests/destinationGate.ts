import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { type Destination, destinationsInSteps } from "../../domain/requests/destination";
import { findTokens } from "../../domain/requests/findTokens";
import { expectedHost, goesToOwnHost } from "../../domain/requests/ownHost";
import { TimeSlices } from "../../domain/steps";
import type { Message } from "../../domain/tokens/verify/verdict";
import { Cancelled, confirmed } from "../prompts";
import type { GateMemory } from "./gateMemory";
import { type Surroundings, surroundingsOf } from "./surroundings";

/** What is about to happen with a fresh token. */
export type TokenUse = "send" | "write" | "environment";

export interface GateRequest {
  readonly document: vscode.TextDocument;
  readonly app: JwtApp;
  readonly use: TokenUse;
  /** What the document is about to be, where that is another text than now. */
  readonly text?: string;
  /** Lines of the requests that get the token, or which ones do; undefined for all of the file. */
  readonly lines?: readonly number[] | ((line: number) => boolean) | undefined;
  /** Other things that want a person's word, in sentences. */
  readonly reasons?: readonly Message[];
}

/**
 * Lets a token go where it belongs: to the app's own host, if every reading of the file says that it goes there. Whatever
 * else a person is asked about, with the host's name; what was allowed holds until the window closes, for this content of
 * the file (but for its tokens), these hosts, and what lies beside the file.
 */
export class DestinationGate {
  constructor(private readonly memory: GateMemory) {}

  /**
   * Returns what the decision rests on: the same as long as nothing changed.
   * @throws Cancelled where a person didn't say yes
   */
  async pass(request: GateRequest): Promise<string> {
    const { open, key, state } = await this.judge(request);
    const reasons = request.reasons ?? [];
    if ((open.length === 0 && reasons.length === 0) || this.memory.allowed.has(key)) return state;
    const { question, detail, action, decline } = words(request, open);
    await confirmed(question, detail, action, decline);
    this.memory.allowed.add(key);
    return state;
  }

  /** Whether a token may go into the environment for the file; asks at most once for each content of it. */
  async passOnce(request: GateRequest, mayAsk: boolean): Promise<boolean> {
    const { open, key } = await this.judge(request);
    if (open.length === 0 || this.memory.allowed.has(key)) return true;
    if (!mayAsk || this.memory.declined.has(key)) return false;
    // Said before it is asked: another run may come while the question stands.
    this.memory.declined.add(key);
    try {
      await this.pass(request);
      this.memory.declined.delete(key);
      return true;
    } catch (error) {
      if (error instanceof Cancelled) return false;
      throw error;
    }
  }

  /** What the decision would rest on now. */
  async stateOf(document: vscode.TextDocument): Promise<string> {
    return stateOf(document, await surroundingsOf(document));
  }

  private async judge({ document, text = document.getText(), app, use, lines, reasons }: GateRequest): Promise<{ open: readonly Destination[]; key: string; state: string }> {
    const surroundings = await surroundingsOf(document);
    const found = (await new TimeSlices().run(destinationsInSteps(text))) ?? [];
    const isMeant = lines === undefined ? () => true : typeof lines === "function" ? lines : (line: number) => lines.includes(line);
    const meant = found.filter(({ line }) => isMeant(line)).map((each) => ({ ...each, doubts: [...each.doubts, ...surroundings.doubts] }));
    // A request that isn't found by a strict reading goes nobody knows where.
    const missing = Array.isArray(lines) && meant.length < new Set(lines).size;
    const open = [...meant.filter((destination) => !goesToOwnHost(destination, app, this.memory.localPlatform)), ...(missing ? [UNKNOWN] : [])];
    const state = await stateOf(document, surroundings, text);
    const key = await digest(JSON.stringify([state, app.id, app.host ?? null, use, meant.map(({ line, hosts }) => [line, hosts]), reasons ?? []]));
    return { open, key, state };
  }
}

function stateOf(document: vscode.TextDocument, { state }: Surroundings, text = document.getText()): Promise<string> {
  return digest(JSON.stringify([withoutTokens(text), state, document.languageId]));
}

const UNKNOWN: Destination = { line: -1, origin: undefined, hosts: [], doubts: [{ code: "lines", message: { template: "clients read its lines in different ways", args: [] } }] };

/** Hosts that a question names, and reasons that it gives. */
const [MAX_HOSTS, MAX_REASONS] = [5, 4];

interface Words {
  readonly question: string;
  readonly detail: string;
  readonly action: string;
  readonly decline: string;
}

function words({ app, use, reasons = [] }: GateRequest, open: readonly Destination[]): Words {
  const { t } = vscode.l10n;
  const hosts = [...new Set(open.flatMap(({ origin, hosts: read }) => (read.length > 0 ? read : origin ? [origin.host] : [])))];
  const named = hosts.slice(0, MAX_HOSTS).map((host) => `“${host}”`).join(", ") + (hosts.length > MAX_HOSTS ? ", …" : "");
  const doubts = [...new Map(open.flatMap((each) => each.doubts).map((each) => [JSON.stringify(each.message), each.message])).values()];
  const because = [...reasons, ...doubts].slice(0, MAX_REASONS).map((each) => `• ${t(each.template, ...each.args)}`);
  const where = open.length === 0 ? [] : [hosts.length === 0 ? t("The file doesn't tell to which host it goes.") : t("The host of “{0}” is {1}.", app.name, expectedHost(app))];
  const detail = [
    ...where,
    ...(because.length > 0 ? [t("What speaks against going on unasked:"), ...because] : []),
    t("Whoever gets the token can call the platform with it until it expires."),
  ].join("\n");
  if (open.length === 0) return { question: t("Write a fresh token of “{0}” here?", app.name), detail, action: t("Write"), decline: t("Don't Write") };
  switch (use) {
    case "send":
      return { question: named ? t("Send a fresh token of “{0}” to {1}?", app.name, named) : t("Send a fresh token of “{0}” to an unknown host?", app.name), detail, action: t("Send"), decline: t("Don't Send") };
    case "write":
      return {
        question: named ? t("Write a fresh token of “{0}” into a request to {1}?", app.name, named) : t("Write a fresh token of “{0}” into a request to an unknown host?", app.name),
        detail,
        action: t("Write"),
        decline: t("Don't Write"),
      };
    case "environment":
      return {
        question: named
          ? t("Put a token of “{0}” into the environment for a request to {1}?", app.name, named)
          : t("Put a token of “{0}” into the environment for a request to an unknown host?", app.name),
        detail,
        action: t("Put It There"),
        decline: t("Don't Put It There"),
      };
  }
}

/** Each refresh changes a token, and nothing that was decided on. */
function withoutTokens(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of findTokens(text)) {
    parts.push(text.slice(at, start));
    at = end;
  }
  return [...parts, text.slice(at)].join("\u0000");
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
