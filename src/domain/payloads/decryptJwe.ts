import type { FoundEnvelope } from "../requests/findEnvelopes";
import type { DecryptResult } from "./decryptResult";
import type { PayloadKeys } from "./payloadKeys";
import type { PayloadPorts } from "./payloadPorts";

export async function decryptJwe(_envelope: FoundEnvelope, _jwe: string, _keys: readonly PayloadKeys[], _ports: PayloadPorts): Promise<DecryptResult | undefined> {
  return undefined;
}
