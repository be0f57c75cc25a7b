import * as vscode from "vscode";
import { atSigningKey, type FormStart } from "../../domain/apps/form/formStart";
import { withMissing } from "../../domain/apps/appState";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { SIGNING_ALGORITHMS, signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { doesNotEnforceJwe, isAlgorithmKnown } from "../../domain/apps/unfitting";
import { UserError } from "../../domain/errors";
import { importPlatformKey } from "../../domain/keys/rsaKeys";
import { localised } from "../workbench/localised";
import { pickOne } from "../prompts/pick";
import { answered } from "../prompts/prompts";
import { showStatus } from "../workbench/statusMessage";
import type { AppStore } from "../storage/appStore";
import { asText, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** Asks for the platform's public key, which is no secret, and saves it. */
export async function pastePlatformKey(store: AppStore, app: JwtApp): Promise<void> {
  const text = await answered(
    vscode.window.showInputBox({
      title: t("Platform Public Key of “{0}”", app.name),
      prompt: t("Paste the JWK that the platform shows for Enforce JWE. It is a public key."),
      placeHolder: '{"kty": "RSA", "n": "…", "e": "AQAB", "kid": "…"}',
      ignoreFocusOut: true,
      validateInput: whatIsWrong,
    }),
  );
  const platformKey = importPlatformKey(text);
  await store.update(app, (current) => {
    if (!current.enforceJwe) throw doesNotEnforceJwe(current);
    return { ...current, platformKey };
  });
  showStatus(t("Saved the platform key of {0}", app.name));
}

/** Asks which algorithm the platform shows for an app whose import named none; one that needs a key leads to the form. */
export async function confirmAlgorithm(
  store: AppStore,
  app: JwtApp,
  openForm: (app: JwtApp, start: FormStart) => void | Promise<void>,
): Promise<void> {
  const items = SIGNING_ALGORITHMS.map((algorithm) => ({
    algorithm,
    label: asText(algorithm),
    ...(algorithm === app.algorithm && app.algorithmAssumed && { description: t("assumed so far") }),
    detail: signsWithSecret(algorithm)
      ? t("Tokens are signed with the client secret")
      : t("Tokens are signed with a private key of yours, which the form asks for"),
  }));
  const { algorithm } = await pickOne(items, {
    title: t("JWT Signing Algorithm of “{0}”", app.name),
    placeHolder: t("Which one does the platform show for this app?"),
  });
  const current = await store.get(app.id);
  if (current?.algorithmAssumed && !signsWithSecret(algorithm) && algorithm !== current.algorithm) {
    return openForm(current, atSigningKey(current, algorithm));
  }
  await store.update(app, (now) => {
    if (now.algorithm !== app.algorithm) throw algorithmChanged(now);
    // Another window may have confirmed it while this one asked.
    if (now.algorithmAssumed !== true) throw isAlgorithmKnown(now);
    const { algorithmAssumed: _, ...confirmed } = now;
    return withMissing(now, { ...confirmed, algorithm });
  });
  showStatus(t("{0} signs with {1}", app.name, algorithm));
}

/** Another one may need another secret, which isn't asked for here. */
function algorithmChanged({ name, algorithm }: JwtApp): UserError {
  return new UserError(
    "algorithm-changed",
    "The algorithm of “{0}” was changed to {1} meanwhile, and was not changed again.",
    {
      args: [name, algorithm],
    },
  );
}

function whatIsWrong(text: string): PlainText | undefined {
  try {
    importPlatformKey(text);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return localised(error);
    throw error;
  }
}
