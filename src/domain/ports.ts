/** The current time in milliseconds since the epoch, as `Date.now` gives it. */
export type Clock = () => number;

/** Fills a new array with `length` bytes of cryptographic randomness. */
export type RandomBytes = (length: number) => Uint8Array<ArrayBuffer>;

/** The parts of the outside world that the domain would otherwise reach for itself; tests make them exact. */
export interface Ports {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** What every host has. */
export const webPorts: Ports = {
  clock: () => Date.now(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
