import type { AppSecrets } from "../domain/apps/appSecrets";
import type { JwtApp } from "../domain/apps/jwtApp";
import type { Ports } from "../domain/ports";
import { createMinter } from "../domain/tokens/mint";
import { routeOf } from "../domain/tokens/verify/route";
import { SandboxMemory } from "./catalogue/sandboxMemory";
import { Callers } from "./http/callers";
import { TablesFile } from "./dataTables/tablesFile";
import { MAX_BYTES, TableStore } from "./dataTables/tableStore";
import { DigestMemory } from "./digestMemory";
import { Bodies } from "../edge/bodies";
import type { Exchange } from "../edge/exchange";
import { HttpServer } from "../edge/httpServer";
import { DEFAULT_LIMITS, type Limits } from "./http/limits";
import { RateLimits } from "./http/rateLimits";
import { SERVER } from "./http/server";
import { RequestHandler } from "./requestHandler";
import { AccessTokens } from "./sdk/accessTokens";

export interface LocalPlatformOptions {
  /** Web pages that may call it, such as "http://localhost:3000". */
  readonly origins?: readonly string[];
  /** Applies the documented rate limits. */
  readonly rateLimits?: boolean;
  /** One JSON file from which the tables are loaded and to which they are saved. */
  readonly tablesFile?: string;
  readonly limits?: Partial<Limits>;
}

export interface LocalPlatformServices extends Ports {
  /** The apps as they are at this moment. */
  readonly apps: () => Promise<readonly JwtApp[]>;
  /** The same object for the same secrets saves importing keys again. */
  readonly secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>;
  /** Keeps the app, all of whose scopes are now published. */
  readonly publish: (app: JwtApp) => Promise<void>;
  /** One line a request; no secret, token or control character in it. `isRefused`: of a request that was not served. */
  readonly log: (line: string, isRefused?: boolean) => void;
  /** What must be known even where the lines are not wanted: the tables weren't saved, or an error of our own. `log`, if absent. */
  readonly problem?: (line: string) => void;
  readonly options?: LocalPlatformOptions;
}

export interface LocalPlatform {
  /**
   * @param port 0 for any free one
   * @throws UserError where the port can't be had or the file with the tables can't be read
   */
  listen(port: number): Promise<{ readonly url: string }>;
  /**
   * Stops within a second and saves the tables.
   * @returns whether their file has everything
   */
  close(): Promise<{ readonly tablesSaved: boolean }>;
}

/** An HTTP server on loopback that applies the rule book to the requests of real clients. */
export function createLocalPlatform(services: LocalPlatformServices): LocalPlatform {
  const { clock, log, problem = (line) => log(line, true), options = {} } = services;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const tables = new TableStore(services, MAX_BYTES, limits.jsonValues);
  const file = options.tablesFile === undefined ? undefined : new TablesFile(options.tablesFile, tables, problem);
  const handler = new RequestHandler({
    ...services,
    limits,
    tables,
    memory: new SandboxMemory(),
    tablesChanged: () => file?.changed(),
    replays: new DigestMemory(clock),
    rates: options.rateLimits ? new RateLimits(clock) : undefined,
    accessTokens: new AccessTokens(services),
    minter: createMinter(services),
  });
  const bodies = new Bodies({ server: SERVER, bytesInAll: limits.bodyBytesInAll, log });
  const serve = async (exchange: Exchange): Promise<void> => {
    const { method, path, headers } = exchange;
    const isLarge = isBulk(method, path, headers["x-http-method-override"]);
    await bodies.take(exchange, isLarge ? limits.bulkBodyBytes : limits.bodyBytes, async (body) =>
      exchange.send(await handler.handle({ method, path, headers, body })),
    );
  };
  const callers = new Callers(options.origins ?? []);
  const server = new HttpServer({ server: SERVER, limits, callers, serve, log, problem });
  return {
    async listen(port) {
      await file?.load();
      return { url: `http://127.0.0.1:${await server.listen(port)}` };
    },
    async close() {
      await server.close(GRACE_TIME);
      return { tablesSaved: (await file?.close(SAVE_TIME)) ?? true };
    },
  };
}

/** Milliseconds, which leave some of the second in which the platform stops. */
const GRACE_TIME = 250;
const SAVE_TIME = 500;

function isBulk(method: string, path: string, override: string | string[] | undefined): boolean {
  if (!/\/bulk\/?(?:[?#]|$)/i.test(path)) return false;
  const { match } = routeOf({
    method,
    path,
    headers: typeof override === "string" ? { "x-http-method-override": override } : {},
  });
  return match?.kind === "found" && match.endpoint.id === "data-insert-bulk";
}
