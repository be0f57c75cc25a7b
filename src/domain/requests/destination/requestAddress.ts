import { LIMITS } from "../../limits";
import type { Block, SharedDefinition } from "./fileBlocks";
import type { Definitions, FileDefinitions, RequestNames } from "./fileDefinitions";
import { type Doubt, doubt, type DoubtCode, plainVariables } from "./fileDoubts";
import { gatewayTarget } from "./gatewayAddress";
import { hostRead, type StrictOrigin, strictOrigin } from "./strictUrl";

/** What the addresses of a file are read with. */
export interface FileContext {
  readonly definitions: FileDefinitions;
  readonly requestNames: RequestNames;
  /** Of names that a shared block defines, the first such line, and the last value. */
  readonly shared: ReadonlyMap<string, SharedDefinition>;
}

/** Hosts of one request that are told. */
export const MAX_HOSTS = 5;

export interface ReadAddress {
  readonly origin: StrictOrigin | undefined;
  /** Its authority ends in it, so that what is put behind it can't change where it goes. */
  readonly isClosed: boolean;
  readonly hosts: readonly string[];
  /** There are more of them than are told. */
  readonly hasMoreHosts: boolean;
  readonly doubts: readonly Doubt[];
}

const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/** The address of a request line that all clients read alike; undefined where they don't. */
export function addressIn(line: string): string | undefined {
  if (line.length > 2 * LIMITS.address) return undefined;
  const text = withoutBlanks(line);
  const blank = text.search(/[ \t]/);
  const isMethod = METHODS.includes(text.slice(0, Math.max(0, blank)));
  const rest = isMethod ? withoutBlanks(text.slice(blank)) : text;
  if (!isMethod && !/^(?:https?:\/\/|\{\{)/.test(rest)) return undefined;
  const version = /[ \t]HTTP\/[\d.]{1,5}$/.exec(rest.slice(-12))?.[0] ?? "";
  const address = withoutBlanks(rest.slice(0, rest.length - version.length));
  return address === "" || /\sHTTP\//i.test(address) || address !== address.trim() ? undefined : address;
}

/** What may be an address in a line of any form. */
export function looseAddress(line: string): string {
  const text = line.trim();
  const method = /^[A-Za-z-]{2,30}\s/.exec(text)?.[0] ?? "";
  const rest = text.slice(method.length);
  const version = rest.search(/\sHTTP\//i);
  return (version < 0 ? rest : rest.slice(0, version)).trim();
}

/** Spaces and tabs alone; by hand, since a pattern would try each of them. */
function withoutBlanks(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isSpaceOrTab(text.charCodeAt(from))) from++;
  while (to > from && isSpaceOrTab(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isSpaceOrTab(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Where an address on a line goes, in the ways that clients can read it. */
export function readAddress(written: string, line: number, block: Block, context: FileContext): ReadAddress {
  const readings =
    written.length > LIMITS.address
      ? { texts: [written], isCut: false, doubts: [ambiguous()] }
      : readingsOf(written, line, block, context);
  const read = new Set(readings.texts.map((text) => hostRead(text.trim())));
  const hosts = [...read].filter((host) => host !== undefined);
  // What can't be read, or has a variable in it, may be any host, beside one that is told.
  const isOpen = read.has(undefined) || readings.texts.some((text) => authorityOf(text).includes("{{"));
  const doubts = [...readings.doubts];
  const [only = ""] = readings.texts;
  if (only.startsWith("/")) doubts.push(doubt("relative", "the address names no host"));
  // What stands for itself behind the authority can't change it.
  const end = authorityEnd(only);
  const origin =
    only.length > LIMITS.address
      ? undefined
      : strictOrigin(end < 0 ? only : only.slice(0, end) + only.slice(end).replace(/\{\{[^{}]*\}\}/g, "x"));
  if (!origin && doubts.length === 0) doubts.push(ambiguous());
  return {
    origin: doubts.length === 0 ? origin : undefined,
    isClosed: end >= 0,
    hosts: hosts.slice(0, MAX_HOSTS),
    hasMoreHosts: readings.isCut || hosts.length > MAX_HOSTS || (hosts.length > 0 && isOpen),
    doubts,
  };
}

interface Readings {
  /** The address as one client or another sends it; first, as the file says where all agree. */
  readonly texts: readonly string[];
  /** There are others. */
  readonly isCut: boolean;
  readonly doubts: readonly Doubt[];
}

/** Readings of one address that are looked at: several may have one host. */
const MAX_READINGS = 20;
/** Variables in one host: nobody puts it together from more. */
const MAX_NAMES = 20;

/** An address with its variables filled in: by the block's own definition, by the last, and by others that are there. */
function readingsOf(written: string, line: number, block: Block, context: FileContext): Readings {
  const doubts = new Map<DoubtCode, Doubt>();
  const add = (code: DoubtCode, template: string, name: string): void =>
    void (doubts.has(code) || doubts.set(code, doubt(code, template, name)));
  let texts: readonly string[] = [written];
  let isCut = false;
  // A definition counts only above where it is used.
  let usedAt = line;
  for (let depth = 0; ; depth++) {
    const [sample = ""] = texts;
    if (gatewayTarget(sample)?.isCertain && !/^https?:/i.test(sample)) {
      const message = "it goes through the gateway, which sends a token of its own";
      return { texts: [GATEWAY_HOST], isCut, doubts: [...doubts.values(), doubt("gateway", message)] };
    }
    // Only what may reach into the authority matters, and that is all up to its end.
    const names = plainVariables(authorityOf(sample));
    if (names === undefined) doubts.set("address", ambiguous());
    if (names === undefined || names.length === 0) break;
    if (new Set(names).size > MAX_NAMES) {
      doubts.set("address", ambiguous());
      isCut = true;
      break;
    }
    if (depth >= LIMITS.variableDepth) {
      add("variable-form", "the variable “{0}” can be read in more than one way", names[0] ?? "");
      break;
    }
    let firstLine = usedAt;
    const values: TriedValues[] = [];
    for (const name of new Set(names)) {
      const known = context.definitions.get(name);
      const counted = known && firstCounted(name, known, usedAt, block, context);
      if (RESERVED.has(name) || context.requestNames.has(name) || !known)
        add("variable-undefined", "the file doesn't define the variable “{0}”", name);
      else if (!known.isOneWay) add("variable-twice", "the variable “{0}” is defined in more than one way", name);
      else if (!known.isPlain) add("variable-form", "the variable “{0}” can be read in more than one way", name);
      else if (counted === undefined)
        add("variable-elsewhere", "the variable “{0}” is defined in another request, or below", name);
      if (counted !== undefined) firstLine = Math.min(firstLine, counted);
      const own = known && (ownValue(known, block) ?? context.shared.get(name)?.value);
      const last = known?.all.at(-1)?.value;
      if (last !== undefined) values.push({ name, tried: [...new Set([own ?? last, last, ...(known?.values ?? [])])] });
    }
    usedAt = firstLine;
    const read = withValues(texts, values);
    isCut ||= read.isCut;
    texts = read.texts;
    const filled = texts.filter((text) => text.length <= LIMITS.address);
    isCut ||= filled.length < texts.length;
    if (filled.length === 0 || filled[0] === sample) break;
    texts = filled;
  }
  // Where the first is read to its end, the others need not be.
  const [first = written, ...others] = texts;
  const all = [first, ...[written, ...others].map((text) => readByLast(text, context))];
  return { texts: all, isCut, doubts: [...doubts.values()] };
}

/** A text with the last values of the file in the place of its variables, as REST Client takes them. */
function readByLast(text: string, { definitions }: FileContext): string {
  let read = text;
  for (let depth = 0; depth < LIMITS.variableDepth; depth++) {
    const names = plainVariables(authorityOf(read)) ?? [];
    if (names.length === 0 || names.length > MAX_NAMES) break;
    for (const name of names) {
      const last = definitions.get(name)?.all.at(-1)?.value;
      if (last !== undefined) read = put(read, name, last);
    }
  }
  return read;
}

/** What clients may put in the place of a variable. */
interface TriedValues {
  readonly name: string;
  /** What the block itself says, or else the last of the file, stands first. */
  readonly tried: readonly string[];
}

/**
 * Texts with their variables filled in: the first with what the block says, then in each other way.
 * @returns at most as many as are looked at, and whether there are others
 */
function withValues(
  texts: readonly string[],
  values: readonly TriedValues[],
): { readonly texts: readonly string[]; readonly isCut: boolean } {
  let read = new Set(texts);
  let isCut = false;
  for (const { name, tried } of values) {
    const next = new Set<string>();
    for (const text of read) {
      for (const value of tried) {
        if (next.size < MAX_READINGS) next.add(put(text, name, value));
        else isCut = true;
      }
    }
    read = next;
  }
  return { texts: [...read], isCut };
}

/** Where what our own variable holds begins, on whatever port. */
const GATEWAY_HOST = "http://127.0.0.1";

/** Names that httpYac gives a meaning of their own. */
const RESERVED: ReadonlySet<string> = new Set([
  ...["request", "response", "console", "global", "globalThis", "process", "require", "module", "exports"],
  ...["httpyac", "httpFile", "httpRegion", "__proto__", "constructor"],
]);

/** The first line above `before` that defines the name for the block, by every client. */
function firstCounted(
  name: string,
  { all }: Definitions,
  before: number,
  block: Block,
  { shared }: FileContext,
): number | undefined {
  const own = all[firstAt(all, block.start)]?.line;
  const candidates = [shared.get(name)?.line, own !== undefined && own < block.end ? own : undefined].filter(
    (line) => line !== undefined && line < before,
  );
  return candidates.length === 0 ? undefined : Math.min(...candidates.map(Number));
}

/** The last value that a block itself gives a name. */
function ownValue({ all }: Definitions, { start, end }: Block): string | undefined {
  const last = all[firstAt(all, end) - 1];
  return last && last.line >= start ? last.value : undefined;
}

/** The index of the first definition at or behind a line. */
function firstAt(all: Definitions["all"], line: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What gets longer than any address stays too long, and is read no further. */
function put(text: string, name: string, value: string): string {
  if (text.length > LIMITS.address) return text;
  const variable = new RegExp(`\\{\\{[ \\t]*${name}[ \\t]*\\}\\}`, "g");
  const count = text.match(variable)?.length ?? 0;
  return count * value.length > LIMITS.address ? TOO_LONG : text.replace(variable, () => value);
}

const TOO_LONG = "x".repeat(LIMITS.address + 1);

/** Up to the end of the authority, as far as the text shows it: all of it where a variable may hold that end. */
function authorityOf(text: string): string {
  if (!/^https?:\/\//i.test(text)) return /^[^{]*\{\{[^}]*\}\}/.exec(text)?.[0] ?? text.slice(0, 300);
  const end = authorityEnd(text);
  return end < 0 ? text : text.slice(0, end);
}

/** The offset of what ends the authority, or -1; in a variable's braces nothing does. */
function authorityEnd(text: string): number {
  // However many slashes there are, the URL standard reads a host behind them.
  const scheme = /^https?:[/\\]{2,}/i.exec(text)?.[0].length ?? 0;
  const rest = text
    .slice(scheme)
    .replace(/\{\{[^{}]*\}\}/g, (variable) => "x".repeat(variable.length))
    .search(/[/?#]/);
  return rest < 0 ? -1 : scheme + rest;
}

function ambiguous(): Doubt {
  return doubt("address", "the address can be read in more than one way");
}
