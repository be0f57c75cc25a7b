import type { AppField } from "../../domain/apps/form/formStart";
import type { AppMending, FieldMending, Mending } from "../../domain/errors";
import { Commands, type CommandId } from "../workbench/contributions";
import type { PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** Each of them asks a person before it changes anything, whoever calls it: buttons of messages can be pressed by code. */
export const MENDING_COMMANDS: Readonly<Record<Mending | FieldMending, CommandId>> = {
  enterClientSecret: Commands.enterSecret,
  enterSigningKey: Commands.enterSigningKey,
  enterPlatformKey: Commands.enterPlatformKey,
  enterPayloadKey: Commands.enterPayloadKey,
  confirmAlgorithm: Commands.confirmAlgorithm,
  assignScopes: Commands.assignScopes,
  assignTables: Commands.assignTables,
  publishScopes: Commands.publishScopes,
  enterHost: Commands.editApp,
  enterBotId: Commands.editApp,
};

const FIELDS: Readonly<Partial<Record<Mending | FieldMending, AppField>>> = { enterHost: "host", enterBotId: "botId" };

/** What the command is given: the app, and where it opens the form, the field. */
export function mendingArgument({ kind, appId }: AppMending): { readonly app: string; readonly field?: AppField } {
  const field = FIELDS[kind];
  return { app: appId, ...(field && { field }) };
}

/** What the button says. */
export function mendingTitle(mending: Mending | FieldMending): PlainText {
  switch (mending) {
    case "enterClientSecret":
      return t("Enter Client Secret…");
    case "enterSigningKey":
      return t("Enter Signing Key…");
    case "enterPlatformKey":
      return t("Paste Platform Key…");
    case "enterPayloadKey":
      return t("Enter Payload Key…");
    case "confirmAlgorithm":
      return t("Confirm Algorithm…");
    case "assignScopes":
      return t("Assign Scopes…");
    case "assignTables":
      return t("Assign Tables and Views…");
    case "publishScopes":
      return t("Note as Published…");
    case "enterHost":
      return t("Enter Host…");
    case "enterBotId":
      return t("Enter Bot ID…");
  }
}

/** How a row of the tree says what mends it: the menus of package.json go by it. */
export function mendingMark(mending: Mending | undefined): readonly string[] {
  return mending === undefined ? [] : [`mend:${mending}`];
}
