import * as vscode from "vscode";
import { alikeApps, findApp } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { rowOf } from "../appTree/describeApp";
import { TreeNode } from "../appTree/treeNode";
import { Commands } from "../contributions";
import { pickOne } from "../pick";
import { Cancelled } from "../prompts";
import type { AppStore } from "./appStore";
import { asText, type PlainText } from "../../domain/text/asText";
import { t } from "../words";

/** What a command may be given for an app: a tree row of the app or of one of its parts, or an object that names it. */
export type AppArgument = TreeNode | { readonly app?: unknown } | undefined;

/** Turns what a command was given into an app, asking where it was given none. */
export class AppPicker {
  private lastPicked: string | undefined;

  constructor(private readonly store: AppStore) {}

  /** The app stands first in the next pick. */
  prefer(appId: string): void {
    this.lastPicked = appId;
  }

  async resolve(argument: AppArgument, choices: { readonly only?: (app: JwtApp) => boolean; readonly title?: PlainText } = {}): Promise<JwtApp> {
    const { only = () => true } = choices;
    const node = argument instanceof TreeNode ? appIdAbove(argument) : undefined;
    if (node) {
      const app = await this.store.get(node);
      if (app) return this.remember(app);
    }
    const reference = argument instanceof TreeNode ? undefined : argument?.app;
    const apps = await this.store.apps();
    if (reference !== undefined) {
      if (typeof reference !== "string") throw new UserError("bad-argument", "The argument “app” must be an ID, a client ID or a name.");
      return this.remember(findApp(apps, reference));
    }
    return this.remember(await this.pick(apps.filter(only), alikeApps(apps), choices.title));
  }

  private remember(app: JwtApp): JwtApp {
    this.lastPicked = app.id;
    return app;
  }

  private async pick(apps: JwtApp[], alike: ReadonlySet<string>, title?: PlainText): Promise<JwtApp> {
    if (!apps.length) {
      await offerFirstApp();
      throw new Cancelled();
    }
    // The one used last stands first: most people work with one app for hours.
    const sorted = [...apps].sort((a, b) => Number(b.id === this.lastPicked) - Number(a.id === this.lastPicked) || a.name.localeCompare(b.name));
    const items = sorted.map((app) => ({ label: asText(app.name), description: rowOf(app, alike.has(app.id)), ...(app.host && { detail: asText(app.host) }), app }));
    const picked = await pickOne(items, { title: title ?? t("JWT App"), placeHolder: t("Choose a JWT app"), matchOnDescription: true, matchOnDetail: true });
    return picked.app;
  }
}

async function offerFirstApp(): Promise<void> {
  const create = t("Create JWT App");
  const answer = await vscode.window.showInformationMessage(t("There is no JWT app for this yet."), create);
  if (answer === create) await vscode.commands.executeCommand(Commands.createApp);
}

function appIdAbove(node: TreeNode): string | undefined {
  for (let at: TreeNode | undefined = node; at; at = at.parent) {
    const match = /^app:([^/]+)$/.exec(at.id);
    if (match) return match[1];
  }
  return undefined;
}
