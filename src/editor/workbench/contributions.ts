import * as vscode from "vscode";

/**
 * Everything that package.json and the code must agree on, in one place; a test compares the two both ways.
 * The ids are a contract: tests, other extensions, stored data and scripts in request files rely on them.
 */
export const Commands = {
  createApp: "jwtApps.createApp",
  editApp: "jwtApps.editApp",
  createSample: "jwtApps.createSample",
  importApps: "jwtApps.importApps",
  exportApps: "jwtApps.exportApps",
  shareApps: "jwtApps.shareApps",
  addWorkspaceApps: "jwtApps.addWorkspaceApps",
  renameApp: "jwtApps.renameApp",
  deleteApp: "jwtApps.deleteApp",
  replaceSecret: "jwtApps.replaceSecret",
  rotateSecret: "jwtApps.rotateSecret",
  forgetPreviousSecret: "jwtApps.forgetPreviousSecret",
  forgetEverything: "jwtApps.forgetEverything",
  enterSecret: "jwtApps.enterSecret",
  enterSigningKey: "jwtApps.enterSigningKey",
  enterPlatformKey: "jwtApps.enterPlatformKey",
  enterPayloadKey: "jwtApps.enterPayloadKey",
  confirmAlgorithm: "jwtApps.confirmAlgorithm",
  openRow: "jwtApps.openRow",
  copyClientId: "jwtApps.copyClientId",
  copyClientSecret: "jwtApps.copyClientSecret",
  copyPublicKey: "jwtApps.copyPublicKey",
  openAppFile: "jwtApps.openAppFile",

  assignScopes: "jwtApps.assignScopes",
  removeScope: "jwtApps.removeScope",
  publishScopes: "jwtApps.publishScopes",
  assignTables: "jwtApps.assignTables",
  findEndpoint: "jwtApps.findEndpoint",

  mintToken: "jwtApps.mintToken",
  mintTokenWithOptions: "jwtApps.mintTokenWithOptions",
  copyToken: "jwtApps.copyToken",
  copyAuthHeader: "jwtApps.copyAuthHeader",
  copyAsCurl: "jwtApps.copyAsCurl",
  insertToken: "jwtApps.insertToken",
  inspectToken: "jwtApps.inspectToken",
  refreshToken: "jwtApps.refreshToken",
  copyClaims: "jwtApps.copyClaims",
  explainError: "jwtApps.explainError",

  newRequestFile: "jwtApps.newRequestFile",
  insertRequest: "jwtApps.insertRequest",
  copyConfiguration: "jwtApps.copyConfiguration",
  listEncryptingEndpoints: "jwtApps.listEncryptingEndpoints",
  useGateway: "jwtApps.useGateway",
  useToken: "jwtApps.useToken",
  switchApp: "jwtApps.switchApp",
  setUpGatewayVariable: "jwtApps.setUpGatewayVariable",
  forgetTokens: "jwtApps.forgetTokens",

  decryptSelection: "jwtApps.decryptSelection",
  decryptClipboard: "jwtApps.decryptClipboard",
  decryptFile: "jwtApps.decryptFile",
  decryptResponse: "jwtApps.decryptResponse",
  closeDecrypted: "jwtApps.closeDecrypted",
  encryptSelection: "jwtApps.encryptSelection",
  keepEnvelopeShape: "jwtApps.keepEnvelopeShape",
  forgetEnvelopeProfile: "jwtApps.forgetEnvelopeProfile",

  startLocalPlatform: "jwtApps.startLocalPlatform",
  stopLocalPlatform: "jwtApps.stopLocalPlatform",
  showLocalPlatformLog: "jwtApps.showLocalPlatformLog",
  copyForLocalPlatform: "jwtApps.copyForLocalPlatform",

  startGateway: "jwtApps.startGateway",
  stopGateway: "jwtApps.stopGateway",
  copyGatewayAddress: "jwtApps.copyGatewayAddress",
  renewGatewayKey: "jwtApps.renewGatewayKey",
  showGatewayLog: "jwtApps.showGatewayLog",
  showGatewayActions: "jwtApps.showGatewayActions",
  explainGatewayError: "jwtApps.explainGatewayError",

  groupByNone: "jwtApps.groupByNone",
  groupByHost: "jwtApps.groupByHost",
  groupByBot: "jwtApps.groupByBot",
  sortByName: "jwtApps.sortByName",
  sortByCreation: "jwtApps.sortByCreation",
  refresh: "jwtApps.refresh",
  showLog: "jwtApps.showLog",
} as const;
export type CommandId = (typeof Commands)[keyof typeof Commands];

/** Tools of language models; their names begin with `jwt-apps_`. */
export const TOOLS = ["listApps", "findEndpoint", "writeRequest", "explainError", "inspectToken"] as const;

export const Views = { container: "jwtApps", apps: "jwtApps.apps" } as const;

export const ContextKeys = {
  /** Number of apps that can be read. */
  appCount: "jwtApps.appCount",
  /** Number of apps that the workspace describes, which are not here, or otherwise. */
  workspaceApps: "jwtApps.workspaceApps",
  localPlatformRuns: "jwtApps.localPlatformRuns",
  /** In this window or another one. */
  gatewayRuns: "jwtApps.gatewayRuns",
  /** Surely none stands in the active editor. Not set while that isn't known, or the extension isn't active. */
  noTokenInEditor: "jwtApps.noTokenInEditor",
  /** Steps of the walkthrough that a person has done, in this window; VS Code remembers it. */
  doneScopes: "jwtApps.done.scopes",
  doneToken: "jwtApps.done.token",
  doneRequest: "jwtApps.done.request",
  doneError: "jwtApps.done.error",
  donePayload: "jwtApps.done.payload",
} as const;

/** What a step of the walkthrough is done by: VS Code counts a command as done that was cancelled, too. */
export const STEPS_DONE_BY: Readonly<Partial<Record<CommandId, (typeof ContextKeys)[keyof typeof ContextKeys]>>> = {
  [Commands.assignScopes]: ContextKeys.doneScopes,
  [Commands.assignTables]: ContextKeys.doneScopes,
  [Commands.copyToken]: ContextKeys.doneToken,
  [Commands.copyAuthHeader]: ContextKeys.doneToken,
  [Commands.copyAsCurl]: ContextKeys.doneToken,
  [Commands.insertToken]: ContextKeys.doneToken,
  [Commands.mintTokenWithOptions]: ContextKeys.doneToken,
  [Commands.newRequestFile]: ContextKeys.doneRequest,
  [Commands.insertRequest]: ContextKeys.doneRequest,
  [Commands.explainError]: ContextKeys.doneError,
  [Commands.decryptSelection]: ContextKeys.donePayload,
  [Commands.decryptClipboard]: ContextKeys.donePayload,
  [Commands.decryptFile]: ContextKeys.donePayload,
  [Commands.decryptResponse]: ContextKeys.donePayload,
};

export function setContextKey(
  key: (typeof ContextKeys)[keyof typeof ContextKeys],
  value: string | number | boolean,
): void {
  // It fails only in a window that closes.
  vscode.commands.executeCommand("setContext", key, value).then(undefined, () => undefined);
}

/** Settings with their defaults; those that lead to a token or a key have scope `application` in the manifest. */
export const SettingDefaults = {
  "token.lifetimeSeconds": 300,
  "token.subject": "",
  "token.audience": "https://idproxy.kore.com/authorize",
  "token.contentType": false,
  "clipboard.clearAfterSeconds": 0,
  "payloads.closeAfterSeconds": 0,
  "localPlatform.port": 8787,
  "localPlatform.origins": "",
  "localPlatform.tablesFile": "",
  "localPlatform.rateLimits": false,
  "gateway.port": 8788,
  "gateway.stopAfterMinutes": 60,
  /** By the code of a diagnostic, whether it is shown. */
  diagnostics: {
    expired: true,
    "no-expiry": true,
    milliseconds: true,
    "misspelled-claim": true,
    "missing-app-id": true,
    "wrong-app-id": true,
    "wrong-algorithm": true,
    "wrong-signature": true,
    "not-yet-valid": true,
    "unreadable-time": true,
    "missing-jti": true,
    "jti-lifetime": true,
    "not-encrypted": true,
    "wrong-encryption": true,
    "wrong-host": true,
    "missing-token": true,
    "malformed-token": true,
    "missing-subject": true,
    "wrong-header": true,
    "text-behind-token": true,
    "repeated-header": true,
    "no-blank-line": true,
    "clients-differ": true,
    "client-secret": true,
    "private-key": true,
    "long-lived-token": true,
    "unknown-path": true,
    "wrong-method": true,
    "stream-path": true,
    "malformed-bot-id": true,
    "unusual-bot-id": true,
    "other-bot": true,
    "missing-scope": true,
    "unpublished-scope": true,
    "wrong-level": true,
    "missing-permission": true,
    "missing-header": true,
    "misspelled-header": true,
    "missing-parameter": true,
    "misspelled-parameter": true,
    "gateway-key": true,
    "unknown-gateway-app": true,
    "token-dropped": true,
  } as Readonly<Record<string, boolean>>,
  "tree.groupBy": "none" as "none" | "host" | "bot",
  "tree.sortBy": "name" as "name" | "creation",
};
export type Setting = keyof typeof SettingDefaults;
export const SETTINGS_SECTION = "jwtApps";

export function readSetting<S extends Setting>(setting: S): (typeof SettingDefaults)[S] {
  const fallback = SettingDefaults[setting];
  const value = vscode.workspace.getConfiguration(SETTINGS_SECTION).get<unknown>(setting);
  // Settings are input like any other: a value of another type counts as not set.
  return typeof value === typeof fallback ? (value as (typeof SettingDefaults)[S]) : fallback;
}

/** The longest that a setting can make something wait: a day, as the manifest says. */
const MOST_SECONDS = 86_400;

/** A setting that says after how many seconds something happens; 0 where it never does. Settings hold any number. */
export function readSeconds(setting: "clipboard.clearAfterSeconds" | "payloads.closeAfterSeconds"): number {
  const seconds = readSetting(setting);
  return seconds > 0 ? Math.min(Math.ceil(seconds), MOST_SECONDS) : 0;
}

export async function writeSetting<S extends Setting>(setting: S, value: (typeof SettingDefaults)[S]): Promise<void> {
  await vscode.workspace.getConfiguration(SETTINGS_SECTION).update(setting, value, vscode.ConfigurationTarget.Global);
}

export const Schemes = { payload: "jwt-apps-payload" } as const;

/** Prefix of the keys under which an app's secrets lie in SecretStorage, followed by the app's internal id. */
export const SECRET_PREFIX = "app/";

/** The key in SecretStorage under which that of the gateway's address lies. */
export const GATEWAY_KEY = "gateway/key";

/** The authentication provider, by which other extensions get tokens. */
export const AUTHENTICATION = "jwtApps";

/** The memory's key for the apps that are signed in there: by internal id the label of the account. */
export const SIGNED_IN = "signedIn";

/** Webview panel types. */
export const Panels = { appForm: "jwtApps.appForm" } as const;
