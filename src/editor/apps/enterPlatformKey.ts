import * as vscode from "vscode";
import { jweNotEnforced } from "../../domain/apps/unfittingApp";
import { UserError } from "../../domain/errors";
import { importPlatformKey } from "../../domain/keys/rsaKeys";
import type { PlainText } from "../../domain/text/asText";
import { answered } from "../prompts/prompts";
import type { AppArgument } from "../storage/appPicker";
import { showStatus } from "../workbench/statusMessage";
import { localised, t } from "../workbench/words";
import type { AppServices } from "./appServices";

/** `jwtApps.enterPlatformKey`: asks for the platform's public key, which is no secret, and saves it. */
export async function enterPlatformKey({ store, picker }: AppServices, argument: AppArgument): Promise<void> {
  const app = await picker.resolve(argument, { only: ({ enforceJwe }) => enforceJwe, whyNot: jweNotEnforced });
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
    if (!current.enforceJwe) throw jweNotEnforced(current);
    return { ...current, platformKey };
  });
  showStatus(t("Saved the platform key of {0}", app.name));
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
