import type { PayloadPorts } from "../domain/payloads/payloadPorts";
import { webPorts } from "../domain/ports";
import { nodeAesInPlace } from "./nodeAesInPlace";
import { nodeCodec } from "./nodeCodec";
import { nodeRsaUnwrapper } from "./rsaUnwrapper";

/** What reading and writing payloads uses in Node hosts. */
export const nodePayloadPorts: PayloadPorts = { randomBytes: webPorts.randomBytes, codec: nodeCodec, aesInPlace: nodeAesInPlace, rsaUnwrapper: nodeRsaUnwrapper };
