import type * as vscode from "vscode";
import { appCommands } from "./apps/appCommands";
import type { AppServices } from "./apps/appServices";
import { viewCommands } from "./appTree/viewCommands";
import type { CommandHandlers } from "./commands/commandTypes";
import { gatewayCommands, type GatewayCommandServices } from "./gateway/gatewayCommands";
import { localPlatform, type LocalPlatformServices } from "./localPlatform/localPlatformCommands";
import { payloadCommands } from "./payloads/payloadCommands";
import type { PayloadServices } from "./payloads/payloadServices";
import { requestCommands } from "./requests/requestCommands";
import type { RequestServices } from "./requests/requestServices";
import type { SampleServices } from "./sample/showSample";
import type { EndpointServices } from "./scopes/endpointActions";
import { endpointCommands } from "./scopes/endpointCommands";
import { scopeCommands } from "./scopes/scopeCommands";
import type { ClaimServices } from "./tokens/inText/copyClaims";
import type { InspectServices } from "./tokens/inText/inspectToken";
import type { RefreshServices } from "./tokens/inText/refreshToken";
import { tokenCommands } from "./tokens/tokenCommands";
import type { TokenUse } from "./tokens/useToken";
import { Commands } from "./workbench/contributions";

type CommandServices = AppServices &
  LocalPlatformServices &
  GatewayCommandServices &
  PayloadServices &
  Omit<RequestServices, "placements"> &
  SampleServices &
  EndpointServices &
  TokenUse &
  InspectServices &
  RefreshServices &
  ClaimServices;

/** What each command does: loaded with the first that is run, and each with what it needs when it is. */
export function allCommands(services: CommandServices) {
  const { store, picker, log } = services;
  const platform = localPlatform(services);
  const unsavedSamples = new WeakMap<vscode.TextDocument, string>();
  const handlers: CommandHandlers = {
    ...appCommands(services),
    ...scopeCommands(store, picker),
    ...endpointCommands({ ...services, rows: {} }),
    ...tokenCommands(services),
    ...payloadCommands(services),
    ...requestCommands({ ...services, placements: {} }),
    ...viewCommands(store),
    ...platform.commands,
    ...gatewayCommands(services),
    [Commands.createSample]: async (_, caller) => {
      const { createSample } = await import("./sample/createSample");
      return createSample(services, unsavedSamples, caller);
    },
    [Commands.showLog]: () => log.show(),
  };
  return { handlers, dispose: () => platform.dispose() };
}
