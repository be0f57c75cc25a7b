import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { confirmed } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";

/** `jwtApps.copyClientSecret`: puts it on the clipboard, once the user has said so. */
export async function copyClientSecret(store: AppStore, app: JwtApp): Promise<void> {
  const clientSecret = (await store.secretsOf(app))?.reveal().clientSecret;
  if (!clientSecret) {
    throw new UserError("missing-secret", "The client secret of “{0}” is not in this window's secret storage.", {
      args: [app.name],
      remedy: "Enter the one that the platform shows.",
      mending: { kind: "enterClientSecret", appId: app.id },
    });
  }
  await confirmed(
    t("Copy the client secret of “{0}”?", app.name),
    t(
      "Every program on this computer can read the clipboard. Whoever has this secret can call the platform as this app.",
    ),
    t("Copy Client Secret"),
    t("Don't Copy"),
  );
  // One that was forgotten or replaced meanwhile doesn't get there.
  const now = (await store.secretsOf(app))?.reveal().clientSecret;
  if (now !== clientSecret)
    throw new UserError("secrets-changed", "The secrets of “{0}” were changed meanwhile, so nothing was copied.", {
      args: [app.name],
    });
  await vscode.env.clipboard.writeText(clientSecret);
  showStatus(t("Copied the client secret of {0}", app.name));
}
