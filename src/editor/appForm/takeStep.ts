import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { NextStep } from "../../domain/apps/form/nextSteps";
import { Commands, type CommandId } from "../workbench/contributions";
import { execute } from "../commands/execute";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";

interface Doers {
  /** Runs a command on the app's row of the tree, as a click on it would. */
  readonly runOnRow: (command: CommandId, id: string) => Promise<unknown>;
}

/** Does a step of the summary's for the app. @returns whether it was done: a person may close its prompt */
export async function takeStep({ runOnRow }: Doers, step: NextStep, app: JwtApp): Promise<boolean> {
  switch (step) {
    case "uploadSigningKey":
      return copyKey(app.signingKey?.publicKey, t("Signing Public Key"));
    case "pastePayloadKey":
      return copyKey(
        app.payloadKey?.kind === "keyPair" ? app.payloadKey.publicKey : undefined,
        t("Payload Public Key"),
      );
    case "startLocalPlatform":
      return (await execute(Commands.startLocalPlatform)) !== undefined;
    default:
      return (await runOnRow(ON_ROW[step], app.id)) !== undefined;
  }
}

const ON_ROW: Readonly<
  Record<Exclude<NextStep, "uploadSigningKey" | "pastePayloadKey" | "startLocalPlatform">, CommandId>
> = {
  enterSecret: Commands.enterSecret,
  completeKeys: Commands.editApp,
  assignScopes: Commands.assignScopes,
  assignTables: Commands.assignTables,
  publishScopes: Commands.publishScopes,
  copyToken: Commands.copyToken,
  writeRequest: Commands.newRequestFile,
};

async function copyKey(publicKey: string | undefined, label: string): Promise<boolean> {
  if (publicKey === undefined) return false;
  await vscode.env.clipboard.writeText(publicKey);
  showStatus(t("Copied: {0}", label));
  return true;
}
