import { strict as assert } from "node:assert";
import {
  categoryMeaning,
  endpointById,
  endpoints,
  endpointsOfScope,
  endpointsOfTables,
  payloadEncryption,
  scopeById,
  scopesForLevel,
  type Endpoint,
} from "../../../src/domain/scopes/catalogue";
import { RAW_ENDPOINT_ROWS } from "./rawEndpointRows";
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
  BotPublish: ["Publish"],
  TestAndTrain: ["Train ML", "Train FAQ", "Utterances Import", "Utterances Export", "NLP Configurations"],
  Logs: ["Bot Audit Logs", "Admin Console Audit Logs"],
  GenAILLMUsageLogs: ["Gen AI and LLM Usage Logs"],
  ProfileManagement: ["Role Management", "Delete Users Data"],
  BotAnalytics: ["Chat History", "Bot Sessions", "Billing Sessions", "Feedback Analytics"],
  UserManagement: ["User Management"],
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
};

/** What a scope text of the sources means where it is not a scope's name or one of its aliases: the rest must be found by `scopeByName`. */
const SPECIAL_SCOPE_TEXTS: Readonly<Record<string, unknown>> = {
  "(encryption listed under Admin Console; page names no admin scope)": { kind: "unknown" },
  "any app created by the account administrator (page: scope not applicable; list: Bot Definition > Bot Import)": {
    kind: "anyApp",
    listedUnder: ["admin/bot-import"],
  },
  "BotAnalytics > Billing Sessions (page) / Billing > Usage > Billing Sessions (list)": {
    kind: "scopes",
    anyOf: ["admin/billing-sessions"],
  },
  "Data Table: Write": { kind: "tables", on: "table", permissions: ["write"] },
  "Data Table: Read": { kind: "tables", on: "table", permissions: ["read"] },
  "Data Table: Read + Write": { kind: "tables", on: "table", permissions: ["read", "write"] },
  "Data Table: Read + Delete": { kind: "tables", on: "table", permissions: ["read", "delete"] },
  "Table View: Read": { kind: "tables", on: "view", permissions: ["read"] },
};

/** Names that were shortened or, for the Contact Center, made from the slug of a page. */
const RENAMED: Readonly<Record<string, string>> = {
  "Delete Users (Remove Users from Account)": "delete-users",
  "Answer generation (Search AI advancedSearch)": "answer-generation-search-ai",
  "RCS msgevents (opt-in / broadcast)": "rcs-message-events-opt-in-broadcast",
};

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
    assert.equal(scopesForLevel("xo").length, 45);
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
  });
});

describe("the endpoint catalogue", () => {
  it("drops none of the rows that it was made from", () => {
    assert.equal(RAW_ENDPOINT_ROWS.length, 205);
    for (const row of RAW_ENDPOINT_ROWS) {
      const [rawLevel = "", api = "", scope = "", method = "", path = "", encryption = "", confidence = ""] =
        row.split(" | ");
      if (confidence === "not-found") continue;
      const level =
        scope.startsWith("Data Table:") || scope.startsWith("Table View:") ? "tables" : (rawLevel as "xo" | "admin");
      const endpoint = endpoints().find((candidate) =>
        path === "-"
          ? candidate.id === (RENAMED[api] ?? kebab(api))
          : candidate.method === method && candidate.path === path,
      );
      assert.ok(endpoint, row);
      if (!(api in RENAMED)) assert.equal(kebab(endpoint.api), kebab(api), row);
      assert.equal(endpoint.path ?? "-", path, row);
      assert.equal(endpoint.method ?? "-", method, row);
      assert.equal(endpoint.confidence, confidence, row);
      if (level !== "tables") assert.equal(endpoint.encryption[level] !== undefined, encryption === "encryption", row);
      const access = endpoint.access[level];
      const special = SPECIAL_SCOPE_TEXTS[scope];
      if (special) assert.deepEqual(access, special, row);
      else {
        const found = level === "tables" ? undefined : scopeByName(level, scope);
        assert.ok(found && access?.kind === "scopes" && access.anyOf.includes(found.id), row);
      }
    }
  });

  it("adds nothing to those rows", () => {
    const raw = new Set(
      RAW_ENDPOINT_ROWS.map((row) => row.split(" | "))
        .filter(([, , , , , , confidence]) => confidence !== "not-found")
        .map(([, api, , method, path]) => `${api} ${method} ${path}`),
    );
    assert.equal(endpoints().length, raw.size);
    assert.equal(endpoints().filter(({ path }) => path !== undefined).length, 76);
  });

  it("gives ids that are unique, and one row a method and path", () => {
    const all = endpoints();
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    const calls = all.flatMap(({ method, path }) => (path === undefined ? [] : [`${method} ${path}`]));
    assert.equal(new Set(calls).size, calls.length);
    for (const endpoint of all) assert.equal(endpointById(endpoint.id), endpoint);
    assert.equal(endpointById("no-such-endpoint"), undefined);
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

  it("has the documentation's 5 App Builder endpoints that support payload encryption", () => {
    assert.deepEqual(
      calledAsInDocumentation(listedWithEncryption("xo")),
      [
        "Session History",
        "Get Analytics",
        "Get Conversation Details",
        "Get All Conversation Data Call Details",
        "LLM and Generative AI Usage Logs API",
      ].sort(),
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
        "LLM and Generative AI Usage Logs API",
        "Conversation Details and Summary API",
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
    assert.equal(endpoints().filter(({ bodyExample }) => bodyExample !== undefined).length, 45);
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

  it("says what is known of a scope's endpoints", () => {
    assert.equal(endpointKnowledge("xo/metrics"), "paths");
    assert.equal(endpointKnowledge("xo/rcs-message-events"), "namesOnly");
    assert.equal(endpointKnowledge("xo/update-faqs"), "none");
    const none = [...scopesForLevel("xo"), ...scopesForLevel("admin")]
      .map(({ id }) => id)
      .filter((id) => endpointKnowledge(id) === "none");
    assert.deepEqual(none, [
      "xo/update-faqs",
      "admin/botkit",
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
