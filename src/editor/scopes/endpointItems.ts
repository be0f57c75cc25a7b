import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { AppsAtHand, NEARNESS, type Nearness, nearnessOf, type Standing } from "../../domain/scopes/appsAtHand";
import { type Endpoint, endpoints } from "../../domain/scopes/catalogue";
import { asText, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";
import { accessInWords, callInWords } from "./endpointWords";
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
  const groups = new Map<Nearness, EndpointItem[]>(NEARNESS.map((nearness) => [nearness, []]));
  for (const endpoint of endpoints()) {
    const standing = atHand.standingTo(endpoint);
    const nearness = nearnessOf(standing);
    groups.get(nearness)?.push({
      label: asText(endpoint.api),
      description: callInWords(endpoint),
      detail: accessInWords(endpoint, standing),
      iconPath: new vscode.ThemeIcon(ICONS[nearness]),
      found: { endpoint, standing },
    });
  }
  const parts = [...groups].filter(([, group]) => group.length > 0);
  return parts.flatMap(([nearness, group]) => (apps.length > 0 ? [separator(headOf(nearness)), ...group] : group));
}

const ICONS: Readonly<Record<Nearness, string>> = {
  callable: "pass",
  unpublished: "circle-large-outline",
  lacking: "circle-large-outline",
  unknown: "question",
  none: "circle-slash",
};

function separator(label: PlainText): EndpointItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Short, since it takes its room from the first row. */
function headOf(nearness: Nearness): PlainText {
  switch (nearness) {
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
  }
}
