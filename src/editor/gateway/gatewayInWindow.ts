import * as vscode from "vscode";
import { later } from "../../domain/longTimer";
import { ContextKeys, setContextKey } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import { LoadedLater } from "../workbench/loadedLater";
import type { ControlServices, GatewayControl } from "./gatewayControl";
import type { GatewayState, RunningGateway } from "./gatewayState";
import { NOTE_NAME } from "./noteName";

/** A start has better things to do than to look for another window's gateway. In milliseconds. */
const QUIET_START = 500;

/** The gateway as this window knows it: what a start needs of it, and no more. */
export class GatewayInWindow implements GatewayState, vscode.Disposable {
  #running: RunningGateway | undefined;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly control: LoadedLater<GatewayControl>;
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  #isDisposed = false;

  readonly #canListen: boolean;

  /** @param canListen false in web hosts, where there is none, and none to look for */
  constructor(services: ControlServices & { readonly canListen: boolean; readonly log: FailureLog }) {
    const { canListen, folder, log } = services;
    this.#canListen = canListen;
    this.control = new LoadedLater(async () => {
      const { GatewayControl } = await import("./gatewayControl");
      return new GatewayControl(services, (running) => this.#set(running));
    });
    if (!canListen) return;
    const callOff = later(QUIET_START, () => inBackground(log, "gateway", () => this.#watch(folder, log)));
    this.#disposables.push({ dispose: callOff });
  }

  get running(): RunningGateway | undefined {
    return this.#running;
  }

  async address(): Promise<string> {
    return (await this.control.load()).address();
  }

  /** Stops it in every window, and forgets the key of its address, and which apps were chosen. */
  async forget(memory: vscode.Memento): Promise<void> {
    if (!this.#canListen) return;
    const { setLastGatewayApps } = await import("./chooseGatewayApps");
    await setLastGatewayApps(memory, undefined);
    await (await this.control.load()).forget();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.control.dispose();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  /** A folder that isn't there yet can't be watched, so it is made first. */
  async #watch(folder: vscode.Uri, log: FailureLog): Promise<void> {
    await vscode.workspace.fs.createDirectory(folder).then(undefined, () => undefined);
    if (this.#isDisposed) return;
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, NOTE_NAME));
    const look = (): void => inBackground(log, "gateway", async () => (await this.control.load()).refresh());
    this.#disposables.push(
      watcher,
      watcher.onDidCreate(look),
      watcher.onDidChange(look),
      // Where nobody looked yet, nothing that is known is gone.
      watcher.onDidDelete(() =>
        inBackground(log, "gateway", () => this.control.ifWanted((control) => control.refresh())),
      ),
    );
    const isThere = await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, NOTE_NAME)).then(
      () => true,
      () => false,
    );
    if (isThere) look();
  }

  #set(running: RunningGateway | undefined): void {
    if (this.#isDisposed) return;
    this.#running = running;
    setContextKey(ContextKeys.gatewayRuns, running !== undefined);
    this.#changed.fire();
  }
}
