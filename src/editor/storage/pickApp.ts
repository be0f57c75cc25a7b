import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { execute } from "../commands/execute";
import { pickOne } from "../prompts/pick";
import { Cancelled } from "../prompts/prompts";
import { Commands } from "../workbench/contributions";
import { t } from "../workbench/words";
import { rowOf } from "./describeApp";

export interface PickChoices {
  readonly title?: PlainText;
  readonly placeHolder?: PlainText;
  /** What the request at the cursor names, where a person has to pick it all the same. */
  readonly first?: JwtApp | undefined;
  /** What stands before all others, each with its host. */
  readonly isNear?: (app: JwtApp) => boolean;
}

/**
 * The app that a person picks.
 * @param alike ids of the apps whose names read like another's
 * @param last id of the one that was used last
 */
export async function pickApp(
  apps: readonly JwtApp[],
  alike: ReadonlySet<string>,
  last: string | undefined,
  { title, placeHolder, first, isNear }: PickChoices,
): Promise<JwtApp> {
  if (!apps.length) {
    await offerFirstApp();
    throw new Cancelled();
  }
  // Else the one used last stands first: most people work with one app for hours.
  const rank = (app: JwtApp): number => (isNear?.(app) ? 4 : 0) + (app.id === first?.id ? 2 : app.id === last ? 1 : 0);
  const sorted = [...apps].sort((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name));
  const describe = (app: JwtApp): PlainText =>
    joined([rowOf(app, alike.has(app.id)), ...(app.id === first?.id ? [t("named by this request")] : [])], " · ");
  const items = sorted.map((app) => ({
    label: asText(app.name),
    description: describe(app),
    ...(app.host ? { detail: asText(app.host) } : isNear && { detail: t("no host") }),
    app,
  }));
  const picked = await pickOne(items, {
    title: title ?? t("JWT App"),
    placeHolder: placeHolder ?? t("Choose a JWT app"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked.app;
}

async function offerFirstApp(): Promise<void> {
  const create = t("Create JWT App");
  const answer = await vscode.window.showInformationMessage(t("There is no JWT app for this yet."), create);
  if (answer === create) await execute(Commands.createApp);
}
