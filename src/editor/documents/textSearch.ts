import type * as vscode from "vscode";
import { TimeSlices } from "../../domain/steps";
import { textInSteps } from "./textInSteps";

/** A search through whole texts of documents: once in each version, whoever asks for it. */
export class TextSearch<T> {
  readonly #known = new WeakMap<vscode.TextDocument, { readonly version: number; readonly found: Found<T> }>();
  readonly #find: (text: string, slices: TimeSlices) => Found<T>;

  /** @param find undefined where the slices say that nobody waits any more */
  constructor(find: (text: string, slices: TimeSlices) => Found<T>) {
    this.#find = find;
  }

  /** Undefined where the document was changed or closed meanwhile. */
  in(document: vscode.TextDocument): Found<T> {
    const { version } = document;
    const known = this.#known.get(document);
    if (known?.version === version) return known.found;
    const slices = new TimeSlices(() => document.isClosed || document.version !== version);
    const found = slices
      .run(textInSteps(document))
      .then((text) => (text === undefined ? undefined : this.#find(text, slices)));
    this.#known.set(document, { version, found });
    // What failed is tried anew.
    found.catch(() => this.#known.delete(document));
    return found;
  }
}

type Found<T> = Promise<readonly T[] | undefined>;
