import { Agent, request } from "node:http";
import { AppSecrets } from "../../src/domain/apps/appSecrets";
import { createMinter } from "../../src/domain/tokens/mint";
import { createLocalPlatform } from "../../src/localPlatform/localPlatform";
import { sampleApp } from "../unit/apps/sampleApp";

export { DigestMemory } from "../../src/localPlatform/digestMemory";

/** A local platform in this process, and requests to it whose `jti` expires while they run. */
export async function RequestMaker(botId: string) {
  let now = Date.UTC(2026, 0, 1);
  const ports = {
    clock: () => (now += 5),
    randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  };
  const app = sampleApp({ botId, enforceJti: true, scopes: [{ id: "xo/bot-sessions", published: true }] });
  const secrets = new AppSecrets({ clientSecret: "bG9jYWwgcGxhdGZvcm0gYmVuY2htYXJrIHNlY3JldCAxMg==" });
  const platform = createLocalPlatform({
    ...ports,
    apps: () => Promise.resolve([app]),
    secretsOf: () => Promise.resolve(secrets),
    publish: () => Promise.resolve(),
    log: () => undefined,
  });
  const { port } = new URL((await platform.listen(0)).url);
  const minter = createMinter(ports);
  const agent = new Agent({ keepAlive: true, maxSockets: 10 });
  const sendOne = async () => {
    const { token } = await minter.mint(app, secrets, { lifetimeSeconds: 30 });
    return new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(
        {
          agent,
          host: "127.0.0.1",
          port,
          method: "POST",
          path: `/api/public/bot/${botId}/getSessions`,
          headers: { auth: token },
        },
        (response) => {
          response.resume().on("end", () => resolve(response.statusCode));
        },
      );
      outgoing.on("error", reject).end();
    });
  };
  return {
    async send(count: number): Promise<void> {
      for (let sent = 0; sent < count; sent += 10) {
        const statuses = await Promise.all(Array.from({ length: 10 }, sendOne));
        if (statuses.some((status) => status !== 200)) throw new Error(`answered ${statuses.join(", ")}`);
      }
    },
    async close(): Promise<void> {
      agent.destroy();
      await platform.close();
    },
  };
}
