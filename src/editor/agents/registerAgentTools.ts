import * as vscode from "vscode";
import { Tools } from "../workbench/contributions";
import { LoadedLater } from "../workbench/loadedLater";
import type { AgentServices } from "./agentTools";

/** The tools that a chat can call, and code by `vscode.lm.invokeTool`. */
export function registerAgentTools(services: AgentServices): vscode.Disposable {
  const tools = new LoadedLater(async () => (await import("./agentTools")).agentTools(services));
  const names = Object.keys(Tools) as (keyof typeof Tools)[];
  return vscode.Disposable.from(
    ...names.map((name) =>
      vscode.lm.registerTool(Tools[name], {
        prepareInvocation: async (options) => (await tools.load())[name].prepareInvocation(options),
        invoke: async (options, cancellation) => (await tools.load())[name].invoke(options, cancellation),
      }),
    ),
  );
}
