import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  constants,
  createCipheriv,
  createDecipheriv,
  generateKeyPairSync,
  privateDecrypt,
  randomBytes,
} from "node:crypto";
import { chmod, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import jwt, { type JwtPayload } from "jsonwebtoken";
import jose from "node-jose";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { SIGNING_ALGORITHMS } from "../../src/domain/keys/joseAlgorithms";
import { importPlatformKey } from "../../src/domain/keys/rsaKeys";
import { searchFolder, searchText, type Sought } from "../journey/leakSearch";
import { sampleApp } from "../unit/apps/sampleApp";
import { seen, until } from "../until";
import { CopiedProgram } from "./copiedProgram";
import { envelopeOf } from "./envelopeOf";

const newKeyPair = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
const signing = newKeyPair();
const payload = newKeyPair();
const platform = generateKeyPairSync("rsa", { modulusLength: 2048 });
const clientSecret = randomBytes(32).toString("base64");
const sharedKey = randomBytes(32).toString("base64");
const infoOf = (publicKey: string) => ({ publicKey, fingerprint: "SHA256:test", bits: 2048 });

/** Each is named after what is special about it. */
const APPS = [
  ...SIGNING_ALGORITHMS.map((algorithm) =>
    newApp(
      algorithm,
      algorithm.startsWith("RS") ? { algorithm, signingKey: infoOf(signing.publicKey) } : { algorithm },
    ),
  ),
  newApp("JTI", { enforceJti: true }),
  newApp("JWE", {
    enforceJwe: true,
    platformKey: {
      ...importPlatformKey(JSON.stringify(platform.publicKey.export({ format: "jwk" }))),
      kid: "platform-1",
    },
  }),
  newApp("Local", {
    credentials: "generated",
    botId: "st-11111111-1111-5111-8111-111111111111",
    scopes: [{ id: "xo/bot-sessions", published: true }],
  }),
  newApp("Channel", { usedFor: "channels" }),
  newApp("Payloads", {
    enforcePayloadEncryption: true,
    payloadKey: { kind: "keyPair", ...infoOf(payload.publicKey) },
  }),
  newApp("Shared", { enforcePayloadEncryption: true, payloadKey: { kind: "shared" } }),
];

function newApp(name: string, changes: Partial<JwtApp>): JwtApp {
  const digits = Buffer.from(name.padEnd(6)).toString("hex").slice(0, 12);
  const clientId = `cs-11111111-1111-5111-8111-${digits}`;
  return sampleApp({ name, clientId, id: `11111111-1111-4111-8111-${digits}`, ...changes });
}

function secretsOf({ algorithm, payloadKey }: JwtApp) {
  return {
    ...(algorithm.startsWith("RS") ? { signingPrivateKey: signing.privateKey } : { clientSecret }),
    ...(payloadKey?.kind === "keyPair" && { payloadPrivateKey: payload.privateKey }),
    ...(payloadKey?.kind === "shared" && { payloadSharedKey: sharedKey }),
  };
}

// Copied alone into a folder, as a pipeline has it.
describe("The command line", () => {
  let program: CopiedProgram;
  before(async () => {
    program = await CopiedProgram.with(APPS.map((app) => ({ app, secrets: secretsOf(app) })));
  });
  after(() => program.end());

  const withApps = (command: string, app: string | undefined, ...args: string[]) =>
    [command, "--apps", "apps.json", ...(app === undefined ? [] : ["--app", app]), ...args] as const;
  const mint = async (app: string, ...args: string[]): Promise<string> => {
    const { code, out, errors } = await program.run(withApps("token", app, ...args));
    assert.deepEqual([code, errors], [0, ""]);
    assert.match(out, /^[^\n]+\n$/);
    return out.slice(0, -1);
  };
  const keyOf = (algorithm: string) => (algorithm.startsWith("RS") ? signing.publicKey : clientSecret);

  describe("token", () => {
    for (const algorithm of SIGNING_ALGORITHMS)
      it(`prints one with ${algorithm} alone, which jsonwebtoken verifies`, async () => {
        const token = await mint(algorithm, "--lifetime", "2m", "--subject", "jane", "--claims", '{"fName":"Jane"}');
        const claims = jwt.verify(token, keyOf(algorithm), { algorithms: [algorithm] }) as JwtPayload;
        const { iat = 0, exp = 0, ...others } = claims;
        assert.deepEqual([others, exp - iat], [{ sub: "jane", fName: "Jane", appId: clientIdOf(algorithm) }, 120]);
      });

    it("gives one of an app that enforces JTI a new jti each time", async () => {
      const all = await Promise.all([mint("JTI"), mint("JTI")]);
      const jtis = all.map((token) => (jwt.verify(token, clientSecret) as JwtPayload).jti);
      assert.match(jtis[0] ?? "", /^[\da-f]{32}$/);
      assert.notEqual(jtis[0], jtis[1]);
      const { code, out, errors } = await program.run(withApps("token", "JTI", "--lifetime", "2h"));
      assert.deepEqual([code, out], [2, ""]);
      assert.match(errors, /^This app enforces the jti claim.* Choose a lifetime of one hour or less\.\n$/);
    });

    it("encrypts one of an app that enforces JWE, which node-jose decrypts and jsonwebtoken verifies", async () => {
      const token = await mint("JWE", "--content-type");
      const key = await jose.JWK.asKey(platform.privateKey.export({ format: "pem", type: "pkcs8" }), "pem");
      const { plaintext, header } = (await jose.JWE.createDecrypt(key).decrypt(token)) as {
        plaintext: Buffer;
        header: Record<string, unknown>;
      };
      assert.deepEqual(
        [
          header["alg"],
          header["kid"],
          header["cty"],
          (jwt.verify(plaintext.toString(), clientSecret) as JwtPayload)["appId"],
        ],
        ["RSA-OAEP", "platform-1", "JWT", clientIdOf("JWE")],
      );
    });

    it("makes the SDKs' claims, for somebody or for nobody", async () => {
      const named = jwt.verify(
        await mint("HS256", "--profile", "sdk", "--subject", "jane"),
        clientSecret,
      ) as JwtPayload;
      assert.deepEqual([named.iss, named.sub, named["isAnonymous"]], [clientIdOf("HS256"), "jane", false]);
      const token = await mint("HS256", "--profile", "sdk", "--audience", "urn:x", "--identity-to-merge", "jane");
      const { sub = "", aud, isAnonymous, identityToMerge } = jwt.verify(token, clientSecret) as JwtPayload;
      assert.deepEqual([aud, isAnonymous, identityToMerge, sub.length], ["urn:x", true, "jane", 32]);
      const without = jwt.verify(await mint("HS256", "--no-subject"), clientSecret) as JwtPayload;
      assert.ok(!("sub" in without));
    });

    it("prints the header that the app's tokens travel in, or JSON", async () => {
      assert.match(await mint("HS256", "--header"), /^auth: ey[\w-]+\.[\w-]+\.[\w-]+$/);
      assert.match(await mint("Channel", "--header"), /^Authorization: bearer ey[\w-]+\.[\w-]+\.[\w-]+$/);
      const printed = JSON.parse(await mint("HS256", "--json")) as { token: string; expiresAt: number; app: string };
      const { exp } = jwt.verify(printed.token, clientSecret) as JwtPayload;
      assert.deepEqual(printed, { token: printed.token, expiresAt: exp, app: "HS256" });
    });

    function clientIdOf(name: string): string | undefined {
      return APPS.find((app) => app.name === name)?.clientId;
    }
  });

  describe("inspect", () => {
    it("judges a token that comes on standard input, in a file, or as the argument", async () => {
      const token = await mint("HS256");
      await writeFile(join(program.folder, "token.txt"), `auth: ${token}\n`);
      for (const [args, input] of [
        [[], token],
        [["-"], `{"token": "${token}"}`],
        [["token.txt"], ""],
        [[token], ""],
      ] as const) {
        const { code, out, errors } = await program.run([...withApps("inspect", undefined), ...args], { input });
        assert.deepEqual([code, errors], [0, ""]);
        assert.match(out, /^Nothing speaks against this token\.\n/);
        assert.match(out, /^passed {3}Signature: The signature was made with the app's key\. \(observed\)$/m);
        // The part that makes it a token isn't said again.
        assert.ok(!out.includes(token.slice(token.lastIndexOf(".") + 1)));
      }
    });

    it("ends with 1 where a check fails, also for somebody else's token", async () => {
      const forged = jwt.sign({ appId: APPS[0]?.clientId }, "another secret", { expiresIn: 60 });
      const json = await program.run(withApps("inspect", "HS256", "--json"), { input: forged });
      const verdict = JSON.parse(json.out) as Verdict;
      const failed = verdict.checks.filter(({ outcome }) => outcome === "failed");
      assert.deepEqual(
        [json.code, verdict.refused, failed.map(({ id, rule }) => [id, rule])],
        [1, true, [["signature", "observed"]]],
      );
      const other = await program.run(withApps("inspect", "HS256", "--json"), { input: await mint("JTI") });
      const { checks } = JSON.parse(other.out) as Verdict;
      assert.deepEqual([other.code, checks.find(({ id }) => id === "app")?.outcome], [1, "failed"]);
      const alone = await program.run(["inspect"], { input: forged, secrets: null });
      assert.deepEqual([alone.code, alone.errors], [0, ""]);
    });

    it("judges it with the request that carries it: a line, a file, or a curl command", async () => {
      const path = "/api/public/bot/st-11111111-1111-5111-8111-111111111111/getSessions";
      const token = await mint("HS256");
      const line = await program.run(
        withApps("inspect", undefined, "--request", `POST https://bots.kore.ai${path}`, "--json"),
        {
          input: token,
        },
      );
      const { checks } = JSON.parse(line.out) as Verdict;
      const outcomes = Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
      assert.deepEqual(
        [line.code, outcomes["signature"], outcomes["method"], outcomes["scope"]],
        [1, "passed", "passed", "failed"],
      );
      await writeFile(
        join(program.folder, "request.http"),
        `POST https://bots.kore.ai${path}\nauth: Bearer ${token}\n\n{}\n`,
      );
      await writeFile(
        join(program.folder, "curl.txt"),
        `curl -X POST https://bots.kore.ai${path} -H "token: ${token}"`,
      );
      for (const [file, reason] of [
        ["request.http", "bearer-in-auth"],
        ["curl.txt", "token-instead-of-auth"],
      ] as const) {
        const { code, out } = await program.run(withApps("inspect", undefined, "--json", "--request", file));
        const header = (JSON.parse(out) as Verdict).checks.find(({ id }) => id === "header");
        assert.deepEqual([code, header?.outcome, header?.reason], [1, "failed", reason]);
      }
    });

    it("judges no path in which a variable is open, and takes the value that the file gives it", async () => {
      const input = await mint("HS256");
      const request = "POST https://bots.kore.ai/api/public/bot/{{botId}}/getSessions\n\n{}\n";
      const of = async (name: string, text: string) => {
        await writeFile(join(program.folder, name), text);
        return program.run(withApps("inspect", undefined, "--json", "--request", name), { input });
      };
      for (const [name, text] of [
        ["open.http", request],
        ["open.txt", `curl -X POST ${/https\S+/.exec(request)?.[0].replace("{{botId}}", "$BOT_ID")}`],
        ["braces.txt", `curl -X POST ${/https\S+/.exec(request)?.[0].replace("{{botId}}", "${BOT_ID}")}`],
      ] as const) {
        const { code, out, errors } = await of(name, text);
        assert.deepEqual([name, code, out], [name, 2, ""]);
        assert.match(
          errors,
          /^The path of the request has a variable whose value is not known here: .*(?:botId|BOT_ID)/,
        );
      }
      const { out } = await of("filled.http", `@botId = st-11111111-1111-5111-8111-111111111111\n${request}`);
      const { checks } = JSON.parse(out) as Verdict;
      assert.equal(checks.find(({ id }) => id === "bot")?.reason, "bot-not-known");
    });

    it("says of a jti that only the platform knows whether it was used", async () => {
      const { code, out } = await program.run(withApps("inspect", "JTI"), { input: await mint("JTI") });
      assert.equal(code, 0);
      assert.match(out, /^unknown {2}Replay: Whether this “jti” was used before, only the platform knows\.$/m);
    });

    interface Verdict {
      readonly refused: boolean;
      readonly checks: readonly {
        readonly id: string;
        readonly outcome: string;
        readonly reason: string;
        readonly rule: string;
      }[];
    }
  });

  describe("decrypt and encrypt", () => {
    const text = '{"order":"Mönch 12345678901234567890","list":[1, 2]}';

    it("writes what node:crypto encrypted byte for byte, and reports without a key", async () => {
      for (const content of [Buffer.from(text), randomBytes(3_000)]) {
        const envelope = JSON.stringify({ status: 200, body: envelopeOf(content, payload.publicKey) });
        const { code, bytes, errors } = await program.run(withApps("decrypt", undefined, "--report"), {
          input: envelope,
        });
        assert.equal(code, 0);
        assert.deepEqual(bytes, content);
        assert.match(errors, /^Key wrapping: RSA-OAEP SHA-256\nEncryption: AES-256-GCM\n/m);
        assert.match(errors, /^Authenticated: yes/m);
      }
    });

    it("opens what node-jose encrypted, out of a file", async () => {
      const key = await jose.JWK.asKey(payload.publicKey, "pem");
      const jwe = await jose.JWE.createEncrypt({ format: "compact", contentAlg: "A256GCM" }, key)
        .update(Buffer.from(text))
        .final();
      await writeFile(join(program.folder, "captured.txt"), `HTTP/1.1 200 OK\n\n${jwe}\n`);
      const { code, out, errors } = await program.run(withApps("decrypt", "Payloads", "captured.txt"));
      assert.deepEqual([code, out, errors], [0, text, ""]);
    });

    it("undoes what the text is wrapped in beneath, and says so always", async () => {
      for (const [content, layer] of [
        [gzipSync(text), "gzip"],
        [Buffer.from(`\ufeff${text}`, "utf16le"), "UTF-16LE"],
        [Buffer.from(Buffer.from(text).toString("base64")), "base64"],
      ] as const) {
        const input = envelopeOf(content, payload.publicKey);
        const { code, out, errors } = await program.run(withApps("decrypt", undefined), { input });
        assert.deepEqual([code, out], [0, text]);
        assert.equal(errors, `What was decrypted was ${layer}, which was undone.\n`);
      }
    });

    it("says always where nothing proves a decryption", async () => {
      const iv = randomBytes(16);
      const cipher = createCipheriv("aes-256-cbc", Buffer.from(sharedKey, "base64"), iv);
      const data = Buffer.concat([cipher.update(text), cipher.final()]).toString("base64");
      const input = JSON.stringify({ iv: iv.toString("base64"), data });
      const { code, out, errors } = await program.run(withApps("decrypt", "Shared"), { input });
      assert.deepEqual([code, out], [0, text]);
      assert.equal(errors, "Not authenticated: nothing proves that this is what was encrypted.\n");
    });

    it("wants to be told which of several is meant, and gives all as JSON", async () => {
      const contents = [Buffer.from('"first"'), randomBytes(50)];
      const input = contents.map((each) => envelopeOf(each, payload.publicKey)).join("\n");
      const unsaid = await program.run(withApps("decrypt", undefined), { input });
      assert.deepEqual([unsaid.code, unsaid.out], [2, ""]);
      assert.match(unsaid.errors, /^There are 2 payloads in this text that open\. Say by --number/);
      const second = await program.run(withApps("decrypt", undefined, "--number", "2"), { input });
      assert.deepEqual([second.code, second.bytes], [0, contents[1]]);
      const all = await program.run(withApps("decrypt", undefined, "--json"), { input });
      assert.deepEqual(JSON.parse(all.out), [
        { app: "Payloads", authenticated: true, text: '"first"' },
        { app: "Payloads", authenticated: true, base64: contents[1]?.toString("base64") },
      ]);
    });

    it("ends with 1 where nothing opens, and writes nothing", async () => {
      for (const input of ["nothing of the kind", envelopeOf(Buffer.from(text), newKeyPair().publicKey)]) {
        const { code, out, errors } = await program.run(withApps("decrypt", undefined), { input });
        assert.deepEqual([code, out], [1, ""]);
        assert.match(errors, /^[A-Z][^\n]+\.\n$/);
      }
    });

    it("encrypts what node:crypto opens, with the app's public key alone, and says that the shape is unverified", async () => {
      const { code, out, errors } = await program.run(withApps("encrypt", "Payloads"), { input: text, secrets: null });
      assert.equal(code, 0);
      assert.match(errors, /^Encrypted for Payloads in the built-in shape .*; unverified against the platform\.\n$/);
      assert.equal(opened(JSON.parse(out) as Record<string, string>), text);
      const shared = await program.run(withApps("encrypt", "Shared"), { input: text });
      const back = await program.run(withApps("decrypt", "Shared"), { input: shared.out });
      assert.deepEqual([back.code, back.out, back.errors], [0, text, ""]);
      const without = await program.run(withApps("encrypt", "Shared"), { input: text, secrets: null });
      assert.deepEqual([without.code, without.out], [2, ""]);
      assert.match(without.errors, /^The shared key of “Shared” is not known here\. Give it as .*JWT_APPS_SECRETS/);
    });

    /** By what the built-in shape is documented to be: see builtInProfile. */
    function opened(envelope: Record<string, string>): string {
      const bytes = Object.fromEntries(
        Object.entries(envelope).map(([name, value]) => [name, Buffer.from(value, "base64")]),
      );
      const wrapped = Object.values(bytes).find(({ length }) => length === 256) ?? assert.fail();
      const padding = { key: payload.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
      const iv = Object.values(bytes).find(({ length }) => length === 12) ?? assert.fail();
      const tag = Object.values(bytes).find(({ length }) => length === 16) ?? assert.fail();
      const data = Object.values(bytes).find((each) => ![wrapped, iv, tag].includes(each)) ?? assert.fail();
      const decipher = createDecipheriv("aes-256-gcm", privateDecrypt(padding, wrapped), iv).setAuthTag(tag);
      return Buffer.concat([decipher.update(data), decipher.final()]).toString("utf8");
    }
  });

  describe("endpoints", () => {
    it("finds by words and calls, needs neither apps nor secrets, and ends with 1 where there is none", async () => {
      const bySession = await program.run(["endpoints", "get", "sessions"], { secrets: null });
      assert.deepEqual([bySession.code, bySession.errors], [0, ""]);
      assert.match(
        bySession.out,
        /^POST \/api\/public\/bot\/\{botId\}\/getSessions\tSessions History\tScope: Bot Sessions\n/,
      );
      const json = await program.run(withApps("endpoints", "HS256", "--json", "https://x.example/api/public/bots"));
      const [first] = JSON.parse(json.out) as { method: string; path: string; foundBy: string; apps: object }[];
      assert.deepEqual([first?.method, first?.path, first?.foundBy], ["GET", "/api/public/bots", "call"]);
      assert.deepEqual(Object.keys(first?.apps ?? {}), ["callable", "unpublished", "lacking", "unknown"]);
      const none = await program.run(["endpoints", "zzzzqqqq"]);
      assert.deepEqual([none.code, none.out], [1, ""]);
      assert.match(none.errors, /^No endpoint has any of these words\./);
    });

    it("colours nothing, whatever the environment says", async () => {
      for (const environment of [{ FORCE_COLOR: "3", CLICOLOR_FORCE: "1" }, { NO_COLOR: "1" }]) {
        const found = await program.run(withApps("endpoints", undefined, "getSessions"), { environment });
        const judged = await program.run(withApps("inspect", undefined, "--json"), { environment, input: "a.b.c" });
        const failed = await program.run(["endpoints", "--appps"], { environment });
        assert.deepEqual([found.code, judged.code, failed.code], [0, 1, 2]);
        for (const { out, errors } of [found, judged, failed]) assert.doesNotMatch(out + errors, /\u001b/);
      }
    });

    it("takes no secrets, which is told as such", async () => {
      const { code, errors } = await program.run(["endpoints", "--secrets-file", "secrets.json"]);
      assert.deepEqual([code, errors], [2, "The arguments can't be understood. Run it with --help to see them.\n"]);
    });

    it("ends quietly when nobody reads on", async () => {
      const child = program.spawn(["endpoints"]);
      const errors: Buffer[] = [];
      child.stderr?.on("data", (piece: Buffer) => errors.push(piece));
      child.stdout?.destroy();
      const code = await new Promise((done) => child.once("close", done));
      assert.deepEqual([code, Buffer.concat(errors).toString()], [0, ""]);
    });
  });

  describe("secrets", () => {
    const file = "secrets.json";
    const withFile = (...args: string[]) =>
      program.run([...withApps("token", "HS256", ...args), "--secrets-file", file], { secrets: null });

    before(() => writeFile(join(program.folder, file), JSON.stringify({ HS256: clientSecret }), { mode: 0o600 }));

    it("come from a file that only its owner can read, also by a link", async function () {
      if (process.platform === "win32") this.skip();
      await symlink(file, join(program.folder, "link.json"));
      for (const name of [file, "link.json"]) {
        const { code, out } = await program.run([...withApps("token", "HS256"), "--secrets-file", name], {
          secrets: null,
        });
        assert.equal(code, 0);
        assert.ok(jwt.verify(out.trim(), clientSecret));
      }
      for (const mode of [0o640, 0o604, 0o620, 0o602, 0o644, 0o666]) {
        await chmod(join(program.folder, file), mode);
        const { code, out, errors } = await withFile();
        assert.deepEqual(
          [mode, code, out, errors],
          [
            mode,
            2,
            "",
            "Other users of this machine can read or change the file with the secrets. Run chmod 600 on it.\n",
          ],
        );
      }
      for (const mode of [0o600, 0o400]) {
        await chmod(join(program.folder, file), mode);
        assert.equal((await withFile()).code, 0);
      }
    });

    it("of an app are given once, and those of others keep nobody from its own", async () => {
      const { clientId = "" } = APPS.find(({ name }) => name === "HS256") ?? {};
      const twice = JSON.stringify({ HS256: clientSecret, [clientId]: { previousClientSecret: clientSecret } });
      const refused = await program.run(withApps("token", "HS256"), { secrets: twice });
      assert.deepEqual([refused.code, refused.out], [2, ""]);
      assert.match(refused.errors, /^JWT_APPS_SECRETS names “HS256” twice\. Run it with --help/);
      const beside = JSON.stringify({ HS256: clientSecret, JTI: "****", Elsewhere: "****" });
      const { code, out, errors } = await program.run(withApps("token", "HS256"), { secrets: beside });
      assert.deepEqual([code, errors], [0, "JWT_APPS_SECRETS names an app that the file doesn't have.\n"]);
      assert.ok(jwt.verify(out.trim(), clientSecret));
    });

    it("are given in one way alone, and never by an argument", async () => {
      const both = await program.run([...withApps("token", "HS256"), "--secrets-file", file]);
      assert.deepEqual([both.code, both.out], [2, ""]);
      assert.match(
        both.errors,
        /^Secrets are given by JWT_APPS_SECRETS and by --secrets-file.* Take one of them away\.\n$/,
      );
      for (const option of ["--secret", "--client-secret", "--signing-private-key", "-key"]) {
        const { code, errors } = await program.run([...withApps("token", "HS256"), option, clientSecret]);
        assert.deepEqual([code, errors.includes(clientSecret)], [2, false]);
        assert.match(errors, /^Secrets are never taken from arguments/);
      }
      const none = await program.run(withApps("token", "HS256"), { secrets: null });
      assert.deepEqual([none.code, none.out], [2, ""]);
      assert.match(
        none.errors,
        /^The client secret of “HS256” is not known here\. Give it by JWT_APPS_SECRETS or --secrets-file/,
      );
    });
  });

  it("runs the local platform and the gateway, which end by a signal", async () => {
    const started = async (...args: string[]) => {
      const child = program.spawn([...args, "--secrets-file", "servers.json"], { secrets: null });
      let out = "";
      child.stdout?.on("data", (piece: Buffer) => (out += piece.toString()));
      const line = await seen("its address is printed", () => /^(.+)\n/.exec(out)?.[1]);
      const exited = new Promise<number | null>((done) => child.once("close", done));
      return { child, exited, url: (JSON.parse(line) as { url: string }).url };
    };
    await writeFile(join(program.folder, "servers.json"), JSON.stringify(program.secrets), { mode: 0o600 });
    const local = await started(...withApps("platform", undefined, "--quiet"));
    const served = await started(...withApps("gateway", undefined, "--quiet", "--local-platform", local.url));
    const path = "/api/public/bot/st-11111111-1111-5111-8111-111111111111/getSessions";
    const sent = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    assert.equal((await fetch(`${served.url}/local${path}`, sent)).status, 200);
    assert.equal((await fetch(`${local.url}${path}`, sent)).status, 401);
    for (const { child, exited } of [local, served]) {
      child.kill("SIGTERM");
      assert.equal(await exited, 0);
    }
  });

  it("does what the README shows, also beside a package.json that makes files ES modules", async function () {
    if (process.platform === "win32") this.skip();
    const readme = await readFile("README.md", "utf8");
    const lines = readme.split("\n").filter((line) => line.startsWith("node jwtApps.js "));
    assert.deepEqual(
      lines.map((line) => line.split(" ")[2]),
      ["token", "inspect", "encrypt", "decrypt", "endpoints"],
    );
    const app = newApp("My app", {
      enforcePayloadEncryption: true,
      payloadKey: { kind: "keyPair", ...infoOf(payload.publicKey) },
      scopes: [{ id: "xo/bot-sessions", published: true }],
    });
    const own = await CopiedProgram.with([{ app, secrets: secretsOf(app) }]);
    try {
      await writeFile(join(own.folder, "body.json"), '{"a":1}');
      await writeFile(join(own.folder, "package.json"), '{"type":"module"}');
      const env = {
        ...process.env,
        JWT_APPS_SECRETS: JSON.stringify(own.secrets),
        BOT_ID: "st-11111111-1111-5111-8111-111111111111",
      };
      const script = `set -e\n${lines.join("\n")}`;
      const { stdout } = await promisify(execFile)("sh", ["-c", script], { cwd: own.folder, env });
      assert.match(stdout, /^No check that can be made here fails\./);
      assert.equal(await readFile(join(own.folder, "plain.json"), "utf8"), '{"a":1}');
    } finally {
      await own.end();
    }
  });

  it("says with exit code 2 that its result got lost, where standard output takes none", async function () {
    if (process.platform !== "linux") this.skip();
    await writeFile(join(program.folder, "one.json"), envelopeOf(Buffer.from("{}"), payload.publicKey));
    for (const args of [withApps("token", "HS256"), withApps("decrypt", undefined, "one.json"), ["endpoints"]]) {
      const env = { ...process.env, JWT_APPS_SECRETS: JSON.stringify(program.secrets) };
      const full = ["-c", '"$0" "$@" > /dev/full', process.execPath, "jwtApps.js", ...args];
      const run = promisify(execFile)("sh", full, { cwd: program.folder, env });
      const { code, stderr } = await run.then(
        () => assert.fail(),
        (error: { code: number; stderr: string }) => error,
      );
      assert.deepEqual([code, stderr], [2, "The result can't be written to standard output: is the disk full?\n"]);
    }
  });

  it("explains itself and each command, with exit code 0", async () => {
    const commands = ["token", "inspect", "decrypt", "encrypt", "endpoints", "platform", "gateway"];
    const whole = await program.run(["--help"]);
    for (const word of [...commands, "Exit codes: 0", "JWT_APPS_SECRETS", "--secrets-file"])
      assert.ok(whole.out.includes(word), word);
    const helps = await Promise.all(commands.map((command) => program.run([command, "--help"])));
    for (const [index, { code, out, errors }] of helps.entries()) {
      assert.deepEqual([code, errors], [0, ""]);
      assert.ok(out.startsWith(`node jwtApps.js ${commands[index]} `), out);
    }
  });

  it("tells what can't be done in a sentence, with exit code 2, and nothing of what somebody wrote", async () => {
    const token = await mint("HS256");
    const all: readonly (readonly string[])[] = [
      [],
      [token],
      ["tokne"],
      ["inspect", "--unknown"],
      ["token"],
      ["token", "--apps", token],
      ["token", "--apps", "apps.json"],
      withApps("token", token),
      withApps("token", "HS256", "more", token),
      withApps("token", "HS256", "--lifetime", "soon"),
      withApps("token", "HS256", "--profile", token),
      withApps("token", "HS256", "--claims", `[${token}`),
      withApps("token", "HS256", "--claims", '{"exp":1}'),
      withApps("token", "HS256", "--claims", '{"id":12345678901234567890}'),
      withApps("token", "HS256", "--audience", "x"),
      withApps("token", "HS256", "--header", "--json"),
      withApps("decrypt", undefined, "nowhere.txt"),
      withApps("decrypt", undefined, "."),
      withApps("decrypt", undefined, "--number", "0"),
      withApps("encrypt", "HS256"),
      withApps("inspect", undefined),
      withApps("inspect", undefined, "--request", token, "-"),
      withApps("gateway", undefined, "--port", "http"),
      withApps("platform", undefined, token),
    ];
    const runs = await Promise.all(all.map((args) => program.run(args)));
    for (const [index, { code, out, errors }] of runs.entries()) {
      const args = all[index] ?? [];
      assert.deepEqual([args, code, out], [args, 2, ""]);
      assert.match(errors, /^[A-Z“-][^\n]+[.?]\n$/, args.join(" "));
      assert.ok(!errors.includes(token.slice(0, 30)), errors);
      assert.doesNotMatch(errors, / at |Error:/);
    }
  });

  it("tells of an error of its own in a line, never with its text", async () => {
    const hook = join(program.folder, "broken.cjs");
    await writeFile(hook, "crypto.subtle.importKey = () => { throw new TypeError('what it was about'); };");
    const broken = { NODE_OPTIONS: `--require=${hook}` };
    const { code, out, errors } = await program.run(withApps("token", "HS256"), { environment: broken });
    assert.deepEqual([code, out], [2, ""]);
    assert.match(errors, /^That is an error of this program itself: TypeError(?:, [\w.]+:\d+:\d+)?\.\n$/);
  });

  it("leaves no secret in what it prints, in its environment, or on the disk", async () => {
    const token = await mint("HS256");
    const plaintext = `{"secret of the answer":"${randomBytes(20).toString("hex")}"}`;
    const sought: Sought[] = [
      { name: "the client secret", text: clientSecret },
      { name: "the signing key", text: signing.privateKey },
      { name: "the payload key", text: payload.privateKey },
      { name: "the shared key", text: sharedKey },
    ];
    const envelope = envelopeOf(Buffer.from(plaintext), payload.publicKey);
    const look = join(program.folder, "environment.cjs");
    await writeFile(look, "process.once('exit', () => console.error('variables', 'JWT_APPS_SECRETS' in process.env));");
    const runs = [
      await program.run(withApps("token", "RS256", "--json"), { environment: { NODE_OPTIONS: `--require=${look}` } }),
      await program.run(withApps("inspect", undefined), { input: token }),
      await program.run(withApps("inspect", undefined, "--json"), { input: `${token}x` }),
      await program.run(withApps("decrypt", undefined, "--report"), { input: `${envelope}${envelope}`.slice(0, -40) }),
      await program.run(withApps("decrypt", "Shared", "--report"), { input: envelope }),
      await program.run(withApps("encrypt", "Shared"), { input: plaintext }),
      await program.run(withApps("token", "HS256"), { secrets: `{"HS256": "${clientSecret}"` }),
      await program.run(withApps("token", "HS256"), { secrets: JSON.stringify({ [clientSecret]: "HS256" }) }),
      await program.run(withApps("token", "HS256"), {
        secrets: JSON.stringify({ HS256: { clientSecert: clientSecret } }),
      }),
      await program.run(withApps("token", "HS256"), { secrets: JSON.stringify({ HS256: [clientSecret] }) }),
      await program.run(withApps("token", "RS256"), {
        secrets: JSON.stringify({ RS256: { signingPrivateKey: signing.privateKey.replace("A", "?") } }),
      }),
      await program.run([...withApps("token", "HS256"), "--secrets-file", JSON.stringify(program.secrets)], {
        secrets: null,
      }),
    ];
    assert.match(runs[0]?.errors ?? "", /^variables false\n$/);
    for (const [index, { out, errors }] of runs.entries()) {
      assert.deepEqual(searchText(`run ${index}`, `${out}${errors}`, sought), []);
      const texts = [{ name: "decrypted text", text: plaintext }];
      assert.deepEqual(searchText(`run ${index}`, errors, [...texts, { name: "the token", text: token }]), []);
    }
    await until(async () => (await readdir(program.folder)).includes("apps.json"), "the folder is there");
    const isOwn = (path: string) => ["secrets.json", "link.json", "servers.json"].includes(path);
    assert.deepEqual(searchFolder(program.folder, sought, isOwn), []);
    assert.ok((await readFile(join(program.folder, "apps.json"), "utf8")).includes("HS256"));
  });
});
