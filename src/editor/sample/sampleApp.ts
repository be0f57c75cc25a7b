import { AppSecrets } from "../../domain/apps/appSecrets";
import { generateClientId } from "../../domain/apps/platformIds";
import { generateClientSecret } from "../../domain/apps/clientSecret";
import { APP_FILE_VERSION, type JwtApp } from "../../domain/apps/jwtApp";
import { generateRsaKeyPair } from "../../domain/keys/rsaKeys";
import { webPorts } from "../../domain/ports";
import { readSetting } from "../workbench/contributions";
import type { AppStore } from "../storage/appStore";

const NAME = "Sample app";

/** The sample's app with the secrets of this window; made, with credentials and keys of this moment, where there is none. */
export async function sampleApp(store: AppStore): Promise<JwtApp> {
  const existing = (await store.apps()).find(({ name, credentials }) => name === NAME && credentials === "generated");
  if (existing && (await store.secretsOf(existing)) !== undefined) return existing;
  const { privateKeyPem, info } = await generateRsaKeyPair(2048);
  const secrets = new AppSecrets({ clientSecret: generateClientSecret(webPorts), payloadPrivateKey: privateKeyPem });
  const withKey = (app: JwtApp): JwtApp => ({ ...app, payloadKey: { kind: "keyPair", ...info } });
  return existing ? store.update(existing, withKey, () => secrets) : store.save(withKey(newApp()), secrets);
}

function newApp(): JwtApp {
  const now = Math.floor(webPorts.clock() / 1000);
  return {
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
}
