import * as v from "valibot";
import { UserError } from "../errors";
import { isVisibleLine } from "../text/asText";
import { scopeById } from "../scopes/catalogue";
import { AppSecretValues } from "./appSecrets";
import { assignTables } from "./assignScopes";
import { EXPORT_VERSION, ExportedApp } from "./exportApps";
import { parseHost } from "./hosts";
import { cleanName } from "./appName";
import type { JwtApp, PublicRsaJwk } from "./jwtApp";

/**
 * Reads what `exportApps` wrote; each entry is checked, and one that doesn't hold is reported and left out.
 * @throws UserError for a newer version, and where there is no list of apps
 */
export function readExport(json: object, limit: number): { readonly apps: readonly ExportedApp[]; readonly problems: readonly UserError[] } {
  const file = v.safeParse(v.object({ version: v.pipe(v.number(), v.integer(), v.minValue(1)), apps: v.array(v.unknown()) }), json);
  if (!file.success) throw new UserError("export-damaged", "This export of apps is damaged: it has no version or no list of apps.");
  if (file.output.version > EXPORT_VERSION) {
    throw new UserError("export-newer", "This export was written by a newer version of this extension.", { remedy: "Update the extension to import it." });
  }
  const problems: UserError[] = [];
  const apps = file.output.apps.slice(0, limit).flatMap((entry, index) => {
    try {
      return [checked(entry, index + 1, problems)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
      return [];
    }
  });
  if (file.output.apps.length > limit) problems.push(tooManyApps(limit));
  return { apps, problems };
}

export function tooManyApps(limit: number): UserError {
  return new UserError("import-too-many", "There are more than {0} apps; the rest was left out.", { args: [limit] });
}

function checked(entry: unknown, position: number, problems: UserError[]): ExportedApp {
  const parsed = v.safeParse(SoundApp, entry);
  if (!parsed.success) {
    const path = v.getDotPath(parsed.issues[0]);
    if (path === null) throw new UserError("export-entry", "What stands at position {0} is not an app.", { args: [position] });
    throw new UserError("export-entry", "The app at position {0} has no valid value for {1}.", { args: [position, path] });
  }
  const { output } = parsed;
  const app = { ...output, name: cleanName(output.name) };
  if (Object.keys(AppSecretValues.entries).some((name) => Object.hasOwn(entry as object, name))) {
    problems.push(new UserError("export-secret", "A secret stands beside “{0}” and was not taken: exports hold none.", { args: [app.name] }));
  }
  const foreign = app.scopes.filter(({ id }) => (scopeById(id)?.level ?? app.createdIn) !== app.createdIn);
  if (foreign.length) {
    problems.push(new UserError("export-scopes", "“{0}” lists scopes of another level, which were left out: {1}.", { args: [app.name, foreign.map(({ id }) => id).join(", ")] }));
  }
  return { ...app, scopes: app.scopes.filter((scope) => !foreign.includes(scope)), tables: app.createdIn === "tables" ? assignTables(app as JwtApp, app.tables).tables : [] };
}

/** What the schema of an app file leaves open and the form would not let pass: this file may come from anywhere. */
const SoundApp = v.pipe(
  ExportedApp,
  v.forward(v.check(({ name }) => cleanName(name) !== ""), ["name"]),
  v.forward(v.check(({ clientId }) => isClientId(clientId)), ["clientId"]),
  v.forward(v.check(({ createdAt }) => Number.isFinite(createdAt)), ["createdAt"]),
  v.forward(v.check(({ host }) => host === undefined || isHost(host)), ["host"]),
  v.forward(v.check(({ signingKey }) => signingKey === undefined || isPublicPem(signingKey.publicKey)), ["signingKey"]),
  v.forward(v.check(({ payloadKey }) => payloadKey?.kind !== "keyPair" || isPublicPem(payloadKey.publicKey)), ["payloadKey"]),
  v.forward(v.check(({ scopes }) => scopes.length <= 1_000 && scopes.every(({ id }) => isShortLine(id))), ["scopes"]),
  v.forward(v.check(({ appId }) => appId === undefined || isClientId(appId)), ["appId"]),
  v.forward(v.check(({ botId }) => botId === undefined || isClientId(botId)), ["botId"]),
  v.forward(v.check(({ accountId }) => accountId === undefined || isClientId(accountId)), ["accountId"]),
  v.forward(v.check(({ platformKey }) => platformKey === undefined || isSoundJwk(platformKey)), ["platformKey"]),
  v.forward(v.check(({ signingKey }) => signingKey === undefined || isShortLine(signingKey.fingerprint)), ["signingKey"]),
  v.forward(v.check(({ payloadKey }) => payloadKey?.kind !== "keyPair" || isShortLine(payloadKey.fingerprint)), ["payloadKey"]),
  v.forward(v.check(({ envelopeProfile }) => envelopeProfile === undefined || JSON.stringify(envelopeProfile).length <= MAX_PROFILE_LENGTH), ["envelopeProfile"]),
);

/** The platform's are "cs-" and a UUID; another form is accepted, as in the form. */
export function isClientId(text: string): boolean {
  return isShortLine(text) && !/\s/u.test(text);
}

function isShortLine(text: string): boolean {
  return text.trim() !== "" && text.length <= 200 && isVisibleLine(text);
}

/** Base64url (RFC 7518, 6.3.1) of at most 16,384 bits, and a key ID that can be shown. */
function isSoundJwk({ n, e, kid }: PublicRsaJwk): boolean {
  return /^[A-Za-z0-9_-]{1,2731}$/.test(n) && /^[A-Za-z0-9_-]{1,100}$/.test(e) && (kid === undefined || isShortLine(kid));
}

/** UTF-16 units of its JSON; more than any that was learned has. */
const MAX_PROFILE_LENGTH = 50_000;

function isHost(host: string): boolean {
  try {
    return parseHost(host) === host;
  } catch {
    return false;
  }
}

/** A private key in the place of a public one must not travel on. */
function isPublicPem(text: string): boolean {
  return text.length <= 10_000 && /^-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/.test(text);
}
