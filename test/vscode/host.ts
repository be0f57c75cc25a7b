// A VS Code in one executable, as `@vscode/test-electron`'s `runTests({ vscodeExecutablePath })` wants it: understands
// --extensionDevelopmentPath, --extensionTestsPath, and a workspace folder; exits with the tests' exit code.
// The environment says which VS Code: JWT_APPS_HOST is newest, floor, web, or restricted (the newest, where no folder
// is trusted; runTests always passes --disable-workspace-trust, so that flag is not asked).
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { runMain } from "../../scripts/failure.mjs";
import { ROOT } from "../../scripts/paths.mjs";
import { patience, PATIENCE } from "../../scripts/test/patience.mjs";
import { BEGUN } from "../host/report";
import { launchBrowser, newContext } from "./browser";
import { startNodeServer } from "./nodeServer";
import { startWebServer } from "./webServer";

interface Opened {
  readonly url: string;
  stop(): Promise<void>;
}

await runMain(main);

async function main(): Promise<void> {
  const host = process.env["JWT_APPS_HOST"] ?? "newest";
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-host-"));
  const stops: (() => Promise<void>)[] = [];
  let code = 1;
  // Told to end, it still takes away what it made.
  const told = new Promise<number>((resolve) => process.once("SIGTERM", () => resolve(1)));
  try {
    const opened = host === "web" ? await openWeb() : await openNode(host, folder);
    stops.push(() => opened.stop());
    const browser = await launchBrowser();
    stops.push(() => browser.close());
    const page = await (await newContext(browser)).newPage();
    code = await Promise.race([exitCode(page, opened.url), told]);
  } finally {
    for (const stop of stops.reverse()) await stop();
    if (code !== 0) keepLogs(join(folder, "data/data/logs"), host);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  process.exit(code);
}

async function openNode(host: string, folder: string): Promise<Opened> {
  const workspace = join(folder, "workspace");
  mkdirSync(workspace);
  const restricted = host === "restricted";
  // A page takes one extension that is developed; others are there as if they were installed.
  const [, ...others] = args("extensionDevelopmentPath");
  for (const other of others) cpSync(other, join(folder, "extensions", basename(other)), { recursive: true });
  const server = await startNodeServer({
    host: host === "floor" ? "floor" : "newest",
    dataFolder: join(folder, "data"),
    extensionsFolder: join(folder, "extensions"),
    workspaceTrust: restricted,
    smokeTestDriver: true,
  });
  const remote = (path: string): string => `vscode-remote://${server.authority}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(argument("extensionDevelopmentPath"))],
    ["extensionTestsPath", remote(argument("extensionTestsPath"))],
    ["skipWelcome", "true"],
  ];
  return {
    url: `${server.url}/?folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    stop: () => server.stop(),
  };
}

function openWeb(): Promise<Opened> {
  const grep = JSON.stringify(process.env["JWT_APPS_TEST_GREP"] ?? "");
  const preamble = `globalThis.testGrep = ${grep}; globalThis.testPatience = ${patience(1)};`;
  return startWebServer({
    extensions: args("extensionDevelopmentPath"),
    tests: argument("extensionTestsPath"),
    preamble,
  });
}

/** Loads the page, prints what the tests say, and waits for their end. */
async function exitCode(page: Page, url: string): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<number>((resolve, reject) => {
    const late = new Error(`VS Code did not begin with the tests within ${PATIENCE.start / 1000} s`);
    timer = setTimeout(() => reject(late), PATIENCE.start);
    const exposed = [
      page.exposeFunction("codeAutomationExit", (code: number) => resolve(code)),
      page.exposeFunction("codeAutomationLog", (_level: string, args: unknown[]) => {
        if (args.join(" ") === BEGUN) clearTimeout(timer);
        else hear(args);
      }),
    ];
    Promise.all(exposed).catch(reject);
    page.on("crash", () => reject(new Error("the page crashed")));
  });
  // Both are waited for at once, so that neither can fail unheard.
  const loaded = page.goto(url, { timeout: PATIENCE.start }).then(() => ended);
  return Promise.race([ended, loaded]).finally(() => clearTimeout(timer));
}

/** The tests print lines for people, and in the web host, which has no files, their results too: see test/host/report.ts. */
function hear(args: readonly unknown[]): void {
  const line = args.join(" ");
  const result = /^\[result\] (.*)/.exec(line)?.[1];
  const results = process.env["JWT_APPS_TEST_RESULTS"];
  if (result !== undefined && results !== undefined) appendFileSync(results, `${result}\n`);
  const text = /^\[test\] ([^]*)/.exec(line)?.[1];
  if (text !== undefined) console.log(text);
  else if (process.env["JWT_APPS_VERBOSE"] !== undefined) console.log(line);
}

function keepLogs(from: string, host: string): void {
  const to = join(ROOT, "out/logs", host);
  rmSync(to, { recursive: true, force: true });
  try {
    cpSync(from, to, { recursive: true });
    console.log(`VS Code's logs of this run are in out/logs/${host}`);
  } catch {
    // The web host has none, and a server that did not start neither.
  }
}

/** The first of that name. */
function argument(name: string): string {
  const [first] = args(name);
  if (first === undefined) throw new Error(`--${name}= is missing`);
  return first;
}

function args(name: string): string[] {
  const prefix = `--${name}=`;
  return process.argv.flatMap((arg) => (arg.startsWith(prefix) ? [arg.slice(prefix.length)] : []));
}
