import type { AppName, Note } from "./decryptResult";
import type { PayloadKeys } from "../payloadKeys";

/** The apps that hold the same private or shared key as `app`, itself first. */
export function appsWithSameKey(app: PayloadKeys, keys: readonly PayloadKeys[], kind: "private" | "shared"): AppName[] {
  const same = keys.filter(
    (other) => other !== app && other.appId !== app.appId && keyOf(other, kind) === keyOf(app, kind),
  );
  return [app, ...same].map(({ appId, appName }) => ({ appId, appName }));
}

export function sameKeyNote(apps: readonly AppName[]): Note {
  return {
    template: "{0} apps hold the key that fits: {1}.",
    args: [apps.length, apps.map(({ appName }) => appName).join(", ")],
  };
}

function keyOf(app: PayloadKeys, kind: "private" | "shared"): string | undefined {
  // One key has one PKCS#8 encoding here; only line breaks can differ.
  return kind === "shared" ? app.sharedKey : app.privateKeyPem?.replace(/\s+/g, "");
}
