import type { AppSecretValues } from "../../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../../src/domain/apps/jwtApp";
import type { ImportedPrivateKey } from "../../../../src/domain/keys/rsaKeys";
import type { Certainty, CheckId } from "../../../../src/domain/tokens/verify/check";
import type { VerifyInput } from "../../../../src/domain/tokens/verify/verifyInput";
import {
  claims,
  encrypted,
  envelope,
  memory,
  NOW,
  publicJwk,
  request,
  sampleApp,
  SECRET,
  SESSIONS,
  signed,
} from "./samples";

export type Case = Partial<VerifyInput> & { readonly secrets?: AppSecretValues };

/** A rule of the platform, once kept and once broken. */
export interface Rule {
  readonly id: CheckId;
  readonly passes: () => Case | Promise<Case>;
  readonly fails: () => Case | Promise<Case>;
  /** Certainty, status, message and code of the answer, to the letter. */
  readonly answer: readonly [Certainty, number, string, number];
}

const CREDENTIALS = "Invalid SDK credentials";
const unverified = (sentence: string, status = 401) =>
  ["unverified", status, `unverified: ${sentence}`, status] as const;

/** One for every check but two that never refuse. `keys` are asked for when a case is made. */
export function rulesOf(
  keys: () => { readonly platform: ImportedPrivateKey; readonly other: ImportedPrivateKey },
): readonly Rule[] {
  const withApp = (changes: Partial<JwtApp>, payload: object = claims(), rest: Case = {}): Case => ({
    apps: [sampleApp(changes)],
    request: request(signed(payload)),
    ...rest,
  });

  const jweApp = (): JwtApp =>
    sampleApp({ credentials: "generated", enforceJwe: true, platformKey: publicJwk(keys().platform) });
  const withJwe = async (content = signed(), header: object = {}, key = keys().platform): Promise<Case> => ({
    apps: [jweApp()],
    request: request(await encrypted(content, key, header)),
    secrets: { clientSecret: SECRET, platformPrivateKey: keys().platform.privateKeyPem },
  });

  const tables = (
    permissions: { read?: boolean; write?: boolean; delete?: boolean },
    kind: "table" | "view" = "table",
  ): Partial<JwtApp> => ({
    createdIn: "tables",
    scopes: [],
    tables: [{ kind, name: "Customers", read: false, write: false, delete: false, ...permissions }],
  });

  const payloadApp = (): JwtApp =>
    sampleApp({ enforcePayloadEncryption: true, payloadKey: { kind: "keyPair", ...keys().platform.info } });
  const withBody = (key: ImportedPrivateKey): Case => ({
    apps: [payloadApp()],
    request: request(signed(), { body: envelope('{"skip":0}', key) }),
    secrets: { clientSecret: SECRET, payloadPrivateKey: keys().platform.privateKeyPem },
  });

  return [
    {
      id: "method",
      passes: () => ({ request: request(signed()) }),
      fails: () => ({ request: request(signed(), { method: "DELETE" }) }),
      answer: ["observed", 405, "Method Not Allowed", 405],
    },
    {
      id: "token",
      passes: () => ({ request: request(signed()) }),
      fails: () => ({ request: request(undefined) }),
      answer: ["observed", 401, CREDENTIALS, 4002],
    },
    {
      id: "header",
      passes: () => ({ request: request(signed()) }),
      fails: () => ({ request: request(undefined, { headers: { authorization: `Bearer ${signed()}` } }) }),
      answer: ["observed", 401, CREDENTIALS, 4002],
    },
    {
      id: "format",
      passes: () => ({ request: request(signed()) }),
      fails: () => ({ request: request("not a token") }),
      answer: ["observed", 401, "Invalid JWT token", 4002],
    },
    {
      id: "jweHeader",
      passes: () => withJwe(),
      fails: () => withJwe(signed(), { alg: "RSA-OAEP-256" }),
      answer: unverified("Its key management algorithm is RSA-OAEP-256; the platform takes RSA-OAEP or RSA1_5."),
    },
    {
      id: "jweDecryption",
      passes: () => withJwe(),
      fails: () => withJwe(signed(), {}, keys().other),
      answer: unverified(
        "The private key with its kid doesn't open it: it was encrypted with another key, or changed or cut.",
      ),
    },
    {
      id: "jweContent",
      passes: () => withJwe(),
      fails: () => withJwe("neither token nor claims"),
      answer: unverified("In it is neither a signed JWT nor claims."),
    },
    {
      id: "appClaim",
      passes: () => ({ request: request(signed()) }),
      fails: () => ({ request: request(signed(claims({ appId: undefined, appid: claims()["appId"] }))) }),
      answer: ["inferred", 401, CREDENTIALS, 4002],
    },
    {
      id: "app",
      passes: () => ({ request: request(signed()), areAllApps: true }),
      fails: () => ({
        request: request(signed(claims({ appId: "cs-00000000-0000-5000-8000-000000000000" }))),
        areAllApps: true,
      }),
      answer: ["inferred", 401, CREDENTIALS, 4002],
    },
    {
      id: "jweKeyId",
      passes: () => withJwe(),
      fails: () => withJwe(signed(), { kid: "k-of-another-key" }),
      answer: unverified("Its kid is not that of the app's platform key."),
    },
    {
      id: "jweEnforced",
      passes: () => withJwe(),
      fails: async () => ({ ...(await withJwe()), request: request(signed()) }),
      answer: unverified("The app enforces JWE, but the token is only signed."),
    },
    {
      id: "algorithm",
      passes: () => ({ request: request(signed()) }),
      fails: () => ({ request: request(signed(claims(), { header: { alg: "HS512" }, hash: "sha512" })) }),
      answer: unverified("The token is signed with HS512, but the app uses HS256."),
    },
    {
      id: "signature",
      passes: () => ({ request: request(signed()) }),
      fails: () => ({ request: request(signed(claims(), { key: "another secret" })) }),
      answer: ["observed", 401, CREDENTIALS, 4002],
    },
    {
      id: "sub",
      passes: () => ({
        token: signed(claims()),
        request: request(undefined, { path: "/api/1.1/oAuth/token/jwtgrant" }),
      }),
      fails: () => ({
        token: signed(claims({ sub: undefined })),
        request: request(undefined, { path: "/api/1.1/oAuth/token/jwtgrant" }),
      }),
      answer: ["inferred", 401, "missing/Invalid jwt.sub()", 401],
    },
    {
      id: "exp",
      passes: () => ({ request: request(signed()) }),
      fails: () => ({ request: request(signed(claims({ exp: NOW }))) }),
      answer: unverified("The token expired 0 seconds ago."),
    },
    {
      id: "iat",
      passes: () => ({ request: request(signed(claims({ iat: NOW + 60 }))) }),
      fails: () => ({ request: request(signed(claims({ iat: NOW + 61 }))) }),
      answer: unverified(
        "“iat” is 61 seconds ahead of the clock. More than 60 count as wrong here; how much the platform allows is not known.",
      ),
    },
    {
      id: "nbf",
      passes: () => ({ request: request(signed(claims({ nbf: NOW + 60 }))) }),
      fails: () => ({ request: request(signed(claims({ nbf: NOW + 61 }))) }),
      answer: unverified(
        "“nbf” is 61 seconds ahead of the clock. More than 60 count as wrong here; how much the platform allows is not known.",
      ),
    },
    {
      id: "jti",
      passes: () => withApp({ enforceJti: true }, claims({ jti: "1234" })),
      fails: () => withApp({ enforceJti: true }),
      answer: unverified("The app enforces JTI, but the token has no “jti”."),
    },
    {
      id: "jtiLifetime",
      passes: () => withApp({ enforceJti: true }, claims({ jti: "1234", exp: NOW + 3600 })),
      fails: () => withApp({ enforceJti: true }, claims({ jti: "1234", exp: NOW + 3601 })),
      answer: ["documented", 401, 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)', 401],
    },
    {
      id: "replay",
      passes: () => withApp({ enforceJti: true }, claims({ jti: "1234" }), { replays: memory("new") }),
      fails: () => withApp({ enforceJti: true }, claims({ jti: "1234" }), { replays: memory("replayed") }),
      answer: ["documented", 401, "error verifying the jwt: possibly a replay", 401],
    },
    {
      id: "level",
      passes: () =>
        withApp({ createdIn: "admin", scopes: [{ id: "admin/user-management", published: true }] }, claims(), {
          request: request(signed(), { path: "/api/public/usersInfo" }),
        }),
      fails: () => ({ request: request(signed(), { path: "/api/public/usersInfo" }) }),
      answer: unverified("Its page says “Not Applicable” for apps created in the XO Platform."),
    },
    {
      id: "bot",
      passes: () => ({ request: request(signed()) }),
      fails: () => ({ request: request(signed(), { path: SESSIONS.replace("st-b", "st-a") }) }),
      answer: ["observed", 401, CREDENTIALS, 4002],
    },
    {
      id: "scope",
      passes: () => ({ request: request(signed()) }),
      fails: () => withApp({ scopes: [{ id: "xo/metrics", published: true }] }),
      answer: ["observed", 401, "Permission denied. Scope is incorrect!", 4002],
    },
    {
      id: "published",
      passes: () => ({ request: request(signed()) }),
      fails: () => withApp({ scopes: [{ id: "xo/bot-sessions", published: false }] }),
      answer: unverified("The scope is assigned, but not published yet."),
    },
    {
      id: "tables",
      passes: () =>
        withApp(tables({ read: true, write: true }), claims(), {
          request: request(signed(), { method: "PUT", path: "/api/public/tables/Customers" }),
        }),
      fails: () =>
        withApp(tables({ write: true, delete: true }), claims(), {
          request: request(signed(), { method: "PUT", path: "/api/public/tables/Customers" }),
        }),
      answer: unverified("It needs read, write on the table “Customers”; the app lacks read."),
    },
    {
      id: "payloadBody",
      passes: () => withBody(keys().platform),
      fails: () => withBody(keys().other),
      answer: unverified("The request's envelope doesn't open with the app's payload key.", 400),
    },
  ];
}
