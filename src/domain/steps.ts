/**
 * Work on a text that may be long, in steps: it yields so often that no step takes more than a few milliseconds, and
 * whoever runs it may pause in between, or stop. Time grows with the length of the text alone.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Characters that are looked at between two yields: a few milliseconds, whatever stands there. */
export const STEP_LENGTH = 20_000;

/** Runs all steps without a pause: for what is short, or runs where nobody waits. */
export function atOnce<T>(steps: Steps<T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** Milliseconds of work after which everybody else gets a turn. */
const SLICE = 20;

/**
 * Gives the host its turn whenever work went on for 20 milliseconds. `isStale` says that nobody waits for the work any
 * more: the document changed, or a token was cancelled.
 */
export class TimeSlices {
  #since = performance.now();

  readonly #isStale: () => boolean;

  constructor(isStale: () => boolean = () => false) {
    this.#isStale = isStale;
  }

  /** To be awaited between small pieces of work. @returns whether to go on */
  async pause(): Promise<boolean> {
    if (performance.now() - this.#since >= SLICE) {
      await turn();
      this.#since = performance.now();
    }
    return !this.#isStale();
  }

  /** Runs the steps with pauses. @returns undefined where nobody waits for the result any more */
  async run<T>(steps: Steps<T>): Promise<T | undefined> {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value;
      if (performance.now() - this.#since < SLICE || (await this.pause())) continue;
      steps.return(undefined as never);
      return undefined;
    }
  }
}

/** One waiter a turn: timers that are due together would run without a turn for anybody else. */
let lastTurn: Promise<void> = Promise.resolve();

function turn(): Promise<void> {
  lastTurn = lastTurn.then(() => new Promise((resolve) => setTimeout(resolve, 0)));
  return lastTurn;
}
