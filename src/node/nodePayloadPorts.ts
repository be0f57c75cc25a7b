import type { PayloadPorts } from "../domain/payloads/payloadPorts";
import { webPorts } from "../domain/ports";
import { nodeAes } from "./nodeAes";
import { nodeCodec } from "./nodeCodec";
import { nodeKeyDerivation } from "./nodeKeyDerivation";
import { nodeRsaUnwrapper } from "./rsaUnwrapper";

/** What reading and writing payloads uses in Node hosts. */
export const nodePayloadPorts: PayloadPorts = {
  randomBytes: webPorts.randomBytes,
  codec: nodeCodec,
  aes: nodeAes,
  rsaUnwrapper: nodeRsaUnwrapper,
  keyDerivation: nodeKeyDerivation,
};
