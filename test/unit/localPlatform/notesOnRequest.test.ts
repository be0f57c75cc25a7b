import assert from "node:assert/strict";
import { endpointById, endpoints } from "../../../src/domain/scopes/catalogue";
import { notesOnRequest } from "../../../src/localPlatform/catalogue/notesOnRequest";
import { SandboxMemory } from "../../../src/localPlatform/catalogue/sandboxMemory";
import { sampleApp } from "../apps/sampleApp";

/** An endpoint, a body, and the members that it lacks by the endpoint's page. */
const CASES: readonly (readonly [string, unknown, ...string[]])[] = [
  ["bot-export", { exportType: "latest" }],
  ["bot-export", { exportType: null }],
  ["bot-export", {}, "exportType"],
  ["bot-export", undefined, "exportType"],
  ["bot-export", "latest", "exportType"],
  ["bot-export-status", undefined, "exportType"],
  ["contact-volume", { fromTimeStamp: "2026-01-01T00:00:00Z" }, "orgId", "toTimeStamp"],
  ["get-analytics", { type: "failtask", filters: { from: "2026-01-01" }, limit: 0 }, "filters.to", "skip"],
  ["create-users", { users: [{ userInfo: { emailId: "jane.doe@example.com" } }, {}] }, "users.*.userInfo.emailId"],
  ["create-users", { users: [] }],
  ["create-a-call-back-schedule", [{ campaignDialingListId: "cid-1" }], "*.timeToContact"],
  ["create-a-queue", { name: "Sales", hoursOfOperation: {} }, "hoursOfOperation.id"],
  // Required with "pause" alone.
  ["control-transcription", { action: "start" }],
];

describe("members that a body lacks", () => {
  for (const [id, body, ...lacking] of CASES) {
    it(`${id}: ${JSON.stringify(body)} lacks ${lacking.join(", ") || "none"}`, () => {
      const lacks = notesOn(id, body).filter((note) => note.startsWith("lacks-body "));
      assert.deepEqual(
        lacks,
        lacking.map((place) => `lacks-body ${place}`),
      );
    });
  }

  it("are none of the requests that are written", () => {
    const withBody = endpoints().filter(({ requiredBody }) => requiredBody !== undefined);
    assert.equal(withBody.length, 68);
    for (const { id, bodyExample } of withBody)
      assert.deepEqual(
        notesOn(id, bodyExample).filter((note) => note.startsWith("lacks-body")),
        [],
        id,
      );
  });
});

function notesOn(id: string, json: unknown): readonly string[] {
  const endpoint = endpointById(id) ?? assert.fail(id);
  const found = { kind: "found", endpoint, others: [], params: {}, deviations: [] } as const;
  return notesOnRequest(
    { app: sampleApp(), found, headers: {}, query: new URLSearchParams(), json },
    new SandboxMemory(),
  );
}
