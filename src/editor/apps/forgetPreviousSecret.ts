import { noPreviousSecret } from "../../domain/apps/unfittingApp";
import { confirmed } from "../prompts/prompts";
import type { AppArgument } from "../storage/appPicker";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { AppServices } from "./appServices";

/** `jwtApps.forgetPreviousSecret`. */
export async function forgetPreviousSecret({ store, picker }: AppServices, argument: AppArgument): Promise<void> {
  const app = await picker.resolve(argument, {
    only: (candidate) => candidate.hasPreviousSecret,
    whyNot: noPreviousSecret,
  });
  await confirmed(
    t("Forget the previous client secret of “{0}”?", app.name),
    t("Neither it nor tokens that it signed are recognised in files any more. This can't be undone."),
    t("Forget"),
    t("Don't Forget"),
  );
  await store.forgetPreviousSecret(app.id);
  showStatus(t("Forgot the previous client secret of {0}", app.name));
}
