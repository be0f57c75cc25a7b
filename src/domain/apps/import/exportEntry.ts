import * as v from "valibot";
import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import { isVisibleLine } from "../../text/asText";
import { ExportedApp } from "../exportApps";
import { hostIn } from "../hosts";
import { cleanName } from "../appName";
import { isSlug } from "../gatewaySlug";
import { completed } from "./exportDefaults";
import { shownName, isSaid } from "./jsonObject";
import type { PublicRsaJwk } from "../../keys/publicKey";
import { algorithmIn } from "./ownWords";
import { isId } from "../platformIds";

/** An app of an export, and which of its fields the file leaves open: those begin as in a new app. */
export interface FileApp {
  readonly app: ExportedApp;
  readonly assumed: ReadonlySet<keyof ExportedApp>;
}

/**
 * One entry of an export as the app that it is, with what the file leaves open as a new app has it.
 * @param now seconds since the epoch
 * @throws UserError for what is no app, or has no valid value for one of its fields
 */
export function readExportEntry(entry: unknown, position: number, now: number): FileApp {
  if (hasMoreValues(ownValues(entry), LIMITS.entryValues))
    throw new UserError("export-entry", "What stands at position {0} is too much to be one app, so it was left out.", {
      args: [position],
    });
  const { entry: whole, assumed } = completed(tidied(entry), now);
  const parsed = v.safeParse(SoundApp, whole);
  if (!parsed.success) throw notAnApp(entry, position, parsed.issues);
  return { app: parsed.output, assumed };
}

/** What an app has by the names of its fields; the rest is only looked through for what has to be told. */
function ownValues(entry: unknown): readonly unknown[] {
  if (typeof entry !== "object" || entry === null) return [];
  return Object.entries(entry).flatMap(([name, value]): unknown[] =>
    Object.hasOwn(ExportedApp.entries, name) ? [value] : [],
  );
}

/** Stops as soon as there are. */
function hasMoreValues(value: unknown, limit: number): boolean {
  const open = [value];
  for (let count = 0; open.length > 0;) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    for (const name in next) {
      if (++count > limit) return true;
      open.push((next as Readonly<Record<string, unknown>>)[name]);
    }
  }
  return false;
}

/** The form takes white space around an ID and a scheme before a host, and so does the import. */
function tidied(entry: unknown): unknown {
  if (typeof entry !== "object" || entry === null) return entry;
  const app = { ...entry } as Record<string, unknown>;
  for (const name of ["clientId", "appId", "botId", "accountId"]) {
    const value = app[name];
    if (typeof value === "string") app[name] = value.trim();
  }
  // `null`, and an ID of nothing but blanks, say that there is none.
  for (const name of OPTIONAL_FIELDS) if (app[name] === null || app[name] === "") delete app[name];
  const { host } = app;
  const algorithm = algorithmIn(app["algorithm"]);
  if (algorithm !== undefined) app["algorithm"] = algorithm;
  if (typeof host === "string") app["host"] = hostIn(host) ?? host;
  return app;
}

const OPTIONAL_FIELDS = [
  "appId",
  "algorithmAssumed",
  "signingKey",
  "contentEncryption",
  "platformKey",
  "payloadKey",
  "envelopeProfile",
  "host",
  "botId",
  "accountId",
  "slug",
  "gateway",
] as const;

function notAnApp(
  entry: unknown,
  position: number,
  issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]],
): UserError {
  const paths = issues.map((issue) => v.getDotPath(issue)).filter((path) => path !== null);
  const [first] = paths;
  if (first === undefined)
    return new UserError("export-entry", "What stands at position {0} is not an app.", { args: [position] });
  const name = cleanName(
    typeof entry === "object" && entry !== null && "name" in entry && typeof entry.name === "string" ? entry.name : "",
  );
  // One thing at a time: what an app can't be without, then the first of the others.
  const path = (["name", "clientId"] as const).find((each) => paths.includes(each)) ?? first;
  const { isMissing, values } = whyRefused(
    entry,
    path,
    issues.find((issue) => v.getDotPath(issue) === path),
  );
  const args = [position, path.split(".").map(shownName).join("."), name, values];
  if (isMissing) {
    return name === ""
      ? new UserError("export-entry", "The app at position {0} was left out: it has no “{1}”.", { args })
      : new UserError("export-entry", "“{2}”, at position {0}, was left out: it has no “{1}”.", { args });
  }
  const details = { args, ...(values !== "" && { remedy: "It is one of these: {3}." }) };
  return name === ""
    ? new UserError("export-entry", "The app at position {0} was left out: it has no valid value for {1}.", details)
    : new UserError("export-entry", "“{2}”, at position {0}, was left out: it has no valid value for {1}.", details);
}

/** Whether what is to be mended first is missing, and what may stand there, where that is a list. */
function whyRefused(
  entry: unknown,
  path: string,
  issue: v.BaseIssue<unknown> | undefined,
): { readonly isMissing: boolean; readonly values: string } {
  const value =
    typeof entry === "object" && entry !== null && Object.hasOwn(entry, path)
      ? (entry as Record<string, unknown>)[path]
      : undefined;
  const isChoice = issue?.type === "picklist" || issue?.type === "boolean";
  const values =
    issue?.type === "boolean" ? "true, false" : (issue?.expected ?? "").replace(/[()"]/g, "").replaceAll(" | ", ", ");
  return { isMissing: !path.includes(".") && !isSaid(value), values: isChoice ? values : "" };
}

/** What the schema of an app file leaves open and the form would not let pass: this file may come from anywhere. */
const SoundApp = v.pipe(
  ExportedApp,
  v.forward(
    v.check(({ name }) => cleanName(name) !== ""),
    ["name"],
  ),
  v.forward(
    v.check(({ clientId }) => isId(clientId)),
    ["clientId"],
  ),
  v.forward(
    v.check(({ createdAt }) => Number.isFinite(createdAt)),
    ["createdAt"],
  ),
  v.forward(
    v.check(({ host }) => host === undefined || isHost(host)),
    ["host"],
  ),
  v.forward(
    v.check(({ signingKey }) => signingKey === undefined || isPublicPem(signingKey.publicKey)),
    ["signingKey"],
  ),
  v.forward(
    v.check(({ payloadKey }) => payloadKey?.kind !== "keyPair" || isPublicPem(payloadKey.publicKey)),
    ["payloadKey"],
  ),
  v.forward(
    v.check(({ scopes }) => scopes.length <= 1_000 && scopes.every(({ id }) => isShortLine(id))),
    ["scopes"],
  ),
  v.forward(
    v.check(({ appId }) => appId === undefined || isId(appId)),
    ["appId"],
  ),
  v.forward(
    v.check(({ botId }) => botId === undefined || isId(botId)),
    ["botId"],
  ),
  v.forward(
    v.check(({ accountId }) => accountId === undefined || isId(accountId)),
    ["accountId"],
  ),
  v.forward(
    v.check(({ platformKey }) => platformKey === undefined || isSoundJwk(platformKey)),
    ["platformKey"],
  ),
  v.forward(
    v.check(({ signingKey }) => signingKey === undefined || isShortLine(signingKey.fingerprint)),
    ["signingKey"],
  ),
  v.forward(
    v.check(({ payloadKey }) => payloadKey?.kind !== "keyPair" || isShortLine(payloadKey.fingerprint)),
    ["payloadKey"],
  ),
  v.forward(
    v.check(
      ({ envelopeProfile }) =>
        envelopeProfile === undefined || JSON.stringify(envelopeProfile).length <= MAX_PROFILE_LENGTH,
    ),
    ["envelopeProfile"],
  ),
  v.forward(
    v.check(({ slug }) => slug === undefined || isSlug(slug)),
    ["slug"],
  ),
);

function isShortLine(text: string): boolean {
  return text.trim() !== "" && text.length <= 200 && isVisibleLine(text);
}

/** Base64url (RFC 7518, 6.3.1) of at most 16,384 bits, and a key ID that can be shown. */
function isSoundJwk({ n, e, kid }: PublicRsaJwk): boolean {
  return (
    /^[A-Za-z0-9_-]{1,2731}$/.test(n) && /^[A-Za-z0-9_-]{1,100}$/.test(e) && (kid === undefined || isShortLine(kid))
  );
}

/** UTF-16 units of its JSON; more than any that was learned has. */
const MAX_PROFILE_LENGTH = 50_000;

function isHost(host: string): boolean {
  return hostIn(host) === host;
}

/** A private key in the place of a public one must not travel on. */
function isPublicPem(text: string): boolean {
  return text.length <= 10_000 && /^-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/.test(text);
}
