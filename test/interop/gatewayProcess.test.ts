import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { AppSecretValues } from "../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { searchFolder, searchText } from "../journey/leakSearch";
import { sampleApp } from "../unit/apps/sampleApp";
import { testCertificate } from "../unit/gateway/testCertificate";
import { until } from "../until";
import { envelopeOf } from "./envelopeOf";
import { type Program, Programs } from "./programs";

const clientSecret = randomBytes(32).toString("base64");

// What only a process of its own shows: its streams, its environment, its exit code, and when it stops.
describe("the gateway as a process", () => {
  let upstream: Upstream;
  let programs: Programs | undefined;
  beforeEach(async () => {
    upstream = await Upstream.listen();
  });
  afterEach(async () => {
    await programs?.end();
    await upstream.close();
  });

  const start = async (changes: Partial<JwtApp> = {}, secrets: AppSecretValues = {}, ...args: string[]) => {
    const app = sampleApp({ name: "Order Bot", slug: "order-bot", host: `localhost:${upstream.port}`, ...changes });
    programs = await Programs.with([{ app, secrets: { clientSecret, ...secrets } }]);
    return programs.start("gateway", args);
  };

  it("prints its address with a key of its own in each run, and each app's address without it", async () => {
    const first = await start();
    assert.match(first.url, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}$/);
    assert.equal((await fetch(`${first.url}/order-bot/api/public/bots`)).status, 200);
    const origin = first.url.slice(0, -23);
    const line = `“Order Bot” has the address ${origin}/<key>/order-bot`;
    await until(() => first.errors.includes(line), "the app's address is told");
    const second = await programs?.start("gateway", ["--quiet"]);
    assert.notEqual(second?.url.slice(-22), first.url.slice(-22));
    assert.deepEqual([first.out.length, second?.out.length, second?.errors], [1, 1, []]);
    const key = first.url.slice(-22);
    assert.equal((await fetch(`${origin}/${"x".repeat(22)}/order-bot/api/public/bots`)).status, 404);
    assert.ok(!first.errors.join("\n").includes(key));
  });

  it("keeps its connections to the platform", async () => {
    const { url } = await start();
    for (let time = 0; time < 5; time++) {
      const response = await fetch(`${url}/order-bot/api/public/bots`);
      assert.deepEqual([response.status, await response.text()], [200, '{"ok":true}']);
    }
    assert.equal(upstream.connections, 1);
    assert.equal(new Set(upstream.tokens).size, 1, "a token without JTI is used again");
  });

  it("serves on when nobody reads its lines any more", async () => {
    const { child, url, exited } = await start();
    child.stdout?.destroy();
    child.stderr?.destroy();
    for (let time = 0; time < 3; time++) assert.equal((await fetch(`${url}/order-bot/api/public/bots`)).status, 200);
    child.kill("SIGTERM");
    assert.equal(await exited, 0);
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const)
    it(`answers what is under way with what comes, or with 503, and ends within a second after ${signal}`, async function () {
      // A second is a matter of the machine, too: that it can is what counts, and what is too slow never does.
      this.retries(10);
      const { child, url, exited } = await start();
      const [soon, never] = ["soon", "never"].map((how) => fetch(`${url}/order-bot/${how}`));
      await until(() => upstream.waiting.size === 2, "both requests are under way");
      const told = performance.now();
      child.kill(signal);
      await until(() => refused(url), "it takes no more");
      upstream.waiting.get("/soon")?.end('{"late":true}');
      assert.deepEqual([(await soon)?.status, await (await soon)?.text()], [200, '{"late":true}']);
      assert.equal((await never)?.status, 503);
      assert.equal(await exited, 0);
      assert.ok(performance.now() - told < 1_000, `it took ${performance.now() - told} ms`);
    });

  it("says in a sentence on standard error why it doesn't start, and exits with 1", async () => {
    const { url } = await start();
    const { port } = new URL(url);
    const again = programs?.run("gateway", ["--port", port]);
    assert.equal(await again?.exited, 1);
    const [line, ...more] = again?.errors ?? [];
    assert.match(line ?? "", new RegExp(`^Port ${port} on this machine is in use by another program\\.`));
    assert.deepEqual([more, again?.out], [[], []]);
  });

  it("explains itself, and loads nothing of VS Code for that", async () => {
    await start();
    const help = programs?.run("gateway", ["--help"], { JWT_APPS_SECRETS: "" });
    assert.deepEqual([await help?.exited, help?.errors], [0, []]);
    assert.match(help?.out.join("\n") ?? "", /^node gateway\.js --apps apps\.json/);
  });

  it("does what the README shows in a section of at most 25 lines", async function () {
    if (process.platform === "win32") this.skip();
    const readme = await readFile("README.md", "utf8");
    const [, section = ""] = /\n## Without copying tokens\n([^]*?)\n## /.exec(readme) ?? [];
    assert.ok(section.trim().split("\n").length <= 25);
    const [, secrets = "", args = ""] =
      /^JWT_APPS_SECRETS='(.+)' node dist\/gateway\.js (.+?) +# first line: \{"url":/m.exec(section) ?? [];
    await start();
    const { url = "" } =
      // `start` says where the apps are.
      (await programs?.start("gateway", args.replace("--apps apps.json ", "").replace("8788", "0").split(" "), {
        JWT_APPS_SECRETS: secrets.replace("<client secret>", clientSecret),
      })) ?? {};
    const [line = ""] = /^curl .+$/m.exec(section) ?? [];
    const env = { ...process.env, BOT_ID: "st-1" };
    const { stdout } = await promisify(execFile)("sh", ["-c", line.replace("http://127.0.0.1:8788/<key>", url)], {
      env,
    });
    assert.equal(stdout, '{"ok":true}');
    assert.deepEqual(upstream.got, ["POST /api/public/bot/st-1/getSessions application/json"]);
  });

  it("has no secret in its environment any more", async () => {
    await start();
    const script = join(programs?.folder ?? "", "environment.cjs");
    const look = "process.once('exit', () => console.error('variables', 'JWT_APPS_SECRETS' in process.env));";
    await writeFile(script, look);
    const help = programs?.run("gateway", ["--help"], { NODE_OPTIONS: `--require=${script}` });
    await help?.exited;
    assert.deepEqual(help?.errors, ["variables false"]);
  });

  it("writes no secret, token, key, value of a query, body or decrypted text anywhere", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const plaintext = `{"secret of the answer":"${randomBytes(20).toString("hex")}"}`;
    upstream.envelope = envelopeOf(plaintext, publicKey);
    const program = await start(
      {
        enforceJti: true,
        enforcePayloadEncryption: true,
        payloadKey: { kind: "keyPair", publicKey, fingerprint: "SHA256:test", bits: 2048 },
      },
      { payloadPrivateKey: privateKey },
    );
    const base = `${program.url}/order-bot`;
    const query = randomBytes(20).toString("hex");
    const body = JSON.stringify({ sent: randomBytes(20).toString("hex") });
    const own = randomBytes(30).toString("base64url");
    const opened = await fetch(`${base}/encrypted?q=${query}`, { method: "POST", headers: { auth: own }, body });
    assert.deepEqual([opened.status, await opened.text()], [200, plaintext]);
    for (const path of [`/refused?q=${query}`, `/broken?q=${query}`, `/${own}`, `/%E0%A4%A?${query}`])
      await fetch(`${base}${path}`, { headers: { authorization: `bearer ${own}` } }).then((one) => one.text());
    await fetch(`${program.url.slice(0, -22)}${own.slice(0, 22)}/order-bot/x`).then((one) => one.text());
    program.child.kill("SIGTERM");
    await program.exited;
    assert.ok(upstream.tokens.length >= 4 && program.errors.length >= 6, program.errors.join("\n"));
    const sought = [
      ...upstream.tokens.map((text, index) => ({ name: `token ${index}`, text })),
      { name: "the client secret", text: clientSecret },
      { name: "the payload key", text: privateKey },
      { name: "the key of the address", text: program.url.slice(-22) },
      { name: "the answer's text", text: plaintext },
      { name: "the query's value", text: query },
      { name: "the request's body", text: body },
      { name: "the client's own token", text: own },
    ];
    const written = [...program.out.slice(1), ...program.errors].join("\n");
    assert.deepEqual(searchText("its lines", written, sought), []);
    assert.deepEqual(searchFolder(programs?.folder ?? "", sought), []);
  });
});

describe("the gateway behind a proxy", () => {
  const HOST = "platform.test";
  let platform: Server;
  let proxy: ConnectProxy;
  let programs: Programs;
  let ca: string;
  before(async () => {
    const { key, cert } = testCertificate(HOST);
    platform = createTlsServer({ key, cert }, (_, response) => response.end('{"ok":true}'));
    await new Promise<void>((done) => platform.listen(0, "127.0.0.1", done));
    const app = sampleApp({ name: "Order Bot", slug: "order-bot", host: HOST });
    programs = await Programs.with([{ app, secrets: { clientSecret } }]);
    ca = join(programs.folder, "ca.pem");
    await writeFile(ca, cert);
  });
  after(async () => {
    await programs.end();
    platform.closeAllConnections();
    platform.close();
  });
  beforeEach(async () => {
    proxy = await ConnectProxy.to((platform.address() as AddressInfo).port);
  });
  afterEach(() => proxy.close());

  const start = (environment: NodeJS.ProcessEnv) => {
    const none = Object.fromEntries(PROXY_VARIABLES.map((name) => [name, ""]));
    return programs.start("gateway", [], { ...none, NODE_EXTRA_CA_CERTS: ca, ...environment });
  };
  const ask = async ({ url }: Program) => {
    const response = await fetch(`${url}/order-bot/api/public/bots`);
    return [response.status, await response.text()] as const;
  };

  for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
    it(`goes through what ${name} names, by one connection for several requests`, async () => {
      const program = await start({ [name]: `http://127.0.0.1:${proxy.port}` });
      for (let time = 0; time < 3; time++) assert.deepEqual(await ask(program), [200, '{"ok":true}']);
      assert.deepEqual(proxy.asked, [{ target: `${HOST}:443`, authorization: undefined }]);
    });

  it("takes a proxy without a scheme for one that is reached by http, as curl does", async () => {
    assert.deepEqual(await ask(await start({ HTTPS_PROXY: `127.0.0.1:${proxy.port}` })), [200, '{"ok":true}']);
  });

  it("tells the proxy its name and password, and nobody else", async () => {
    const password = `p:${randomBytes(12).toString("hex")}`;
    const address = `http://jane:${encodeURIComponent(password)}@127.0.0.1:${proxy.port}`;
    const program = await start({ HTTPS_PROXY: address, DEBUG: "*" });
    assert.deepEqual(await ask(program), [200, '{"ok":true}']);
    proxy.status = 407;
    const refusing = await start({ HTTPS_PROXY: address, DEBUG: "*" });
    assert.equal((await ask(refusing))[0], 502);
    const basic = `Basic ${Buffer.from(`jane:${password}`).toString("base64")}`;
    assert.deepEqual(
      proxy.asked.map(({ authorization }) => authorization),
      [basic, basic],
    );
    const written = [...program.errors, ...refusing.errors].join("\n");
    assert.ok(written.length > 0);
    assert.deepEqual(searchText("its lines", written, [{ name: "the password", text: password }]), []);
  });

  it("answers 502 with a sentence of its own where the proxy refuses, and passes nothing of the proxy's answer on", async () => {
    proxy.status = 403;
    const [status, text] = await ask(await start({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }));
    assert.equal(status, 502);
    assert.match(text, /The proxy does not connect to platform\.test/);
    assert.doesNotMatch(text, /page of the proxy/);
  });

  for (const [name, value] of [
    ["NO_PROXY", HOST],
    ["no_proxy", ".test"],
    ["NO_PROXY", "*"],
  ] as const)
    it(`goes without a proxy where ${name} is ${value}`, async () => {
      const program = await start({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, [name]: value });
      // Nobody knows the name here.
      assert.equal((await ask(program))[0], 502);
      assert.deepEqual(proxy.asked, []);
    });

  it("doesn't start with a proxy that it can't use, and doesn't show its address", async () => {
    const none = Object.fromEntries(PROXY_VARIABLES.map((name) => [name, ""]));
    const secret = randomBytes(12).toString("hex");
    for (const address of [`socks5://jane:${secret}@127.0.0.1:1080`, `http://${secret}:x:y/`]) {
      const { exited, errors } = programs.run("gateway", [], { ...none, HTTPS_PROXY: address });
      assert.equal(await exited, 1);
      assert.match(
        errors.at(-1) ?? "",
        /^The proxy that the environment names for platform\.test is none that can be used\./,
      );
      assert.deepEqual(searchText("its lines", errors.join("\n"), [{ name: "its password", text: secret }]), []);
    }
  });

  it("refuses a certificate that nobody vouches for", async () => {
    const program = await start({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NODE_EXTRA_CA_CERTS: "" });
    const [status, text] = await ask(program);
    assert.equal(status, 502);
    assert.match(text, /certificate/);
  });
});

const PROXY_VARIABLES = ["http", "https", "all", "no"].flatMap((kind) => [
  `${kind}_proxy`,
  `${kind}_proxy`.toUpperCase(),
]);

/** Stands in for the platform: what the gateway sends, and answers of each kind. */
class Upstream {
  readonly tokens: string[] = [];
  /** Method, path and type of each request that was answered. */
  readonly got: string[] = [];
  readonly waiting = new Map<string, ServerResponse>();
  connections = 0;
  envelope = "";
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on("connection", () => this.connections++);
  }

  static async listen(): Promise<Upstream> {
    const upstream = new Upstream();
    await new Promise<void>((done) => upstream.#server.listen(0, "127.0.0.1", done));
    return upstream;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { auth } = request.headers;
    if (typeof auth === "string") this.tokens.push(auth);
    const { pathname } = new URL(request.url ?? "", "http://upstream");
    if (pathname === "/soon" || pathname === "/never") return void this.waiting.set(pathname, response);
    if (pathname === "/broken") return void response.socket?.destroy();
    request.resume();
    this.got.push(`${request.method} ${pathname} ${request.headers["content-type"]}`);
    response.setHeader("content-type", "application/json");
    if (pathname === "/encrypted") return void response.end(this.envelope);
    if (pathname === "/refused")
      return void response.writeHead(401).end('{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}');
    response.end('{"ok":true}');
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** A proxy that connects every name to one port of this machine, or refuses. */
class ConnectProxy {
  readonly asked: { readonly target: string | undefined; readonly authorization: string | undefined }[] = [];
  status = 200;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#server = createServer();
    this.#server.on("connect", (request: IncomingMessage, socket: Socket) => {
      this.asked.push({ target: request.url, authorization: request.headers["proxy-authorization"] });
      const keep = (one: Socket) => this.#sockets.add(one.on("error", () => undefined));
      keep(socket);
      if (this.status !== 200) {
        socket.end(`HTTP/1.1 ${this.status} Refused\r\ncontent-length: 17\r\n\r\npage of the proxy`);
        return;
      }
      const onward = connect(target, "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
      keep(onward).add(onward);
      onward.pipe(socket).pipe(onward);
    });
  }

  static async to(target: number): Promise<ConnectProxy> {
    const proxy = new ConnectProxy(target);
    await new Promise<void>((done) => proxy.#server.listen(0, "127.0.0.1", done));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** Whether nobody listens there any more. */
function refused(url: string): Promise<boolean> {
  return new Promise((done) => {
    const request = httpRequest(url, (response) => {
      response.resume();
      done(false);
    });
    request.on("error", () => done(true)).end();
  });
}
