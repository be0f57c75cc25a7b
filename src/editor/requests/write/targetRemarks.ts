import type { JwtApp } from "../../../domain/apps/jwtApp";
import { levelFit } from "../../../domain/scopes/levelFit";
import { CREATED_IN, type CreatedIn } from "../../../domain/scopes/scope";
import { rankOfTarget, type RequestTarget, targetTitle } from "../../../domain/requests/write/requestTargets";
import { type Endpoint, endpoints } from "../../../domain/scopes/catalogue";
import { type Rank, rankOfEndpoint } from "../../../domain/scopes/search";
import { foundBy, searchFor } from "../../../domain/scopes/typedSearch";
import type { Remark } from "../../prompts/pick";
import { t } from "../../workbench/words";

/** Other endpoints that are named. */
const MOST_REMARKS = 3;

/**
 * That nothing is found in a list of endpoints, and which are elsewhere or have no known path, where they fit better.
 */
export function targetRemarks(
  typed: string,
  items: readonly { readonly target?: RequestTarget }[],
  app: Pick<JwtApp, "createdIn">,
): Remark[] {
  const search = searchFor(typed);
  if (!search) return [];
  const targets = items.flatMap(({ target }) => target ?? []);
  const found = foundBy(search, (reading) => ranked(targets, (target) => rankOfTarget(reading, target)));
  const best = Math.min(...found.map(({ rank }) => rank));
  const names = new Set(targets.map(targetTitle));
  const others = foundBy(search, (reading) => ranked(endpoints(), (endpoint) => rankOfEndpoint(reading, endpoint)))
    // By a better place than a whole word or the beginning of one makes.
    .filter(({ of: { api }, rank }) => rank + 1 < best && !names.has(api))
    .sort((a, b) => a.rank - b.rank)
    .flatMap(({ of }) => elsewhere(of, app) ?? [])
    .slice(0, MOST_REMARKS);
  if (found.length > 0) return others;
  const label = search.segments
    ? t("No endpoint in this list has this path")
    : t("No endpoint in this list has all of these words");
  return [...others, { label, detail: t("Type fewer or other words, a path such as {0}, or a URL", "/getSessions") }];
}

interface Ranked<T> {
  readonly of: T;
  readonly rank: Rank;
}

function ranked<T>(list: readonly T[], rankOf: (of: T) => Rank | undefined): Ranked<T>[] {
  return list.flatMap((of) => {
    const rank = rankOf(of);
    return rank === undefined ? [] : [{ of, rank }];
  });
}

/** Why an endpoint isn't in the list. */
function elsewhere(endpoint: Endpoint, { createdIn }: Pick<JwtApp, "createdIn">): Remark | undefined {
  const { api, access, address } = endpoint;
  const place = CREATED_IN.find((level) => access[level] !== undefined);
  switch (levelFit(endpoint, createdIn)) {
    case "platformCalls":
      return { label: t("“{0}” is no call to the platform", api), detail: t("The platform calls a URL of yours") };
    case "fits":
    case "notStated":
      return address === "channel"
        ? { label: t("“{0}” has no known path", api), detail: t("Its URL is shown in the channel's configuration") }
        : undefined;
    case "notListed":
      return (
        place && {
          label: forAppsOf(place, api),
          detail: t("This app was created elsewhere: whether it can call it is not known"),
        }
      );
    case "notApplicable":
    case "differs":
    case "ofTables":
      return (
        place && { label: forAppsOf(place, api), detail: t("This app was created elsewhere, so it can't call it") }
      );
  }
}

function forAppsOf(place: CreatedIn, api: string): Remark["label"] {
  switch (place) {
    case "xo":
      return t("“{0}” is for apps created in the XO Platform", api);
    case "admin":
      return t("“{0}” is for apps created in the Admin Console", api);
    case "tables":
      return t("“{0}” is for apps created in Data Tables", api);
  }
}
