import { randomBytes } from "node:crypto";
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from "playwright-core";
import { Failure } from "../../scripts/failure.mjs";
import { chosenBrowser } from "../../scripts/setup/browser.mjs";
import { PATIENCE } from "../../scripts/test/patience.mjs";
import { twice } from "../../scripts/test/twice.mjs";
import { passed } from "../until";

export interface ContextOptions {
  readonly viewport?: { readonly width: number; readonly height: number } | undefined;
  readonly alwaysPainted?: boolean;
}

/** Starts the browser that set-up chose; once more, and says so, where it doesn't come up. */
export async function launchBrowser(): Promise<Browser> {
  const { executable, args, env } = chosenBrowser();
  // Playwright's own handlers would end the process before what else it started is stopped.
  const handlers = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  const options = {
    executablePath: executable,
    args: [...args],
    env: { ...definedOnly(process.env), ...env },
    ...handlers,
  };
  let browser: Browser | undefined;
  const launch = async (): Promise<Browser> =>
    (browser = await chromium.launch({ ...options, timeout: PATIENCE.start }));
  try {
    return await twice("the browser", () => browser !== undefined, launch);
  } catch {
    throw new Failure(
      `The browser (${executable}) does not start: install Google Chrome or Chromium, or name one in CHROME_PATH, and run the command again.`,
    );
  }
}

/**
 * A profile of its own. Secrets that a window stores in it are there for the next window in it, as on a desktop.
 * Its pages are laid out and take clicks, and are painted for a screenshot alone (see `painted`), or `alwaysPainted`, as
 * a person's are.
 */
export async function newContext(
  browser: Browser,
  { viewport = { width: 1280, height: 800 }, alwaysPainted = false }: ContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport, permissions: ["clipboard-read", "clipboard-write"] });
  context.setDefaultTimeout(PATIENCE.state);
  context.setDefaultNavigationTimeout(PATIENCE.start);
  if (!alwaysPainted) await withoutPaint(context);
  // The workbench seals its secrets with a key that it asks the server for, and this server has none.
  const key = randomBytes(32);
  await context.route("**/mint-key", (route) => route.fulfill({ body: key, contentType: "application/octet-stream" }));
  return context;
}

/** Runs `action`, a screenshot, while the page is seen. Without a GPU, painting takes half of a workbench's time. */
export async function painted<T>(page: Page, action: () => Promise<T>): Promise<T> {
  await page.evaluate(() => document.documentElement.setAttribute("data-painted", ""));
  try {
    await Promise.all(
      page
        .frames()
        .filter((frame) => !silent.has(frame))
        .map(isDrawn),
    );
    return await action();
  } finally {
    await page.evaluate(() => document.documentElement.removeAttribute("data-painted"));
  }
}

/** Frames of webviews that are gone: they may answer a minute later, or never, and are waited for once. */
const silent = new WeakSet<Frame>();

async function isDrawn(frame: Frame): Promise<void> {
  const answer = frame.evaluate(nextFrames).then(
    () => true,
    () => true,
  );
  if (!(await Promise.race([answer, passed(2_000).then(() => false)]))) silent.add(frame);
}

/** Runs in a document. A webview draws after the page that it is in; one that isn't shown draws nothing. */
function nextFrames(): Promise<unknown> {
  const drawn = new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return Promise.race([drawn, new Promise((resolve) => setTimeout(resolve, 500))]);
}

/** What is transparent isn't painted, a webview in it neither. */
export function withoutPaint(context: BrowserContext): Promise<void> {
  return context.addInitScript(() => {
    if (window !== window.top) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html:not([data-painted]) { opacity: 0; }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
