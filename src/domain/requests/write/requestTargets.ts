import type { JwtApp, TablePermission } from "../../apps/jwtApp";
import { UserError } from "../../errors";
import { type Endpoint, endpointById, endpoints, endpointsOfScope, endpointsOfTables } from "../../scopes/catalogue";
import { type Rank, rankOfDoor, rankOfEndpoint, scopeFoundBy } from "../../scopes/search";
import type { Search } from "../../scopes/typedSearch";

/**
 * What a request can be written for: an endpoint of the catalogue, or one of the doors beside it (platform.md, 3.3 and
 * 9).
 */
export type RequestTarget =
  | { readonly kind: "endpoint"; readonly endpoint: WritableEndpoint }
  | { readonly kind: "jwtGrant" }
  | { readonly kind: "webhook" };

export type WritableEndpoint = Endpoint & Required<Pick<Endpoint, "method" | "path">>;

/** How commands name the doors beside the catalogue, whose own ids are those of its endpoints. */
const JWT_GRANT = "jwt-grant";
const WEBHOOK_CHANNEL = "webhook-channel";

export function targetId(target: RequestTarget): string {
  if (target.kind === "endpoint") return target.endpoint.id;
  return target.kind === "jwtGrant" ? JWT_GRANT : WEBHOOK_CHANNEL;
}

export function targetTitle(target: RequestTarget): string {
  if (target.kind === "endpoint") return target.endpoint.api;
  return target.kind === "jwtGrant" ? "JWT grant" : "Webhook channel";
}

/** Method and path, as lists show them. */
export function targetCall(target: RequestTarget): string {
  if (target.kind === "endpoint") return `${target.endpoint.method} ${target.endpoint.path}`;
  return target.kind === "jwtGrant" ? "POST /api/1.1/oAuth/token/jwtgrant" : "POST /chatbot/v2/webhook/{botId}";
}

/** The path template of a door beside the catalogue; all of them take POST. */
export function doorPath(door: Exclude<RequestTarget, { readonly kind: "endpoint" }>): string {
  return targetCall(door).slice("POST ".length);
}

/** How well a target fits what is typed; undefined where it doesn't. */
export function rankOfTarget(search: Search, target: RequestTarget): Rank | undefined {
  return target.kind === "endpoint"
    ? rankOfEndpoint(search, target.endpoint)
    : rankOfDoor(search, targetTitle(target), targetCall(target));
}

/** Method and path of a target that was found, and behind them the scope where it was found by that. */
export function foundCall(search: Search, target: RequestTarget): string {
  const scope = target.kind === "endpoint" ? scopeFoundBy(search, target.endpoint) : undefined;
  return scope === undefined ? targetCall(target) : `${targetCall(target)} · ${scope}`;
}

/**
 * The target of that id.
 * @throws UserError `unknown-endpoint`, `endpoint-path-unknown`, `endpoint-is-yours`
 */
export function targetById(id: string): RequestTarget {
  if (id === JWT_GRANT) return { kind: "jwtGrant" };
  if (id === WEBHOOK_CHANNEL) return { kind: "webhook" };
  const endpoint = endpointById(id);
  if (!endpoint)
    throw new UserError("unknown-endpoint", "There is no endpoint “{0}” in the catalogue.", {
      args: [id.slice(0, 100)],
    });
  if (isWritable(endpoint)) return { kind: "endpoint", endpoint };
  const args = [endpoint.api];
  throw endpoint.address === "yours"
    ? new UserError("endpoint-is-yours", "“{0}” is no call to the platform: the platform calls a URL of yours.", {
        args,
      })
    : new UserError(
        "endpoint-path-unknown",
        "The URL of “{0}” is shown in the channel's configuration, so no request can be written for it here.",
        { args },
      );
}

/** What the app is there for: the door of its use first, then the endpoints of its scopes, or of tables and views. */
export function targetsOfApp(app: Pick<JwtApp, "createdIn" | "usedFor" | "scopes">): RequestTarget[] {
  if (app.createdIn === "tables") return written(endpointsOfTables());
  const doors: RequestTarget[] =
    app.usedFor === "sdks" ? [{ kind: "jwtGrant" }] : app.usedFor === "channels" ? [{ kind: "webhook" }] : [];
  return [...doors, ...written([...new Set(app.scopes.flatMap(({ id }) => endpointsOfScope(id)))])];
}

export function targetsOfScope(scopeId: string): RequestTarget[] {
  return written(endpointsOfScope(scopeId));
}

export function targetsOfTable({ kind }: Pick<TablePermission, "kind">): RequestTarget[] {
  return written(
    endpointsOfTables().filter(({ access: { tables } }) => tables?.kind === "tables" && tables.on === kind),
  );
}

/** Everything that an app of this level can be pointed at, whatever it was assigned. */
export function targetsOfLevel({ createdIn }: Pick<JwtApp, "createdIn">): RequestTarget[] {
  const own = written(endpoints().filter(({ access }) => access[createdIn]));
  return createdIn === "tables" ? own : [...own, { kind: "jwtGrant" }, { kind: "webhook" }];
}

function written(list: readonly Endpoint[]): RequestTarget[] {
  return list.filter(isWritable).map((endpoint) => ({ kind: "endpoint", endpoint }));
}

function isWritable(endpoint: Endpoint): endpoint is WritableEndpoint {
  return endpoint.method !== undefined && endpoint.path !== undefined;
}
