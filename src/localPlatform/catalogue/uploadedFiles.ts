import type { Call } from "../http/call";
import { valuesAt } from "../http/jsonPlaces";

/** The IDs of files in a body, where its endpoint takes some; an empty text is none. */
export function fileIdsIn({ found, json }: Call): readonly unknown[] {
  return (found.endpoint.takesFiles ?? [])
    .flatMap((place) => valuesAt(json, place))
    .filter((id) => id !== undefined && id !== "");
}
