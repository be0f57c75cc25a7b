import { randomBytes } from "node:crypto";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { Failure } from "../../scripts/failure.mjs";
import { chosenBrowser } from "../../scripts/setup/browser.mjs";

/** Starts the browser that set-up chose. */
export async function launchBrowser(): Promise<Browser> {
  const { executable, args, env } = chosenBrowser();
  try {
    // Playwright's own handlers would end the process before what else it started is stopped.
    return await chromium.launch({ executablePath: executable, args: [...args], env: { ...definedOnly(process.env), ...env }, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
  } catch {
    throw new Failure(`The browser (${executable}) does not start: install Google Chrome or Chromium, or name one in CHROME_PATH, and run the command again.`);
  }
}

/** A profile of its own. Secrets that a window stores in it are there for the next window in it, as on a desktop. */
export async function newContext(browser: Browser, viewport = { width: 1280, height: 800 }): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport, permissions: ["clipboard-read", "clipboard-write"] });
  // The workbench seals its secrets with a key that it asks the server for, and this server has none.
  const key = randomBytes(32);
  await context.route("**/mint-key", (route) => route.fulfill({ body: key, contentType: "application/octet-stream" }));
  return context;
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
