import type { ReturnedEndpoint } from "../commands/commandTypes";
import { UserError } from "../../domain/errors";
import { endpointById } from "../../domain/scopes/catalogue";
import { type Sought, seekEndpoints } from "../../domain/scopes/seekEndpoints";
import { DOORS, seekDoors } from "../../domain/requests/write/doors";
import { doorPath, targetId, targetTitle } from "../../domain/requests/write/requestTargets";
import type { DoorAtHand, EndpointAtHand } from "./endpointItems";

/** What the catalogue says of the endpoints that a text is about, the best first. */
export function endpointsSought(text: string): ReturnedEndpoint[] {
  const { by, found = [] } = seek(text)?.sought ?? {};
  return by ? found.map(({ endpoint }) => returned({ endpoint }, by)) : [];
}

/** The same of the doors beside the catalogue: of those that are meant rather than any endpoint, or of the others. */
export function doorsSought(text: string, areMeant: boolean): ReturnedEndpoint[] {
  const { doors, sought } = seek(text) ?? { doors: [], sought: undefined };
  const found = doors.filter(({ isMeant }) => isMeant === areMeant);
  return found.map(({ door }) => returned({ door }, sought?.call ? "call" : "words"));
}

/**
 * The same of the one with that id.
 * @throws UserError `unknown-endpoint`
 */
export function endpointNamed(id: string): ReturnedEndpoint {
  return returned(targetOf(id), "id");
}

export interface Seeking {
  readonly sought: Sought;
  readonly doors: ReturnType<typeof seekDoors>;
}

/** What a call of a door is alike is not what is looked for. */
export function seek(typed: string): Seeking | undefined {
  const sought = seekEndpoints(typed);
  if (!sought) return undefined;
  const doors = seekDoors(typed, sought);
  return { doors, sought: sought.call && doors.length > 0 ? { ...sought, found: [] } : sought };
}

/** What is named or chosen; of apps, nothing is needed. */
export type Target = Pick<EndpointAtHand, "endpoint"> | Pick<DoorAtHand, "door">;

export function targetOf(id: string): Target {
  const door = DOORS.find((each) => targetId(each) === id);
  if (door) return { door };
  const endpoint = endpointById(id);
  if (endpoint) return { endpoint };
  throw new UserError("unknown-endpoint", "There is no endpoint “{0}” in the catalogue.", { args: [id.slice(0, 100)] });
}

export function returned(target: Target, foundBy: ReturnedEndpoint["foundBy"]): ReturnedEndpoint {
  if ("door" in target) {
    const { door } = target;
    return {
      endpointId: targetId(door),
      api: targetTitle(door),
      method: "POST",
      path: doorPath(door),
      scopes: [],
      access: {},
      foundBy,
    };
  }
  const { id, api, method, path, access } = target.endpoint;
  const scopes = Object.values(access).flatMap((each) => (each.kind === "scopes" ? each.anyOf : []));
  return {
    endpointId: id,
    api,
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    scopes: [...new Set(scopes)],
    access,
    foundBy,
  };
}

export function idOf(target: Target): string {
  return "door" in target ? targetId(target.door) : target.endpoint.id;
}
