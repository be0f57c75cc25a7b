import type * as vscode from "vscode";
import type { FormStart } from "../../domain/apps/form/formStart";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import type { CommandRunner } from "../commands/commandRunner";
import { noClientSecret } from "../../domain/apps/unfittingApp";
import type { Consents } from "../commands/consents";
import type { Row } from "../commands/row";
import type { DecryptedDocuments } from "../results/decryptedDocuments";
import type { AppChoices, AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";

/** What the commands for apps need. */
export interface AppServices {
  readonly store: AppStore;
  readonly picker: AppPicker;
  readonly consents: Consents;
  readonly documents: DecryptedDocuments;
  readonly log: vscode.LogOutputChannel;
  readonly appFolder: vscode.Uri;
  readonly openForm: (app?: JwtApp, start?: FormStart) => void | Promise<void>;
  /** The rows that are selected in the view. */
  readonly selectedRows: () => readonly Row[];
  readonly forgetKeys: (id?: string) => void;
  /** Stops it, and forgets the key of its address and which apps it served. */
  readonly forgetGateway: () => Promise<void>;
  readonly runner: Pick<CommandRunner, "offer">;
}

/** Apps whose tokens a client secret signs. */
export const WITH_SECRET: AppChoices = {
  only: ({ algorithm }) => signsWithSecret(algorithm),
  whyNot: noClientSecret,
};
