import {
  type BodyContainer,
  type BodyPiece,
  type EnvelopeBody,
  MAX_BODY_PIECES,
  type PartStyle,
} from "../envelopeBody";
import type { FoundPart } from "../open/decryptResult";
import type { Sentence } from "../../text/sentence";
import type { Codec } from "../payloadPorts";
import { completedStyle, isWrittenSo, type StyledText, styleOf } from "../write/partStyle";
import { describesCipher, isNameOfKey } from "./describesCipher";

/** A body as it can be written anew, and what of the one that was read is not in it. */
export interface LearnedBody {
  /** Absent where nothing around the parts can be kept. */
  readonly body?: EnvelopeBody;
  readonly notKept: readonly Sentence[];
  /** Which parts don't show how they are encoded, and from which that is taken. */
  readonly inferred?: readonly Sentence[];
}

/** Why nothing around the parts is kept. */
export class Unlearnable extends Error {
  constructor(readonly why: "form" | "lines" | "size" | "recipients") {
    super(why);
  }

  get note(): Sentence {
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

/** A body piece by piece, and what is left out of it. */
export class BodyDraft {
  readonly #pieces: BodyPiece[] = [];
  readonly #slots: Slot[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #nulled: string[] = [];
  readonly #fresh: string[] = [];
  #placed = 0;

  open(open: BodyContainer, name: string | undefined, style: PartStyle = {}): void {
    this.add({ ...(name === undefined ? {} : { name }), open, ...(Object.keys(style).length > 0 ? { style } : {}) });
  }

  close(): void {
    this.add({ close: true });
  }

  add(piece: BodyPiece): void {
    if (this.#pieces.length > MAX_BODY_PIECES + MAX_TAKEN_BACK) throw new Unlearnable("size");
    this.#pieces.push(piece);
  }

  /** A whole JWE in JSON serialisation, whose members were added. */
  placed(): void {
    this.#placed++;
  }

  slot(part: FoundPart, name: string | undefined, path: string, text: string): void {
    const named = name === undefined ? {} : { name };
    const isExtra = part.part === "aad" || part.part === "label";
    this.#placed++;
    if (isExtra && part.encoding === "text" && text !== "" && describesCipher(name ?? "", text)) {
      this.add({ ...named, part: part.part, fixed: text });
      return;
    }
    if (isExtra) this.#fresh.push(path);
    if (part.part !== "jwe")
      this.#slots.push({
        at: this.#pieces.length,
        label: path,
        styled: { text, encoding: part.encoding, style: styleOf(text, part.encoding) },
      });
    this.add({ ...named, part: part.part });
  }

  leaveOut(path: string, called = ""): void {
    this.#leftOut.push({ path, isKey: isNameOfKey(called) });
  }

  /** A list has something in that place which is not kept. */
  addNull(path: string): void {
    this.#nulled.push(path);
    this.add({ value: null });
  }

  /** How much was added, and left out. */
  get mark(): DraftMark {
    return { pieces: this.#pieces.length, leftOut: this.#leftOut.length };
  }

  /** As it was at that mark. */
  takeBack({ pieces, leftOut }: DraftMark): void {
    this.#pieces.length = pieces;
    this.#leftOut.length = leftOut;
  }

  /** What was written down, if all of the `count` parts have their place in it. @throws Unlearnable */
  learned(count: number, isQuoted: boolean, codec: Codec): LearnedBody {
    if (this.#placed !== count) throw new Unlearnable("form");
    const { inexact, inferred } = this.#settleStyles(codec);
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

  /** Gives each part its style. @returns those that are not written as they were, and by which part others go */
  #settleStyles(codec: Codec): { readonly inexact: string[]; readonly inferred: ReadonlyMap<string, string[]> } {
    const inexact: string[] = [];
    const inferred = new Map<string, string[]>();
    const all = this.#slots.map(({ styled, label }) => ({ ...styled, label }));
    for (const [index, { at, label, styled }] of this.#slots.entries()) {
      const { style, like } = completedStyle(all[index] ?? { ...styled, label }, all);
      if (like) inferred.set(like.label, [...(inferred.get(like.label) ?? []), label]);
      const piece = this.#pieces[at];
      if (piece && "part" in piece)
        this.#pieces[at] = { ...piece, ...(Object.keys(style).length > 0 ? { style } : {}) };
      if (!isWrittenSo(styled, style, codec)) inexact.push(label);
    }
    return { inexact, inferred };
  }
}

interface DraftMark {
  readonly pieces: number;
  readonly leftOut: number;
}

/** What turns out to be data is taken back: so many pieces more there may be for a while. */
const MAX_TAKEN_BACK = 2_000;

/** UTF-16 units of what is kept; less than an import takes. */
const MAX_JSON = 20_000;

/** At most so many names; all of them would fill the screen. */
const MAX_LISTED = 12;

/** Names parts that come out otherwise. */
export function inexactly(names: readonly string[]): Sentence[] {
  return listed("How these are encoded is kept in part only: {0}.", names);
}

function listed(template: string, names: readonly string[], ...others: readonly string[]): Sentence[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, MAX_LISTED).map((name) => `“${name.length > 60 ? `${name.slice(0, 60)}…` : name}”`);
  return [{ template, args: [[...shown, ...(names.length > MAX_LISTED ? ["…"] : [])].join(", "), ...others] }];
}
