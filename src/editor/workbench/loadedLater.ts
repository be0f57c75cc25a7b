/** A part that no start needs: loaded once, when it is first wanted, and disposed with its owner, also where it comes later. */
export class LoadedLater<T extends object> {
  #loading: Promise<T> | undefined;
  #loaded: T | undefined;
  #isDisposed = false;

  readonly #load: () => Promise<T>;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /** Undefined where nobody wanted it yet, or it is not there yet. */
  get loaded(): T | undefined {
    return this.#loaded;
  }

  /** Where it failed, it is tried anew. */
  load(): Promise<T> {
    this.#loading ??= this.#loadOnce().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** For what is to be done only where somebody wanted it, as forgetting is; it waits for what is on its way. */
  async ifWanted(use: (loaded: T) => unknown): Promise<void> {
    const loaded = await this.#loading?.catch(() => undefined);
    if (loaded) await use(loaded);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#disposeOf(this.#loaded);
  }

  async #loadOnce(): Promise<T> {
    const loaded = await this.#load();
    this.#loaded = loaded;
    if (this.#isDisposed) this.#disposeOf(loaded);
    return loaded;
  }

  #disposeOf(loaded: T | undefined): void {
    if (loaded && "dispose" in loaded && typeof loaded.dispose === "function") loaded.dispose();
  }
}
