import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { withDotenvGateway } from "../../src/domain/requests/destination/dotenvGateway";
import { gatewayDefinition, type GatewayVariable } from "../../src/domain/requests/write/gatewayVariable";
import { targetById } from "../../src/domain/requests/write/requestTargets";
import { writeRequestFile } from "../../src/domain/requests/write/writeRequest";
import { restClientUrl } from "../hostile/clients/restClientReading";
import { outputOf } from "../outputOf";
import { sampleApp } from "../unit/apps/sampleApp";

const KEY = "aB3dE5gH7jK9mN1pQ3sT_w";
const app = sampleApp({ name: "Order Bot", slug: "order-bot", botId: "st-12345678-1234-5234-8234-123456789012" });
const PATH = `/order-bot/api/public/bot/${app.botId}/faqs/train`;

// Whichever way the address comes, the same file is sent through the gateway by both clients.
describe("The gateway's variable", () => {
  let server: Server;
  let folder: string;
  let received: { readonly path: string; readonly headers: readonly string[] }[];
  let address: string;
  before(async () => {
    server = createServer((request, response) => {
      received.push({ path: request.url ?? "", headers: Object.keys(request.headers) });
      response.setHeader("content-type", "application/json").end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${KEY}`;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(async () => {
    received = [];
    folder = await mkdtemp(join(tmpdir(), "gateway-"));
    await writeFile(join(folder, ".httpyac.json"), "{}");
    await writeFile(join(folder, "package.json"), "{}");
  });
  afterEach(async () => rm(folder, { recursive: true }));

  async function written(from: GatewayVariable): Promise<string> {
    const text = await writeRequestFile([targetById("faq-training")], {
      app,
      placement: { kind: "gateway", slug: "order-bot", from },
    });
    await writeFile(join(folder, "requests.http"), text);
    return text;
  }

  async function httpYac(environment: Record<string, string> = {}): Promise<void> {
    const script = join(dirname(createRequire(import.meta.url).resolve("httpyac/package.json")), "bin/httpyac.js");
    const { JWT_APPS_GATEWAY: _, ...rest } = process.env;
    const args = ["send", "requests.http", "--all", "--silent"];
    await outputOf(script, args, { env: { ...rest, ...environment }, cwd: folder });
  }

  /** What REST Client reads of `{{$processEnv x}}`, `{{$dotenv x}}` and of its settings comes last, as its source has it. */
  function restClient(
    text: string,
    { environment = {}, dotenv = {}, settings = {} }: Record<string, Record<string, string>>,
  ) {
    const filled = text
      .replace(/\{\{\$processEnv (\w+)\}\}/g, (_, name: string) => environment[name] ?? "")
      .replace(/\{\{\$dotenv ([\w-.]+)\}\}/g, (whole, name: string) => dotenv[name] ?? whole);
    const shared = filled.includes("@gateway")
      ? ""
      : Object.entries(settings)
          .map(([name, value]) => `@${name} = ${value}\n`)
          .join("");
    const all = shared + filled;
    return restClientUrl(
      all,
      all.split("\n").findIndex((line) => line.startsWith("POST ")),
    )?.href;
  }

  it("comes from the environment", async () => {
    const text = await written("environment");
    await httpYac({ JWT_APPS_GATEWAY: address });
    assert.deepEqual(
      received.map(({ path }) => path),
      [`/${KEY}${PATH}`],
    );
    assert.ok(!received.some(({ headers }) => headers.includes("auth") || headers.includes("authorization")));
    assert.equal(restClient(text, { environment: { JWT_APPS_GATEWAY: address } }), `${address}${PATH}`);
  });

  it("sends nothing to anybody where the environment has none", async () => {
    const text = await written("environment");
    await httpYac();
    assert.deepEqual(received, []);
    assert.equal(restClient(text, { environment: {}, settings: { gateway: address } }), undefined);
  });

  it("comes from the clients' own settings, which a definition in the file would hide", async () => {
    const text = await written("settings");
    // As httpYac in VS Code takes `httpyac.environmentVariables`.
    await writeFile(join(folder, ".httpyac.json"), JSON.stringify({ environments: { $shared: { gateway: address } } }));
    await httpYac();
    assert.deepEqual(
      received.map(({ path }) => path),
      [`/${KEY}${PATH}`],
    );
    assert.equal(restClient(text, { settings: { gateway: address } }), `${address}${PATH}`);
  });

  it("comes from a .env beside the file, in the way that both clients read it", async () => {
    const text = await written("dotenv");
    assert.equal(gatewayDefinition("dotenv"), "{{$dotenv gateway}}");
    await writeFile(join(folder, ".env"), withDotenvGateway("OTHER=1\n", address));
    await httpYac();
    assert.deepEqual(
      received.map(({ path }) => path),
      [`/${KEY}${PATH}`],
    );
    assert.equal(restClient(text, { dotenv: { gateway: address } }), `${address}${PATH}`);
  });

  it("in a .env is read by httpYac without a definition, too", async () => {
    await written("settings");
    await writeFile(join(folder, ".env"), withDotenvGateway("", address));
    await httpYac();
    assert.deepEqual(
      received.map(({ path }) => path),
      [`/${KEY}${PATH}`],
    );
  });
});
