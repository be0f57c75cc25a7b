import { createHash, timingSafeEqual } from "node:crypto";
import type { AppSecrets } from "../../domain/apps/appSecrets";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { UserError } from "../../domain/errors";
import type { Minter } from "../../domain/tokens/mint";
import { errorAnswer, type HttpAnswer } from "../../edge/httpAnswer";
import { invalidArguments } from "../http/answerNotes";
import { readJson, property } from "../http/jsonBody";

/** Also with a slash at its end, as the other paths. */
export function isSts(path: string): boolean {
  return /^\/api\/users\/sts\/?(?:[?#]|$)/i.test(path);
}

export interface StsServices {
  readonly apps: readonly JwtApp[];
  readonly secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>;
  readonly minter: Minter;
}

/**
 * What the vendor's sample servers do: makes the SDK token for which a page asks with an app's credentials. Unlike
 * them it takes no request without the client secret, which would let in every program on this machine.
 */
export async function answerSts(
  { apps, secretsOf, minter }: StsServices,
  body: Uint8Array,
  contentType: string | undefined,
): Promise<HttpAnswer & { readonly app?: JwtApp }> {
  const field = await fieldsOf(body, contentType);
  const [clientId, clientSecret, identity] = [field("clientId"), field("clientSecret"), field("identity")];
  if (typeof clientId !== "string" || typeof clientSecret !== "string") return invalidArguments();
  if (identity !== undefined && (typeof identity !== "string" || identity === "")) return invalidArguments();
  const named = apps.filter((candidate) => candidate.clientId === clientId);
  for (const app of named) {
    const secrets = await secretsOf(app);
    const expected = secrets?.reveal().clientSecret;
    if (!secrets || !expected || !isSame(expected, clientSecret)) continue;
    try {
      const { token } = await minter.mint(app, secrets, {
        profile: "sdk",
        lifetimeSeconds: LIFETIME_SECONDS,
        ...wishes(field),
      });
      return { status: 200, body: { jwt: token }, app };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { ...errorAnswer(400, error.message), app };
    }
  }
  const withoutSecret = named.find(({ algorithm }) => !signsWithSecret(algorithm));
  // Told to who knows the client ID alone, which is no secret of the app.
  if (withoutSecret)
    return {
      ...errorAnswer(
        401,
        `This app has no client secret: it signs with ${withoutSecret.algorithm} and its own private key, so the service that holds the key makes its tokens.`,
      ),
      app: withoutSecret,
    };
  return errorAnswer(401, "No app of the local platform has this client ID and client secret.");
}

const LIFETIME_SECONDS = 3_600;

type Field = (name: string) => unknown;

/** JSON or a form, as the samples take. */
async function fieldsOf(body: Uint8Array, contentType = ""): Promise<Field> {
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    const form = new URLSearchParams(new TextDecoder().decode(body));
    return (name) => form.get(name) ?? undefined;
  }
  const json = await readJson(body, { depth: 10, values: 10_000 });
  return (name) => (json.kind === "json" ? property(json.value, name) : undefined);
}

function wishes(field: Field) {
  const [identity, audience, isAnonymous] = [field("identity"), field("aud"), field("isAnonymous")];
  const names = Object.fromEntries(
    ["fName", "lName"].flatMap((name) => (typeof field(name) === "string" ? [[name, field(name)]] : [])),
  );
  return {
    ...(typeof identity === "string" && {
      subject: identity,
      isAnonymous: isAnonymous === true || isAnonymous === "true",
    }),
    ...(typeof audience === "string" && audience !== "" && { audience }),
    claims: names,
  };
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}
