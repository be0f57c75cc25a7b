// What no start needs: a bundle of its own (dist/onDemand.js) in Node hosts, loaded at the first use. Web hosts can load
// one file only, so there it is part of the extension. Imported dynamically, and as types.
export { importAppsInSteps } from "./domain/apps/importApps";
export { importChoices } from "./editor/apps/importChoices";
export { importReport, importSummary, importTitle, notDone, remarksInWords } from "./editor/apps/importReport";
export { mendImported } from "./editor/apps/mendImported";
export { deleteConfirmed, takeOff } from "./editor/apps/deleteConfirmed";
export { confirmAlgorithm, pastePlatformKey } from "./editor/apps/mendApp";
export { decrypt } from "./domain/payloads/decrypt";
export { withShape } from "./domain/payloads/withShape";
export { askToKeep } from "./editor/payloads/keepShape";
export { noneOpened, showResults } from "./editor/payloads/showResults";
export { findEnvelopesInSteps } from "./domain/requests/findEnvelopes";
export { encrypt } from "./domain/payloads/encrypt";
export { createMinter } from "./domain/tokens/mint";
export { generateRsaKeyPair } from "./domain/keys/rsaKeys";
export { copyAsCurl } from "./editor/tokens/copyAsCurl";
export { askTokenOptions } from "./editor/tokens/tokenOptions";
export { editTables } from "./editor/scopes/tableSteps";
export { tokenToRead } from "./editor/tokens/tokenToRead";
export { verify } from "./domain/tokens/verify/verify";
export { readKeptState } from "./editor/appForm/keptState";
export { FormSession } from "./editor/appForm/formSession";
export { findPlatformErrorsInSteps } from "./domain/requests/findPlatformErrors";
export { readJson } from "./domain/requests/jsonTree";
export { findPayloadsInSteps } from "./domain/requests/findPayloads";
export { copyConfiguration } from "./editor/requests/copyConfiguration";
export { offerNewName } from "./editor/requests/renamedApp";
export { createSample } from "./editor/sample/createSample";
export { appAtCursor } from "./editor/requests/appAtCursor";
export { RequestStatus } from "./editor/requests/requestStatus";
export { scopeRemarks, searchScopes } from "./editor/scopes/searchScopes";
export { insertRequest, newRequestFile } from "./editor/requests/requestWriter";
export { TokenEnvironment } from "./editor/requests/tokenEnvironment";
export {
  blockAt,
  fillInSteps,
  openVariable,
  parseRequestFileInSteps,
  sentBodyInSteps,
} from "./domain/requests/requestFile";
export { blockVariables } from "./domain/requests/requestOfBlock";
export { TextFeatures } from "./editor/requests/textFeatures";
export { localTwin } from "./domain/apps/localTwin";
export { LocalPlatformController } from "./editor/localPlatform/localPlatformController";
export { inspectTokenReport } from "./editor/tokens/inspectTokenReport";
