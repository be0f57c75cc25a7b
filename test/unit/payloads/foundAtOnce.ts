import { type EnvelopeSearch, findEnvelopesInSteps } from "../../../src/domain/payloads/capture/findEnvelopes";
import { findPayloadsInSteps } from "../../../src/domain/payloads/capture/findPayloads";
import { atOnce } from "../../../src/domain/steps";

export const findEnvelopes = (text: string, search?: EnvelopeSearch) => atOnce(findEnvelopesInSteps(text, search));
export const findPayloads = (text: string) => atOnce(findPayloadsInSteps(text));
