import { type AddressInfo, createServer } from "node:net";

/** A port that is free on 127.0.0.1: any, or that one. */
export function freePort(wish = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(wish, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
