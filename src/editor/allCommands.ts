import { appCommands } from "./apps/appCommands";
import type { AppServices } from "./apps/appServices";
import { viewCommands } from "./appTree/viewCommands";
import type { CommandHandlers } from "./commands/commandTypes";
import { localPlatform, type LocalPlatformServices } from "./localPlatform/localPlatformCommands";
import { payloadCommands } from "./payloads/payloadCommands";
import type { PayloadServices } from "./payloads/payloadServices";
import { requestCommands } from "./requests/requestCommands";
import type { RequestServices } from "./requests/requestServices";
import type { SampleServices } from "./sample/sampleServices";
import { scopeCommands } from "./scopes/scopeCommands";
import type { tokensInText } from "./tokens/inText/tokensInText";
import type { InspectServices } from "./tokens/inspectToken";
import { tokenCommands } from "./tokens/tokenCommands";
import type { TokenUse } from "./tokens/useToken";
import { Commands } from "./workbench/contributions";

type CommandServices = AppServices &
  LocalPlatformServices &
  PayloadServices &
  RequestServices &
  SampleServices &
  TokenUse &
  InspectServices & { readonly text: ReturnType<typeof tokensInText> };

/** What each command does: loaded with the first that is run, and each with what it needs when it is. */
export function allCommands(services: CommandServices) {
  const { store, picker, text, log } = services;
  const platform = localPlatform(services);
  const handlers: CommandHandlers = {
    ...appCommands(services),
    ...scopeCommands(store, picker),
    ...tokenCommands(services),
    ...payloadCommands(services),
    ...requestCommands(services),
    ...viewCommands(store),
    ...text.commands,
    ...platform.commands,
    [Commands.createSample]: async (_, caller) => {
      const { createSample } = await import("./sample/createSample");
      return createSample(services, caller);
    },
    [Commands.showLog]: () => log.show(),
  };
  return { handlers, dispose: () => platform.dispose() };
}
