import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import got from "got";
import jsonwebtoken from "jsonwebtoken";
import jose from "node-jose";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { CONTENT_ENCRYPTIONS, type ContentEncryption } from "../../src/domain/keys/joseAlgorithms";
import { endpoints, scopesForLevel } from "../../src/domain/scopes/catalogue";
import { outputOf } from "../outputOf";
import { sampled, shareOf } from "../sample";
import { sampleApp } from "../unit/apps/sampleApp";
import { needsEarlier } from "../unit/localPlatform/needsEarlier";
import { BOT, NOW, type Running, startPlatform } from "../unit/localPlatform/runningPlatform";

/** So many calls by each client, unless all are made. */
const SAMPLE = 120;
/** So many calls in one run of a client that is a program. */
const AT_ONCE = 200;
const ALGORITHMS = ["HS256", "HS512", "RS256", "RS512"] as const;
const LEVELS = ["xo", "admin"] as const;

/** What decides how a token is made. */
interface Kind {
  readonly createdIn: (typeof LEVELS)[number];
  readonly algorithm: (typeof ALGORITHMS)[number];
  /** None: the token is only signed. */
  readonly contentEncryption: ContentEncryption | undefined;
  readonly enforceJti: boolean;
}
interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly app: JwtApp;
  /** Signed with a key that isn't the app's. */
  readonly isForged: boolean;
  /** Answers that it may get where its token is let in. */
  readonly expected: readonly number[];
}
interface Request extends Omit<Call, "app" | "isForged" | "expected"> {
  readonly auth: string;
}
type Client = (requests: readonly Request[]) => Promise<readonly number[]>;

// Every endpoint, by every client, with every way to sign and encrypt a token, the app's own and a forged one.
describe("the local platform answers as the token deserves", () => {
  const keys = { own: rsaKeyPair(), foreign: rsaKeyPair() };
  const platformKey = rsaKeyPair();
  const apps = LEVELS.flatMap((createdIn) =>
    ALGORITHMS.flatMap((algorithm) =>
      [undefined, ...CONTENT_ENCRYPTIONS].flatMap((contentEncryption) =>
        [false, true].map((enforceJti) => newApp({ createdIn, algorithm, contentEncryption, enforceJti })),
      ),
    ),
  );
  const secrets = new Map(apps.map(({ id }) => [id, { own: newSecret(), foreign: newSecret() }]));
  const calls: readonly Call[] = apps.flatMap((app) =>
    endpoints().flatMap((endpoint) => {
      const { method, path, access, bodyExample, answerStatus = 200 } = endpoint;
      if (!method || !path || !access[app.createdIn === "admin" ? "admin" : "xo"]) return [];
      const filled = path.replace(/\{(?:botId|streamId)\}/g, BOT).replace(/\{\w+\}/g, "x1");
      const body =
        method === "GET"
          ? undefined
          : JSON.stringify(bodyExample ?? {})
              .replaceAll("{emailId}", "john.doe@example.com")
              .replaceAll("{botId}", BOT);
      const expected = [answerStatus, ...(needsEarlier(endpoint) ? [400, 404] : [])];
      return [false, true].map((isForged) => ({ method, path: filled, body, app, isForged, expected }));
    }),
  );

  let running: Running;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "every-call-"));
    const { privateKey: platformPrivateKey } = platformKey;
    running = await startPlatform(
      apps.map((app) => ({ app, secrets: { clientSecret: secrets.get(app.id)?.own ?? "", platformPrivateKey } })),
    );
  });
  after(async () => {
    await running.close();
    await rm(folder, { recursive: true });
  });

  it("and these are tens of thousands of calls", () => {
    assert.ok(calls.length * Object.keys(clients()).length > 20_000);
  });

  for (const [name, client] of Object.entries(clients())) {
    it(`${name}: ${shareOf(calls, SAMPLE)} calls`, async function () {
      if (name === "curl" && !(await exists("curl"))) this.skip();
      const made = sampled(calls, SAMPLE);
      for (let from = 0; from < made.length; from += AT_ONCE) {
        const some = made.slice(from, from + AT_ONCE);
        const requests = await Promise.all(some.map(async (call) => ({ ...call, auth: await tokenFor(call) })));
        const answers = await client(requests);
        assert.deepEqual(
          some.flatMap((call, index) => unlike(call, answers[index])),
          [],
        );
      }
    });
  }

  /** What a call is, where it was not answered as it should have been. */
  function unlike({ method, path, app, isForged, expected }: Call, answer: number | undefined): string[] {
    const how = [app.createdIn, app.algorithm, app.contentEncryption, app.enforceJti && "jti", isForged && "forged"];
    return (isForged ? [401] : expected).some((status) => status === answer)
      ? []
      : [`${answer} to ${method} ${path}, ${how.filter(Boolean).join(", ")}`];
  }

  /** A token by jsonwebtoken, in a JWE by node-jose where the app wants one. */
  async function tokenFor({ app, isForged }: Call): Promise<string> {
    const whose = isForged ? "foreign" : "own";
    const key = app.algorithm.startsWith("RS") ? keys[whose].privateKey : (secrets.get(app.id)?.[whose] ?? "");
    const claims = { appId: app.clientId, sub: "1", iat: NOW / 1000, exp: NOW / 1000 + 300 };
    const jti = app.enforceJti ? { jti: randomUUID() } : {};
    const jws = jsonwebtoken.sign({ ...claims, ...jti }, key, { algorithm: app.algorithm });
    if (app.contentEncryption === undefined) return jws;
    // Its types leave out that a recipient may say how its key is named.
    const wrapping = await jose.JWK.asKey(platformKey.publicKey, "pem");
    const recipient = { key: wrapping, reference: false } as unknown as jose.JWK.Key;
    const fields = { alg: "RSA-OAEP", kid: "k-every", typ: "JWT" };
    const options = { format: "compact", contentAlg: app.contentEncryption, fields } as const;
    return jose.JWE.createEncrypt(options, recipient).update(jws).final();
  }

  function clients(): Readonly<Record<string, Client>> {
    const inTurn =
      (send: (request: Request) => Promise<number>): Client =>
      async (requests) => {
        const answers: number[] = [];
        for (const request of requests) answers.push(await send(request));
        return answers;
      };
    const headers = ({ auth, body }: Request) => ({
      auth,
      ...(body !== undefined && { "content-type": "application/json" }),
    });
    return {
      fetch: inTurn(async (request) => {
        const { method, path, body } = request;
        const more = body === undefined ? {} : { body };
        return (await fetch(running.url + path, { method, headers: headers(request), ...more })).status;
      }),
      got: inTurn(async (request) => {
        const { path, body } = request;
        const method = request.method as "GET";
        const options = { method, headers: headers(request), throwHttpErrors: false, retry: 0 };
        return (await got(running.url + path, { ...options, ...(body !== undefined && { body }) })).statusCode;
      }),
      curl: async (requests) => {
        const config = requests.map((request) => [
          `url = ${JSON.stringify(running.url + request.path)}`,
          `request = "${request.method}"`,
          ...Object.entries(headers(request)).map(([name, value]) => `header = "${name}: ${value}"`),
          ...(request.body === undefined ? [] : [`data-raw = ${JSON.stringify(request.body)}`]),
          `output = "${join(folder, "answer")}"`,
          String.raw`write-out = "%{http_code}\n"`,
        ]);
        await writeFile(join(folder, "curl.txt"), config.map((lines) => lines.join("\n")).join("\nnext\n"));
        const { stdout } = await promisify(execFile)("curl", ["--silent", "--config", join(folder, "curl.txt")]);
        return stdout.trim().split("\n").map(Number);
      },
      httpyac: async (requests) => {
        const blocks = requests.map((request) => {
          const lines = Object.entries(headers(request)).map(([name, value]) => `${name}: ${value}`);
          return [`${request.method} ${running.url}${request.path}`, ...lines, "", request.body ?? ""].join("\n");
        });
        await writeFile(join(folder, "every.http"), blocks.join("\n\n###\n"));
        const manifest = createRequire(import.meta.url).resolve("httpyac/package.json");
        const program = join(dirname(manifest), "bin", "httpyac.js");
        const args = ["send", "every.http", "--all", "--json", "--no-color"];
        const { stdout } = await outputOf(program, args, { cwd: folder });
        const said = JSON.parse(stdout) as { requests?: { response?: { statusCode: number } }[] };
        return (said.requests ?? []).map(({ response }) => response?.statusCode ?? 0);
      },
    };
  }

  function newApp({ createdIn, algorithm, contentEncryption, enforceJti }: Kind): JwtApp {
    const id = randomUUID();
    const scopes = scopesForLevel(createdIn).map((scope) => ({ id: scope.id, published: true }));
    const { publicKey } = keys.own;
    const { n, e } = platformKey;
    const encryption = { enforceJwe: true, platformKey: { kty: "RSA" as const, n, e, kid: "k-every" } };
    return sampleApp({
      ...{ id, clientId: `cs-${randomUUID()}`, name: id, credentials: "generated", botId: BOT },
      ...{ createdIn, scopes, algorithm, enforceJti },
      ...(algorithm.startsWith("RS") && { signingKey: { publicKey, fingerprint: "SHA256:test", bits: 2048 } }),
      ...(contentEncryption && { ...encryption, contentEncryption }),
    });
  }
});

async function exists(program: string): Promise<boolean> {
  return promisify(execFile)(program, ["--version"]).then(
    () => true,
    () => false,
  );
}

function newSecret(): string {
  return randomBytes(32).toString("base64");
}

function rsaKeyPair() {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { n = "", e = "" } = pair.publicKey.export({ format: "jwk" });
  const publicKey = pair.publicKey.export({ type: "spki", format: "pem" }) as string;
  const privateKey = pair.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  return { publicKey, privateKey, n, e };
}
