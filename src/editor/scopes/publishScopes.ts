import { withPublished } from "../../domain/apps/assignScopes";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { isWaiting } from "../../domain/scopes/standing";
import type { Caller } from "../commands/caller";
import { agreed } from "../prompts/prompts";
import type { AppArgument, AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";

/** `jwtApps.publishScopes`: notes here that they were published on the platform. */
export async function publishScopes(
  store: AppStore,
  picker: AppPicker,
  argument: AppArgument,
  caller: Caller,
): Promise<JwtApp> {
  const app = await picker.resolve(argument, {
    only: (one) => one.scopes.some((scope) => isWaiting(one, scope)),
  });
  const pending = app.scopes.filter((scope) => isWaiting(app, scope));
  if (!pending.length) {
    throw new UserError("nothing-to-publish", "“{0}” has no scope that waits to be published.", {
      args: [app.name],
    });
  }
  if (caller !== "code") {
    await agreed(
      t("Have you published the scopes of “{0}” on the platform?", app.name),
      t(
        "This only notes it here. The platform's documentation says that scopes have to be published; that they count from then on follows from it, and isn't said.",
      ),
      t("They Are Published"),
    );
  }
  // Not those that another window added meanwhile: nobody was asked about them.
  const published = new Set(pending.map(({ id }) => id));
  const saved = await store.update(app, (current) => withPublished(current, published));
  showStatus(t("The scopes of {0} are noted as published", saved.name));
  return saved;
}
