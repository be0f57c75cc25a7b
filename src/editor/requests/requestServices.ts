import type { Consents } from "../commands/consents";
import type { AppStore } from "../storage/appStore";
import type { TokenEnvironmentLoader } from "../tokens/environment/tokenEnvironmentLoader";
import type { TokenService } from "../tokens/tokenService";
import type { TokenClipboard } from "../workbench/clipboard";
import type { FailureLog } from "../workbench/inBackground";
import type { GateMemory } from "./destination/gateMemory";

export interface RequestServices {
  readonly store: AppStore;
  readonly tokens: TokenService;
  readonly environment: TokenEnvironmentLoader;
  readonly consents: Consents;
  readonly gateMemory: GateMemory;
  readonly clipboard: TokenClipboard;
  readonly show: (error: unknown) => Promise<void>;
  readonly log: FailureLog;
}
