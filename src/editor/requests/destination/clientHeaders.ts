import * as vscode from "vscode";
import { TOKEN_HEADERS } from "../../../domain/tokens/verify/sentToken";

/**
 * The headers that REST Client and httpYac send with every request because of their settings, a person's own too, in
 * lower case.
 */
export function clientHeaders(document: vscode.TextDocument): ReadonlySet<string> {
  const names = [
    ["rest-client", "defaultHeaders"],
    ["httpyac", "requestDefaultHeaders"],
  ].flatMap(([section, name = ""]) => {
    const headers: unknown = vscode.workspace.getConfiguration(section, document).get(name);
    return typeof headers === "object" && headers !== null ? Object.keys(headers) : [];
  });
  return new Set(names.map((name) => name.toLowerCase()));
}

export function clientsAddTokens(document: vscode.TextDocument): boolean {
  const added = clientHeaders(document);
  return TOKEN_HEADERS.some((name) => added.has(name));
}
