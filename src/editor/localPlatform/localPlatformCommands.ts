import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import { webPorts } from "../../domain/ports";
import type { CommandRunner } from "../commands/commandRunner";
import { Commands, readSetting } from "../workbench/contributions";
import { agreed } from "../prompts/prompts";
import type { GateMemory } from "../requests/destination/gateMemory";
import { showStatus } from "../workbench/statusMessage";
import type { AppArgument, AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import type { LocalPlatformController } from "./localPlatformController";
import { t } from "../workbench/words";

export interface LocalPlatformServices {
  readonly store: AppStore;
  readonly picker: AppPicker;
  readonly gateMemory: GateMemory;
  /** False in web hosts, where nothing can listen. */
  readonly canListen: boolean;
  /** Where this extension runs, in a remote window. */
  readonly extensionKind: vscode.ExtensionKind;
}

/** Start, stop, the log, and the copy of an app that the local platform can check in full. */
export function registerLocalPlatform(
  runner: CommandRunner,
  { store, picker, gateMemory, canListen, extensionKind }: LocalPlatformServices,
): vscode.Disposable {
  let loading: Promise<LocalPlatformController> | undefined;
  const controller = () =>
    (loading ??= import("./localPlatformController").then(
      ({ LocalPlatformController }) => new LocalPlatformController(store),
    ));
  return vscode.Disposable.from(
    { dispose: () => void loading?.then((loaded) => loaded.dispose()).catch(() => undefined) },
    runner.register(Commands.startLocalPlatform, async (argument?: { readonly port?: unknown }, caller?) => {
      if (!canListen) {
        throw new UserError(
          "local-platform-web",
          "The local platform can't run in VS Code for the Web, where nothing can listen on a port.",
          { remedy: "Start it in VS Code on the desktop, or from a terminal." },
        );
      }
      const port = portFrom(argument?.port);
      const { isRunning } = await controller();
      if (caller !== "code" && vscode.env.remoteName !== undefined && !isRunning)
        await confirmMachine(port, vscode.env.remoteName, extensionKind);
      const url = await (await controller()).start(port);
      gateMemory.localPlatform = new URL(url).host;
      showStatus(t("The local platform runs at {0}", url));
      return { url };
    }),
    runner.register(Commands.stopLocalPlatform, async () => {
      gateMemory.localPlatform = undefined;
      if (await (await loading)?.stop()) showStatus(t("The local platform has stopped"));
    }),
    runner.register(Commands.showLocalPlatformLog, async () => (await controller()).showLog()),
    runner.register(Commands.copyForLocalPlatform, async (argument?: AppArgument) => {
      const original = await picker.resolve(argument, {
        only: ({ credentials }) => credentials === "pasted",
        title: t("Copy an App for the Local Platform"),
      });
      const port = readSetting("localPlatform.port");
      const { localTwin } = await import("../../domain/apps/localTwin");
      const { app, secrets } = await localTwin(original, {
        apps: await store.apps(),
        ports: webPorts,
        newId: () => crypto.randomUUID(),
        ...(port > 0 && { host: `localhost:${port}` }),
      });
      const saved = await store.save(app, secrets);
      showStatus(t("Made {0} for the local platform", saved.name));
      return saved;
    }),
  );
}

function portFrom(given: unknown): number {
  if (given === undefined) return readSetting("localPlatform.port");
  if (typeof given === "number") return given;
  throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", { args: ["port"] });
}

/** In a remote window it isn't plain which machine a loopback address is on. */
async function confirmMachine(port: number, remoteName: string, extensionKind: vscode.ExtensionKind): Promise<void> {
  const address = port > 0 ? `http://127.0.0.1:${port}` : t("a free port of 127.0.0.1");
  const machine = machineOf(remoteName);
  if (extensionKind === vscode.ExtensionKind.UI) {
    return agreed(
      t("Start the local platform on your own computer, at {0}?", address),
      machine === undefined
        ? t(
            "This window is connected to another machine. The local platform will run where your secrets are, on your own computer, and is not reached from the remote machine.",
          )
        : t(
            "This window is connected to {0}. The local platform will run where your secrets are, on your own computer, and is not reached from the remote machine.",
            machine,
          ),
      t("Start"),
    );
  }
  await agreed(
    t("Start the local platform on the remote machine, at {0}?", address),
    machine === undefined
      ? t(
          "It will run on the machine that runs VS Code's server. From another computer it is reached through a forwarded port.",
        )
      : t(
          "It will run on the remote machine ({0}). From your own computer it is reached through a forwarded port.",
          machine,
        ),
    t("Start"),
  );
}

/**
 * What people call the machine. A window in a browser has the address of VS Code's own server for a name: its port
 * would be taken for the local platform's, and a loopback name says nothing.
 */
function machineOf(remoteName: string): string | undefined {
  const name = remoteName.replace(/:\d+$/, "");
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i.test(name) ? undefined : name;
}
