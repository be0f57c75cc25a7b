import * as vscode from "vscode";
import { atPayloadKey, atSigningKey } from "../../domain/apps/form/formStart";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { doesNotEnforceJwe, hasNoSigningKey, isAlgorithmKnown } from "../../domain/apps/unfitting";
import type { CommandRunner } from "../commands/commandRunner";
import { Commands } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import type { AppArgument } from "../storage/appPicker";
import { type AppCommandServices, replaceSecret, WITH_SECRET } from "./appCommands";
import { t } from "../workbench/words";

/** What mends an app that can't work, or that something was assumed of: each leads to a prompt or to the form. */
export function registerMendings(
  runner: CommandRunner,
  { store, picker, openForm }: AppCommandServices,
): vscode.Disposable {
  return vscode.Disposable.from(
    runner.register(Commands.enterSecret, async (argument?: AppArgument) => {
      const app = await picker.resolve(argument, WITH_SECRET);
      await replaceSecret(store, app);
      showStatus(t("Stored the client secret of {0}", app.name));
    }),
    runner.register(Commands.enterSigningKey, async (argument?: AppArgument) => {
      const app = await picker.resolve(argument, {
        only: ({ algorithm }) => !signsWithSecret(algorithm),
        whyNot: hasNoSigningKey,
      });
      await openForm(app, atSigningKey(app));
    }),
    runner.register(Commands.enterPayloadKey, async (argument?: AppArgument) => {
      const app = await picker.resolve(argument, { only: ({ enforcePayloadEncryption }) => enforcePayloadEncryption });
      await openForm(app, atPayloadKey(app));
    }),
    runner.register(Commands.enterPlatformKey, async (argument?: AppArgument) => {
      const app = await picker.resolve(argument, { only: ({ enforceJwe }) => enforceJwe, whyNot: doesNotEnforceJwe });
      const { pastePlatformKey } = await import("./mendApp");
      await pastePlatformKey(store, app);
    }),
    runner.register(Commands.confirmAlgorithm, async (argument?: AppArgument) => {
      const app = await picker.resolve(argument, {
        only: ({ algorithmAssumed }) => algorithmAssumed === true,
        whyNot: isAlgorithmKnown,
      });
      const { confirmAlgorithm } = await import("./mendApp");
      await confirmAlgorithm(store, app, openForm);
    }),
  );
}
