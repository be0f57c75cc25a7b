import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import { type Block, blocksOf, isBlank, isPlainComment, linesOf, sharedDefinitions } from "./fileBlocks";
import { fileDefinitions, type FileDefinitions, LINES_A_STEP, RequestNames } from "./fileDefinitions";
import { type Doubt, doubt, type DoubtCode, fileDoubts, unclearLines } from "./fileDoubts";
import { addressIn, type FileContext, looseAddress, MAX_HOSTS, readAddress } from "./requestAddress";
import { readHead } from "./requestHead";
import type { StrictOrigin } from "./strictUrl";

/** Where a request of a file goes, as far as that can be told. */
export interface Destination {
  /** The request line's number in the file, from 0. */
  readonly line: number;
  /** Where it goes by a strict reading; undefined where there is none. */
  readonly origin: StrictOrigin | undefined;
  /** Hosts that one client or another would call, for a person to see; in punycode where they are international. */
  readonly hosts: readonly string[];
  /** There are more of them than are told. */
  readonly hasMoreHosts?: true;
  /** Why it may go somewhere else. Only without any is `origin` the one place where the request can go. */
  readonly doubts: readonly Doubt[];
}

/**
 * Where the requests of a file go, each read as strictly as REST Client, httpYac and JetBrains agree on: a block has one
 * request line, header lines, and a body; its address is absolute, and each variable in it is defined in one way, above
 * it in the block or above all requests. What is read otherwise, or may be changed by a script, is a doubt. Never throws;
 * takes time linear in the text.
 */
export function* destinationsInSteps(text: string): Steps<Destination[]> {
  const lines = linesOf(text);
  const ofFile = yield* fileDoubts(lines);
  if (text.length > LIMITS.destinations) ofFile.push(doubt("too-long", "the file is too long to read it all"));
  const definitions = yield* fileDefinitions(lines);
  const blocks = yield* blocksOf(lines);
  const context: FileContext = {
    definitions,
    requestNames: yield* RequestNames.of(lines),
    shared: sharedDefinitions(definitions, blocks),
  };
  const broken = brokenNames(definitions);
  const found: Destination[] = [];
  for (const [index, block] of blocks.entries()) {
    if (index % BLOCKS_A_STEP === 0) yield;
    const destination = yield* destinationOf(lines, block, context, broken);
    if (destination) found.push({ ...destination, doubts: [...destination.doubts, ...ofFile] });
  }
  return found;
}

/** Blocks between two yields. */
const BLOCKS_A_STEP = 20;

/** Names whose value REST Client could break into lines of its own, by `\n`, also through each other. */
function brokenNames(definitions: FileDefinitions): ReadonlySet<string> {
  const broken = new Set<string>();
  for (const [name, { hasBackslash }] of definitions) if (hasBackslash) broken.add(name);
  for (let depth = 0, size = -1; size !== broken.size && depth <= LIMITS.variableDepth; depth++) {
    size = broken.size;
    if (size === 0) break;
    for (const [name, { values }] of definitions)
      if (values.some((value) => variablesIn(value).some((inner) => broken.has(inner)))) broken.add(name);
  }
  return broken;
}

function variablesIn(text: string): string[] {
  if (!text.includes("{{")) return [];
  return [...text.matchAll(/\{\{[ \t]{0,100}%?([A-Za-z_][\w-]{0,199})[ \t]{0,100}\}\}/g)].map(([, name = ""]) => name);
}

/** The block's first request, and each line behind it that some client takes for another one. */
function* destinationOf(
  lines: readonly string[],
  block: Block,
  context: FileContext,
  broken: ReadonlySet<string>,
): Steps<Destination | undefined> {
  const { line: first, isPlain } = yield* firstRequestLine(lines, block, context);
  if (first === undefined) return undefined;
  const doubts = new Map<DoubtCode, Doubt>();
  const add = (...more: readonly Doubt[]): void =>
    more.forEach((each) => doubts.has(each.code) || doubts.set(each.code, each));
  const line = lines[first] ?? "";
  const address = addressIn(line);
  if (address === undefined || !isPlain) add(unclearLines());
  const read = readAddress(address ?? looseAddress(line), first, block, context);
  add(...read.doubts);
  const { next, doubts: ofHead, ...head } = yield* readHead(lines, first + 1, block, read, context);
  add(...ofHead);
  for (let at = first; at < next; at++) {
    if (at % LINES_A_STEP === 0) yield;
    const name = variablesIn((lines[at] ?? "").slice(0, LIMITS.address)).find((one) => broken.has(one));
    if (name !== undefined) add(doubt("variable-form", "the variable “{0}” can be read in more than one way", name));
  }
  const others = yield* nestedRequests(lines, next, block);
  if (others.length > 0) add(unclearLines());
  const nested = others.map((at) => readAddress(looseAddress(lines[at] ?? ""), at, block, context));
  const parts = [read, head, ...nested.slice(0, MAX_HOSTS)];
  const hosts = [...new Set(parts.flatMap((part) => part.hosts))];
  const hasMoreHosts = hosts.length > MAX_HOSTS || nested.length > MAX_HOSTS || parts.some((part) => part.hasMoreHosts);
  return {
    line: first,
    origin: read.origin,
    hosts: hosts.slice(0, MAX_HOSTS),
    ...(hasMoreHosts && { hasMoreHosts }),
    doubts: [...doubts.values()],
  };
}

/** The first line that some client could take for a request's, and whether all take those above it for none. */
function* firstRequestLine(
  lines: readonly string[],
  { start, end }: Block,
  { definitions }: FileContext,
): Steps<{ readonly line?: number; readonly isPlain: boolean }> {
  let isPlain = true;
  for (let at = start; at < end; at++) {
    if (at % LINES_A_STEP === 0) yield;
    const text = lines[at] ?? "";
    const name = /^\s*@(?:global\.)?([^\s=:]{0,200})/.exec(text)?.[1];
    if (isBlank(text) || isPlainComment(text)) continue;
    if (name !== undefined) isPlain &&= definitions.get(name)?.isPlain ?? false;
    else if (!isComment(text) && MAY_BE_REQUEST.test(text)) return { line: at, isPlain };
    else isPlain = false;
  }
  return { isPlain };
}

/** A method, a path, a variable, or a scheme that some client calls; other lines have no address. */
const MAY_BE_REQUEST =
  /(?:http|https|ws|wss|mqtt|mqtts|amqp|amqps|grpc|grpcs|sse|tcp):|[\w+.-]:[\\/]|\{\{|^\s*\/|^\s*[A-Za-z-]{2,30}\s+\S/i;

/** Lines of a body that httpYac takes for the next request: at most one more than are told. */
function* nestedRequests(lines: readonly string[], from: number, { end }: Block): Steps<number[]> {
  const found: number[] = [];
  for (let at = from; at < end && found.length <= MAX_HOSTS; at++) {
    if (at % LINES_A_STEP === 0) yield;
    if (NESTED.test((lines[at] ?? "").trimStart().slice(0, 200))) found.push(at);
  }
  return found;
}

const NESTED =
  /^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|CHECKOUT|CHECKIN|REPORT|MERGE|MKACTIVITY|MKWORKSPACE|VERSION-CONTROL|BASELINE-CONTROL|MKCALENDAR|ACL|SEARCH|GRAPHQL|GRPC|SSE|WS|WSS|WEBSOCKET|MQTT|MQTTS|AMQP|AMQPS|EVENTSOURCE)(?:\s|$)/i;

/** For some. */
function isComment(line: string): boolean {
  return /^\s*(?:#|\/\/)/.test(line);
}
