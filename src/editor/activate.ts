import * as vscode from "vscode";
import { AppRepository } from "../domain/apps/storage/appRepository";
import type { AppFiles, AppJournal, SecretStore } from "../domain/apps/storage/storagePorts";
import type { PayloadPorts } from "../domain/payloads/payloadPorts";
import { webPorts } from "../domain/ports";
import { appCommands } from "./apps/appCommands";
import { AppForms } from "./appForm/appForms";
import { AppTreeProvider } from "./appTree/appTreeProvider";
import { AppView } from "./appTree/appView";
import { viewCommands } from "./appTree/viewCommands";
import { TokenClipboard } from "./workbench/clipboard";
import { CommandRunner } from "./commands/commandRunner";
import { execute } from "./commands/execute";
import { Consents } from "./commands/consents";
import { Commands } from "./workbench/contributions";
import { inBackground } from "./workbench/inBackground";
import { DecryptedDocuments } from "./results/decryptedDocuments";
import { localPlatform } from "./localPlatform/localPlatformCommands";
import { registerPayloadLenses } from "./payloads/payloadLenses";
import { registerResultLenses } from "./payloads/resultLenses";
import { payloadCommands } from "./payloads/payloadCommands";
import { newGateMemory } from "./requests/destination/gateMemory";
import { OpenDocuments } from "./documents/openDocuments";
import { registerErrorLenses } from "./requests/errors/errorLenses";
import { registerFindings } from "./requests/findings/registerFindings";
import { offerNewNames, requestCommands } from "./requests/requestCommands";
import { registerRequestStatus } from "./requests/status/registerRequestStatus";
import { registerTokensInText } from "./tokens/inText/tokensInText";
import { TokenEnvironmentLoader } from "./tokens/environment/tokenEnvironmentLoader";
import { scopeCommands } from "./scopes/scopeCommands";
import { AppPicker } from "./storage/appPicker";
import { AppStore } from "./storage/appStore";
import { lazyMinter } from "./tokens/lazyMinter";
import { MintedTokens } from "./tokens/mintedTokens";
import { tokenCommands } from "./tokens/tokenCommands";
import { TokenService } from "./tokens/tokenService";
import { asText } from "../domain/text/asText";

/** What a Node host and a web host do differently. */
export interface Host {
  readonly files: (folder: vscode.Uri) => AppFiles;
  readonly journal: (folder: vscode.Uri) => AppJournal;
  readonly payloads: PayloadPorts;
  /** Whether a server can listen on a port. */
  readonly canListen: boolean;
  /** The process's environment variables, where there is a process. */
  readonly environment?: Record<string, string | undefined>;
}

/** Where the app files lie below the extension's global storage. */
export function appFolder(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.globalStorageUri, "apps");
}

/** What the host tests may look at; nobody else gets it. */
export interface Services {
  readonly folder: vscode.Uri;
  readonly store: AppStore;
  readonly tree: AppTreeProvider;
  readonly view: AppView;
  readonly documents: DecryptedDocuments;
  readonly secrets: vscode.SecretStorage;
}

/** Makes the services and registers the features. Nothing is awaited and nothing is read before it is needed. */
export function activateIn(host: Host, context: vscode.ExtensionContext): Services | undefined {
  const log = vscode.window.createOutputChannel("JWT Apps", { log: true });
  const folder = appFolder(context);
  const repository = new AppRepository({
    ...webPorts,
    files: host.files(folder),
    journal: host.journal(vscode.Uri.joinPath(context.globalStorageUri, "journal")),
    secrets: secretStore(context.secrets),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    report: (message) => log.info(asText(message)),
  });
  const store = new AppStore(repository, folder, context.secrets, log);
  const picker = new AppPicker(store);
  const minter = new MintedTokens(lazyMinter());
  const consents = new Consents();
  const gateMemory = newGateMemory();
  const openDocuments = new OpenDocuments();
  const tokens = new TokenService(store, picker, minter, consents, openDocuments);
  const environment = new TokenEnvironmentLoader({
    store,
    gateMemory,
    tokens,
    memory: context.globalState,
    environment: host.environment,
    remoteName: vscode.env.remoteName,
    log,
  });
  const tree = new AppTreeProvider(store, log);
  const view = new AppView(tree, store, log);
  const runner = new CommandRunner(log, () => view.isVisible);
  const documents = new DecryptedDocuments(log);
  const clipboard = new TokenClipboard(vscode.Uri.joinPath(context.globalStorageUri, "clipboard"), log);
  const forms = new AppForms({
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
  const show = (error: unknown): Promise<void> => runner.show(error);
  const { payloads: ports, canListen } = host;
  const services = {
    store,
    picker,
    tokens,
    environment,
    consents,
    gateMemory,
    documents,
    openDocuments,
    minted: minter,
    clipboard,
    ports,
    runner,
    show,
    log,
  };
  const platform = localPlatform({ ...services, canListen, extensionKind: context.extension.extensionKind });

  context.subscriptions.push(
    log,
    store,
    documents,
    openDocuments,
    tree,
    forms,
    environment,
    clipboard,
    view,
    platform,
    registerTokensInText(services),
    registerFindings(services),
    registerErrorLenses(services),
    registerPayloadLenses(runner, store),
    registerResultLenses(runner, services),
    registerRequestStatus(services),
    offerNewNames(services),
    runner.register({
      ...appCommands({
        ...services,
        appFolder: folder,
        openForm: (app, start) => forms.open(app, start),
        selectedRows: () => view.selection,
        forgetKeys: (id) => {
          minter.forget(id);
          inBackground(log, "environment", () => environment.forget(id));
          inBackground(log, "decrypted payloads", () => (id ? documents.dropOf(id) : documents.dropAll()));
        },
      }),
      ...scopeCommands(store, picker),
      ...tokenCommands(services),
      ...payloadCommands(services),
      ...requestCommands(services),
      ...viewCommands(store),
      ...platform.commands,
      [Commands.createSample]: async (_, caller) => {
        const { createSample } = await import("./sample/createSample");
        return createSample({ ...services, reveal: (id) => view.reveal(id) }, caller);
      },
      [Commands.showLog]: () => log.show(),
    }),
  );
  return context.extensionMode === vscode.ExtensionMode.Test
    ? { folder, store, tree, view, documents, secrets: context.secrets }
    : undefined;
}

/** SecretStorage as the repository's port; newer hosts can list its keys. */
function secretStore(secrets: vscode.SecretStorage & { keys?(): Thenable<string[]> }): SecretStore {
  return {
    get: async (key) => secrets.get(key),
    store: async (key, value) => secrets.store(key, value),
    delete: async (key) => secrets.delete(key),
    ...(secrets.keys && { keys: async () => (await secrets.keys?.()) ?? [] }),
  };
}
