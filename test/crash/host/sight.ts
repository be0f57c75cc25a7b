import type { Stored } from "../checkApps";

/** What an extension host that has just started finds, as JSON: maps are lists of pairs. */
export interface Sight {
  /** Of the extension host. */
  readonly pid: number;
  /** How each app is shown: ok, damaged or newer, by id. */
  readonly shown: readonly (readonly [id: string, status: string])[];
  /** As the process that was killed left it. */
  readonly left: StoredPairs;
  /** After what that one began was finished. */
  readonly swept: StoredPairs;
}

type StoredPairs = { readonly [part in keyof Stored]: readonly (readonly [string, string])[] };

export function storedOf(pairs: StoredPairs): Stored {
  return { files: new Map(pairs.files), secrets: new Map(pairs.secrets), markers: new Map(pairs.markers) };
}
