import type { JsonObject } from "../tokenText";
import { refusal } from "./answers";
import { failed, passed, say } from "./check";
import type { Check } from "./verdict";

/** The SDKs' grant needs an identity: `sub`, or `kore_sub` in its place (platform.md, 1.4 and 3.5). */
export function subjectCheck(claims: JsonObject): Check {
  const name = ["kore_sub", "sub"].find((key) => Object.hasOwn(claims, key));
  const value = name === undefined ? undefined : claims[name];
  if (typeof value === "string" && value !== "") return passed("sub", "sub-present", say("The token names a user."));
  const message = say("The token names no user: “sub” is missing or no text.");
  return failed("sub", "sub-missing", message, refusal("jwtGrant", "sub", message));
}
