import * as vscode from "vscode";
import { AUTHENTICATION, SIGNED_IN } from "../workbench/contributions";
import { LoadedLater } from "../workbench/loadedLater";
import type { SessionServices } from "./appSessions";

/**
 * Tokens for other extensions, by VS Code's own question. The workbench asks for the accounts as soon as there is a
 * provider: where no app is signed in, nothing is loaded for the answer.
 */
export function registerAuthentication(services: SessionServices): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  const sessions = new LoadedLater(async () => {
    const { AppSessions } = await import("./appSessions");
    return new AppSessions(services, changed);
  });
  return vscode.Disposable.from(
    changed,
    sessions,
    vscode.authentication.registerAuthenticationProvider(AUTHENTICATION, "JWT Apps", {
      onDidChangeSessions: changed.event,
      getSessions: async (scopes, options) =>
        scopes || services.memory.get(SIGNED_IN) ? (await sessions.load()).getSessions(scopes, options) : [],
      createSession: async (scopes) => (await sessions.load()).createSession(scopes),
      removeSession: async (id) => (await sessions.load()).removeSession(id),
    }),
  );
}
