import { LIMITS } from "../limits";
import { atOnce, type Steps } from "../steps";
import { say } from "../tokens/verify/check";
import { type Doubt, type DoubtCode, fileDoubts, plainVariables } from "./fileDoubts";
import { type Definitions, fileDefinitions, type FileDefinitions, LINES_A_STEP } from "./fileDefinitions";
import { hostRead, type StrictOrigin, strictOrigin } from "./strictUrl";

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

/** Readings of one address that are told. */
const MAX_HOSTS = 5;

/**
 * Where the requests of a file go, each read as strictly as REST Client, httpYac and JetBrains agree on: a block has one
 * request line, header lines, and a body; its address is absolute, and each variable in it is defined once, in the block
 * or above all requests. What is read otherwise, or may be changed by a script, is a doubt. Never throws; takes time
 * linear in the text.
 */
export function* destinationsInSteps(text: string): Steps<Destination[]> {
  const lines = text.slice(0, LIMITS.destinations).split(/\r?\n/);
  const ofFile: Doubt[] = [...(yield* fileDoubts(lines)), ...(text.length > LIMITS.destinations ? [doubt("too-long", "the file is too long to read it all")] : [])];
  const definitions = yield* fileDefinitions(lines);
  const blocks = yield* blocksOf(lines);
  const requestNames = new Set<string>();
  for (const [at, line] of lines.entries()) {
    if (at % LINES_A_STEP === 0) yield;
    const name = REQUEST_NAME.exec(line)?.[1];
    if (name !== undefined) requestNames.add(name);
  }
  const context: Context = { definitions, requestNames, shared: sharedNames(definitions, blocks) };
  const found: Destination[] = [];
  for (const [index, block] of blocks.entries()) {
    if (index % BLOCKS_A_STEP === 0) yield;
    const destination = yield* destinationOf(lines, block, context);
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
  const lines = text.slice(0, LIMITS.destinations).split(/\r?\n/);
  const definitions = atOnce(fileDefinitions(lines));
  const shared = sharedNames(definitions, atOnce(blocksOf(lines)));
  return new Map([...definitions].flatMap(([name, { values, isPlain, isOneWay }]) => (isPlain && isOneWay && shared.has(name) ? [[name, values[0] ?? ""]] : [])));
}

/** Blocks between two yields. */
const BLOCKS_A_STEP = 20;

/** Names of requests, which are variables too: of their responses. A title is one for httpYac. */
const REQUEST_NAME = /^[ \t]{0,100}(?:(?:#{1,100}|\/{2,100})[ \t]{0,100}@name[ \t]{1,100}|###+[ \t]{0,100})(\S{1,200})\s*$/i;

interface Block {
  /** Lines, `end` excluded. */
  readonly start: number;
  readonly end: number;
  /** Without a request or a name, so that what it defines counts for the whole file. */
  readonly isShared: boolean;
}

interface Context {
  readonly definitions: FileDefinitions;
  readonly requestNames: ReadonlySet<string>;
  /** Names that a block without a request defines. */
  readonly shared: ReadonlyMap<string, string>;
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
      isShared = (isBlank(text) || isComment(text) || /^[ \t]*@/.test(text)) && !/^\s*(?:#+|\/{2,})\s*@name\b/i.test(text);
    }
    blocks.push({ start, end, isShared });
  }
  return blocks;
}

/** With the last value that such a block gives. */
function sharedNames(definitions: FileDefinitions, blocks: readonly Block[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, { all }] of definitions) for (const { line, value } of all) if (blockOf(blocks, line).isShared) found.set(name, value);
  return found;
}

/** The last value that a block itself gives a name. */
function ownValue({ all }: Definitions, { start, end }: Block): string | undefined {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.line ?? 0) < end) low = middle + 1;
    else high = middle;
  }
  const last = all[low - 1];
  return last && last.line >= start ? last.value : undefined;
}

function blockOf(blocks: readonly Block[], line: number): Block {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((blocks[middle]?.start ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return blocks[low] ?? { start: 0, end: 0, isShared: false };
}

/** The block's first request, and each line behind it that some client takes for another one. */
function* destinationOf(lines: readonly string[], block: Block, context: Context): Steps<Destination | undefined> {
  const first = firstRequestLine(lines, block);
  if (first === undefined) return undefined;
  const doubts = new Map<DoubtCode, Doubt>();
  const add = (...more: readonly Doubt[]): void => more.forEach((each) => doubts.has(each.code) || doubts.set(each.code, each));
  const line = lines[first] ?? "";
  const address = addressIn(line);
  if (address === undefined || !isPlainHead(lines, block.start, first, context)) add(doubt("lines", "clients read the lines of the request in different ways"));
  const written = address ?? looseAddress(line);
  const read = readAddress(written, block, context);
  add(...read.doubts);
  const { next, doubts: ofHead, hosts } = yield* readHead(lines, first + 1, block, read);
  add(...ofHead);
  const broken = yield* brokenVariable(lines, first, next, context);
  if (broken !== undefined) add(doubt("variable-form", "the variable “{0}” can be read in more than one way", broken));
  const others = yield* nestedRequests(lines, next, block);
  if (others.length > 0) add(doubt("lines", "clients read the lines of the request in different ways"));
  const nested = others.flatMap((at) => readAddress(looseAddress(lines[at] ?? ""), block, context).hosts);
  return { line: first, origin: read.origin, hosts: [...new Set([...read.hosts, ...hosts, ...nested])].slice(0, MAX_HOSTS), doubts: [...doubts.values()] };
}

/** What one client takes for a definition may be another's request line. */
function isPlainHead(lines: readonly string[], start: number, end: number, { definitions }: Context): boolean {
  for (let at = start; at < end; at++) {
    const name = /^\s*@(?:global\.)?([^\s=:]{0,200})/.exec(lines[at] ?? "")?.[1];
    if (name !== undefined && !definitions.get(name)?.isPlain) return false;
  }
  return true;
}

function firstRequestLine(lines: readonly string[], { start, end }: Block): number | undefined {
  for (let at = start; at < end; at++) {
    const text = lines[at] ?? "";
    if (!isBlank(text) && !isComment(text) && !/^\s*@/.test(text)) return MAY_BE_REQUEST.test(text) ? at : undefined;
  }
  return undefined;
}

/** Other lines have no address that any client could call. */
const MAY_BE_REQUEST = /https?:|\{\{|^\s*\/|^\s*[A-Za-z-]{3,30}\s+\S/i;

const METHOD = "GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS";

/** The address of a request line that all clients read alike. */
function addressIn(line: string): string | undefined {
  const [, text] = new RegExp(`^[ \\t]*(?:(?:${METHOD})[ \\t]+|(?=https?://|\\{\\{))([^ \\t][^]*)$`).exec(line) ?? [];
  if (text === undefined) return undefined;
  const address = text.replace(/[ \t]+HTTP\/[\d.]{1,5}[ \t]*$/, "").replace(/[ \t]+$/, "");
  return /\sHTTP\//i.test(address) || /^\s|\s$/.test(address) ? undefined : address;
}

/** What may be an address in a line of any form. */
function looseAddress(line: string): string {
  return line.trim().replace(/^[A-Za-z-]{3,20}\s+(?=\S)/, "").replace(/\s+HTTP\/.*$/i, "");
}

interface ReadAddress {
  readonly origin: StrictOrigin | undefined;
  /** Its authority ends in it, so that what is put behind it can't change where it goes. */
  readonly isClosed: boolean;
  readonly hosts: readonly string[];
  readonly doubts: readonly Doubt[];
}

function readAddress(written: string, block: Block, context: Context): ReadAddress {
  if (written.length > LIMITS.address) return { origin: undefined, isClosed: true, hosts: [], doubts: [doubt("address", "the address can be read in more than one way")] };
  const readings = readingsOf(written, block, context);
  const hosts = [...new Set(readings.texts.flatMap((text) => hostRead(text.trim()) ?? []))].slice(0, MAX_HOSTS);
  const doubts = [...readings.doubts];
  const [only = ""] = readings.texts;
  if (/^\//.test(only)) doubts.push(doubt("relative", "the address names no host"));
  // What stands for itself behind the authority can't change it.
  const authorityEnd = only.replace(/^https?:\/\//i, (scheme) => "x".repeat(scheme.length)).search(/[/?#]/);
  const origin = strictOrigin(authorityEnd < 0 ? only : only.slice(0, authorityEnd) + only.slice(authorityEnd).replace(/\{\{[^{}]*\}\}/g, "x"));
  if (!origin && doubts.length === 0) doubts.push(doubt("address", "the address can be read in more than one way"));
  return { origin: doubts.length === 0 ? origin : undefined, isClosed: authorityEnd >= 0, hosts, doubts };
}

interface Readings {
  /** The address as one client or another sends it; first, as the file says where all agree. */
  readonly texts: readonly string[];
  readonly doubts: readonly Doubt[];
}

/** An address with its variables filled in: by the last definition, by the block's own, and by each that is there. */
function readingsOf(written: string, block: Block, context: Context): Readings {
  const doubts = new Map<DoubtCode, Doubt>();
  const add = (code: DoubtCode, template: string, name: string): void => void (doubts.has(code) || doubts.set(code, doubt(code, template, name)));
  let texts = [written];
  for (let depth = 0; ; depth++) {
    const [sample = ""] = texts;
    // Only what may reach into the authority matters, and that is all up to its end.
    const names = [...new Set(plainVariables(authorityOf(sample)) ?? [])];
    if (plainVariables(authorityOf(sample)) === undefined) doubts.set("address", doubt("address", "the address can be read in more than one way"));
    if (names.length === 0) break;
    if (depth >= LIMITS.variableDepth) {
      add("variable-form", "the variable “{0}” can be read in more than one way", names[0] ?? "");
      break;
    }
    const before = texts;
    for (const name of names) {
      const known = context.definitions.get(name);
      const own = known && (ownValue(known, block) ?? context.shared.get(name));
      if (RESERVED.has(name) || context.requestNames.has(name) || !known) add("variable-undefined", "the file doesn't define the variable “{0}”", name);
      else if (!known.isOneWay) add("variable-twice", "the variable “{0}” is defined in more than one way", name);
      else if (!known.isPlain) add("variable-form", "the variable “{0}” can be read in more than one way", name);
      else if (own === undefined) add("variable-elsewhere", "the variable “{0}” is defined in another request", name);
      const last = known?.all.at(-1)?.value;
      const tried = [...new Set([...(own === undefined ? [] : [own]), ...(last === undefined ? [] : [last]), ...(known?.values ?? [])])];
      if (tried.length > 0) texts = texts.flatMap((text) => tried.map((value) => put(text, name, value))).slice(0, 2 * MAX_HOSTS);
    }
    texts = [...new Set(texts.filter((text) => text.length <= LIMITS.address))];
    if (texts.length === 0 || (texts.length === before.length && texts.every((text, index) => text === before[index]))) break;
  }
  return { texts: texts.length > 0 ? texts : [written], doubts: [...doubts.values()] };
}

/** Names that httpYac gives a meaning of their own. */
const RESERVED: ReadonlySet<string> = new Set(["request", "response", "console", "global", "globalThis", "process", "require", "module", "exports", "httpyac", "httpFile", "httpRegion", "__proto__", "constructor"]);

function put(text: string, name: string, value: string): string {
  return text.replace(new RegExp(`\\{\\{[ \\t]*${name}[ \\t]*\\}\\}`, "g"), () => value);
}

/** Up to the end of the authority, as far as the text shows it: all of it where a variable may hold that end. */
function authorityOf(text: string): string {
  const [, scheme] = /^(https?:\/\/)/i.exec(text) ?? [];
  if (scheme === undefined) return /^[^{]*\{\{[^}]*\}\}/.exec(text)?.[0] ?? text.slice(0, 300);
  const end = text.slice(scheme.length).replace(/\{\{[^{}]*\}\}/g, (variable) => "x".repeat(variable.length)).search(/[/?#]/);
  return end < 0 ? text : text.slice(0, scheme.length + end);
}

/** A variable of the head whose value REST Client could break into lines of its own, by `\\n`. */
function* brokenVariable(lines: readonly string[], from: number, to: number, { definitions }: Context): Steps<string | undefined> {
  for (let at = from; at < to; at++) {
    if (at % LINES_A_STEP === 0) yield;
    const line = (lines[at] ?? "").slice(0, LIMITS.address);
    if (!line.includes("{{")) continue;
    for (const [, name = ""] of line.matchAll(/\{\{[ \t]{0,100}([A-Za-z_][\w-]{0,199})[ \t]{0,100}\}\}/g)) if (definitions.get(name)?.hasBackslash) return name;
  }
  return undefined;
}

interface Head {
  /** Where the body begins. */
  readonly next: number;
  readonly hosts: readonly string[];
  readonly doubts: readonly Doubt[];
}

/** The lines between the request line and the body. */
function* readHead(lines: readonly string[], from: number, { end }: Block, { origin, isClosed }: ReadAddress): Steps<Head> {
  const doubts = new Map<DoubtCode, Doubt>();
  const add = (code: DoubtCode, template: string): void => void (doubts.has(code) || doubts.set(code, doubt(code, template)));
  const hosts = new Set<string>();
  let at = from;
  let isUrl = true;
  let isOpen = !isClosed;
  for (; at < end && !isBlank(lines[at] ?? ""); at++) {
    if (at % LINES_A_STEP === 0) yield;
    const line = lines[at] ?? "";
    if (isComment(line)) continue;
    const [, mark] = /^[ \t]*([?&])(?!\?)[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\\\u2028\u2029]*$/.exec(line) ?? [];
    if (isUrl && mark !== undefined && (mark === "?" || !isOpen)) {
      isOpen = false;
      continue;
    }
    // Clients put it behind the address, or take it for a header.
    if (isUrl && /^\s*[?&]/.test(line)) add("lines", "clients read the lines of the request in different ways");
    isUrl = false;
    const [, name, value = ""] = /^[ \t]*([A-Za-z0-9!#$%&'*+.^_`|~-]+)[ \t]*:(.*)$/.exec(line) ?? [];
    if (name === undefined || name.startsWith("...") || name.startsWith("{")) {
      add("lines", "clients read the lines of the request in different ways");
      continue;
    }
    if (!/^(?:host|:authority)$/i.test(name)) continue;
    const named = value.trim();
    if (origin === undefined || named.toLowerCase() !== origin.host) {
      add("host-header", "the “Host” header names another host");
      const host = hosts.size < MAX_HOSTS ? hostRead(`https://${named}`) : undefined;
      if (host !== undefined) hosts.add(host);
    }
  }
  return { next: at, hosts: [...hosts], doubts: [...doubts.values()] };
}

/** Lines of a body that httpYac takes for the next request. */
function* nestedRequests(lines: readonly string[], from: number, { end }: Block): Steps<number[]> {
  const found: number[] = [];
  for (let at = from; at < end && found.length < MAX_HOSTS; at++) {
    if (at % LINES_A_STEP === 0) yield;
    if (NESTED.test((lines[at] ?? "").slice(0, 200))) found.push(at);
  }
  return found;
}

const NESTED =
  /^\s*(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|CHECKOUT|CHECKIN|REPORT|MERGE|MKACTIVITY|MKWORKSPACE|VERSION-CONTROL|BASELINE-CONTROL|MKCALENDAR|ACL|SEARCH|GRAPHQL|GRPC|SSE|WS|WSS|WEBSOCKET|MQTT|MQTTS|AMQP|AMQPS|EVENTSOURCE)\s+\S/i;

function isBlank(line: string): boolean {
  return line.trim() === "";
}

function isComment(line: string): boolean {
  return /^[ \t]*(?:#|\/\/)/.test(line);
}

function doubt(code: DoubtCode, template: string, ...args: readonly string[]): Doubt {
  return { code, message: say(template, ...args) };
}
