import * as vscode from "vscode";
import { later } from "../../domain/longTimer";
import { isHostUnconfirmed } from "../../domain/apps/hostFromFile";
import { webPorts } from "../../domain/ports";
import { createMinter } from "../../domain/tokens/mint";
import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import type { Gateway, Served } from "../../gateway/gateway";
import type { GateMemory } from "../requests/destination/gateMemory";
import type { AppStore } from "../storage/appStore";
import { RememberedSecrets } from "../storage/rememberedSecrets";
import { mintRequest } from "../tokens/mintRequest";
import { readSetting, SECRET_PREFIX } from "../workbench/contributions";

export interface ServingServices {
  readonly store: AppStore;
  readonly secrets: vscode.SecretStorage;
  readonly ports: () => Promise<PayloadPorts>;
  readonly gateMemory: GateMemory;
}

export interface Serving {
  readonly port: number;
  readonly key: string;
  readonly appIds: readonly string[];
  readonly served: (served: Served) => void;
  readonly problem: (line: string) => void;
  /** Nobody has asked for anything for as long as the user's setting says. */
  readonly idle: (minutes: number) => void;
}

/** A gateway that listens, with the apps that a person chose and the key as they are at each moment. */
export class ServingGateway implements vscode.Disposable {
  /** Of this run. */
  readonly id = crypto.randomUUID();
  appIds: readonly string[];
  key: string;
  /** Answered ones. */
  requests = 0;
  readonly startedAt = webPorts.clock();
  readonly port: number;
  #lastAt = webPorts.clock();
  #callOff: () => void = () => undefined;
  readonly #disposables: vscode.Disposable[];

  readonly #gateway: Gateway;
  readonly #serving: Serving;

  /** @throws UserError `bad-port`, `port-in-use`, `port-forbidden` */
  static async start(services: ServingServices, serving: Serving): Promise<ServingGateway> {
    const { createGateway } = await import("../../gateway/createGateway");
    const { store, gateMemory } = services;
    const secrets = new RememberedSecrets(store);
    const minter = createMinter(webPorts);
    let started: ServingGateway | undefined;
    const gateway = createGateway({
      ...webPorts,
      apps: async () => {
        const ids = started?.appIds ?? [];
        // Another host that a workspace's file brought meanwhile gets no token before a person has seen it.
        return (await store.apps()).filter((app) => ids.includes(app.id) && !isHostUnconfirmed(app));
      },
      secretsOf: (app) => secrets.of(app),
      // With what the settings say of tokens.
      minter: {
        mint: (app, own, request = {}) => minter.mint(app, own, mintRequest(request, app)),
        forget: (id) => minter.forget(id),
      },
      payloads: await services.ports(),
      key: () => started?.key ?? "",
      localPlatform: () => (gateMemory.localPlatform === undefined ? undefined : `http://${gateMemory.localPlatform}`),
      served: (served) => started?.wasServed(served),
      problem: serving.problem,
    });
    const { url } = await gateway.listen(serving.port);
    const changes = [
      // What was taken out of SecretStorage or replaced there counts from the next request on.
      services.secrets.onDidChange(({ key }) => {
        if (key.startsWith(SECRET_PREFIX)) secrets.forget(key.slice(SECRET_PREFIX.length));
      }),
      store.onDidChange((ids) => {
        for (const id of ids ?? [undefined]) minter.forget(id);
      }),
    ];
    started = new ServingGateway(gateway, serving, Number(new URL(url).port), changes);
    return started;
  }

  constructor(gateway: Gateway, serving: Serving, port: number, changes: readonly vscode.Disposable[]) {
    this.#gateway = gateway;
    this.#serving = serving;
    this.port = port;
    this.appIds = serving.appIds;
    this.key = serving.key;
    this.#disposables = [
      ...changes,
      vscode.workspace.onDidChangeConfiguration((changed) => {
        if (changed.affectsConfiguration("jwtApps.gateway.stopAfterMinutes")) this.#wait();
        // Those without JTI would be used with what the settings said before.
        if (changed.affectsConfiguration("jwtApps.token")) gateway.renewTokens();
      }),
    ];
    this.#wait();
  }

  wasServed(served: Served): void {
    this.requests++;
    // Who doesn't know the key, such as a web page, keeps nothing running.
    if (served.appId !== undefined) this.#lastAt = webPorts.clock();
    this.#serving.served(served);
  }

  /** What is under way gets its answer or a 503. */
  async close(): Promise<void> {
    this.dispose();
    await this.#gateway.close();
  }

  dispose(): void {
    this.#callOff();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  /** Until nobody has asked for anything for long enough. */
  #wait(): void {
    this.#callOff();
    const minutes = Math.min(readSetting("gateway.stopAfterMinutes"), MOST_MINUTES);
    if (!(minutes > 0)) return;
    if (this.#gateway.underWay > 0) this.#lastAt = webPorts.clock();
    const rest = this.#lastAt + minutes * 60_000 - webPorts.clock();
    if (rest > 0) this.#callOff = later(rest, () => this.#wait());
    else this.#serving.idle(minutes);
  }
}

/** A day, as the manifest says. */
const MOST_MINUTES = 1_440;
