import { readJson, jsonAroundInSteps, type JsonNode } from "./jsonTree";
import type { CaptureStep } from "../capture/captureTree";
import { fromBase64 } from "../capture/looksEncoded";
import type { Steps } from "../../steps";
import { percentDecoded } from "../../text/percentDecoded";
import type { FoundPart, Note } from "../open/decryptResult";
import { countsForCipher, describesCipher, isFieldName, isNameOfKey } from "./describesCipher";
import {
  type BodyContainer,
  type BodyPart,
  type BodyPiece,
  type EnvelopeBody,
  MAX_BODY_NAME,
  MAX_BODY_PIECES,
  type PartStyle,
} from "../envelopeBody";
import { completedStyle, isWrittenSo, type StyledText, styleOf } from "../write/partStyle";
import type { Codec } from "../payloadPorts";

/** A body as it can be written anew, and what of the one that was read is not in it. */
export interface LearnedBody {
  /** Absent where nothing around the parts can be kept. */
  readonly body?: EnvelopeBody;
  readonly notKept: readonly Note[];
  /** Which parts don't show how they are encoded, and from which that is taken. */
  readonly inferred?: readonly Note[];
}

/**
 * Learns what stands around the parts of an envelope: nesting, order, and fields that describe the encryption. Beside
 * reading JSON, which goes on in steps, no more is looked at than an envelope has.
 * @param from where the text of the envelope begins at the earliest
 */
export function* learnBodyInSteps(
  text: string,
  parts: readonly FoundPart[],
  codec: Codec,
  from = 0,
): Steps<LearnedBody> {
  const start = Math.min(...parts.map((part) => part.start));
  const end = Math.max(...parts.map((part) => part.end));
  if (parts.length === 0) return { notKept: [] };
  const learner = new BodyLearner(codec);
  try {
    const isBare = parts.every(({ source, path }) => source === "text" && path.every(isName));
    const root = isBare ? undefined : yield* jsonAroundInSteps(text, start, end, from);
    yield;
    if (root) return learner.learned(() => learner.json(root, text, parts), root.kind === "string");
    return learner.learned(() => learner.bare(runAround(text, start, end), parts));
  } catch (error) {
    if (error instanceof Unlearnable) return { notKept: [error.note] };
    throw error;
  }
}

function isName(step: CaptureStep): boolean {
  return typeof step === "string";
}

/** Why nothing around the parts is kept. */
class Unlearnable extends Error {
  constructor(readonly why: "form" | "lines" | "size" | "recipients") {
    super(why);
  }

  get note(): Note {
    switch (this.why) {
      case "form":
        return {
          template: "What stands around the parts is not kept: it is neither JSON nor a form that can be written anew.",
          args: [],
        };
      case "lines":
        return {
          template: "What stands around the parts is not kept: it has several lines, and what is written is one.",
          args: [],
        };
      case "size":
        return { template: "What stands around the parts is not kept: it is too large.", args: [] };
      case "recipients":
        return {
          template:
            "A JWE for several recipients, or with its algorithms outside of its protected header, is written for one, and what stands around it is not kept.",
          args: [],
        };
    }
  }
}

/** Where a value stands, and the nearest name around it. */
interface Place {
  readonly path: string;
  readonly called: string;
}

/** A part with what is left of its path: absent as long as its offsets tell where it stands. */
interface Sought extends FoundPart {
  readonly inner?: readonly CaptureStep[];
}

/** What of a text is not kept. */
interface LeftOut {
  readonly path: string;
  /** It says which key it is. */
  readonly isKey: boolean;
}

interface Slot {
  readonly at: number;
  readonly label: string;
  readonly styled: StyledText;
}

class BodyLearner {
  readonly #pieces: BodyPiece[] = [];
  readonly #slots: Slot[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #nulled: string[] = [];
  readonly #fresh: string[] = [];
  #placed = 0;
  #looked = 0;
  /** Within a container that holds no part. */
  #isBeside = false;
  #text = "";

  readonly #codec: Codec;

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  /** @throws Unlearnable */
  learned(learn: () => number, isQuoted = false): LearnedBody {
    const count = learn();
    if (this.#placed !== count) throw new Unlearnable("form");
    const { inexact, inferred } = this.#settleStyles();
    const keys = this.#leftOut.filter(({ isKey }) => isKey);
    if (this.#pieces.length > MAX_BODY_PIECES || JSON.stringify(this.#pieces).length > MAX_JSON)
      throw new Unlearnable("size");
    return {
      body: { ...(isQuoted ? { quoted: true as const } : {}), pieces: this.#pieces },
      notKept: [
        ...listed(
          "Fields that may belong to this one payload are left out: {0}.",
          this.#leftOut.map(({ path }) => path),
        ),
        ...listed(
          "Which key it is may be data, too: where a request needs it, add it to what Encrypt Selection writes: {0}.",
          keys.map(({ path }) => path),
        ),
        ...listed("Written as null, since they may belong to this one payload: {0}.", this.#nulled),
        ...listed("A new value is written each time to: {0}.", this.#fresh),
        ...inexactly(inexact),
      ],
      inferred: [...inferred].flatMap(([like, names]) =>
        listed("How these are encoded doesn't show, so they are written as “{1}” is: {0}.", names, like),
      ),
    };
  }

  /** JSON whose nodes have offsets into `text`. @returns how many parts there are to place */
  json(root: JsonNode, text: string, parts: readonly FoundPart[]): number {
    this.#text = text;
    this.#node(root, undefined, { path: "", called: "" }, parts);
    return parts.length;
  }

  /** A form, or a text that is nothing but parts, or holds them. */
  bare(run: string, parts: readonly FoundPart[]): number {
    const inner = parts.map((part) => ({ ...part, inner: part.path }));
    if (parts.every(({ path: [first] }) => typeof first === "string")) this.#form(run, undefined, "", inner);
    else this.#string(run, undefined, { path: "", called: "" }, inner);
    if (LINE_BREAK.test(run)) throw new Unlearnable("lines");
    return parts.length;
  }

  #node(node: JsonNode, name: string | undefined, place: Place, parts: readonly Sought[]): void {
    const { path } = place;
    if ((name?.length ?? 0) > MAX_BODY_NAME) throw new Unlearnable("size");
    const whole = parts.filter((part) => isAt(part, node));
    const [only] = whole;
    if (node.kind === "string") {
      const areLines = parts.length > 1 && parts.every(({ inner, piece }) => !inner && !piece);
      return this.#string(
        node.text(),
        name,
        place,
        parts.map((part) => ({ ...part, inner: part.inner ?? stepsInside(part, areLines) })),
      );
    }
    if (only?.part === "jwe" && node.kind === "object") return this.#jwe(node, name, path);
    if (only) return this.#slot(only, name, path, this.#written(node));
    if (node.kind === "object") return this.#object(node, name, path, parts);
    if (node.kind === "array") return this.#array(node, name, place, parts);
    throw new Unlearnable("form");
  }

  #object(
    { members }: Extract<JsonNode, { kind: "object" }>,
    name: string | undefined,
    path: string,
    parts: readonly Sought[],
  ): void {
    this.#open("object", name);
    const placed = new Set<Sought>();
    for (const [key, member] of members) {
      const inside = parts.filter((part) => !placed.has(part)).flatMap((part) => within(part, member, key));
      for (const { from } of inside) placed.add(from);
      const its = path === "" ? key : `${path}.${key}`;
      if (inside.length > 0)
        this.#node(
          member,
          key,
          { path: its, called: key },
          inside.map(({ part }) => part),
        );
      else this.#beside(member, key, its);
    }
    this.#close();
  }

  #array(
    { items }: Extract<JsonNode, { kind: "array" }>,
    name: string | undefined,
    { path, called }: Place,
    parts: readonly Sought[],
  ): void {
    this.#open("array", name);
    const inside = items.map((item, index) =>
      parts.some((part) => isWithin(part, item, index))
        ? parts.flatMap((part) => within(part, item, index)).map(({ part }) => part)
        : NONE,
    );
    const holders = inside.flatMap((some, index) => (some.length > 0 ? [index] : []));
    const last = Math.max(...holders);
    for (const [index, item] of items.entries()) {
      const its = `${path}[${index}]`;
      const some = inside[index] ?? [];
      // One of a list of such envelopes, or of rows, is a list of its own.
      const isRow = holders.length === 1 && isContainer(item) && isContainer(items[last]);
      if (some.length > 0) this.#node(item, undefined, { path: its, called }, some);
      else if (isRow) this.#leaveOut(its);
      else if (!this.#isKept(item, its, called)) this.#element(index > last, its);
    }
    this.#close();
  }

  /** Keeps an element of a list as a whole, or nothing of it. */
  #isKept(item: JsonNode, its: string, called: string): boolean {
    const [pieces, left] = [this.#pieces.length, this.#leftOut.length];
    this.#beside(item, undefined, its, called);
    if (this.#leftOut.length === left) return true;
    this.#pieces.length = pieces;
    this.#leftOut.length = left;
    return false;
  }

  /** What isn't kept still has its place in the list, in front of parts. */
  #element(isBehind: boolean, its: string): void {
    if (isBehind) {
      this.#leaveOut(its);
      return;
    }
    this.#nulled.push(its);
    this.#add({ value: null });
  }

  /** What is no part, and has none in it. */
  #beside(node: JsonNode, name: string | undefined, path: string, called = name ?? ""): void {
    this.#look();
    if (node.kind === "object" || node.kind === "array") {
      this.#containerBeside(node, name, path, called);
      return;
    }
    const constant = name === undefined || isFieldName(name) ? constantOf(node, called, name === undefined) : undefined;
    if (constant) this.#add({ ...(name === undefined ? {} : { name }), ...constant });
    else this.#leaveOut(path, called);
  }

  /** Of an object what describes the encryption, unless it is another envelope; of a list all or nothing. */
  #containerBeside(
    node: Extract<JsonNode, { kind: "object" | "array" }>,
    name: string | undefined,
    path: string,
    called: string,
  ): void {
    const [pieces, left] = [this.#pieces.length, this.#leftOut.length];
    const isOutermost = !this.#isBeside;
    const mayBeKept = node.end - node.start <= MAX_BESIDE && (name === undefined || isFieldName(name));
    if (!mayBeKept || (isOutermost && LONG_RUN.test(this.#text.slice(node.start, node.end)))) {
      this.#leaveOut(path);
      return;
    }
    this.#isBeside = true;
    this.#open(node.kind, name);
    if (node.kind === "object") for (const [key, value] of node.members) this.#beside(value, key, `${path}.${key}`);
    else for (const [index, value] of node.items.entries()) this.#beside(value, undefined, `${path}[${index}]`, called);
    this.#close();
    if (isOutermost) this.#isBeside = false;
    const isWhole = this.#leftOut.length === left;
    if (isWhole || (node.kind === "object" && this.#pieces.length > pieces + 2)) return;
    this.#pieces.length = pieces;
    this.#leftOut.length = left;
    this.#leaveOut(path);
  }

  #string(text: string, name: string | undefined, place: Place, parts: readonly Sought[]): void {
    const { path } = place;
    const [first] = parts;
    const step = first?.inner?.[0];
    if (!first) throw new Unlearnable("form");
    if (step === undefined) {
      if (!first.piece) return this.#slot(first, name, path, text);
      return this.#joined(
        splitAt(text, first.piece.separator).slice(0, 2 * MAX_LOOKED),
        (index) => parts.find(({ piece }) => piece?.index === index),
        name,
        path,
      );
    }
    if (typeof step === "number") {
      const lines = text.split(/(\s+)/, 2 * MAX_LOOKED);
      const offset = lines[0] === "" ? 1 : 0;
      return this.#joined(lines, (index) => parts.find(({ inner }) => inner?.[0] === index - offset), name, path);
    }
    const inner = parts.map((part) => ({ ...part, inner: part.inner?.slice(1) ?? [] }));
    if (typeof step === "object") return this.#decoded(text, step.decode, name, place, inner);
    throw new Unlearnable("form");
  }

  /** A string that holds JSON or a form. */
  #decoded(
    text: string,
    decode: "json" | "base64",
    name: string | undefined,
    place: Place,
    parts: readonly Sought[],
  ): void {
    const isPercent = decode === "json" && /^%(?:7B|5B|22)/i.test(text);
    const content = decode === "base64" ? utf8Of(text) : isPercent ? percentDecoded(text) : text;
    const json = content === undefined ? undefined : readJson(content);
    if (content === undefined) throw new Unlearnable("form");
    if (!json) {
      if (decode === "base64" || isPercent) throw new Unlearnable("form");
      return this.#form(content, name, place.path, parts);
    }
    const style = decode === "base64" ? styleOf(text, "base64") : {};
    this.#open(decode === "base64" ? "base64" : isPercent ? "percent" : "json", name, style);
    const outer = this.#text;
    this.#text = content;
    this.#node(json, undefined, place, parts);
    this.#text = outer;
    this.#close();
  }

  #form(text: string, name: string | undefined, path: string, parts: readonly Sought[]): void {
    const all = text.split("&", MAX_LOOKED + 1);
    if (all.length > MAX_LOOKED) throw new Unlearnable("size");
    const fields = all.map((field) => {
      const equals = field.indexOf("=");
      return equals < 0 ? undefined : { name: percentDecoded(field.slice(0, equals)), value: field.slice(equals + 1) };
    });
    const isEncoded = /%[0-9a-f]{2}/i.test(text) || !fields.some((field) => field && /[+/=]/.test(field.value));
    this.#open(isEncoded ? "form" : "rawForm", name);
    for (const field of fields) {
      if (field?.name === undefined || field.name.length > MAX_BODY_NAME) throw new Unlearnable("form");
      const value = isEncoded ? percentDecoded(field.value) : field.value;
      const its = path === "" ? field.name : `${path}.${field.name}`;
      const inside = parts.flatMap(({ inner = [], ...part }) =>
        inner[0] === field.name ? [{ ...part, inner: inner.slice(1) }] : [],
      );
      if (value === undefined) throw new Unlearnable("form");
      if (inside.length > 0) this.#string(value, field.name, { path: its, called: field.name }, inside);
      else if (isFieldName(field.name) && (describesCipher(field.name, value) || countsForCipher(field.name, value)))
        this.#add({ name: field.name, value });
      else this.#leaveOut(its, field.name);
    }
    this.#close();
  }

  /** Parts, each with what separates it from the next one behind it. */
  #joined(
    pieces: readonly string[],
    partAt: (index: number) => Sought | undefined,
    name: string | undefined,
    path: string,
  ): void {
    this.#open("text", name);
    for (const [at, piece] of pieces.entries()) {
      const part = at % 2 === 0 ? partAt(at / 2) : undefined;
      if (part) this.#slot(part, undefined, path, piece);
      else if (at % 2 === 1 || describesCipher("", piece) || VERSION.test(piece)) this.#add({ value: piece });
      else this.#leaveOut(`${path}[${at / 2}]`);
    }
    this.#close();
  }

  #jwe({ members }: Extract<JsonNode, { kind: "object" }>, name: string | undefined, path: string): void {
    const names = members.map(([key]) => key);
    if (names.includes("recipients") || !names.includes("protected")) throw new Unlearnable("recipients");
    this.#open("object", name);
    for (const [key] of members) {
      const part = Object.hasOwn(JWE_MEMBERS, key) ? JWE_MEMBERS[key] : undefined;
      if (part) this.#add({ name: key, part });
      else this.#leaveOut(path === "" ? key : `${path}.${key}`);
    }
    this.#placed++;
    this.#close();
  }

  #slot(part: Sought, name: string | undefined, path: string, text: string): void {
    const named = name === undefined ? {} : { name };
    const isExtra = part.part === "aad" || part.part === "label";
    this.#placed++;
    if (isExtra && part.encoding === "text" && text !== "" && describesCipher(name ?? "", text)) {
      this.#add({ ...named, part: part.part, fixed: text });
      return;
    }
    if (isExtra) this.#fresh.push(path);
    if (part.part !== "jwe")
      this.#slots.push({
        at: this.#pieces.length,
        label: path,
        styled: { text, encoding: part.encoding, style: styleOf(text, part.encoding) },
      });
    this.#add({ ...named, part: part.part });
  }

  /** Gives each part its style. @returns those that are not written as they were, and by which part others go */
  #settleStyles(): { readonly inexact: string[]; readonly inferred: ReadonlyMap<string, string[]> } {
    const inexact: string[] = [];
    const inferred = new Map<string, string[]>();
    const all = this.#slots.map(({ styled, label }) => ({ ...styled, label }));
    for (const [index, { at, label, styled }] of this.#slots.entries()) {
      const { style, like } = completedStyle(all[index] ?? { ...styled, label }, all);
      if (like) inferred.set(like.label, [...(inferred.get(like.label) ?? []), label]);
      const piece = this.#pieces[at];
      if (piece && "part" in piece)
        this.#pieces[at] = { ...piece, ...(Object.keys(style).length > 0 ? { style } : {}) };
      if (!isWrittenSo(styled, style, this.#codec)) inexact.push(label);
    }
    return { inexact, inferred };
  }

  #open(open: BodyContainer, name: string | undefined, style: PartStyle = {}): void {
    this.#add({ ...(name === undefined ? {} : { name }), open, ...(Object.keys(style).length > 0 ? { style } : {}) });
  }

  #close(): void {
    this.#add({ close: true });
  }

  /** What turns out to be data is taken back, so that there may be more for a while. */
  #add(piece: BodyPiece): void {
    if (this.#pieces.length > MAX_BODY_PIECES + MAX_BESIDE) throw new Unlearnable("size");
    this.#pieces.push(piece);
  }

  #leaveOut(path: string, called = ""): void {
    this.#leftOut.push({ path, isKey: isNameOfKey(called) });
  }

  /** At a value beside: an envelope has few, and whatever has many is a document that holds one. */
  #look(): void {
    if (++this.#looked > MAX_LOOKED) throw new Unlearnable("size");
  }

  /** JSON as it is written, without white space. */
  #written({ start, end }: JsonNode): string {
    return this.#text.slice(start, end).replace(/\s+/g, "");
  }
}

/** What stands in front of parts without a name: `v1`. */
const VERSION = /^v?\d{1,3}$/;

/** A value beside that is the same in the next envelope. @param isNameless an element of a list */
function constantOf(node: Exclude<JsonNode, { kind: "object" | "array" }>, called: string, isNameless: boolean) {
  if (node.kind === "literal") return { value: node.value };
  if (node.kind === "number") return countsForCipher(called, node.digits) ? { number: node.digits } : undefined;
  const text = node.end - node.start > LONGEST_CONSTANT ? undefined : node.text();
  if (text === undefined) return undefined;
  return describesCipher(called, text) || (isNameless && VERSION.test(text)) ? { value: text } : undefined;
}

/** UTF-16 units with its escapes. */
const LONGEST_CONSTANT = 1_000;

/** UTF-16 units of what is kept; less than an import takes. */
const MAX_JSON = 20_000;

const JWE_MEMBERS: Readonly<Record<string, BodyPart>> = {
  protected: "jweProtected",
  encrypted_key: "jweEncryptedKey",
  iv: "jweIv",
  ciphertext: "jweCiphertext",
  tag: "jweTag",
};

function isAt({ start, end, inner }: Sought, node: JsonNode): boolean {
  return inner ? inner.length === 0 : start === node.start && end === node.end;
}

/** The part if it stands in that child, with what is left of its path. */
function within(
  part: Sought,
  child: JsonNode,
  step: string | number,
): { readonly from: Sought; readonly part: Sought }[] {
  if (!isWithin(part, child, step)) return [];
  return [{ from: part, part: part.inner ? { ...part, inner: part.inner.slice(1) } : part }];
}

function isWithin({ inner, start, end }: Sought, child: JsonNode, step: string | number): boolean {
  return inner ? inner[0] === step : child.start <= start && end <= child.end;
}

const NONE: readonly Sought[] = [];

/** What a path goes on with in the string that the part stands in. */
function stepsInside({ path }: FoundPart, areLines: boolean): readonly CaptureStep[] {
  const decoded = path.findIndex((step) => typeof step === "object");
  return decoded >= 0 ? path.slice(decoded) : areLines ? path.slice(-1) : [];
}

function isContainer(node: JsonNode | undefined): boolean {
  return node?.kind === "object" || node?.kind === "array";
}

/** UTF-16 units of an object or a list beside; and what may be a part of another envelope. */
const MAX_BESIDE = 2_000;
/** Values beside the parts that are judged; rows of a list are not among them. */
const MAX_LOOKED = 1_000;
const LONG_RUN = /[A-Za-z0-9+/_=-]{64}/;

function splitAt(text: string, separator: string): string[] {
  return text.split(separator).flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece]));
}

/** The line of a form, or of bare text, that the parts stand in; all of it where they stand in several lines. */
function runAround(text: string, start: number, end: number): string {
  let from = start;
  while (from > Math.max(0, start - MAX_LEAD) && !/[\s"'`<>?]/.test(text.charAt(from - 1))) from--;
  const behind = /^[^\s"'`<>]*/.exec(text.slice(end, end + MAX_LEAD))?.[0] ?? "";
  return text.slice(from, end) + behind;
}

const MAX_LEAD = 20_000;
/** Of any kind, as Unicode has them (Standard Annex 14, BK, CR, LF, NL). */
const LINE_BREAK = /[\n\v\f\r\x85\u2028\u2029]/;

function utf8Of(base64: string): string | undefined {
  const binary = fromBase64(base64);
  return binary === undefined
    ? undefined
    : new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

/** At most so many names; all of them would fill the screen. */
const MAX_LISTED = 12;

/** Names parts that come out otherwise. */
export function inexactly(names: readonly string[]): Note[] {
  return listed("How these are encoded is kept in part only: {0}.", names);
}

function listed(template: string, names: readonly string[], ...others: readonly string[]): Note[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, MAX_LISTED).map((name) => `“${name.length > 60 ? `${name.slice(0, 60)}…` : name}”`);
  return [{ template, args: [[...shown, ...(names.length > MAX_LISTED ? ["…"] : [])].join(", "), ...others] }];
}
