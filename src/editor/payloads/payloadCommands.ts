import * as vscode from "vscode";
import type { CommandRunner } from "../commands/commandRunner";
import { Commands } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import type { AppArgument } from "../storage/appPicker";
import { registerDecryptCommands } from "./decryptCommands";
import { registerEncryptSelection } from "./encryptCommand";
import type { PayloadServices } from "./payloadServices";
import { registerPayloadLenses } from "./payloadLenses";
import { registerResultLenses } from "./resultLenses";
import { t } from "../workbench/words";

export function registerPayloadCommands(runner: CommandRunner, services: PayloadServices): vscode.Disposable {
  return vscode.Disposable.from(
    registerDecryptCommands(runner, services),
    registerEncryptSelection(runner, services),
    registerPayloadLenses(runner, services.store),
    registerResultLenses(runner, services),
    runner.register(Commands.closeDecrypted, async () => {
      await services.documents.dropAll();
      showStatus(t("Closed what was decrypted"));
    }),
    runner.register(Commands.forgetEnvelopeProfile, async (argument?: AppArgument) => {
      const app = await services.picker.resolve(argument, {
        only: ({ envelopeProfile }) => envelopeProfile !== undefined,
      });
      await services.store.update(app, ({ envelopeProfile: _, ...current }) => current);
      showStatus(t("Forgot the shape of encrypted payloads for {0}", app.name));
    }),
  );
}
