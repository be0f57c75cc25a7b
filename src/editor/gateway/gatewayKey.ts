import type * as vscode from "vscode";
import { newGatewayKey } from "../../domain/apps/gatewayNote";
import { webPorts } from "../../domain/ports";
import { GATEWAY_KEY } from "../workbench/contributions";

/** The key of the gateway's address: made when it is first needed and kept in SecretStorage, so that addresses stay. */
export class GatewayKey {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** Undefined where none was made yet, or it was forgotten. */
  async stored(): Promise<string | undefined> {
    const key = await this.#secrets.get(GATEWAY_KEY);
    return key !== undefined && KEY.test(key) ? key : undefined;
  }

  async get(): Promise<string> {
    return (await this.stored()) ?? this.renew();
  }

  async renew(): Promise<string> {
    const key = newGatewayKey(webPorts);
    await this.#secrets.store(GATEWAY_KEY, key);
    return key;
  }

  async forget(): Promise<void> {
    await this.#secrets.delete(GATEWAY_KEY);
  }

  /** In any window. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key === GATEWAY_KEY) listener();
    });
  }
}

const KEY = /^[\w-]{22}$/;
