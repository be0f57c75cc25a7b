import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { findTokens } from "../../../domain/tokens/inText/findTokens";
import type { RemedyAction } from "../../../domain/tokens/verify/advice";
import type { ExplainedCause } from "../../../domain/tokens/verify/likelyCauses";
import type { PlainText } from "../../../domain/text/asText";
import type { CommandRunner } from "../../commands/commandRunner";
import { execute } from "../../commands/execute";
import { MENDING_COMMANDS, mendingTitle } from "../../commands/mendings";
import { documentKind } from "../../documents/documentKind";
import { placeArgument } from "../../tokens/inText/tokenPlace";
import type { TokenService } from "../../tokens/tokenService";
import { Commands, type CommandId } from "../../workbench/contributions";
import { t, told } from "../../workbench/words";
import type { RequestAtHand } from "./errorAtHand";

export interface RemedyServices {
  readonly runner: Pick<CommandRunner, "pointer">;
  readonly tokens: Pick<TokenService, "prefer">;
}

/** What the first cause that was found can be mended with, where the editor can do that. */
export async function offerRemedy(
  services: RemedyServices,
  causes: readonly ExplainedCause[],
  request: RequestAtHand | undefined,
  app: JwtApp | undefined,
): Promise<void> {
  const cause = causes.find(({ state }) => state === "found");
  const remedy = cause?.action && remedyOf(services, cause.action, request, app);
  if (!cause || !remedy) return;
  if ((await vscode.window.showInformationMessage(told(cause.message), remedy.title)) !== remedy.title) return;
  await execute(remedy.command, remedy.argument && services.runner.pointer(remedy.argument));
}

interface Remedy {
  readonly title: PlainText;
  readonly command: CommandId;
  readonly argument?: object;
}

function remedyOf(
  services: RemedyServices,
  action: RemedyAction,
  request: RequestAtHand | undefined,
  app: JwtApp | undefined,
): Remedy | undefined {
  if (action === "createApp") return { title: t("Create JWT App"), command: Commands.createApp };
  if (!app) return undefined;
  const argument = { app: app.id };
  switch (action) {
    case "refresh": {
      const place = request && tokenPlace(request);
      if (place) return { title: t("Refresh this token"), command: Commands.refreshToken, argument: place };
      // The button of a message can be pressed by another extension, so the app is picked by the person.
      services.tokens.prefer(app);
      return { title: t("Copy a Fresh Token"), command: Commands.copyToken };
    }
    case "replaceSecret":
      return { title: t("Replace Secret"), command: Commands.replaceSecret, argument };
    case "editApp":
      return { title: t("Edit App"), command: Commands.editApp, argument };
    case "assignScopes":
    case "publishScopes":
    case "assignTables":
      return { title: mendingTitle(action), command: MENDING_COMMANDS[action], argument };
    case "insertRequest":
      return { title: t("Insert Request"), command: Commands.insertRequest, argument };
  }
}

/** Where the request's token stands, in a document that can be edited. */
function tokenPlace({ sent, document }: RequestAtHand): object | undefined {
  const token = findTokens(sent.headers["auth"] ?? sent.headers["authorization"] ?? "")[0]?.text;
  const at = document && documentKind(document) && token ? document.getText().indexOf(token) : -1;
  if (!document || !token || at < 0) return undefined;
  return placeArgument(
    document.uri,
    new vscode.Range(document.positionAt(at), document.positionAt(at + token.length)),
    token,
  );
}
