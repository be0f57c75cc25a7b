import type { CommandHandlers } from "../commands/commandTypes";
import { Commands } from "../workbench/contributions";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import type { RequestServices } from "./requestServices";

export function requestCommands(services: RequestServices) {
  return {
    [Commands.newRequestFile]: async (argument, caller) => {
      const { newRequestFile } = await import("./write/newRequestFile");
      return newRequestFile(services, argument, caller);
    },
    [Commands.insertRequest]: async (argument, caller) => {
      const { insertRequest } = await import("./write/insertRequest");
      return insertRequest(services, argument, caller);
    },
    [Commands.explainError]: async (argument, caller) => {
      const { explainError } = await import("./errors/explainError");
      return explainError(services, argument, caller);
    },
    [Commands.copyAsCurl]: async (argument, caller) => {
      const { copyAsCurl } = await import("./write/copyAsCurl");
      return copyAsCurl(services, argument, caller);
    },
    [Commands.copyConfiguration]: async (argument, caller) => {
      const { copyConfiguration } = await import("./write/copyConfiguration");
      return copyConfiguration(services, argument, caller);
    },
    [Commands.forgetTokens]: async () => {
      services.consents.forget();
      services.gateMemory.allowed.clear();
      services.gateMemory.declined.clear();
      await services.environment.ifWanted((environment) => environment.forget());
      showStatus(t("Tokens are out of the environment, and scripts have to ask again"));
    },
  } satisfies Partial<CommandHandlers>;
}
