/** Something that no start needs: it is made with its first use, once. */
export class Lazy<T> {
  #made: Promise<T> | undefined;

  readonly #make: () => Promise<T>;

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  /** What is there, or is made now; where that failed, it is tried anew. */
  get(): Promise<T> {
    this.#made ??= this.#make().catch((error: unknown) => {
      this.#made = undefined;
      throw error;
    });
    return this.#made;
  }

  /** For what has to be done only where it was used: forgetting, or disposing of it. */
  async ifMade(use: (made: T) => void): Promise<void> {
    const made = await this.#made?.catch(() => undefined);
    if (made !== undefined) use(made);
  }
}
