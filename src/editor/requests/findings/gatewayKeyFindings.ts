import { say } from "../../../domain/text/sentence";
import { type DocumentIndex, rangeOf } from "../../documents/documentIndex";
import type { GatewayState } from "../../gateway/gatewayState";
import type { PlacedFinding } from "./placedFinding";

/** Addresses of the gateway that stand in a request file with their keys: of the present one, or of another. */
export async function gatewayKeys(
  { kind, gateways }: Pick<DocumentIndex, "kind" | "gateways">,
  gateway: Pick<GatewayState, "running" | "address">,
): Promise<PlacedFinding[]> {
  if (kind !== "request" || gateways.length === 0) return [];
  // Where none ran yet, none has a key.
  const present = gateway.running && keyOf(await gateway.address());
  return gateways.map((piece) => ({
    code: "gateway-key",
    severity: "warning",
    message: present === undefined || keyOf(piece.text) === present ? STANDS : ANOTHER,
    range: rangeOf(piece),
    fix: { kind: "hideGatewayKeys" },
  }));
}

const STANDS = say(
  "The gateway's key stands in this file: while the gateway runs, whoever gets the file can act as your apps from this machine.",
);
const ANOTHER = say("This address has another key than the gateway that runs, which answers it with 404.");

function keyOf(address: string): string {
  return address.slice(address.lastIndexOf("/") + 1);
}
