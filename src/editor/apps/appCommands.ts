import * as vscode from "vscode";
import { keptName, wrongWithName } from "../../domain/apps/appName";
import { exportApps } from "../../domain/apps/exportApps";
import { neededSecrets } from "../../domain/apps/appState";
import { findApp } from "../../domain/apps/findApp";
import { APP_FIELDS, type AppField, atField, type FormStart } from "../../domain/apps/form/formStart";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { hasNoClientSecret, hasNoPreviousSecret } from "../../domain/apps/unfitting";
import { UserError } from "../../domain/errors";
import { CredentialNode } from "../appTree/credentialNodes";
import { UnreadableAppNode } from "../appTree/appNode";
import type { Caller, CommandRunner } from "../commands/commandRunner";
import type { Consents } from "../commands/consents";
import { Commands } from "../workbench/contributions";
import { pickMany } from "../prompts/pick";
import { answered, confirmed } from "../prompts/prompts";
import { showStatus } from "../workbench/statusMessage";
import type { AppArgument, AppChoices } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { enterClientSecret } from "./enterClientSecret";
import { type DeleteArgument, deleteApps, type DeleteServices } from "./deleteApps";
import { asText } from "../../domain/text/asText";
import { localised } from "../workbench/localised";
import { t } from "../workbench/words";

export interface AppCommandServices extends DeleteServices {
  readonly consents: Consents;
  readonly appFolder: vscode.Uri;
  readonly openForm: (app?: JwtApp, start?: FormStart) => void | Promise<void>;
}

export function registerAppCommands(runner: CommandRunner, services: AppCommandServices): vscode.Disposable {
  const { store, picker } = services;
  return vscode.Disposable.from(
    runner.register(Commands.createApp, async () => {
      await services.openForm();
    }),
    runner.register(
      Commands.editApp,
      async (argument?: AppArgument | { readonly app?: unknown; readonly field?: unknown }) => {
        const field = argument && "field" in argument ? fieldFrom(argument.field) : undefined;
        await services.openForm(await picker.resolve(argument), field && atField(field));
      },
    ),
    runner.register(Commands.renameApp, async (argument?: AppArgument) => {
      const app = await picker.resolve(argument);
      const name = await askName(app, await store.apps());
      const renamed = await store.update(app, (current) => ({ ...current, name }));
      showStatus(t("Renamed “{0}” to “{1}”", app.name, renamed.name));
    }),
    runner.register(Commands.replaceSecret, async (argument?: AppArgument) => {
      const app = await picker.resolve(argument, WITH_SECRET);
      await replaceSecret(store, app);
      showStatus(t("Replaced the client secret of {0}; the one before is kept until you forget it", app.name));
    }),
    runner.register(Commands.forgetPreviousSecret, async (argument?: AppArgument) => {
      const app = await picker.resolve(argument, {
        only: (candidate) => candidate.hasPreviousSecret,
        whyNot: hasNoPreviousSecret,
      });
      await confirmed(
        t("Forget the previous client secret of “{0}”?", app.name),
        t("Tokens that were signed with it can't be recognised any more. This can't be undone."),
        t("Forget"),
        t("Don't Forget"),
      );
      await store.forgetPreviousSecret(app.id);
      showStatus(t("Forgot the previous client secret of {0}", app.name));
    }),
    runner.register(Commands.deleteApp, (argument?: DeleteArgument, caller: Caller = "code") =>
      deleteApps(services, argument, caller),
    ),
    runner.register(Commands.forgetEverything, async () => {
      const count = (await store.list()).length;
      await confirmed(
        t("Forget all JWT apps and their secrets?"),
        t(
          "All apps ({0}) go, with every client secret, private key and shared key that this extension keeps. This can't be undone. What the platform holds stays as it is.",
          count,
        ),
        t("Forget Everything"),
        t("Keep Everything"),
      );
      // Where one can't be deleted the others are, so what is open and cached goes in any case.
      await store.forgetEverything().finally(() => services.forgetKeys());
      showStatus(t("All JWT apps and secrets are forgotten"));
    }),
    runner.register(
      Commands.exportApps,
      (argument?: AppArgument | { readonly apps?: unknown }, caller: Caller = "person") =>
        exportTo(services, argument, caller),
    ),
    runner.register(Commands.copyClientId, async (argument?: AppArgument) => {
      const app = await picker.resolve(argument);
      await vscode.env.clipboard.writeText(app.clientId);
      showStatus(t("Copied the client ID of {0}", app.name));
    }),
    runner.register(Commands.copyClientSecret, async (argument?: AppArgument) => {
      const app = await picker.resolve(argument, WITH_SECRET);
      await copyClientSecret(store, app);
    }),
    runner.register(Commands.copyPublicKey, async (node?: unknown) => {
      const publicKey = node instanceof CredentialNode ? node.credential.publicKey : undefined;
      if (!(node instanceof CredentialNode) || !publicKey) return;
      await vscode.env.clipboard.writeText(publicKey);
      showStatus(t("Copied the public key of {0}", node.app.name));
    }),
    runner.register(Commands.openAppFile, async (node?: unknown) => {
      if (node instanceof UnreadableAppNode)
        await vscode.window.showTextDocument(vscode.Uri.joinPath(services.appFolder, `${node.entry.id}.json`));
    }),
  );
}

function fieldFrom(given: unknown): AppField | undefined {
  const field = APP_FIELDS.find((each) => each === given);
  if (field !== undefined || given === undefined) return field;
  throw new UserError("bad-argument", "The argument “{0}” has the wrong type.", { args: ["field"] });
}

/** Apps whose tokens a client secret signs. */
export const WITH_SECRET: AppChoices = {
  only: ({ algorithm }) => signsWithSecret(algorithm),
  whyNot: hasNoClientSecret,
};

/** Puts the client secret on the clipboard, once the user has said so. */
export async function copyClientSecret(store: AppStore, app: JwtApp): Promise<void> {
  const clientSecret = (await store.secretsOf(app))?.reveal().clientSecret;
  if (!clientSecret) {
    throw new UserError("missing-secret", "The client secret of “{0}” is not in this window's secret storage.", {
      args: [app.name],
      remedy: "Enter the one that the platform shows.",
      mending: { kind: "enterClientSecret", appId: app.id },
    });
  }
  await confirmed(
    t("Copy the client secret of “{0}”?", app.name),
    t(
      "Every program on this computer can read the clipboard. Whoever has this secret can call the platform as this app.",
    ),
    t("Copy Client Secret"),
    t("Don't Copy"),
  );
  // One that was forgotten or replaced meanwhile doesn't get there.
  const now = (await store.secretsOf(app))?.reveal().clientSecret;
  if (now !== clientSecret)
    throw new UserError("secrets-changed", "The secrets of “{0}” were changed meanwhile, so nothing was copied.", {
      args: [app.name],
    });
  await vscode.env.clipboard.writeText(clientSecret);
  showStatus(t("Copied the client secret of {0}", app.name));
}

async function askName(app: JwtApp, apps: readonly JwtApp[]): Promise<string> {
  const others = apps.filter(({ id }) => id !== app.id);
  const name = await answered(
    vscode.window.showInputBox({
      title: t("Rename “{0}”", app.name),
      value: app.name,
      validateInput: (text) => {
        const wrong = wrongWithName(text, others, app.name);
        return wrong && localised(wrong);
      },
    }),
  );
  return keptName(name);
}

/** Asks for a client secret; the one before is kept. */
export async function replaceSecret(store: AppStore, app: JwtApp): Promise<void> {
  const here = await store.secretsOf(app);
  const others = neededSecrets(app).some((name) => name !== "clientSecret" && !app.missingSecrets.includes(name));
  if (!here && (others || app.credentials === "generated")) await confirmLoss(app);
  // The repository keeps the secret before as the previous one.
  await enterClientSecret(store, app, here);
}

/** Another window or browser may hold the app's other secrets, and they can't be taken over from here. */
async function confirmLoss(app: JwtApp): Promise<void> {
  await confirmed(
    t("The other secrets of “{0}” are not in this window's secret storage. Replace them all?", app.name),
    t(
      "If another window stored them just now, reload this one first. If you go on, the app has the new client secret alone, and its keys have to be entered again in the form.",
    ),
    t("Replace"),
    t("Don't Replace"),
  );
}

async function exportTo(
  { store, consents }: AppCommandServices,
  argument: AppArgument | { readonly apps?: unknown },
  caller: Caller,
): Promise<string | undefined> {
  const toCaller = caller !== "person";
  if (toCaller) await consents.list();
  const all = await store.apps();
  const wanted = argument && "apps" in argument ? argument.apps : undefined;
  if (wanted !== undefined && !(Array.isArray(wanted) && wanted.every((name) => typeof name === "string"))) {
    throw new UserError("bad-argument", "The argument “apps” must be a list of IDs, client IDs or names.");
  }
  const chosen = wanted ? (wanted as string[]).map((name) => findApp(all, name)) : toCaller ? all : await askWhich(all);
  const text = exportApps(chosen);
  if (toCaller) return text;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text, language: "json" }));
  showStatus(
    chosen.length === 1
      ? t("Exported 1 app without its secrets")
      : t("Exported {0} apps without their secrets", chosen.length),
  );
  return text;
}

async function askWhich(apps: readonly JwtApp[]): Promise<JwtApp[]> {
  if (!apps.length) throw new UserError("no-apps", "There is no JWT app to export.");
  const items = apps.map((app) => ({ label: asText(app.name), description: asText(app.clientId), picked: true, app }));
  const picked = await pickMany(items, { title: t("Export Apps"), placeHolder: t("Without their secrets") });
  return picked.map(({ app }) => app);
}
