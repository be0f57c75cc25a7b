import { UserError } from "../errors";
import { fold, isSameName } from "./appName";
import { type JwtApp, writtenName } from "./jwtApp";

/**
 * The apps that `reference` may mean: the one with this internal id, else that with this client ID, else those whose name
 * reads so. Of these it is the one whose name is written exactly so, where that is one. Where one app's client ID is
 * another's name both may be meant: whoever made one of them can't take the other's place.
 */
export function appsNamed(apps: readonly JwtApp[], reference: string): readonly JwtApp[] {
  const found = apps.find(({ id }) => id === reference);
  if (found) return [found];
  const alike = apps.filter(({ name }) => isSameName(name, reference));
  const ofClientId = apps.find(({ clientId }) => clientId === reference);
  if (ofClientId) return [ofClientId, ...alike.filter(({ clientId }) => clientId !== reference)];
  const exact = alike.filter((app) => writtenName(app) === reference);
  return exact.length === 1 ? exact : alike;
}

/** The one app that `reference` names; undefined where there is none, or none to be told from others. */
export function appNamed(apps: readonly JwtApp[], reference: string): JwtApp | undefined {
  const named = appsNamed(apps, reference);
  return named.length === 1 ? named[0] : undefined;
}

/**
 * The same, for somebody who has to be told why there is none.
 * @throws UserError `unknown-app`, and `ambiguous-app` where several have names that read the same
 */
export function findApp(apps: readonly JwtApp[], reference: string): JwtApp {
  const [app, ...others] = appsNamed(apps, reference);
  if (app && others.length === 0) return app;
  if (app) {
    const clientIds = [app, ...others].slice(0, 5).map(({ clientId }) => clientId);
    throw new UserError("ambiguous-app", "{0} JWT apps have the name or client ID “{1}”.", {
      args: [others.length + 1, reference.slice(0, 100), clientIds.join(", ")],
      remedy: "Name the one that is meant by its client ID: {2}.",
      remedyForCode: "Name the one that is meant by its client ID.",
    });
  }
  throw new UserError("unknown-app", "There is no JWT app with the ID, client ID or name “{0}”.", {
    args: [reference.slice(0, 100)],
    remedy: "The view “JWT Apps” lists those there are.",
  });
}

/** Internal ids of the apps whose names read like another's: a name alone doesn't tell them apart. */
export function alikeApps(apps: readonly Pick<JwtApp, "id" | "name">[]): ReadonlySet<string> {
  const byName = new Map<string, string[]>();
  for (const { id, name } of apps) byName.set(fold(name), [...(byName.get(fold(name)) ?? []), id]);
  return new Set([...byName.values()].filter(({ length }) => length > 1).flat());
}

/** What a line of a request file names an app by: its name, unless that may mean others too. */
export function referenceTo(app: JwtApp, apps: readonly JwtApp[]): string {
  const others = apps.filter(({ id }) => id !== app.id);
  const isOthers = (reference: string): boolean =>
    others.some(({ name, clientId }) => clientId === reference || isSameName(name, reference));
  return [app.name, app.clientId].find((reference) => !isOthers(reference)) ?? app.id;
}
