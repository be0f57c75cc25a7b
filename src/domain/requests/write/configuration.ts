import type { JwtApp } from "../../apps/jwtApp";
import { DEFAULT_ENCRYPTION, signsWithSecret } from "../../keys/joseAlgorithms";
import { MAX_JTI_LIFETIME_SECONDS, SDK_AUDIENCE } from "../../tokens/claims";
import { blanksOf, quoted } from "./curl";
import { originOfApp, requestParts } from "./requestParts";
import { isLine } from "./requestVariables";
import { targetById } from "./requestTargets";

/** The uses for which a configuration is known: by the platform's words for what an app is for, and where it was made. */
export const CONFIGURATION_USES = ["botkit", "sdks", "channels", "tables"] as const;
export type ConfigurationUse = (typeof CONFIGURATION_USES)[number];

/** The use that comes first for an app; undefined for one that just calls APIs. */
export function configurationUseOf(app: Pick<JwtApp, "createdIn" | "usedFor">): ConfigurationUse | undefined {
  if (app.createdIn === "tables") return "tables";
  return app.usedFor === "apis" ? undefined : app.usedFor;
}

/**
 * What this use of an app needs, as text to paste (platform.md, 9). A placeholder in angle brackets stands for each
 * secret.
 */
export function configurationFor(app: JwtApp, use: ConfigurationUse): string {
  switch (use) {
    case "botkit":
      return botKitConfig(app);
    case "sdks":
      return `${botOptions(app)}\n${tokenService(app)}`;
    case "channels":
      return webhookCall(app);
    case "tables":
      return serviceNodeRequest(app);
  }
}

/** What in that text is left to fill in, as it stands there, each once; first the host where it is only assumed. */
export function configurationBlanks(app: JwtApp, use: ConfigurationUse): string[] {
  const text = configurationFor(app, use);
  const known = [
    ...["Client Secret", "private signing key", "JWT"].map((what) => placeholder(what, app)),
    ...Object.values(BLANKS),
    ...(use === "tables" ? blanksOf(requestParts(tableQuery(), app)) : []),
  ];
  // A name may have quotes in it, which JSON escapes.
  const stands = (blank: string): boolean => text.includes(blank) || text.includes(JSON.stringify(blank).slice(1, -1));
  const isHostAssumed = use !== "botkit" && app.host === undefined && app.credentials === "pasted";
  return [...(isHostAssumed ? [originOfApp(app)] : []), ...known.filter(stands)];
}

/** In angle brackets, as the platform's documentation writes them. */
const BLANKS = {
  botId: "<Bot ID>",
  userIdentity: "<identity of the user who is signed in>",
  botName: "<name of the bot>",
  n: "<n>",
  e: "<e>",
  kid: "<kid>",
} as const;

const tableQuery = () => targetById("query-table");

/** For `config.json` of the BotKit SDK: one pair for all bots, and one for this bot. */
function botKitConfig(app: JwtApp): string {
  const pair = { apikey: placeholder("Client Secret", app), appId: app.clientId };
  return `${JSON.stringify({ credentials: { ...pair, [botId(app)]: pair } }, undefined, 2)}\n`;
}

/** For the page: it knows the client ID, and asks a service of its own for the token. */
function botOptions(app: JwtApp): string {
  return `// In the page. There is no secret in it: your own service makes the token.
function assertion(options, callback) {
  fetch(botOptions.JWTUrl, { method: "POST", credentials: "same-origin" })
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error("The token service answered " + response.status))))
    .then(({ jwt }) => {
      options.assertion = jwt;
      callback(null, options);
    })
    .catch((error) => callback(error));
}

const botOptions = {
  koreAPIUrl: ${JSON.stringify(`${originOfApp(app)}/api/`)},
  JWTUrl: "/api/users/sts",
  assertionFn: assertion,
  clientId: ${JSON.stringify(app.clientId)},
  userIdentity: ${JSON.stringify(BLANKS.userIdentity)},
  botInfo: { chatBot: ${JSON.stringify(BLANKS.botName)}, taskBotId: ${JSON.stringify(botId(app))} },
};
`;
}

/** The service behind `JWTUrl`: Node alone, and jose where the app enforces JWE. */
function tokenService(app: JwtApp): string {
  const isSecret = signsWithSecret(app.algorithm);
  const variable = isSecret ? "CLIENT_SECRET" : "SIGNING_KEY_FILE";
  const hash = app.algorithm.endsWith("512") ? "512" : "256";
  const imports = [
    ...(isSecret
      ? [`import { createHmac, randomUUID } from "node:crypto";`]
      : [`import { createSign, randomUUID } from "node:crypto";`, `import { readFileSync } from "node:fs";`]),
    `import { createServer } from "node:http";`,
    ...(app.enforceJwe ? [`import { CompactEncrypt, importJWK } from "jose";`] : []),
  ];
  const key = isSecret
    ? `// ${placeholder("Client Secret", app)}, as the platform shows it: it is the key as it stands, not decoded.\nconst { CLIENT_SECRET } = process.env;\nif (!CLIENT_SECRET) throw new Error("CLIENT_SECRET is not set");`
    : `// The file with ${placeholder("private signing key", app)}, in PEM.\nconst SIGNING_KEY = readFileSync(process.env.SIGNING_KEY_FILE ?? "");`;
  const signature = isSecret
    ? `createHmac("sha${hash}", CLIENT_SECRET).update(input).digest("base64url")`
    : `createSign("RSA-SHA${hash}").update(input).sign(SIGNING_KEY, "base64url")`;
  const { kty = "RSA", n = BLANKS.n, e = BLANKS.e, kid = BLANKS.kid } = app.platformKey ?? {};
  const jwe = `
// The platform's public key, which it shows with the app.
const PLATFORM_KEY = ${JSON.stringify({ kty, n, e })};

async function encrypted(token) {
  const header = ${JSON.stringify({ alg: "RSA-OAEP", enc: app.contentEncryption ?? DEFAULT_ENCRYPTION, kid, typ: "JWT" })};
  return new CompactEncrypt(new TextEncoder().encode(token)).setProtectedHeader(header).encrypt(await importJWK(PLATFORM_KEY, "RSA-OAEP"));
}
`;
  return `// tokenService.mjs, on your server: ${variable}=… node tokenService.mjs
${imports.join("\n")}

${key}
const CLIENT_ID = ${JSON.stringify(app.clientId)};
const LIFETIME_SECONDS = 300;${app.enforceJti ? ` // at most ${MAX_JTI_LIFETIME_SECONDS}, because the app enforces JTI` : ""}

// Who is signed in, by your own session: never take it from what the page sends. Undefined is an anonymous user.
function identityOf(request) {
  return undefined;
}

function signed(claims) {
  const input = [{ alg: ${JSON.stringify(app.algorithm)}, typ: "JWT" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return input + "." + ${signature};
}
${app.enforceJwe ? jwe : ""}
createServer(async (request, response) => {
  if (request.method !== "POST" || request.url !== "/api/users/sts") return response.writeHead(404).end();
  const identity = identityOf(request);
  const now = Math.floor(Date.now() / 1000);
  const token = signed({
    iss: CLIENT_ID,
    sub: identity ?? randomUUID(),
    aud: ${JSON.stringify(SDK_AUDIENCE)},
    isAnonymous: identity === undefined,
    iat: now,
    exp: now + LIFETIME_SECONDS,${app.enforceJti ? "\n    jti: randomUUID()," : ""}
  });
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify({ jwt: ${app.enforceJwe ? "await encrypted(token)" : "token"} }));
}).listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
`;
}

/** For a POSIX shell. */
function webhookCall(app: JwtApp): string {
  const { path, headers, body = "", method } = requestParts({ kind: "webhook" }, app);
  return [
    `curl --request ${method} ${quoted(originOfApp(app) + path.replace("{{botId}}", botId(app)))}`,
    `--header ${quoted(`Authorization: bearer ${placeholder("JWT", app)}`)}`,
    ...headers.map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`),
    `--data ${quoted(JSON.stringify(JSON.parse(body)))}\n`,
  ].join(" \\\n  ");
}

/**
 * What a Service Node of a bot's dialog may be filled in with to query a table by the public API, below the documented
 * way, which takes no token (platform.md, 9).
 */
function serviceNodeRequest(app: JwtApp): string {
  const { path, headers, body = "", method, variables } = requestParts(tableQuery(), app);
  const url = originOfApp(app) + path.replace(/\{\{(\w+)\}\}/g, (_, name: string) => variables.get(name) ?? "");
  return [
    "Documented for a Service Node is another way, without a request and a token: Service Type “Data Service”, Type “Table” or “View”, and its name from the list there.",
    "",
    "What follows calls the public API of Data Tables instead. That a Service Node can be filled in so is inferred, not documented.",
    "",
    `Method: ${method}`,
    `URL: ${url}`,
    "Headers:",
    `  auth: ${placeholder("JWT", app)}`,
    ...headers.map(([name, value]) => `  ${name}: ${value}`),
    "Body:",
    body,
    "",
    app.enforceJti
      ? "The app enforces JTI: each token works once, so a token that is kept in the bot serves one request alone. Make an app without Enforce JTI for this."
      : "A Service Node makes no tokens: it sends the one that you keep for it, in a secured variable of the bot. Choose its lifetime with “Mint Token with Options”, and put a new one there before it ends.",
    "",
  ].join("\n");
}

function botId({ botId: id }: JwtApp): string {
  return id !== undefined && isLine(id) ? id : BLANKS.botId;
}

function placeholder(what: string, { name, clientId }: JwtApp): string {
  const whose = isLine(name) ? name : isLine(clientId) ? clientId : "the app";
  return `<${what} of ${whose}>`;
}
