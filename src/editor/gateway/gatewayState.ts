import type * as vscode from "vscode";

/** What the rest of the editor may know of the gateway. */
export interface GatewayState {
  /** Undefined where none runs, in no window. */
  readonly running: RunningGateway | undefined;
  /** It started or stopped, serves other apps, or has another key. */
  readonly onDidChange: vscode.Event<void>;
  /**
   * `http://127.0.0.1:<port>/<key>`, without a slash at the end: of the gateway that runs, else where it would start.
   * It lets whoever has it act as these apps, so it goes only into the clipboard, the user's own settings or the
   * environment of this process.
   */
  address(): Promise<string>;
}

export interface RunningGateway {
  readonly port: number;
  readonly appIds: readonly string[];
  /** False where another window serves. */
  readonly isHere: boolean;
}
