import * as vscode from "vscode";
import type { AppRepositoryPorts } from "../domain/apps/storage/appRepository";
import type { PayloadPorts } from "../domain/payloads/payloadPorts";
import { webPorts } from "../domain/ports";
import { registerAgentTools } from "./agents/registerAgentTools";
import { AppTreeProvider } from "./appTree/appTreeProvider";
import { AppView } from "./appTree/appView";
import { TokenClipboard } from "./tokens/tokenClipboard";
import { CommandRunner } from "./commands/commandRunner";
import { execute } from "./commands/execute";
import { Consents } from "./commands/consents";
import { registerAuthentication } from "./authentication/registerAuthentication";
import { Panels } from "./workbench/contributions";
import { GatewayInWindow } from "./gateway/gatewayInWindow";
import type { HostProcess } from "./gateway/gatewayControl";
import { inBackground } from "./workbench/inBackground";
import { LoadedLater } from "./workbench/loadedLater";
import { DecryptedDocuments } from "./results/decryptedDocuments";
import { registerPayloadLenses } from "./payloads/registerPayloadLenses";
import { registerResultLenses } from "./payloads/registerResultLenses";
import { newGateMemory } from "./requests/destination/gateMemory";
import { OpenDocuments } from "./documents/openDocuments";
import { registerRequestHelp } from "./requests/complete/registerRequestHelp";
import { registerErrorLenses } from "./requests/errors/registerErrorLenses";
import { registerFindings } from "./requests/findings/registerFindings";
import { GatewayVariables } from "./requests/gateway/gatewayVariables";
import { registerGatewayRequests } from "./requests/gateway/registerGatewayRequests";
import { registerRequestStatus } from "./requests/status/registerRequestStatus";
import { registerTeamFile } from "./teamFile/registerTeamFile";
import { environmentApps } from "./tokens/environment/environmentApps";
import { registerTokensInText } from "./tokens/inText/registerTokensInText";
import { AppPicker } from "./storage/appPicker";
import { AppStore } from "./storage/appStore";
import { MintedTokens } from "./tokens/mintedTokens";
import { TokenService } from "./tokens/tokenService";

/** What a Node host and a web host do differently; each is loaded when it is first needed. */
export interface Host {
  /** In the folders of the app files, of their journal and of the file with their slugs. */
  readonly storage: (folders: {
    readonly apps: vscode.Uri;
    readonly journal: vscode.Uri;
    readonly slugs: vscode.Uri;
  }) => Promise<Pick<AppRepositoryPorts, "files" | "journal" | "slugs">>;
  readonly payloads: () => Promise<PayloadPorts>;
  /** Whether a server can listen on a port. */
  readonly canListen: boolean;
  /** The process's environment variables, where there is a process. */
  readonly environment?: Record<string, string | undefined>;
  /** What tells whether a server of another window still runs, where there is a process. */
  readonly process?: HostProcess;
}

/** What the host tests may look at; nobody else gets it. */
export interface Services {
  readonly folder: vscode.Uri;
  readonly store: AppStore;
  readonly tree: AppTreeProvider;
  readonly view: AppView;
  readonly documents: DecryptedDocuments;
  readonly gateway: GatewayInWindow;
  readonly secrets: vscode.SecretStorage;
  readonly memory: vscode.Memento;
}

/** Makes the services and registers the features. Nothing is awaited and nothing is read before it is needed. */
export function activateIn(host: Host, context: vscode.ExtensionContext): Services | undefined {
  const log = vscode.window.createOutputChannel("JWT Apps", { log: true });
  const folder = vscode.Uri.joinPath(context.globalStorageUri, "apps");
  const repository = new LoadedLater(async () => {
    const storage = await host.storage({
      apps: folder,
      journal: vscode.Uri.joinPath(context.globalStorageUri, "journal"),
      slugs: vscode.Uri.joinPath(context.globalStorageUri, "slugs"),
    });
    const { openRepository } = await import("./storage/openRepository");
    return openRepository(storage, context.secrets, log);
  });
  const store = new AppStore(repository, folder, context.secrets, log);
  const picker = new AppPicker(store);
  const minter = new MintedTokens(
    new LoadedLater(async () => (await import("../domain/tokens/mint")).createMinter(webPorts)),
  );
  const consents = new Consents();
  const gateMemory = newGateMemory(store);
  const openDocuments = new OpenDocuments();
  const tokens = new TokenService(store, picker, minter, consents, openDocuments);
  const environment = new LoadedLater(async () => {
    const { TokenEnvironment } = await import("./tokens/environment/tokenEnvironment");
    return new TokenEnvironment({
      store,
      gateMemory,
      tokens,
      memory: context.globalState,
      environment: host.environment,
      remoteName: vscode.env.remoteName,
      log,
    });
  });
  if (environmentApps(context.globalState).length > 0) inBackground(log, "environment", () => environment.load());
  const tree = new AppTreeProvider(store, log);
  const view = new AppView(tree, store, log);
  const runner = new CommandRunner(log, () => view.isVisible);
  const documents = new DecryptedDocuments(log);
  const clipboard = new TokenClipboard(vscode.Uri.joinPath(context.globalStorageUri, "clipboard"), log);
  const forms = new LoadedLater(async () => {
    const { AppForms } = await import("./appForm/appForms");
    return new AppForms({
      context,
      store,
      log,
      runOnRow: async (command, id) => {
        await view.reveal(id);
        return execute(command, await tree.nodeOf(id));
      },
      localPlatform: () => {
        if (!host.canListen) return "unavailable";
        return gateMemory.localPlatform === undefined ? "stopped" : "runs";
      },
    });
  });
  const { payloads: ports, canListen } = host;
  const gateway = new GatewayInWindow({
    store,
    secrets: context.secrets,
    ports,
    gateMemory,
    folder: vscode.Uri.joinPath(context.globalStorageUri, "gateway"),
    process: host.process,
    canListen,
    documents,
    runner,
    log,
  });
  const gatewayVariable = new GatewayVariables({
    canListen,
    environment: host.environment,
    remoteName: vscode.env.remoteName,
    extensionKind: context.extension.extensionKind,
  });
  const gatewayEnvironment = new LoadedLater(async () => {
    const { GatewayEnvironment } = await import("./requests/gateway/gatewayEnvironment");
    const { environment: variables } = host;
    return new GatewayEnvironment({
      gateway,
      gatewayVariable,
      memory: context.globalState,
      environment: variables,
      log,
    });
  });
  const services = {
    store,
    picker,
    tokens,
    environment,
    consents,
    gateMemory,
    gateway,
    gatewayVariable,
    gatewayEnvironment,
    documents,
    openDocuments,
    minted: minter,
    clipboard,
    memory: context.globalState,
    ports,
    runner,
    log,
  };
  const commands = new LoadedLater(async () => {
    const { allCommands } = await import("./allCommands");
    return allCommands({
      ...services,
      canListen,
      memory: context.globalState,
      extensionKind: context.extension.extensionKind,
      appFolder: folder,
      openForm: async (app, start) => (await forms.load()).open(app, start),
      selectedRows: () => view.selection,
      forgetKeys: (id) => {
        minter.forget(id);
        inBackground(log, "environment", () => environment.ifWanted((loaded) => loaded.forget(id)));
        inBackground(log, "decrypted payloads", () => (id ? documents.dropOf(id) : documents.dropAll()));
      },
      forgetGateway: () => gateway.forget(context.globalState),
      reveal: (id, endpoint) => view.reveal(id, endpoint),
    });
  });

  context.subscriptions.push(
    log,
    store,
    documents,
    openDocuments,
    tree,
    vscode.window.registerWebviewPanelSerializer(Panels.appForm, {
      deserializeWebviewPanel: async (panel, state) => (await forms.load()).restore(panel, state),
    }),
    forms,
    environment,
    gateway,
    gatewayEnvironment,
    // Without a gateway no file gets its address.
    gateway.onDidChange(() => {
      if (gateway.running) inBackground(log, "gateway in the environment", () => gatewayEnvironment.load());
    }),
    clipboard,
    view,
    registerTokensInText(services),
    registerFindings(services),
    registerErrorLenses(services),
    registerPayloadLenses(services),
    registerResultLenses(services),
    registerRequestStatus(services),
    registerRequestHelp(services),
    registerGatewayRequests(services),
    registerAuthentication(services),
    registerTeamFile({ ...services, workspaceMemory: context.workspaceState }),
    registerAgentTools(services),
    store.onDidRename((renamed) =>
      inBackground(log, "renamed app", async () => {
        const { offerNewName } = await import("./requests/write/renamedApp");
        await offerNewName(renamed);
      }),
    ),
    commands,
    runner.register(async () => (await commands.load()).handlers),
  );
  return context.extensionMode === vscode.ExtensionMode.Test
    ? { folder, store, tree, view, documents, gateway, secrets: context.secrets, memory: context.globalState }
    : undefined;
}
