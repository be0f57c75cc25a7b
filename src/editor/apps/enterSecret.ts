import type { JwtApp } from "../../domain/apps/jwtApp";
import { neededSecrets } from "../../domain/apps/appState";
import { confirmed } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import { enterClientSecret } from "./enterClientSecret";

/** `jwtApps.enterSecret`: asks for the client secret of an app that lacks it. */
export async function enterSecret(store: AppStore, app: JwtApp): Promise<void> {
  await takeSecret(store, app);
  showStatus(t("Stored the client secret of {0}", app.name));
}

/** `jwtApps.replaceSecret`: the same for one that has another. */
export async function replaceSecret(store: AppStore, app: JwtApp): Promise<void> {
  await takeSecret(store, app);
  showStatus(t("Replaced the client secret of {0}; the one before is kept until you forget it", app.name));
}

/** The repository keeps the one before as the previous one. */
async function takeSecret(store: AppStore, app: JwtApp): Promise<void> {
  const here = await store.secretsOf(app);
  const others = neededSecrets(app).some((name) => name !== "clientSecret" && !app.missingSecrets.includes(name));
  if (!here && (others || app.credentials === "generated")) await confirmLoss(app);
  await enterClientSecret(store, app, here);
}

/** Another window or browser may hold the app's other secrets, and they can't be taken over from here. */
async function confirmLoss(app: JwtApp): Promise<void> {
  await confirmed(
    t("The other secrets of “{0}” are not in this window's secret storage. Replace them all?", app.name),
    t(
      "If another window stored them just now, reload this one first. If you go on, the app has the new client secret alone, and its keys have to be entered again in the form.",
    ),
    t("Replace"),
    t("Don't Replace"),
  );
}
