import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createSocketServer, type Socket } from "node:net";
import { AppSecrets, type AppSecretValues } from "../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { webPorts } from "../../../src/domain/ports";
import { createMinter } from "../../../src/domain/tokens/mint";
import { createGateway } from "../../../src/gateway/createGateway";
import type { GatewayServices, Served } from "../../../src/gateway/gateway";
import type { GatewayLimits } from "../../../src/gateway/gatewayLimits";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { sampleApp } from "../apps/sampleApp";
import { raw, SECRET, send } from "../localPlatform/runningPlatform";

export const KEY = "abcdefghijklmnopqrstuv";

/** A request as the upstream got it. */
export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export type RunningUpstream = Awaited<ReturnType<typeof startUpstream>>;
export type RunningRawUpstream = Awaited<ReturnType<typeof startRawUpstream>>;

/** A server that stands for the platform, and remembers what it got. */
export async function startUpstream(handler?: Handler, tls?: { readonly key: string; readonly cert: string }) {
  const got: Got[] = [];
  const broken: string[] = [];
  let requests = 0;
  let handle: Handler | undefined = handler;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    const { method = "", url: path = "", headers, rawHeaders } = request;
    requests++;
    request.on("close", () => requests--);
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => broken.push(path));
    request.on("end", () => {
      got.push({ method, path, headers, rawHeaders, body: Buffer.concat(chunks).toString("latin1") });
      if (!handle) response.setHeader("content-type", "application/json").end('{"ok":true}');
    });
    handle?.(request, response);
  };
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  const port = await listening(server);
  return {
    port,
    server,
    got,
    /** Paths of requests that were cut off. */
    broken,
    /** Requests that it is reading. */
    connections: () => requests,
    answer: (next: Handler | undefined) => (handle = next),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Bytes for whoever connects, once it has sent the end of its headers. */
export async function startRawUpstream(answer: (socket: Socket, request: string) => void) {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    let received = "";
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk) => {
      const isNew = !received.includes("\r\n\r\n");
      received += chunk.toString("latin1");
      if (isNew && received.includes("\r\n\r\n")) {
        requests.push(received);
        answer(socket, received);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export type RunningGateway = Awaited<ReturnType<typeof startGateway>>;

export interface GatewayWishes extends Partial<
  Pick<GatewayServices, "localPlatform" | "agentFor" | "secretsOf" | "apps">
> {
  readonly limits?: Partial<GatewayLimits>;
}

/** A gateway on a free port, with what a test needs to call it. */
export async function startGateway(
  apps: readonly JwtApp[],
  { limits = {}, ...wishes }: GatewayWishes = {},
  secrets: AppSecretValues = { clientSecret: SECRET },
) {
  const served: Served[] = [];
  const problems: string[] = [];
  const ofAll = new AppSecrets(secrets);
  let key = KEY;
  const gateway = createGateway(
    {
      ...webPorts,
      apps: () => Promise.resolve(apps),
      secretsOf: () => Promise.resolve(ofAll),
      minter: createMinter(webPorts),
      payloads: nodePayloadPorts,
      key: () => key,
      served: (one) => served.push(one),
      problem: (line) => problems.push(line),
      ...wishes,
    },
    limits,
  );
  const { url } = await gateway.listen(0);
  const port = Number(new URL(url).port);
  return {
    url,
    port,
    gateway,
    served,
    problems,
    lines: () => served.map(({ line }) => line),
    setKey: (next: string) => (key = next),
    close: () => gateway.close(),
    /** A call of the platform by way of the app "sample". */
    send: (call: string, headers: Record<string, string> = {}, body?: unknown) =>
      send(port, call.replace(" ", ` /${KEY}/sample`), headers, body),
    raw: (bytes: string | Buffer, options?: { readonly halfClose?: boolean }) => raw(port, bytes, options),
  };
}

/** An app that the gateway finds at a port of this computer. */
export function appAt(port: number, changes: Partial<JwtApp> = {}): JwtApp {
  return sampleApp({ host: `127.0.0.1:${port}`, slug: "sample", ...changes });
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
