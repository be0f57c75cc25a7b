import assert from "node:assert/strict";
import { endpointById, endpoints } from "../../../src/domain/scopes/catalogue";
import { brokenBounds } from "../../../src/localPlatform/catalogue/brokenBounds";
import { sampleApp } from "../apps/sampleApp";

const ids = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);
const text = (length: number) => "x".repeat(length);

/** An endpoint, a body or a query, and the limits that it breaks. */
const CASES: readonly (readonly [string, unknown, ...string[]])[] = [
  ["delete-conversations", { conversationIds: ids(100) }],
  ["delete-conversations", { conversationIds: ids(101) }, "conversationIds <= 100 items"],
  ["delete-conversations", { conversationIds: text(101) }],
  ["delete-conversations", undefined],
  ["sessions-history", { dateFrom: "2026-01-01", dateTo: "2026-01-07" }],
  ["sessions-history", { dateFrom: "2026-01-01", dateTo: "2026-01-08" }, "dateFrom..dateTo < 7 days"],
  [
    "sessions-history",
    { dateFrom: "2026-01-01T00:00:00.000Z", dateTo: "2026-01-08T00:00:00.001Z", sessionId: ids(51) },
    "dateFrom..dateTo < 7 days",
    "sessionId <= 50 items",
  ],
  ["sessions-history", { dateFrom: "2026-01-01", dateTo: "soon" }],
  ["sessions-history", { dateFrom: "2026-01-08", dateTo: "2026-01-01" }],
  ["get-all-conversations-data-call-details-v1", { startDate: "2026-01-01", endDate: "2026-01-08" }],
  [
    "get-all-conversations-data-call-details-v1",
    { startDate: "2026-01-01", endDate: "2026-01-09" },
    "startDate..endDate <= 7 days",
  ],
  ["get-all-conversations-data-call-details-v1", "?limit=101&offset=11", "limit <= 100", "offset 0..10"],
  ["get-all-conversations-data-call-details-v1", "?limit=100&offset=10"],
  ["llm-and-generative-ai-usage-logs", { dateFrom: "2026-01-01", dateTo: "2026-04-01" }],
  ["llm-and-generative-ai-usage-logs", { dateFrom: "2026-01-01", dateTo: "2026-04-02" }, "dateFrom..dateTo <= 90 days"],
  ["billing-sessions", { fromDate: "2025-12-01", toDate: "2026-03-01" }],
  ["billing-sessions", { fromDate: "2025-12-01", toDate: "2026-03-02" }, "fromDate..toDate <= 3 months"],
  // The end of November has no like in February.
  ["billing-sessions", { fromDate: "2025-11-30", toDate: "2026-02-28" }],
  ["billing-sessions", { fromDate: "2025-11-30", toDate: "2026-03-01" }, "fromDate..toDate <= 3 months"],
  ["billing-sessions", { fromDate: "2025-11-30", toDate: "2026-03-02" }, "fromDate..toDate <= 3 months"],
  ["billing-sessions", { fromDate: "2026-01-31", toDate: "2026-04-30" }],
  // Milliseconds, and seconds, from 1 to 8 January 2026.
  ["sessions-history", { dateFrom: 1767225600000, dateTo: 1767744000000 }],
  ["sessions-history", { dateFrom: 1767225600000, dateTo: 1767830400000 }, "dateFrom..dateTo < 7 days"],
  ["sessions-history", { dateFrom: 1767225600, dateTo: 1767830400 }, "dateFrom..dateTo < 7 days"],
  ["sessions-history", { dateFrom: "1767225600000", dateTo: "2026-01-08" }, "dateFrom..dateTo < 7 days"],
  // Over the hour that many zones lose in March.
  ["get-all-conversations-data-call-details-v1", { startDate: "2026-03-25 12:00:00", endDate: "2026-04-01 12:00:00" }],
  [
    "get-all-conversations-data-call-details-v1",
    { startDate: "2026-03-25 12:00:00", endDate: "2026-04-01 12:00:01" },
    "startDate..endDate <= 7 days",
  ],
  ["queue-performance", { startDate: "2026-01-01T00:00:00Z", endDate: "2026-01-02T00:00:00Z" }],
  [
    "queue-performance",
    { startDate: "2026-01-01T00:00:00Z", endDate: "2026-01-02T00:00:01Z", limit: 1001 },
    "startDate..endDate <= 24 hours",
    "limit <= 1000",
  ],
  [
    "task-execution-based-containment-report",
    { filters: { dateFrom: "2026-01-01", dateTo: "2026-02-01", AggregationType: "Daily" } },
    "filters.dateFrom..filters.dateTo <= 30 days where filters.AggregationType = Daily",
  ],
  [
    "task-execution-based-containment-report",
    { filters: { dateFrom: "2026-01-01", dateTo: "2026-02-01", AggregationType: "Weekly" } },
  ],
  [
    "task-execution-based-containment-report",
    { filters: { dateFrom: "2026-01-01", dateTo: "2026-02-01", AggregationType: "DAILY" } },
    "filters.dateFrom..filters.dateTo <= 30 days where filters.AggregationType = Daily",
  ],
  ["get-faqs", "?limit=50"],
  ["get-faqs", "?limit=0"],
  ["get-faqs", "?limit=-1", "limit <= 50"],
  ["conversation-history-v1-post", { limit: -5 }, "limit <= 100"],
  ["proactive-notification-v2", { identities: [] }, "identities 1..1000 items"],
  ["proactive-notification-v2", { identities: ids(1000) }],
  ["proactive-notification-v2", { identities: ids(1001) }, "identities 1..1000 items"],
  [
    "proactive-notification-v2",
    { identities: [{ parameters: Object.fromEntries(ids(20).map((id) => [id, text(200)])) }] },
  ],
  [
    "proactive-notification-v2",
    { identities: [{}, { parameters: Object.fromEntries(ids(21).map((id) => [id, id])) }] },
    "identities.*.parameters <= 20 members",
  ],
  [
    "proactive-notification-v2",
    { identities: [{ parameters: { name: "x", note: text(201) } }] },
    "identities.*.parameters.* <= 200 characters",
  ],
  ["quality-ai-create-queue", { queues: [{ agentEmails: ids(6000) }] }],
  ["quality-ai-create-queue", { queues: [{ agentEmails: ids(6001) }] }, "queues.*.agentEmails <= 6000 items"],
  ["get-all-campaigns", { filters: { priority: [1, 5] } }],
  ["get-all-campaigns", { filters: { priority: [5, 6] } }, "filters.priority.* 1..5"],
  ["update-sms-campaign", { contactLists: ["A list"] }],
  ["update-sms-campaign", { contactLists: [] }, "contactLists >= 1 items"],
  ["get-faqs", "?limit=51", "limit <= 50"],
  ["get-faqs", "?limit=all"],
  ["conversation-history-v1-post", { limit: "101" }, "limit <= 100"],
  ["update-queue-priority", { queuePriorityData: [{ priority: 1 }, { priority: 10 }] }],
  [
    "update-queue-priority",
    { queuePriorityData: [{ priority: 1 }, { priority: 11 }] },
    "queuePriorityData.*.priority 1..10",
  ],
  ["update-queue-priority", { queuePriorityData: [{ priority: 0 }] }, "queuePriorityData.*.priority 1..10"],
  ["create-a-skill", { description: text(200) }],
  ["create-a-skill", { description: text(201) }, "description <= 200 characters"],
  [
    "quality-ai-create-queue",
    { queues: [{ customQueueId: text(129), queueName: text(256) }] },
    "queues.*.customQueueId <= 128 characters",
  ],
];

describe("limits that a page states", () => {
  for (const [id, given, ...broken] of CASES) {
    it(`${id}: ${JSON.stringify(given)?.slice(0, 90)} breaks ${broken.length || "none"}`, () => {
      assert.deepEqual(brokenIn(id, given), broken);
    });
  }

  it("are kept by the examples that requests are written with", () => {
    const broken = endpoints().flatMap(({ id, bodyExample }) => (brokenIn(id, bodyExample).length > 0 ? [id] : []));
    assert.deepEqual(broken, []);
  });

  it("have their numbers in the sentences of their row", () => {
    for (const { id, bounds = [], limits = "" } of endpoints()) {
      for (const number of bounds.flatMap((bound) => / (.+?)(?: where|$)/.exec(bound)?.[1]?.match(/\d+/g) ?? []))
        assert.ok(
          limits.replaceAll(",", "").replace("At least one", "At least 1").includes(number),
          `${id}: ${number}`,
        );
    }
  });
});

function brokenIn(id: string, given: unknown): readonly string[] {
  const endpoint = endpointById(id);
  assert.ok(endpoint);
  const isQuery = typeof given === "string";
  return brokenBounds({
    app: sampleApp(),
    found: { kind: "found", endpoint, others: [], params: {}, deviations: [] },
    headers: {},
    query: new URLSearchParams(isQuery ? given : ""),
    json: isQuery ? undefined : given,
  });
}
