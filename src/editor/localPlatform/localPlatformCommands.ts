import type { CommandHandlers } from "../commands/commandTypes";
import type { AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { Commands, readSetting } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { LocalPlatformController } from "./localPlatformController";
import type { Machine } from "./startLocalPlatform";

export interface LocalPlatformServices extends Machine {
  readonly store: AppStore;
  readonly picker: AppPicker;
}

/** Start, stop, the log, and the copy of an app that the local platform can check in full. */
export function localPlatform(services: LocalPlatformServices) {
  const { store, picker, gateMemory } = services;
  let loading: Promise<LocalPlatformController> | undefined;
  const controller = () =>
    (loading ??= import("./localPlatformController").then(
      ({ LocalPlatformController }) => new LocalPlatformController(store),
    ));
  const commands = {
    [Commands.startLocalPlatform]: async ({ port = readSetting("localPlatform.port") }, caller) => {
      const { startLocalPlatform } = await import("./startLocalPlatform");
      return startLocalPlatform(controller, services, port, caller);
    },
    [Commands.stopLocalPlatform]: async () => {
      gateMemory.localPlatform = undefined;
      if (await (await loading)?.stop()) showStatus(t("The local platform has stopped"));
    },
    [Commands.showLocalPlatformLog]: async () => (await controller()).showLog(),
    [Commands.copyForLocalPlatform]: async (argument) => {
      const { copyForLocalPlatform } = await import("./copyForLocalPlatform");
      return copyForLocalPlatform(store, picker, argument);
    },
  } satisfies Partial<CommandHandlers>;
  return { commands, dispose: () => void loading?.then((loaded) => loaded.dispose()).catch(() => undefined) };
}
