import type { Ports } from "../../ports";
import type { Steps } from "../../steps";
import { say, type Sentence } from "../../text/sentence";
import { withHostFromFile } from "../hostFromFile";
import type { AppChange } from "../import/importChanges";
import { importAppsInSteps } from "../import/importApps";
import type { ImportedApp, ImportPlan } from "../import/importPlan";
import { clientIdTwice } from "../import/importRemarks";
import { clientIdKey } from "../import/sameValue";
import type { JwtApp } from "../jwtApp";
import { looksOf } from "./lookAlike";
import type { TeamFile } from "./teamFile";

/**
 * What the files of a workspace would add and change, as an import of them. Whoever wrote them may not mean well: a host
 * that they bring counts as such until a person has let a token go there, and an app that could be taken for one that is
 * here is doubted.
 */
export function* teamPlanInSteps(
  files: readonly TeamFile[],
  existing: readonly JwtApp[],
  ports: Ports,
): Steps<ImportPlan> {
  const plan = yield* importAppsInSteps(JSON.stringify(files.map(({ json }) => json)), existing, ports);
  const doubtOf = yield* doubts(existing);
  // Of one client ID a file has one app: a second one would be the same app with another host, say.
  const taken = new Set([...plan.update.map((update) => update.existing), ...plan.unchanged].map(keyOf));
  const [once, again]: [ImportedApp[], ImportedApp[]] = [[], []];
  for (const add of plan.add) {
    (taken.has(keyOf(add.app)) ? again : once).push(add);
    taken.add(keyOf(add.app));
  }
  const { add, update } = withHostsFromFile({ ...plan, add: once });
  return {
    ...plan,
    add: add.map((one) => {
      const doubt = doubtOf(one.app);
      return { ...one, ...(doubt && { doubt }) };
    }),
    problems: [...plan.problems, ...again.map(({ app: { clientId } }) => clientIdTwice(clientId))],
    update: update.map((one) => ({ ...one, showsHost: true })),
  };
}

/** A plan of a file that somebody else may have written: hosts that it brings are such of a file. */
export function withHostsFromFile(plan: ImportPlan): ImportPlan {
  return {
    ...plan,
    add: plan.add.map((add) => ({ ...add, app: withHostFromFile(add.app) })),
    update: plan.update.map((update) => ({ ...update, changes: update.changes.map(asOfFile) })),
  };
}

function keyOf({ credentials, clientId }: JwtApp): string {
  return `${credentials} ${clientIdKey(clientId)}`;
}

function asOfFile(change: AppChange): AppChange {
  if (change.value.field !== "host") return change;
  return { ...change, edit: (app) => withHostFromFile(change.edit(app)) };
}

function* doubts(existing: readonly JwtApp[]): Steps<(app: JwtApp) => Sentence | undefined> {
  const byClientId = new Map<string, JwtApp>();
  const byLook = new Map<string, JwtApp>();
  for (const app of existing) {
    yield;
    byClientId.set(clientIdKey(app.clientId), app);
    for (const look of looksOf(app.name)) byLook.set(look, app);
  }
  const alikeTo = (...names: readonly string[]): JwtApp | undefined =>
    names.flatMap((name) => [...looksOf(name)].flatMap((look) => byLook.get(look) ?? []))[0];
  return (app) => {
    const same = byClientId.get(clientIdKey(app.clientId));
    if (same) return say("Its client ID is that of “{0}”, which is another app here", same.name);
    // Request files name apps by either.
    const called = alikeTo(app.clientId);
    if (called) return say("Its client ID reads like the name of “{0}”, which is another app here", called.name);
    const known = byClientId.get(clientIdKey(app.name));
    if (known) return say("Its name is the client ID of “{0}”, which is another app here", known.name);
    // A name that was taken has a number by now.
    const alike = alikeTo(app.name, app.name.replace(/ \(\d+\)$/, ""));
    return alike && say("Its name looks like that of “{0}”, which is another app here", alike.name);
  };
}
