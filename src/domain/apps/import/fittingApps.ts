import type { Steps } from "../../steps";
import { fold } from "../appName";
import type { JwtApp } from "../jwtApp";

/** The apps that an entry of an import may be, each of them given once; in time linear in their number. */
export class FittingApps {
  readonly #byKey = new Map<string, { readonly all: JwtApp[]; readonly byName: Map<string, JwtApp>; next: number }>();
  readonly #given = new Set<JwtApp>();

  /** @param keyOf what tells apps apart before their names do */
  static *of(apps: readonly JwtApp[], keyOf: (app: JwtApp) => string): Steps<FittingApps> {
    const fitting = new FittingApps();
    for (const app of apps) {
      yield;
      const key = keyOf(app);
      const own = fitting.#byKey.get(key) ?? { all: [], byName: new Map<string, JwtApp>(), next: 0 };
      fitting.#byKey.set(key, own);
      own.all.push(app);
      const name = fold(app.name);
      if (!own.byName.has(name)) own.byName.set(name, app);
    }
    return fitting;
  }

  /** The one of that name, or else the first that is left; undefined where none is. */
  take(key: string, name: string): JwtApp | undefined {
    const own = this.#byKey.get(key);
    if (!own) return undefined;
    const named = own.byName.get(fold(name));
    let first = own.all[own.next];
    while (first && this.#given.has(first)) first = own.all[++own.next];
    const found = named && !this.#given.has(named) ? named : first;
    if (found) this.#given.add(found);
    return found;
  }
}
