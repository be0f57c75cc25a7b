import { webPorts } from "../ports";
import type { PayloadPorts } from "./payloadPorts";
import { webAes } from "./webAes";
import { webCodec } from "./webCodec";

/** What reading and writing payloads uses where there are only Web APIs. */
export const webPayloadPorts: PayloadPorts = { randomBytes: webPorts.randomBytes, codec: webCodec, aes: webAes };
