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

  it("begin with what is found by what is typed, but for what the app can never call", () => {
    const app = sampleApp(scopes("xo/train-faq"));
    const titles = (typed: string): string[] =>
      choices({ app, typed })
        .slice(0, 2)
        .map(({ title, standing }) => `${title}, ${standing}`);
    assert.deepEqual(titles("/sessions")[0], "Sessions History, lacking");
    assert.deepEqual(titles("/getSess")[0], "Sessions History, lacking");
    assert.deepEqual(titles("faqtrain"), ["FAQ Training, callable", "FAQ Training Status, callable"]);
    assert.deepEqual(titles(`/api/public/bot/{{botId}}/faqs/train/st`)[0], "FAQ Training Status, callable");
    assert.deepEqual(titles("/jwtgr")[0], "JWT grant, unknown");
    const sought = choices({ app, typed: "/getSess" });
    assert.equal(sought.length, 303);
    assert.deepEqual(
      [...new Set(sought.filter(({ filter }) => filter.startsWith("/getSess ")).map(({ title }) => title))],
      ["Sessions History"],
    );
    // What nobody can find stands as without it.
    assert.deepEqual(choices({ app, typed: "qwertz" })[0]?.title, choices({ app })[0]?.title);
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

  it("are marked with how the app stands to them", () => {
    const cases: readonly (readonly [string, Partial<JwtApp>, PathChoice["standing"]])[] = [
      ["sessions-history", {}, "callable"],
      ["sessions-history", scopes("xo/bot-sessions", false), "unpublished"],
      ["sessions-history", { scopes: [] }, "lacking"],
      ["publish-bot", {}, "none"],
      ["sessions-history", { createdIn: "tables" }, "none"],
      ["upload-file", { createdIn: "admin" }, "callable"],
      ["get-analytics", { createdIn: "admin" }, "none"],
      ["sessions-history", { createdIn: "admin" }, "unknown"],
      ["end-of-conversation", {}, "unknown"],
      ["end-of-conversation", { createdIn: "admin" }, "unknown"],
      ["faq-training", { createdIn: "admin", scopes: [] }, "lacking"],
      ["query-table", { createdIn: "tables" }, "lacking"],
      ["query-view", { createdIn: "tables" }, "lacking"],
      [
        "query-table",
        { createdIn: "tables", tables: [{ kind: "table", name: "T", read: true, write: false, delete: false }] },
        "callable",
      ],
    ];
    for (const [id, changes, expected] of cases)
      assert.equal(choice(id, { app: sampleApp(changes) }).standing, expected, `${id} ${JSON.stringify(changes)}`);
    assert.equal(choice("sessions-history", { app: undefined }).standing, "callable");
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
    assert.equal(filter({ typed: "/api" }), `/api ${path} Sessions History Session History`);
    assert.equal(filter({ typed: "sess" }), `sess Sessions History Session History ${path}`);
    assert.equal(filter({ typed: "{{ho", isWholeAddress: true }), `{{host}}${path} Sessions History Session History`);
    assert.equal(filter({ typed: "/api/public/bot/st-1/getS" }).split(" ")[1], "/api/public/bot/st-1/getSessions");
    assert.equal(filter({ typed: "/qwertz" }), `${path} Sessions History Session History`);
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

  it("is what it requires, its rate limit, and where its address is shown", () => {
    assert.deepEqual(facts("sessions-history"), ["Rate limit: 60 requests a minute and 1,800 an hour, for each bot."]);
    assert.deepEqual(facts("get-linked-apps").slice(0, 1), [
      "Required headers: bot-language, state, app-language, client-app.",
    ]);
    assert.deepEqual(facts("get-faqs").slice(0, 1), ["Required in the query: ktId, language."]);
    assert.deepEqual(facts("query-table"), [
      "Rate limit: 600 requests a minute and 18,000 an hour, for each account and table.",
    ]);
  });

  it("says where an address isn't printed", () => {
    assert.deepEqual(facts("rcs-message-events-opt-in-broadcast").slice(-1), [
      "Its URL is shown in the channel's configuration.",
    ]);
  });

  it("is said for every endpoint, with a limit of its own for each kind", () => {
    for (const each of endpoints()) {
      const said = endpointFacts(each).map(({ template, args }) => fill(template, args));
      assert.ok(said.length >= 1, each.id);
      for (const sentence of said) assert.doesNotMatch(sentence, /undefined|\{\d/, each.id);
    }
    assert.equal(new Set(endpoints().map(({ rateLimit }) => rateLimit)).size, 7);
  });
});
