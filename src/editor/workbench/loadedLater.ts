import type * as vscode from "vscode";

/** A part of a feature that is loaded once, when it is first wanted, and disposed with its owner, also where it comes later. */
export class LoadedLater<T extends vscode.Disposable> implements vscode.Disposable {
  readonly #load: () => Promise<T>;
  #loading: Promise<T> | undefined;
  #loaded: T | undefined;
  #isDisposed = false;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /** Undefined where nobody wanted it yet, or it is not there yet. */
  get loaded(): T | undefined {
    return this.#loaded;
  }

  load(): Promise<T> {
    this.#loading ??= this.#load().then((loaded) => {
      this.#loaded = loaded;
      if (this.#isDisposed) loaded.dispose();
      return loaded;
    });
    return this.#loading;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#loaded?.dispose();
  }
}
