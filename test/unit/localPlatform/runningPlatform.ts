import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { AppSecrets, type AppSecretValues } from "../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { createMinter, type MintRequest } from "../../../src/domain/tokens/mint";
import { createLocalPlatform, type LocalPlatformOptions } from "../../../src/localPlatform/localPlatform";

/** The clock of every test stands still here. */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
export const BOT = "st-11111111-1111-5111-8111-111111111111";
export const SECRET = "bG9jYWwgcGxhdGZvcm0gdGVzdCBzZWNyZXQgbm8gMQ==";

export interface AppWithSecrets {
  app: JwtApp;
  secrets?: AppSecretValues;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

export type Running = Awaited<ReturnType<typeof startPlatform>>;

/** A local platform on a free port, with what a test needs to call it. */
export async function startPlatform(entries: AppWithSecrets[], options: LocalPlatformOptions = {}) {
  let now = NOW;
  const lines: string[] = [];
  const refusals: string[] = [];
  const secrets = new Map(entries.map(({ app, secrets }) => [app.id, secrets && new AppSecrets(secrets)]));
  const ports = { clock: () => now, randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
  const minter = createMinter(ports);
  const platform = createLocalPlatform({
    ...ports,
    apps: () => Promise.resolve(entries.map(({ app }) => app)),
    secretsOf: (app) => Promise.resolve(secrets.get(app.id)),
    publish: (app) => {
      for (const entry of entries) if (entry.app.id === app.id) entry.app = app;
      return Promise.resolve();
    },
    log: (line, isRefused = false) => {
      lines.push(line);
      if (isRefused) refusals.push(line);
    },
    options,
  });
  const { url } = await platform.listen(0);
  const port = Number(new URL(url).port);
  return {
    url,
    port,
    lines,
    /** Those of the lines that are about refused requests. */
    refusals,
    platform,
    close: () => platform.close(),
    setNow: (next: number) => (now = next),
    /** A token of one of the apps. */
    mint: async (app: JwtApp, wishes: MintRequest = {}) =>
      (await minter.mint(app, secrets.get(app.id) ?? new AppSecrets(), wishes)).token,
    send: (call: string, headers: Record<string, string> = {}, body?: unknown) => send(port, call, headers, body),
    raw: (bytes: string | Buffer, options?: { readonly halfClose?: boolean }) => raw(port, bytes, options),
  };
}

/** One request by `node:http`; a body that is no text goes as JSON. */
export function send(
  port: number,
  call: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Answer> {
  const [method = "", path = ""] = call.split(" ");
  const content =
    body === undefined || typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path,
        agent: false,
        headers: {
          ...(content !== undefined && {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(content),
          }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(content);
  });
}

/** Writes the bytes, closes this side if asked to, and gives what came back until the server closed the connection. */
export function raw(port: number, bytes: string | Buffer, { halfClose = false } = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(received));
    if (halfClose) socket.end(bytes);
    else socket.write(bytes);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
