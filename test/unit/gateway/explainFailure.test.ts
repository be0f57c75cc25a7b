import assert from "node:assert/strict";
import jwt from "jsonwebtoken";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { fill } from "../../../src/domain/errors";
import { likelyCausesOf, MAX_EXPLAINED } from "../../../src/gateway/explainFailure";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { sampleApp } from "../apps/sampleApp";

const SECRET = "A secret of more than 32 characters, as it is.";
const NOW = 1_900_000_000;
const path = "/api/public/bot/st-11111111-1111-5111-8111-111111111111/getSessions?token=secret";

async function causes(
  answer: string | Uint8Array,
  {
    status = 401,
    secret = SECRET,
    claims = {},
    app = sampleApp(),
  }: { status?: number; secret?: string; claims?: object; app?: JwtApp } = {},
): Promise<string[]> {
  const auth = jwt.sign({ appId: app.clientId, sub: "1", iat: NOW - 10, exp: NOW + 100, ...claims }, secret);
  const found = await likelyCausesOf(
    app,
    { method: "POST", path, headers: { auth, "content-type": "application/json" }, body: Buffer.from("{}") },
    status,
    Buffer.from(answer as string),
    {
      secretsOf: async () => new AppSecrets({ clientSecret: SECRET }),
      payloads: nodePayloadPorts,
      clock: () => 1_000 * NOW,
    },
  );
  return found.map(({ template, args }) => fill(template, args));
}

describe("why the platform refused a request of the gateway", () => {
  it("is said with what is known to be wrong first", async () => {
    const app = sampleApp({ scopes: [] });
    const [first, ...others] = await causes('{"errors":[{"msg":"Scope is incorrect","code":4003}]}', { app });
    assert.match(first ?? "", /scope/i);
    assert.ok(others.length > 0);
    const signed = await causes('{"errors":[{"msg":"INVALID TOKEN"}]}', { secret: `${SECRET} another` });
    assert.match(signed[0] ?? "", /signature|signed/i);
    const expired = await causes("Unauthorized", { claims: { exp: NOW - 1 } });
    assert.ok(
      expired.some((sentence) => /expired|exp/i.test(sentence)),
      expired.join("\n"),
    );
  });

  it("is said of words that nobody knows, too", async () => {
    for (const answer of ['{"error":"Nope"}', "<html>Bad Gateway</html>", "", "[", '{"errors":[{"msg":null}]}'])
      assert.ok(Array.isArray(await causes(answer, { status: 403 })));
  });

  it("holds nothing secret and nothing of the answer", async () => {
    const secret = `${SECRET} another`;
    const said = (await causes('{"errors":[{"msg":"top-secret-words"}]}', { secret })).join("\n");
    for (const word of ["top-secret", SECRET, "eyJ", "token=secret"]) assert.ok(!said.includes(word), word);
  });

  it("is nothing where there is no error, no text, or too much of it", async () => {
    assert.deepEqual(await causes("{}", { status: 200 }), []);
    assert.deepEqual(await causes("{}", { status: 302 }), []);
    assert.deepEqual(await causes(Buffer.from([0xff, 0xfe])), []);
    assert.deepEqual(await causes("x".repeat(MAX_EXPLAINED + 1)), []);
  });
});
