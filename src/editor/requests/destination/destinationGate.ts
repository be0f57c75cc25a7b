import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError } from "../../../domain/errors";
import { bytesToHex } from "../../../domain/keys/base64";
import { type Destination, destinationsInSteps } from "../../../domain/requests/destination/destination";
import { unclearLines } from "../../../domain/requests/destination/fileDoubts";
import { findTokensInSteps } from "../../../domain/tokens/inText/findTokens";
import { doubtsOfHost, expectedHost, goesToOwnHost } from "../../../domain/requests/destination/ownHost";
import { type Steps, TimeSlices } from "../../../domain/steps";
import { asText, joined, plain, type PlainText } from "../../../domain/text/asText";
import type { Sentence } from "../../../domain/text/sentence";
import { Cancelled, confirmed } from "../../prompts/prompts";
import { confirmHost } from "../../storage/confirmHost";
import type { GateMemory } from "./gateMemory";
import { type FileNeighbours, neighboursOf } from "./fileNeighbours";
import { t, told } from "../../workbench/words";

/** What is about to happen with a fresh token. */
export type TokenUse = "send" | "write" | "environment";

export interface GateRequest {
  readonly document: vscode.TextDocument;
  readonly app: JwtApp;
  readonly use: TokenUse;
  /** The version of the document that is asked about: of another one nothing is decided. */
  readonly version?: number;
  /** What the document is about to be, where that is another text than now. */
  readonly text?: string;
  /** Lines of the requests that get the token, or which ones do; undefined for all of the file. */
  readonly lines?: readonly number[] | ((line: number) => boolean) | undefined;
  /** What was allowed before counts for nothing. */
  readonly asksEachTime?: true;
  /** Other things that want a person's word, in sentences; and the token that they are about. */
  readonly reasons?: readonly Sentence[];
  readonly token?: string;
}

/**
 * Lets a token go where it belongs: to the app's own host, if every reading of the file says that it goes there. Whatever
 * else a person is asked about, with the host's name; what was allowed holds until the window closes, for this content of
 * the file (but for its tokens), these hosts, and what lies beside the file.
 */
export class DestinationGate {
  readonly #memory: GateMemory;

  constructor(memory: GateMemory) {
    this.#memory = memory;
  }

  /**
   * Returns what the decision rests on: the same as long as nothing changed.
   * @throws Cancelled where a person didn't say yes; UserError `document-changed` where the version is another by now
   */
  async pass(request: GateRequest): Promise<string> {
    const { open, isOwnHost, key, state } = await this.#judge(request);
    const reasons = request.reasons ?? [];
    if (open.length === 0 && reasons.length === 0) return state;
    if (this.#memory.allowed.has(key) && !request.asksEachTime) return state;
    const { question, detail, action, decline } = words(request, open);
    await confirmed(question, detail, action, decline);
    this.#memory.allowed.add(key);
    if (isOwnHost) await confirmHost(this.#memory.store, request.app);
    return state;
  }

  /**
   * The same for files of one app, with one question about all that a person has to be asked about: as many as it can
   * name with their hosts.
   * @returns of each request what the decision rests on; undefined where a person didn't say yes, or it is another file by now
   */
  async passAll(requests: readonly GateRequest[]): Promise<(string | undefined)[]> {
    const states: (string | undefined)[] = requests.map(() => undefined);
    const asked: { readonly index: number; readonly key: string; readonly state: string }[] = [];
    const open: Destination[] = [];
    const files = new Set<PlainText>();
    const hosts = new Set<string>();
    for (const [index, request] of requests.entries()) {
      const judged = await this.#judge(request).catch(whereChanged);
      if (!judged) continue;
      if (judged.open.length === 0 || this.#memory.allowed.has(judged.key)) {
        states[index] = judged.state;
        continue;
      }
      const all = new Set([...hosts, ...hostsOf(judged.open)]);
      if (files.size >= MAX_FILES || all.size > MAX_HOSTS || judged.open.some(hasMoreHosts)) continue;
      for (const host of all) hosts.add(host);
      files.add(asText(vscode.workspace.asRelativePath(request.document.uri)));
      open.push(...judged.open);
      asked.push({ index, ...judged });
    }
    const [first] = asked.flatMap(({ index }) => requests[index] ?? []);
    if (!first) return states;
    const { question, detail, action, decline } = words(first, open, files);
    try {
      await confirmed(question, detail, action, decline);
    } catch (error) {
      if (error instanceof Cancelled) return states;
      throw error;
    }
    for (const { index, key, state } of asked) {
      this.#memory.allowed.add(key);
      states[index] = state;
    }
    return states;
  }

  /** Whether a token may go into the environment for the file; asks at most once for each content of it. */
  async passOnce(request: GateRequest, mayAsk: boolean): Promise<boolean> {
    const { open, key } = await this.#judge(request);
    if (open.length === 0 || this.#memory.allowed.has(key)) return true;
    if (!mayAsk || this.#memory.declined.has(key)) return false;
    // Said before it is asked: another run may come while the question stands.
    this.#memory.declined.add(key);
    try {
      await this.pass(request);
      this.#memory.declined.delete(key);
      return true;
    } catch (error) {
      if (error instanceof Cancelled) return false;
      throw error;
    }
  }

  /** What the decision would rest on now. */
  async stateOf(document: vscode.TextDocument): Promise<string> {
    return stateOf(document, await neighboursOf(document));
  }

  async #judge({ document, app, use, lines, reasons, ...request }: GateRequest): Promise<Judged> {
    const neighbours = await neighboursOf(document);
    if (request.version !== undefined && document.version !== request.version) throw changedMeanwhile();
    const text = request.text ?? document.getText();
    const found = (await new TimeSlices().run(destinationsInSteps(text))) ?? [];
    const isMeant =
      lines === undefined ? () => true : typeof lines === "function" ? lines : (line: number) => lines.includes(line);
    const meant = found
      .filter(({ line }) => isMeant(line))
      .map((each) => ({ ...each, doubts: [...each.doubts, ...neighbours.doubts] }));
    // A request that isn't found by a strict reading goes nobody knows where.
    const missing = Array.isArray(lines) && meant.length < new Set(lines).size;
    const ways = [...meant, ...(missing ? [UNKNOWN] : [])];
    const foreign = ways.filter((destination) => !goesToOwnHost(destination, app, this.#memory.localPlatform));
    // Of a host that a workspace's file brought each way there is open.
    const doubted = doubtsOfHost(app);
    const open =
      doubted.length === 0 ? foreign : ways.map((each) => ({ ...each, doubts: [...doubted, ...each.doubts] }));
    const isOwnHost = ways.length > 0 && foreign.length === 0;
    const state = await stateOf(document, neighbours, text);
    const key = await digest(
      JSON.stringify([
        state,
        app.id,
        app.host ?? null,
        use,
        meant.map(({ line, hosts }) => [line, hosts]),
        reasons ?? [],
        reasons?.length ? (request.token ?? "") : "",
      ]),
    );
    return { open, isOwnHost, key, state };
  }
}

interface Judged {
  /** Where it goes that a person has to see. */
  readonly open: readonly Destination[];
  /** All of it goes to the app's own host, whoever chose that. */
  readonly isOwnHost: boolean;
  readonly key: string;
  readonly state: string;
}

async function stateOf(
  document: vscode.TextDocument,
  { state }: FileNeighbours,
  text = document.getText(),
): Promise<string> {
  const rest = (await new TimeSlices().run(withoutTokens(text))) ?? "";
  return digest(JSON.stringify([rest, state, document.languageId]));
}

function changedMeanwhile(): UserError {
  return new UserError("document-changed", "No token was made: the file was changed meanwhile.", {
    remedy: "Try again.",
  });
}

const UNKNOWN: Destination = {
  line: -1,
  origin: undefined,
  hosts: [],
  doubts: [unclearLines()],
};

function whereChanged(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
}

/** Hosts, reasons and files that a question gives. */
const [MAX_HOSTS, MAX_REASONS, MAX_FILES] = [5, 4, 10];

interface Words {
  readonly question: PlainText;
  readonly detail: PlainText;
  readonly action: PlainText;
  readonly decline: PlainText;
}

function hasMoreHosts(each: Destination): boolean {
  return each.hasMoreHosts === true;
}

function hostsOf(open: readonly Destination[]): Set<string> {
  return new Set(open.flatMap(({ origin, hosts }) => (hosts.length > 0 ? hosts : origin ? [origin.host] : [])));
}

/** @param files where it is asked about several at once */
function words(request: GateRequest, open: readonly Destination[], files: ReadonlySet<PlainText> = new Set()): Words {
  const { app, use, reasons = [] } = request;
  const own = expectedHost(app);
  const all = [...hostsOf(open)];
  // What a person has to see stands first.
  const hosts = [...all.filter((host) => host !== own), ...all.filter((host) => host === own)].slice(0, MAX_HOSTS);
  const isMore = all.length > hosts.length || open.some(hasMoreHosts);
  const doubts = [
    ...new Map(
      open.flatMap((each) => each.doubts).map((each) => [JSON.stringify(each.message), each.message]),
    ).values(),
  ];
  const because = [...reasons, ...doubts].slice(0, MAX_REASONS).map((each) => plain`• ${told(each)}`);
  const detail = joined([
    ...(files.size > 0 ? [t("Files:"), ...[...files].map((file) => plain`• ${file}`), BLANK] : []),
    ...(hosts.length > 1 || isMore || (files.size > 1 && hosts.length > 0)
      ? [
          t("It may go to:"),
          ...hosts.map((host) => plain`• ${asText(host)}`),
          ...(isMore ? [t("• other hosts, more than can be named here")] : []),
          BLANK,
        ]
      : []),
    ...(open.length > 0 ? [t("The host of “{0}” is {1}.", app.name, own), BLANK] : []),
    ...(because.length > 0 ? [t("Why you are asked:"), ...because, BLANK] : []),
    t("Whoever gets the token can call the platform with it until it expires."),
  ]);
  const [host] = hosts;
  if (use === "send")
    return { question: sendQuestion(app.name, host), detail, action: t("Send"), decline: t("Don't Send") };
  if (use === "environment")
    return {
      question: environmentQuestion(app.name, host),
      detail,
      action: t("Put It There"),
      decline: t("Don't Put It There"),
    };
  if (files.size > 1)
    return {
      question: t("Write fresh tokens of “{0}” into {1} files whose requests may go elsewhere?", app.name, files.size),
      detail,
      action: t("Write"),
      decline: t("Don't Write"),
    };
  return {
    question: open.length === 0 ? t("Write a fresh token of “{0}” here?", app.name) : writeQuestion(app.name, host),
    detail,
    action: t("Write"),
    decline: t("Don't Write"),
  };
}

const BLANK = plain``;

function sendQuestion(app: string, host: string | undefined): PlainText {
  return host === undefined
    ? t("Send a fresh token of “{0}” to an unknown host?", app)
    : t("Send a fresh token of “{0}” to “{1}”?", app, host);
}

function writeQuestion(app: string, host: string | undefined): PlainText {
  return host === undefined
    ? t("Write a fresh token of “{0}” into a request to an unknown host?", app)
    : t("Write a fresh token of “{0}” into a request to “{1}”?", app, host);
}

function environmentQuestion(app: string, host: string | undefined): PlainText {
  return host === undefined
    ? t("Put a token of “{0}” into the environment for a request to an unknown host?", app)
    : t("Put a token of “{0}” into the environment for a request to “{1}”?", app, host);
}

/** Each refresh changes a token, and nothing that was decided on. */
function* withoutTokens(text: string): Steps<string> {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of yield* findTokensInSteps(text)) {
    parts.push(text.slice(at, start));
    at = end;
  }
  return [...parts, text.slice(at)].join("\u0000");
}

async function digest(text: string): Promise<string> {
  return bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}
