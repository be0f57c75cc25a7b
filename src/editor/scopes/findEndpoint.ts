import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { hostKind } from "../../domain/requests/read/requestOfBlock";
import { endpointById } from "../../domain/scopes/catalogue";
import { scopesWithoutEndpoint } from "../../domain/scopes/scopesWithoutEndpoint";
import { type Sought, seekEndpoints, soughtIn } from "../../domain/scopes/seekEndpoints";
import { DOORS, seekDoors } from "../../domain/requests/write/doors";
import { doorPath, targetId, targetTitle } from "../../domain/requests/write/requestTargets";
import { asText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import type { ArgumentOf, ReturnedEndpoint } from "../commands/commandTypes";
import { type Found, pickOne, type Remark } from "../prompts/pick";
import { WentBack } from "../prompts/prompts";
import type { Commands } from "../workbench/contributions";
import { t } from "../workbench/words";
import { callAtHand } from "./callAtHand";
import { type EndpointServices, offerActions } from "./endpointActions";
import {
  type DoorAtHand,
  type EndpointAtHand,
  type EndpointItem,
  endpointItems,
  type RememberedItems,
  type TargetAtHand,
} from "./endpointItems";

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
  const named = endpointId === undefined ? undefined : targetOf(endpointId);
  if (caller === "code" && named) return [returned(named, "id")];
  if (caller === "code" && text !== undefined) {
    const { by, found = [] } = seek(text)?.sought ?? {};
    return by ? found.slice(0, MOST_RETURNED).map(({ endpoint }) => returned({ endpoint }, by)) : [];
  }
  if (caller === "code" && !isOfMenu)
    throw new UserError("bad-argument", "The argument names neither “text” nor “endpointId”.");
  const isOther = hostsOfOthers(await services.store.apps());
  const typing = {
    text: text === undefined ? await callAtHand(services.openDocuments, isOther) : soughtIn(text, isOther),
  };
  for (let known = named; ; known = undefined) {
    const apps = await services.store.apps();
    const items = endpointItems(apps, services.rows);
    const chosen = known ? atHand(items, known) : await chooseEndpoint(items, typing, hostsOfOthers(apps));
    const isDone = await offerActions(services, chosen).then(() => true, goneBack);
    if (isDone) return [returned(chosen, "person")];
  }
}

interface Seeking {
  readonly sought: Sought;
  readonly doors: ReturnType<typeof seekDoors>;
}

/** What a call of a door is alike is not what is looked for. */
function seek(typed: string): Seeking | undefined {
  const sought = seekEndpoints(typed);
  if (!sought) return undefined;
  const doors = seekDoors(typed, sought);
  return { doors, sought: sought.call && doors.length > 0 ? { ...sought, found: [] } : sought };
}

/** What is named or chosen; of apps, nothing is needed. */
type Target = Pick<EndpointAtHand, "endpoint"> | Pick<DoorAtHand, "door">;

function targetOf(id: string): Target {
  const door = DOORS.find((each) => targetId(each) === id);
  if (door) return { door };
  const endpoint = endpointById(id);
  if (endpoint) return { endpoint };
  throw new UserError("unknown-endpoint", "There is no endpoint “{0}” in the catalogue.", { args: [id.slice(0, 100)] });
}

function returned(target: Target, foundBy: ReturnedEndpoint["foundBy"]): ReturnedEndpoint {
  if ("door" in target) {
    const { door } = target;
    return {
      endpointId: targetId(door),
      api: targetTitle(door),
      method: "POST",
      path: doorPath(door),
      scopes: [],
      access: {},
      foundBy,
    };
  }
  const { id, api, method, path, access } = target.endpoint;
  const scopes = Object.values(access).flatMap((each) => (each.kind === "scopes" ? each.anyOf : []));
  return {
    endpointId: id,
    api,
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    scopes: [...new Set(scopes)],
    access,
    foundBy,
  };
}

function goneBack(error: unknown): boolean {
  if (error instanceof WentBack) return false;
  throw error;
}

function idOf(target: Target): string {
  return "door" in target ? targetId(target.door) : target.endpoint.id;
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
