import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { isSameName } from "../domain/apps/appName";
import { AppSecrets, AppSecretValues } from "../domain/apps/appSecrets";
import { importApps } from "../domain/apps/importApps";
import type { JwtApp } from "../domain/apps/jwtApp";
import { UserError } from "../domain/errors";
import { webPorts } from "../domain/ports";
import { createLocalPlatform, type LocalPlatform } from "./localPlatform";
import { neutral } from "./requestLine";

export const SECRETS_VARIABLE = "JWT_APPS_SECRETS";

export const USAGE = `node localPlatform.js --apps apps.json [--port 0] [--tables tables.json] [--origin http://localhost:3000]… [--rate-limits] [--quiet]

Runs a local platform on 127.0.0.1 and prints its URL as a line of JSON. "apps.json" is what the command "Export Apps"
writes. The environment variable ${SECRETS_VARIABLE} holds the secrets as JSON by app name:
{"My app": "<client secret>", "Other app": {"clientSecret": "…", "payloadPrivateKey": "…", "platformPrivateKey": "…"}}
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
export async function startFromCommandLine(args: readonly string[], secretsJson: string | undefined, { out, error }: Streams): Promise<LocalPlatform | undefined> {
  const wishes = readArguments(args);
  if (wishes.help) {
    out(USAGE);
    return undefined;
  }
  const apps = await readApps(wishes.apps, error);
  const secrets = readSecrets(secretsJson, apps, error);
  const platform = createLocalPlatform({
    ...webPorts,
    apps: () => Promise.resolve(apps),
    secretsOf: (app) => Promise.resolve(secrets.get(app.id)),
    publish: (published) => {
      apps.splice(apps.findIndex(({ id }) => id === published.id), 1, published);
      return Promise.resolve();
    },
    log: wishes.quiet ? () => undefined : error,
    problem: error,
    options: { origins: wishes.origins, rateLimits: wishes.rateLimits, ...(wishes.tables !== undefined && { tablesFile: wishes.tables }) },
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
    throw new UserError("bad-arguments", "The arguments can't be understood.", { remedy: "Run it with --help to see them." });
  }
  if (!/^\d{1,5}$/.test(values.port)) throw new UserError("bad-port", "A port is a whole number from 0 to 65535.", { remedy: "0 takes any free port." });
  if (values.apps === undefined && !values.help) throw new UserError("no-apps-file", "The argument --apps is missing.", { remedy: "It names a file that Export Apps wrote." });
  return { apps: values.apps ?? "", port: Number(values.port), tables: values.tables, origins: values.origin, rateLimits: values["rate-limits"], quiet: values.quiet, help: values.help };
}

async function readApps(path: string, error: Streams["error"]): Promise<JwtApp[]> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch {
    throw new UserError("apps-file-unreadable", "The file with the apps can't be read.", { remedy: "Check the path after --apps." });
  }
  const { add, problems } = importApps(text, [], webPorts);
  for (const problem of problems) error(neutral(problem.message));
  if (!add.length) throw new UserError("no-apps", "There is no app in the file that --apps names.");
  return add.map(({ app }) => app);
}

const SecretsByName = v.record(v.string(), v.union([v.string(), v.strictObject(AppSecretValues.entries)]));

function readSecrets(json: string | undefined, apps: readonly JwtApp[], error: Streams["error"]): ReadonlyMap<string, AppSecrets> {
  if (json === undefined || json.trim() === "") {
    error(`${SECRETS_VARIABLE} is not set: no signature made with a client secret can be checked.`);
    return new Map();
  }
  const byName = parseSecrets(json);
  const secrets = new Map<string, AppSecrets>();
  for (const [name, value] of Object.entries(byName)) {
    const app = apps.find((candidate) => isSameName(candidate.name, name));
    if (app) secrets.set(app.id, new AppSecrets(typeof value === "string" ? { clientSecret: value } : value));
    // Not by name: someone may have swapped name and secret.
    else error(`${SECRETS_VARIABLE} names an app that the file doesn't have.`);
  }
  return secrets;
}

function parseSecrets(json: string): v.InferOutput<typeof SecretsByName> {
  try {
    const parsed = v.safeParse(SecretsByName, JSON.parse(json));
    if (parsed.success) return parsed.output;
  } catch {
    // The parser's message would quote a secret.
  }
  throw new UserError("bad-secrets", "{0} holds no JSON of the form {1}.", { args: [SECRETS_VARIABLE, '{"<app name>": "<client secret>"}'] });
}
