import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import type { Caller } from "../commands/caller";
import { agreed } from "../prompts/prompts";
import type { GateMemory } from "../requests/destination/gateMemory";
import type { LoadedLater } from "../workbench/loadedLater";
import { machineOf } from "../workbench/remoteMachine";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { LocalPlatformController } from "./localPlatformController";

/** Where it would run. */
export interface Machine {
  readonly gateMemory: GateMemory;
  /** False in web hosts, where nothing can listen. */
  readonly canListen: boolean;
  /** Where this extension runs, in a remote window. */
  readonly extensionKind: vscode.ExtensionKind;
}

/** `jwtApps.startLocalPlatform`. */
export async function startLocalPlatform(
  controller: LoadedLater<LocalPlatformController>,
  { gateMemory, canListen, extensionKind }: Machine,
  port: number,
  caller: Caller,
): Promise<{ readonly url: string }> {
  if (!canListen) {
    throw new UserError(
      "local-platform-web",
      "The local platform can't run in VS Code for the Web, where nothing can listen on a port.",
      { remedy: "Start it in VS Code on the desktop, or from a terminal." },
    );
  }
  const platform = await controller.load();
  if (caller !== "code" && vscode.env.remoteName !== undefined && !platform.isRunning)
    await confirmMachine(port, vscode.env.remoteName, extensionKind);
  const url = await platform.start(port);
  gateMemory.localPlatform = new URL(url).host;
  showStatus(t("The local platform runs at {0}", url));
  return { url };
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
