import * as vscode from "vscode";
import { say } from "../../../domain/text/sentence";
import { type DocumentIndex, rangeOf } from "../../documents/documentIndex";
import type { GatewayState } from "../../gateway/gatewayState";
import { isIgnored } from "../gateway/gitIgnored";
import type { PlacedFinding } from "./placedFinding";

/**
 * Addresses of the gateway that stand in a file with their keys: in a request file that of the present gateway or of
 * another; in any other file of the workspace that git doesn't ignore, the present one's, which is surely no example.
 */
export async function gatewayKeys(
  {
    document,
    kind,
    gateways,
  }: Pick<DocumentIndex, "kind" | "gateways"> & { readonly document: { readonly uri: vscode.Uri } },
  gateway: Pick<GatewayState, "running" | "address">,
): Promise<PlacedFinding[]> {
  if (gateways.length === 0) return [];
  // Where none ran yet, none has a key.
  const present = gateway.running && keyOf(await gateway.address());
  const found = gateways.map((piece) => ({
    code: "gateway-key" as const,
    severity: "warning" as const,
    message: present === undefined || keyOf(piece.text) === present ? STANDS : ANOTHER,
    range: rangeOf(piece),
  }));
  if (kind === "request") return found.map((finding) => ({ ...finding, fix: { kind: "hideGatewayKeys" } }));
  const own = present === undefined ? [] : found.filter(({ message }) => message === STANDS);
  return own.length > 0 && (await mayBeShared(document.uri)) ? own : [];
}

/** The user's own settings, where the command that sets up the variable writes it, lie in no workspace. */
async function mayBeShared(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined && !(await isIgnored(uri));
}

const STANDS = say(
  "The gateway's key stands in this file: while the gateway runs, whoever gets the file can act as your apps from this machine.",
);
const ANOTHER = say("This address has another key than the gateway that runs, which answers it with 404.");

function keyOf(address: string): string {
  return address.slice(address.lastIndexOf("/") + 1);
}
