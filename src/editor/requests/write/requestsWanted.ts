import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError } from "../../../domain/errors";
import {
  type RequestTarget,
  targetById,
  targetsOfApp,
  targetsOfScope,
  targetsOfTable,
} from "../../../domain/requests/write/requestTargets";
import type { TokenPlacement } from "../../../domain/requests/write/writeRequest";
import type { Caller } from "../../commands/caller";
import type { ArgumentOf } from "../../commands/commandTypes";
import type { RowSubject } from "../../commands/row";
import { inSteps, type Step } from "../../prompts/multiStep";
import { Cancelled } from "../../prompts/prompts";
import type { TokenService } from "../../tokens/tokenService";
import type { Commands } from "../../workbench/contributions";
import { chooseTargets } from "./chooseTargets";
import { choosePlacement, type PlacementServices } from "./tokenPlacement";

export type RequestArgument = ArgumentOf<typeof Commands.newRequestFile | typeof Commands.insertRequest>;

export interface WantedServices extends PlacementServices {
  readonly tokens: Pick<TokenService, "appOf" | "mintFor">;
}

/** Requests that are about to be written. */
export interface RequestsWanted {
  readonly app: JwtApp;
  readonly targets: readonly RequestTarget[];
  readonly placement: TokenPlacement;
}

/** As the command's argument says, or as a person chooses. */
export async function requestsWanted(
  services: WantedServices,
  argument: RequestArgument,
  caller: Caller,
): Promise<RequestsWanted> {
  const { endpoint, use, row } = argument;
  const resolved = await services.tokens.appOf(argument);
  const called = calledOn(row);
  const app = called?.tables ? { ...resolved, tables: called.tables } : resolved;
  const place = (step?: Step): Promise<TokenPlacement> => choosePlacement(services, app, use, caller, { step });
  if (endpoint !== undefined) return { app, targets: [targetById(endpoint)], placement: await place() };
  const own = called?.targets ?? targetsOfApp(app);
  if (called || caller === "code") return { app, targets: someOf(app, own), placement: await place() };
  if (use !== undefined) return { app, targets: someOf(app, await chooseTargets(app, own)), placement: await place() };
  let targets: readonly RequestTarget[] = [];
  let placement: TokenPlacement | undefined;
  await inSteps([
    async (step) => {
      targets = someOf(app, await chooseTargets(app, own, step));
    },
    async (step) => {
      placement = await place(step);
    },
  ]);
  if (!placement) throw new Cancelled();
  return { app, targets, placement };
}

function someOf(app: JwtApp, targets: readonly RequestTarget[]): readonly RequestTarget[] {
  if (targets.length > 0) return targets;
  throw new UserError("no-endpoints", "No endpoint with a known path belongs to the scopes of “{0}”.", {
    args: [app.name],
    remedy: "Assign scopes to it, or choose an endpoint.",
    mending: { kind: app.createdIn === "tables" ? "assignTables" : "assignScopes", appId: app.id },
  });
}

/** What a row stands for where a request is written for it; undefined where that is the whole app. */
export function calledOn(row: RowSubject | undefined): Called | undefined {
  switch (row?.kind) {
    case "endpoint":
      return { targets: [targetById(row.endpoint)], tables: row.app.tables };
    case "scope":
      return { targets: targetsOfScope(row.scope) };
    case "table":
      return { targets: targetsOfTable(row.table), tables: [row.table] };
    default:
      return undefined;
  }
}

interface Called {
  readonly targets: readonly RequestTarget[];
  /** Those alone that are meant of the app's. */
  readonly tables?: JwtApp["tables"];
}
