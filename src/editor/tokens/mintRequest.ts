import * as vscode from "vscode";
import { AppSecrets } from "../../domain/apps/appSecrets";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { type ClaimsRequest, MAX_JTI_LIFETIME_SECONDS } from "../../domain/tokens/claims";
import type { MintRequest } from "../../domain/tokens/mint";
import { type AppWithSecrets, enterClientSecret } from "../apps/enterClientSecret";
import { execute } from "../commands/execute";
import { answered, Cancelled } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { Commands, readSetting } from "../workbench/contributions";
import { t } from "../workbench/words";

/** What a token should say; `subject` is `null` for none at all. */
export type TokenWish = Omit<ClaimsRequest, "subject"> & { readonly subject?: string | null | undefined };

/** The wish, with the settings for what it leaves open. */
export function mintRequest(request: TokenWish, { enforceJti }: JwtApp): MintRequest {
  // A wish is refused where it is too long; the setting is no wish, so it gives way.
  const lifetime = readSetting("token.lifetimeSeconds");
  return {
    profile: request.profile,
    lifetimeSeconds: request.lifetimeSeconds ?? (enforceJti ? Math.min(lifetime, MAX_JTI_LIFETIME_SECONDS) : lifetime),
    // An empty subject is a wish for none, which is not the same as no wish.
    subject:
      request.subject === undefined
        ? readSetting("token.subject") || undefined
        : request.subject === ""
          ? undefined
          : request.subject,
    audience: request.audience ?? readSetting("token.audience"),
    claims: request.claims,
    isAnonymous: request.isAnonymous,
    identityToMerge: request.identityToMerge,
    cty: readSetting("token.contentType"),
  };
}

/** The app with its secrets; where this host has none, they are taken again. */
export async function appWithSecrets(store: AppStore, app: JwtApp): Promise<AppWithSecrets> {
  const secrets = await store.secretsOf(app);
  if (secrets && (!signsWithSecret(app.algorithm) || secrets.reveal().clientSecret)) return { app, secrets };
  if (!signsWithSecret(app.algorithm)) return { app, secrets: secrets ?? new AppSecrets() };
  return secrets ? enterClientSecret(store, app, secrets) : askWhereAbsent(store, app);
}

async function askWhereAbsent(store: AppStore, app: JwtApp): Promise<AppWithSecrets> {
  const [enter, edit, reload] = [t("Enter Client Secret"), t("Edit App"), t("Reload Window")];
  // Storing the client secret alone would replace what another window may hold beside it.
  const onlySecret = !app.enforcePayloadEncryption && app.credentials === "pasted";
  const again = onlySecret ? enter : edit;
  const answer = await answered(
    vscode.window.showWarningMessage(
      t(
        "The secrets of “{0}” are not in this window's secret storage. If another window stored them just now, reload this one.",
        app.name,
      ),
      again,
      reload,
    ),
  );
  if (answer === reload) await vscode.commands.executeCommand("workbench.action.reloadWindow");
  if (answer === edit) await execute(Commands.editApp, { app: app.id });
  if (answer !== enter) throw new Cancelled();
  return enterClientSecret(store, app);
}
