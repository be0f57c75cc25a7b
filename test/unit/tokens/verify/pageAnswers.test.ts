import assert from "node:assert/strict";
import { type Endpoint, endpointById } from "../../../../src/domain/scopes/catalogue";
import type { DocumentedError, JsonValue } from "../../../../src/domain/scopes/endpointRow";
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

  it("are inferred where the page leaves out the status or the form of its words", () => {
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
    assert.equal(withPageAnswers(checks, [row("update-chunks")]), checks);
    const failing = [failed("exp", "some-reason", WHY, usual)];
    assert.equal(withPageAnswers(failing, []), failing);
  });

  it("leave alone the bot in a path where the page speaks of that in the body", () => {
    const observed: Answer = { status: 401, body: { errors: [] }, certainty: "observed" };
    for (const id of ["hooks-for-internal-transfers", "webhook-for-conversation-events"])
      assert.deepEqual(answerTo("bot", id, observed), observed, id);
  });

  it("are those that all pages have of the endpoints that a request may be for, as surely as the least sure", () => {
    const { page: _page, ...withoutPage } = row("sessions-history");
    const refuses = (body: JsonValue, status?: number): DocumentedError => ({
      id: "lacks-scope",
      when: "It lacks the scope.",
      body,
      ...(status !== undefined && { status }),
    });
    const usual = unverified(WHY);
    const answer = (...meant: readonly DocumentedError[][]) =>
      withPageAnswers(
        [failed("scope", "some-reason", WHY, usual)],
        meant.map((errors) => ({ ...withoutPage, errors })),
      )[0]?.answer;
    const whole = refuses({ code: 1 }, usual.status);
    const bodyAlone = refuses({ code: 1 });
    const documented = { status: usual.status, body: { code: 1 }, certainty: "documented" };
    assert.deepEqual(answer([whole]), documented);
    assert.deepEqual(answer([whole], [whole]), documented);
    for (const meant of [
      [[whole], [bodyAlone]],
      [[bodyAlone], [whole]],
    ] as const)
      assert.deepEqual(answer(...meant.map((errors) => [...errors])), { ...documented, certainty: "inferred" });
    assert.deepEqual(answer([whole], []), usual);
    assert.deepEqual(answer([whole], [refuses({ code: 2 }, usual.status)]), usual);
  });
});

function answerTo(id: CheckId, endpoint: string, usual: Answer = unverified(WHY)): Answer | undefined {
  return withPageAnswers([failed(id, "some-reason", WHY, usual)], [row(endpoint)])[0]?.answer;
}

function row(id: string): Endpoint {
  return endpointById(id) ?? assert.fail(id);
}
