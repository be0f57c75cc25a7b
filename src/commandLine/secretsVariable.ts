import * as v from "valibot";
import { AppSecrets, AppSecretValues, type CheckedSecrets } from "../domain/apps/appSecrets";
import { appNamed } from "../domain/apps/findApp";
import type { JwtApp } from "../domain/apps/jwtApp";
import { UserError } from "../domain/errors";
import { isObject } from "../domain/text/json";
import { neutral } from "../edge/neutral";
import { readGivenSecret } from "./givenSecrets";
import type { Streams } from "./streams";

/** The environment variable that holds the secrets. */
export const SECRETS_VARIABLE = "JWT_APPS_SECRETS";
/** The option that names a file with them in its place. */
export const SECRETS_FILE = "--secrets-file";

/** The JSON with the secrets, as it was given. */
export interface SecretsText {
  /** Undefined where nothing was. */
  readonly json: string | undefined;
  /** What sentences call the place where it stands. */
  readonly source: string;
}

const FORM = '{"<app name>": "<client secret>"}';

const SECRET_NAMES = Object.keys(AppSecretValues.entries) as (keyof AppSecretValues)[];

/** For a program's usage. */
export const SECRETS_USAGE = `The environment variable ${SECRETS_VARIABLE}, or in its place a file that ${SECRETS_FILE} names and only you can read
(chmod 600), holds the secrets as JSON by app name, a client secret or an object:
{"My app": "<client secret>", "Other app": {"clientSecret": "…", "payloadPrivateKey": "…"}}
The fields are ${SECRET_NAMES.join(", ")}.
`;

/**
 * The secrets that were given, by the apps' internal ids.
 * @param error takes doubts, and what is not used
 * @param only whose secrets alone are looked at; all of them without it
 * @throws UserError `bad-secrets`, never with a secret
 */
export async function readSecrets(
  { json, source }: SecretsText,
  apps: readonly JwtApp[],
  error: Streams["error"],
  only?: JwtApp,
): Promise<ReadonlyMap<string, AppSecrets>> {
  const secrets = new Map<string, AppSecrets>();
  if (json === undefined || json.trim() === "") {
    error(`${source} is not set.`);
    return secrets;
  }
  for (const [name, value] of Object.entries(parseSecrets(json, source))) {
    const app = appNamed(apps, name);
    if (app && only && app !== only) continue;
    // Not by the name that stands there: someone may have swapped name and secret.
    const who = app ? `“${app.name}”` : "an app that is not in the file";
    const values = valuesOf(value, who, source);
    // Whose they are isn't known, so neither is what they have to be.
    if (!app) error(`${source} names an app that the file doesn't have.`);
    // By its name and by its client ID, say: one of the two would be lost.
    else if (secrets.has(app.id)) throw badSecrets("{0} names {1} twice.", source, who);
    else secrets.set(app.id, await checkedSecrets(values, { app, who, source, error }));
  }
  return secrets;
}

function parseSecrets(json: string, source: string): object {
  try {
    const parsed = JSON.parse(json) as unknown;
    if (isObject(parsed)) return parsed;
  } catch {
    // The parser's message would quote a secret.
  }
  throw badSecrets("{0} holds no JSON of the form {1}.", source, FORM);
}

/** @param who for the message */
function valuesOf(value: unknown, who: string, source: string): AppSecretValues {
  const values: unknown = typeof value === "string" ? { clientSecret: value } : value;
  if (!isObject(values)) throw badSecrets("{0} has neither text nor an object for {1}.", source, who);
  const { success, output } = v.safeParse(v.strictObject(AppSecretValues.entries), values);
  if (!success) {
    const isMisnamed = Object.keys(values).some((name) => !SECRET_NAMES.some((known) => known === name));
    if (isMisnamed)
      throw badSecrets("{0} has a field for {1} that is none of these: {2}.", source, who, SECRET_NAMES.join(", "));
    throw badSecrets("{0} has a secret for {1} that is not text.", source, who);
  }
  if (Object.values(output).some((secret) => secret?.trim() === ""))
    throw badSecrets("{0} has an empty secret for {1}.", source, who);
  return output;
}

/** Each by the rule of its kind; what is wrong is told with the app's name, never with the secret. */
async function checkedSecrets(
  values: AppSecretValues,
  {
    app,
    who,
    source,
    error,
  }: {
    readonly app: JwtApp;
    readonly who: string;
    readonly source: string;
    readonly error: Streams["error"];
  },
): Promise<AppSecrets> {
  const checked: CheckedSecrets = {};
  for (const name of SECRET_NAMES) {
    const text = values[name];
    if (text === undefined) continue;
    const warn = (sentence: string): void => error(neutral(`${source}, ${name} for ${who}: ${sentence}`));
    try {
      checked[name] = await readGivenSecret({ name, text, app, warn });
    } catch (failure) {
      if (!(failure instanceof UserError)) throw failure;
      const args = [source, name, neutral(who), neutral(failure.message)];
      throw new UserError("bad-secrets", "{0} has a {1} for {2} that can't be used. {3}", { args });
    }
  }
  return new AppSecrets(checked);
}

function badSecrets(template: string, ...args: string[]): UserError {
  return new UserError("bad-secrets", template, {
    args: args.map(neutral),
    remedy: "Run it with --help to see what it may hold.",
  });
}
