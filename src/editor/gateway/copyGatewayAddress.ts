import * as vscode from "vscode";
import { isHostUnconfirmed } from "../../domain/apps/hostFromFile";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import type { Caller } from "../commands/caller";
import type { CommandRunner } from "../commands/commandRunner";
import { execute } from "../commands/execute";
import { confirmed } from "../prompts/prompts";
import type { AppArgument, AppPicker } from "../storage/appPicker";
import type { TokenClipboard } from "../tokens/tokenClipboard";
import { Commands } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { GatewayInWindow } from "./gatewayInWindow";
import { noSlug } from "./gatewayRefusal";

export interface CopyServices {
  readonly picker: AppPicker;
  readonly gateway: GatewayInWindow;
  readonly clipboard: TokenClipboard;
  readonly runner: Pick<CommandRunner, "offer" | "pointer">;
  readonly canListen: boolean;
}

/**
 * `jwtApps.copyGatewayAddress`: of an app, onto the clipboard.
 * @returns the address where anything but a person asked for it, and a person said so
 */
export async function copyGatewayAddress(
  services: CopyServices,
  argument: AppArgument,
  caller: Caller,
): Promise<string | undefined> {
  const { picker, gateway, clipboard, canListen } = services;
  if (!canListen) throw new UserError("gateway-web-address", "In VS Code for the Web there is no gateway.");
  const running = await (await gateway.control.load()).refresh();
  const app = await picker.resolve(argument, {
    ...(running && { only: ({ id }) => running.appIds.includes(id) }),
    title: t("Copy Gateway Address"),
  });
  if (app.slug === undefined) throw noSlug(app);
  if (caller !== "person") await askForCode(app);
  const address = `${await gateway.address()}/${encodeURIComponent(app.slug)}`;
  await clipboard.copy(address);
  showStatus(t("Copied the gateway's address for {0}", app.name));
  if (caller !== "person") return address;
  if (!running?.appIds.includes(app.id) || isHostUnconfirmed(app)) offerStart(services, app, running !== undefined);
  return undefined;
}

async function askForCode({ name }: JwtApp): Promise<void> {
  if (!vscode.workspace.isTrusted)
    throw new UserError(
      "restricted-mode",
      "In Restricted Mode the gateway's address is not given to another extension or a script.",
      { remedy: "Trust this workspace, or copy the address by hand." },
    );
  await confirmed(
    t("Give the gateway's address for “{0}” to another extension or a script?", name),
    t(
      "Something other than a click or the Command Palette asked for it. Whoever has the address can act as this app, and as every other app that the gateway serves, from this machine and while it runs. “Renew Gateway Key” makes it useless.",
    ),
    t("Give the Address"),
    t("Don't Give It"),
  );
}

/** The address is right all the same: it stays from start to start. */
function offerStart({ runner }: CopyServices, app: JwtApp, isRunning: boolean): void {
  runner.offer(async () => {
    const start = t("Start Gateway…");
    const message = isRunning ? t("The gateway doesn't serve “{0}” yet.", app.name) : t("The gateway doesn't run yet.");
    if ((await vscode.window.showInformationMessage(message, start)) !== start) return;
    await execute(Commands.startGateway, runner.pointer({ apps: [app.id] }));
  });
}
