import * as vscode from "vscode";
import type { CommandId } from "../workbench/contributions";
import type { CallOf, ResultOf } from "./commandTypes";

/** Runs one of our commands; undefined where a person closed its prompt, or was told what went wrong. */
export async function execute<Id extends CommandId>(id: Id, argument?: CallOf<Id>): Promise<ResultOf<Id> | undefined> {
  return vscode.commands.executeCommand<ResultOf<Id> | undefined>(id, argument);
}
