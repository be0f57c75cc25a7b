import { clientIdForm, isAccountId, isUuid, sameBotId } from "../platformIds";
import type { AssignedScope, TablePermission } from "../jwtApp";
import { DEFAULT_ENCRYPTION } from "../../keys/joseAlgorithms";
import type { CreatedIn } from "../../scopes/scope";

/** Fields of an app whose text may be written in several ways. */
export type TextField = "host" | "appId" | "botId" | "accountId" | "usedFor" | "contentEncryption";

/** Whether two texts of a field mean the same: digits of IDs and letters of hosts may be of either case. */
export function isSameText(field: TextField, one: string | undefined, other: string | undefined): boolean {
  if (one === other) return true;
  if (field === "contentEncryption") return (one ?? DEFAULT_ENCRYPTION) === (other ?? DEFAULT_ENCRYPTION);
  if (one === undefined || other === undefined) return false;
  const isFolded = one.toLowerCase() === other.toLowerCase();
  switch (field) {
    case "host":
      return isFolded;
    case "botId":
      return sameBotId(one, other);
    case "accountId":
      return isFolded && isAccountId(one);
    case "appId":
      return isFolded && isUuid(one, { prefixed: true });
    default:
      return false;
  }
}

/** The same for client IDs that are one: the platform's, with digits of either case. Any other counts as it is. */
export function clientIdKey(clientId: string): string {
  return clientIdForm(clientId) === "malformed" ? clientId : clientId.toLowerCase();
}

/** Whether a scope is published means something only where the XO Platform made the app (platform.md, 7). */
export function isSameScope(
  createdIn: CreatedIn,
  one: AssignedScope | undefined,
  other: AssignedScope | undefined,
): boolean {
  return one?.id === other?.id && (createdIn !== "xo" || one?.published === other?.published);
}

/** A table that nothing may be done with is none. */
export function isSameTable(one: TablePermission | undefined, other: TablePermission | undefined): boolean {
  return (["read", "write", "delete"] as const).every((name) => (one?.[name] ?? false) === (other?.[name] ?? false));
}
