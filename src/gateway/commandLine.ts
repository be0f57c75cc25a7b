import { readApps } from "../commandLine/appsFile";
import { missingSecrets, type Need } from "../commandLine/missingSecrets";
import { HELP_OPTION, portIn, readArguments } from "../commandLine/readArguments";
import { readSecrets, SECRETS_USAGE } from "../commandLine/secretsVariable";
import { secretsText } from "../commandLine/secretsText";
import type { Streams } from "../commandLine/streams";
import { newGatewayKey } from "../domain/apps/gatewayNote";
import { gatewaySwitches, slugsFor } from "../domain/apps/gatewaySlug";
import type { JwtApp } from "../domain/apps/jwtApp";
import { fill, UserError } from "../domain/errors";
import { signsWithSecret } from "../domain/keys/joseAlgorithms";
import { webPorts } from "../domain/ports";
import { createMinter } from "../domain/tokens/mint";
import { atOnce } from "../domain/steps";
import { nodePayloadPorts } from "../node/nodePayloadPorts";
import { neutral } from "../edge/neutral";
import { createGateway } from "./createGateway";
import type { Gateway } from "./gateway";
import { ProxyAgents } from "./proxyAgents";
import { upstreamOf } from "./upstream";

/** @internal */
export const usageOf = (
  program: string,
): string => `node ${program} --apps apps.json [--port 0] [--local-platform http://127.0.0.1:8787] [--quiet]

Runs the gateway on 127.0.0.1: it passes requests on to the platform with a token of the app that their path names, and
gives back the answers in clear. Prints its address as a line of JSON, and stops on SIGTERM. The address has a key in it
that is another in each run. Whoever has it can act as these apps from this machine while the gateway runs.
  --apps            what the command "Export Apps" writes
  --port            0 takes any free port
  --local-platform  where apps go that were generated for the local platform and name no host
  --quiet           no line a request on standard error, only what went wrong in the gateway itself

A client calls <address>/<app>/<the platform's path>, as in http://127.0.0.1:41234/<key>/order-bot/api/public/bots. How
each app is written there is told on standard error. HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS apply.

${SECRETS_USAGE}`;

/**
 * Starts the gateway as the command line says.
 * @param secretsJson the value of JWT_APPS_SECRETS
 * @param program how its usage calls it
 * @returns undefined where only the usage was asked for
 * @throws UserError for whatever keeps it from starting
 */
export async function startFromCommandLine(
  args: readonly string[],
  secretsJson: string | undefined,
  { out, error }: Streams,
  program = "gateway.js",
): Promise<Gateway | undefined> {
  const wishes = readArguments(args, {
    apps: { type: "string" },
    "secrets-file": { type: "string" },
    port: { type: "string", default: "0" },
    "local-platform": { type: "string" },
    quiet: { type: "boolean", default: false },
    help: HELP_OPTION,
  });
  if (wishes.help) {
    out(usageOf(program));
    return undefined;
  }
  const port = portIn(wishes.port);
  const localPlatform = localPlatformIn(wishes["local-platform"]);
  const given = await secretsText(wishes["secrets-file"], secretsJson);
  const apps = withSlugs(await readApps(wishes.apps, error));
  const secrets = await readSecrets(given, apps, error);
  for (const line of missingSecrets(apps, secrets, NEEDS, given)) error(line);
  const agents = new ProxyAgents();
  for (const app of apps) checkWay(app, { localPlatform, agents, error });
  const key = newGatewayKey(webPorts);
  const gateway = createGateway({
    ...webPorts,
    apps: () => Promise.resolve(apps),
    secretsOf: (app) => Promise.resolve(secrets.get(app.id)),
    minter: createMinter(webPorts),
    payloads: nodePayloadPorts,
    key: () => key,
    localPlatform: () => localPlatform,
    agentFor: (origin) => agents.for(origin),
    served: (served) => {
      // The line is made when it is read.
      if (wishes.quiet) return;
      const { line, causes = [] } = served;
      error(line);
      for (const { template, args } of causes) error(neutral(`  Likely cause: ${fill(template, args)}`));
    },
    problem: error,
  });
  const { url } = await gateway.listen(port);
  out(JSON.stringify({ url: `${url}/${key}` }));
  if (!wishes.quiet) for (const app of apps) error(addressOf(app, url));
  return gateway;
}

/**
 * Tells where it isn't known how an app is reached, which keeps none of the others from being served.
 * @throws UserError `bad-proxy`
 */
function checkWay(
  app: JwtApp,
  way: { readonly localPlatform: string | undefined; readonly agents: ProxyAgents; readonly error: Streams["error"] },
): void {
  let origin: URL;
  try {
    origin = upstreamOf(app, way.localPlatform);
  } catch (failure) {
    if (!(failure instanceof UserError)) throw failure;
    return way.error(neutral(failure.message));
  }
  way.agents.for(origin);
}

/** What the client's side needs. */
const NEEDS: readonly Need[] = [
  {
    name: "clientSecret",
    isNeeded: ({ algorithm }) => signsWithSecret(algorithm),
    consequence: "Their requests are refused, because no token can be signed.",
  },
  {
    name: "signingPrivateKey",
    isNeeded: ({ algorithm }) => !signsWithSecret(algorithm),
    consequence: "Their requests are refused, because no token can be signed.",
  },
  {
    name: "payloadPrivateKey",
    isNeeded: (app) => app.payloadKey?.kind === "keyPair" && gatewaySwitches(app).decrypts,
    consequence: "Their encrypted answers stay encrypted.",
  },
  {
    name: "payloadSharedKey",
    isNeeded: (app) =>
      app.payloadKey?.kind === "shared" && (gatewaySwitches(app).decrypts || gatewaySwitches(app).encrypts),
    consequence: "Their encrypted answers stay encrypted, and no request is encrypted.",
  },
];

/** @throws UserError `bad-local-platform` */
function localPlatformIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const origin = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):\d{1,5}(?=\/?$)/i.exec(text)?.[0];
  if (origin !== undefined && URL.canParse(origin)) return origin;
  throw new UserError("bad-local-platform", "The address after --local-platform is none of this machine.", {
    remedy: "It looks like http://127.0.0.1:8787.",
  });
}

/** As the file has them, else from the names. */
function withSlugs(apps: readonly JwtApp[]): JwtApp[] {
  const slugs = atOnce(slugsFor(apps, new Set()));
  return apps.map((app) => ({ ...app, slug: slugs.get(app) }));
}

/** How a client writes an app, which is no secret; the key, which is one, stands on standard output alone. */
function addressOf({ name, slug = "" }: JwtApp, url: string): string {
  return neutral(`“${name}” has the address ${url}/<key>/${slug}`);
}
