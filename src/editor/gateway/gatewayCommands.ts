import type { CommandHandlers } from "../commands/commandTypes";
import type { DecryptedDocuments } from "../results/decryptedDocuments";
import { Commands } from "../workbench/contributions";
import type { CopyServices } from "./copyGatewayAddress";
import type { GatewayStart } from "./startGateway";

export interface GatewayCommandServices extends GatewayStart, CopyServices {
  readonly documents: DecryptedDocuments;
}

export function gatewayCommands(services: GatewayCommandServices) {
  const { gateway } = services;
  return {
    [Commands.startGateway]: async (wish, caller) => {
      const { startGateway } = await import("./startGateway");
      return startGateway(services, wish, caller);
    },
    [Commands.stopGateway]: async () => {
      if (services.canListen) await (await gateway.control.load()).stop();
    },
    [Commands.copyGatewayAddress]: async (argument, caller) => {
      const { copyGatewayAddress } = await import("./copyGatewayAddress");
      return copyGatewayAddress(services, argument, caller);
    },
    [Commands.renewGatewayKey]: async () => {
      const { renewGatewayKey } = await import("./renewGatewayKey");
      await renewGatewayKey(services);
    },
    [Commands.showGatewayLog]: async () => (await gateway.control.load()).showLog(),
    [Commands.showGatewayActions]: async () => {
      const { showGatewayActions } = await import("./showGatewayActions");
      await showGatewayActions(gateway);
    },
    [Commands.explainGatewayError]: async ({ entry }) => {
      const { explainGatewayError } = await import("./explainGatewayError");
      await explainGatewayError(services, entry);
    },
  } satisfies Partial<CommandHandlers>;
}
