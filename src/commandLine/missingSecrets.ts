import type { AppSecrets, AppSecretValues } from "../domain/apps/appSecrets";
import type { JwtApp } from "../domain/apps/jwtApp";
import { neutral } from "../edge/neutral";
import type { SecretsText } from "./secretsVariable";

/** A secret without which a program can't do all that it is for. */
export interface Need {
  readonly name: keyof AppSecretValues;
  readonly isNeeded: (app: JwtApp) => boolean;
  /** A sentence about the apps that don't have it. */
  readonly consequence: string;
}

/** One line for each kind of secret that an app needs and doesn't have: what that means, and for which apps. */
export function missingSecrets(
  apps: readonly JwtApp[],
  secrets: ReadonlyMap<string, AppSecrets>,
  needs: readonly Need[],
  { source }: Pick<SecretsText, "source">,
): string[] {
  return needs.flatMap(({ name, isNeeded, consequence }) => {
    const without = apps.filter((app) => isNeeded(app) && secrets.get(app.id)?.reveal()[name] === undefined);
    if (!without.length) return [];
    const shown = without.slice(0, MOST_NAMES).map((app) => `“${app.name.slice(0, 100)}”`);
    const more = without.length > shown.length ? ` and ${without.length - shown.length} more` : "";
    return [neutral(`Without a ${name} in ${source}: ${shown.join(", ")}${more}. ${consequence}`)];
  });
}

/** Names that one line lists. */
const MOST_NAMES = 10;
