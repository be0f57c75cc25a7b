import * as vscode from "vscode";
import { EndpointNode } from "../appTree/endpointNode";
import { ScopeNode } from "../appTree/scopeNodes";
import { TableNode } from "../appTree/tableNodes";
import { TreeNode } from "../appTree/treeNode";
import type { Caller, CommandRunner } from "../commands/commandRunner";
import type { Consents } from "../commands/consents";
import { Commands } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import { showStatus } from "../workbench/statusMessage";
import type { AppStore } from "../storage/appStore";
import { t } from "../workbench/words";
import type { InsertServices } from "./write/insertRequest";
import type { RequestSource } from "./write/requestsWanted";

export interface RequestServices extends InsertServices {
  readonly store: AppStore;
  readonly consents: Consents;
  readonly log: FailureLog;
}

export function registerRequestCommands(runner: CommandRunner, services: RequestServices): vscode.Disposable {
  return vscode.Disposable.from(
    runner.register(Commands.newRequestFile, async (argument?: object, caller: Caller = "person") => {
      const { newRequestFile } = await import("./write/newRequestFile");
      return newRequestFile(services, sourceOf(argument), caller);
    }),
    runner.register(Commands.insertRequest, async (argument?: object, caller: Caller = "person") => {
      const { insertRequest } = await import("./write/insertRequest");
      return insertRequest(services, sourceOf(argument), caller);
    }),
    runner.register(Commands.copyConfiguration, async (argument?: object, caller: Caller = "person") => {
      const { copyConfiguration } = await import("./write/copyConfiguration");
      return copyConfiguration(services, sourceOf(argument), caller);
    }),
    runner.register(Commands.forgetTokens, async () => {
      services.consents.forget();
      services.gateMemory.allowed.clear();
      services.gateMemory.declined.clear();
      await services.environment.forget();
      showStatus(t("Tokens are out of the environment, and scripts have to ask again"));
    }),
    services.store.onDidRename((renamed) =>
      inBackground(services.log, "renamed app", async () => {
        const { offerNewName } = await import("./write/renamedApp");
        await offerNewName(renamed);
      }),
    ),
  );
}

/** What a command that writes requests was called on: a row of the tree, or an argument object. */
export function sourceOf(argument: object | undefined): RequestSource {
  if (argument instanceof EndpointNode)
    return { app: argument, endpoints: [argument.endpoint.id], tables: argument.app.tables };
  if (argument instanceof ScopeNode || argument instanceof TableNode) {
    const rows = argument.children().filter((child) => child instanceof EndpointNode);
    const tables = argument instanceof TableNode ? { tables: argument.ownApp().tables } : {};
    return {
      app: argument,
      endpoints: rows.flatMap(({ endpoint }) => (endpoint.path === undefined ? [] : [endpoint.id])),
      ...tables,
    };
  }
  return argument instanceof TreeNode ? { app: argument } : { app: argument, options: argument ?? {} };
}
