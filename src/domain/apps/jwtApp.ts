import * as v from "valibot";
import { MAX_NAME_LENGTH } from "./appName";
import { CONTENT_ENCRYPTIONS, SIGNING_ALGORITHMS } from "../keys/joseAlgorithms";
import { PublicKeyInfo, PublicRsaJwk } from "../keys/publicKey";
import { CREATED_IN } from "../scopes/scope";
import { EnvelopeProfile } from "../payloads/envelopeProfile";

/** The version of the file format that this product writes; newer files are shown read-only. */
export const APP_FILE_VERSION = 1;

export const USED_FOR = ["apis", "sdks", "botkit", "channels"] as const;

/** What the app is for: decides which token profile and header come first (platform.md, 9). */
export type UsedFor = (typeof USED_FOR)[number];

export const PayloadKeyInfo = v.variant("kind", [
  v.object({ kind: v.literal("keyPair"), ...PublicKeyInfo.entries }),
  /** One AES-256 key that both sides hold; nothing about it is kept outside SecretStorage. */
  v.object({ kind: v.literal("shared") }),
]);
export type PayloadKeyInfo = v.InferOutput<typeof PayloadKeyInfo>;

export const AssignedScope = v.object({
  /** Id in the scope catalogue. */
  id: v.string(),
  /** Only meaningful for apps created in the XO Platform; the others have no such state (platform.md, 7). */
  published: v.boolean(),
});
export type AssignedScope = v.InferOutput<typeof AssignedScope>;

/** Read, write and delete are granted for each table and view separately (platform.md, 6). */
export const TablePermission = v.object({
  kind: v.picklist(["table", "view"]),
  name: v.string(),
  read: v.boolean(),
  write: v.boolean(),
  delete: v.boolean(),
});
export type TablePermission = v.InferOutput<typeof TablePermission>;

/** A JWT app without its secrets: what `apps/<id>.json` holds, and all that the tree needs. */
export const JwtApp = v.object({
  version: v.literal(APP_FILE_VERSION),
  /** Ours, a UUID; never shown as "App ID", which is the platform's. */
  id: v.pipe(v.string(), v.uuid()),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME_LENGTH)),
  createdIn: v.picklist(CREATED_IN),
  usedFor: v.picklist(USED_FOR),
  /** `generated`: made here for the local platform, in the platform's format. */
  credentials: v.picklist(["pasted", "generated"]),
  /** The platform's own App ID, optional. */
  appId: v.optional(v.string()),
  /** The value of the `appId` claim (public API) and of `iss` (SDK). */
  clientId: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  algorithm: v.picklist(SIGNING_ALGORITHMS),
  /**
   * Set by import: the Get Bots response names no algorithm (platform.md, 1.2). Cleared when the user saves the form.
   */
  algorithmAssumed: v.optional(v.literal(true)),
  /** RS256 and RS512 only. */
  signingKey: v.optional(PublicKeyInfo),
  enforceJti: v.boolean(),
  enforceJwe: v.boolean(),
  contentEncryption: v.optional(v.picklist(CONTENT_ENCRYPTIONS)),
  /** The platform's public key for JWE; absent after an import, until the user pastes it. */
  platformKey: v.optional(PublicRsaJwk),
  enforcePayloadEncryption: v.boolean(),
  payloadKey: v.optional(PayloadKeyInfo),
  /** The one learned shape of encrypted payloads; without it the built-in, unverified one is used to encrypt. */
  envelopeProfile: v.optional(EnvelopeProfile),
  /** Host name without scheme, e.g. "platform.kore.ai"; a port is allowed. */
  host: v.optional(v.string()),
  /** The host as a file of a workspace had it: where it is still the app's, see hostFromFile. Never exported. */
  hostFromFile: v.optional(v.string()),
  botId: v.optional(v.string()),
  accountId: v.optional(v.string()),
  /** Names the app in the gateway's addresses; never changed, and never another app's. See gatewaySlug. */
  slug: v.optional(v.string()),
  /** What the gateway does with this app's payloads, where that isn't the usual. */
  gateway: v.optional(v.object({ decrypts: v.boolean(), encrypts: v.boolean() })),
  scopes: v.array(AssignedScope),
  tables: v.array(TablePermission),
  /** Which entry of the app's secrets belongs to this metadata; see appRepository. */
  secretsRevision: v.string(),
  /** Names of the secrets that the app should have and that were never given (masked in an import, say). */
  missingSecrets: v.array(v.picklist(["clientSecret", "signingPrivateKey", "payloadPrivateKey", "payloadSharedKey"])),
  /** True while the secret before the present one is kept, until the user forgets it. */
  hasPreviousSecret: v.boolean(),
  /** Seconds since the epoch. */
  createdAt: v.number(),
  updatedAt: v.number(),
});
export type JwtApp = v.InferOutput<typeof JwtApp> & {
  /** In memory alone, where `name` was cleaned: how the file writes it, which stays so until the app is renamed. */
  readonly nameInFile?: string;
};

/** The name as the app's file has it. */
export function writtenName({ name, nameInFile }: Pick<JwtApp, "name" | "nameInFile">): string {
  return nameInFile ?? name;
}

/** What a new app begins with, in the form and where an import leaves it open. */
export const NEW_APP = {
  createdIn: "xo",
  usedFor: "apis",
  algorithm: "HS256",
  credentials: "pasted",
  enforceJti: false,
  enforceJwe: false,
  enforcePayloadEncryption: false,
} as const satisfies Partial<JwtApp>;
