import type { JwtApp } from "../../apps/jwtApp";
import type { Access } from "../../scopes/catalogue";
import { unverified } from "./answers";
import { failed, passed, say } from "./check";
import type { Check } from "./verdict";

/**
 * Whether the app has every permission that the call needs on its table or view, by the exact name (platform.md, 6).
 */
export function tableCheck(
  { on, permissions }: Extract<Access, { kind: "tables" }>,
  params: Readonly<Record<string, string>>,
  { tables }: JwtApp,
): Check {
  const name = (on === "view" ? params["viewName"] : params["tableName"]) ?? "";
  const granted = tables.find((permission) => permission.kind === on && permission.name === name);
  const needed = permissions.join(", ");
  if (!granted) {
    const template =
      on === "view"
        ? "It needs {0} on the view “{1}”, and the app has no permission on it."
        : "It needs {0} on the table “{1}”, and the app has no permission on it.";
    return refused("no-permissions", template, needed, shown(name));
  }
  const missing = permissions.filter((permission) => !granted[permission]).join(", ");
  if (missing === "")
    return passed("tables", "permitted", say("The app has the permissions that it needs: {0}.", needed));
  const template =
    on === "view"
      ? "It needs {0} on the view “{1}”; the app lacks {2}."
      : "It needs {0} on the table “{1}”; the app lacks {2}.";
  return refused("permission-missing", template, needed, shown(name), missing);
}

function refused(reason: string, template: string, ...args: string[]): Check {
  const message = say(template, ...args);
  return failed("tables", reason, message, unverified(message));
}

/** From the request's path, which may hold anything. */
function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
