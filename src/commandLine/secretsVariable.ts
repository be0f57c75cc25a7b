import * as v from "valibot";
import { AppSecrets, AppSecretValues, type CheckedSecrets } from "../domain/apps/appSecrets";
import { appNamed } from "../domain/apps/findApp";
import type { JwtApp } from "../domain/apps/jwtApp";
import { UserError } from "../domain/errors";
import { isObject } from "../domain/text/json";
import { neutral } from "../edge/neutral";
import { readGivenSecret } from "./givenSecrets";
import type { Streams } from "./streams";

/** The environment variable from which alone secrets are read. */
export const SECRETS_VARIABLE = "JWT_APPS_SECRETS";

const FORM = '{"<app name>": "<client secret>"}';

const SECRET_NAMES = Object.keys(AppSecretValues.entries) as (keyof AppSecretValues)[];

/** For a program's usage. */
export const SECRETS_USAGE = `The environment variable ${SECRETS_VARIABLE} holds the secrets as JSON by app name, a client secret or an object:
{"My app": "<client secret>", "Other app": {"clientSecret": "…", "payloadPrivateKey": "…"}}
The fields are ${SECRET_NAMES.join(", ")}.
`;

/**
 * The secrets in the value of the variable, by the apps' internal ids.
 * @param error takes doubts, and what is not used
 * @throws UserError `bad-secrets`, never with a secret
 */
export async function readSecrets(
  json: string | undefined,
  apps: readonly JwtApp[],
  error: Streams["error"],
): Promise<ReadonlyMap<string, AppSecrets>> {
  const secrets = new Map<string, AppSecrets>();
  if (json === undefined || json.trim() === "") {
    error(`${SECRETS_VARIABLE} is not set.`);
    return secrets;
  }
  for (const [name, value] of Object.entries(parseSecrets(json))) {
    const app = appNamed(apps, name);
    // Not by the name that stands there: someone may have swapped name and secret.
    const who = app ? `“${app.name}”` : "an app that is not in the file";
    const found = await checkedSecrets(valuesOf(value, who), { app, who, error });
    if (app) secrets.set(app.id, found);
    else error(`${SECRETS_VARIABLE} names an app that the file doesn't have.`);
  }
  return secrets;
}

function parseSecrets(json: string): object {
  try {
    const parsed = JSON.parse(json) as unknown;
    if (isObject(parsed)) return parsed;
  } catch {
    // The parser's message would quote a secret.
  }
  throw badSecrets("{0} holds no JSON of the form {1}.", SECRETS_VARIABLE, FORM);
}

/** @param who for the message */
function valuesOf(value: unknown, who: string): AppSecretValues {
  const values: unknown = typeof value === "string" ? { clientSecret: value } : value;
  if (!isObject(values)) throw badSecrets("{0} has neither text nor an object for {1}.", SECRETS_VARIABLE, who);
  const { success, output } = v.safeParse(v.strictObject(AppSecretValues.entries), values);
  if (!success) {
    const isMisnamed = Object.keys(values).some((name) => !SECRET_NAMES.some((known) => known === name));
    if (isMisnamed)
      throw badSecrets(
        "{0} has a field for {1} that is none of these: {2}.",
        SECRETS_VARIABLE,
        who,
        SECRET_NAMES.join(", "),
      );
    throw badSecrets("{0} has a secret for {1} that is not text.", SECRETS_VARIABLE, who);
  }
  if (Object.values(output).some((secret) => secret?.trim() === ""))
    throw badSecrets("{0} has an empty secret for {1}.", SECRETS_VARIABLE, who);
  return output;
}

/** Each by the rule of its kind; what is wrong is told with the app's name, never with the secret. */
async function checkedSecrets(
  values: AppSecretValues,
  { app, who, error }: { readonly app: JwtApp | undefined; readonly who: string; readonly error: Streams["error"] },
): Promise<AppSecrets> {
  const checked: CheckedSecrets = {};
  for (const name of SECRET_NAMES) {
    const text = values[name];
    if (text === undefined) continue;
    const warn = (sentence: string): void => error(neutral(`${SECRETS_VARIABLE}, ${name} for ${who}: ${sentence}`));
    try {
      checked[name] = await readGivenSecret({ name, text, app, warn });
    } catch (failure) {
      if (!(failure instanceof UserError)) throw failure;
      const args = [SECRETS_VARIABLE, name, neutral(who), neutral(failure.message)];
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
