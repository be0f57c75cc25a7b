import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, request as httpRequest } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import newman from "newman";
import type { AppSecretValues } from "../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from "../../src/domain/keys/joseAlgorithms";
import { payloadEncryption, type Endpoint } from "../../src/domain/scopes/catalogue";
import { CREATED_IN, type CreatedIn } from "../../src/domain/scopes/scope";
import { isObject } from "../../src/domain/text/json";
import { outputOf } from "../outputOf";
import { IS_FULL, sampled, SEED } from "../sample";
import {
  callerOf,
  comesFirst,
  type EndpointCall,
  EndpointCalls,
  inOrder,
  names,
  shownAnswers,
} from "../unit/localPlatform/endpointCalls";
import { type Program, Programs } from "./programs";

/** So many calls by each client that is a program, unless all are made; and in one run of it. */
const SAMPLE = 100;
/** Of them, those of endpoints that encrypt. */
const ENCRYPTED = 10;
const AT_ONCE = 200;
/** So many requests at once, each of which costs the platform RSA; those of cheaper tokens are always a thousand. */
const BURST = 1_000;

interface Answer {
  readonly status: number;
  readonly text: string;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>;
}
/** A call by one of the apps: of it a client knows the gateway's address alone. */
interface Sent extends EndpointCall {
  readonly url: string;
}
/** A call that is to be made. */
interface Wish {
  readonly call: EndpointCall;
  readonly app: JwtApp;
}
/** One of an endpoint. */
interface EndpointWish extends Wish {
  readonly endpoint: Endpoint;
  readonly level: CreatedIn;
  readonly calls: EndpointCalls;
}
type Client = (calls: readonly Sent[], folder: string) => Promise<readonly Answer[]>;

/** The apps of an algorithm, one a level, and what is known of their bot. */
interface Callers {
  readonly algorithm: SigningAlgorithm;
  readonly calls: EndpointCalls;
  readonly apps: Readonly<Record<CreatedIn, JwtApp>>;
}

// Every endpoint, by clients that know no token, for apps that enforce all that can be enforced.
describe("through the gateway to the local platform", () => {
  const [signing, platformKey, payloadKey] = [rsaKeyPair(), rsaKeyPair(), rsaKeyPair()];
  const fingerprint = "SHA256:test";
  const secretsOf = ({ algorithm }: JwtApp): AppSecretValues => ({
    ...(algorithm.startsWith("HS")
      ? { clientSecret: randomBytes(32).toString("base64") }
      : { signingPrivateKey: signing.privateKey }),
    payloadPrivateKey: payloadKey.privateKey,
    platformPrivateKey: platformKey.privateKey,
  });
  const callers: readonly Callers[] = SIGNING_ALGORITHMS.map((algorithm, index) => {
    const digit = String(index + 1);
    const botId = `st-${digit.repeat(8)}-1111-5111-8111-111111111111`;
    const app = (level: CreatedIn) =>
      callerOf(level, 10 * CREATED_IN.indexOf(level) + index + 11, {
        ...{ name: `${level} ${algorithm}`, slug: `${level}-${algorithm.toLowerCase()}`, credentials: "generated" },
        ...{ botId, accountId: digit.repeat(24), algorithm },
        ...(algorithm.startsWith("RS") && {
          signingKey: { publicKey: signing.publicKey, fingerprint, bits: 2048 },
        }),
        ...{ enforceJti: true, enforceJwe: true, contentEncryption: "A256GCM", platformKey: platformKey.jwk },
        enforcePayloadEncryption: true,
        payloadKey: { kind: "keyPair", publicKey: payloadKey.publicKey, fingerprint, bits: 2048 },
      });
    const apps = { xo: app("xo"), admin: app("admin"), tables: app("tables") };
    return { algorithm, calls: new EndpointCalls(botId), apps };
  });
  const entries = callers.flatMap(({ apps }) => Object.values(apps).map((app) => ({ app, secrets: secretsOf(app) })));

  let programs: Programs;
  let platform: Program;
  let gateway: Program;
  let folder: string;
  beforeEach(async () => {
    programs = await Programs.with(entries);
    ({ platform, gateway } = await programs.startBoth());
    folder = await mkdtemp(join(tmpdir(), "gateway-clients-"));
  });
  afterEach(async () => {
    await programs.end();
    await rm(folder, { recursive: true });
  });

  const pairsOf = (endpoints: readonly Endpoint[]) =>
    endpoints.flatMap((endpoint) => callers.map((caller) => ({ endpoint, caller })));
  const every = pairsOf(inOrder().filter((endpoint) => !comesFirst(endpoint)));
  /** Every endpoint, by the algorithms in turn. */
  const eachOnce = every.filter(
    (_, index) => (index + Math.floor(index / callers.length) + SEED) % callers.length === 0,
  );

  /** By chance there may be none among a hundred whose answer comes encrypted. */
  const drawn = new Set([
    ...sampled(every.filter(isEncrypted), ENCRYPTED),
    ...sampled(
      every.filter((pair) => !isEncrypted(pair)),
      SAMPLE - ENCRYPTED,
    ),
  ]);

  for (const [name, client] of Object.entries(clients())) {
    const some = IS_FULL ? every : name === "fetch" ? eachOnce : every.filter((pair) => drawn.has(pair));
    it(`${name} gets every endpoint's answer in clear, by every algorithm: ${some.length} of ${every.length}`, async function () {
      if (name === "curl" && !(await exists("curl"))) this.skip();
      const send = (wishes: readonly Wish[]) =>
        client(
          wishes.map(({ call, app }) => ({ ...call, url: `${gateway.url}/${app.slug}${call.path}` })),
          folder,
        );
      const uploads = await send(callers.map(({ calls, apps }) => ({ call: calls.upload, app: apps.admin })));
      for (const [index, { calls }] of callers.entries()) calls.uploaded(json(uploads[index]?.text));
      let decrypted = 0;
      // What the second needs, the first gives.
      for (const part of [pairsOf(inOrder().filter(comesFirst)), some]) {
        const wishes = part.map(({ endpoint, caller }) => wishOf(endpoint, caller));
        for (let from = 0; from < wishes.length; from += AT_ONCE) {
          const made = wishes.slice(from, from + AT_ONCE);
          const answers = await send(made);
          const wrong = made.flatMap((wish, index) => unlike(wish, answers[index]));
          assert.deepEqual(wrong, []);
          for (const [index, { calls, endpoint }] of made.entries()) calls.learn(endpoint, json(answers[index]?.text));
          decrypted += answers.filter(({ headers }) => headers["x-jwt-apps-gateway"]?.startsWith("decrypted;")).length;
        }
      }
      assert.equal(decrypted, some.filter(isEncrypted).length);
      assert.doesNotMatch(platform.errors.join("\n"), / · 4\d\d refused/);
    });
  }

  it(`answers ${BURST} requests at once with JTI, none refused as a replay`, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 400 });
    const url = new URL(`${gateway.url}/xo-hs256/api/public/bot/${callers[0]?.apps.xo.botId}/getSessions`);
    const send = () =>
      new Promise<number | undefined>((done, fail) => {
        httpRequest(url, { agent, method: "POST", headers: { "content-type": "application/json" } }, (response) => {
          response.resume().on("end", () => done(response.statusCode));
        })
          .on("error", fail)
          .end('{"skip":0}');
      });
    const statuses = await Promise.all(Array.from({ length: BURST }, send));
    agent.destroy();
    assert.deepEqual(
      gateway.errors.filter((line) => !line.includes("the address") && !line.includes(" · 200 ")),
      [],
    );
    assert.deepEqual([...new Set(statuses)], [200]);
    assert.equal(statuses.length, BURST);
  });

  /** What an answer is, where it isn't what the endpoint's page has, in clear. */
  function unlike({ endpoint, level, app }: EndpointWish, answer: Answer | undefined): string[] {
    const { status = 0, text = "", headers = {} } = answer ?? {};
    const note = headers["x-jwt-apps-gateway"] ?? "no note";
    const shown = shownAnswers(endpoint, level);
    const day = new Date().toISOString().slice(0, 10);
    const isShown =
      !shown ||
      shown.some((one) => JSON.stringify(names(one, day)) === JSON.stringify(names(plainOf(endpoint, text), day)));
    if (
      status === (endpoint.answerStatus ?? 200) &&
      isShown &&
      /^(?:decrypted|not-decrypted; no-envelope|not-examined; (?:no-body|content-type))\b/.test(note)
    )
      return [];
    return [`${endpoint.id} of ${app.name}: ${status}, ${note}: ${text.slice(0, 200)}`];
  }
});

/** What was encrypted: the local platform writes paging beside it, in clear, which stays there. */
function plainOf({ encryptionFlag }: Endpoint, text: string): unknown {
  const answer = json(text);
  if (encryptionFlag === undefined || !isObject(answer) || !("data" in answer)) return answer;
  const { data, ...beside } = answer;
  return Object.keys(beside).sort().join() === "moreAvailable,total" ? data : answer;
}

/** By one of its levels; the local platform's own tests have all of them. */
function wishOf(endpoint: Endpoint, { calls, apps }: Callers): EndpointWish {
  const level = levelOf(endpoint);
  return { endpoint, level, calls, call: calls.of(endpoint), app: apps[level] };
}

function levelOf(endpoint: Endpoint): CreatedIn {
  const [level = "xo"] = Object.keys(endpoint.access) as CreatedIn[];
  return level;
}

function isEncrypted({ endpoint }: { readonly endpoint: Endpoint }): boolean {
  return payloadEncryption(endpoint, { createdIn: levelOf(endpoint) }) !== undefined;
}

/** Programs and libraries that send requests, none of which is given a token. */
function clients(): Readonly<Record<string, Client>> {
  return {
    fetch: async (calls) => {
      const answers: Answer[] = [];
      for (const { url, method, headers, body } of calls) {
        const response = await fetch(url, {
          method,
          headers: typed(headers, body),
          ...(body !== undefined && { body }),
        });
        answers.push({
          status: response.status,
          text: await response.text(),
          headers: Object.fromEntries(response.headers),
        });
      }
      return answers;
    },
    curl: async (calls, folder) => {
      await mkdir(join(folder, "curl"), { recursive: true });
      const config = calls.map(({ url, method, headers, body }, index) => [
        `url = ${JSON.stringify(url)}`,
        `request = "${method}"`,
        "globoff",
        ...Object.entries(typed(headers, body)).map(([name, value]) => `header = "${name}: ${value}"`),
        ...(body === undefined ? [] : [`data-raw = ${JSON.stringify(body)}`]),
        `output = "${join(folder, "curl", String(index))}"`,
        String.raw`write-out = "%{http_code} %header{x-jwt-apps-gateway}\n"`,
      ]);
      await writeFile(join(folder, "curl.txt"), config.map((lines) => lines.join("\n")).join("\nnext\n"));
      const { stdout } = await promisify(execFile)("curl", ["--silent", "--config", join(folder, "curl.txt")]);
      return Promise.all(
        stdout
          .trim()
          .split("\n")
          .map(async (line, index) => ({
            status: Number(line.slice(0, 3)),
            text: await readFile(join(folder, "curl", String(index)), "utf8").catch(() => ""),
            headers: { "x-jwt-apps-gateway": line.slice(4) },
          })),
      );
    },
    httpyac: async (calls, folder) => {
      const blocks = calls.map(({ url, method, headers, body }) => {
        const lines = Object.entries(typed(headers, body)).map(([name, value]) => `${name}: ${value}`);
        return [`${method} ${url}`, ...lines, "", body ?? ""].join("\n");
      });
      await writeFile(join(folder, "every.http"), blocks.join("\n\n###\n"));
      const { stdout } = await outputOf(programOf("httpyac", "bin/httpyac.js"), HTTPYAC_ARGUMENTS, { cwd: folder });
      interface Said {
        readonly response?: {
          readonly statusCode: number;
          readonly body?: unknown;
          readonly headers?: Record<string, string>;
        };
      }
      const { requests = [] } = JSON.parse(stdout) as { requests?: Said[] };
      return requests.map(({ response }) => ({
        status: response?.statusCode ?? 0,
        text: typeof response?.body === "string" ? response.body : JSON.stringify(response?.body ?? ""),
        headers: response?.headers ?? {},
      }));
    },
    newman: async (calls) => {
      const item = calls.map(({ url, method, headers, body }, index) => ({
        name: String(index),
        request: {
          ...{ method, url },
          header: Object.entries(typed(headers, body)).map(([key, value]) => ({ key, value })),
          ...(body !== undefined && { body: { mode: "raw", raw: body } }),
        },
      }));
      const schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
      const collection = { info: { name: "Every endpoint", schema }, item };
      const { run } = await new Promise<newman.NewmanRunSummary>((done, fail) => {
        newman.run({ collection }, (error, summary) => (error ? fail(error) : done(summary)));
      });
      return run.executions.map(({ response }) => ({
        status: response.code,
        text: response.text() ?? "",
        headers: Object.fromEntries(response.headers.map(({ key, value }) => [key.toLowerCase(), value])),
      }));
    },
  };
}

const HTTPYAC_ARGUMENTS = ["send", "every.http", "--all", "--json", "--no-color"];

/** A body is JSON where nothing else is said. */
function typed(headers: EndpointCall["headers"], body: string | undefined): Record<string, string> {
  return { ...(body !== undefined && { "content-type": "application/json" }), ...headers };
}

function programOf(name: string, script: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), script);
}

function json(text = ""): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function exists(program: string): Promise<boolean> {
  return promisify(execFile)(program, ["--version"]).then(
    () => true,
    () => false,
  );
}

function rsaKeyPair() {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { n = "", e = "" } = pair.publicKey.export({ format: "jwk" });
  return {
    publicKey: pair.publicKey.export({ type: "spki", format: "pem" }) as string,
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    jwk: { kty: "RSA" as const, n, e, kid: "k-gateway" },
  };
}
