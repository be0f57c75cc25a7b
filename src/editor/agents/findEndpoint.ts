import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { appsOfDoor, DOORS } from "../../domain/requests/write/doors";
import { targetId } from "../../domain/requests/write/requestTargets";
import { AppsAtHand } from "../../domain/scopes/appsAtHand";
import { endpointById } from "../../domain/scopes/catalogue";
import { CREATED_IN } from "../../domain/scopes/scope";
import { STANDINGS } from "../../domain/scopes/standing";
import { asText, type PlainText } from "../../domain/text/asText";
import type { ReturnedEndpoint } from "../commands/commandTypes";
import { doorsSought, endpointNamed, endpointsSought } from "../scopes/endpointsOfCatalogue";
import { needInWords } from "../storage/describeEndpoint";
import { t } from "../workbench/words";
import type { AppTelling } from "./listApps";
import { aboutApps, type Answer, type Plan } from "./plan";
import { beforeQuoted, quotedApp } from "./quoted";
import type { ToolInput } from "./toolInputs";

const MOST_ENDPOINTS = 10;
/** Of one endpoint. */
const MOST_APPS = 10;

/** What the catalogue says, and which of the apps can call it, or what is nearest to it. */
export function planFindEndpoint(
  { store, consents }: AppTelling,
  { text, endpoint, withApps = true }: ToolInput<"findEndpoint">,
): Plan {
  if ((text === undefined) === (endpoint === undefined))
    throw new UserError("bad-input", "The input must have either “text” or “endpoint”.");
  return {
    doing: t("Looking for an endpoint"),
    question: withApps ? aboutApps(consents) : undefined,
    run: async () => {
      const found = endpoint === undefined ? soughtBy(text ?? "") : [endpointNamed(endpoint)];
      const shown = found.slice(0, MOST_ENDPOINTS);
      const apps = withApps ? await store.apps() : undefined;
      const count = found.length === 1 ? t("1 endpoint was found.") : t("{0} endpoints were found.", found.length);
      const summary = asText(`${count} ${howFound(found[0]?.foundBy)}`.trim());
      return {
        summary: apps ? beforeQuoted(summary) : summary,
        endpoints: shown.map((each) => ({ ...describe(each), ...(apps && standingsOf(each, apps)) })),
        more: found.length - shown.length,
      } satisfies Answer;
    },
  };
}

function soughtBy(text: string): readonly ReturnedEndpoint[] {
  return [...doorsSought(text, true), ...endpointsSought(text), ...doorsSought(text, false)];
}

function howFound(by: ReturnedEndpoint["foundBy"] | undefined): PlainText {
  switch (by) {
    case undefined:
      return t("Try other words, or a path.");
    case "otherMethod":
      return t("The first have this path with another method.");
    case "near":
      return t("None has this path: these have the nearest ones.");
    case "someWords":
      return t("None has all of these words: these have some of them.");
    default:
      return t("The best stands first.");
  }
}

function describe({ endpointId, api, method, path, scopes, access }: ReturnedEndpoint): object {
  const needs = CREATED_IN.flatMap((level) => {
    const need = access[level];
    return need ? [[level, needInWords(need)] as const] : [];
  });
  return {
    endpoint: endpointId,
    api,
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    scopes,
    needs: Object.fromEntries(needs),
  };
}

/** The nearest first. */
function standingsOf({ endpointId }: ReturnedEndpoint, apps: readonly JwtApp[]): object {
  const standing = standingsTo(endpointId, apps);
  return {
    apps: standing.slice(0, MOST_APPS).map(([how, app]) => ({ standing: how, quoted: { app: quotedApp(app, apps) } })),
    moreApps: Math.max(0, standing.length - MOST_APPS),
  };
}

function standingsTo(endpointId: string, apps: readonly JwtApp[]): readonly (readonly [string, JwtApp])[] {
  const door = DOORS.find((each) => targetId(each) === endpointId);
  if (door) return appsOfDoor(door, apps).map((app) => ["callable", app]);
  const endpoint = endpointById(endpointId);
  const standings = endpoint && new AppsAtHand(apps).standingsTo(endpoint);
  return STANDINGS.flatMap((how) =>
    how === "none" || !standings ? [] : standings[how].map((app) => [how, app] as const),
  );
}
