import type * as vscode from "vscode";

/** The memory's key for the ids of the apps that the user agreed to have tokens of in the environment. */
const ENVIRONMENT_APPS = "environmentApps";

export function environmentApps(memory: vscode.Memento): readonly string[] {
  const value: unknown = memory.get(ENVIRONMENT_APPS);
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

export function setEnvironmentApps(memory: vscode.Memento, ids: readonly string[]): Thenable<void> {
  return memory.update(ENVIRONMENT_APPS, ids);
}
