import type * as vscode from "vscode";
import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import type { CommandRunner } from "../commands/commandRunner";
import type { Consents } from "../commands/consents";
import type { OpenDocuments } from "../documents/openDocuments";
import type { DecryptedDocuments } from "../results/decryptedDocuments";
import type { AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import type { TokenClipboard } from "../tokens/tokenClipboard";

export interface PayloadServices {
  readonly store: AppStore;
  readonly picker: AppPicker;
  readonly documents: DecryptedDocuments;
  readonly openDocuments: OpenDocuments;
  readonly consents: Consents;
  readonly clipboard: Pick<TokenClipboard, "borrow">;
  /** Of this machine, for what is said once. */
  readonly memory: vscode.Memento;
  readonly ports: () => Promise<PayloadPorts>;
  readonly runner: Pick<CommandRunner, "offer">;
}
