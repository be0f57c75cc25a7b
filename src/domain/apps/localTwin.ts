import { UserError } from "../errors";
import { generatePlatformKey, generateRsaKeyPair } from "../keys/rsaKeys";
import { generateSharedKey } from "../keys/sharedKey";
import type { Ports } from "../ports";
import { AppSecrets, type CheckedSecrets } from "./appSecrets";
import { isSameName } from "./appName";
import { generateClientSecret } from "./clientSecret";
import type { JwtApp } from "./jwtApp";
import { signsWithSecret } from "../keys/joseAlgorithms";

export interface TwinRequest {
  /** All apps that there are. */
  readonly apps: readonly JwtApp[];
  /** Where the local platform will listen, such as "localhost:8787"; absent where that differs from start to start. */
  readonly host?: string;
  readonly ports: Ports;
  /** A new UUID. */
  readonly newId: () => string;
}

/**
 * A copy of an app that the local platform can check in full: same client ID, scopes, tables and switches, and fresh
 * secrets and keys, the platform's own key pair for JWE among them. Nothing secret of the original is in it.
 * @throws UserError `twin-of-generated`, `twin-exists`
 */
export async function localTwin(
  app: JwtApp,
  { apps, host, ports, newId }: TwinRequest,
): Promise<{ readonly app: JwtApp; readonly secrets: AppSecrets }> {
  if (app.credentials === "generated") {
    throw new UserError("twin-of-generated", "“{0}” was generated for the local platform already.", {
      args: [app.name],
    });
  }
  const present = apps.find(({ credentials, clientId }) => credentials === "generated" && clientId === app.clientId);
  if (present) {
    throw new UserError("twin-exists", "“{0}” is already the copy of “{1}” for the local platform.", {
      args: [present.name, app.name],
      remedy: "Delete it to make a new one.",
    });
  }
  const signing = signsWithSecret(app.algorithm) ? undefined : await generateRsaKeyPair(2048);
  const platform = app.enforceJwe ? await generatePlatformKey(newId) : undefined;
  const payload = app.payloadKey?.kind === "keyPair" ? await generateRsaKeyPair(2048) : undefined;
  const secrets: CheckedSecrets = {
    ...(signing ? { signingPrivateKey: signing.privateKeyPem } : { clientSecret: generateClientSecret(ports) }),
    ...(platform && { platformPrivateKey: platform.privateKeyPem }),
    ...(payload && { payloadPrivateKey: payload.privateKeyPem }),
    ...(app.payloadKey?.kind === "shared" && { payloadSharedKey: generateSharedKey(ports) }),
  };
  const {
    host: _host,
    hostFromFile: _from,
    signingKey: _signing,
    platformKey: _platform,
    payloadKey,
    slug: _slug,
    ...kept
  } = app;
  const now = Math.floor(ports.clock() / 1000);
  return {
    app: {
      ...kept,
      id: newId(),
      name: twinName(app.name, apps),
      credentials: "generated",
      ...(signing && { signingKey: signing.info }),
      ...(platform && { platformKey: platform.jwk }),
      ...(payload ? { payloadKey: { kind: "keyPair", ...payload.info } } : payloadKey && { payloadKey }),
      ...(host !== undefined && { host }),
      secretsRevision: "",
      missingSecrets: [],
      hasPreviousSecret: false,
      createdAt: now,
      updatedAt: now,
    },
    secrets: new AppSecrets(secrets),
  };
}

/** "<name> (local)", with a number where that is taken. */
function twinName(name: string, apps: readonly JwtApp[]): string {
  const base = name.slice(0, 185).replace(/[\ud800-\udbff]$/, "");
  for (let count = 1; ; count++) {
    const wanted = count === 1 ? `${base} (local)` : `${base} (local ${count})`;
    if (!apps.some((app) => isSameName(app.name, wanted))) return wanted;
  }
}
