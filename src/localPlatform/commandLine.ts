import { readApps } from "../commandLine/appsFile";
import { missingSecrets, type Need } from "../commandLine/missingSecrets";
import { HELP_OPTION, portIn, readArguments } from "../commandLine/readArguments";
import { readSecrets, SECRETS_USAGE } from "../commandLine/secretsVariable";
import { secretsText } from "../commandLine/secretsText";
import type { Streams } from "../commandLine/streams";
import { signsWithSecret } from "../domain/keys/joseAlgorithms";
import { webPorts } from "../domain/ports";
import { createLocalPlatform, type LocalPlatform } from "./localPlatform";

/** @internal */
export const usageOf = (
  program: string,
): string => `node ${program} --apps apps.json [--port 0] [--tables tables.json] [--origin http://localhost:3000]… [--rate-limits] [--quiet]

Runs a local platform on 127.0.0.1, prints its URL as a line of JSON, and stops on SIGTERM.
  --apps         what the command "Export Apps" writes
  --port         0 takes any free port
  --tables       a JSON file from which the data tables are loaded and to which they are saved, or a table definition
                 that the platform exported (Data > Data Tables > … > Export Definition), by which rows are checked
  --origin       a web page that may call it; can be given several times
  --rate-limits  applies the rate limits of the documentation's tables; APIs that are in none have none here
  --quiet        no line a request on standard error, only what went wrong in the platform itself

${SECRETS_USAGE}`;

/**
 * Starts the local platform as the command line says.
 * @param secretsJson the value of JWT_APPS_SECRETS
 * @param program how its usage calls it
 * @returns undefined where only the usage was asked for
 * @throws UserError for whatever keeps it from starting
 */
export async function startFromCommandLine(
  args: readonly string[],
  secretsJson: string | undefined,
  { out, error }: Streams,
  program = "localPlatform.js",
): Promise<LocalPlatform | undefined> {
  const wishes = readWishes(args);
  if (wishes.help) {
    out(usageOf(program));
    return undefined;
  }
  const given = await secretsText(wishes["secrets-file"], secretsJson);
  const apps = await readApps(wishes.apps, error);
  const secrets = await readSecrets(given, apps, error);
  for (const line of missingSecrets(apps, secrets, NEEDS, given)) error(line);
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

function readWishes(args: readonly string[]) {
  const {
    port,
    "rate-limits": rateLimits,
    origin: origins,
    ...others
  } = readArguments(args, {
    apps: { type: "string" },
    "secrets-file": { type: "string" },
    port: { type: "string", default: "0" },
    tables: { type: "string" },
    origin: { type: "string", multiple: true, default: [] },
    "rate-limits": { type: "boolean", default: false },
    quiet: { type: "boolean", default: false },
    help: HELP_OPTION,
  });
  return { ...others, port: portIn(port), rateLimits, origins };
}

/** What the platform's side needs: the apps' own halves of signing keys are not among it. */
const NEEDS: readonly Need[] = [
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
