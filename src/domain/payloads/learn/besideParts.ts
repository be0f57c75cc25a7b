import { type BodyDraft, Unlearnable } from "./bodyDraft";
import { countsForCipher, describesCipher, isFieldName } from "./describesCipher";
import type { JsonNode } from "./jsonTree";

/** Values beside the parts that are judged; an envelope has few, and whatever has many is a document that holds one. */
export const MAX_LOOKED = 1_000;
/** UTF-16 units of an object or a list beside; and what may be a part of another envelope. */
const MAX_BESIDE = 2_000;
const LONG_RUN = /[A-Za-z0-9+/_=-]{64}/;

/** Keeps of what stands beside the parts what describes the encryption. Offsets are in the text that is handed over. */
export class BesideParts {
  #looked = 0;
  /** Within a container that holds no part. */
  #isBeside = false;

  readonly #draft: BodyDraft;

  constructor(draft: BodyDraft) {
    this.#draft = draft;
  }

  /** What is no part, and has none in it. */
  add(node: JsonNode, name: string | undefined, path: string, text: string, called = name ?? ""): void {
    if (++this.#looked > MAX_LOOKED) throw new Unlearnable("size");
    if (node.kind === "object" || node.kind === "array") {
      this.#addContainer(node, name, path, text, called);
      return;
    }
    const constant = name === undefined || isFieldName(name) ? constantOf(node, called, name === undefined) : undefined;
    if (constant) this.#draft.add({ ...(name === undefined ? {} : { name }), ...constant });
    else this.#draft.leaveOut(path, called);
  }

  /** Of an object what describes the encryption, unless it is another envelope; of a list all or nothing. */
  #addContainer(
    node: Extract<JsonNode, { kind: "object" | "array" }>,
    name: string | undefined,
    path: string,
    text: string,
    called: string,
  ): void {
    const mark = this.#draft.mark;
    const isOutermost = !this.#isBeside;
    const mayBeKept = node.end - node.start <= MAX_BESIDE && (name === undefined || isFieldName(name));
    if (!mayBeKept || (isOutermost && LONG_RUN.test(text.slice(node.start, node.end)))) {
      this.#draft.leaveOut(path);
      return;
    }
    this.#isBeside = true;
    this.#draft.open(node.kind, name);
    if (node.kind === "object") for (const [key, value] of node.members) this.add(value, key, `${path}.${key}`, text);
    else
      for (const [index, value] of node.items.entries()) this.add(value, undefined, `${path}[${index}]`, text, called);
    this.#draft.close();
    if (isOutermost) this.#isBeside = false;
    const isWhole = this.#draft.mark.leftOut === mark.leftOut;
    if (isWhole || (node.kind === "object" && this.#draft.mark.pieces > mark.pieces + 2)) return;
    this.#draft.takeBack(mark);
    this.#draft.leaveOut(path);
  }

  /** Keeps an element of a list as a whole, or nothing of it. */
  isKept(item: JsonNode, path: string, text: string, called: string): boolean {
    const mark = this.#draft.mark;
    this.add(item, undefined, path, text, called);
    if (this.#draft.mark.leftOut === mark.leftOut) return true;
    this.#draft.takeBack(mark);
    return false;
  }
}

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

/** What stands in front of parts without a name: `v1`. */
export const VERSION = /^v?\d{1,3}$/;
