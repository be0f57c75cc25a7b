import type { AppSecrets } from "../../apps/appSecrets";
import type { JwtApp } from "../../apps/jwtApp";
import type { PayloadPorts } from "../../payloads/payloadPorts";
import type { Clock } from "../../ports";

export interface VerifyInput {
  /** As the client sent it, or as it was pasted. Without it, it is taken from where `request` carries it. */
  readonly token?: string | undefined;
  /** The token names its own among them. */
  readonly apps: readonly JwtApp[];
  /**
   * True where no other app exists, as for the local platform: a token that names none of `apps` then fails. Else it
   * may belong to an app that is not here, and only the check of the app is unknown.
   */
  readonly areAllApps?: boolean;
  /**
   * Asked for the app that the token names, for those whose platform key may open a JWE, and for up to
   * `MAX_APPS_SEARCHED` others when a signature fails. The same object for the same secrets saves importing keys again.
   */
  readonly secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>;
  readonly request?: VerifyRequest | undefined;
  readonly clock: Clock;
  /** Without it, whether a token was used before is unknown. Written only for a token that nothing before refused. */
  readonly replays?: ReplayMemory | undefined;
  readonly ports: { readonly payloads: PayloadPorts };
}

export interface VerifyRequest {
  readonly method: string;
  /** Raw, from the root, with the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Names in lower case of headers that a request file has more than once; `headers` has their last. */
  readonly repeatedHeaders?: readonly string[];
  readonly body?: Uint8Array | undefined;
}

export interface ReplayMemory {
  /**
   * Remembers a token's `jti` until it expires.
   * @param digest SHA-256 over client ID and `jti`, 32 bytes
   * @param expiresAtSeconds whole seconds since the epoch, never in the past
   * @returns "full" where it can't be remembered without forgetting another one
   */
  remember(digest: Uint8Array, expiresAtSeconds: number): "new" | "replayed" | "full";
}
