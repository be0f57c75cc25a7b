import type { Consents } from "../commands/consents";
import type { AppStore } from "../storage/appStore";
import type { TokenEnvironment } from "../tokens/environment/tokenEnvironment";
import type { TokenService } from "../tokens/tokenService";
import type { TokenClipboard } from "../workbench/clipboard";
import type { FailureLog } from "../workbench/inBackground";
import type { LoadedLater } from "../workbench/loadedLater";
import type { GateMemory } from "./destination/gateMemory";

export interface RequestServices {
  readonly store: AppStore;
  readonly tokens: TokenService;
  readonly environment: LoadedLater<TokenEnvironment>;
  readonly consents: Consents;
  readonly gateMemory: GateMemory;
  readonly clipboard: TokenClipboard;
  readonly show: (error: unknown) => Promise<void>;
  readonly log: FailureLog;
}
