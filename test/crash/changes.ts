import { randomInt, randomUUID } from "node:crypto";
import { AppSecrets } from "../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { sampleApp } from "../unit/apps/sampleApp";
import type { findFaults, Stored } from "./checkApps";
import type { Ledger } from "./ledger";

/** Each process lives a minute after the one before, by its clock, so that it may finish what that one began. */
export const MINUTE = 61_000;

/** What holds the apps: the repository by itself, or all of the extension around it. */
interface Apps {
  get(id: string): Promise<JwtApp | undefined>;
  save(app: JwtApp, secrets: AppSecrets): Promise<unknown>;
  delete(id: string): Promise<unknown>;
  forgetPreviousSecret(id: string): Promise<unknown>;
}

/** Saves, changes or deletes one of four apps at random. An app's state is its client ID, and its client secret is the same. */
export async function changeOne(apps: Apps, ledger: Ledger): Promise<void> {
  const id = `11111111-1111-4111-8111-11111111111${randomInt(4)}`;
  const app = await apps.get(id);
  const choice = randomInt(10);
  if (choice < 3) return ledger.change(id, undefined, () => apps.delete(id));
  if (choice < 4 && app) return ledger.change(id, app.clientId, () => apps.forgetPreviousSecret(id));
  const state = randomUUID();
  const changed = { ...(app ?? sampleApp({ id, name: `app ${id}` })), clientId: state };
  return ledger.change(id, state, () => apps.save(changed, new AppSecrets({ clientSecret: state })));
}

export const belong: Parameters<typeof findFaults>[1] = (app, values) =>
  values.clientSecret === app.clientId && app.hasPreviousSecret === (values.previousClientSecret !== undefined);

/** Apps that are in no state that the ledger allows: lost, come back, or changed by nobody. */
export function findUnexpected(stored: Stored, allowed: Map<string, Set<string | undefined>>): string[] {
  return [...allowed].flatMap(([id, states]) => {
    const state = stateOf(stored, id);
    return states.has(state) ? [] : [`${id} is ${state}, not one of ${[...states].join(", ")}`];
  });
}

export function stateOf(stored: Stored, id: string): string | undefined {
  const text = stored.files.get(id);
  return text === undefined ? undefined : (JSON.parse(text) as { clientId: string }).clientId;
}
