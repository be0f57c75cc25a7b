import type { Agent } from "node:http";
import type { AppSecrets } from "../domain/apps/appSecrets";
import type { JwtApp } from "../domain/apps/jwtApp";
import type { DecryptReport } from "../domain/payloads/open/decryptResult";
import type { PayloadPorts } from "../domain/payloads/payloadPorts";
import type { Ports } from "../domain/ports";
import type { Sentence } from "../domain/text/sentence";
import type { Minter } from "../domain/tokens/mint";

export interface GatewayServices extends Ports {
  /** The apps that it serves, as they are at this moment. */
  readonly apps: () => Promise<readonly JwtApp[]>;
  /** The same object for the same secrets saves importing keys again. */
  readonly secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>;
  readonly minter: Minter;
  readonly payloads: PayloadPorts;
  /** As it is at this moment: 128 random bits in base64url. */
  readonly key: () => string;
  /** Where the local platform runs, for apps that were generated for it: "http://127.0.0.1:8787". */
  readonly localPlatform?: () => string | undefined;
  /** How an origin is reached; undefined for Node's way, which VS Code patches for its proxy settings. */
  readonly agentFor?: (origin: URL) => Agent | undefined;
  /** Each request once its answer has left. */
  readonly served: (served: Served) => void;
  /** What must be known even where the lines are not wanted: an error of our own. */
  readonly problem: (line: string) => void;
}

/** What became of a request: nothing secret, no token, no plaintext and no value of a query in it. */
export interface Served {
  /** One line: method, path, app, upstream's status, time, what was done. */
  readonly line: string;
  readonly isRefused: boolean;
  readonly appId?: string;
  /** How an answer of an app without a learned profile was opened: its `profile` is a shape that can be kept. */
  readonly shape?: DecryptReport;
  /** Of an error of the platform: its likely causes, known ones first. */
  readonly causes?: readonly Sentence[];
}

export interface Gateway {
  /**
   * @param port 0 for any free one
   * @returns `http://127.0.0.1:<port>`, without the key
   * @throws UserError `bad-port`, `port-in-use`, `port-forbidden`
   */
  listen(port: number): Promise<{ readonly url: string }>;
  /** No token that was made before is used again: what the minter puts into them has changed. */
  renewTokens(): void;
  /** Ends within a second: what is under way gets its answer or a 503. */
  close(): Promise<void>;
  /** Requests that are under way. */
  readonly underWay: number;
}
