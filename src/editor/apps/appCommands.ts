import * as vscode from "vscode";
import { atField, atPayloadKey, atSigningKey } from "../../domain/apps/form/formStart";
import { noSigningKey } from "../../domain/apps/unfittingApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import type { CommandHandlers } from "../commands/commandTypes";
import type { RotationServices } from "../rotation/rotateSecret";
import { Commands } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import { type AppServices, WITH_SECRET } from "./appServices";

export function appCommands(services: AppServices & RotationServices) {
  const { store, picker, openForm } = services;
  return {
    [Commands.createApp]: () => openForm(),
    [Commands.editApp]: async (argument) => {
      const app = await picker.resolve(argument);
      await openForm(app, argument.field && atField(argument.field));
    },
    [Commands.renameApp]: async (argument) => {
      const { renameApp } = await import("./renameApp");
      await renameApp(store, await picker.resolve(argument));
    },
    [Commands.deleteApp]: async (argument, caller) => {
      const { deleteApps } = await import("./deleteApps");
      await deleteApps(services, argument, caller);
    },
    [Commands.forgetEverything]: async () => {
      const { forgetEverything } = await import("./forgetEverything");
      await forgetEverything(services);
    },
    [Commands.importApps]: async ({ text }, caller) => {
      const { importApps } = await import("./importApps");
      return importApps(services, text, caller);
    },
    [Commands.exportApps]: async ({ apps }, caller) => {
      const { exportApps } = await import("./exportApps");
      return exportApps(services, apps, caller);
    },
    [Commands.shareApps]: async ({ apps }, caller) => {
      const { shareApps } = await import("../teamFile/shareApps");
      await shareApps(store, apps, caller);
    },
    [Commands.addWorkspaceApps]: async (_, caller) => {
      const { addWorkspaceApps } = await import("../teamFile/addWorkspaceApps");
      return addWorkspaceApps(services, caller);
    },
    [Commands.copyClientId]: async (argument) => {
      const app = await picker.resolve(argument);
      await vscode.env.clipboard.writeText(app.clientId);
      showStatus(t("Copied the client ID of {0}", app.name));
    },
    [Commands.copyClientSecret]: async (argument) => {
      const { copyClientSecret } = await import("./copyClientSecret");
      await copyClientSecret(store, await picker.resolve(argument, WITH_SECRET));
    },
    [Commands.copyPublicKey]: async ({ row }) => {
      if (row?.kind !== "credential" || row.publicKey === undefined) return;
      await vscode.env.clipboard.writeText(row.publicKey);
      showStatus(t("Copied the public key of {0}", row.app.name));
    },
    [Commands.openAppFile]: async ({ row }) => {
      if (row?.kind !== "unreadable") return;
      await vscode.window.showTextDocument(vscode.Uri.joinPath(services.appFolder, `${row.id}.json`));
    },
    [Commands.replaceSecret]: async (argument) => {
      const { replaceSecret } = await import("./enterSecret");
      await replaceSecret(store, await picker.resolve(argument, WITH_SECRET));
    },
    [Commands.rotateSecret]: async (argument, caller) => {
      const { rotateSecret } = await import("../rotation/rotateSecret");
      await rotateSecret(services, argument, caller);
    },
    [Commands.forgetPreviousSecret]: async (argument) => {
      const { forgetPreviousSecret } = await import("./forgetPreviousSecret");
      await forgetPreviousSecret(services, argument);
    },
    // What mends an app that can't work, or that something was assumed of: each leads to a prompt or to the form.
    [Commands.enterSecret]: async (argument) => {
      const { enterSecret } = await import("./enterSecret");
      await enterSecret(store, await picker.resolve(argument, WITH_SECRET));
    },
    [Commands.enterSigningKey]: async (argument) => {
      const app = await picker.resolve(argument, {
        only: ({ algorithm }) => !signsWithSecret(algorithm),
        whyNot: noSigningKey,
      });
      await openForm(app, atSigningKey(app));
    },
    [Commands.enterPayloadKey]: async (argument) => {
      const app = await picker.resolve(argument, { only: ({ enforcePayloadEncryption }) => enforcePayloadEncryption });
      await openForm(app, atPayloadKey(app));
    },
    [Commands.enterPlatformKey]: async (argument) => {
      const { enterPlatformKey } = await import("./enterPlatformKey");
      await enterPlatformKey(services, argument);
    },
    [Commands.confirmAlgorithm]: async (argument) => {
      const { confirmAlgorithm } = await import("./confirmAlgorithm");
      await confirmAlgorithm(services, argument);
    },
  } satisfies Partial<CommandHandlers>;
}
