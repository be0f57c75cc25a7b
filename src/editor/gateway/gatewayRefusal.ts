import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { machineOf } from "../workbench/remoteMachine";

/** Where it would run. */
export interface GatewayPlace {
  /** False in web hosts, where nothing can listen. */
  readonly canListen: boolean;
  /** Where this extension runs, in a remote window. */
  readonly extensionKind: vscode.ExtensionKind;
}

/** Why no gateway is started in this window, or undefined. */
export function gatewayRefusal(
  { canListen, extensionKind }: GatewayPlace,
  remoteName = vscode.env.remoteName,
): UserError | undefined {
  if (!canListen)
    return new UserError(
      "gateway-web",
      "The gateway can't run in VS Code for the Web, where nothing can listen on a port.",
      { remedy: "Start it in VS Code on the desktop, or run “node dist/gateway.js” of this extension in a terminal." },
    );
  if (!vscode.workspace.isTrusted)
    return new UserError("gateway-restricted", "In Restricted Mode the gateway is not started.", {
      remedy: "Trust this workspace first: “Workspaces: Manage Workspace Trust” in the Command Palette.",
    });
  // On the other side than the clients, which send the window's request files.
  const machine = remoteName === undefined ? undefined : machineOf(remoteName);
  if (machine !== undefined && extensionKind === vscode.ExtensionKind.UI)
    return new UserError(
      "gateway-remote",
      "This window sends from the remote machine ({0}), and the gateway would run on your own computer.",
      { args: [machine], remedy: "Run “node dist/gateway.js” of this extension in a terminal of the remote machine." },
    );
  return undefined;
}

/** Each app gets one when it is listed, unless the file with all of them can't be read or written then. */
export function noSlug({ name }: Pick<JwtApp, "name">): UserError {
  return new UserError("gateway-no-slug", "“{0}” has no name in the gateway's addresses yet.", {
    args: [name],
    remedy: "The file with these names can't be read or written now: the log says more.",
  });
}
