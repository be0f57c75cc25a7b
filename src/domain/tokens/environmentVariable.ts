import type { JwtApp } from "../apps/jwtApp";
import type { TokenProfile } from "./claims";

export const ENVIRONMENT_PREFIX = "JWT_APPS_";

/** The local platform reads its secrets from it. */
const RESERVED = `${ENVIRONMENT_PREFIX}SECRETS`;

/**
 * The environment variable for an app's tokens: `JWT_APPS_` and its name in capitals, which REST Client's `\w+` takes.
 * Of apps whose names give the same, all but the oldest have a piece of their ID behind it.
 */
export function environmentVariable(app: JwtApp, apps: readonly JwtApp[], profile: TokenProfile = "publicApi"): string {
  const plain = plainVariable(app);
  const older = apps.some((other) => other.id !== app.id && plainVariable(other) === plain && isOlder(other, app));
  const own =
    older || plain === RESERVED || plain === ENVIRONMENT_PREFIX
      ? `${plain}_${app.id.slice(0, 8).toUpperCase()}`
      : plain;
  // No name gives two underscores in a row.
  return profile === "sdk" ? `${own}__SDK` : own;
}

/** The variables of ours that a request file reads by `$processEnv`. */
export function environmentVariablesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\$processEnv[ \t]{1,20}(JWT_APPS_\w{1,300})/g)].map(([, name]) => name ?? ""));
}

function plainVariable({ name }: JwtApp): string {
  const letters = name.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase();
  return ENVIRONMENT_PREFIX + letters.replace(/[^A-Z0-9]+/g, "_").replace(/^_|_$/g, "");
}

function isOlder(one: JwtApp, other: JwtApp): boolean {
  return one.createdAt === other.createdAt ? one.id < other.id : one.createdAt < other.createdAt;
}
