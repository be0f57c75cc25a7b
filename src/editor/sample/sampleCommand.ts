import type * as vscode from "vscode";
import type { Caller, CommandRunner } from "../commands/commandRunner";
import { Commands } from "../workbench/contributions";
import type { SampleServices } from "./sampleServices";

/** `jwtApps.createSample`: an app and files to try the extension with. */
export function registerCreateSample(
  runner: CommandRunner,
  services: Omit<SampleServices, "runner">,
): vscode.Disposable {
  return runner.register(Commands.createSample, async (_argument?: object, caller: Caller = "person") => {
    const { createSample } = await import("./createSample");
    return createSample({ ...services, runner }, caller);
  });
}
