import type { JwtApp } from "../../../domain/apps/jwtApp";
import type { AppArgument } from "../../storage/appPicker";

/** What a command that writes requests was called on. */
export interface RequestSource {
  readonly app: AppArgument;
  /** An argument object as it came. */
  readonly options?: object;
  /** Ids of endpoints, below a scope or a table or of one endpoint. */
  readonly endpoints?: readonly string[];
  readonly tables?: JwtApp["tables"];
}
