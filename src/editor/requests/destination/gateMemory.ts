import type { AppStore } from "../../storage/appStore";

/** What a person said about where tokens may go, until the window closes; by digests of what was asked. */
export interface GateMemory {
  readonly allowed: Set<string>;
  readonly declined: Set<string>;
  /** Host and port where the local platform of this window runs. */
  localPlatform: string | undefined;
  /** Keeps for good that a host which a workspace's file brought was confirmed. */
  readonly store: Pick<AppStore, "update">;
}

export function newGateMemory(store: GateMemory["store"]): GateMemory {
  return { allowed: new Set(), declined: new Set(), localPlatform: undefined, store };
}
