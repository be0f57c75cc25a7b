import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { appsOfDoor, type Door, doorNeed, DOORS } from "../../domain/requests/write/doors";
import { targetCall, targetTitle } from "../../domain/requests/write/requestTargets";
import { AppsAtHand, nearestOf, type Standings } from "../../domain/scopes/appsAtHand";
import { type Endpoint, endpoints } from "../../domain/scopes/catalogue";
import { STANDINGS } from "../../domain/scopes/standing";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { t, told } from "../workbench/words";
import { accessInWords, callInWords } from "../storage/describeEndpoint";
import type { PickRow } from "../prompts/pick";

/** A row of a quick pick over all endpoints; without an endpoint it parts them. */
export interface EndpointItem extends PickRow {
  readonly found?: TargetAtHand;
}

export interface EndpointAtHand {
  readonly endpoint: Endpoint;
  readonly standings: Standings<JwtApp>;
}

/** A door beside the catalogue, with the apps that may go through it. */
export interface DoorAtHand {
  readonly door: Door;
  readonly apps: readonly JwtApp[];
}

export type TargetAtHand = EndpointAtHand | DoorAtHand;

/** The rows that were made last: they are the same until an app changes. */
export interface RememberedItems {
  last?: { readonly apps: readonly JwtApp[]; readonly items: readonly EndpointItem[] };
}

/**
 * All endpoints, what the apps can call first, then what they are nearest to; of alike ones as the catalogue has them.
 * The doors beside it stand behind.
 */
export function endpointItems(apps: readonly JwtApp[], remembered: RememberedItems): readonly EndpointItem[] {
  const { last } = remembered;
  if (last?.apps.length === apps.length && last.apps.every((app, index) => app === apps[index])) return last.items;
  const items = makeItems(apps);
  remembered.last = { apps: [...apps], items };
  return items;
}

function makeItems(apps: readonly JwtApp[]): EndpointItem[] {
  const atHand = new AppsAtHand(apps);
  const groups = new Map<Part, EndpointItem[]>(PARTS.map((part) => [part, []]));
  for (const endpoint of endpoints()) {
    const standings = atHand.standingsTo(endpoint);
    const part = endpoint.address === "yours" ? "platformCalls" : nearestOf(standings);
    groups.get(part)?.push({
      label: asText(endpoint.api),
      description: callInWords(endpoint),
      detail: accessInWords(endpoint, standings),
      iconPath: new vscode.ThemeIcon(ICONS[part]),
      found: { endpoint, standings },
    });
  }
  const parts = [...groups].filter(([, group]) => group.length > 0);
  const rows = parts.flatMap(([part, group]) => (apps.length > 0 ? [separator(headOf(part)), ...group] : group));
  return [...rows, separator(t("No scope")), ...DOORS.map((door) => doorItem(door, apps))];
}

function doorItem(door: Door, apps: readonly JwtApp[]): EndpointItem {
  return {
    label: asText(targetTitle(door)),
    description: asText(targetCall(door)),
    detail: doorInWords(door),
    iconPath: new vscode.ThemeIcon("plug"),
    found: { door, apps: appsOfDoor(door, apps) },
  };
}

/** What a door needs, as `accessInWords` says it of an endpoint. */
export function doorInWords(door: Door): PlainText {
  return joined(doorNeed(door).map(told), " · ");
}

/** What no app calls stands behind all that one could. */
const PARTS = [...STANDINGS, "platformCalls"] as const;
type Part = (typeof PARTS)[number];

const ICONS: Readonly<Record<Part, string>> = {
  callable: "pass",
  unpublished: "circle-large-outline",
  lacking: "circle-large-outline",
  unknown: "question",
  none: "circle-slash",
  platformCalls: "call-incoming",
};

function separator(label: PlainText): EndpointItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Short, since it takes its room from the first row. */
function headOf(part: Part): PlainText {
  switch (part) {
    case "callable":
      return t("Callable");
    case "unpublished":
      return t("Not published");
    case "lacking":
      return t("Not assigned");
    case "unknown":
      return t("Not known");
    case "none":
      return t("Other level");
    case "platformCalls":
      return t("The platform calls you");
  }
}
