// A real workbench with the VSIX installed, for the journeys:
//
//   const workbench = await openWorkbench({ theme: "dark", files: { "requests.http": "GET https://…" } });
//   await workbench.window.runCommand("JWT Apps: Create JWT App");   // see Window in window.ts
//   const second = await workbench.newWindow();                      // the same data, the same browser profile
//   await workbench.dispose();
//
// Everything it writes lies in `folder` (data/, extensions/, workspace/), which `dispose` removes, so a journey can
// search it all before that.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { Failure } from "../../scripts/failure.mjs";
import { vsixPath } from "../../scripts/vsixPath.mjs";
import { launchBrowser, newContext } from "./browser";
import { type NodeHost, type NodeServer, installVsix, startNodeServer } from "./nodeServer";
import { type Theme, Window } from "./window";

export const THEMES: readonly Theme[] = ["dark", "light", "high-contrast", "high-contrast-light"];

export interface WorkbenchOptions {
  readonly theme?: Theme;
  readonly host?: NodeHost;
  /** Default: the one that `npm run package` made. */
  readonly vsix?: string;
  /** Other extensions that are installed beside it. */
  readonly besideVsix?: readonly string[];
  /** Files of the workspace, by their path in it. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the user's keybindings.json holds. */
  readonly keybindings?: readonly { readonly key: string; readonly command: string; readonly args?: unknown }[];
  /** Default: every folder is trusted. */
  readonly workspaceTrust?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Whether the windows are painted all the time, as a person's are, and not for pictures alone: when an editor draws depends on it. */
  readonly alwaysPainted?: boolean;
}

export interface Workbench {
  readonly folder: string;
  readonly workspace: string;
  readonly server: NodeServer;
  /** The browser profile of the first window. */
  readonly context: BrowserContext;
  readonly window: Window;
  /** Another window on the same workspace; with `separateProfile` in a browser profile of its own, which has no secrets. */
  newWindow(options?: { separateProfile?: boolean }): Promise<Window>;
  /** Changes the theme of all windows, as their user would in the settings. */
  setTheme(theme: Theme): Promise<void>;
  /** Takes the picture in every theme, of the first window unless `of` is told; dark comes last, and stays. */
  pictures(name: string, of?: Window): Promise<void>;
  dispose(): Promise<void>;
}

export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const {
    theme = "dark",
    host = "newest",
    vsix = vsixPath(),
    besideVsix = [],
    files = {},
    keybindings = [],
    viewport,
    alwaysPainted = false,
  } = options;
  if (!existsSync(vsix)) throw new Failure(`There is no ${vsix}: run "npm run package" first.`);
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-journey-"));
  const stops: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })];
  const dispose = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const [workspace, dataFolder, extensionsFolder] = [
      join(folder, "workspace"),
      join(folder, "data"),
      join(folder, "extensions"),
    ];
    mkdirSync(workspace);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true });
      writeFileSync(join(workspace, path), content);
    }
    installVsix(host, [vsix, ...besideVsix], { dataFolder, extensionsFolder });
    const settings = { "workbench.colorTheme": themeName(theme, host), ...options.settings };
    mkdirSync(join(dataFolder, "data/User"), { recursive: true });
    writeFileSync(join(dataFolder, "data/User/keybindings.json"), JSON.stringify(keybindings));
    const server = await startNodeServer({
      host,
      dataFolder,
      extensionsFolder,
      settings,
      workspaceTrust: options.workspaceTrust ?? false,
      env: options.env ?? {},
    });
    stops.push(() => server.stop());
    const browser = await launchBrowser();
    stops.push(() => browser.close());
    const context = await newContext(browser, { viewport, alwaysPainted });
    const newWindow: Workbench["newWindow"] = async ({ separateProfile = false } = {}) => {
      const page = await (separateProfile ? await newContext(browser, { viewport, alwaysPainted }) : context).newPage();
      return Window.open(page, `${server.url}/?folder=${encodeURIComponent(workspace)}`, { workspace, theme });
    };
    const setTheme: Workbench["setTheme"] = async (to) => {
      for (const scope of ["User", "Machine"]) {
        const file = join(dataFolder, "data", scope, "settings.json");
        writeFileSync(
          file,
          JSON.stringify({
            ...(JSON.parse(readFileSync(file, "utf8")) as object),
            "workbench.colorTheme": themeName(to, host),
          }),
        );
      }
      for (const page of context.pages())
        await page.locator(`.monaco-workbench.${THEME_CLASSES[to]}`).first().waitFor();
    };
    const window = await newWindow();
    const pictures: Workbench["pictures"] = async (name, of = window) => {
      for (const each of [...THEMES].reverse()) {
        await setTheme(each);
        await of.hasTheme(each);
        await of.picture(name, each);
      }
    };
    return { folder, workspace, server, context, window, newWindow, setTheme, pictures, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** What the workbench's outermost element is marked with. */
const THEME_CLASSES: Readonly<Record<Theme, string>> = {
  dark: "vs-dark",
  light: "vs",
  "high-contrast": "hc-black",
  "high-contrast-light": "hc-light",
};

/** VS Code renamed its themes between the two. */
function themeName(theme: Theme, host: NodeHost): string {
  const prefix = host === "floor" ? "Default " : "";
  return {
    dark: `${prefix}Dark Modern`,
    light: `${prefix}Light Modern`,
    "high-contrast": "Default High Contrast",
    "high-contrast-light": "Default High Contrast Light",
  }[theme];
}
