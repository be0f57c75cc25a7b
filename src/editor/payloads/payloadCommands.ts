import type { CommandHandlers } from "../commands/commandTypes";
import { Commands } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { PayloadServices } from "./payloadServices";

export function payloadCommands(services: PayloadServices) {
  const { store, picker, documents } = services;
  return {
    [Commands.decryptSelection]: async (argument, caller) => {
      const { decryptSelection } = await import("./decryptCommands");
      return decryptSelection(services, argument, caller);
    },
    [Commands.decryptClipboard]: async (argument, caller) => {
      const { decryptClipboard } = await import("./decryptCommands");
      return decryptClipboard(services, argument, caller);
    },
    [Commands.decryptFile]: async (argument, caller) => {
      const { decryptFile } = await import("./decryptCommands");
      return decryptFile(services, argument, caller);
    },
    [Commands.decryptResponse]: async (_, caller) => {
      const { decryptResponse } = await import("./decryptResponse");
      return decryptResponse(services, caller);
    },
    [Commands.encryptSelection]: async (argument) => {
      const { encryptSelection } = await import("./encryptSelection");
      return encryptSelection(services, argument);
    },
    [Commands.keepEnvelopeShape]: async ({ uri }) => {
      const { keepEnvelopeShape } = await import("./keepShape");
      await keepEnvelopeShape(services, uri);
    },
    [Commands.closeDecrypted]: async () => {
      await documents.dropAll();
      showStatus(t("Closed what was decrypted"));
    },
    [Commands.forgetEnvelopeProfile]: async (argument) => {
      const app = await picker.resolve(argument, { only: ({ envelopeProfile }) => envelopeProfile !== undefined });
      await store.update(app, ({ envelopeProfile: _, ...current }) => current);
      showStatus(t("Forgot the shape of encrypted payloads for {0}", app.name));
    },
  } satisfies Partial<CommandHandlers>;
}
