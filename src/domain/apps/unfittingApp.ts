import { UserError } from "../errors";
import type { JwtApp } from "./jwtApp";

/** Why an app can't have its client secret entered, replaced or copied: it signs with a key. */
export function noClientSecret({ name, algorithm }: JwtApp): UserError {
  return new UserError("signs-with-key", "“{0}” signs with {1}, so it has a signing key and no client secret.", {
    args: [name, algorithm],
    remedy: "If the platform shows another algorithm, change it with Edit App.",
  });
}

/** With RS256 and RS512 nothing is signed with the client secret, so none is kept. */
export function secretUnused({ name, algorithm }: Pick<JwtApp, "name" | "algorithm">): UserError {
  return new UserError("client-secret-unused", "“{0}” signs with {1}, so its client secret was not taken.", {
    args: [name, algorithm],
  });
}

export function noSigningKey({ name, algorithm }: JwtApp): UserError {
  return new UserError("signs-with-secret", "“{0}” signs with {1}, so it has a client secret and no signing key.", {
    args: [name, algorithm],
    remedy: "If the platform shows another algorithm, change it with Edit App.",
  });
}

/** Only what an import assumed is confirmed. */
export function algorithmKnown({ name, algorithm }: JwtApp): UserError {
  return new UserError("algorithm-known", "The algorithm of “{0}” is known, so there is nothing to confirm: {1}.", {
    args: [name, algorithm],
    remedy: "If the platform shows another one, change it with Edit App.",
  });
}

export function jweNotEnforced({ name }: JwtApp): UserError {
  const template = "“{0}” doesn't enforce JWE, so it needs no platform key.";
  return new UserError("jwe-not-enforced", template, { args: [name] });
}

export function noPreviousSecret({ name }: JwtApp): UserError {
  return new UserError("no-previous-secret", "No previous client secret of “{0}” is kept.", { args: [name] });
}

export function noScopes({ name }: JwtApp): UserError {
  const template = "Data Tables apps have no scopes: “{0}” gets permissions for tables and views.";
  return new UserError("scope-on-tables-app", template, { args: [name] });
}

export function noTables({ name }: JwtApp): UserError {
  const template = "Permissions for tables belong to apps created in Data Tables; “{0}” was created elsewhere.";
  return new UserError("not-a-tables-app", template, { args: [name] });
}

export function encryptsNowhere({ name }: JwtApp): UserError {
  const template = "For apps created in Data Tables, such as “{0}”, no endpoint is known to encrypt payloads.";
  return new UserError("encrypts-nowhere", template, { args: [name] });
}
