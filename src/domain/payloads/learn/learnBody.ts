import { fromBase64 } from "../capture/looksEncoded";
import type { CaptureStep } from "../capture/captureTree";
import type { Steps } from "../../steps";
import { percentDecoded } from "../../text/percentDecoded";
import { type BodyPart, MAX_BODY_NAME } from "../envelopeBody";
import type { FoundPart } from "../open/decryptResult";
import type { Codec } from "../payloadPorts";
import { styleOf } from "../write/partStyle";
import { BesideParts, MAX_LOOKED, VERSION } from "./besideParts";
import { BodyDraft, type LearnedBody, Unlearnable } from "./bodyDraft";
import { countsForCipher, describesCipher, isFieldName } from "./describesCipher";
import {
  isAt,
  isWithin,
  jsonAroundInSteps,
  type JsonNode,
  readJson,
  type SoughtPart,
  stepsInside,
  within,
} from "./jsonTree";

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
  const learner = new BodyLearner();
  try {
    const isBare = parts.every(({ source, path }) => source === "text" && path.every(isName));
    const root = isBare ? undefined : yield* jsonAroundInSteps(text, start, end, from);
    yield;
    if (root) learner.json(root, text, parts);
    else learner.bare(runAround(text, start, end), parts);
    return learner.draft.learned(parts.length, root?.kind === "string", codec);
  } catch (error) {
    if (error instanceof Unlearnable) return { notKept: [error.note] };
    throw error;
  }
}

function isName(step: CaptureStep): boolean {
  return typeof step === "string";
}

/** Where a value stands, and the nearest name around it. */
interface Place {
  readonly path: string;
  readonly called: string;
}

/** Writes down what stands around the parts. */
class BodyLearner {
  readonly draft = new BodyDraft();
  readonly #beside = new BesideParts(this.draft);
  #text = "";

  /** JSON whose nodes have offsets into `text`. @throws Unlearnable */
  json(root: JsonNode, text: string, parts: readonly FoundPart[]): void {
    this.#text = text;
    this.#node(root, undefined, { path: "", called: "" }, parts);
  }

  /** A form, or a text that is nothing but parts, or holds them. */
  bare(run: string, parts: readonly FoundPart[]): void {
    const inner = parts.map((part) => ({ ...part, inner: part.path }));
    if (parts.every(({ path: [first] }) => typeof first === "string")) this.#form(run, undefined, "", inner);
    else this.#string(run, undefined, { path: "", called: "" }, inner);
    if (LINE_BREAK.test(run)) throw new Unlearnable("lines");
  }

  #node(node: JsonNode, name: string | undefined, place: Place, parts: readonly SoughtPart[]): void {
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
    if (only) return this.draft.slot(only, name, path, this.#written(node));
    if (node.kind === "object") return this.#object(node, name, path, parts);
    if (node.kind === "array") return this.#array(node, name, place, parts);
    throw new Unlearnable("form");
  }

  #object(
    { members }: Extract<JsonNode, { kind: "object" }>,
    name: string | undefined,
    path: string,
    parts: readonly SoughtPart[],
  ): void {
    this.draft.open("object", name);
    const placed = new Set<SoughtPart>();
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
      else this.#beside.add(member, key, its, this.#text);
    }
    this.draft.close();
  }

  #array(
    { items }: Extract<JsonNode, { kind: "array" }>,
    name: string | undefined,
    { path, called }: Place,
    parts: readonly SoughtPart[],
  ): void {
    this.draft.open("array", name);
    const inside = items.map((item, index) =>
      parts.some((part) => isWithin(part, item, index))
        ? parts.flatMap((part) => within(part, item, index)).map(({ part }) => part)
        : [],
    );
    const holders = inside.flatMap((some, index) => (some.length > 0 ? [index] : []));
    const last = Math.max(...holders);
    for (const [index, item] of items.entries()) {
      const its = `${path}[${index}]`;
      const some = inside[index] ?? [];
      // One of a list of such envelopes, or of rows, is a list of its own.
      const isRow = holders.length === 1 && isContainer(item) && isContainer(items[last]);
      if (some.length > 0) this.#node(item, undefined, { path: its, called }, some);
      else if (isRow) this.draft.leaveOut(its);
      else if (!this.#beside.isKept(item, its, this.#text, called)) {
        // What isn't kept still has its place in the list, in front of parts.
        if (index > last) this.draft.leaveOut(its);
        else this.draft.addNull(its);
      }
    }
    this.draft.close();
  }

  #string(text: string, name: string | undefined, place: Place, parts: readonly SoughtPart[]): void {
    const { path } = place;
    const [first] = parts;
    const step = first?.inner?.[0];
    if (!first) throw new Unlearnable("form");
    if (step === undefined) {
      if (!first.piece) return this.draft.slot(first, name, path, text);
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
    parts: readonly SoughtPart[],
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
    this.draft.open(decode === "base64" ? "base64" : isPercent ? "percent" : "json", name, style);
    const outer = this.#text;
    this.#text = content;
    this.#node(json, undefined, place, parts);
    this.#text = outer;
    this.draft.close();
  }

  #form(text: string, name: string | undefined, path: string, parts: readonly SoughtPart[]): void {
    const all = text.split("&", MAX_LOOKED + 1);
    if (all.length > MAX_LOOKED) throw new Unlearnable("size");
    const fields = all.map((field) => {
      const equals = field.indexOf("=");
      return equals < 0 ? undefined : { name: percentDecoded(field.slice(0, equals)), value: field.slice(equals + 1) };
    });
    const isEncoded = /%[0-9a-f]{2}/i.test(text) || !fields.some((field) => field && /[+/=]/.test(field.value));
    this.draft.open(isEncoded ? "form" : "rawForm", name);
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
        this.draft.add({ name: field.name, value });
      else this.draft.leaveOut(its, field.name);
    }
    this.draft.close();
  }

  /** Parts, each with what separates it from the next one behind it. */
  #joined(
    pieces: readonly string[],
    partAt: (index: number) => SoughtPart | undefined,
    name: string | undefined,
    path: string,
  ): void {
    this.draft.open("text", name);
    for (const [at, piece] of pieces.entries()) {
      const part = at % 2 === 0 ? partAt(at / 2) : undefined;
      if (part) this.draft.slot(part, undefined, path, piece);
      else if (at % 2 === 1 || describesCipher("", piece) || VERSION.test(piece)) this.draft.add({ value: piece });
      else this.draft.leaveOut(`${path}[${at / 2}]`);
    }
    this.draft.close();
  }

  #jwe({ members }: Extract<JsonNode, { kind: "object" }>, name: string | undefined, path: string): void {
    const names = members.map(([key]) => key);
    if (names.includes("recipients") || !names.includes("protected")) throw new Unlearnable("recipients");
    this.draft.open("object", name);
    for (const [key] of members) {
      const part = Object.hasOwn(JWE_MEMBERS, key) ? JWE_MEMBERS[key] : undefined;
      if (part) this.draft.add({ name: key, part });
      else this.draft.leaveOut(path === "" ? key : `${path}.${key}`);
    }
    this.draft.placed();
    this.draft.close();
  }

  /** JSON as it is written, without white space. */
  #written({ start, end }: JsonNode): string {
    return this.#text.slice(start, end).replace(/\s+/g, "");
  }
}

const JWE_MEMBERS: Readonly<Record<string, BodyPart>> = {
  protected: "jweProtected",
  encrypted_key: "jweEncryptedKey",
  iv: "jweIv",
  ciphertext: "jweCiphertext",
  tag: "jweTag",
};

function isContainer(node: JsonNode | undefined): boolean {
  return node?.kind === "object" || node?.kind === "array";
}

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
