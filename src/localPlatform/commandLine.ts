import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { isObject } from "../domain/text/json";
import * as v from "valibot";
import { AppSecrets, AppSecretValues, type CheckedSecrets } from "../domain/apps/appSecrets";
import { appNamed } from "../domain/apps/findApp";
import { planImport } from "../domain/apps/import/importApps";
import { isSecretRemark } from "../domain/apps/import/secretRemarks";
import type { JwtApp } from "../domain/apps/jwtApp";
import { signsWithSecret } from "../domain/keys/joseAlgorithms";
import { UserError } from "../domain/errors";
import { webPorts } from "../domain/ports";
import { readGivenSecret } from "./givenSecrets";
import { createLocalPlatform, type LocalPlatform } from "./localPlatform";
import { checkPort } from "../edge/checkPort";
import { neutral } from "../edge/neutral";

export const SECRETS_VARIABLE = "JWT_APPS_SECRETS";

const FORM = '{"<app name>": "<client secret>"}';

/** @internal */
export const USAGE = `node localPlatform.js --apps apps.json [--port 0] [--tables tables.json] [--origin http://localhost:3000]… [--rate-limits] [--quiet]

Runs a local platform on 127.0.0.1, prints its URL as a line of JSON, and stops on SIGTERM.
  --apps         what the command "Export Apps" writes
  --port         0 takes any free port
  --tables       a JSON file from which the data tables are loaded and to which they are saved, or a table definition
                 that the platform exported (Data > Data Tables > … > Export Definition), by which rows are checked
  --origin       a web page that may call it; can be given several times
  --rate-limits  applies the rate limits of the documentation's tables; APIs that are in none have none here
  --quiet        no line a request on standard error, only what went wrong in the platform itself

The environment variable ${SECRETS_VARIABLE} holds the secrets as JSON by app name, a client secret or an object:
{"My app": "<client secret>", "Other app": {"clientSecret": "…", "payloadPrivateKey": "…"}}
The fields are ${Object.keys(AppSecretValues.entries).join(", ")}.
`;

export interface Streams {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

/**
 * Starts the local platform as the command line says.
 * @param secretsJson the value of JWT_APPS_SECRETS
 * @returns undefined where only the usage was asked for
 * @throws UserError for whatever keeps it from starting
 */
export async function startFromCommandLine(
  args: readonly string[],
  secretsJson: string | undefined,
  { out, error }: Streams,
): Promise<LocalPlatform | undefined> {
  const wishes = readArguments(args);
  if (wishes.help) {
    out(USAGE);
    return undefined;
  }
  const apps = await readApps(wishes.apps, error);
  const secrets = await readSecrets(secretsJson, apps, error);
  for (const line of missingSecrets(apps, secrets)) error(neutral(line));
  const platform = createLocalPlatform({
    ...webPorts,
    apps: () => Promise.resolve(apps),
    secretsOf: (app) => Promise.resolve(secrets.get(app.id)),
    publish: (published) => {
      apps.splice(
        apps.findIndex(({ id }) => id === published.id),
        1,
        published,
      );
      return Promise.resolve();
    },
    log: wishes.quiet ? () => undefined : error,
    problem: error,
    options: {
      origins: wishes.origins,
      rateLimits: wishes.rateLimits,
      ...(wishes.tables !== undefined && { tablesFile: wishes.tables }),
    },
  });
  const { url } = await platform.listen(wishes.port);
  out(JSON.stringify({ url }));
  return platform;
}

function readArguments(args: readonly string[]) {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        apps: { type: "string" },
        port: { type: "string", default: "0" },
        tables: { type: "string" },
        origin: { type: "string", multiple: true, default: [] },
        "rate-limits": { type: "boolean", default: false },
        quiet: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }));
  } catch {
    throw new UserError("bad-arguments", "The arguments can't be understood.", {
      remedy: "Run it with --help to see them.",
    });
  }
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : NaN;
  checkPort(port);
  if (values.apps === undefined && !values.help)
    throw new UserError("no-apps-file", "The argument --apps is missing.", {
      remedy: "It names a file that Export Apps wrote.",
    });
  return {
    apps: values.apps ?? "",
    port,
    tables: values.tables,
    origins: values.origin,
    rateLimits: values["rate-limits"],
    quiet: values.quiet,
    help: values.help,
  };
}

async function readApps(path: string, error: Streams["error"]): Promise<JwtApp[]> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch {
    throw new UserError("apps-file-unreadable", "The file with the apps can't be read.", {
      remedy: "Check the path after --apps.",
    });
  }
  const { add, problems, notes } = planImport(text, [], webPorts);
  // Client secrets are not taken from there, whatever they are.
  for (const problem of [...problems, ...notes]) if (!isSecretRemark(problem)) error(neutral(problem.message));
  if (add.some(({ secrets }) => secrets.reveal().clientSecret !== undefined))
    error(
      `The file that --apps names has client secrets in it. They are not used: ${SECRETS_VARIABLE} alone is read for secrets.`,
    );
  if (!add.length) throw new UserError("no-apps", "There is no app in the file that --apps names.");
  return add.map(({ app }) => app);
}

const SECRET_NAMES = Object.keys(AppSecretValues.entries) as (keyof AppSecretValues)[];

async function readSecrets(
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

/** One line for each kind of secret that an app needs here and doesn't have: what that means, and for which apps. */
function missingSecrets(apps: readonly JwtApp[], secrets: ReadonlyMap<string, AppSecrets>): string[] {
  return NEEDS.flatMap(({ name, isNeeded, consequence }) => {
    const without = apps.filter((app) => isNeeded(app) && secrets.get(app.id)?.reveal()[name] === undefined);
    if (!without.length) return [];
    const shown = without.slice(0, MOST_NAMES).map((app) => `“${app.name.slice(0, 100)}”`);
    const more = without.length > shown.length ? ` and ${without.length - shown.length} more` : "";
    return [`Without a ${name} in ${SECRETS_VARIABLE}: ${shown.join(", ")}${more}. ${consequence}`];
  });
}

/** Names that one line lists. */
const MOST_NAMES = 10;

/** What the platform's side needs: the apps' own halves of signing keys are not among it. */
const NEEDS: readonly {
  readonly name: keyof AppSecretValues;
  readonly isNeeded: (app: JwtApp) => boolean;
  readonly consequence: string;
}[] = [
  {
    name: "clientSecret",
    isNeeded: ({ algorithm }) => signsWithSecret(algorithm),
    consequence: "Their tokens are refused, because no signature can be checked.",
  },
  {
    name: "platformPrivateKey",
    isNeeded: ({ enforceJwe, credentials }) => enforceJwe && credentials === "generated",
    consequence: "Their tokens are refused, because none can be decrypted.",
  },
  {
    name: "payloadPrivateKey",
    isNeeded: ({ enforcePayloadEncryption, payloadKey }) => enforcePayloadEncryption && payloadKey?.kind === "keyPair",
    consequence: "Their encrypted requests are refused; answers are encrypted.",
  },
  {
    name: "payloadSharedKey",
    isNeeded: ({ enforcePayloadEncryption, payloadKey }) => enforcePayloadEncryption && payloadKey?.kind === "shared",
    consequence: "Their encrypted requests are refused, and no answer can be encrypted.",
  },
];
