import { pemInOneLine } from "../../keys/pem";
import { UserError } from "../../errors";
import type { EnvelopeProfile } from "../../payloads/envelopeProfile";
import type { AppSecrets } from "../appSecrets";
import { withMissing } from "../appState";
import { USUAL_SWITCHES } from "../gatewaySlug";
import type { ExportedApp } from "../exportApps";
import type { AssignedScope, JwtApp, PayloadKeyInfo, TablePermission } from "../jwtApp";
import type { CreatedIn } from "../../scopes/scope";
import type { PublicKeyInfo, PublicRsaJwk } from "../../keys/publicKey";
import { isSameScope, isSameTable, isSameText, type TextField } from "./sameValue";

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
  | OldAndNew<"host" | "appId" | "botId" | "accountId" | "usedFor" | "contentEncryption", string>
  | OldAndNew<"enforceJti" | "enforceJwe" | "enforcePayloadEncryption" | GatewaySwitch, boolean>
  | OldAndNew<"createdIn", CreatedIn>
  | OldAndNew<"algorithm", Pick<JwtApp, "algorithm" | "algorithmAssumed">>
  | OldAndNew<"platformKey", PublicRsaJwk>
  | OldAndNew<"signingKey" | "payloadKey", PublicKeyInfo | "shared">
  | OldAndNew<"envelopeProfile", EnvelopeProfile>
  /** `before` tells whether the app has one that the import replaces. */
  | OldAndNew<"clientSecret", "missing" | "present">
  | OldAndNew<"scope", AssignedScope>
  | OldAndNew<"table", TablePermission>;

type GatewaySwitch = "gatewayDecrypts" | "gatewayEncrypts";

interface OldAndNew<Field extends string, Value> {
  readonly field: Field;
  readonly before?: Value | undefined;
  readonly after?: Value | undefined;
}

/** What an export says otherwise than the app. What it leaves out stays, and so do name, age and keys that are there. */
export function changesOfExport(existing: ExportedApp, exported: ExportedApp): AppChange[] {
  const isMoved = exported.createdIn !== existing.createdIn;
  return [
    ...textChanges(existing, exported, ["host"]),
    ...keyChanges(existing, exported),
    ...algorithmChanges(existing, exported),
    ...switchChanges(existing, exported, ["enforceJti", "enforceJwe", "enforcePayloadEncryption"]),
    ...textChanges(existing, exported, ["contentEncryption"]),
    ...profileChanges(existing, exported),
    ...gatewayChanges(existing, exported),
    ...textChanges(existing, exported, ["usedFor"]),
    ...textChanges(existing, exported, ["appId", "botId", "accountId"], { mayAdd: true }),
    // Scopes and tables belong to where the app was created, so they go with it.
    ...(isMoved
      ? [movedChange(existing, exported)]
      : [...scopeChanges(existing, exported), ...tableChanges(existing, exported)]),
  ];
}

/** What the app keeps although the export says otherwise, one sentence each. */
export function keptOf(
  existing: ExportedApp,
  { name, signingKey, payloadKey, createdAt, slug }: ExportedApp,
): UserError[] {
  const args = [existing.name];
  const kept: UserError[] = [];
  if (name !== existing.name) {
    kept.push(nameKept(existing, name));
  }
  if (signingKey && existing.signingKey && !isSameKey(signingKey, existing.signingKey)) {
    kept.push(
      new UserError(
        "signing-key-kept",
        "“{0}” keeps its signing key: the private half of the file's is not in the file.",
        { args },
      ),
    );
  }
  if (payloadKey && existing.payloadKey && !isSameKey(payloadKey, existing.payloadKey)) {
    kept.push(
      new UserError(
        "payload-key-kept",
        "“{0}” keeps its payload key: the secret half of the file's is not in the file.",
        { args },
      ),
    );
  }
  if (slug !== undefined && existing.slug !== undefined && slug !== existing.slug) {
    kept.push(
      new UserError("slug-kept", "In the gateway's addresses “{0}” stays “{1}”; in the file it is “{2}”.", {
        args: [existing.name, existing.slug, slug],
      }),
    );
  }
  if (createdAt !== existing.createdAt) {
    kept.push(
      new UserError("created-at-kept", "“{0}” keeps the time when it was created here; the file has another.", {
        args,
      }),
    );
  }
  return kept;
}

/** The same of a list of JWT apps, for what only people's own notes say. */
export function keptOfBot(
  existing: JwtApp,
  { name = existing.name, createdIn = existing.createdIn }: Partial<JwtApp>,
): UserError[] {
  return [
    ...(name === existing.name ? [] : [nameKept(existing, name)]),
    ...(createdIn === existing.createdIn
      ? []
      : [
          new UserError("created-in-kept", "“{0}” keeps the place where it was created; in the text it is another.", {
            args: [existing.name],
          }),
        ]),
  ];
}

function nameKept({ name }: Pick<JwtApp, "name">, other: string): UserError {
  return new UserError("name-kept", "“{0}” keeps its name; in the file it is “{1}”.", { args: [name, other] });
}

type BotValues = Pick<JwtApp, "enforceJti" | "enforceJwe" | "botId" | "accountId" | "algorithm" | "host" | "usedFor">;
/** What a source says, as far as it says anything. */
type Found<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** What the platform's response says otherwise than the app. `secrets` are those that it brings. */
export function changesOfBot(existing: JwtApp, found: Found<BotValues>, secrets: AppSecrets): AppChange[] {
  const isMissing = existing.missingSecrets.includes("clientSecret");
  const secret = change(
    { field: "clientSecret", before: isMissing ? "missing" : "present", after: "present" },
    (app) => ({
      ...app,
      missingSecrets: app.missingSecrets.filter((name) => name !== "clientSecret"),
    }),
    { isAddition: isMissing },
  );
  return [
    ...(secrets.reveal().clientSecret === undefined ? [] : [secret]),
    ...textChanges(existing, found, ["host"]),
    ...(found.algorithm === undefined ? [] : algorithmChanges(existing, { algorithm: found.algorithm })),
    ...switchChanges(existing, found, ["enforceJti", "enforceJwe"]),
    ...textChanges(existing, found, ["usedFor"]),
    ...textChanges(existing, found, ["botId", "accountId"], { mayAdd: true }),
  ];
}

/** The app with the changes that were chosen. */
export function withChanges(existing: JwtApp, changes: readonly AppChange[]): JwtApp {
  return withMissing(
    existing,
    changes.reduce((app, { edit }) => edit(app), existing),
  );
}

type Edit = AppChange["edit"];

function change(value: ChangedValue, edit: Edit, { isAddition = false } = {}): AppChange {
  return { value, isAddition, edit };
}

/** Where `mayAdd` holds, a value is an addition to an app that has none yet. */
function textChanges(
  existing: Found<JwtApp>,
  found: Found<JwtApp>,
  fields: readonly TextField[],
  { mayAdd = false } = {},
): AppChange[] {
  return fields.flatMap((field) => {
    const [before, after] = [existing[field], found[field]];
    if (after === undefined || isSameText(field, before, after)) return [];
    const isAddition = mayAdd && before === undefined;
    return [change({ field, before, after }, (app) => ({ ...app, [field]: after }), { isAddition })];
  });
}

type Switch = "enforceJti" | "enforceJwe" | "enforcePayloadEncryption";

function switchChanges(existing: Found<JwtApp>, found: Found<JwtApp>, fields: readonly Switch[]): AppChange[] {
  return fields.flatMap((field) => {
    const [before, after] = [existing[field], found[field]];
    if (after === undefined || after === before) return [];
    return [change({ field, before, after }, (app) => ({ ...app, [field]: after }))];
  });
}

/** Of our own key pairs, one that is there stays: the private half of another isn't in the file. */
function keyChanges(existing: ExportedApp, { platformKey, signingKey, payloadKey }: ExportedApp): AppChange[] {
  const changes: AppChange[] = [];
  if (platformKey && !isSame(platformKey, existing.platformKey)) {
    const value = { field: "platformKey", before: existing.platformKey, after: platformKey } as const;
    changes.push(change(value, (app) => ({ ...app, platformKey })));
  }
  if (signingKey && !existing.signingKey) {
    changes.push(change({ field: "signingKey", after: signingKey }, (app) => ({ ...app, signingKey })));
  }
  if (payloadKey && !existing.payloadKey) {
    const after = payloadKey.kind === "shared" ? "shared" : payloadKey;
    changes.push(change({ field: "payloadKey", after }, (app) => ({ ...app, payloadKey })));
  }
  return changes;
}

type Algorithm = Pick<JwtApp, "algorithm" | "algorithmAssumed">;

function algorithmChanges(existing: Algorithm, found: Algorithm): AppChange[] {
  const [before, after] = [algorithmOf(existing), algorithmOf(found)];
  if (isSame(before, after)) return [];
  return [change({ field: "algorithm", before, after }, ({ algorithmAssumed: _, ...app }) => ({ ...app, ...after }))];
}

function algorithmOf({ algorithm, algorithmAssumed }: Algorithm): Algorithm {
  return { algorithm, ...(algorithmAssumed && { algorithmAssumed }) };
}

/** A shape names algorithms, and what is written in it. */
function profileChanges(existing: ExportedApp, { envelopeProfile }: ExportedApp): AppChange[] {
  if (!envelopeProfile || isSame(envelopeProfile, existing.envelopeProfile)) return [];
  const value = { field: "envelopeProfile", before: existing.envelopeProfile, after: envelopeProfile } as const;
  return [change(value, (app) => ({ ...app, envelopeProfile }))];
}

/** What the gateway does with payloads, each by itself; the other stays as it is by then. */
function gatewayChanges(existing: ExportedApp, { gateway }: ExportedApp): AppChange[] {
  const own = existing.gateway ?? USUAL_SWITCHES;
  return (["decrypts", "encrypts"] as const).flatMap((name) => {
    if (!gateway || gateway[name] === own[name]) return [];
    const after = gateway[name];
    const field = name === "decrypts" ? "gatewayDecrypts" : "gatewayEncrypts";
    const edit: Edit = (app) => ({ ...app, gateway: { ...USUAL_SWITCHES, ...app.gateway, [name]: after } });
    return [change({ field, before: own[name], after }, edit)];
  });
}

function movedChange(existing: ExportedApp, { createdIn, scopes, tables }: ExportedApp): AppChange {
  const value = { field: "createdIn", before: existing.createdIn, after: createdIn } as const;
  return change(value, (app) => ({ ...app, createdIn, scopes, tables }));
}

function scopeChanges(existing: ExportedApp, { scopes }: ExportedApp): AppChange[] {
  const same = (one?: AssignedScope, other?: AssignedScope): boolean => isSameScope(existing.createdIn, one, other);
  return listChanges(existing.scopes, scopes, { key: ({ id }) => id, same }).map(
    ({ before, after, isAddition, edit }) =>
      change({ field: "scope", before, after }, (app) => ({ ...app, scopes: edit(app.scopes) }), { isAddition }),
  );
}

function tableChanges(existing: ExportedApp, { tables }: ExportedApp): AppChange[] {
  const key = ({ kind, name }: TablePermission): string => `${kind} ${name}`;
  return listChanges(existing.tables, tables, { key, same: isSameTable }).map(({ before, after, isAddition, edit }) =>
    change({ field: "table", before, after }, (app) => ({ ...app, tables: edit(app.tables) }), { isAddition }),
  );
}

interface ListChange<T> {
  readonly before: T | undefined;
  readonly after: T | undefined;
  readonly isAddition: boolean;
  readonly edit: (list: readonly T[]) => T[];
}

/** How values of a list are told apart: `key` is that of one thing, of which two may be the `same`, or one be none. */
interface Telling<T> {
  readonly key: (value: T) => string;
  readonly same: (one?: T, other?: T) => boolean;
}

/** What is in one list and not in the other, or not as it is there, whatever their order. */
function listChanges<T>(own: readonly T[], other: readonly T[], { key, same }: Telling<T>): ListChange<T>[] {
  const [ownByKey, otherByKey] = [own, other].map((list) => new Map(list.map((value) => [key(value), value])));
  const changed = other.flatMap((after): ListChange<T>[] => {
    const before = ownByKey?.get(key(after));
    if (same(before, after)) return [];
    // In an app that has got it meanwhile, it is replaced.
    const edit = (list: readonly T[]): T[] =>
      list.some((value) => key(value) === key(after))
        ? list.map((value) => (key(value) === key(after) ? after : value))
        : [...list, after];
    return [{ before, after, isAddition: before === undefined, edit }];
  });
  const gone = own.filter((value) => !otherByKey?.has(key(value)) && !same(value, undefined));
  const removed = gone.map((before): ListChange<T> => {
    const edit = (list: readonly T[]): T[] => list.filter((value) => key(value) !== key(before));
    return { before, after: undefined, isAddition: false, edit };
  });
  return [...changed, ...removed];
}

/** Whether two entries of a file are one app: neither says anything otherwise than the other. */
export function isSameExport(one: ExportedApp, other: ExportedApp): boolean {
  const said = [...changesOfExport(one, other), ...changesOfExport(other, one), ...keptOf(one, other)];
  return said.length === 0;
}

/** Whose text may be written otherwise, with other line ends say. */
function isSameKey(one: PublicKeyInfo | PayloadKeyInfo, other: PublicKeyInfo | PayloadKeyInfo): boolean {
  if (!("publicKey" in one && "publicKey" in other)) return isSame(one, other);
  return (
    pemInOneLine(one.publicKey) === pemInOneLine(other.publicKey) &&
    isSame({ ...one, publicKey: "" }, { ...other, publicKey: "" })
  );
}

/** As JSON with sorted keys: a file may write them in another order. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
