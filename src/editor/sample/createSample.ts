import * as vscode from "vscode";
import { AppSecrets } from "../../domain/apps/appSecrets";
import { generateClientId, generateClientSecret } from "../../domain/apps/credentials";
import { APP_FILE_VERSION, type JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { generateRsaKeyPair } from "../../domain/keys/rsaKeys";
import { encrypt } from "../../domain/payloads/encrypt";
import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import { webPorts } from "../../domain/ports";
import { targetById } from "../../domain/requests/requestTargets";
import { writeRequestFile } from "../../domain/requests/writeRequest";
import { createMinter } from "../../domain/tokens/mint";
import { readSetting } from "../contributions";
import { showStatus } from "../statusMessage";
import type { AppStore } from "../storage/appStore";
import { t } from "../words";

const NAME = "Sample app";
const RESPONSE_FILE = "captured-response.json";
const REQUEST_FILE = "requests.http";

/** What the sample's response says once it is decrypted, in the shape of the platform's session history. */
const RESPONSE = {
  sessions: [
    { sessionId: "65f0c1a2b3c4d5e6f7a8b9c0", status: "close", containmentType: "selfService", startTime: "2025-03-01T09:12:44.000Z", endTime: "2025-03-01T09:15:02.000Z" },
    { sessionId: "65f0c1a2b3c4d5e6f7a8b9c1", status: "close", containmentType: "agent", startTime: "2025-03-01T10:40:10.000Z", endTime: "2025-03-01T10:58:31.000Z" },
  ],
  total: 2,
  moreAvailable: false,
};

/**
 * Makes an app with credentials and keys of this moment, and beside the other files of the workspace a response that is
 * encrypted for it and a request with a token that has expired: something to try, before there is anything real.
 */
export async function createSample(store: AppStore, ports: PayloadPorts): Promise<JwtApp> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) throw new UserError("no-folder", "The sample needs a folder for its files.", { remedy: "Open an empty folder and try again." });
  const file = vscode.Uri.joinPath(folder, RESPONSE_FILE);
  const existing = (await store.apps()).find(({ name, credentials }) => name === NAME && credentials === "generated");
  const hasKeys = existing !== undefined && (await store.secretsOf(existing)) !== undefined;
  const isThere = await exists(file);
  // Where the keys are gone, in another browser say, nothing can read the file any more; and a file of the user's stays.
  if (isThere && !existing) {
    throw new UserError("sample-file-there", "There is a file “{0}” in this folder already, and it is left as it is.", { args: [RESPONSE_FILE], remedy: "Move it away, or open another folder." });
  }
  const app = hasKeys ? existing : await makeApp(store, existing);
  const response = isThere ? await freeName(folder) : file;
  const requests = vscode.Uri.joinPath(folder, REQUEST_FILE);
  const made: string[] = [];
  const write = async (uri: vscode.Uri, text: string): Promise<void> => {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text)).then(undefined, () => {
      throw new UserError("sample-not-written", "“{0}” is there, but its files could not be written to this folder.", { args: [app.name], remedy: "Open a folder that you may write to, and try again." });
    });
    made.push(uri.path.split("/").pop() ?? "");
  };
  if (!hasKeys || !isThere) await write(response, await encryptedResponse(app, ports));
  if (!(await exists(requests))) await write(requests, await expiredRequest(app, store));
  if (made.length > 0) showStatus(t("Made {0} for “{1}”", made.join(", "), app.name));
  return app;
}

/** A name that no file has yet. */
async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 2; ; number++) {
    const file = vscode.Uri.joinPath(folder, RESPONSE_FILE.replace(".json", `-${number}.json`));
    if (!(await exists(file))) return file;
  }
}

async function makeApp(store: AppStore, existing: JwtApp | undefined): Promise<JwtApp> {
  const { privateKeyPem, info } = await generateRsaKeyPair(2048);
  const now = Math.floor(webPorts.clock() / 1000);
  const app: JwtApp = existing ?? {
    version: APP_FILE_VERSION,
    id: crypto.randomUUID(),
    name: NAME,
    createdIn: "xo",
    usedFor: "apis",
    credentials: "generated",
    clientId: generateClientId(webPorts),
    algorithm: "HS256",
    enforceJti: false,
    enforceJwe: false,
    enforcePayloadEncryption: true,
    // Where any free port is taken, it differs from start to start.
    host: `localhost:${readSetting("localPlatform.port") || 8787}`,
    botId: "st-12345678-1234-5234-8234-123456789012",
    scopes: ["xo/bot-sessions", "xo/chat-history", "xo/metrics"].map((id) => ({ id, published: true })),
    tables: [],
    secretsRevision: "",
    missingSecrets: [],
    hasPreviousSecret: false,
    createdAt: now,
    updatedAt: now,
  };
  const secrets = new AppSecrets({ clientSecret: generateClientSecret(webPorts), payloadPrivateKey: privateKeyPem });
  return store.save({ ...app, payloadKey: { kind: "keyPair", ...info } }, secrets);
}

async function encryptedResponse({ payloadKey }: JwtApp, ports: PayloadPorts): Promise<string> {
  const publicKeyPem = payloadKey?.kind === "keyPair" ? payloadKey.publicKey : undefined;
  const { body } = await encrypt(new TextEncoder().encode(JSON.stringify(RESPONSE)), { ...(publicKeyPem !== undefined && { publicKeyPem }) }, ports);
  return `${JSON.stringify({ status: 200, api: "getSessions", response: JSON.parse(body) as unknown }, undefined, 2)}\n`;
}

/** With a token of an hour ago, which Refresh replaces. */
async function expiredRequest(app: JwtApp, store: AppStore): Promise<string> {
  const secrets = await store.secretsOf(app);
  const minter = createMinter({ ...webPorts, clock: () => webPorts.clock() - 3_600_000 });
  const mint = async (): Promise<string> => (secrets ? (await minter.mint(app, secrets, { lifetimeSeconds: 300 })).token : "");
  return writeRequestFile([targetById("sessions-history")], { app, placement: { kind: "line", mint } });
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}
