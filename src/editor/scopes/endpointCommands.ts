import type { CommandHandlers } from "../commands/commandTypes";
import { Commands } from "../workbench/contributions";
import type { FindServices } from "./findEndpoint";

/** What starts from the endpoints, whatever app they are called with. */
export function endpointCommands(services: FindServices) {
  return {
    [Commands.findEndpoint]: async (argument, caller) => {
      const { findEndpoint } = await import("./findEndpoint");
      return findEndpoint(services, argument, caller);
    },
    [Commands.listEncryptingEndpoints]: async (argument, caller) => {
      const { listEncryptingEndpoints } = await import("./encryptingEndpoints");
      return listEncryptingEndpoints(services, argument, caller);
    },
  } satisfies Partial<CommandHandlers>;
}
