import { readApps } from "../commandLine/appsFile";
import { HELP_OPTION } from "../commandLine/readArguments";
import { readSecrets, SECRETS_FILE, SECRETS_VARIABLE } from "../commandLine/secretsVariable";
import { secretsText } from "../commandLine/secretsText";
import type { Streams } from "../commandLine/streams";
import type { AppSecrets } from "../domain/apps/appSecrets";
import { appsNamed, findApp } from "../domain/apps/findApp";
import type { JwtApp } from "../domain/apps/jwtApp";
import { type Mending, UserError } from "../domain/errors";

/** The options of whatever needs apps, for `readArguments`. */
export const APP_OPTIONS = {
  apps: { type: "string" },
  app: { type: "string" },
  "secrets-file": { type: "string" },
  help: HELP_OPTION,
} as const;

/** For their usage. */
export const APP_USAGE = `  --apps apps.json     what the command "Export Apps" writes
  --app "My app"       the app that is meant, by its name or client ID; needless where the file has one app
  --secrets-file file  secrets as JSON, in a file that only you can read, in place of the environment`;

/** What was given of apps and secrets. */
export interface Given {
  readonly apps?: string | undefined;
  readonly app?: string | undefined;
  readonly "secrets-file"?: string | undefined;
}

/** The app that is meant, among those of the file. */
export interface GivenApp {
  readonly app: JwtApp;
  readonly apps: readonly JwtApp[];
}

/**
 * The app that `--app` names, or the only one of the file.
 * @throws UserError those of `readApps`, `unknown-app`, `ambiguous-app`, `app-unsaid`
 */
export async function readApp(given: Given, error: Streams["error"]): Promise<GivenApp> {
  const apps = await readApps(given.apps, error);
  const [only, ...others] = apps;
  if (given.app !== undefined) return { app: appOf(apps, given.app), apps };
  if (only && others.length === 0) return { app: only, apps };
  throw new UserError("app-unsaid", "The file that --apps names has {0} apps.", {
    args: [apps.length, namesOf(apps)],
    remedy: "Say by --app which is meant: {1}.",
  });
}

/** The apps of the file, and the one of them that `--app` names, if it does. */
export async function readAppsGiven(
  given: Given,
  error: Streams["error"],
): Promise<{ readonly app: JwtApp | undefined; readonly apps: readonly JwtApp[] }> {
  const apps = await readApps(given.apps, error);
  return { app: given.app === undefined ? undefined : appOf(apps, given.app), apps };
}

function appOf(apps: readonly JwtApp[], reference: string): JwtApp {
  if (appsNamed(apps, reference).length > 0) return findApp(apps, reference);
  throw new UserError(
    "unknown-app",
    "The file that --apps names has no app with the name or client ID that --app says.",
    {
      args: [namesOf(apps)],
      remedy: "It has {0}.",
    },
  );
}

/** Names that a sentence lists. */
const MOST_NAMES = 5;

function namesOf(apps: readonly JwtApp[]): string {
  const names = apps.slice(0, MOST_NAMES).map(({ name }) => `“${name.slice(0, 40)}”`);
  return apps.length > MOST_NAMES ? `${names.join(", ")}, …` : names.join(", ");
}

/**
 * The secrets that were given, of all apps or of `app` alone, by their internal ids; empty where none were.
 * @throws UserError those of `secretsText` and `readSecrets`
 */
export async function readSecretsGiven(
  given: Given,
  secretsJson: string | undefined,
  { app, apps }: { readonly app: JwtApp | undefined; readonly apps: readonly JwtApp[] },
  error: Streams["error"],
): Promise<ReadonlyMap<string, AppSecrets>> {
  const text = await secretsText(given["secrets-file"], secretsJson);
  return text.json === undefined ? new Map() : readSecrets(text, apps, error, app);
}

/** Runs what needs the app's secrets: where it lacks one, what helps is told as it is done here. */
export async function withRemedies<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const kind = error.details.mending?.kind;
    const remedy = Object.entries(REMEDIES).find(([each]) => each === kind)?.[1];
    if (remedy === undefined) throw error;
    throw new UserError(error.code, error.template, { ...error.details, remedy });
  }
}

const REMEDIES: Readonly<Partial<Record<Mending, string>>> = {
  enterClientSecret: `Give it by ${SECRETS_VARIABLE} or ${SECRETS_FILE}: --help says how.`,
  enterSigningKey: `Give it as “signingPrivateKey” by ${SECRETS_VARIABLE} or ${SECRETS_FILE}: --help says how.`,
  enterPayloadKey: `Give it as “payloadPrivateKey” or “payloadSharedKey” by ${SECRETS_VARIABLE} or ${SECRETS_FILE}: --help says how.`,
  enterPlatformKey: "Paste it into the app in VS Code, and export the app again.",
};
