import type { Ports } from "../../domain/ports";
import type { Call } from "../http/call";
import { InventedIds } from "./inventedIds";
import { keepPublishing } from "./jobs";
import { publishLanguages } from "./languages";
import type { SandboxMemory } from "./sandboxMemory";

/** What the publishing of a bot leaves behind: its status can be asked for, and its languages are published. */
export function keepPublication(
  call: Call,
  { memory, randomBytes }: Pick<Ports, "randomBytes"> & { readonly memory: SandboxMemory },
): void {
  keepPublishing(`ds-${new InventedIds({ randomBytes }).uuid("ds-", "_id")}`, call, memory.jobs);
  publishLanguages(call, memory.languages);
}
