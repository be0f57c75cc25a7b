import type { Endpoint } from "./catalogue";
import { CREATED_IN } from "./scope";
import { type CallingApp, type Standing, standingOf, STANDINGS } from "./standing";

/** How apps stand to an endpoint: each is in one of the lists, or is of a level that can't call it. */
export type Standings<App> = Readonly<Record<Exclude<Standing, "none">, readonly App[]>>;

/** What is nearest: an app that can call it, one that lacks a step or two, or none. */
export function nearestOf(standings: Standings<unknown>): Standing {
  return STANDINGS.find((each) => each !== "none" && standings[each].length > 0) ?? "none";
}

/** Some apps, those of one level behind those of another. */
export class AppsAtHand<App extends CallingApp> {
  readonly #apps: readonly App[];

  constructor(apps: readonly App[]) {
    this.#apps = CREATED_IN.flatMap((level) => apps.filter(({ createdIn }) => createdIn === level));
  }

  standingsTo(endpoint: Pick<Endpoint, "access" | "notFor">): Standings<App> {
    const lists = { callable: [] as App[], unpublished: [] as App[], lacking: [] as App[], unknown: [] as App[] };
    for (const app of this.#apps) {
      const standing = standingOf(endpoint, app);
      if (standing !== "none") lists[standing].push(app);
    }
    return lists;
  }
}
