import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { EndpointNode } from "../appTree/endpointNode";
import { ScopeNode } from "../appTree/scopeNodes";
import { TableNode } from "../appTree/tableNodes";
import { TreeNode } from "../appTree/treeNode";
import type { Caller, CommandRunner } from "../commands/commandRunner";
import type { TokenClipboard } from "../workbench/clipboard";
import type { Consents } from "../commands/consents";
import { Commands } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import { showStatus } from "../workbench/statusMessage";
import type { AppArgument } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import type { TokenService } from "../tokens/tokenService";
import type { GateMemory } from "./destination/gateMemory";
import type { TokenEnvironment } from "../tokens/environment/tokenEnvironment";
import type { Lazy } from "../workbench/lazy";
import { t } from "../workbench/words";

export interface RequestServices {
  readonly store: AppStore;
  readonly tokens: TokenService;
  readonly environment: Lazy<TokenEnvironment>;
  readonly consents: Consents;
  readonly gateMemory: GateMemory;
  readonly clipboard: TokenClipboard;
  readonly show: (error: unknown) => Promise<void>;
  readonly log: FailureLog;
}

/** What a command was called on. */
export interface RequestSource {
  readonly app: AppArgument;
  /** An argument object as it came. */
  readonly options?: object;
  /** Ids of endpoints, below a scope or a table or of one endpoint. */
  readonly endpoints?: readonly string[];
  readonly tables?: JwtApp["tables"];
}

export function registerRequestCommands(runner: CommandRunner, services: RequestServices): vscode.Disposable {
  return vscode.Disposable.from(
    runner.register(Commands.newRequestFile, async (argument?: object, caller: Caller = "person") => {
      const { newRequestFile } = await import("./write/requestWriter");
      return newRequestFile(services, sourceOf(argument), caller);
    }),
    runner.register(Commands.insertRequest, async (argument?: object, caller: Caller = "person") => {
      const { insertRequest } = await import("./write/requestWriter");
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
      await services.environment.ifMade((environment) => environment.forget());
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
