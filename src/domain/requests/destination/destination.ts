import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import { ENVIRONMENT_PREFIX } from "../../tokens/environmentVariable";
import { fileDefinitions, type FileDefinitions, LINES_A_STEP } from "./fileDefinitions";
import { type Doubt, doubt, type DoubtCode, fileDoubts } from "./fileDoubts";
import {
  addressIn,
  type Block,
  type FileContext,
  looseAddress,
  MAX_HOSTS,
  type ReadAddress,
  readAddress,
  type SharedDefinition,
} from "./requestAddress";
import { RequestNames } from "./requestNames";
import { hostRead, type StrictOrigin } from "./strictUrl";

/** Where a request of a file goes, as far as that can be told. */
export interface Destination {
  /** The request line's number in the file, from 0. */
  readonly line: number;
  /** Where it goes by a strict reading; undefined where there is none. */
  readonly origin: StrictOrigin | undefined;
  /** Hosts that one client or another would call, for a person to see; in punycode where they are international. */
  readonly hosts: readonly string[];
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

/** The same without a pause. */
export function destinationsIn(text: string): Destination[] {
  return atOnce(destinationsInSteps(text));
}

/** The variables of a file that count in each of its blocks for every client: defined in one way, above requests. */
export function sharedVariables(text: string): ReadonlyMap<string, string> {
  const lines = linesOf(text);
  const definitions = atOnce(fileDefinitions(lines));
  const shared = sharedDefinitions(definitions, atOnce(blocksOf(lines)));
  return new Map(
    [...definitions].flatMap(([name, { values, isPlain, isOneWay }]) =>
      isPlain && isOneWay && shared.has(name) ? [[name, values[0] ?? ""]] : [],
    ),
  );
}

/** Blocks between two yields. */
const BLOCKS_A_STEP = 20;

function linesOf(text: string): string[] {
  return text.slice(0, LIMITS.destinations).split(/\r?\n/);
}

function* blocksOf(lines: readonly string[]): Steps<Block[]> {
  const starts = [0];
  for (const [line, text] of lines.entries()) if (line > 0 && text.startsWith("###")) starts.push(line);
  const blocks: Block[] = [];
  let looked = 0;
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? lines.length;
    // A title becomes the block's name for httpYac, and what a named block defines is its own.
    let isShared = !/^###+\s*[^\s#]/.test(lines[start] ?? "");
    for (let at = start; at < end && isShared; at++) {
      if (looked++ % LINES_A_STEP === 0) yield;
      const text = lines[at] ?? "";
      isShared =
        (isBlank(text) || isPlainComment(text) || /^[ \t]*@/.test(text)) && !/^\s*(?:#+|\/{2,})\s*@name\b/i.test(text);
    }
    blocks.push({ start, end, isShared });
  }
  return blocks;
}

function sharedDefinitions(
  definitions: FileDefinitions,
  blocks: readonly Block[],
): ReadonlyMap<string, SharedDefinition> {
  const found = new Map<string, SharedDefinition>();
  for (const [name, { all }] of definitions) {
    for (const { line, value } of all)
      if (blockOf(blocks, line).isShared) found.set(name, { line: found.get(name)?.line ?? line, value });
  }
  return found;
}

function blockOf(blocks: readonly Block[], line: number): Block {
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((blocks[middle]?.start ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return blocks[low] ?? { start: 0, end: 0, isShared: false };
}

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
  const { next, doubts: ofHead, hosts } = yield* readHead(lines, first + 1, block, read, context);
  add(...ofHead);
  for (let at = first; at < next; at++) {
    if (at % LINES_A_STEP === 0) yield;
    const name = variablesIn((lines[at] ?? "").slice(0, LIMITS.address)).find((one) => broken.has(one));
    if (name !== undefined) add(doubt("variable-form", "the variable “{0}” can be read in more than one way", name));
  }
  const others = yield* nestedRequests(lines, next, block);
  if (others.length > 0) add(unclearLines());
  const nested = others.flatMap((at) => readAddress(looseAddress(lines[at] ?? ""), at, block, context).hosts);
  return {
    line: first,
    origin: read.origin,
    hosts: [...new Set([...read.hosts, ...hosts, ...nested])].slice(0, MAX_HOSTS),
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

interface Head {
  /** Where the body begins. */
  readonly next: number;
  readonly hosts: readonly string[];
  readonly doubts: readonly Doubt[];
}

/** The lines between the request line and the body. */
function* readHead(
  lines: readonly string[],
  from: number,
  { end }: Block,
  { origin, isClosed }: ReadAddress,
  { definitions }: FileContext,
): Steps<Head> {
  const doubts = new Map<DoubtCode, Doubt>();
  const add = (one: Doubt): void => void (doubts.has(one.code) || doubts.set(one.code, one));
  const hosts = new Set<string>();
  let at = from;
  let isUrl = true;
  let isOpen = !isClosed;
  for (; at < end && !isBlank(lines[at] ?? ""); at++) {
    if (at % LINES_A_STEP === 0) yield;
    const line = lines[at] ?? "";
    if (isPlainComment(line)) continue;
    const [, mark] = /^[ \t]*([?&])(?!\?)[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\\\u2028\u2029]*$/.exec(line) ?? [];
    if (isUrl && mark !== undefined && (mark === "?" || !isOpen)) {
      isOpen = false;
      continue;
    }
    // Clients put it behind the address, or take it for a header: JetBrains whatever is indented.
    if (isUrl && (/^\s*[?&]/.test(line) || (isOpen && /^\s/.test(line)))) add(unclearLines());
    isUrl = false;
    const [, name, value = ""] = /^[ \t]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)[ \t]*:(.*)$/.exec(line) ?? [];
    if (name === undefined || name.startsWith("...")) {
      add(unclearLines());
      continue;
    }
    const named = value.trim();
    if (/^authorization$/i.test(name) && !isPlainAuthorization(named, definitions))
      add(doubt("authorization", "the “Authorization” header may ask another server"));
    if (!/^host$/i.test(name) || named.toLowerCase() === origin?.host) continue;
    add(doubt("host-header", "the “Host” header names another host"));
    const host = hosts.size < MAX_HOSTS ? hostRead(`https://${named}`) : undefined;
    if (host !== undefined) hosts.add(host);
  }
  return { next: at, hosts: [...hosts], doubts: [...doubts.values()] };
}

/** A token, alone or behind “bearer”. In httpYac other words ask a server for one first, with variables of the file. */
function isPlainAuthorization(value: string, definitions: FileDefinitions): boolean {
  if (value.length > 2_000_000) return false;
  const [, scheme, rest = ""] = /^(?:(bearer|jwt|basic)[ \t]+)?(\S.*)$/i.exec(value) ?? [];
  if (/^[\w.~+/=-]+$/.test(rest)) return scheme !== undefined || !ASKING.test(rest);
  const [, environment, variable] =
    /^\{\{[ \t]{0,100}(\$processEnv[ \t]{1,100})?([A-Za-z_][\w-]{0,199})[ \t]{0,100}\}\}$/.exec(rest) ?? [];
  if (variable === undefined) return false;
  // Behind a scheme of its own, what a variable holds is no scheme; and one of ours holds a token.
  if (scheme !== undefined || (environment !== undefined && variable.startsWith(ENVIRONMENT_PREFIX))) return true;
  const known = environment === undefined ? definitions.get(variable) : undefined;
  return (
    known !== undefined &&
    known.isOneWay &&
    known.values.every((one) => /^(?:(?:bearer|jwt)[ \t]+)?[\w.~+/=-]+$/i.test(one) && !ASKING.test(one))
  );
}

const ASKING = /^(?:oauth2?|openid|digest|aws|cognito|ntlm|hawk|negotiate)$/i;

/** Lines of a body that httpYac takes for the next request. */
function* nestedRequests(lines: readonly string[], from: number, { end }: Block): Steps<number[]> {
  const found: number[] = [];
  for (let at = from; at < end && found.length < MAX_HOSTS; at++) {
    if (at % LINES_A_STEP === 0) yield;
    if (NESTED.test((lines[at] ?? "").trimStart().slice(0, 200))) found.push(at);
  }
  return found;
}

const NESTED =
  /^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|CHECKOUT|CHECKIN|REPORT|MERGE|MKACTIVITY|MKWORKSPACE|VERSION-CONTROL|BASELINE-CONTROL|MKCALENDAR|ACL|SEARCH|GRAPHQL|GRPC|SSE|WS|WSS|WEBSOCKET|MQTT|MQTTS|AMQP|AMQPS|EVENTSOURCE)(?:\s|$)/i;

function isBlank(line: string): boolean {
  return line.trim() === "";
}

/** For every client. */
function isPlainComment(line: string): boolean {
  return /^[ \t]*(?:#|\/\/)/.test(line);
}

/** For some. */
function isComment(line: string): boolean {
  return /^\s*(?:#|\/\/)/.test(line);
}

/** The request is one thing for one client, and another for the next. */
export function unclearLines(): Doubt {
  return doubt("lines", "clients read the lines of the request in different ways");
}
