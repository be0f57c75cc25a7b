import assert from "node:assert/strict";
import { findEndpoint } from "../../../src/domain/scopes/findEndpoint";
import { meantEndpoints } from "../../../src/domain/scopes/meantEndpoints";

describe("Which endpoints a request is meant for where several share its method and path", () => {
  const meant = (path: string, body: unknown): string[] => {
    const match = findEndpoint("POST", path);
    return match.kind === "found" ? meantEndpoints(match, body).map(({ id }) => id) : assert.fail(path);
  };
  const hook = (body: unknown): string[] => meant("/agentassist/api/v1/hooks/st-1", body);
  const event = (name: string, more = {}): unknown => ({
    conversationId: "c-1",
    botId: "st-1",
    events: [{ name, ...more }],
  });
  const [webhook, transfers, summary] = [
    "webhook-for-conversation-events",
    "hooks-for-internal-transfers",
    "conversation-summary-trigger",
  ];

  it("are all of them where nothing tells: without a body, with a list, or with what all have", () => {
    for (const body of [undefined, null, [], "x", { botId: "st-1" }, event("END_OF_CONVERSATION")])
      assert.deepEqual(new Set(hook(body)), new Set([webhook, transfers, summary]), JSON.stringify(body));
  });

  it("are those whose event it has", () => {
    assert.deepEqual(hook(event("TRIGGER_SUMMARY_EVENT")), [summary]);
    assert.deepEqual(hook(event("INTERNAL_TRANSFER_EVENT", { transition: "exit" })), [webhook, transfers]);
  });

  it("are told by choices and by the members that it has", () => {
    const deletes = "/api/public/bot/st-1/conversations/delete";
    assert.deepEqual(meant(deletes, { conversationIds: ["1"] }), ["delete-conversations"]);
    assert.deepEqual(meant(deletes, { cId: "u-1", startDate: "2026-05-04" }), ["delete-conversations-of-channel-user"]);
  });

  it("is the only one where none shares its path", () => {
    assert.deepEqual(meant("/api/public/bot/st-1/getSessions", {}), ["sessions-history"]);
  });
});
