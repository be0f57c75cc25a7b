import * as vscode from "vscode";

/** Headers in which tokens travel, in lower case. */
export const TOKEN_HEADERS: readonly string[] = ["auth", "authorization", "token"];

/** REST Client and httpYac send what these settings name with every request, a person's own too. */
export function clientsAddTokens(document: vscode.TextDocument): boolean {
  return [
    ["rest-client", "defaultHeaders"],
    ["httpyac", "requestDefaultHeaders"],
  ].some(([section, name = ""]) => {
    const headers: unknown = vscode.workspace.getConfiguration(section, document).get(name);
    const names = typeof headers === "object" && headers !== null ? Object.keys(headers) : [];
    return names.some((header) => TOKEN_HEADERS.includes(header.toLowerCase()));
  });
}
