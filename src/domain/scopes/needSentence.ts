import { type Sentence, say } from "../text/sentence";
import { type Access, type Endpoint, scopeById } from "./catalogue";

/** What apps of one level need to call an endpoint, in a few words and without a full stop. */
export function needSentence(access: Access): Sentence {
  switch (access.kind) {
    case "scopes":
      return say("Scope: {0}", scopeNames(access.anyOf, " / "));
    case "anyApp":
      return say("Any app, by its page; the list of APIs names {0}", scopeNames(access.listedUnder, " / "));
    case "unknown":
      return access.levelNotStated ? say("Scope not stated") : say("Which scope it needs is not known");
    case "platformCalls":
      return say("The platform calls you, without a JWT; its page names {0}", scopeNames(access.listedUnder, " / "));
    case "tables":
      return access.on === "table"
        ? say("Permission on the table: {0}", access.permissions.join(", "))
        : say("Permission on the view: {0}", access.permissions.join(", "));
  }
}

/** Method and path, or what there is in their place. */
export function writtenCall({
  method,
  path,
  address,
}: Pick<Endpoint, "method" | "path" | "address">): string | Sentence {
  if (method !== undefined && path !== undefined) return `${method} ${path}`;
  return address === "yours" ? say("the platform calls you") : say("its URL is in the channel's configuration");
}

/** The names of scopes. */
export function scopeNames(ids: readonly string[], separator: " / " | "” / “"): string {
  return ids.map((id) => scopeById(id)?.name ?? id).join(separator);
}
