import { AppSecrets } from "../../domain/apps/appSecrets";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { secretUnused } from "../../domain/apps/unfittingApp";
import { UserError } from "../../domain/errors";
import type { CheckedSecret } from "../../domain/keys/checkedSecret";
import type { PlainText } from "../../domain/text/asText";
import { askClientSecret } from "../prompts/askClientSecret";
import type { AppStore } from "../storage/appStore";

/** An app as it was saved, with all secrets that are here. */
export interface AppWithSecrets {
  readonly app: JwtApp;
  readonly secrets: AppSecrets;
}

/**
 * Asks for an app's client secret and stores it beside the secrets that are here.
 * @param known those that were here before
 * @throws UserError where the app is another by then than the one that the secret was entered for
 */
export async function enterClientSecret(
  store: AppStore,
  app: JwtApp,
  known?: AppSecrets,
  placeHolder?: PlainText,
): Promise<AppWithSecrets> {
  return storeClientSecret(store, app, await askClientSecret(app, placeHolder), (stored) => {
    if (known && !stored) throw secretsChanged(app);
  });
}

/**
 * Stores a client secret beside the secrets that are here.
 * @param check throws where it doesn't go with those; then nothing is changed
 * @throws UserError where the app is another by then than the one that the secret was entered for
 */
export async function storeClientSecret(
  store: AppStore,
  app: JwtApp,
  clientSecret: CheckedSecret,
  check: (stored: AppSecrets | undefined) => void,
): Promise<AppWithSecrets> {
  let secrets = new AppSecrets();
  const saved = await store.update(
    app,
    (current) => withSecretFor(app, current),
    (stored) => {
      check(stored);
      return (secrets = (stored ?? new AppSecrets()).with({ clientSecret }));
    },
  );
  return { app: saved, secrets };
}

function withSecretFor(asked: JwtApp, current: JwtApp): JwtApp {
  if (!signsWithSecret(current.algorithm)) throw secretUnused(current);
  if (current.clientId !== asked.clientId) {
    throw new UserError(
      "client-id-changed",
      "“{0}” has another client ID by now, so the client secret was not taken.",
      {
        args: [current.name],
        remedy: "Enter the one that belongs to it.",
      },
    );
  }
  return { ...current, missingSecrets: current.missingSecrets.filter((name) => name !== "clientSecret") };
}

/** What is not here can't be taken over. */
export function secretsChanged({ name }: JwtApp): UserError {
  return new UserError("secrets-changed", "The secrets of “{0}” were changed in another window meanwhile.", {
    args: [name],
    remedy: "Nothing was changed; reload this window, then try again.",
  });
}
