import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { downloadFolder } from "../../scripts/setup/downloads.mjs";
import { CALM_SETTINGS } from "./calmSettings";

export interface WebServerOptions {
  /** Folders of extensions under development; the tests lie in the first. */
  readonly extensions: readonly string[];
  /** The bundle whose `run` runs the tests. */
  readonly tests: string;
  /** Put in front of that bundle: the worker has neither environment nor arguments. */
  readonly preamble: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ttf": "font/ttf",
  ".wasm": "application/wasm",
};

/** Below the first extension: tests run in the extension host of the extension that they lie in. */
const TESTS = "/extension-0/tests.js";

const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Access-Control-Allow-Origin": "*",
};

/** Serves VS Code for the web, which has a web worker for its extension host; webviews want the page on a sub-domain. */
export async function startWebServer(options: WebServerOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const workbench = downloadFolder("web");
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const send = (status: number, type: string, body: string): void =>
      void response.writeHead(status, { ...ISOLATION, "Content-Type": type }).end(body);
    if (path === "/")
      return send(200, "text/html; charset=utf-8", page(request.headers.host ?? "", options.extensions.length));
    if (path === TESTS)
      return send(200, "text/javascript", `${options.preamble}\n${readFileSync(options.tests, "utf8")}`);
    const [, index, below] = /^\/extension-(\d+)\/(.*)/.exec(path) ?? [];
    const file = join(options.extensions[Number(index)] ?? workbench, below ?? path);
    if (!isFile(file)) return send(404, "text/plain", "not found");
    response.writeHead(200, { ...ISOLATION, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://app.localhost:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function page(authority: string, extensions: number): string {
  const at = (path: string): object => ({ scheme: "http", authority, path });
  const configuration = {
    developmentOptions: {
      enableSmokeTestDriver: true,
      extensions: Array.from({ length: extensions }, (_, index) => at(`/extension-${index}`)),
      extensionTestsPath: at(TESTS),
    },
    folderUri: { scheme: "tmp", path: "/ws" },
    enableWorkspaceTrust: false,
    configurationDefaults: CALM_SETTINGS,
  };
  const html = readFileSync(join(downloadFolder("web"), "index.html"), "utf8");
  return html
    .replace("{{WORKBENCH_WEB_CONFIGURATION}}", () =>
      JSON.stringify(configuration).replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
    )
    .replace("{{WORKBENCH_AUTH_SESSION}}", "");
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
