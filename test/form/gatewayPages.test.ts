import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { AppSecrets } from "../../src/domain/apps/appSecrets";
import { webPorts } from "../../src/domain/ports";
import { createMinter } from "../../src/domain/tokens/mint";
import { createGateway } from "../../src/gateway/createGateway";
import type { Gateway } from "../../src/gateway/gateway";
import { nodePayloadPorts } from "../../src/node/nodePayloadPorts";
import { sampleApp } from "../unit/apps/sampleApp";
import { until } from "../until";
import { launchBrowser } from "../vscode/browser";

const ANSWER = '{"answer":"of the platform"}';

// The page even knows the key, which no page can guess.
describe("a web page that knows the gateway's address", () => {
  const key = randomBytes(16).toString("base64url");
  const lines: string[] = [];
  let asked = 0;
  const upstream = createServer((request, response) => {
    asked++;
    request.resume();
    response.setHeader("access-control-allow-origin", "*");
    response.end(ANSWER);
  });
  const pages = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>A page of somebody else's</title>");
  });
  let gateway: Gateway;
  let browser: Browser;
  let page: Page;
  /** Below the address of the app. */
  let target: string;
  let port: number;
  before(async () => {
    const app = sampleApp({ name: "Order Bot", slug: "order-bot", host: `127.0.0.1:${await listen(upstream)}` });
    const secrets = new AppSecrets({ clientSecret: randomBytes(32).toString("base64") });
    gateway = createGateway({
      ...webPorts,
      apps: () => Promise.resolve([app]),
      secretsOf: () => Promise.resolve(secrets),
      minter: createMinter(webPorts),
      payloads: nodePayloadPorts,
      key: () => key,
      served: ({ line }) => lines.push(line),
      problem: (line) => assert.fail(line),
    });
    const { url } = await gateway.listen(0);
    port = Number(new URL(url).port);
    target = `${url}/${key}/order-bot/api/public/bots`;
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await gateway.close();
    for (const server of [upstream, pages]) server.closeAllConnections();
    for (const server of [upstream, pages]) server.close();
  });
  beforeEach(async () => {
    asked = 0;
    lines.splice(0);
    page = await browser.newPage();
    await page.goto(`http://localhost:${pages.listening ? portOf(pages) : await listen(pages)}/`);
  });
  afterEach(async () => {
    // Each of them came as far as the gateway, and no farther.
    await until(() => lines.length > 0, "the gateway refused a request");
    assert.equal(asked, 0);
    await page.close();
    const response = await fetch(target);
    assert.deepEqual([response.status, await response.text(), asked], [200, ANSWER, 1]);
  });

  const FETCHES: Readonly<Record<string, RequestInit>> = {
    "a simple GET": {},
    "a GET with credentials": { credentials: "include" },
    "a POST without CORS": { method: "POST", mode: "no-cors", body: "{}" },
    "a GET without CORS": { mode: "no-cors" },
    "a POST of JSON": { method: "POST", headers: { "content-type": "application/json" }, body: "{}" },
    "a GET with a token of its own": { headers: { auth: "x" } },
  };
  for (const [name, init] of Object.entries(FETCHES))
    it(`reads nothing by ${name}`, async () => {
      const read = await page.evaluate(
        ([url, how]) =>
          fetch(url, how).then(
            async (response) => `${response.type}: ${await response.text()}`,
            () => "nothing",
          ),
        [target, init] as const,
      );
      assert.equal(read, init.mode === "no-cors" ? "opaque: " : "nothing");
    });

  it("reads nothing by a picture, a script, a style or a film", async () => {
    for (const [tag, attribute] of [
      ["img", "src"],
      ["script", "src"],
      ["link", "href"],
      ["video", "src"],
    ] as const) {
      const seen = await page.evaluate(
        ([url, name, where]) =>
          new Promise((done) => {
            const element = document.createElement(name);
            element.onload = () => done("loaded");
            element.onerror = () => done("failed");
            if (name === "link") element.setAttribute("rel", "stylesheet");
            element.setAttribute(where, url);
            document.head.append(element);
          }),
        [target, tag, attribute] as const,
      );
      assert.equal(seen, "failed", tag);
    }
  });

  for (const method of ["get", "post"])
    it(`reads nothing by a form that is sent by ${method} into a frame`, async () => {
      const seen = await page.evaluate(
        ([url, how]) =>
          new Promise((done) => {
            const frame = document.createElement("iframe");
            frame.name = "inner";
            document.body.append(frame);
            const form = document.createElement("form");
            [form.action, form.method, form.target] = [url, how, "inner"];
            document.body.append(form);
            frame.onload = () =>
              done(frame.contentDocument === null ? "nothing" : frame.contentDocument.body.innerText);
            form.submit();
          }),
        [target, method] as const,
      );
      assert.equal(seen, "nothing");
    });

  it("reads nothing by a beacon or a WebSocket", async () => {
    const seen = await page.evaluate((url) => {
      navigator.sendBeacon(url, "{}");
      return new Promise((done) => {
        const socket = new WebSocket(url.replace("http:", "ws:"));
        socket.onopen = () => done("open");
        socket.onerror = () => done("failed");
      });
    }, target);
    assert.equal(seen, "failed");
  });

  it("reads nothing in a window that it opens", async () => {
    const [opened] = await Promise.all([
      page.waitForEvent("popup"),
      page.evaluate((url) => void window.open(url), target),
    ]);
    await opened.waitForLoadState();
    assert.doesNotMatch(await opened.content(), /of the platform/);
    await opened.close();
  });

  it("reads nothing under a name of its own that leads to this machine", async () => {
    const origin = `http://rebound.localhost:${port}`;
    await page.route(`${origin}/`, (route) => route.fulfill({ body: "<!doctype html>", contentType: "text/html" }));
    await page.goto(`${origin}/`);
    const read = await page.evaluate((url) => fetch(url).then((response) => response.text()), new URL(target).pathname);
    assert.doesNotMatch(read, /of the platform/);
  });
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return portOf(server);
}
