import * as vscode from "vscode";
import { TOOLS } from "../workbench/contributions";
import { LoadedLater } from "../workbench/loadedLater";
import type { AgentServices } from "./agentTools";

/** The tools that a chat can call, and code by `vscode.lm.invokeTool`. */
export function registerAgentTools(services: AgentServices): vscode.Disposable {
  const tools = new LoadedLater(async () => (await import("./agentTools")).agentTools(services));
  return vscode.Disposable.from(
    ...TOOLS.map((name) =>
      vscode.lm.registerTool(`jwt-apps_${name}`, {
        prepareInvocation: async (options) => (await tools.load())[name].prepareInvocation(options),
        invoke: async (options, cancellation) => (await tools.load())[name].invoke(options, cancellation),
      }),
    ),
  );
}
