import type { ReturnedEndpoint } from "../commands/commandTypes";
import { UserError } from "../../domain/errors";
import { endpointById } from "../../domain/scopes/catalogue";
import { DOORS, seekTargets } from "../../domain/requests/write/doors";
import { targetId } from "../../domain/requests/write/requestTargets";
import { doorData, endpointData } from "../../domain/requests/write/targetData";
import type { DoorAtHand, EndpointAtHand } from "./endpointItems";

/** What the catalogue says of the endpoints that a text is about, the best first. */
export function endpointsSought(text: string): ReturnedEndpoint[] {
  const { by, found = [] } = seekTargets(text)?.sought ?? {};
  return by ? found.map(({ endpoint }) => returned({ endpoint }, by)) : [];
}

/** The same of the doors beside the catalogue: of those that are meant rather than any endpoint, or of the others. */
export function doorsSought(text: string, areMeant: boolean): ReturnedEndpoint[] {
  const { doors, sought } = seekTargets(text) ?? { doors: [], sought: undefined };
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
  return { ...("door" in target ? doorData(target.door) : endpointData(target.endpoint)), foundBy };
}

export function idOf(target: Target): string {
  return "door" in target ? targetId(target.door) : target.endpoint.id;
}
