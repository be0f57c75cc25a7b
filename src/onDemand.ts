// What no start needs: a bundle of its own (dist/onDemand.js) in Node hosts, loaded at the first use. Web hosts can load
// one file only, so there it is part of the extension. Imported dynamically, and as types.
export { importApps } from "./domain/apps/importApps";
export { importChoices } from "./editor/apps/importChoices";
export { decrypt } from "./domain/payloads/decrypt";
export { formatJson } from "./domain/payloads/formatJson";
export { findEnvelopesInSteps } from "./domain/requests/findEnvelopes";
export { encrypt } from "./domain/payloads/encrypt";
export { createMinter } from "./domain/tokens/mint";
export { generateRsaKeyPair } from "./domain/keys/rsaKeys";
export { copyAsCurl } from "./editor/tokens/copyAsCurl";
export { tokenToRead } from "./editor/tokens/tokenToRead";
export { verify } from "./domain/tokens/verify/verify";
export { readKeptState } from "./editor/appForm/keptState";
export { FormSession } from "./editor/appForm/formSession";
export { findPlatformErrorsInSteps } from "./domain/requests/findPlatformErrors";
export { findPayloadsInSteps } from "./domain/requests/findPayloads";
export { copyConfiguration } from "./editor/requests/copyConfiguration";
export { offerNewName } from "./editor/requests/renamedApp";
export { createSample } from "./editor/sample/createSample";
export { RequestStatus } from "./editor/requests/requestStatus";
export { insertRequest, newRequestFile } from "./editor/requests/requestWriter";
export { TokenEnvironment } from "./editor/requests/tokenEnvironment";
export { blockAt, fillInSteps, openVariable, parseRequestFileInSteps, sentBodyInSteps } from "./domain/requests/requestFile";
export { blockVariables } from "./domain/requests/requestOfBlock";
export { TextFeatures } from "./editor/requests/textFeatures";
export { localTwin } from "./domain/apps/localTwin";
export { LocalPlatformController } from "./editor/localPlatform/localPlatformController";
export { inspectTokenReport } from "./editor/tokens/inspectTokenReport";
