import { badArguments, readArguments } from "../commandLine/readArguments";
import { SECRETS_USAGE } from "../commandLine/secretsVariable";
import { AppSecrets } from "../domain/apps/appSecrets";
import type { JwtApp } from "../domain/apps/jwtApp";
import { UserError } from "../domain/errors";
import { webPorts } from "../domain/ports";
import { headerFor, parseClaims, profileFor, SDK_AUDIENCE, type TokenProfile } from "../domain/tokens/claims";
import { parseLifetime } from "../domain/tokens/lifetime";
import { createMinter, type MintedToken, type MintRequest } from "../domain/tokens/mint";
import { type Command, DONE, exitCodes } from "./command";
import { APP_OPTIONS, APP_USAGE, readApp, readSecretsGiven, withRemedies } from "./givenApps";
import { printedJson } from "./printedJson";

const USAGE = `node jwtApps.js token --apps apps.json [--app "My app"] [options]

Makes a token and prints it, alone in its line.
${APP_USAGE}
  --profile            publicApi or sdk; the app's use decides without it
  --lifetime 5m        as in 90s, 30m, 1h30m; five minutes without it
  --subject jane       the claim "sub"; --no-subject leaves it out
  --claims '{…}'       further claims, as a JSON object
  --audience           of the profile sdk: the claim "aud", ${SDK_AUDIENCE} without it
  --anonymous          of the profile sdk: the claim "isAnonymous"
  --identity-to-merge  of the profile sdk: the claim "identityToMerge"
  --content-type       "cty": "JWT" in the header of an encrypted token
  --header             prints the request header with the token in it: curl --header "$(node jwtApps.js token --header …)"
  --json               prints {"token", "expiresAt", "app"}; times are in seconds since 1970

${SECRETS_USAGE}
${exitCodes()}`;

/** Mints a token of an app. */
export const token: Command = async (args, secretsJson, { out, error }) => {
  const wishes = readWishes(args);
  if (wishes.help) {
    out(USAGE);
    return DONE;
  }
  const given = await readApp(wishes, error);
  const { app } = given;
  const request = requestOf(wishes, app);
  const minted = await withRemedies(async () => {
    const secrets = await readSecretsGiven(wishes, secretsJson, given, error);
    return createMinter(webPorts).mint(app, secrets.get(app.id) ?? new AppSecrets(), request);
  });
  out(printed(minted, app, wishes));
  return DONE;
};

type Wishes = ReturnType<typeof readWishes>;

function readWishes(args: readonly string[]) {
  const wishes = readArguments(args, {
    ...APP_OPTIONS,
    profile: { type: "string" },
    lifetime: { type: "string" },
    subject: { type: "string" },
    "no-subject": { type: "boolean", default: false },
    claims: { type: "string" },
    audience: { type: "string" },
    anonymous: { type: "boolean", default: false },
    "identity-to-merge": { type: "string" },
    "content-type": { type: "boolean", default: false },
    header: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  if ((wishes["no-subject"] && wishes.subject !== undefined) || (wishes.header && wishes.json)) throw badArguments();
  return wishes;
}

/**
 * What `mint` is to make.
 * @throws UserError `sdk-only`, and those of `parseLifetime` and `parseClaims`; `mint` checks all else
 */
function requestOf(wishes: Wishes, app: JwtApp): MintRequest {
  const { profile, lifetime, subject, claims, audience, anonymous, "identity-to-merge": identityToMerge } = wishes;
  const ofSdk = {
    ...(audience !== undefined && { audience }),
    ...(anonymous && { isAnonymous: true }),
    ...(identityToMerge !== undefined && { identityToMerge }),
  };
  if ((profile ?? profileFor(app)) === "publicApi" && Object.keys(ofSdk).length > 0)
    throw new UserError(
      "sdk-only",
      "--audience, --anonymous and --identity-to-merge are only for tokens of the SDKs.",
      {
        remedy: "Add --profile sdk, or leave them out.",
      },
    );
  return {
    // `mint` takes no other profile than it knows.
    ...(profile !== undefined && { profile: profile as TokenProfile }),
    ...(lifetime !== undefined && { lifetimeSeconds: parseLifetime(lifetime) }),
    ...(wishes["no-subject"] ? { subject: null } : subject === undefined ? {} : { subject }),
    ...(claims !== undefined && { claims: parseClaims(claims) }),
    ...ofSdk,
    cty: wishes["content-type"],
  };
}

function printed({ token: minted, expiresAt, app: name }: MintedToken, app: JwtApp, { header, json }: Wishes): string {
  if (json) return printedJson({ token: minted, expiresAt, app: name });
  if (!header) return minted;
  const { name: headerName, prefix } = headerFor(app);
  return `${headerName}: ${prefix}${minted}`;
}
