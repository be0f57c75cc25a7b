import type { CommandHandlers } from "../commands/commandTypes";
import type { AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { Commands, readSetting } from "../workbench/contributions";
import { LoadedLater } from "../workbench/loadedLater";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { Machine } from "./startLocalPlatform";

export interface LocalPlatformServices extends Machine {
  readonly store: AppStore;
  readonly picker: AppPicker;
}

/** Start, stop, the log, and the copy of an app that the local platform can check in full. */
export function localPlatform(services: LocalPlatformServices) {
  const { store, picker, gateMemory } = services;
  const controller = new LoadedLater(async () => {
    const { LocalPlatformController } = await import("./localPlatformController");
    return new LocalPlatformController(store);
  });
  const commands = {
    [Commands.startLocalPlatform]: async ({ port = readSetting("localPlatform.port") }, caller) => {
      const { startLocalPlatform } = await import("./startLocalPlatform");
      return startLocalPlatform(controller, services, port, caller);
    },
    [Commands.stopLocalPlatform]: async () => {
      gateMemory.localPlatform = undefined;
      await controller.ifWanted(async (loaded) => {
        if (await loaded.stop()) showStatus(t("The local platform has stopped"));
      });
    },
    [Commands.showLocalPlatformLog]: async () => (await controller.load()).showLog(),
    [Commands.copyForLocalPlatform]: async (argument) => {
      const { copyForLocalPlatform } = await import("./copyForLocalPlatform");
      return copyForLocalPlatform(store, picker, argument);
    },
  } satisfies Partial<CommandHandlers>;
  return { commands, dispose: () => controller.dispose() };
}
