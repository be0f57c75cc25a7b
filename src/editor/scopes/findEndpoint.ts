import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { hostKind } from "../../domain/requests/read/requestOfBlock";
import { scopesWithoutEndpoint } from "../../domain/scopes/scopesWithoutEndpoint";
import { soughtIn } from "../../domain/scopes/seekEndpoints";
import { targetId } from "../../domain/requests/write/requestTargets";
import { asText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import type { ArgumentOf, ReturnedEndpoint } from "../commands/commandTypes";
import { type Found, pickOne, type Remark } from "../prompts/pick";
import { WentBack } from "../prompts/prompts";
import type { Commands } from "../workbench/contributions";
import { t } from "../workbench/words";
import { callAtHand } from "./callAtHand";
import { type EndpointServices, offerActions } from "./endpointActions";
import { type EndpointItem, endpointItems, type RememberedItems, type TargetAtHand } from "./endpointItems";
import {
  endpointNamed,
  endpointsSought,
  idOf,
  returned,
  seek,
  type Seeking,
  type Target,
  targetOf,
} from "./endpointsOfCatalogue";

export interface FindServices extends EndpointServices {
  readonly rows: RememberedItems;
}

/** Whether a host, with its port, is neither the platform's nor this computer's nor an app's. */
function hostsOfOthers(apps: readonly Pick<JwtApp, "host">[]): (authority: string) => boolean {
  const own = new Set(apps.flatMap(({ host }) => host?.toLowerCase() ?? []));
  return (authority) => hostKind(authority) === "foreign" && !own.has(authority);
}

/** Endpoints that code gets. */
const MOST_RETURNED = 20;

/**
 * `jwtApps.findEndpoint`: a pick over all endpoints, which begins with what the editor shows, and what can be done with
 * the one that is chosen. Code that says what it looks for gets what the catalogue says of it, and nobody is asked; code
 * that doesn't say it is refused.
 */
export async function findEndpoint(
  services: FindServices,
  { text, endpointId, isOfMenu }: ArgumentOf<typeof Commands.findEndpoint>,
  caller: Caller,
): Promise<ReturnedEndpoint[]> {
  if (caller === "code" && endpointId !== undefined) return [endpointNamed(endpointId)];
  if (caller === "code" && text !== undefined) return endpointsSought(text).slice(0, MOST_RETURNED);
  if (caller === "code" && !isOfMenu)
    throw new UserError("bad-argument", "The argument names neither “text” nor “endpointId”.");
  const isOther = hostsOfOthers(await services.store.apps());
  const typing = {
    text: text === undefined ? await callAtHand(services.openDocuments, isOther) : soughtIn(text, isOther),
  };
  for (let known = endpointId === undefined ? undefined : targetOf(endpointId); ; known = undefined) {
    const apps = await services.store.apps();
    const items = endpointItems(apps, services.rows);
    const chosen = known ? atHand(items, known) : await chooseEndpoint(items, typing, hostsOfOthers(apps));
    const isDone = await offerActions(services, chosen).then(() => true, goneBack);
    if (isDone) return [returned(chosen, "person")];
  }
}

function goneBack(error: unknown): boolean {
  if (error instanceof WentBack) return false;
  throw error;
}

function atHand(items: readonly EndpointItem[], target: Target): TargetAtHand {
  return items.flatMap(({ found }) => (found && idOf(found) === idOf(target) ? found : []))[0] ?? nothingChosen();
}

async function chooseEndpoint(
  items: readonly EndpointItem[],
  typing: { text: string },
  isOther: (authority: string) => boolean,
): Promise<TargetAtHand> {
  let last: { readonly typed: string; readonly seeking: Seeking | undefined } | undefined;
  const once = (typed: string): Seeking | undefined => {
    if (last?.typed !== typed) last = { typed, seeking: seek(typed) };
    return last.seeking;
  };
  const { found } = await pickOne(items, {
    title: t("Find Endpoint"),
    placeHolder: t("What is it for? Type words, a scope or a path, or paste a URL or a curl command"),
    search: (typed) => searchItems(once(typed)),
    remarks: (typed) => {
      const seeking = once(typed);
      return [...remarksOnHost(seeking, isOther), ...remarksOnScopes(typed, seeking), ...remarksOn(seeking)];
    },
    isRanked: true,
    typing,
  });
  return found ?? nothingChosen();
}

function nothingChosen(): never {
  throw new UserError("no-endpoint", "No endpoint was chosen.");
}

function searchItems(seeking: Seeking | undefined): ((item: EndpointItem) => Found | undefined) | undefined {
  if (!seeking) return undefined;
  const { sought, doors } = seeking;
  // Endpoints have their places for ranks.
  const found = new Map([
    ...sought.found.map(({ endpoint, rank }) => [endpoint.id, { rank }] as const),
    ...doors.map(({ door, isMeant }) => [targetId(door), { rank: isMeant ? -1 : sought.found.length }] as const),
  ]);
  return ({ found: own }) => own && found.get(idOf(own));
}

/** That what was found by a call was found by its path alone. */
function remarksOnHost(seeking: Seeking | undefined, isOther: (authority: string) => boolean): Remark[] {
  const { call, found = [] } = seeking?.sought ?? {};
  const isFound = found.length > 0 || (seeking?.doors.length ?? 0) > 0;
  if (call?.authority === undefined || !isFound || !isOther(call.authority)) return [];
  return [
    {
      label: t("{0} is no host of the platform or of an app", asText(call.authority)),
      detail: t("What is shown was found by the path alone"),
    },
  ];
}

/** That words are of a scope that leads nowhere. */
function remarksOnScopes(typed: string, seeking: Seeking | undefined): Remark[] {
  if (!seeking || seeking.sought.call) return [];
  return scopesWithoutEndpoint(typed).map((name) => ({
    label: t("“{0}” is a scope, and no endpoint is known that needs it", name),
    detail: t("What is found by these words needs other scopes, or none"),
  }));
}

/** What isn't as it was typed. */
function remarksOn(seeking: Seeking | undefined): Remark[] {
  if (!seeking || seeking.doors.some(({ isMeant }) => isMeant)) return [];
  const { by, call, found } = seeking.sought;
  const noPath = t("No endpoint has this path");
  if (found.length === 0 && seeking.doors.length > 0) return [];
  if (found.length === 0) {
    const label = call ? noPath : t("No endpoint has any of these words");
    return [{ label, detail: t("Type fewer or other words, a path such as {0}, or a URL", "/getSessions") }];
  }
  switch (by) {
    case "call":
      return found.length === 1
        ? []
        : [
            {
              label: t("{0} endpoints have this path", found.length),
              detail: t("Their methods, queries and bodies tell them apart"),
            },
          ];
    case "page":
      return [];
    case "otherMethod":
      return [
        {
          label: t("No endpoint has this path with {0}", asText(call?.method ?? "")),
          detail: t("The first have it with another method"),
        },
      ];
    case "near":
      return [{ label: noPath, detail: t("These have the nearest ones") }];
    case "words":
      return call ? [{ label: noPath, detail: t("These have words of it") }] : [];
    case "someWords":
      return [
        { label: call ? noPath : t("No endpoint has all of these words"), detail: t("These have some of its words") },
      ];
  }
}
