import { AppSecrets } from "../../domain/apps/appSecrets";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { askClientSecret } from "../askClientSecret";
import type { AppStore } from "../storage/appStore";

/**
 * Asks for an app's client secret and stores it beside the secrets that are known here.
 * @returns all of them
 */
export async function enterClientSecret(store: AppStore, app: JwtApp, known = new AppSecrets()): Promise<AppSecrets> {
  const secrets = known.with({ clientSecret: await askClientSecret(app) });
  await store.save({ ...app, missingSecrets: app.missingSecrets.filter((name) => name !== "clientSecret") }, secrets);
  return secrets;
}
