import * as vscode from "vscode";
import { findApp } from "../../domain/apps/findApp";
import { isHostUnconfirmed } from "../../domain/apps/hostFromFile";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { joined, type PlainText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import { confirmed } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { confirmHost } from "../storage/confirmHost";
import { machineOf } from "../workbench/remoteMachine";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import { chooseGatewayApps, lastGatewayApps, setLastGatewayApps } from "./chooseGatewayApps";
import type { GatewayInWindow } from "./gatewayInWindow";
import type { RunningGateway } from "./gatewayState";
import { gatewayRefusal, type GatewayPlace } from "./gatewayRefusal";
import { unfitForGateway } from "./unfitForGateway";

export interface GatewayStart extends GatewayPlace {
  readonly store: AppStore;
  readonly gateway: GatewayInWindow;
  /** Keeps which apps were chosen last. */
  readonly memory: vscode.Memento;
}

interface Wish {
  readonly port?: number | undefined;
  /** Ids, client IDs or names. */
  readonly apps?: readonly string[] | undefined;
}

/** `jwtApps.startGateway`: by a person's choice of apps, or a person's answer to code that names some. */
export async function startGateway(
  services: GatewayStart,
  { port, apps: named }: Wish,
  caller: Caller,
): Promise<{ readonly url: string }> {
  const { store, gateway, memory } = services;
  const refusal = gatewayRefusal(services);
  if (refusal) throw refusal;
  const control = await gateway.control.load();
  const running = await control.refresh();
  const all = await store.apps();
  const wanted = (named ?? []).map((name) => findApp(all, name));
  const served = running?.appIds ?? [];
  const agreed = running ? served : lastGatewayApps(memory);
  const isByName = caller === "code" && named !== undefined;
  const isServed = (app: JwtApp): boolean => served.includes(app.id) && !isHostUnconfirmed(app);
  if (isByName && running?.isHere && wanted.every(isServed)) return { url: urlOf(running) };
  const chosen = isByName
    ? wanted
    : await chooseGatewayApps(store, running, [...agreed, ...wanted.map(({ id }) => id)]);
  if (chosen.length === 0)
    throw new UserError("no-apps-for-gateway", "There is no JWT app that the gateway could act as.");
  for (const app of chosen) await assertFit(store, app);
  // What a person chose and agreed to before needs no second word; code has it asked each time.
  const isAgreed = caller !== "code" && chosen.every((app) => agreed.includes(app.id) && !isHostUnconfirmed(app));
  if (!isAgreed) await ask(services, chosen, running, caller);
  for (const app of chosen) await confirmHost(store, app);
  // Code takes no app away.
  const ids = [...new Set([...(isByName ? served : []), ...chosen.map(({ id }) => id)])];
  const { url } = await control.start(ids, port);
  if (caller !== "code") await setLastGatewayApps(memory, ids);
  showStatus(t("The gateway runs at {0}", url));
  return { url };
}

function urlOf({ port }: RunningGateway): string {
  return `http://127.0.0.1:${port}`;
}

/** @throws UserError where no request of the app can succeed */
async function assertFit(store: AppStore, app: JwtApp): Promise<void> {
  // Whether they are in this window shows when they are looked up.
  await store.secretsOf(app);
  const unfit = unfitForGateway(app, store);
  if (unfit) throw unfit.error;
}

/** Names in one question: more than can be read at a glance are counted. */
const MOST_NAMES = 10;

async function ask(
  { extensionKind }: GatewayStart,
  apps: readonly JwtApp[],
  running: RunningGateway | undefined,
  caller: Caller,
): Promise<void> {
  const [first, ...others] = apps;
  const { remoteName } = vscode.env;
  const machine = remoteName === undefined ? undefined : machineOf(remoteName);
  await confirmed(
    others.length === 0
      ? t("Start the gateway for “{0}”?", first?.name ?? "")
      : t("Start the gateway for {0} apps?", apps.length),
    joined([
      ...(caller === "code" ? [t("Something other than a click or the Command Palette asked for it.")] : []),
      ...(others.length === 0 ? [] : namesOf(apps)),
      ...hostsFromFiles(apps),
      t("Whoever has its address can act as the apps that it serves, from this machine and while it runs."),
      t("Clients get decrypted answers and keep what they get: httpYac in files, for one."),
      ...(machine !== undefined && extensionKind === vscode.ExtensionKind.Workspace
        ? [t("It runs on the remote machine ({0}).", machine)]
        : []),
      ...(running && !running.isHere ? [t("It moves here from another window; its address stays.")] : []),
    ]),
    t("Start"),
    t("Don't Start"),
  );
}

/** Hosts that a person sees first, before tokens go there; each of them, however many there are. */
function hostsFromFiles(apps: readonly JwtApp[]): PlainText[] {
  const doubted = apps.filter(isHostUnconfirmed);
  if (doubted.length === 0) return [];
  return [
    t("These hosts come from a file of a workspace, and no token went there yet:"),
    ...doubted.map(({ name, host = "" }) => t("• {0}: {1}", name, host)),
  ];
}

function namesOf(apps: readonly JwtApp[]): PlainText[] {
  const more = apps.length - MOST_NAMES;
  return [
    ...apps.slice(0, MOST_NAMES).map(({ name }) => t("• {0}", name)),
    ...(more > 0 ? [t("and {0} more", more)] : []),
  ];
}
