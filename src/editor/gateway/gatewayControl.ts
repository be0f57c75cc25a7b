import * as vscode from "vscode";
import type { GatewayNote } from "../../domain/apps/gatewayNote";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { later } from "../../domain/longTimer";
import { asText, type PlainText } from "../../domain/text/asText";
import type { Served } from "../../gateway/gateway";
import type { CommandRunner } from "../commands/commandRunner";
import { execute } from "../commands/execute";
import { offerReport } from "../payloads/keepShape";
import type { DecryptedDocuments } from "../results/decryptedDocuments";
import { Commands, readSetting } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import { GatewayKey } from "./gatewayKey";
import { registerGatewayLinks } from "./gatewayLinks";
import { GatewayLog, type Refused } from "./gatewayLog";
import type { RunningGateway } from "./gatewayState";
import { GatewayStatus, type Shown } from "./gatewayStatus";
import { RunningFile } from "./runningFile";
import { ServingGateway, type ServingServices } from "./servingGateway";

/** Of the process and the machine that a gateway would run in. */
export interface HostProcess {
  readonly pid: number;
  /** Whether that process is alive and something listens on that port of loopback. */
  readonly isServing: (pid: number, port: number) => Promise<boolean>;
}

export interface ControlServices extends ServingServices {
  /** Of the file by which windows tell each other. */
  readonly folder: vscode.Uri;
  /** Absent in web hosts. */
  readonly process?: HostProcess | undefined;
  readonly documents: DecryptedDocuments;
  readonly runner: Pick<CommandRunner, "offer" | "pointer">;
  readonly log: FailureLog;
}

/** Runs the gateway of this window, and knows of that of another one. What changes either goes one after the other. */
export class GatewayControl implements vscode.Disposable {
  readonly key: GatewayKey;
  readonly #file: RunningFile;
  readonly #log = new GatewayLog();
  readonly #status = new GatewayStatus();
  readonly #disposables: vscode.Disposable[];
  #serving: ServingGateway | undefined;
  #elsewhere: GatewayNote | undefined;
  /** As they were shown last. */
  #apps: readonly JwtApp[] = [];
  #last: Promise<unknown> = Promise.resolve();
  /** What was told in a message, or offered, once in this session. */
  readonly #told = new Set<string>();
  #isDisposed = false;
  /** Calls off the next look at the gateway of another window. */
  #callOff: () => void = () => undefined;

  readonly #services: ControlServices;
  readonly #changed: (running: RunningGateway | undefined) => void;

  constructor(services: ControlServices, changed: (running: RunningGateway | undefined) => void) {
    this.#services = services;
    this.#changed = changed;
    this.key = new GatewayKey(services.secrets);
    this.#file = new RunningFile(services.folder);
    this.#disposables = [
      this.#log,
      this.#status,
      registerGatewayLinks(services.runner),
      this.key.onDidChange(() => this.#inBackground(() => this.#keyChanged())),
      services.store.onDidChange(() => this.#inBackground(() => this.#show())),
      { dispose: () => this.#callOff() },
    ];
  }

  get running(): RunningGateway | undefined {
    if (this.#serving) return { port: this.#serving.port, appIds: this.#serving.appIds, isHere: true };
    return this.#elsewhere && { port: this.#elsewhere.port, appIds: this.#elsewhere.appIds, isHere: false };
  }

  /** What runs by now; the gateway of this window stops where its file is another's, or gone. */
  refresh(): Promise<RunningGateway | undefined> {
    return this.#oneAtATime(async () => {
      await this.#look();
      return this.running;
    });
  }

  /**
   * Serves these apps from this window; the gateway of another one is stopped first, and its port taken over.
   * @param port where none is wanted, that of the gateway that runs, else the setting's
   * @throws UserError `bad-port`, `port-in-use`, `port-forbidden`, `gateway-elsewhere`
   */
  start(appIds: readonly string[], port?: number): Promise<{ readonly url: string }> {
    return this.#oneAtATime(async () => {
      await this.#look();
      const served = this.#elsewhere;
      if (served) await this.#endElsewhere(served);
      if (this.#serving) this.#serving.appIds = appIds;
      else this.#serving = await this.#launch(appIds, port ?? served?.port ?? readSetting("gateway.port"));
      await this.#tellWindows(this.#serving);
      // Whoever watches a folder hears nothing more once that was deleted and made again.
      this.#lookAfter(OWN_LOOKED_AFTER);
      await this.#show();
      return { url: `http://127.0.0.1:${this.#serving.port}` };
    });
  }

  /** @returns false where none was running */
  stop(): Promise<boolean> {
    return this.#oneAtATime(async () => {
      await this.#look();
      if (this.#serving) {
        await this.#endOwn(this.#serving, t("The gateway has stopped"));
        return true;
      }
      if (!this.#elsewhere) return false;
      await this.#endElsewhere(this.#elsewhere);
      await this.#show();
      showStatus(t("The gateway has stopped"));
      return true;
    });
  }

  /** With the key; without a slash at the end. */
  async address(): Promise<string> {
    const port = this.running?.port ?? readSetting("gateway.port");
    if (port === 0)
      throw new UserError("gateway-port-open", "The gateway doesn't run, and its port is another one each time.", {
        remedy: "Start it first, or choose a port in the setting “jwtApps.gateway.port”.",
      });
    return `http://127.0.0.1:${port}/${await this.key.get()}`;
  }

  /** Stops it in every window, and forgets the key of its address. */
  async forget(): Promise<void> {
    try {
      await this.stop();
    } finally {
      await this.key.forget();
    }
  }

  async renewKey(): Promise<void> {
    await this.key.renew();
    await this.#keyChanged();
  }

  showLog(): void {
    this.#log.show();
  }

  /** A request that the platform refused, by the number that the output gave it. */
  refused(number: number): Refused | undefined {
    return this.#log.refused(number);
  }

  /** The window closes, and its process ends soon: other windows see by that process that nobody serves any more. */
  dispose(): void {
    this.#isDisposed = true;
    this.#inBackground(() => this.#serving?.close());
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #launch(appIds: readonly string[], port: number): Promise<ServingGateway> {
    const serving = await ServingGateway.start(this.#services, {
      port,
      key: await this.key.get(),
      appIds,
      served: (served) => this.#served(served),
      problem: (line) => {
        this.#log.problem(line);
        this.#tellOnce("problem", () => t("The gateway met an error of its own."));
      },
      idle: (minutes) => this.#inBackground(() => this.#stopIdle(minutes)),
    }).catch((error: unknown) => Promise.reject(withKeyInMind(error, port)));
    this.#log.note(t("The gateway runs at {0}", `http://127.0.0.1:${serving.port}`));
    return serving;
  }

  async #tellWindows(serving: ServingGateway): Promise<void> {
    const { id, port, appIds, startedAt, key } = serving;
    const pid = this.#services.process?.pid ?? 0;
    await this.#file.write({ id, pid, port, appIds: [...appIds], startedAt: Math.floor(startedAt / 1000) }, key);
  }

  /** Looks at the file by which windows tell each other. */
  async #look(): Promise<void> {
    this.#callOff();
    if (this.#serving) {
      if (await this.#file.isOwn()) return this.#lookAfter(OWN_LOOKED_AFTER);
      await this.#end(this.#serving, t("The gateway has stopped, as another window wanted"));
    }
    const key = await this.key.stored();
    const note = key === undefined ? undefined : await this.#file.note(key);
    const isAlive = note && (await this.#services.process?.isServing(note.pid, note.port));
    this.#elsewhere = isAlive ? note : undefined;
    // Its window may die without a word.
    if (isAlive) this.#lookAfter(LOOKED_AFTER);
    await this.#show();
  }

  #lookAfter(milliseconds: number): void {
    this.#callOff();
    if (!this.#isDisposed) this.#callOff = later(milliseconds, () => this.#inBackground(() => this.refresh()));
  }

  /** Takes the file away, which the window that serves sees, and waits until it has let go of its port. */
  async #endElsewhere({ pid, port }: GatewayNote): Promise<void> {
    await this.#file.delete();
    for (const end = Date.now() + LONGEST_END; await this.#services.process?.isServing(pid, port);) {
      if (Date.now() > end)
        throw new UserError("gateway-elsewhere", "The gateway of another window doesn't stop.", {
          remedy: "Close that window, or stop it there.",
        });
      await new Promise((resolve) => setTimeout(resolve, END_SEEN_AFTER));
    }
    this.#elsewhere = undefined;
  }

  async #stopIdle(minutes: number): Promise<void> {
    await this.#oneAtATime(async () => {
      if (!this.#serving) return;
      await this.#endOwn(
        this.#serving,
        minutes === 1
          ? t("The gateway has stopped: nothing was asked for in a minute")
          : t("The gateway has stopped: nothing was asked for in {0} minutes", minutes),
      );
    });
  }

  async #endOwn(serving: ServingGateway, why: PlainText): Promise<void> {
    await this.#file.delete();
    await this.#end(serving, why);
  }

  async #end(serving: ServingGateway, why: PlainText): Promise<void> {
    this.#serving = undefined;
    await serving.close();
    this.#log.note(why);
    await this.#show();
    showStatus(why);
  }

  async #keyChanged(): Promise<void> {
    await this.#oneAtATime(async () => {
      const key = await this.key.stored();
      if (!this.#serving) return this.#look();
      if (key === undefined) return this.#endOwn(this.#serving, t("The gateway has stopped: its key was forgotten"));
      if (this.#serving.key === key) return;
      this.#serving.key = key;
      await this.#tellWindows(this.#serving);
      this.#changed(this.running);
    });
  }

  #served(served: Served): void {
    const refused = this.#log.request(served);
    const [cause] = refused?.causes ?? [];
    if (cause !== undefined)
      this.#tellOnce(`cause ${served.causes?.[0]?.template ?? ""}`, () =>
        t("The platform refused a request of the gateway. Likely: {0}", cause),
      );
    const { appId, shape } = served;
    if (shape && appId !== undefined && this.#isFirst(`shape ${appId}`))
      this.#services.runner.offer(() => offerReport(this.#services, { report: shape, of: "answer" }));
    this.#status.showSoon(() => this.#shown);
  }

  /** One message for each kind of failure: the rest is in the output. */
  #tellOnce(kind: string, message: () => PlainText): void {
    if (!this.#isFirst(kind)) return;
    this.#services.runner.offer(async () => {
      const show = t("Show Requests");
      if ((await vscode.window.showWarningMessage(message(), show)) === show) await execute(Commands.showGatewayLog);
    });
  }

  #isFirst(kind: string): boolean {
    const isFirst = !this.#told.has(kind);
    this.#told.add(kind);
    return isFirst;
  }

  get #shown(): Shown | undefined {
    const { running } = this;
    if (!running) return undefined;
    const names = this.#apps.filter(({ id }) => running.appIds.includes(id)).map(({ name }) => asText(name));
    const startedAt = this.#serving?.startedAt ?? (this.#elsewhere?.startedAt ?? 0) * 1000;
    return { ...running, names, startedAt, ...(this.#serving && { requests: this.#serving.requests }) };
  }

  async #show(): Promise<void> {
    if (this.running) this.#apps = await this.#services.store.apps();
    if (this.#isDisposed) return;
    this.#status.show(this.#shown);
    this.#changed(this.running);
  }

  #inBackground(task: () => unknown): void {
    inBackground(this.#services.log, "gateway", task);
  }

  #oneAtATime<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#last.then(task);
    this.#last = run.catch(() => undefined);
    return run;
  }
}

/** What listens in the gateway's place is sent its key by each client that calls its address. */
function withKeyInMind(error: unknown, port: number): unknown {
  if (!(error instanceof UserError) || error.code !== "port-in-use") return error;
  return new UserError(
    "port-in-use",
    "Port {0} on this machine is in use by another program. Clients that called the gateway's address sent it the gateway's key.",
    {
      args: [port],
      remedy:
        "End that program, or choose another port in the setting “jwtApps.gateway.port”. If you don't know it, run “Renew Gateway Key” as well.",
    },
  );
}

/** Milliseconds between two looks at another window's gateway, for which nothing is sent there. */
const LOOKED_AFTER = 5_000;

/** Between two looks at the file of the gateway that runs here, by which another window stops it. */
const OWN_LOOKED_AFTER = 1_000;

/** Milliseconds: it gives what is under way a second. */
const LONGEST_END = 5_000;
const END_SEEN_AFTER = 50;
