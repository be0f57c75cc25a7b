import type { JwtApp } from "../../domain/apps/jwtApp";
import { payloadKeysOf } from "../../domain/apps/payloadKeysOf";
import { UserError } from "../../domain/errors";
import type { PayloadKeys } from "../../domain/payloads/payloadKeys";
import type { AppStore } from "../storage/appStore";

/** The keys that can read payloads: of one app, or of all that have any. Read from SecretStorage now, and not kept. */
export async function payloadKeyring(store: AppStore, only?: JwtApp): Promise<PayloadKeys[]> {
  const apps = only ? [only] : (await store.apps()).filter(({ payloadKey }) => payloadKey);
  if (!apps.some(({ payloadKey }) => payloadKey)) {
    throw only
      ? new UserError("no-payload-key", "“{0}” has no key for encrypted payloads.", {
          args: [only.name],
          remedy: "Edit the app and switch on Enforce Request and Response Payload Encryption.",
          mending: { kind: "enterPayloadKey", appId: only.id },
        })
      : noPayloadKeys();
  }
  const keys = await Promise.all(apps.map(async (app) => payloadKeysOf(app, await store.secretsOf(app))));
  const found = keys.filter((each) => each !== undefined);
  if (found.length) return found;
  throw payloadKeysAbsent(only);
}

export function noPayloadKeys(): UserError {
  return new UserError("no-payload-keys", "No JWT app here has a key for encrypted payloads.", {
    remedy:
      "Create or edit the app that the payload is for, and switch on Enforce Request and Response Payload Encryption.",
  });
}

/** The app's metadata say that it has a payload key, and its secrets aren't here. */
export function payloadKeysAbsent(only: JwtApp | undefined): UserError {
  return new UserError("payload-keys-absent", "The payload keys are not in this window's secret storage.", {
    remedy:
      "If another window stored them just now, reload this one; otherwise edit the app and paste its payload key again.",
    ...(only && { mending: { kind: "enterPayloadKey", appId: only.id } }),
  });
}
