import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../scripts/paths.mjs";
import {
  type BesideScopes,
  categoryMeaning,
  encryptingEndpoints,
  endpointById,
  endpoints,
  endpointsBesideScopes,
  endpointsOfScope,
  endpointsOfTables,
  payloadEncryption,
  scopeById,
  scopesForLevel,
  type Endpoint,
} from "../../../src/domain/scopes/catalogue";
import type { CreatedIn, Scope } from "../../../src/domain/scopes/scope";

/** The table "List of Available API Scopes" of the documentation. */
const DOCUMENTED_SCOPES: readonly (readonly [string, string])[] = [
  [
    "Intent and Entity Detection",
    "Assign this scope to allow intent and entity detection from an utterance using secured APIs.",
  ],
  ["User Engagement Trend", "To retrieve the user engagement trend."],
  ["Batch Tests Execution", "To execute Batch Test Suites and get results."],
  ["Batch Tests Management", "To create, modify, and delete Batch Test Suites and results."],
  ["Chat History", "Assign this scope to retrieve chat transcripts using secured APIs."],
  ["Debug Logs", "Assign this scope to retrieve debug logs using secured APIs."],
  ["Bot Export", "Export definition of a selected agent."],
  ["Import Variables", "Assign this scope to import variables using secured APIs."],
  ["Export Variables", "Assign this scope to export variables using secured APIs."],
  ["Proactive Messages", "To proactively send messages to end-users via supported channels."],
  ["Train ML", "To match a given utterance against the NL model to identify intents and entities."],
  ["Train FAQ", "To match a given FAQ against the FAQ model."],
  ["Utterances Import", "To import utterances for a task."],
  ["Utterances Export", "To export utterances for a task."],
  ["Logs History", "To retrieve the change logs for the particular AI Agent."],
  ["Bot Sessions", "Assign this scope to retrieve conversation sessions."],
  ["Billing Sessions", "Assign this scope to retrieve billing sessions."],
  ["Custom Reports", "To retrieve data associated with custom widgets and reports."],
  [
    "RCS Message Events",
    "Assign this scope for opting in users to RCS Business Messaging and sending broadcast messages.",
  ],
  [
    "Metrics",
    "Assign this scope to retrieve Metrics information related to Intents Found, Intents not Found, Failed Tasks, Successful Tasks, and Performance Logs.",
  ],
  ["Manage Knowledge Graph", "To export the complete definition of the Knowledge Graph."],
  ["NLP Configurations", "Assign this scope to update NLP thresholds and configurations."],
  ["Update FAQs", "Assign this scope to update FAQ Responses and FAQ Status."],
];

const FURTHER_AUTOMATION = [
  "Languages Configuration",
  "Conversation Tests Management",
  "Conversation Tests Execution",
  "SDK Push Notifications",
  "Get linked App details",
  "Delete Conversations",
  "Conversation Summary",
  "Feedback Survey",
  "Gen AI and LLM Usage Logs",
  "Conversation History",
  "Answer Generation",
];

const CONTACT_CENTER = [
  "SmartAssist Analytics",
  "Configuration",
  "Routing",
  "WFM Integration",
  "SmartAssist Import and Export Feature",
  "Campaign Management",
  "Outbound SMS",
  "SmartAssist Recordings",
  "Delete Recordings",
  "SmartAssist Voicemail",
  "SmartAssist Dialout",
];

const ADMIN_CONSOLE: Readonly<Record<string, readonly string[]>> = {
  IntentIdentification: ["Intent and Entity Detection"],
  BotDefinition: ["Bot Import", "Bot Export", "Bot Create"],
  BatchTest: ["Batch Tests Management"],
  BotPublish: ["Publish", "Publish Status"],
  TestAndTrain: ["Train ML", "Train FAQ", "Utterances Import", "Utterances Export", "NLP Configurations"],
  Logs: ["Bot Audit Logs", "Admin Console Audit Logs"],
  GenAILLMUsageLogs: ["Gen AI and LLM Usage Logs"],
  ProfileManagement: ["Role Management", "Delete Users Data"],
  BotAnalytics: ["Chat History", "Bot Sessions", "Billing Sessions", "Feedback Analytics"],
  UserManagement: ["User Management", "SSO Configuration"],
  CustomReports: ["Custom Reports"],
  ManageKnowledgeGraph: ["Manage Knowledge Graph"],
  ChannelManagement: ["Channel Management", "Proactive Messages"],
  BotKit: ["BotKit"],
  MasterAdmin: ["MasterAdmin"],
  Processflow: ["Processflow"],
  ProcessDefinition: ["ProcessDefinition"],
  ProcessPublish: ["ProcessPublish"],
  ProcessLogs: ["ProcessLogs"],
  LanguageSettings: ["Language Management"],
  "Getlinkedbot details": ["Getlinkedbot details"],
  Addlinkedbot: ["Addlinkedbot"],
  ConversationTests: ["Conversation Tests Management", "Conversation Tests Execution"],
  FileAccess: ["FileAccess"],
  Answers: ["Answers"],
  "Level not stated": ["agent_integrations:read", "agent_integrations:write"],
};

const OTHER_APPS: Readonly<Record<string, readonly string[]>> = {
  "Search AI": [
    "Permission Entity Management",
    "Document Management",
    "Chunk Management",
    "Data Ingestion",
    "Answer Insights",
    "Feedback for Search AI",
    "Search AI Export",
    "Search AI Import",
  ],
  "Agent AI": ["AgentAssist Analytics", "Agent AI Transcription and Call Recording", "Agent AI Transcription"],
  "Quality AI": ["Quality Management Analytics"],
  "Case Management": ["Case Management Configuration"],
};

/** Scopes that pages name for no level: they can be assigned at both. */
const OF_NO_STATED_LEVEL = ["agent_integrations:read", "agent_integrations:write"];

describe("the scope catalogue", () => {
  it("has the 23 scopes of the documentation with exactly their names and descriptions", () => {
    const listed = scopesForLevel("xo").filter(({ source }) => source === "scopeTable");
    assert.deepEqual(
      listed.map(({ name, description }) => [name, description]),
      DOCUMENTED_SCOPES,
    );
    assert.deepEqual([...new Set(listed.map(({ category }) => category))], ["Automation"]);
  });

  it("has 11 further automation and 11 contact-center scopes, without inventing a description", () => {
    const further = scopesForLevel("xo").filter(({ source }) => source !== "scopeTable");
    assert.deepEqual(
      further.filter(({ category }) => category === "Automation").map(({ name }) => name),
      FURTHER_AUTOMATION,
    );
    assert.deepEqual(
      further.filter(({ category }) => category === "Contact Center").map(({ name }) => name),
      CONTACT_CENTER,
    );
    assert.deepEqual(
      further.filter(({ description }) => description !== undefined),
      [],
    );
    assert.equal(scopesForLevel("xo").length, 45 + 13 + 3);
  });

  it("has the scopes of Search AI, Agent AI, Quality AI and Case Management", () => {
    for (const [group, scopes] of Object.entries(OTHER_APPS))
      assert.deepEqual(
        scopesForLevel("xo").flatMap(({ category, name }) => (category === group ? [name] : [])),
        scopes,
      );
  });

  it("has at both levels what no page states a level for, and says so", () => {
    for (const level of ["xo", "admin"] as const) {
      const unstated = scopesForLevel(level).filter(({ levelNotStated }) => levelNotStated);
      assert.deepEqual(
        unstated.map(({ name }) => name),
        level === "xo" ? [...OF_NO_STATED_LEVEL, "BotKit"] : OF_NO_STATED_LEVEL,
      );
      for (const scope of unstated) assert.ok(categoryMeaning(scope), scope.id);
    }
    const integration = endpoints().find(({ path }) => path?.endsWith("/agentintegrations/channelmappings"));
    assert.deepEqual(integration?.access, {
      xo: {
        kind: "scopes",
        anyOf: ["xo/agent-integrations-read", "xo/agent-integrations-write"],
        levelNotStated: true,
      },
      admin: {
        kind: "scopes",
        anyOf: ["admin/agent-integrations-read", "admin/agent-integrations-write"],
        levelNotStated: true,
      },
    });
  });

  it("has the Admin Console's scopes by their groups, each group with what the platform says of it", () => {
    const byGroup: Record<string, string[]> = {};
    for (const { category, name } of scopesForLevel("admin")) (byGroup[category] ??= []).push(name);
    assert.deepEqual(byGroup, ADMIN_CONSOLE);
    for (const scope of scopesForLevel("admin")) assert.ok(categoryMeaning(scope), scope.id);
  });

  it("has no scopes for Data Tables", () => {
    assert.deepEqual(scopesForLevel("tables"), []);
  });

  it("gives ids that are unique and made of level and name", () => {
    const scopes = [...scopesForLevel("xo"), ...scopesForLevel("admin")];
    assert.equal(new Set(scopes.map(({ id }) => id)).size, scopes.length);
    for (const scope of scopes) {
      assert.equal(scope.id, `${scope.level}/${kebab(scope.name)}`);
      assert.equal(scopeById(scope.id), scope);
    }
    assert.equal(scopeById("xo/no-such-scope"), undefined);
    assert.equal(scopeById("__proto__"), undefined);
  });

  it("keeps the ids of the first version, which stand in app files", () => {
    const first = readFileSync(join(ROOT, "test/unit/scopes/firstScopeIds.txt"), "utf8").trim().split("\n");
    assert.equal(first.length, 83);
    assert.deepEqual(
      first.filter((id) => scopeById(id) === undefined),
      [],
    );
  });

  it("lists each level's scopes category by category", () => {
    for (const level of ["xo", "admin"] as const) {
      const runs = scopesForLevel(level)
        .map(({ category }) => category)
        .filter((category, index, all) => category !== all[index - 1]);
      assert.equal(new Set(runs).size, runs.length);
    }
  });

  it("finds a scope by the other spellings of Kore's pages", () => {
    assert.equal(scopeByName("xo", "train faq")?.id, "xo/train-faq");
    assert.equal(scopeByName("xo", "Language Management")?.id, "xo/languages-configuration");
    assert.equal(scopeByName("admin", "Language Settings > Language Management")?.id, "admin/language-management");
    assert.equal(scopeByName("xo", " Get linked App details. ")?.id, "xo/get-linked-app-details");
    assert.equal(scopeByName("xo", "Fetch Gen AI and LLM Usage Logs")?.id, "xo/gen-ai-and-llm-usage-logs");
    assert.equal(scopeByName("admin", "Logs Admin > Bot Audit Logs")?.id, "admin/bot-audit-logs");
    assert.equal(scopeByName("tables", "Bot Sessions"), undefined);
    for (const [typed, id] of [
      ["Language Configuration", "xo/languages-configuration"],
      ["SDKPushNotifications", "xo/sdk-push-notifications"],
      ["Ingest data", "xo/data-ingestion"],
      ["Permission Entity", "xo/permission-entity-management"],
      ["AgentAssist Transcription", "xo/agent-ai-transcription"],
      ["Agent AI", "xo/agentassist-analytics"],
      ["Train", "xo/answer-generation"],
    ] as const)
      assert.equal(scopeByName("xo", typed)?.id, id);
    assert.equal(scopeByName("admin", "User Management > SSO Configuration")?.id, "admin/sso-configuration");
    assert.equal(scopeByName("admin", "Bot Publish > Publish Status")?.id, "admin/publish-status");
  });
});

describe("the endpoint catalogue", () => {
  it("keeps the ids that files of apps and requests may have", () => {
    const first = readFileSync(join(ROOT, "test/unit/scopes/firstEndpointIds.txt"), "utf8").trim().split("\n");
    assert.equal(first.length, 159);
    for (const id of first) assert.equal(endpointById(id)?.id, id);
    assert.equal(endpointById("no-such-endpoint"), undefined);
    assert.equal(endpointById("__proto__"), undefined);
  });

  it("names only scopes that exist, each at its own level", () => {
    for (const { id, access } of endpoints()) {
      assert.ok(Object.keys(access).length > 0, id);
      for (const [level, need] of Object.entries(access)) {
        const scopes = need.kind === "scopes" ? need.anyOf : need.kind === "anyApp" ? need.listedUnder : [];
        for (const scope of scopes) assert.equal(scopeById(scope)?.level, level, id);
      }
    }
  });

  it("has those 5 of the documentation's 11 App Builder endpoints with payload encryption that its apps can call", () => {
    assert.deepEqual(
      calledAsInDocumentation(listedWithEncryption("xo")),
      [
        "Session History",
        "Get Analytics",
        "Get Conversation Details",
        "Get All Conversation Data Call Details",
        "LLM and Generative AI Usage Logs",
      ].sort(),
    );
  });

  it("says of the other 6 that the list names them, and that their pages don't", () => {
    const ofList = endpoints().filter(({ notes = "" }) => /encrypt payloads for apps of App Builder/.test(notes));
    assert.deepEqual(ofList.map(({ id }) => id).sort(), [
      "create-users",
      "delete-users",
      "get-user-information",
      "get-user-roles-details",
      "update-user",
      "update-user-access",
    ]);
    for (const { id, access, encryption } of ofList) {
      assert.equal(access.xo, undefined, id);
      assert.deepEqual(encryption, { admin: "listed" }, id);
    }
    assert.match(
      endpointById("conversation-details-and-summary")?.notes ?? "",
      /encrypt payloads names it for apps of the Admin Console alone/,
    );
  });

  it("has the documentation's 9 Admin Console endpoints that support payload encryption", () => {
    assert.deepEqual(
      calledAsInDocumentation(listedWithEncryption("admin")),
      [
        "Session History",
        "Get User Information",
        "Get User Roles Details",
        "Create Users",
        "Update User",
        "Update User Access",
        "Delete Users",
        "LLM and Generative AI Usage Logs",
        "Conversation Details and Summary",
      ].sort(),
    );
  });

  it("keeps apart what only release notes say of payload encryption", () => {
    assert.deepEqual(
      endpoints()
        .filter(({ encryption }) => encryption.xo === "releaseNotes")
        .map(({ id }) => id),
      ["conversation-details-and-summary"],
    );
    assert.deepEqual(listedWithEncryption("tables"), []);
  });

  it("knows where the switch for an encrypted response goes", () => {
    const flags = Object.fromEntries(
      endpoints().flatMap(({ id, encryptionFlag }) => (encryptionFlag ? [[id, encryptionFlag]] : [])),
    );
    assert.deepEqual(flags, {
      "sessions-history": "body",
      "sessions-history-of-account": "body",
      "get-user-information": "body",
      "update-user-access": "body",
      "delete-users": "body",
      "create-users": "bodyItems",
      "update-user": "bodyItems",
      "get-analytics": "bodyAndQuery",
    });
    assert.equal(endpointById("get-analytics")?.query["includeMeta"], "true");
  });

  it("has the documented body, query and headers of an endpoint", () => {
    const calls = endpointById("get-all-conversations-data-call-details-v1");
    assert.deepEqual(calls?.headers, { iId: "{streamId}", accountId: "{accountId}" });
    assert.deepEqual(calls?.query, { limit: "100", offset: "0" });
    assert.deepEqual(endpointById("faq-training")?.bodyExample, { language: "en" });
    assert.equal(endpoints().filter(({ bodyExample }) => bodyExample !== undefined).length, 188);
  });

  it("tells what each permission of a table opens", () => {
    assert.deepEqual(
      endpointsOfTables().map(({ id, access }) => [id, access.tables]),
      [
        ["data-insert", { kind: "tables", on: "table", permissions: ["write"] }],
        ["data-insert-bulk", { kind: "tables", on: "table", permissions: ["write"] }],
        ["data-update", { kind: "tables", on: "table", permissions: ["read", "write"] }],
        ["data-delete", { kind: "tables", on: "table", permissions: ["read", "delete"] }],
        ["query-table", { kind: "tables", on: "table", permissions: ["read"] }],
        ["query-view", { kind: "tables", on: "view", permissions: ["read"] }],
      ],
    );
  });

  it("finds the endpoints of a scope", () => {
    assert.deepEqual(
      endpointsOfScope("xo/bot-sessions").map(({ id }) => id),
      ["sessions-history"],
    );
    assert.deepEqual(
      endpointsOfScope("admin/user-management").map(({ id }) => id),
      ["get-user-information", "create-users", "update-user", "delete-users"],
    );
    assert.deepEqual(
      endpointsOfScope("xo/conversation-history").map(({ id }) => id),
      ["conversation-details-and-summary"],
    );
    assert.ok(endpointsOfScope("admin/bot-import").some(({ id }) => id === "upload-file"));
    assert.deepEqual(endpointsOfScope("no-such-scope"), []);
  });

  it("has groups for the endpoints to which no scope leads", () => {
    const ids = (level: "xo" | "admin", kind: BesideScopes): string[] =>
      endpointsBesideScopes(level, kind).map(({ id }) => id);
    assert.deepEqual(ids("admin", "unknown"), ["conversation-details-and-summary"]);
    assert.deepEqual(ids("xo", "unknown"), []);
    for (const level of ["xo", "admin"] as const)
      assert.deepEqual(ids(level, "notStated"), [
        "webhook-for-conversation-events",
        "conversation-summary-trigger",
        "end-of-conversation",
        "hooks-for-internal-transfers",
        "create-coaching-rules",
        "get-a-coaching-rule",
        "get-coaching-rules",
        "update-a-coaching-rule",
      ]);
    assert.deepEqual(ids("admin", "anyApp"), ["upload-file"]);
    assert.deepEqual(ids("xo", "anyApp"), []);
    for (const level of ["xo", "admin"] as const) {
      const reached = new Set([
        ...scopesForLevel(level).flatMap(({ id }) => endpointsOfScope(id)),
        ...endpointsBesideScopes(level, "unknown"),
        ...endpointsBesideScopes(level, "notStated"),
        ...endpointsBesideScopes(level, "anyApp"),
      ]);
      const lost = endpoints().filter((endpoint) => endpoint.access[level] && !reached.has(endpoint));
      assert.deepEqual(lost, [], level);
    }
  });

  it("lists for each level what supports payload encryption, by whatever source", () => {
    const ids = (createdIn: CreatedIn): string[] => encryptingEndpoints(createdIn).map(({ id }) => id);
    assert.deepEqual(ids("xo"), [
      "sessions-history",
      "get-analytics",
      "llm-and-generative-ai-usage-logs",
      "conversation-details-and-summary",
      "get-conversation-details",
      "get-all-conversations-data-call-details-v1",
    ]);
    assert.equal(ids("admin").length, 9);
    assert.deepEqual(ids("tables"), []);
  });

  it("says what is known of a scope's endpoints", () => {
    assert.equal(endpointKnowledge("xo/metrics"), "paths");
    assert.equal(endpointKnowledge("xo/rcs-message-events"), "namesOnly");
    assert.equal(endpointKnowledge("xo/update-faqs"), "none");
    const none = [...scopesForLevel("xo"), ...scopesForLevel("admin")]
      .map(({ id }) => id)
      .filter((id) => endpointKnowledge(id) === "none");
    assert.deepEqual(none, [
      "xo/update-faqs",
      "admin/masteradmin",
      "admin/processflow",
      "admin/processdefinition",
      "admin/processpublish",
      "admin/processlogs",
      "admin/addlinkedbot",
      "admin/fileaccess",
      "admin/answers",
    ]);
  });

  it("fills every parameter of a path template with letters alone", () => {
    for (const { path } of endpoints()) {
      for (const segment of path?.split("/") ?? []) assert.match(segment, /^$|^\{[A-Za-z]+\}$|^[A-Za-z0-9.-]+$/, path);
    }
  });
});

/** The scope with this name or another of its spellings, "Group > Scope" included, ignoring case and white space around. */
function scopeByName(level: CreatedIn, text: string): Scope | undefined {
  const wanted = text.trim().toLowerCase();
  const scopes = scopesForLevel(level);
  return (
    scopes.find(({ name }) => name.toLowerCase() === wanted) ??
    scopes.find(({ aliases }) => aliases?.some((alias) => alias.toLowerCase() === wanted))
  );
}

/** What is known of the endpoints of a scope: some with a path, names alone, or nothing. */
function endpointKnowledge(scopeId: string): "paths" | "namesOnly" | "none" {
  const found = endpointsOfScope(scopeId);
  if (found.some(({ path }) => path !== undefined)) return "paths";
  return found.length ? "namesOnly" : "none";
}

/** The endpoints of the documentation's list for this level. */
function listedWithEncryption(createdIn: CreatedIn): readonly Endpoint[] {
  return endpoints().filter((endpoint) => payloadEncryption(endpoint, { createdIn }) === "listed");
}

function calledAsInDocumentation(found: readonly Endpoint[]): string[] {
  return found
    .map(
      ({ api, alsoCalled }) =>
        alsoCalled.find((name) => name.endsWith(" API") || name === "Session History" || name.startsWith("Get All")) ??
        api,
    )
    .sort();
}

function kebab(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
