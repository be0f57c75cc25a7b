import type { JwtApp } from "../../apps/jwtApp";
import type { AppMending } from "../../errors";
import type { Sentence } from "../../text/sentence";
import type { TextEdit } from "../findings/mendVariable";
import { blockAt, type RequestBlock, type RequestFile } from "../read/requestFile";
import type { OwnedRequest } from "./fileOwners";
import type { Definition, Side } from "./variableUses";

/** A file whose requests of one app become another's. */
export interface Switching {
  readonly file: RequestFile;
  /** The requests of the app, in order. */
  readonly own: readonly OwnedRequest[];
  readonly sideOf: (block: RequestBlock) => Side;
  /** Whether requests of other apps are in the file. */
  readonly hasOthers: boolean;
  readonly definitions: readonly Definition[];
  readonly apps: readonly JwtApp[];
  readonly from: JwtApp;
  readonly to: JwtApp;
  readonly edits: TextEdit[];
  readonly leftovers: Leftovers;
}

/** What stays as it was, in a sentence, and what mends it where the app's form does. */
export interface Leftover {
  readonly message: Sentence;
  readonly mending?: AppMending;
}

/** Each once, as many as anybody reads. */
export class Leftovers {
  readonly #found = new Map<string, Leftover>();

  get all(): readonly Leftover[] {
    return [...this.#found.values()];
  }

  add(message: Sentence, mending?: AppMending): void {
    const key = JSON.stringify(message);
    if (this.#found.size < MOST_TOLD && !this.#found.has(key))
      this.#found.set(key, { message, ...(mending && { mending }) });
  }
}

const MOST_TOLD = 50;

/** What an offset of the file belongs to. */
interface Place {
  readonly definition?: Definition;
  /** A request of the app, from its line to the end of its body. */
  readonly request?: OwnedRequest;
  /** The same, where the offset is above it in its block. */
  readonly below?: OwnedRequest;
  readonly isComment: boolean;
}

/** Tells of offsets where they are, each behind the one before: all of them together take time linear in the text. */
export class Places {
  #definition = 0;
  #request = 0;
  #line = 0;
  #nextLine = 0;
  #isComment = false;

  readonly #switching: Switching;

  constructor(switching: Switching) {
    this.#switching = switching;
  }

  at(offset: number): Place {
    const { file, definitions, own } = this.#switching;
    while (this.#nextLine <= offset) {
      this.#line = this.#nextLine;
      const end = file.text.indexOf("\n", this.#line);
      this.#nextLine = end < 0 ? Infinity : end + 1;
      this.#isComment = /^\s*(?:#|\/\/)/.test(file.text.slice(this.#line, this.#nextLine));
    }
    while ((definitions[this.#definition]?.variable.end ?? Infinity) <= offset) this.#definition++;
    while ((own[this.#request]?.request.end ?? Infinity) <= offset) this.#request++;
    const [definition, request] = [definitions[this.#definition], own[this.#request]];
    const isAbove = request !== undefined && offset < request.request.start;
    return {
      ...(definition && definition.variable.start <= offset && { definition }),
      ...(request && !isAbove && { request }),
      ...(isAbove && request.block.start <= offset && { below: request }),
      isComment: this.#isComment,
    };
  }
}

/** Whether no request stands in the block, as where scripts are for all of them. */
export function isOutside(offset: number, { file }: Switching): boolean {
  return blockAt(file, offset)?.request === undefined;
}

/** Whether the value of a variable can be changed without changing requests of other apps. */
export function isFree({ isOwn, isOthers, block }: Definition, switching: Switching): boolean {
  return !isOthers && (isOwn || switching.sideOf(block) === "own" || !switching.hasOthers);
}
