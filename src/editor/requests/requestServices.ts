import type { Consents } from "../commands/consents";
import type { AppStore } from "../storage/appStore";
import type { FailureLog } from "../workbench/inBackground";
import type { ExplainServices } from "./errors/explainError";
import type { InsertServices } from "./write/insertRequest";

export interface RequestServices extends InsertServices, ExplainServices {
  readonly store: AppStore;
  readonly tokens: InsertServices["tokens"] & ExplainServices["tokens"];
  readonly consents: Consents;
  readonly log: FailureLog;
}
