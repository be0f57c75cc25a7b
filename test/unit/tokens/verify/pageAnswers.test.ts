import assert from "node:assert/strict";
import { type Endpoint, endpointById } from "../../../../src/domain/scopes/catalogue";
import { type Answer, type CheckId, failed, passed } from "../../../../src/domain/tokens/verify/check";
import { withPageAnswers } from "../../../../src/domain/tokens/verify/pageAnswers";
import { REPLAY, unverified } from "../../../../src/domain/tokens/verify/platformAnswers";
import { say } from "../../../../src/domain/text/sentence";

const WHY = say("Why.");

describe("the answers of an endpoint's own page", () => {
  const unauthorized = { status: 401, body: { errors: [{ msg: "Unauthorized", code: 401 }] }, certainty: "inferred" };

  it("take the place of what nobody knows of an expired token, for all APIs of the chunks' page", () => {
    for (const id of ["delete-chunks-by-id", "get-chunks-by-condition", "update-chunks"])
      for (const check of ["token", "format", "app", "signature", "exp", "jti"] as const)
        assert.deepEqual(answerTo(check, id), unauthorized, `${id}: ${check}`);
  });

  it("are inferred where the page leaves out the status or the form of its words, and else documented", () => {
    assert.deepEqual(answerTo("bot", "hooks-for-internal-transfers"), {
      status: 400,
      body: {
        code: 400,
        message:
          "Linked bot details couldn't be found. Please verify that the botId provided in the request body is correct.",
      },
      certainty: "documented",
    });
    assert.deepEqual(answerTo("scope", "change-the-default-language"), {
      status: 401,
      body: { errors: [{ message: "Permission denied. Scope is incorrect!", code: 4002 }] },
      certainty: "inferred",
    });
  });

  it("leave alone other checks, other pages, and what is documented for all APIs", () => {
    const usual = unverified(WHY);
    assert.deepEqual(answerTo("scope", "update-chunks"), usual);
    for (const id of ["sessions-history", "advance-search-v2", "change-the-default-language"])
      assert.deepEqual(answerTo("exp", id), usual, id);
    assert.deepEqual(answerTo("jti", "update-chunks", REPLAY), REPLAY);
    const checks = [passed("exp", "not-expired", WHY)];
    assert.equal(withPageAnswers(checks, row("update-chunks")), checks);
    assert.equal(withPageAnswers(checks, undefined), checks);
  });
});

function answerTo(id: CheckId, endpoint: string, usual: Answer = unverified(WHY)): Answer | undefined {
  return withPageAnswers([failed(id, "some-reason", WHY, usual)], row(endpoint))[0]?.answer;
}

function row(id: string): Endpoint {
  return endpointById(id) ?? assert.fail(id);
}
