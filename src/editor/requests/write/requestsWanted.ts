import * as v from "valibot";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError } from "../../../domain/errors";
import { type RequestTarget, targetById, targetsOfApp } from "../../../domain/requests/write/requestTargets";
import type { TokenPlacement } from "../../../domain/requests/write/writeRequest";
import type { Caller } from "../../commands/commandRunner";
import { inSteps, type Step } from "../../prompts/multiStep";
import { Cancelled } from "../../prompts/prompts";
import type { AppArgument } from "../../storage/appPicker";
import type { TokenService } from "../../tokens/tokenService";
import { chooseTargets } from "./chooseTargets";
import { choosePlacement, type PlacementServices } from "./tokenPlacement";

/** What a command that writes requests was called on. */
export interface RequestSource {
  readonly app: AppArgument;
  /** An argument object as it came. */
  readonly options?: object;
  /** Ids of endpoints, below a scope or a table or of one endpoint. */
  readonly endpoints?: readonly string[];
  readonly tables?: JwtApp["tables"];
}

export interface WantedServices extends PlacementServices {
  readonly tokens: Pick<TokenService, "appOf" | "mintFor">;
}

/** How an argument object names what is wanted; a tree row has neither. */
const Argument = v.object({
  app: v.optional(v.string()),
  endpoint: v.optional(v.string()),
  use: v.optional(v.string()),
});

/** Requests that are about to be written. */
export interface RequestsWanted {
  readonly app: JwtApp;
  readonly targets: readonly RequestTarget[];
  readonly placement: TokenPlacement;
}

/** As the command's argument says, or as a person chooses. */
export async function requestsWanted(
  services: WantedServices,
  { app: argument, options = {}, endpoints, tables }: RequestSource,
  caller: Caller,
): Promise<RequestsWanted> {
  const { endpoint, use } = parsed(options);
  const resolved = await services.tokens.appOf(argument);
  const app = tables ? { ...resolved, tables } : resolved;
  const place = (step?: Step): Promise<TokenPlacement> => choosePlacement(services, app, use, caller, step);
  if (endpoint !== undefined) return { app, targets: [targetById(endpoint)], placement: await place() };
  const own = endpoints ? endpoints.map(targetById) : targetsOfApp(app);
  if (endpoints || caller === "code") return { app, targets: someOf(app, own), placement: await place() };
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

function parsed(argument: unknown): v.InferOutput<typeof Argument> {
  const result = v.safeParse(Argument, argument);
  if (result.success) return result.output;
  throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", {
    args: [v.getDotPath(result.issues[0]) ?? ""],
  });
}
