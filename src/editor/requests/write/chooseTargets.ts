import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import {
  foundCall,
  rankOfTarget,
  type RequestTarget,
  targetCall,
  targetId,
  targetsOfLevel,
  targetTitle,
} from "../../../domain/requests/write/requestTargets";
import { asText, type PlainText } from "../../../domain/text/asText";
import type { Step } from "../../prompts/multiStep";
import { type Found, pickMany } from "../../prompts/pick";
import { t } from "../../workbench/words";
import { targetRemarks } from "./targetRemarks";
import { foundBy, searchFor } from "../../../domain/scopes/typedSearch";

/** A multi-select: what the app's scopes open stands first, the rest of its level below; a few are checked. */
export async function chooseTargets(app: JwtApp, own: readonly RequestTarget[], step?: Step): Promise<RequestTarget[]> {
  const picked = await pickMany(targetItems(app, own), {
    title: t("Requests of {0}", app.name),
    placeHolder: t("Which endpoints? Type words, a path, a URL or a scope"),
    ...(own.length > MAX_CHECKED && {
      whereNone: t("Check the endpoints that you want, or go to one with the arrow keys and press Enter"),
    }),
    matchOnDescription: true,
    search: searchTargets,
    remarks: (typed, items) => targetRemarks(typed, items, app),
    ...(step && { step }),
  });
  return picked.flatMap(({ target }) => target ?? []);
}

/** Of so many at most a person wants all: of more they want some, and would have to take the check off the others. */
const MAX_CHECKED = 3;

type TargetItem = vscode.QuickPickItem & { readonly target?: RequestTarget };

/** Everything that the app can be pointed at, what its scopes open first. */
export function targetItems(app: JwtApp, own: readonly RequestTarget[]): TargetItem[] {
  const ownIds = new Set(own.map(targetId));
  const others = targetsOfLevel(app).filter((target) => !ownIds.has(targetId(target)));
  const item = (target: RequestTarget, picked: boolean) => ({
    label: asText(targetTitle(target)),
    description: asText(targetCall(target)),
    picked,
    target,
  });
  const separator = (label: PlainText) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    ...(own.length
      ? [separator(t("Of this app")), ...own.map((target) => item(target, own.length <= MAX_CHECKED))]
      : []),
    separator(own.length ? t("Others") : t("The app has no scope yet")),
    ...others.map((target) => item(target, false)),
  ];
}

/** By name, path, words and scope; those that a scope's name found show it. */
export function searchTargets(
  typed: string,
  items: readonly Pick<TargetItem, "target">[],
): ((item: Pick<TargetItem, "target">) => Found | undefined) | undefined {
  const search = searchFor(typed);
  if (!search) return undefined;
  const found = foundBy(search, (reading) =>
    items.flatMap(({ target }): (readonly [RequestTarget, Found])[] => {
      if (!target) return [];
      const rank = rankOfTarget(reading, target);
      return rank === undefined ? [] : [[target, { rank, description: asText(foundCall(reading, target)) }]];
    }),
  );
  const byTarget = new Map(found);
  return ({ target }) => target && byTarget.get(target);
}
