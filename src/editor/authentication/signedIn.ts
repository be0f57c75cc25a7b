import type * as vscode from "vscode";
import { SIGNED_IN } from "../workbench/contributions";

/** By internal id the label of the account. */
export type SignedIn = Readonly<Record<string, string>>;

export function signedIn(memory: vscode.Memento): SignedIn {
  return memory.get<SignedIn>(SIGNED_IN, {});
}

export function setSignedIn(memory: vscode.Memento, labels: SignedIn): Thenable<void> {
  return memory.update(SIGNED_IN, Object.keys(labels).length > 0 ? labels : undefined);
}
