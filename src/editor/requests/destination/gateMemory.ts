/** What a person said about where tokens may go, until the window closes; by digests of what was asked. */
export interface GateMemory {
  readonly allowed: Set<string>;
  readonly declined: Set<string>;
  /** Host and port where the local platform of this window runs. */
  localPlatform: string | undefined;
}

export function newGateMemory(): GateMemory {
  return { allowed: new Set(), declined: new Set(), localPlatform: undefined };
}
