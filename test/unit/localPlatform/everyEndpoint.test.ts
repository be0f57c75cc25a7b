import assert from "node:assert/strict";
import type { CreatedIn } from "../../../src/domain/scopes/scope";
import { callsOf } from "../../../src/domain/scopes/catalogue";
import { callerOf, type EndpointCall, EndpointCalls, inOrder, names, ONCE, shownAnswers } from "./endpointCalls";
import { type Running, SECRET, startPlatform } from "./runningPlatform";

/** Apps that can call whatever their level can. */
const CALLERS = (["xo", "admin", "tables"] as const).map((level, index) => callerOf(level, index + 1));

describe("every endpoint of the local platform", () => {
  let running: Running;
  const tokens = new Map<CreatedIn, string>();
  const calls = new EndpointCalls();

  before(async () => {
    running = await startPlatform(CALLERS.map((app) => ({ app, secrets: { clientSecret: SECRET } })));
    for (const app of CALLERS) tokens.set(app.createdIn, await running.mint(app));
    calls.uploaded((await send(calls.upload, "admin")).json);
  });
  after(() => running.close());

  const send = ({ method, path, headers, body }: EndpointCall, level: CreatedIn) =>
    running.send(`${method} ${path}`, { ...headers, auth: tokens.get(level) ?? "" }, body);

  it("gives the answer that its row shows, with every placeholder filled, at each of its levels", async () => {
    let served = 0;
    for (const endpoint of inOrder()) {
      const { id, answerStatus = 200, answer, answerText } = endpoint;
      const levels = Object.keys(endpoint.access) as CreatedIn[];
      for (const level of levels.slice(0, ONCE.includes(id) ? 1 : undefined)) {
        const got = await send(calls.of(endpoint), level);
        assert.deepEqual([id, got.status], [id, answerStatus], got.text);
        assert.doesNotMatch(got.text, /\{[\w.-]+\}/, id);
        served++;
        const shown = shownAnswers(endpoint, level);
        if (!shown) continue;
        assert.ok(
          shown.some((one) => JSON.stringify(names(one)) === JSON.stringify(names(got.json ?? got.text))),
          `${id}: ${got.text}`,
        );
        const [note] = String(got.headers["x-local-platform"]).split(", ");
        assert.equal(
          note,
          shown.length === 1 && answer === undefined && answerText === undefined ? "no-sample" : "sample",
          id,
        );
        calls.learn(endpoint, got.json);
      }
    }
    assert.ok(served > 330, `${served} calls were served`);
  });

  it("is served by every other call that pages give for it", async () => {
    for (const endpoint of inOrder().filter(({ id }) => !ONCE.includes(id))) {
      for (const [method, path] of callsOf(endpoint).slice(1)) {
        const [level = "xo"] = Object.keys(endpoint.access) as CreatedIn[];
        const { status, text } = await send(calls.of(endpoint, method, path), level);
        assert.deepEqual([endpoint.id, path, Math.trunc(status / 100)], [endpoint.id, path, 2], text);
        assert.doesNotMatch(text, /\{[\w.-]+\}/, endpoint.id);
      }
    }
  });
});
