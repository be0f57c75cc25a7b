import type { JwtApp } from "../../domain/apps/jwtApp";
import type { UserError } from "../../domain/errors";
import type { AppStore } from "./appStore";
import type { PickChoices } from "./pickApp";

/** Which app a command is for: that of a row, or the one with that internal id, client ID or name. */
export interface AppArgument {
  readonly row?: { readonly app?: Pick<JwtApp, "id"> | undefined } | undefined;
  readonly app?: string | undefined;
}

export interface AppChoices extends PickChoices {
  readonly only?: (app: JwtApp) => boolean;
  /** Of an app that is named and isn't among those, what is wrong with it; without this, it is taken all the same. */
  readonly whyNot?: (app: JwtApp) => UserError;
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
    const { alikeApps, findApp } = await import("../../domain/apps/findApp");
    if (named !== undefined) return fitting(findApp(apps, named));
    const { pickApp } = await import("./pickApp");
    return this.#remember(await pickApp(apps.filter(only), alikeApps(apps), this.#lastPicked, choices));
  }

  #remember(app: JwtApp): JwtApp {
    this.#lastPicked = app.id;
    return app;
  }
}

/** Whether an argument says which app is meant. */
export function namesApp({ row, app }: AppArgument): boolean {
  return row?.app !== undefined || app !== undefined;
}
