import { randomInt } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";

/** Below those that a system hands out by itself, for which another program's connection could take it meanwhile. */
const PORTS = [10_000, 30_000] as const;

/** A port that is free on 127.0.0.1: any, or that one. */
export async function freePort(wish?: number): Promise<number> {
  for (;;) {
    const port = await listenOnce(wish ?? randomInt(...PORTS)).catch((error: NodeJS.ErrnoException) => {
      if (wish === undefined && error.code === "EADDRINUSE") return undefined;
      throw error;
    });
    if (port !== undefined) return port;
  }
}

function listenOnce(wish: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(wish, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
