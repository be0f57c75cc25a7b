import type { CommandHandlers } from "../commands/commandTypes";
import { Commands } from "../workbench/contributions";
import type { ClaimServices } from "./inText/copyClaims";
import type { InspectServices } from "./inText/inspectToken";
import type { RefreshServices } from "./inText/refreshToken";
import type { TokenUse } from "./useToken";

export function tokenCommands(services: TokenUse & InspectServices & RefreshServices & ClaimServices) {
  const { tokens } = services;
  return {
    // Only for code: whatever calls it gets the token itself, so it always counts as asked by code.
    [Commands.mintToken]: async (argument) => {
      const { token, expiresAt, jwtApp } = await tokens.mint(argument, "code");
      return { token, expiresAt, app: jwtApp.name };
    },
    [Commands.copyToken]: async (argument, caller) => {
      const { copyToken } = await import("./useToken");
      return copyToken(services, argument, caller);
    },
    [Commands.copyAuthHeader]: async (argument, caller) => {
      const { copyAuthHeader } = await import("./useToken");
      return copyAuthHeader(services, argument, caller);
    },
    [Commands.insertToken]: async (argument, caller) => {
      const { insertToken } = await import("./useToken");
      return insertToken(services, argument, caller);
    },
    [Commands.mintTokenWithOptions]: async (argument, caller) => {
      const { mintTokenWithOptions } = await import("./useToken");
      return mintTokenWithOptions(services, argument, caller);
    },
    [Commands.inspectToken]: async (argument, caller) => {
      const { inspectToken } = await import("./inText/inspectToken");
      return inspectToken(services, argument, caller);
    },
    [Commands.refreshToken]: async (argument, caller) => {
      const { refreshToken } = await import("./inText/refreshToken");
      return refreshToken(services, argument, caller);
    },
    [Commands.copyClaims]: async (argument, caller) => {
      const { copyClaims } = await import("./inText/copyClaims");
      return copyClaims(services, argument, caller);
    },
  } satisfies Partial<CommandHandlers>;
}
