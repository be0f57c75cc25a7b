import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { AppsAtHand, NEARNESS, nearnessOf, type Standing } from "../../domain/scopes/appsAtHand";
import { type Endpoint, endpoints } from "../../domain/scopes/catalogue";
import { asText, type PlainText } from "../../domain/text/asText";
import { callInWords } from "../storage/describeEndpoint";
import { t } from "../workbench/words";
import { accessInWords } from "./endpointWords";
import type { PickRow } from "../prompts/pick";

/** A row of a quick pick over all endpoints; without an endpoint it parts them. */
export interface EndpointItem extends PickRow {
  readonly found?: EndpointAtHand;
}

export interface EndpointAtHand {
  readonly endpoint: Endpoint;
  readonly standing: Standing<JwtApp>;
}

/** The rows that were made last: they are the same until an app changes. */
export interface RememberedItems {
  last?: { readonly apps: readonly JwtApp[]; readonly items: readonly EndpointItem[] };
}

/** All endpoints, what the apps can call first, then what they are nearest to; of alike ones as the catalogue has them. */
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
    const standing = atHand.standingTo(endpoint);
    const part = endpoint.address === "yours" ? "platformCalls" : nearnessOf(standing);
    groups.get(part)?.push({
      label: asText(endpoint.api),
      description: callInWords(endpoint),
      detail: accessInWords(endpoint, standing),
      iconPath: new vscode.ThemeIcon(ICONS[part]),
      found: { endpoint, standing },
    });
  }
  const parts = [...groups].filter(([, group]) => group.length > 0);
  return parts.flatMap(([part, group]) => (apps.length > 0 ? [separator(headOf(part)), ...group] : group));
}

/** What no app calls stands behind all that one could. */
const PARTS = [...NEARNESS, "platformCalls"] as const;
type Part = (typeof PARTS)[number];

const ICONS: Readonly<Record<Part, string>> = {
  callable: "pass",
  unpublished: "circle-outline",
  lacking: "circle-outline",
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
