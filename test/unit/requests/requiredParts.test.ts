import { strict as assert } from "node:assert";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { fill } from "../../../src/domain/errors";
import { diagnoseRequest } from "../../../src/domain/requests/findings/diagnoseRequest";
import type { Finding, Fix } from "../../../src/domain/requests/findings/finding";
import type { OtherHeaders } from "../../../src/domain/requests/findings/requestFinding";
import { blockVariables, fillWith } from "../../../src/domain/requests/read/fileVariables";
import { parseRequestFile } from "../../../src/domain/requests/read/parseRequestFile";
import { requestOfBlock } from "../../../src/domain/requests/read/requestOfBlock";
import { type RequestTarget, targetsOfLevel } from "../../../src/domain/requests/write/requestTargets";
import { tokenScript, withoutOwnScripts } from "../../../src/domain/requests/write/tokenScript";
import { writeRequestFile } from "../../../src/domain/requests/write/writeRequest";
import { type Endpoint, endpoints } from "../../../src/domain/scopes/catalogue";
import { CREATED_IN } from "../../../src/domain/scopes/scope";
import { restClientRequest } from "../../hostile/clients/restClientReading";
import { sampled } from "../../sample";
import { BOT_ID, check, sampleApp } from "../tokens/verify/samples";

const CODES = ["missing-header", "misspelled-header", "missing-parameter", "misspelled-parameter"];
const DETAILS = "GET {{host}}/agentassist/api/v1/public/{{botId}}/conversations/sessions/s-1";
const FAQS = "GET {{host}}/api/public/bot/{{botId}}/faqs";
const LINKED = "GET {{host}}/api/1.1/public/bot/{{botId}}/universalbot/link?language=en";
const TRAIN = "POST {{host}}/api/public/bot/{{botId}}/ml/train";
const details = (rest: string): string => `The documentation of “Get Conversation Details” ${rest}`;
const faqs = (rest: string): string => `The documentation of “Get FAQs” ${rest}`;

/** Of each finding severity and code, what it stands on, the sentence, and the lines that its fix makes. */
const CASES: readonly (readonly [what: string, lines: readonly string[], expected: readonly string[][]])[] = [
  ["is nothing where all is there, whatever the case of a header's name", [DETAILS, "ACCOUNTID: a"], []],
  [
    "is a header that it lacks",
    [DETAILS, "auth: {{token}}"],
    [
      [
        "warning: missing-header",
        DETAILS.slice(4),
        details("requires the header “accountId”, which this request lacks."),
        "accountId: {{accountId}}",
      ],
    ],
  ],
  [
    "is a header that it has without a value, or with a variable that has none",
    [DETAILS, "AccountID:"],
    [
      [
        "warning: missing-header",
        "AccountID:",
        details("requires the header “accountId”; here it is empty."),
        "accountId: {{accountId}}",
      ],
    ],
  ],
  ...["account-id", "Account_ID", "acountId"].map((name): [string, string[], string[][]] => [
    `is a header that is spelled ${name}`,
    [DETAILS, `${name}: a`],
    [["warning: misspelled-header", name, details(`calls this header “accountId”, not “${name}”.`), "accountId: a"]],
  ]),
  [
    "is missing where only another header that is known is near",
    [DETAILS, "x-account-id: a", "userId: b"],
    [
      [
        "warning: missing-header",
        DETAILS.slice(4),
        details("requires the header “accountId”, which this request lacks."),
        "accountId: {{accountId}}",
      ],
    ],
  ],
  [
    "is not what may be left out, but the way in which that is spelled",
    [TRAIN, "bot_language: en"],
    [
      [
        "information: misspelled-header",
        "bot_language",
        "The documentation of “ML Utterance Train” calls this header “bot-language”, not “bot_language”.",
        "bot-language: en",
      ],
    ],
  ],
  ["is not what may be left out and is another word", [TRAIN, "bot-lang: en", "language: en"], []],
  ["may come from a variable that httpYac takes headers from", [DETAILS, "...common"], []],
  ["may be a variable that the file doesn't define", [DETAILS, "accountId: {{somebodys}}"], []],
  ["is all of the parameters", [`${FAQS}?ktId=1&language=en`], []],
  [
    "is a parameter that the query lacks, or has without a value",
    [`${FAQS}?language=en`, "auth: {{token}}"],
    [
      [
        "warning: missing-parameter",
        `${FAQS.slice(4)}?language=en`,
        faqs("requires the parameter “ktId” in the query, which this request lacks."),
        `${FAQS}?language=en&ktId={{ktId}}`,
      ],
    ],
  ],
  [
    "is every parameter where there is no query",
    [FAQS],
    [
      [
        "warning: missing-parameter",
        FAQS.slice(4),
        faqs("requires “ktId”, “language” in the query, which this request lacks."),
        `${FAQS}?ktId={{ktId}}&language=en`,
      ],
    ],
  ],
  [
    "goes behind a query of several lines",
    [FAQS, "  ?language=en", "  &limit=5"],
    [
      [
        "warning: missing-parameter",
        `${FAQS.slice(4)}\n  ?language=en\n  &limit=5`,
        faqs("requires the parameter “ktId” in the query, which this request lacks."),
        "  &limit=5&ktId={{ktId}}",
      ],
    ],
  ],
  [
    "is a parameter that is spelled in another way",
    [`${FAQS}?kt_id=1&languages=en`],
    [
      [
        "warning: misspelled-parameter",
        "kt_id",
        faqs("calls this parameter “ktId”, not “kt_id”."),
        `${FAQS}?ktId=1&languages=en`,
      ],
      [
        "warning: misspelled-parameter",
        "languages",
        faqs("calls this parameter “language”, not “languages”."),
        `${FAQS}?kt_id=1&language=en`,
      ],
    ],
  ],
  [
    "is a parameter that has no value, for a person to fill in",
    [`${FAQS}?ktId=&language=en`],
    [
      [
        "warning: missing-parameter",
        `${FAQS.slice(4)}?ktId=&language=en`,
        faqs("requires the parameter “ktId” in the query, which this request lacks."),
      ],
    ],
  ],
  ["may stand in a variable that the file doesn't define", [`${FAQS}?{{query}}`], []],
  ["is not looked for where the path is no known one", ["GET {{host}}/api/public/nothing"], []],
];

/** Ways to write a request line, of a text whose last request has one line; empty where a request can't be written so. */
const SPELLINGS: readonly (readonly [how: string, spelled: (text: string) => string])[] = [
  ["alone", (text) => text],
  ["with a version", (text) => onRequestLine(text, (line) => `${line} HTTP/1.1`)],
  ["with a version and blanks", (text) => onRequestLine(text, (line) => `${line}  HTTP/2 \t`)],
  ["with blanks behind", (text) => onRequestLine(text, (line) => `${line} \t `)],
  [
    "in lower case, with blanks before",
    (text) => onRequestLine(text, (line) => `  ${line.replace(/^[A-Z]+ /, lower)}`),
  ],
  ["with tabs", (text) => onRequestLine(text, (line) => line.replace(" ", "\t\t"))],
  ["without a method", (text) => (/^GET /m.test(text) ? onRequestLine(text, (line) => line.slice(4)) : "")],
  ["from the root", (text) => onRequestLine(text, (line) => `${line.replace("{{host}}", "")}\nHost: platform.kore.ai`)],
  ["with a query of several lines", (text) => onRequestLine(text, (line) => `${inLines(line)}`)],
  ["with a query of several lines and a version", (text) => onRequestLine(text, (line) => `${inLines(line)} HTTP/1.1`)],
  ["with a comment below", (text) => onRequestLine(text, (line) => `${line}\n# a comment\nx-mine: 1 `)],
  ["at the end of the file", (text) => text.slice(0, text.indexOf("\n", text.search(REQUEST_LINE)))],
];

const REQUEST_LINE = /^(?:GET|POST|PUT|DELETE) .*$/m;

function onRequestLine(text: string, change: (line: string) => string): string {
  return text.replace(REQUEST_LINE, (line) => change(line));
}

function lower(text: string): string {
  return text.toLowerCase();
}

/** With a parameter that no page knows, so that there is a query. */
function inLines(line: string): string {
  const [address = "", fragment] = line.split("#");
  const more = `${address}${address.includes("?") ? "&" : "?"}mine=1`.replace(/[?&]/g, "\n  $&");
  return fragment === undefined ? more : `${more}#${fragment}`;
}

describe("What an endpoint's page requires of a request", () => {
  const head = ["@host = https://platform.kore.ai", `@botId = ${BOT_ID}`];
  const file = (lines: readonly string[], variables: readonly string[] = head): string =>
    [...variables, "", "###", ...lines, ""].join("\n");

  for (const [what, lines, expected] of CASES) {
    it(what, async () => assert.deepEqual(await said(file(lines)), expected));
  }

  it("is put right by the fix, with the variables that the file has, what the path says, or what the app knows", async () => {
    const request = ["POST {{host}}/api/public/samplebots/{{botId}}/add", "auth: {{token}}"];
    const fixed = async (variables: readonly string[], app: Partial<JwtApp> = {}) => {
      const text = file(request, variables);
      const [finding] = await found(text, { tied: sampleApp({ botId: BOT_ID, createdIn: "admin", ...app }) });
      return applied(text, finding?.fix).split("\n").slice(-4, -1);
    };
    assert.deepEqual(await fixed(head), ["accountId: {{accountId}}", "userId: {{userId}}", "bot-language: en"]);
    assert.deepEqual((await fixed([...head, "@accountId = a-1"], { accountId: "a-2" }))[0], "accountId: {{accountId}}");
    assert.deepEqual((await fixed(head, { accountId: "a-2" }))[0], "accountId: a-2");
  });

  it("is written with the line breaks of the file, all headers by one fix", async () => {
    const text = file([LINKED, "auth: {{token}}"]).replaceAll("\n", "\r\n");
    const [finding, ...more] = await found(text);
    assert.equal(
      applied(text, finding?.fix).split(LINKED)[1],
      "\r\nauth: {{token}}\r\nbot-language: en\r\nstate: configured\r\napp-language: en\r\nclient-app: unified\r\n",
    );
    assert.deepEqual(more, []);
  });

  it("is taken from the request where it has it already", async () => {
    const text = file([
      "GET {{host}}/campaign/api/v2/public/{{ bot }}/campaign/c-1",
      "  ?accountId={{mine}}",
      "auth: {{token}}",
    ]);
    const [finding] = await found(text);
    assert.equal(applied(text, finding?.fix).split("auth: {{token}}")[1], "\niId: {{ bot }}\naccountId: {{mine}}\n");
  });

  it("counts where something else gives it", async () => {
    const text = file([LINKED, "auth: {{token}}"]);
    const names = ["bot-language", "state", "app-language", "client-app"];
    const lacking = async (otherHeaders: OtherHeaders): Promise<string[]> =>
      (await found(text, { otherHeaders })).map(({ message: { args } }) => String(args[1]));
    assert.deepEqual(await lacking(new Set()), [names.join("”, “")]);
    assert.deepEqual(await lacking(new Set(["state", "app-language", "client-app"])), ["bot-language"]);
    assert.deepEqual(await lacking(new Set(names)), []);
    assert.deepEqual(await lacking("any"), []);
  });

  it("is never lacking in what is written for an app", async () => {
    for (const createdIn of CREATED_IN) {
      const app = sampleApp({ createdIn });
      const text = await writeRequestFile(targetsOfLevel(app), { app, placement: { kind: "script" } });
      const { blocks } = parseRequestFile(text);
      const variables = blockVariables(blocks);
      for (const block of blocks) {
        if (!block.request) continue;
        const sent = requestOfBlock(text, block.request, variables(block));
        const verdict = await check({ request: sent, apps: [app] });
        const findings = diagnoseRequest({ text, request: block.request, sent, verdict, variables: variables(block) });
        assert.deepEqual(
          findings.filter(({ code }) => CODES.includes(code)).map(({ message }) => sentence(message)),
          [],
        );
      }
    }
  });

  it("is named where it is taken out of what is written, for every endpoint that requires something", async () => {
    let headers = 0;
    let parameters = 0;
    for (const createdIn of CREATED_IN) {
      const app = sampleApp({ createdIn });
      for (const target of targetsOfLevel(app)) {
        if (target.kind !== "endpoint") continue;
        const text = await writeRequestFile([target], { app, placement: { kind: "script" } });
        for (const name of Object.keys(target.endpoint.headers)) {
          const lacking = text.replace(new RegExp(`^${name}: .*\n`, "m"), "");
          headers += await isNamed(lacking, name, target, text);
        }
        for (const name of target.endpoint.requiredQuery) {
          const lacking = text.replace(new RegExp(`[?&]${name}=[^&\n]*`), "").replace(/^([A-Z]+ [^?\n]*?)&/m, "$1?");
          parameters += await isNamed(lacking, name, target, text);
        }
      }
    }
    assert.ok(headers >= 190 && parameters >= 100, `${headers} headers, ${parameters} parameters`);
    // Others with its path, which nothing tells from it, take the account as a header alone.
    assert.deepEqual(silent, ["create-voice-campaign-agentless-v2: accountId"]);
  });

  const silent: string[] = [];
  /** 0 where nothing is found. */
  async function isNamed(lacking: string, name: string, target: RequestTarget, whole: string): Promise<number> {
    assert.notEqual(lacking, whole);
    assert.ok(target.kind === "endpoint");
    const findings = await found(lacking);
    const [finding, ...more] = findings;
    if (!finding) {
      silent.push(`${target.endpoint.id}: ${name}`);
      return 0;
    }
    assert.deepEqual(more, [], `${target.endpoint.id}: ${name}`);
    assert.ok(finding.code.startsWith("missing-"), target.endpoint.id);
    assert.equal(finding.message.args[1], name, target.endpoint.id);
    const fixed = applied(lacking, finding.fix);
    assert.deepEqual(await found(fixed), [], target.endpoint.id);
    assert.equal(parseRequestFile(fixed).blocks.length, parseRequestFile(whole).blocks.length);
    return 1;
  }

  it("is named as the row has it where all headers are taken out, for every row with headers", async () => {
    const tried = new Set<string>();
    for (const { endpoint, text } of await written()) {
      const names = Object.keys(endpoint.headers);
      if (names.length === 0) continue;
      tried.add(endpoint.id);
      const [finding, ...more] = await found(withoutHeaders(text, endpoint));
      assert.deepEqual([finding?.code, more], ["missing-header", []], endpoint.id);
      assert.deepEqual(String(finding?.message.args[1]).split("”, “"), names, endpoint.id);
    }
    const rows = endpoints().filter(({ path, headers }) => path !== undefined && Object.keys(headers).length > 0);
    assert.deepEqual([...tried].sort(), rows.map(({ id }) => id).sort());
  });

  /** Endpoints for each spelling. */
  const TRIED = 40;
  for (const [how, spelled] of SPELLINGS) {
    it(`goes where both clients read it, the address as before: ${how}`, async () => {
      let count = 0;
      for (const { endpoint, text } of sampled(
        (await written()).filter(({ endpoint }) => Object.keys(endpoint.headers).length > 0),
        TRIED,
      )) {
        const own = withoutHeaders(text, endpoint);
        const bare = own.replace(/^(?:auth|content-type): .*\n/gim, "");
        for (const [left, eol] of [
          [own, "\n"],
          [own.replace(/^auth: .*/m, "$& \t"), "\r\n"],
          [bare, "\n"],
          [bare, "\r\n"],
        ] as const) {
          const lacking = spelled(left).replaceAll("\n", eol);
          if (!lacking) continue;
          const [finding, ...more] = (await found(lacking)).filter(({ code }) => code === "missing-header");
          if (!finding) continue;
          count++;
          assert.deepEqual(more, []);
          const fixed = applied(lacking, finding.fix);
          assert.deepEqual(
            (await found(fixed)).map(({ code }) => code).filter((code) => code.endsWith("-header")),
            [],
          );
          const names = String(finding.message.args[1]).split("”, “");
          const [before, after] = [readingsOf(lacking), readingsOf(fixed)];
          for (const client of ["httpYac", "restClient"] as const) {
            assert.equal(after[client]?.url, before[client]?.url, fixed);
            assert.equal(after[client]?.body, before[client]?.body, fixed);
            const added = [...(after[client]?.headers ?? [])].filter(([name]) => !before[client]?.headers.has(name));
            assert.deepEqual(added.map(([name]) => name).sort(), names.map((name) => name.toLowerCase()).sort(), fixed);
            for (const [, value] of added) assert.match(value, /^[\w{}:.-]+$/, fixed);
          }
        }
      }
      assert.ok(count > TRIED / 10, String(count));
    });

    it(`gets into the query and leaves the fragment: ${how}`, async () => {
      let count = 0;
      for (const { endpoint, text } of sampled(
        (await written()).filter(({ endpoint }) => endpoint.requiredQuery.length > 0),
        TRIED,
      )) {
        for (const fragment of ["", "#top"]) {
          const lacking = spelled(withoutQuery(text, endpoint, fragment));
          if (!lacking) continue;
          // Where another endpoint has the path, what is missing first tells them apart.
          let fixed = lacking;
          for (const mayLackMore of [true, false]) {
            const step = await withParameters(fixed);
            if (step === undefined) break;
            count++;
            assert.ok(mayLackMore || step.areSeveral, fixed);
            fixed = step.fixed;
          }
          assert.equal(await withParameters(fixed), undefined, fixed);
        }
      }
      assert.ok(count > TRIED / 10, String(count));
    });
  }

  /** With the fix for parameters; undefined where none is missing. */
  async function withParameters(text: string): Promise<{ fixed: string; areSeveral: boolean } | undefined> {
    const [finding] = (await found(text)).filter(({ code }) => code.endsWith("-parameter"));
    if (!finding) return undefined;
    const fixed = applied(text, finding.fix);
    const names = String(finding.message.args[1]).split("”, “");
    const [before, after] = [readingsOf(text), readingsOf(fixed)];
    for (const client of ["httpYac", "restClient"] as const) {
      const [was, is] = [before, after].map((each) => new URL(each[client]?.url ?? "", "https://x.example"));
      assert.equal(is?.hash, was?.hash, fixed);
      assert.equal(is?.pathname, was?.pathname, fixed);
      const added = [...(is?.searchParams ?? [])].filter(([name]) => !was?.searchParams.has(name));
      assert.deepEqual(
        added.map(([name]) => name),
        names,
        fixed,
      );
      assert.ok(
        added.every(([, value]) => value.trim() === value && !value.includes("HTTP")),
        fixed,
      );
      assert.deepEqual(after[client]?.headers, before[client]?.headers, fixed);
    }
    const path = new URL(after.httpYac?.url ?? "", "https://x.example").pathname;
    const areSeveral = endpoints().filter((each) => each.path !== undefined && fits(each.path, path)).length > 1;
    return { fixed, areSeveral };
  }

  function fits(template: string, path: string): boolean {
    return new RegExp(`^${template.replace(/\{[^}]*\}/g, "[^/]+")}$`).test(path);
  }

  it("is put behind a query that a variable holds, and nowhere where a variable holds the fragment", async () => {
    const fixed = async (query: string, path: string): Promise<string | undefined> => {
      const text = file([`${FAQS}${path}`], [...head, `@rest = ${query}`]);
      const [finding] = await found(text);
      assert.equal(finding?.code, "missing-parameter");
      return finding.fix && applied(text, finding.fix).split(FAQS)[1]?.trim();
    };
    assert.equal(await fixed("?language=en", "{{rest}}"), "{{rest}}&ktId={{ktId}}");
    assert.equal(await fixed("?language=en&", "{{rest}}"), "{{rest}}ktId={{ktId}}");
    assert.equal(await fixed("?language=en#top", "{{rest}}"), undefined);
    assert.equal(await fixed("x#y", "?language=en#{{rest}}#"), "?language=en&ktId={{ktId}}#{{rest}}#");
    assert.equal(await fixed("", "?language=en #top"), undefined);
  });

  it("is not looked for where a request may be for an endpoint that doesn't require it", async () => {
    // Only the query tells these apart, and theirs is a variable: one of them requires accountId in the query.
    const text = file([
      "POST {{host}}/campaign/api/v2/public/{{botId}}/campaign?campaignType={{type}}",
      "accountId: a",
      "iId: {{botId}}",
    ]);
    assert.deepEqual(await found(text), []);
  });
});

describe("A script that asks for a token", () => {
  it("is told from one that does anything else", () => {
    const own = tokenScript({ clientId: 'cs-"1"' }, "publicApi").join("\n");
    const around = (script: string): string => `### one\n${script}\nGET {{host}}/x`;
    assert.equal(withoutOwnScripts(around(own)), around("").replace("\n\n", "\n"));
    assert.equal(withoutOwnScripts(around(own.replaceAll("\n", "\r\n"))), around("").replace("\n\n", "\n"));
    for (const other of [
      own.replace('"profile":"publicApi"});', '"profile":"publicApi"}); request.headers.a = 1;'),
      own.replace("}}", "  request.headers.a = 1;\n}}"),
      own.replace("{{\n", "{{@request\n"),
    ])
      assert.equal(withoutOwnScripts(around(other)), around(other));
  });
});

interface Written {
  readonly endpoint: Endpoint;
  readonly text: string;
}

/** A request for every endpoint, as it is written for an app. */
async function written(): Promise<readonly Written[]> {
  const found = new Map<string, Written>();
  for (const createdIn of CREATED_IN) {
    const app = sampleApp({ createdIn });
    for (const target of targetsOfLevel(app)) {
      if (target.kind !== "endpoint" || found.has(target.endpoint.id)) continue;
      const placement = { kind: "environment", variable: () => "JWT" } as const;
      found.set(target.endpoint.id, {
        endpoint: target.endpoint,
        text: await writeRequestFile([target], { app, placement }),
      });
    }
  }
  return [...found.values()];
}

function withoutHeaders(text: string, { headers }: Endpoint): string {
  return Object.keys(headers).reduce((left, name) => left.replace(new RegExp(`^${name}: .*\n`, "m"), ""), text);
}

function withoutQuery(text: string, { requiredQuery }: Endpoint, fragment: string): string {
  return onRequestLine(text, (line) => {
    const [address = "", query = ""] = line.split("?");
    const left = query.split("&").filter((pair) => pair !== "" && !requiredQuery.includes(pair.split("=")[0] ?? ""));
    return `${address}${left.length > 0 ? `?${left.join("&")}` : ""}${fragment}`;
  });
}

interface Reading {
  readonly url: string;
  /** By their names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string | undefined;
}

/** What the clients read of the last request. */
function readingsOf(text: string): { readonly httpYac: Reading | undefined; readonly restClient: Reading | undefined } {
  const { blocks } = parseRequestFile(text);
  const block = blocks.at(-1);
  if (!block?.request) return { httpYac: undefined, restClient: undefined };
  const { url, headers, body } = block.request;
  return {
    httpYac: {
      url: fillWith(url.text, blockVariables(blocks)(block)),
      headers: new Map(headers.map(({ name, value }) => [name.text.toLowerCase(), value.text])),
      body: body && text.slice(body.start, body.end),
    },
    restClient: restClientRequest(text, text.slice(0, block.request.start).split("\n").length - 1),
  };
}

interface Told {
  readonly tied?: JwtApp;
  readonly otherHeaders?: OtherHeaders;
}

async function found(text: string, { tied, otherHeaders }: Told = {}): Promise<Finding[]> {
  const { blocks } = parseRequestFile(text);
  const block = blocks.at(-1);
  if (!block?.request) throw new Error("no request");
  const variables = blockVariables(blocks)(block);
  const sent = requestOfBlock(text, block.request, variables);
  const verdict = await check({ request: sent, apps: [sampleApp()] });
  const told = { text, request: block.request, sent, verdict, variables, tiedApp: tied };
  return diagnoseRequest({ ...told, ...(otherHeaders && { otherHeaders }) }).filter(({ code }) => CODES.includes(code));
}

/** Severity and code, what it stands on, the sentence, and the lines that the fix changes or puts in. */
async function said(text: string): Promise<string[][]> {
  return (await found(text)).map(({ code, severity, start, end, message, fix }) => [
    `${severity}: ${code}`,
    text.slice(start, end),
    sentence(message),
    ...applied(text, fix)
      .split("\n")
      .filter((line) => !text.split("\n").includes(line)),
  ]);
}

function sentence({ template, args }: Finding["message"]): string {
  return fill(template, args);
}

function applied(text: string, fix: Fix | undefined): string {
  return fix?.kind === "replace" ? text.slice(0, fix.range.start) + fix.text + text.slice(fix.range.end) : text;
}
