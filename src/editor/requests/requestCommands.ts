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
    [Commands.useGateway]: async (argument, caller) => {
      const { useGatewayIn } = await import("./gateway/convertRequests");
      return useGatewayIn(services, argument, caller);
    },
    [Commands.useToken]: async (argument, caller) => {
      const { useTokenIn } = await import("./gateway/convertRequests");
      return useTokenIn(services, argument, caller);
    },
    [Commands.switchApp]: async (argument, caller) => {
      const { switchAppIn } = await import("./switch/switchAppIn");
      return switchAppIn(services, argument, caller);
    },
    [Commands.setUpGatewayVariable]: async () => {
      const { setUpGatewayVariable } = await import("./gateway/setUpGatewayVariable");
      return setUpGatewayVariable(services);
    },
    [Commands.forgetTokens]: async () => {
      services.consents.forget();
      services.gateMemory.allowed.clear();
      services.gateMemory.declined.clear();
      await services.environment.ifWanted((environment) => environment.forget());
      await (await services.gatewayEnvironment.load()).forget();
      showStatus(t("Tokens are out of the environment, and scripts have to ask again"));
    },
  } satisfies Partial<CommandHandlers>;
}
