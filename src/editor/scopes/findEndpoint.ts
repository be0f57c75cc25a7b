import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { hostKind } from "../../domain/requests/read/requestOfBlock";
import { seekTargets, type SoughtTargets } from "../../domain/requests/write/doors";
import { targetId } from "../../domain/requests/write/requestTargets";
import { seekRemarks } from "../../domain/requests/write/seekRemarks";
import { soughtIn } from "../../domain/scopes/seekEndpoints";
import { asText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import type { ArgumentOf, ReturnedEndpoint } from "../commands/commandTypes";
import { type Found, pickOne, type Remark } from "../prompts/pick";
import { WentBack } from "../prompts/prompts";
import type { Commands } from "../workbench/contributions";
import { t, told } from "../workbench/words";
import { callAtHand } from "./callAtHand";
import { type EndpointServices, offerActions } from "./endpointActions";
import { type EndpointItem, endpointItems, type RememberedItems, type TargetAtHand } from "./endpointItems";
import { endpointNamed, endpointsSought, idOf, returned, type Target, targetOf } from "./endpointsOfCatalogue";

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
  let last: { readonly typed: string; readonly seeking: SoughtTargets | undefined } | undefined;
  const once = (typed: string): SoughtTargets | undefined => {
    if (last?.typed !== typed) last = { typed, seeking: seekTargets(typed) };
    return last.seeking;
  };
  const { found } = await pickOne(items, {
    title: t("Find Endpoint"),
    placeHolder: t("What is it for? Type words, a scope or a path, or paste a URL or a curl command"),
    search: (typed) => searchItems(once(typed)),
    remarks: (typed) => {
      const seeking = once(typed);
      const others = seekRemarks(typed, seeking).map((each) => ({
        label: told(each.label),
        detail: told(each.detail),
      }));
      return [...remarksOnHost(seeking, isOther), ...others];
    },
    isRanked: true,
    typing,
  });
  return found ?? nothingChosen();
}

function nothingChosen(): never {
  throw new UserError("no-endpoint", "No endpoint was chosen.");
}

function searchItems(seeking: SoughtTargets | undefined): ((item: EndpointItem) => Found | undefined) | undefined {
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
function remarksOnHost(seeking: SoughtTargets | undefined, isOther: (authority: string) => boolean): Remark[] {
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
