import { atSigningKey } from "../../domain/apps/form/formStart";
import { withMissing } from "../../domain/apps/appState";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { SIGNING_ALGORITHMS, signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { algorithmKnown } from "../../domain/apps/unfittingApp";
import { UserError } from "../../domain/errors";
import { asText } from "../../domain/text/asText";
import { pickOne } from "../prompts/pick";
import type { AppArgument } from "../storage/appPicker";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { AppServices } from "./appServices";

/**
 * `jwtApps.confirmAlgorithm`: asks which algorithm the platform shows for an app whose import named none; one that needs
 * a key leads to the form.
 */
export async function confirmAlgorithm({ store, picker, openForm }: AppServices, argument: AppArgument): Promise<void> {
  const app = await picker.resolve(argument, {
    only: ({ algorithmAssumed }) => algorithmAssumed === true,
    whyNot: algorithmKnown,
  });
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
    if (now.algorithmAssumed !== true) throw algorithmKnown(now);
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
