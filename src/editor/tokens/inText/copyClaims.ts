import * as vscode from "vscode";
import { UserError } from "../../../domain/errors";
import type { ArgumentOf } from "../../commands/commandTypes";
import type { Commands } from "../../workbench/contributions";
import { showStatus } from "../../workbench/statusMessage";
import type { Caller } from "../../commands/caller";
import { type ReadToken, tokenToRead } from "../tokenToRead";
import { verdictOf } from "./tokenFacts";
import type { TextServices } from "./tokensInText";
import { t } from "../../workbench/words";

/** `jwtApps.copyClaims`: copies a token's claims as JSON, and returns them; over a token in the clipboard only by a person's word. */
export async function copyClaims(
  services: TextServices,
  argument: ArgumentOf<typeof Commands.copyClaims>,
  caller: Caller,
): Promise<object> {
  const { runner, consents } = services;
  const read = ({ token }: ReadToken): Promise<object> => copyClaimsOf(services, token);
  return read(await tokenToRead(argument, { runner, consents, caller, read, replacesClipboard: true }));
}

async function copyClaimsOf(services: TextServices, token: string): Promise<object> {
  const { claims } = await verdictOf(services, { token, apps: await services.store.apps() });
  if (!claims)
    throw new UserError("claims-closed", "The claims of this token can't be read: it is encrypted, or it is damaged.");
  await vscode.env.clipboard.writeText(JSON.stringify(claims, undefined, 2));
  showStatus(t("Copied the claims of the token"));
  return claims;
}
