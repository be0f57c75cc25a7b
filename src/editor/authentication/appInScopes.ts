import { UserError } from "../../domain/errors";

const PREFIX = "app:";

export function scopeFor(app: { readonly name: string }): string {
  return PREFIX + app.name;
}

/**
 * What the one scope names an app by.
 * @throws UserError `wrong-scopes`
 */
export function appInScopes(scopes: readonly unknown[]): string {
  const [scope, ...others] = scopes;
  if (typeof scope === "string" && scope.startsWith(PREFIX) && scope.length > PREFIX.length && others.length === 0)
    return scope.slice(PREFIX.length);
  throw new UserError("wrong-scopes", "Exactly one scope names an app for JWT Apps; this call has: {0}.", {
    args: [scopes.length === 0 ? "[]" : scopes.map(String).join(", ")],
    remedy: "Ask with “app:” and the name or client ID of one app, such as “app:Order Bot”.",
  });
}
