import type { Access, Endpoint } from "./catalogue";
import { CREATED_IN, type CreatedIn } from "./scope";

/** What is said of apps of one level and an endpoint (platform.md, 4.5). */
export type LevelFit =
  /** It is for them. */
  | "fits"
  /** No page says for apps of which level it is. */
  | "notStated"
  /** Its page says "Not Applicable" of their level. */
  | "notApplicable"
  /** It is listed for apps of a bot; that apps of the account can't call it is nowhere said. */
  | "notListed"
  /** It needs an app of another level. */
  | "differs"
  /** Data Tables and all else have nothing in common. */
  | "ofTables"
  /** No app calls it. */
  | "platformCalls";

export function levelFit({ access, notFor }: Pick<Endpoint, "access" | "notFor">, level: CreatedIn): LevelFit {
  if (CREATED_IN.some((each) => access[each]?.kind === "platformCalls")) return "platformCalls";
  const own = access[level];
  if (own) return isLevelStated(own) ? "fits" : "notStated";
  if (level === "tables" || access.tables) return "ofTables";
  if (notFor.includes(level)) return "notApplicable";
  return level === "admin" ? "notListed" : "differs";
}

export function isLevelStated(access: Access): boolean {
  return (access.kind !== "scopes" && access.kind !== "unknown") || !access.levelNotStated;
}
