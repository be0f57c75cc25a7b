import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import type { CommandRunner } from "../commands/commandRunner";
import type { FailureLog } from "../workbench/inBackground";
import type { AppStore } from "../storage/appStore";

export interface SampleServices {
  readonly store: AppStore;
  readonly ports: () => Promise<PayloadPorts>;
  /** Shows the view, with the row of the app of that internal id selected. */
  readonly reveal: (id: string) => Promise<void>;
  readonly runner: Pick<CommandRunner, "pointer">;
  readonly log: FailureLog;
}
