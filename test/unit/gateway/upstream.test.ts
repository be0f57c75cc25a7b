import assert from "node:assert/strict";
import { Agent as TlsAgent } from "node:https";
import { connect } from "node:net";
import { upstreamOf } from "../../../src/gateway/upstream";
import { sampleApp } from "../apps/sampleApp";
import { appAt, type GatewayWishes, startGateway, startUpstream } from "./runningGateway";
import { testCertificate } from "./testCertificate";

const LOCAL = "http://127.0.0.1:8787";

describe("where the gateway's requests go", () => {
  it("is the app's host, by https but to this computer", () => {
    for (const [host, url] of [
      ["platform.kore.ai", "https://platform.kore.ai"],
      ["platform.kore.ai:8443", "https://platform.kore.ai:8443"],
      ["localhost:3000", "http://localhost:3000"],
      ["127.0.0.1:3000", "http://127.0.0.1:3000"],
      ["127.1.2.3", "http://127.1.2.3"],
      ["[::1]:3000", "http://[::1]:3000"],
      ["localhost.evil.example", "https://localhost.evil.example"],
      ["127.0.0.1.evil.example", "https://127.0.0.1.evil.example"],
      ["10.0.0.1", "https://10.0.0.1"],
    ] as const)
      assert.equal(upstreamOf(sampleApp({ host }), LOCAL).origin, url, host);
  });

  it("is the local platform's address where it runs, for apps that were generated for it", () => {
    const generated = (host?: string) => sampleApp({ credentials: "generated", ...(host && { host }) });
    assert.equal(upstreamOf(generated(), LOCAL).origin, LOCAL);
    // Something else may listen on the same port of another of this computer's addresses.
    assert.equal(upstreamOf(generated("localhost:8787"), LOCAL).origin, LOCAL);
    assert.equal(upstreamOf(generated("localhost:9999"), LOCAL).origin, "http://localhost:9999");
    assert.equal(upstreamOf(generated("localhost:8787"), undefined).origin, "http://localhost:8787");
    assert.equal(upstreamOf(generated("platform.kore.ai"), LOCAL).origin, "https://platform.kore.ai");
    assert.throws(() => upstreamOf(generated(), undefined), { code: "no-local-platform" });
  });

  it("is nowhere without a host, or with one that is none", () => {
    for (const host of [
      undefined,
      "",
      "a b",
      "user@evil.example",
      "evil.example/x",
      "evil.example\\@x",
      "127.0.0.1:0",
      "127.999.0.1",
    ])
      assert.throws(
        () => upstreamOf(sampleApp({ ...(host !== undefined && { host }) }), LOCAL),
        { code: "no-upstream-host" },
        host,
      );
  });
});

describe("the gateway's upstream by https", () => {
  const trusted = testCertificate("platform.example");
  let upstream: Awaited<ReturnType<typeof startUpstream>>;
  before(async () => {
    upstream = await startUpstream(undefined, trusted);
  });
  after(() => upstream.close());
  beforeEach(() => {
    upstream.got.length = 0;
  });

  /** As if the name were this computer's, which no name of the public is. */
  const found = { lookup: lookupHere };
  const ask = async (host: string, wishes: GatewayWishes = {}) => {
    const running = await startGateway([appAt(0, { host: `${host}:${upstream.port}` })], wishes);
    const answer = await running.send("GET /api/public/bots");
    await running.close();
    return { ...answer, lines: running.lines(), problems: running.problems };
  };

  it("is asked by its name, which its certificate has to have", async () => {
    const agentFor = () => new TlsAgent({ ...found, ca: trusted.cert });
    const right = await ask("platform.example", { agentFor });
    assert.deepEqual([right.status, upstream.got.length], [200, 1]);
    assert.equal(upstream.got[0]?.headers.host, `platform.example:${upstream.port}`);
    const other = await ask("other.example", { agentFor });
    assert.equal(other.status, 502);
    assert.match(other.text, /The certificate of other\.example:\d+ was not accepted/);
    assert.equal(upstream.got.length, 1);
  });

  it("gets nothing, not even where the environment says that certificates don't matter", async () => {
    const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env;
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      for (const [host, wishes] of [
        ["platform.example", { agentFor: () => new TlsAgent(found) }],
        // An address of this computer that isn't taken for one.
        ["0.0.0.0", {}],
      ] as const) {
        const answer = await ask(host, wishes);
        assert.equal(answer.status, 502, host);
        assert.match(answer.text, /was not accepted \(DEPTH_ZERO_SELF_SIGNED_CERT\); nothing was sent/);
        assert.equal(answer.headers["x-jwt-apps-gateway"], "own-answer");
      }
      assert.deepEqual(upstream.got, []);
    } finally {
      if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
    }
  });

  it("is asked by no agent that takes any certificate", async () => {
    const answer = await ask("platform.example", {
      agentFor: () => new TlsAgent({ ...found, rejectUnauthorized: false }),
    });
    assert.equal(answer.status, 500);
    assert.equal(answer.problems.length, 1);
    assert.deepEqual(upstream.got, []);
  });

  it("is sent nothing, and believed nothing, where an agent comes with a connection without TLS", async () => {
    const plain = await startUpstream();
    const agentFor = () => Object.assign(new TlsAgent(), { createConnection: () => connect(plain.port, "127.0.0.1") });
    const answer = await ask("platform.example", { agentFor });
    await plain.close();
    assert.equal(answer.status, 502);
    assert.match(answer.text, /The proxy does not connect to platform\.example:\d+; nothing was sent/);
    assert.deepEqual([plain.got, upstream.got], [[], []]);
  });

  it("that speaks none is said to", async () => {
    const plain = await startUpstream();
    const running = await startGateway([appAt(0, { host: `0.0.0.0:${plain.port}` })]);
    const answer = await running.send("GET /api/public/bots");
    await Promise.all([running.close(), plain.close()]);
    assert.equal(answer.status, 502);
    assert.match(answer.text, /speaks no TLS that is accepted here/);
    assert.deepEqual(plain.got, []);
  });
});

function lookupHere(
  _name: string,
  options: { readonly all?: boolean },
  done: (error: null, address: string | { address: string; family: number }[], family?: number) => void,
): void {
  if (options.all) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
}
