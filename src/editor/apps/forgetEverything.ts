import { confirmed } from "../prompts/prompts";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { AppServices } from "./appServices";

/** `jwtApps.forgetEverything`. */
export async function forgetEverything({ store, forgetKeys, forgetGateway }: AppServices): Promise<void> {
  const count = (await store.list()).length;
  await confirmed(
    t("Forget all JWT apps and their secrets?"),
    t(
      "All apps ({0}) go, with every client secret, private key and shared key that this extension keeps, and the key of the gateway's address. This can't be undone. What the platform holds stays as it is.",
      count,
    ),
    t("Forget Everything"),
    t("Keep Everything"),
  );
  // Where one can't be deleted the others are, so what is open and cached goes in any case.
  try {
    await store.forgetEverything();
  } finally {
    forgetKeys();
    await forgetGateway();
  }
  showStatus(t("All JWT apps and secrets are forgotten"));
}
