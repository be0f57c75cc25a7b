import { pemInOneLine } from "../../keys/pem";
import type { FoundEnvelope } from "../capture/foundEnvelope";
import { COMPRESSION_FORMATS, type Layer } from "../envelopeProfile";
import type { PayloadKeys } from "../payloadKeys";
import type { AppName, DecryptReport } from "./decryptResult";
import type { Sentence } from "../../text/sentence";
import type { Content } from "./plaintext";

/** Whose key opened an envelope: that of an app, among all that were tried. */
interface Opener {
  readonly app: PayloadKeys;
  readonly keys: readonly PayloadKeys[];
  readonly kind: "private" | "shared";
  readonly content: Content;
}

/** What a report says whatever the format. */
export function reportFacts({ start, end }: FoundEnvelope, { app, keys, kind, content: { layers } }: Opener) {
  const apps = appsWithSameKey(app, keys, kind);
  return {
    app: { appId: app.appId, appName: app.appName },
    ambiguous: apps.length > 1,
    apps,
    start,
    end,
    compression: COMPRESSION_FORMATS.find((format) => layers.includes(format)) ?? "none",
    layers,
  } satisfies Partial<DecryptReport>;
}

/** What was undone behind the decryption. */
export function layerNotes(layers: readonly Layer[]): Sentence[] {
  return layers.length > 0
    ? [{ template: "What was decrypted was {0}, which was undone.", args: [layers.join(", ")] }]
    : [];
}

export function sameKeyNotes(apps: readonly AppName[]): Sentence[] {
  if (apps.length < 2) return [];
  const names = apps.map(({ appName }) => appName).join(", ");
  return [{ template: "{0} apps hold the key that fits: {1}.", args: [apps.length, names] }];
}

/** The apps that hold the same private or shared key as `app`, itself first. */
function appsWithSameKey(app: PayloadKeys, keys: readonly PayloadKeys[], kind: "private" | "shared"): AppName[] {
  const same = keys.filter(
    (other) => other !== app && other.appId !== app.appId && keyOf(other, kind) === keyOf(app, kind),
  );
  return [app, ...same].map(({ appId, appName }) => ({ appId, appName }));
}

function keyOf(app: PayloadKeys, kind: "private" | "shared"): string | undefined {
  // One key has one PKCS#8 encoding here; only line breaks can differ.
  return kind === "shared" ? app.sharedKey : app.privateKeyPem && pemInOneLine(app.privateKeyPem);
}
