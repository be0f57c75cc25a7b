import type { AppSecrets } from "../../domain/apps/appSecrets";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { AppStore } from "./appStore";

/** The secrets of apps while a server runs: each request finds the same object for the same ones, as key caches need. */
export class RememberedSecrets {
  readonly #known = new Map<string, { readonly revision: string; readonly found: AppSecrets }>();

  readonly #store: Pick<AppStore, "secretsOf">;

  constructor(store: Pick<AppStore, "secretsOf">) {
    this.#store = store;
  }

  async of(app: JwtApp): Promise<AppSecrets | undefined> {
    const known = this.#known.get(app.id);
    if (known?.revision === app.secretsRevision) return known.found;
    const found = await this.#store.secretsOf(app);
    if (found) this.#known.set(app.id, { revision: app.secretsRevision, found });
    return found;
  }

  /** Of one app, by its internal id, or of all. */
  forget(appId?: string): void {
    if (appId === undefined) this.#known.clear();
    else this.#known.delete(appId);
  }
}
