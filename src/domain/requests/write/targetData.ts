import type { Endpoint } from "../../scopes/catalogue";
import type { Door } from "./doors";
import { doorPath, targetId, targetTitle } from "./requestTargets";

/** What the catalogue says of an endpoint, or of a door beside it, as plain data: nothing of apps. */
export interface TargetData extends Pick<Endpoint, "method" | "path" | "access"> {
  readonly endpointId: string;
  readonly api: string;
  /** Ids of the scopes that open it, of all levels: of each level one is enough. `access` says more, also of none. */
  readonly scopes: readonly string[];
}

export function endpointData({ id, api, method, path, access }: Endpoint): TargetData {
  const scopes = Object.values(access).flatMap((each) => (each.kind === "scopes" ? each.anyOf : []));
  return {
    endpointId: id,
    api,
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    scopes: [...new Set(scopes)],
    access,
  };
}

export function doorData(door: Door): TargetData {
  return {
    endpointId: targetId(door),
    api: targetTitle(door),
    method: "POST",
    path: doorPath(door),
    scopes: [],
    access: {},
  };
}
