import { strict as assert } from "node:assert";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { fill } from "../../../src/domain/errors";
import { endpointFacts } from "../../../src/domain/requests/complete/endpointFacts";
import { headerChoices } from "../../../src/domain/requests/complete/headerChoices";
import { type PathChoice, pathChoices } from "../../../src/domain/requests/complete/pathChoices";
import { type Endpoint, endpointById, endpoints } from "../../../src/domain/scopes/catalogue";
import { cpuTime } from "../../cpuTime";
import { BOT_ID, sampleApp } from "../tokens/verify/samples";

const endpoint = (id: string): Endpoint => endpointById(id) ?? assert.fail(id);
const scopes = (id: string, published = true): Partial<JwtApp> => ({ scopes: [{ id, published }] });

interface Typed {
  readonly method?: string;
  readonly typed?: string;
  readonly app?: JwtApp | undefined;
  readonly variables?: ReadonlyMap<string, string>;
  readonly isWholeAddress?: boolean;
  readonly hasQuery?: boolean;
}

function choices(options: Typed = {}): PathChoice[] {
  const { method = "POST", typed = "", variables = new Map(), isWholeAddress = false, hasQuery = false } = options;
  const app = "app" in options ? options.app : sampleApp();
  return pathChoices({ place: { method, isWholeAddress, hasQuery }, typed, app, variables, host: "{{host}}" });
}
const choice = (id: string, options: Typed = {}): PathChoice =>
  choices(options).find((each) => each.endpoint?.id === id) ?? assert.fail(id);
/** As it is written, its fields in angle brackets. */
const written = ({ parts }: PathChoice): string =>
  parts.map(({ text, isField }) => (isField ? `<${text}>` : text)).join("");
const remark = ({ remark: said }: PathChoice): string | undefined => said && fill(said.template, said.args);

describe("The paths that a request line can have", () => {
  it("are those of every endpoint with a path, each once", () => {
    const ids = endpoints().flatMap(({ id, path }) => (path === undefined ? [] : [id]));
    assert.deepEqual(new Set(choices().flatMap((each) => each.endpoint?.id ?? [])), new Set(ids));
    assert.equal(choices().length, 303);
    assert.equal(choices({ app: undefined }).length, 303);
  });

  it("begin with those that the app can call by the line's method, then by another", () => {
    const app = sampleApp(scopes("xo/train-faq"));
    assert.deepEqual(
      choices({ app, method: "POST" })
        .slice(0, 2)
        .map(({ title, method }) => `${method} ${title}`),
      ["POST FAQ Training", "GET FAQ Training Status"],
    );
    assert.equal(choices({ app, method: "GET" })[0]?.title, "FAQ Training Status");
  });

  it("are those of SDKs and channels, too, first for an app that is there for them", () => {
    const doorsOf = (app: JwtApp | undefined): (string | undefined)[][] =>
      choices({ app })
        .filter((each) => !each.endpoint)
        .map((each) => [each.title, written(each), remark(each)]);
    const grant = "/api/1.1/oAuth/token/jwtgrant";
    const webhook = (bot: string): string => `/chatbot/v2/webhook/<${bot}>`;
    assert.deepEqual(doorsOf(undefined), [
      ["JWT grant", grant, undefined],
      ["Webhook channel", webhook("{{botId}}"), undefined],
    ]);
    const channels = sampleApp({ usedFor: "channels" });
    assert.deepEqual(doorsOf(channels), [
      ["Webhook channel", webhook(BOT_ID), undefined],
      ["JWT grant", grant, "for apps used for SDKs"],
    ]);
    assert.equal(choices({ app: channels })[0]?.title, "Webhook channel");
  });

  it("are marked with what the app lacks", () => {
    const cases: readonly (readonly [string, Partial<JwtApp>, string | undefined])[] = [
      ["sessions-history", {}, undefined],
      ["sessions-history", scopes("xo/bot-sessions", false), "scope not published"],
      ["sessions-history", { scopes: [] }, "lacks the scope “Bot Sessions”"],
      ["publish-bot", {}, "for apps of another kind"],
      ["sessions-history", { createdIn: "tables" }, "for apps of another kind"],
      ["upload-file", { createdIn: "admin" }, undefined],
      ["get-analytics", { createdIn: "admin" }, "for apps of another kind"],
      ["sessions-history", { createdIn: "admin" }, "not listed for the Admin Console"],
      ["end-of-conversation", {}, "level not stated"],
      ["end-of-conversation", { createdIn: "admin" }, "level not stated"],
      ["faq-training", { createdIn: "admin", scopes: [] }, "lacks the scope “Train FAQ”"],
      ["query-table", { createdIn: "tables" }, "no permission on a table"],
      ["query-view", { createdIn: "tables" }, "no permission on a view"],
      [
        "query-table",
        { createdIn: "tables", tables: [{ kind: "table", name: "T", read: true, write: false, delete: false }] },
        undefined,
      ],
    ];
    for (const [id, changes, expected] of cases)
      assert.equal(remark(choice(id, { app: sampleApp(changes) })), expected, `${id} ${JSON.stringify(changes)}`);
    assert.equal(remark(choice("sessions-history", { app: undefined })), undefined);
  });

  it("are written with what is typed already, the file's variables, or what the app knows", () => {
    const own = new Map([["botId", "st-1"]]);
    const sessions = (options: Typed): string => written(choice("sessions-history", options));
    assert.equal(sessions({ variables: own }), "/api/public/bot/<{{botId}}>/getSessions");
    assert.equal(sessions({}), `/api/public/bot/<${BOT_ID}>/getSessions`);
    assert.equal(sessions({ app: undefined }), "/api/public/bot/<{{botId}}>/getSessions");
    for (const id of ["st-typed", "{{other}}", "{{ spaced }}"])
      assert.equal(
        sessions({ typed: `/api/public/bot/${id}/getSe`, variables: own }),
        `/api/public/bot/<${id}>/getSessions`,
      );
    // What stands there in another path is no bot.
    assert.equal(sessions({ typed: "/api/builder/bot/st-typed", variables: own }), sessions({ variables: own }));
    assert.equal(sessions({ typed: "/api/public/bot/", variables: own }), sessions({ variables: own }));
  });

  it("are written with the query that is required, unless there is one, and with the host where that is lacking", () => {
    const faqs = (options: Typed): string => written(choice("get-faqs", { app: undefined, ...options }));
    assert.equal(faqs({}), "/api/public/bot/<{{botId}}>/faqs?ktId=<{{ktId}}>&language=<en>");
    assert.equal(faqs({ hasQuery: true }), "/api/public/bot/<{{botId}}>/faqs");
    assert.equal(
      written(choice("start-sms-campaign", { app: undefined, isWholeAddress: true })),
      "{{host}}/campaign/api/v1/public/<{{botId}}>/campaign/<{{campaignId}}>?campaignType=sms&trigger=play",
    );
  });

  it("are found by path where a path is typed, and by any of their names", () => {
    const filter = (options: Typed): string => choice("sessions-history", { app: undefined, ...options }).filter;
    const path = "/api/public/bot/{{botId}}/getSessions";
    assert.equal(filter({ typed: "/api" }), `${path} Sessions History Session History`);
    assert.equal(filter({ typed: "sess" }), `Sessions History Session History ${path}`);
    assert.equal(filter({ typed: "{{ho", isWholeAddress: true }), `{{host}}${path} Sessions History Session History`);
    assert.equal(filter({ typed: "/api/public/bot/st-1/getS" }).slice(0, 32), "/api/public/bot/st-1/getSessions");
  });

  it("are put together while somebody types", () => {
    choices();
    const time = cpuTime(() => {
      for (let count = 0; count < 20; count++) choices({ typed: "/api/public" });
    });
    assert.ok(time / 20 < 25, `${time / 20} ms`);
  });
});

describe("The headers that a request can have", () => {
  const names = (ids: readonly string[], has: readonly string[] = []): string[] =>
    headerChoices(ids.map(endpoint), has, { variables: new Map() }).map(
      ({ name, value, isRequired }) => `${isRequired ? "!" : ""}${name}: ${value}`,
    );

  it("are those that its endpoint requires, then others, without those that it has", () => {
    assert.deepEqual(names(["get-linked-apps"]), [
      "!bot-language: en",
      "!state: configured",
      "!app-language: en",
      "!client-app: unified",
      "X-TimeZone: ",
    ]);
    assert.deepEqual(names(["get-linked-apps"], ["STATE", "Client-App", "x-timezone"]), [
      "!bot-language: en",
      "!app-language: en",
    ]);
    assert.deepEqual(names(["sessions-history"]), []);
  });

  it("have the value that other endpoints require them with", () => {
    assert.deepEqual(names(["create-bulk-contacts"]), ["accountId: {{accountId}}"]);
  });

  it("are required where each endpoint that the request may be for requires them", () => {
    assert.deepEqual(names(["get-conversation-details", "create-bulk-contacts"]), ["accountId: {{accountId}}"]);
    assert.deepEqual(names(["get-conversation-details", "get-conversation-details"]), ["!accountId: {{accountId}}"]);
  });

  it("take what stands in the request, the file's variables, or what the app knows", () => {
    const value = (placeholders: Parameters<typeof headerChoices>[2]): string | undefined =>
      headerChoices([endpoint("get-conversation-details")], [], placeholders)[0]?.value;
    const app = sampleApp({ accountId: "a-1" });
    const variables = new Map([["accountId", "a-2"]]);
    assert.equal(value({ variables: new Map(), app }), "a-1");
    assert.equal(value({ variables, app }), "{{accountId}}");
    assert.equal(value({ variables, app, written: new Map([["accountId", "{{mine}}"]]) }), "{{mine}}");
  });
});

describe("What is known of an endpoint", () => {
  const facts = (id: string): string[] => endpointFacts(endpoint(id)).map(({ template, args }) => fill(template, args));

  it("is its level, scope, what it requires, its rate limit and whether payloads can be encrypted", () => {
    assert.deepEqual(facts("sessions-history"), [
      "Apps created in the XO Platform: scope “Bot Sessions”.",
      "Rate limit: 60 requests a minute and 1,800 an hour, for each bot.",
      "Supports payload encryption for apps created in the XO Platform.",
    ]);
    assert.deepEqual(facts("get-linked-apps").slice(0, 3), [
      "Apps created in the XO Platform: scope “Get linked App details”.",
      "Apps created in the Admin Console: scope “Getlinkedbot details”.",
      "Required headers: bot-language, state, app-language, client-app.",
    ]);
    assert.deepEqual(facts("get-faqs").slice(2, 3), ["Required in the query: ktId, language."]);
    assert.deepEqual(facts("upload-file").slice(0, 1), [
      "Apps created in the Admin Console: any app, by its page; the list of APIs names “Bot Import”.",
    ]);
    assert.deepEqual(facts("query-table"), [
      "Apps created in Data Tables: read on the table.",
      "Rate limit: 600 requests a minute and 18,000 an hour, for each account and table.",
    ]);
  });

  it("says what no page states, what a page excludes, and where an address isn't printed", () => {
    assert.deepEqual(facts("end-of-conversation").slice(0, 1), [
      "No page says which scope it needs, nor for apps of which level it is.",
    ]);
    assert.deepEqual(facts("translation-logs").slice(0, 2), [
      "Apps created in the XO Platform: scope “Debug Logs”.",
      "Apps created in the Admin Console: “Not Applicable”, by its page.",
    ]);
    assert.deepEqual(facts("update-user").slice(0, 2), [
      "Apps created in the Admin Console: scope “User Management”.",
      "Apps created in the XO Platform: “Not Applicable”, by its page.",
    ]);
    assert.deepEqual(facts("rcs-message-events-opt-in-broadcast").slice(-1), [
      "Its URL is shown in the channel's configuration.",
    ]);
    assert.deepEqual(facts("pre-call-contact-fetch").slice(0, 1), [
      "The platform calls it, at a URL of yours and without a JWT; its page names the scope “Configuration”.",
    ]);
  });

  it("is said for every endpoint, with a limit of its own for each kind", () => {
    for (const each of endpoints()) {
      const said = endpointFacts(each).map(({ template, args }) => fill(template, args));
      assert.ok(said.length >= 2, each.id);
      for (const sentence of said) assert.doesNotMatch(sentence, /undefined|\{\d/, each.id);
    }
    assert.equal(new Set(endpoints().map(({ rateLimit }) => rateLimit)).size, 7);
  });
});
