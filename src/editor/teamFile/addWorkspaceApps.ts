import * as vscode from "vscode";
import type { ImportPlan } from "../../domain/apps/import/importPlan";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { teamPlanInSteps } from "../../domain/apps/team/teamPlan";
import { TEAM_FILE } from "../../domain/apps/team/teamFilePath";
import { UserError } from "../../domain/errors";
import { webPorts } from "../../domain/ports";
import { TimeSlices } from "../../domain/steps";
import type { AppServices } from "../apps/appServices";
import { enterClientSecret } from "../apps/enterClientSecret";
import { carryOut, chooseOfPlan, tellPerson } from "../apps/importApps";
import { needsSecret } from "../apps/mendImported";
import type { Caller } from "../commands/caller";
import { Cancelled } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { t } from "../workbench/words";
import { type ReadTeamFile, readTeamFiles } from "./teamPlaces";

/**
 * `jwtApps.addWorkspaceApps`: adds the apps that the workspace describes, and changes those that are here, as a person
 * checks; then asks for the secrets of those that lack one.
 */
export async function addWorkspaceApps(services: AppServices, caller: Caller): Promise<readonly JwtApp[]> {
  const { store } = services;
  if (!vscode.workspace.isTrusted)
    throw new UserError("restricted-mode", "In Restricted Mode nothing is taken from a file of the workspace.", {
      remedy: "Trust this workspace first: “Workspaces: Manage Workspace Trust” in the Command Palette.",
    });
  const { files, problems } = await readTeamFiles();
  const [problem] = problems;
  if (files.length === 0 && problem) throw problem;
  if (files.length === 0)
    throw new UserError("no-team-file", "This workspace describes no JWT apps: it has no file “{0}”.", {
      args: [TEAM_FILE],
      remedy: "“Share Apps with This Workspace…” writes it.",
    });
  const apps = await store.apps();
  const read = await planOf(files, apps);
  const plan = { ...read, problems: [...problems, ...read.problems] };
  const isNews = plan.add.length + plan.update.length > 0;
  const wanted = isNews ? await chooseOfPlan(services, { plan, title: t("Apps of This Workspace") }, apps, caller) : [];
  const done = await carryOut(wanted);
  await enterSecrets(store, [...done.added, ...done.changed].filter(needsSecret));
  const now = async (saved: readonly JwtApp[]): Promise<JwtApp[]> =>
    Promise.all(saved.map(async (app) => (await store.get(app.id)) ?? app));
  const [added, changed] = [await now(done.added), await now(done.changed)];
  await tellPerson(services, plan, { ...done, added, changed });
  return added;
}

/** What the files of the workspace would add and change. */
export async function planOf(files: readonly ReadTeamFile[], apps: readonly JwtApp[]): Promise<ImportPlan> {
  const contents = files.map(({ content }) => content);
  const plan = await new TimeSlices().run(teamPlanInSteps(contents, apps, webPorts));
  if (!plan) throw new Cancelled();
  return plan;
}

/** One after the other, each of which a person may skip: what is missing is told at the end. */
async function enterSecrets(store: AppStore, apps: readonly JwtApp[]): Promise<void> {
  for (const app of apps) {
    try {
      await enterClientSecret(store, app, await store.secretsOf(app), t("Escape skips this app"));
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
    }
  }
}
