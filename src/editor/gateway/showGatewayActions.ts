import { UserError } from "../../domain/errors";
import { asText, type PlainText } from "../../domain/text/asText";
import { execute } from "../commands/execute";
import { pickOne } from "../prompts/pick";
import { Commands } from "../workbench/contributions";
import { t } from "../workbench/words";
import type { GatewayInWindow } from "./gatewayInWindow";

interface Action {
  readonly label: `$(${string}) ${PlainText}`;
  readonly command:
    | typeof Commands.copyGatewayAddress
    | typeof Commands.startGateway
    | typeof Commands.showGatewayLog
    | typeof Commands.stopGateway;
}

/** `jwtApps.showGatewayActions`: what its item in the status bar leads to. */
export async function showGatewayActions(gateway: GatewayInWindow): Promise<void> {
  const running = await (await gateway.control.load()).refresh();
  if (!running) throw new UserError("gateway-not-running", "The gateway doesn't run.");
  const actions: readonly Action[] = [
    { label: `$(copy) ${t("Copy Address…")}`, command: Commands.copyGatewayAddress },
    ...(running.isHere
      ? ([
          { label: `$(output) ${t("Show Requests")}`, command: Commands.showGatewayLog },
          { label: `$(checklist) ${t("Choose Apps…")}`, command: Commands.startGateway },
        ] as const)
      : ([{ label: `$(arrow-swap) ${t("Move to This Window…")}`, command: Commands.startGateway }] as const)),
    { label: `$(debug-stop) ${t("Stop")}`, command: Commands.stopGateway },
  ];
  const { command } = await pickOne(actions, {
    title: t("Gateway"),
    placeHolder: asText(`http://127.0.0.1:${running.port}`),
  });
  await execute(command);
}
