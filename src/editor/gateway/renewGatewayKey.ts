import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import type { CommandRunner } from "../commands/commandRunner";
import { execute } from "../commands/execute";
import { confirmed } from "../prompts/prompts";
import { Commands } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { GatewayInWindow } from "./gatewayInWindow";

/** `jwtApps.renewGatewayKey`: whoever has the old address can do nothing more with it. */
export async function renewGatewayKey({
  gateway,
  runner,
  canListen,
}: {
  readonly gateway: GatewayInWindow;
  readonly runner: Pick<CommandRunner, "offer">;
  readonly canListen: boolean;
}): Promise<void> {
  if (!canListen) throw new UserError("gateway-web-address", "In VS Code for the Web there is no gateway.");
  await confirmed(
    t("Make a new key for the gateway's address?"),
    t(
      "Every address that was copied or written down stops working at once, also in other windows. Clients need the new one, and what request files read as the variable “gateway” has to be set up again.",
    ),
    t("Make a New Key"),
    t("Keep the Key"),
  );
  const control = await gateway.control.load();
  await control.renewKey();
  showStatus(t("The gateway's address has a new key"));
  runner.offer(async () => {
    const again = t("Set Up Again…");
    const message = t("Request files that go through the gateway still have its old address.");
    if ((await vscode.window.showInformationMessage(message, again)) === again)
      await execute(Commands.setUpGatewayVariable);
  });
}
