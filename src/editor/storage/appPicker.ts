import * as vscode from "vscode";
import { execute } from "../commands/execute";
import { alikeApps, findApp } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { UserError } from "../../domain/errors";
import { rowOf } from "./describeApp";
import { Commands } from "../workbench/contributions";
import { pickOne } from "../prompts/pick";
import { Cancelled } from "../prompts/prompts";
import type { AppStore } from "./appStore";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** What says which app a command is for: a row of the app or of one of its parts, or its internal id, client ID or name. */
export interface AppArgument {
  readonly row?: { readonly app?: Pick<JwtApp, "id"> | undefined } | undefined;
  readonly app?: string | undefined;
}

export interface AppChoices {
  readonly only?: (app: JwtApp) => boolean;
  /** Of an app that is named and isn't among those, what is wrong with it; without this, it is taken all the same. */
  readonly whyNot?: (app: JwtApp) => UserError;
  readonly title?: PlainText;
  readonly placeHolder?: PlainText;
  /** What the request at the cursor names, where a person has to pick it all the same. */
  readonly first?: JwtApp | undefined;
}

/** Turns what a command was given into an app, asking where it was given none. */
export class AppPicker {
  #lastPicked: string | undefined;

  readonly #store: AppStore;

  constructor(store: AppStore) {
    this.#store = store;
  }

  /** The app stands first in the next pick. */
  prefer(appId: string): void {
    this.#lastPicked = appId;
  }

  /** @throws UserError of `whyNot`, and where no app is called so */
  async resolve({ row, app: named }: AppArgument, choices: AppChoices = {}): Promise<JwtApp> {
    const { only = () => true, whyNot } = choices;
    const fitting = (app: JwtApp): JwtApp => {
      if (whyNot && !only(app)) throw whyNot(app);
      return this.#remember(app);
    };
    const ofRow = row?.app && (await this.#store.get(row.app.id));
    if (ofRow) return fitting(ofRow);
    const apps = await this.#store.apps();
    if (named !== undefined) return fitting(findApp(apps, named));
    return this.#remember(await this.#pick(apps.filter(only), alikeApps(apps), choices));
  }

  #remember(app: JwtApp): JwtApp {
    this.#lastPicked = app.id;
    return app;
  }

  async #pick(apps: JwtApp[], alike: ReadonlySet<string>, { title, placeHolder, first }: AppChoices): Promise<JwtApp> {
    if (!apps.length) {
      await offerFirstApp();
      throw new Cancelled();
    }
    // Else the one used last stands first: most people work with one app for hours.
    const rank = ({ id }: JwtApp): number => (id === first?.id ? 2 : id === this.#lastPicked ? 1 : 0);
    const sorted = [...apps].sort((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name));
    const describe = (app: JwtApp): PlainText =>
      joined([rowOf(app, alike.has(app.id)), ...(app.id === first?.id ? [t("named by this request")] : [])], " · ");
    const items = sorted.map((app) => ({
      label: asText(app.name),
      description: describe(app),
      ...(app.host && { detail: asText(app.host) }),
      app,
    }));
    const picked = await pickOne(items, {
      title: title ?? t("JWT App"),
      placeHolder: placeHolder ?? t("Choose a JWT app"),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return picked.app;
  }
}

/** Whether an argument says which app is meant. */
export function namesApp({ row, app }: AppArgument): boolean {
  return row?.app !== undefined || app !== undefined;
}

async function offerFirstApp(): Promise<void> {
  const create = t("Create JWT App");
  const answer = await vscode.window.showInformationMessage(t("There is no JWT app for this yet."), create);
  if (answer === create) await execute(Commands.createApp);
}
