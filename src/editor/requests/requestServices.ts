import type { Consents } from "../commands/consents";
import type { AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import type { TokenUse } from "../tokens/useToken";
import type { FailureLog } from "../workbench/inBackground";
import type { ConvertServices } from "./gateway/convertRequests";
import type { SetUpServices } from "./gateway/setUpGatewayVariable";
import type { ExplainServices } from "./errors/explainError";
import type { SwitchServices } from "./switch/switchAppIn";
import type { InsertServices } from "./write/insertRequest";

export interface RequestServices
  extends InsertServices, ExplainServices, TokenUse, ConvertServices, SetUpServices, SwitchServices {
  readonly store: AppStore;
  readonly picker: AppPicker;
  readonly tokens: TokenUse["tokens"];
  readonly runner: TokenUse["runner"];
  readonly consents: Consents;
  readonly log: FailureLog;
}
