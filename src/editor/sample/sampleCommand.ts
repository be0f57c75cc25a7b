import type * as vscode from "vscode";
import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import type { CommandRunner } from "../commandRunner";
import { Commands } from "../contributions";
import type { AppStore } from "../storage/appStore";

/** `jwtApps.createSample`: an app and files to try the extension with. */
export function registerCreateSample(runner: CommandRunner, store: AppStore, ports: PayloadPorts): vscode.Disposable {
  return runner.register(Commands.createSample, async () => {
    const { createSample } = await import("../../onDemand");
    return createSample(store, ports);
  });
}
