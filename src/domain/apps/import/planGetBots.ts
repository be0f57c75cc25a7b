import { UserError } from "../../errors";
import type { Ports } from "../../ports";
import type { Steps } from "../../steps";
import { AppSecrets } from "../appSecrets";
import { neededSecrets } from "../appState";
import { readGetBots } from "./readGetBots";
import { type BotApp, secretIn } from "./botEntry";
import { changesOfBot, keptOfBot } from "./importChanges";
import { SecretRemarks } from "./secretRemarks";
import type { JsonDocument } from "./importText";
import { APP_FILE_VERSION, type JwtApp, NEW_APP } from "../jwtApp";
import { signsWithSecret } from "../../keys/joseAlgorithms";
import { NameGiver } from "./nameGiver";
import { clientIdKey } from "./sameValue";
import { secretUnused } from "../unfittingApp";
import {
  type ImportPlan,
  MAX_IMPORTED_APPS,
  emptyPlan,
  planUpdate,
  type ImportedApp,
  secondsNow,
  randomUuid,
  type ImportedUpdate,
} from "./importPlan";
import { idRemarks, type ImportRemarks } from "./importRemarks";

/** What the apps of Get Bots responses, or of lists of somebody's own, would add and change. */
export function* planGetBots(
  documents: readonly JsonDocument[],
  existing: readonly JwtApp[],
  ports: Ports,
): Steps<ImportPlan> {
  return yield* planFound("getBots", yield* readGetBots(documents, MAX_IMPORTED_APPS), existing, ports);
}

interface FoundApps extends ImportRemarks {
  readonly apps: readonly BotApp[];
  /** Where the response says so. */
  readonly morePages?: boolean;
}

/** The same for apps that were found in whatever source, each client ID once. */
export function* planFound(
  source: ImportPlan["source"],
  { apps, morePages = false, ...remarks }: FoundApps,
  existing: readonly JwtApp[],
  ports: Ports,
): Steps<ImportPlan> {
  const names = yield* NameGiver.beside(existing);
  const byClientId = new Map(existing.map((app) => [clientIdKey(app.clientId), app]));
  // Where a local twin has the same client ID, the platform speaks of the other one.
  for (const app of existing) if (app.credentials === "pasted") byClientId.set(clientIdKey(app.clientId), app);

  const plan = emptyPlan(source, remarks, morePages);
  const secrets = new SecretRemarks();
  const ids = new Map<string, UserError>();
  for (const found of apps) {
    yield;
    const present = byClientId.get(clientIdKey(found.clientId));
    // Once for all apps of a bot.
    for (const remark of idRemarks(found.botName, found, present)) ids.set(remark.message, remark);
    if (present) {
      planUpdate(plan, updateFromBot(present, found, plan.notes));
      plan.notes.push(...keptOfBot(present, found));
      if (isSecretWanted(present, found)) secrets.note(present.name, found);
      else if (found.secret?.outcome === "refused") plan.notes.push(secretUnread(present.name));
    } else {
      const added = appFromBot(found, names, ports);
      plan.add.push(added);
      if (signsWithSecret(added.app.algorithm)) secrets.note(added.app.name, found);
      else if (secretIn(found) !== undefined) plan.notes.push(secretUnused(added.app));
    }
  }
  return {
    ...plan,
    problems: [...plan.problems, ...secrets.problems()],
    notes: [...plan.notes, ...ids.values(), ...secrets.notes()],
  };
}

function secretUnread(name: string): UserError {
  return new UserError(
    "client-secret-unread",
    "What stands as the client secret of “{0}” is a mask or none, so it was not taken.",
    { args: [name] },
  );
}

/** A mask in the place of a secret that is here already is no news. */
function isSecretWanted({ algorithm, missingSecrets }: JwtApp, { secret }: BotApp): boolean {
  return signsWithSecret(algorithm) && (secret?.outcome === "accepted" || missingSecrets.includes("clientSecret"));
}

function appFromBot(found: BotApp, names: NameGiver, ports: Ports): ImportedApp {
  const now = secondsNow(ports);
  const { algorithm = NEW_APP.algorithm } = found;
  const isSecretUsed = signsWithSecret(algorithm);
  const app: JwtApp = {
    version: APP_FILE_VERSION,
    id: randomUuid(ports),
    // "cs-" and the first group of the UUID.
    name: names.unique(found.name ?? `${found.botName} · ${found.clientId.slice(0, 11)}`),
    ...NEW_APP,
    ...(found.createdIn && { createdIn: found.createdIn }),
    usedFor: found.usedFor ?? found.newUse ?? NEW_APP.usedFor,
    clientId: found.clientId,
    algorithm,
    ...(found.algorithm === undefined && { algorithmAssumed: true }),
    enforceJti: found.enforceJti ?? NEW_APP.enforceJti,
    enforceJwe: found.enforceJwe ?? NEW_APP.enforceJwe,
    ...(found.host !== undefined && { host: found.host }),
    ...(found.botId !== undefined && { botId: found.botId }),
    ...(found.accountId !== undefined && { accountId: found.accountId }),
    scopes: [],
    tables: [],
    secretsRevision: "",
    missingSecrets: isSecretUsed && secretIn(found) !== undefined ? [] : neededSecrets({ ...NEW_APP, algorithm }),
    hasPreviousSecret: false,
    createdAt: found.createdAt ?? now,
    updatedAt: now,
  };
  return { app, secrets: isSecretUsed ? secretsFromBot(found) : new AppSecrets() };
}

function updateFromBot(existing: JwtApp, found: BotApp, notes: UserError[]): ImportedUpdate {
  // With RS256 and RS512 nothing is signed with the client secret, so none is kept.
  const isSecretUsed = signsWithSecret(existing.algorithm);
  const secrets = isSecretUsed ? secretsFromBot(found) : new AppSecrets();
  if (!isSecretUsed && secretIn(found) !== undefined) {
    notes.push(secretUnused(existing));
  }
  return { existing, changes: changesOfBot(existing, found, secrets), secrets };
}

function secretsFromBot(found: BotApp): AppSecrets {
  const clientSecret = secretIn(found);
  return new AppSecrets(clientSecret === undefined ? {} : { clientSecret });
}
