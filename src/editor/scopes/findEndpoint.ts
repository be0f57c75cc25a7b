import { UserError } from "../../domain/errors";
import { type Endpoint, endpointById } from "../../domain/scopes/catalogue";
import { type Sought, seekEndpoints, soughtIn } from "../../domain/scopes/seekEndpoints";
import { doorAt } from "../../domain/requests/write/doorAt";
import { targetTitle } from "../../domain/requests/write/requestTargets";
import { asText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import type { ArgumentOf, ReturnedEndpoint } from "../commands/commandTypes";
import { type Found, pickOne, type Remark } from "../prompts/pick";
import { WentBack } from "../prompts/prompts";
import type { Commands } from "../workbench/contributions";
import { t } from "../workbench/words";
import { callAtHand } from "./callAtHand";
import { type EndpointServices, offerActions } from "./endpointActions";
import { type EndpointAtHand, type EndpointItem, endpointItems, type RememberedItems } from "./endpointItems";

export interface FindServices extends EndpointServices {
  readonly rows: RememberedItems;
}

/** Endpoints that code gets. */
const MOST_RETURNED = 20;

/**
 * `jwtApps.findEndpoint`: a pick over all endpoints, which begins with what the editor shows, and what can be done with
 * the one that is chosen. Code that says what it looks for gets what the catalogue says of it, and nobody is asked.
 */
export async function findEndpoint(
  services: FindServices,
  { text, endpointId }: ArgumentOf<typeof Commands.findEndpoint>,
  caller: Caller,
): Promise<ReturnedEndpoint[]> {
  const named = endpointId === undefined ? undefined : endpointOf(endpointId);
  if (caller === "code" && named) return [returned(named, "id")];
  if (caller === "code" && text !== undefined) {
    const sought = seek(text);
    return sought?.found.slice(0, MOST_RETURNED).map(({ endpoint }) => returned(endpoint, sought.by)) ?? [];
  }
  const typing = { text: text === undefined ? await callAtHand(services.openDocuments) : soughtIn(text) };
  for (let known = named; ; known = undefined) {
    const items = endpointItems(await services.store.apps(), services.rows);
    const chosen = known ? atHand(items, known) : await chooseEndpoint(items, typing);
    const isDone = await offerActions(services, chosen).then(() => true, goneBack);
    if (isDone) return [returned(chosen.endpoint, "person")];
  }
}

/** What the doors beside the catalogue are alike is not what is looked for. */
function seek(typed: string): Sought | undefined {
  const sought = seekEndpoints(typed);
  return sought?.call && doorAt(sought.call.path) ? { ...sought, found: [] } : sought;
}

function endpointOf(id: string): Endpoint {
  const endpoint = endpointById(id);
  if (endpoint) return endpoint;
  throw new UserError("unknown-endpoint", "There is no endpoint “{0}” in the catalogue.", { args: [id.slice(0, 100)] });
}

function returned({ id, api, method, path, access }: Endpoint, foundBy: ReturnedEndpoint["foundBy"]): ReturnedEndpoint {
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

function atHand(items: readonly EndpointItem[], { id }: Endpoint): EndpointAtHand {
  return items.flatMap(({ found }) => (found?.endpoint.id === id ? found : []))[0] ?? nothingChosen();
}

async function chooseEndpoint(items: readonly EndpointItem[], typing: { text: string }): Promise<EndpointAtHand> {
  let last: { readonly typed: string; readonly sought: Sought | undefined } | undefined;
  const once = (typed: string): Sought | undefined => {
    if (last?.typed !== typed) last = { typed, sought: seek(typed) };
    return last.sought;
  };
  const { found } = await pickOne(items, {
    title: t("Find Endpoint"),
    placeHolder: t("What is it for? Type words, a scope or a path, or paste a URL or a curl command"),
    search: (typed) => searchItems(once(typed)),
    remarks: (typed) => remarksOn(once(typed)),
    isRanked: true,
    typing,
  });
  return found ?? nothingChosen();
}

function nothingChosen(): never {
  throw new UserError("no-endpoint", "No endpoint was chosen.");
}

function searchItems(sought: Sought | undefined): ((item: EndpointItem) => Found | undefined) | undefined {
  if (!sought) return undefined;
  const found = new Map(sought.found.map(({ endpoint, rank }) => [endpoint.id, { rank }]));
  return ({ found: own }) => own && found.get(own.endpoint.id);
}

/** What isn't as it was typed. */
function remarksOn(sought: Sought | undefined): Remark[] {
  if (!sought) return [];
  const { by, call, found } = sought;
  const door = call && doorAt(call.path);
  if (door)
    return [
      {
        label: t("This is the {0}, which needs no scope", targetTitle(door)),
        detail: t("New Request File and Insert Request of an app write it"),
      },
    ];
  const noPath = t("No endpoint has this path");
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
