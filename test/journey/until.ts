import { seen } from "../until";

/** Waits until `look` returns something, and returns that; for what no window shows, such as a file's content. */
export function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  return seen(what, look);
}
