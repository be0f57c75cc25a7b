import type { AppSecrets } from "./appSecrets";
import { neededSecrets } from "./appState";
import type { ExportedApp } from "./exportApps";
import type { AssignedScope, JwtApp, PublicKeyInfo, PublicRsaJwk, TablePermission } from "./jwtApp";

/** One difference between an app and what an import says of it, which a person may want or not. */
export interface AppChange {
  readonly value: ChangedValue;
  /**
   * Adds to what the app has, and neither moves it to another host nor touches its keys, algorithms or switches. All
   * else is for a person to choose: whoever wrote the file may not mean well.
   */
  readonly isAddition: boolean;
  readonly edit: (app: JwtApp) => JwtApp;
}

/** What is different, as it stands in the app and in the import; undefined where there is none. Never a secret. */
export type ChangedValue =
  | OldAndNew<"host" | "appId" | "botId" | "accountId" | "createdIn" | "usedFor" | "contentEncryption", string>
  | OldAndNew<"enforceJti" | "enforceJwe" | "enforcePayloadEncryption", boolean>
  | OldAndNew<"algorithm", Pick<JwtApp, "algorithm" | "algorithmAssumed">>
  | OldAndNew<"platformKey", PublicRsaJwk>
  | OldAndNew<"signingKey" | "payloadKey", PublicKeyInfo | "shared">
  | OldAndNew<"envelopeProfile", string>
  /** `before` tells whether the app has one that the import replaces. */
  | OldAndNew<"clientSecret", "missing" | "present">
  | OldAndNew<"scopesAdded" | "scopesRemoved" | "scopesPublished" | "scopesUnpublished", readonly string[]>
  | OldAndNew<"tablesAdded" | "tablesRemoved", readonly TablePermission[]>
  | OldAndNew<"tablePermissions", TablePermission>;

interface OldAndNew<Field extends string, Value> {
  readonly field: Field;
  readonly before?: Value | undefined;
  readonly after?: Value | undefined;
}

/** What an export says otherwise than the app; what it leaves out stays, and so do name, age and keys that are there. */
export function changesOfExport(existing: JwtApp, exported: ExportedApp): AppChange[] {
  const isMoved = exported.createdIn !== existing.createdIn;
  return [
    ...textChanges(existing, exported, ["host"], { isAddition: false }),
    ...keyChanges(existing, exported),
    ...algorithmChanges(existing, exported),
    ...switchChanges(existing, exported, ["enforceJti", "enforceJwe", "enforcePayloadEncryption"]),
    ...textChanges(existing, exported, ["contentEncryption"], { isAddition: false }),
    ...profileChanges(existing, exported),
    ...textChanges(existing, exported, ["usedFor"], { isAddition: false }),
    ...textChanges(existing, exported, ["appId", "botId", "accountId"], { isAddition: true }),
    // Scopes and tables belong to where the app was created, so they go with it.
    ...(isMoved ? [movedChange(existing, exported)] : [...scopeChanges(existing, exported), ...tableChanges(existing, exported)]),
  ];
}

type BotValues = Pick<JwtApp, "enforceJti" | "enforceJwe" | "botId" | "accountId">;

/** What the platform's response says otherwise than the app. `secrets` are those that it brings. */
export function changesOfBot(existing: JwtApp, found: Partial<BotValues>, secrets: AppSecrets): AppChange[] {
  const isMissing = existing.missingSecrets.includes("clientSecret");
  const secret: AppChange = {
    value: { field: "clientSecret", before: isMissing ? "missing" : "present", after: "present" },
    isAddition: false,
    edit: (app) => ({ ...app, missingSecrets: app.missingSecrets.filter((name) => name !== "clientSecret") }),
  };
  return [
    ...(secrets.reveal().clientSecret === undefined ? [] : [secret]),
    ...switchChanges(existing, found, ["enforceJti", "enforceJwe"]),
    ...textChanges(existing, found, ["botId", "accountId"], { isAddition: true }),
  ];
}

/** The app with the changes that were chosen. */
export function withChanges(existing: JwtApp, changes: readonly AppChange[]): JwtApp {
  const changed = changes.reduce((app, { edit }) => edit(app), existing);
  // What a new key or algorithm needs and nobody has given yet.
  const had = neededSecrets(existing);
  const needed = neededSecrets(changed);
  const missing = needed.filter((name) => !had.includes(name) && !changed.missingSecrets.includes(name));
  const gone = had.filter((name) => !needed.includes(name));
  return { ...changed, missingSecrets: [...changed.missingSecrets.filter((name) => !gone.includes(name)), ...missing] };
}

type TextField = "host" | "appId" | "botId" | "accountId" | "usedFor" | "contentEncryption";

/** `isAddition` holds where the app has no such value yet. */
function textChanges(existing: JwtApp, found: Partial<JwtApp>, fields: readonly TextField[], { isAddition }: { readonly isAddition: boolean }): AppChange[] {
  return fields.flatMap((field) => {
    const [before, after] = [existing[field], found[field]];
    if (after === undefined || after === before) return [];
    return [{ value: { field, before, after }, isAddition: isAddition && before === undefined, edit: (app) => ({ ...app, [field]: after }) }];
  });
}

type Switch = "enforceJti" | "enforceJwe" | "enforcePayloadEncryption";

function switchChanges(existing: JwtApp, found: Partial<JwtApp>, fields: readonly Switch[]): AppChange[] {
  return fields.flatMap((field) => {
    const [before, after] = [existing[field], found[field]];
    if (after === undefined || after === before) return [];
    return [{ value: { field, before, after }, isAddition: false, edit: (app) => ({ ...app, [field]: after }) }];
  });
}

/** Of our own key pairs, one that is there stays: the private half of another isn't in the file. */
function keyChanges(existing: JwtApp, { platformKey, signingKey, payloadKey }: ExportedApp): AppChange[] {
  const changes: AppChange[] = [];
  if (platformKey && !isSame(platformKey, existing.platformKey)) {
    const value = { field: "platformKey", before: existing.platformKey, after: platformKey } as const;
    changes.push({ value, isAddition: false, edit: (app) => ({ ...app, platformKey }) });
  }
  if (signingKey && !existing.signingKey) {
    const value = { field: "signingKey", after: signingKey } as const;
    changes.push({ value, isAddition: false, edit: (app) => ({ ...app, signingKey }) });
  }
  if (payloadKey && !existing.payloadKey) {
    const value = { field: "payloadKey", after: payloadKey.kind === "shared" ? "shared" : payloadKey } as const;
    changes.push({ value, isAddition: false, edit: (app) => ({ ...app, payloadKey }) });
  }
  return changes;
}

function algorithmChanges(existing: JwtApp, { algorithm, algorithmAssumed }: ExportedApp): AppChange[] {
  if (algorithm === existing.algorithm && algorithmAssumed === existing.algorithmAssumed) return [];
  const told = (app: Pick<JwtApp, "algorithm" | "algorithmAssumed">) => ({ algorithm: app.algorithm, ...(app.algorithmAssumed && { algorithmAssumed: app.algorithmAssumed }) });
  const after = told({ algorithm, ...(algorithmAssumed && { algorithmAssumed }) });
  const edit = ({ algorithmAssumed: _, ...app }: JwtApp): JwtApp => ({ ...app, ...after });
  return [{ value: { field: "algorithm", before: told(existing), after }, isAddition: false, edit }];
}

/** A shape names algorithms, and what is written in it. */
function profileChanges(existing: JwtApp, { envelopeProfile }: ExportedApp): AppChange[] {
  if (!envelopeProfile || isSame(envelopeProfile, existing.envelopeProfile)) return [];
  const value = { field: "envelopeProfile", before: existing.envelopeProfile?.name, after: envelopeProfile.name } as const;
  return [{ value, isAddition: false, edit: (app) => ({ ...app, envelopeProfile }) }];
}

function movedChange(existing: JwtApp, { createdIn, scopes, tables }: ExportedApp): AppChange {
  const value = { field: "createdIn", before: existing.createdIn, after: createdIn } as const;
  return { value, isAddition: false, edit: (app) => ({ ...app, createdIn, scopes, tables }) };
}

function scopeChanges(existing: JwtApp, { scopes }: ExportedApp): AppChange[] {
  const [own, other] = [byKey(existing.scopes, ({ id }) => id), byKey(scopes, ({ id }) => id)];
  const ids = (list: readonly AssignedScope[]): string[] => list.map(({ id }) => id);
  const added = scopes.filter(({ id }) => !own.has(id));
  const removed = ids(existing.scopes.filter(({ id }) => !other.has(id)));
  const noted = (published: boolean): string[] => ids(scopes.filter((scope) => scope.published === published && own.get(scope.id)?.published === !published));
  const publish = (field: "scopesPublished" | "scopesUnpublished", published: boolean): AppChange[] => {
    const changed = noted(published);
    if (changed.length === 0) return [];
    const edit = (app: JwtApp): JwtApp => ({ ...app, scopes: app.scopes.map((scope) => (changed.includes(scope.id) ? { ...scope, published } : scope)) });
    return [{ value: { field, after: changed }, isAddition: false, edit }];
  };
  return [
    ...(added.length ? [{ value: { field: "scopesAdded" as const, after: ids(added) }, isAddition: true, edit: (app: JwtApp) => ({ ...app, scopes: [...app.scopes, ...added] }) }] : []),
    ...(removed.length ? [{ value: { field: "scopesRemoved" as const, before: removed }, isAddition: false, edit: (app: JwtApp) => ({ ...app, scopes: app.scopes.filter(({ id }) => !removed.includes(id)) }) }] : []),
    ...publish("scopesPublished", true),
    ...publish("scopesUnpublished", false),
  ];
}

function tableChanges(existing: JwtApp, { tables }: ExportedApp): AppChange[] {
  const key = ({ kind, name }: TablePermission): string => `${kind} ${name}`;
  const [own, other] = [byKey(existing.tables, key), byKey(tables, key)];
  const added = tables.filter((table) => !own.has(key(table)));
  const removed = existing.tables.filter((table) => !other.has(key(table)));
  const permissions = tables.flatMap((after): AppChange[] => {
    const before = own.get(key(after));
    if (!before || isSame(before, after)) return [];
    const edit = (app: JwtApp): JwtApp => ({ ...app, tables: app.tables.map((table) => (key(table) === key(after) ? after : table)) });
    return [{ value: { field: "tablePermissions", before, after }, isAddition: false, edit }];
  });
  return [
    ...(added.length ? [{ value: { field: "tablesAdded" as const, after: added }, isAddition: true, edit: (app: JwtApp) => ({ ...app, tables: [...app.tables, ...added] }) }] : []),
    ...(removed.length ? [{ value: { field: "tablesRemoved" as const, before: removed }, isAddition: false, edit: (app: JwtApp) => ({ ...app, tables: app.tables.filter((table) => other.has(key(table))) }) }] : []),
    ...permissions,
  ];
}

function byKey<T>(list: readonly T[], key: (value: T) => string): ReadonlyMap<string, T> {
  return new Map(list.map((value) => [key(value), value]));
}

/** As JSON with sorted keys: a file may write them in another order. */
function isSame(one: unknown, other: unknown): boolean {
  const sorted = (_key: string, value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}
