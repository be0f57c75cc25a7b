import * as vscode from "vscode";
import { withPublished } from "../../domain/apps/assignScopes";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { webPorts } from "../../domain/ports";
import type { LocalPlatform, LocalPlatformOptions } from "../../localPlatform/main";
import { Commands, ContextKeys, readSetting, setContextKey } from "../workbench/contributions";
import type { AppStore } from "../storage/appStore";
import { RememberedSecrets } from "../storage/rememberedSecrets";
import { asText } from "../../domain/text/asText";
import { t } from "../workbench/words";

interface Running {
  readonly platform: LocalPlatform;
  readonly url: string;
  readonly item: vscode.StatusBarItem;
}

/** The one local platform of this window: its server, its output channel and its item in the status bar. */
export class LocalPlatformController implements vscode.Disposable {
  #running: Promise<Running> | undefined;
  #output: vscode.LogOutputChannel | undefined;
  /** Apps of the real platform whose scopes were published on this one; as long as it runs. */
  readonly #published = new Set<string>();

  readonly #store: AppStore;

  constructor(store: AppStore) {
    this.#store = store;
  }

  /** The URL it is reached under; one that runs already stays as it is. */
  async start(port: number): Promise<string> {
    this.#running ??= this.#launch(port).catch((error: unknown) => {
      this.#running = undefined;
      throw error;
    });
    return (await this.#running).url;
  }

  /** @returns false where none was running */
  async stop(): Promise<boolean> {
    const running = this.#running;
    if (!running) return false;
    this.#running = undefined;
    const { platform, item } = await running;
    item.dispose();
    setContextKey(ContextKeys.localPlatformRuns, false);
    await platform.close();
    this.#published.clear();
    return true;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  showLog(): void {
    this.#log.show(true);
  }

  dispose(): void {
    void this.stop().catch(() => undefined);
    this.#output?.dispose();
  }

  async #launch(port: number): Promise<Running> {
    const options = optionsFromSettings();
    const { createLocalPlatform } = await import("../../localPlatform/main");
    // As long as it runs: what comes later stays nowhere.
    const secrets = new RememberedSecrets(this.#store);
    const platform = createLocalPlatform({
      ...webPorts,
      apps: async () =>
        (await this.#store.apps()).map((app) => (this.#published.has(app.id) ? withPublished(app) : app)),
      secretsOf: (app) => secrets.of(app),
      publish: (app) => this.#publish(app),
      log: (line, isRefused) => this.#log[isRefused ? "warn" : "info"](asText(line, { maxLength: 2_000 })),
      problem: (line) => this.#log.error(asText(line, { maxLength: 2_000 })),
      options,
    });
    const { url } = await platform.listen(port);
    this.#log.info(t("The local platform runs at {0}", url));
    setContextKey(ContextKeys.localPlatformRuns, true);
    return { platform, url, item: statusItem(url) };
  }

  /** What is published here says nothing about the real platform, so an app of that one keeps its own record. */
  async #publish(app: JwtApp): Promise<void> {
    if (app.credentials !== "generated") {
      this.#published.add(app.id);
      return;
    }
    await this.#store
      .update(app, (current) => withPublished(current))
      .catch((error: unknown) => {
        // What was deleted while the request ran has nothing to publish.
        if (!(error instanceof UserError) || error.code !== "app-gone") throw error;
      });
  }

  get #log(): vscode.LogOutputChannel {
    return (this.#output ??= vscode.window.createOutputChannel(t("JWT Apps: Local Platform"), { log: true }));
  }
}

function statusItem(url: string): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem("jwtApps.localPlatform", vscode.StatusBarAlignment.Left);
  const host = asText(new URL(url).host);
  item.name = t("JWT Apps: Local Platform");
  item.text = `$(broadcast) ${host}`;
  item.tooltip = t("The local platform runs at {0}. Select to see its requests.", url);
  item.accessibilityInformation = { label: t("Local platform at {0}", host), role: "button" };
  item.command = Commands.showLocalPlatformLog;
  item.show();
  return item;
}

function optionsFromSettings(): LocalPlatformOptions {
  const tablesFile = readSetting("localPlatform.tablesFile").trim();
  if (tablesFile !== "" && !/^(?:[\\/]|[a-z]:[\\/])/i.test(tablesFile)) {
    throw new UserError(
      "tables-file-relative",
      "The setting for the local platform's tables needs a whole path, from the root.",
    );
  }
  return {
    origins: readSetting("localPlatform.origins")
      .split(/[\s,]+/)
      .filter((origin) => origin !== ""),
    rateLimits: readSetting("localPlatform.rateLimits"),
    ...(tablesFile !== "" && { tablesFile }),
  };
}
