import { strict as assert } from "node:assert";
import { AppSecrets } from "../../../../src/domain/apps/appSecrets";
import type { ImportedPrivateKey } from "../../../../src/domain/keys/rsaKeys";
import { ADVICE } from "../../../../src/domain/tokens/verify/advice";
import { likelyCauses } from "../../../../src/domain/tokens/verify/likelyCauses";
import { CHECK_IDS } from "../../../../src/domain/tokens/verify/check";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../../keys/sampleKeys";
import { rulesOf } from "./ruleCases";
import { BOT_ID, check, find, request, sampleApp, SECRET, signed } from "./samples";

describe("each rule of the platform", () => {
  let platform: ImportedPrivateKey;
  let other: ImportedPrivateKey;

  before(async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    [platform, other] = await Promise.all([sampleKeyPair("platform"), sampleKeyPair("other")]);
  });

  const rules = rulesOf(() => ({ platform, other }));

  for (const { id, passes, fails, answer } of rules) {
    it(`${id}: lets in what keeps it`, async () => {
      const verdict = await check(await passes());
      assert.equal(find(verdict, id)?.outcome, "passed");
      assert.equal(verdict.decidedBy, undefined);
      assert.deepEqual(verdict.answer, { status: 200, body: {}, certainty: "unverified" });
    });

    it(`${id}: refuses what breaks it, in the platform's words`, async () => {
      const verdict = await check(await fails());
      assert.equal(verdict.decidedBy?.id, id);
      const [certainty, status, msg, code] = answer;
      assert.deepEqual(verdict.answer, { certainty, status, body: { errors: [{ msg, code }] } });
    });
  }

  for (const { id, fails } of rules) {
    it(`${id}: is the first cause of its own answer`, async () => {
      const verdict = await check(await fails());
      const [error] = (verdict.answer.body as { errors: { msg: string }[] }).errors;
      const { message, causes } = find(verdict, id) ?? assert.fail();
      const [first] = likelyCauses(error?.msg ?? "", verdict.checks);
      assert.deepEqual(
        [first?.state, first?.message, first?.details],
        ["found", message, causes.map((cause) => cause.message)],
      );
      assert.deepEqual([first?.fix, first?.action], [ADVICE[id].fix, ADVICE[id].action]);
    });
  }

  it("has a row for every check but two that never refuse", () => {
    assert.deepEqual(
      CHECK_IDS.filter((id) => !rules.some((rule) => rule.id === id)),
      ["endpoint", "payloadSupport"],
    );
  });

  it("lists checks in the order in which they decide, and the first that failed decides", async () => {
    for (const { passes, fails } of rules) {
      for (const verdict of [await check(await passes()), await check(await fails())]) {
        const order = verdict.checks.map(({ id }) => CHECK_IDS.indexOf(id));
        assert.deepEqual(
          order,
          [...new Set(order)].sort((a, b) => a - b),
        );
        assert.equal(
          verdict.decidedBy,
          verdict.checks.find(({ outcome }) => outcome === "failed"),
        );
      }
    }
  });

  it("names no app's secrets but those of the one that the token names", async () => {
    const asked: string[] = [];
    const apps = [sampleApp(), sampleApp({ id: "other", clientId: "cs-other", name: "Other" })];
    const verdict = await check({
      apps,
      request: request(signed()),
      secretsOf: async ({ id }) => (asked.push(id), new AppSecrets({ clientSecret: SECRET })),
    });
    assert.equal(verdict.decidedBy, undefined);
    assert.deepEqual(asked, [sampleApp().id]);
    assert.equal(verdict.endpoint?.params["botId"], BOT_ID);
  });
});
