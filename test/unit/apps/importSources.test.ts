import { strict as assert } from "node:assert";
import { randomBytes, randomUUID } from "node:crypto";
import { parseEnv } from "node:util";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { planImport } from "../../../src/domain/apps/import/importApps";
import type { ImportPlan } from "../../../src/domain/apps/import/importPlan";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { UserError } from "../../../src/domain/errors";
import { webPorts } from "../../../src/domain/ports";
import { configurationFor } from "../../../src/domain/requests/write/configuration";
import { runs } from "../../sample";
import { sampleApp } from "./sampleApp";

const uuid5 = (): string => randomUUID().replace(/^(.{14})./, "$15");
const [ID, ID_2, BOT, BOT_2] = [`cs-${uuid5()}`, `cs-${uuid5()}`, `st-${uuid5()}`, `st-${uuid5()}`] as const;
const newSecret = (): string => randomBytes(32).toString("base64");
const [SECRET, SECRET_2] = [newSecret(), newSecret()] as const;
const ACCOUNT = randomBytes(12).toString("hex");

function planOf(text: string, existing: readonly JwtApp[] = []): ImportPlan {
  return planImport(text, existing, webPorts);
}

/** Client ID and secret of each app. */
const pairs = ({ add }: ImportPlan): unknown[] =>
  add.map(({ app, secrets }) => [app.clientId, secrets.reveal().clientSecret]);
const said = ({ problems, notes }: ImportPlan): string[] => [...problems, ...notes].map(({ message }) => message);
const codes = ({ problems, notes }: ImportPlan): string[] => [...problems, ...notes].map(({ code }) => code);

/** No secret and no part of one is in what a plan says or prints. */
function keepsSecrets(plan: ImportPlan): void {
  const text = JSON.stringify(plan) + said(plan).join("\n");
  for (const secret of [SECRET, SECRET_2]) assert.ok(!text.includes(secret.slice(0, 8)), "a secret is shown");
}

function codeOf(text: string): string {
  try {
    planOf(text);
  } catch (error) {
    return error instanceof UserError ? error.code : assert.fail(String(error));
  }
  return assert.fail("nothing was refused");
}

describe("importing a dotenv file", () => {
  const ONE = [[ID, SECRET]];
  const TEXTS: Readonly<Record<string, string>> = {
    "names and values": `KORE_CLIENT_ID=${ID}\nKORE_CLIENT_SECRET=${SECRET}\n`,
    "no prefix": `CLIENT_ID=${ID}\nCLIENT_SECRET=${SECRET}`,
    "the secret first": `CLIENT_SECRET=${SECRET}\nCLIENT_ID=${ID}`,
    "lower case and camel case": `koreClientId=${ID}\nkore_client_secret=${SECRET}`,
    "white space and Windows line ends": `  KORE_CLIENT_ID = ${ID}  \r\n\tKORE_CLIENT_SECRET\t=\t${SECRET}\r\n`,
    "export, and a byte order mark": `\uFEFFexport KORE_CLIENT_ID=${ID}\nexport KORE_CLIENT_SECRET=${SECRET}`,
    "double quotes": `KORE_CLIENT_ID="${ID}"\nKORE_CLIENT_SECRET="${SECRET}" # ours`,
    "single quotes and backticks": `KORE_CLIENT_ID='${ID}'\nKORE_CLIENT_SECRET=\`${SECRET}\``,
    comments: `# KORE_CLIENT_ID=${ID_2}\nKORE_CLIENT_ID=${ID} # orders\n#KORE_CLIENT_SECRET=${SECRET_2}\nKORE_CLIENT_SECRET=${SECRET}`,
    "values over several lines between": `KORE_CLIENT_ID=${ID}\nNOTE="CLIENT_ID=${ID_2}\nOTHER_CLIENT_SECRET=${SECRET_2}\n"\nKORE_CLIENT_SECRET=${SECRET}`,
    "a quote that isn't closed": `NOTE="it\nKORE_CLIENT_ID=${ID}\nKORE_CLIENT_SECRET=${SECRET}\n`,
    "names that only the value explains": `ORDERS_APP=${ID}\nORDERS_APP_SECRET=${SECRET}`,
    "what BotKit calls them": `KORE_APP_ID=${ID}\nKORE_API_KEY=${SECRET}`,
    "names that differ in a word that says nothing": `KORE_CLIENT_ID=${ID}\nXO_CLIENT_SECRET=${SECRET}`,
    "other variables": `PORT=3000\nSECRET=short\nJWT_SECRET=changeme\nKORE_CLIENT_ID=${ID}\nKORE_CLIENT_SECRET=${SECRET}\nDATABASE_URL=postgres://a:b@c/d`,
    "the same again": `KORE_CLIENT_ID=${ID}\nKORE_CLIENT_SECRET=${SECRET}\nKORE_CLIENT_ID=${ID}`,
    "a number behind the names": `KORE_CLIENT_ID2=${ID}\nKORE_CLIENT_SECRET2=${SECRET}`,
    "a script of Windows": `@echo off\r\nset KORE_CLIENT_ID=${ID}\r\nset KORE_CLIENT_SECRET=${SECRET}\r\n`,
    "a compose file": `    environment:\n      - KORE_CLIENT_ID=${ID}\n      - KORE_CLIENT_SECRET=${SECRET}\n`,
    "a properties file": `kore.client.id=${ID}\nkore.client.secret=${SECRET}`,
  };
  for (const [what, text] of Object.entries(TEXTS)) {
    it(`pairs ${what}, and has nothing to say`, () => {
      const plan = planOf(text);
      assert.deepEqual([plan.source, pairs(plan), said(plan)], ["dotenv", ONE, []]);
      keepsSecrets(plan);
    });
  }

  it("takes several apps by what their names have in common", () => {
    const text = [
      `ORDERS_CLIENT_ID=${ID}`,
      `TRAVEL_CLIENT_SECRET=${SECRET_2}`,
      `ORDERS_CLIENT_SECRET=${SECRET}`,
      `TRAVEL_CLIENT_ID=${ID_2}`,
      `ORDERS_BOT_ID=${BOT}`,
      `TRAVEL_STREAM_ID=${BOT_2}`,
      "TRAVEL_HOST=https://eu-platform.kore.ai/",
      "KORE_HOST=https://de-platform.kore.ai",
      `KORE_ACCOUNT_ID=${ACCOUNT}`,
      "TRAVEL_ALGORITHM=HS512",
      "ORDERS_BOT_NAME=Order Bot",
      "HOST=0.0.0.0",
    ].join("\n");
    const plan = planOf(text);
    assert.deepEqual(pairs(plan), [
      [ID, SECRET],
      [ID_2, SECRET_2],
    ]);
    assert.deepEqual(
      plan.add.map(({ app }) => [app.name, app.botId, app.host, app.accountId, app.algorithm, app.algorithmAssumed]),
      [
        [`Order Bot · ${ID.slice(0, 11)}`, BOT, "de-platform.kore.ai", ACCOUNT, "HS256", true],
        [`Travel · ${ID_2.slice(0, 11)}`, BOT_2, "eu-platform.kore.ai", ACCOUNT, "HS512", undefined],
      ],
    );
    assert.deepEqual(said(plan), []);
  });

  for (const [first, second] of [
    ["CLIENT_ID_1", "CLIENT_SECRET_1"],
    ["BOT1_CLIENT_ID", "BOT1_CLIENT_SECRET"],
    ["DEV_KORE_CLIENT_ID_US", "DEV_KORE_CLIENT_SECRET_US"],
  ])
    it(`pairs ${first} with ${second}, and with no other`, () => {
      const [idOther, secretOther] = [first, second].map((name) => (name ?? "").replace(/1|US/, "2"));
      const text = `${secretOther}=${SECRET_2}\n${first}=${ID}\n${idOther}=${ID_2}\n${second}=${SECRET}`;
      assert.deepEqual(pairs(planOf(text)), [
        [ID, SECRET],
        [ID_2, SECRET_2],
      ]);
    });

  it("takes a client secret into no app to which it doesn't plainly belong, and tells it", () => {
    const texts: readonly (readonly [text: string, code: string, pairs: unknown[], named: readonly string[]])[] = [
      [
        `ORDERS_CLIENT_ID=${ID}\nTRAVEL_CLIENT_SECRET=${SECRET}`,
        "import-unmatched",
        [[ID, undefined]],
        ["TRAVEL_CLIENT_SECRET"],
      ],
      [
        `ORDERS_CLIENT_ID=${ID}\nTRAVEL_CLIENT_ID=${ID_2}\nCLIENT_SECRET=${SECRET}`,
        "import-unmatched",
        [
          [ID, undefined],
          [ID_2, undefined],
        ],
        ["CLIENT_SECRET"],
      ],
      [
        `KORE_CLIENT_ID=${ID}\nXO_CLIENT_ID=${ID_2}\nCLIENT_SECRET=${SECRET}`,
        "import-unmatched",
        [
          [ID, undefined],
          [ID_2, undefined],
        ],
        ["CLIENT_SECRET"],
      ],
      [
        `KORE_CLIENT_ID=${ID}\nCLIENT_ID=1234.apps.example\nCLIENT_SECRET=${SECRET}`,
        "import-foreign",
        [[ID, undefined]],
        ["CLIENT_ID", "CLIENT_SECRET"],
      ],
      [
        `KORE_CLIENT_ID=${ID}\nCLIENT_ID=\${OTHER}\nCLIENT_SECRET=${SECRET}`,
        "import-unmatched",
        [[ID, undefined]],
        ["CLIENT_SECRET"],
      ],
      [
        `ORDERS_CLIENT_ID=${ID}\nORDERS_CLIENT_SECRET=${SECRET}\nORDERS_CLIENT_ID=${ID_2}`,
        "import-several-values",
        [],
        ["ORDERS_CLIENT_ID"],
      ],
      [
        `A_CLIENT_ID=${ID}\na.client.id=${ID_2}\nA_CLIENT_SECRET=${SECRET}`,
        "import-ambiguous",
        [
          [ID, undefined],
          [ID_2, undefined],
        ],
        ["A_CLIENT_SECRET"],
      ],
    ];
    for (const [text, code, expected, named] of texts) {
      const plan = planOf(text);
      assert.deepEqual(pairs(plan), expected, text);
      assert.ok(codes(plan).includes(code), `${text}: ${codes(plan).join()}`);
      for (const name of named)
        assert.ok(
          said(plan).some((sentence) => sentence.includes(name)),
          name,
        );
      for (const { app } of plan.add) assert.deepEqual(app.missingSecrets, ["clientSecret"]);
      keepsSecrets(plan);
    }
  });

  it("takes the bot of each of several apps, by names that have “bot” in them once", () => {
    const plan = planOf(
      [
        `ORDERS_BOT_CLIENT_ID=${ID}`,
        `TRAVEL_BOT_CLIENT_ID=${ID_2}`,
        `ORDERS_BOT_ID=${BOT}`,
        `TRAVEL_BOT_ID=${BOT_2}`,
        "TRAVEL_BOT_NAME=Trips",
      ].join("\n"),
    );
    assert.deepEqual(
      plan.add.map(({ app }) => [app.name, app.botId]),
      [
        [`Orders Bot · ${ID.slice(0, 11)}`, BOT],
        [`Trips · ${ID_2.slice(0, 11)}`, BOT_2],
      ],
    );
    assert.deepEqual(said(plan), []);
  });

  it("tells apart what differs in a number behind the names alone, which is no name of an app", () => {
    const plan = planOf(
      `CLIENT_ID=${ID}\nCLIENT_SECRET=${SECRET}\nCLIENT_ID2=${ID_2}\nCLIENT_SECRET2=${SECRET_2}\nBOT_ID2=${BOT_2}`,
    );
    assert.deepEqual(pairs(plan), [
      [ID, SECRET],
      [ID_2, SECRET_2],
    ]);
    assert.deepEqual(
      plan.add.map(({ app }) => [app.name, app.botId]),
      [
        [`JWT app · ${ID.slice(0, 11)}`, undefined],
        [`JWT app · ${ID_2.slice(0, 11)}`, BOT_2],
      ],
    );
    assert.deepEqual(said(plan), []);
  });

  it("takes what is just called a secret for no app's, and tells it where one is missing", () => {
    const plan = planOf(`CLIENT_ID=${ID}\nSECRET_KEY=${SECRET}\nKORE_CLIENT_ID=${ID_2}\nJWT_SECRET=${SECRET_2}`);
    assert.deepEqual(pairs(plan), [
      [ID, undefined],
      [ID_2, undefined],
    ]);
    assert.deepEqual(codes(plan), ["import-unmatched"]);
    assert.ok(said(plan)[0]?.includes(" SECRET_KEY, JWT_SECRET."), said(plan)[0]);
  });

  it("tells what comes from elsewhere and what is a placeholder as missing", () => {
    const other = planOf(`KORE_CLIENT_ID=${ID}\nKORE_CLIENT_SECRET=\${VAULT_SECRET}`);
    assert.deepEqual([pairs(other), codes(other)], [[[ID, undefined]], ["import-not-plain"]]);
    const placeholder = planOf(`KORE_CLIENT_ID=${ID}\nKORE_CLIENT_SECRET=<your client secret>`);
    assert.deepEqual([pairs(placeholder), codes(placeholder)], [[[ID, undefined]], ["client-secret-unusable"]]);
    const blank = planOf(`KORE_CLIENT_ID=${ID}\nKORE_CLIENT_SECRET=\n`);
    assert.deepEqual([pairs(blank), codes(blank)], [[[ID, undefined]], []]);
    const literal = planOf(`KORE_CLIENT_ID=${ID}\nKORE_CLIENT_SECRET='a$bc'`);
    assert.deepEqual(pairs(literal), [[ID, "a$bc"]]);
  });

  it("tells a bot ID, a token or the client ID in the place of the secret, as every import does", () => {
    for (const value of [BOT, ID, `eyJhbGciOiJIUzI1NiJ9.${"e30"}.c2ln`])
      assert.deepEqual(codes(planOf(`A_CLIENT_ID=${ID}\nA_CLIENT_SECRET=${value}`)), ["client-secret-doubtful"]);
  });

  it("tells a host that is named as an app is, which may be a server's own, and no other one", () => {
    const plan = planOf(
      `STOCK_CLIENT_ID=${ID}\nSTOCK_CLIENT_SECRET=${SECRET}\nSTOCK_HOST=xo.stock.example\nDB_HOST=db.example\nHOST=0.0.0.0`,
    );
    assert.deepEqual(
      plan.add.map(({ app }) => app.host),
      [undefined],
    );
    assert.deepEqual(codes(plan), ["import-unplaced"]);
    assert.match(said(plan)[0] ?? "", /: STOCK_HOST\.$/);
  });

  it("leaves bot IDs and hosts out that belong to no app plainly, and says so", () => {
    const plan = planOf(`A_CLIENT_ID=${ID}\nB_CLIENT_ID=${ID_2}\nBOT_ID=${BOT}\nC_KORE_URL=https://x.kore.ai`);
    assert.deepEqual(
      plan.add.map(({ app }) => [app.botId, app.host]),
      [
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
    assert.deepEqual(codes(plan), ["import-unplaced"]);
    for (const name of ["BOT_ID", "C_KORE_URL"]) assert.ok(said(plan)[0]?.includes(name));
  });

  it("says why it takes nothing of other services and of secrets alone", () => {
    const foreign = planOf("GOOGLE_CLIENT_ID=1234.apps.example\nGOOGLE_CLIENT_SECRET=abc");
    assert.deepEqual([foreign.add, codes(foreign)], [[], ["import-foreign"]]);
    const alone = planOf(`KORE_CLIENT_SECRET=${SECRET}`);
    assert.deepEqual([alone.add, codes(alone)], [[], ["import-unmatched"]]);
    keepsSecrets(alone);
    assert.equal(codeOf("PORT=3000\nHOST=localhost"), "import-not-json");
  });

  it("takes and repeats nothing that only begins like a client ID", () => {
    const plan = planOf(`KORE_CLIENT_ID=${ID}${SECRET}\nKORE_CLIENT_SECRET=${SECRET}`);
    assert.deepEqual([plan.add, codes(plan)], [[], ["import-foreign"]]);
    keepsSecrets(plan);
  });

  it("says which names a message can't repeat without it", () => {
    const plan = planOf(`KORE_CLIENT_SECRET_${"x".repeat(60)}=${SECRET}`);
    assert.ok(said(plan)[0]?.includes("…"));
  });
});

describe("importing BotKit's config.json", () => {
  const pair = { apikey: SECRET, appId: ID };

  it("takes the pair for all bots, and those by bot ID", () => {
    const config = { server: { port: 8003 }, credentials: { ...pair, [BOT]: { apikey: SECRET_2, appId: ID_2 } } };
    const plan = planOf(JSON.stringify(config, undefined, 2));
    assert.deepEqual(
      [plan.source, pairs(plan), said(plan)],
      [
        "botKit",
        [
          [ID, SECRET],
          [ID_2, SECRET_2],
        ],
        [],
      ],
    );
    assert.deepEqual(
      plan.add.map(({ app }) => [app.name, app.botId, app.usedFor]),
      [
        [`JWT app · ${ID.slice(0, 11)}`, undefined, "botkit"],
        [`JWT app · ${ID_2.slice(0, 11)}`, BOT_2 && BOT, "botkit"],
      ],
    );
    keepsSecrets(plan);
  });

  it("takes one app once, with its bot where it is one alone", () => {
    const one = planOf(JSON.stringify({ credentials: { ...pair, [BOT]: pair } }));
    assert.deepEqual([pairs(one), one.add[0]?.app.botId, said(one)], [[[ID, SECRET]], BOT, []]);
    const two = planOf(JSON.stringify({ credentials: { [BOT]: pair, [BOT_2]: pair } }));
    assert.deepEqual(
      [pairs(two), two.add[0]?.app.botId, codes(two)],
      [[[ID, SECRET]], undefined, ["import-several-values"]],
    );
  });

  it("takes the pair by itself, as it is selected", () => {
    const pair = `"credentials": {\n  "apikey": "${SECRET}",\n  "appId": "${ID}"\n},`;
    for (const text of [pair, pair.slice(pair.indexOf("{"))]) {
      const plan = planOf(text);
      assert.deepEqual([plan.source, pairs(plan)], ["botKit", [[ID, SECRET]]]);
    }
    assert.equal(codeOf('{"apikey": "abc", "appId": "weather"}'), "import-no-bots");
  });

  it("takes one client ID with two secrets without any, and tells it", () => {
    const plan = planOf(JSON.stringify({ credentials: { ...pair, [BOT]: { ...pair, apikey: SECRET_2 } } }));
    assert.deepEqual([pairs(plan), codes(plan)], [[[ID, undefined]], ["client-secret-several"]]);
    keepsSecrets(plan);
  });

  it("reads a configuration for each stage, and an algorithm where it is said", () => {
    const config = {
      prod: { jwtAlgorithm: "HS512", credentials: pair },
      dev: { credentials: { appId: ID_2, apikey: "" } },
    };
    const plan = planOf(JSON.stringify(config));
    assert.deepEqual(
      plan.add.map(({ app }) => [app.name, app.algorithm, app.missingSecrets]),
      [
        [`prod · ${ID.slice(0, 11)}`, "HS512", []],
        [`dev · ${ID_2.slice(0, 11)}`, "HS256", ["clientSecret"]],
      ],
    );
  });

  it("says what is none of the platform's, or alone", () => {
    const plan = planOf(JSON.stringify({ credentials: { appId: "my-app", apikey: SECRET, a: { apikey: SECRET_2 } } }));
    assert.deepEqual([plan.add, codes(plan)], [[], ["import-unmatched", "import-foreign"]]);
    assert.deepEqual(
      said(plan).map((sentence) => /[\w.]+\.\w+(?:, [\w.]+\.\w+)*/.exec(sentence)?.[0]),
      ["a.apikey", "credentials.appId, credentials.apikey"],
    );
    keepsSecrets(plan);
  });

  it("takes nothing from a property of an unsafe name", () => {
    const plan = planOf(
      `{"credentials":{"apikey":"","__proto__":{"apikey":"${SECRET}","appId":"${ID}"},"constructor":{"apikey":"x","appId":"${ID_2}"}}}`,
    );
    assert.ok(plan.add.every(({ app }) => !("apikey" in app)));
    assert.equal(Reflect.get({}, "apikey"), undefined);
  });
});

describe("importing the Web SDK's botOptions", () => {
  const host = '"https://de-bots.kore.ai/api/"';
  const members = `koreAPIUrl: ${host}, botInfo: { name: "Order Bot", "_id": "${BOT}" }, clientId: "${ID}", clientSecret: "${SECRET}"`;
  const TEXTS: Readonly<Record<string, string>> = {
    "a literal": `var botOptions = { logLevel: 'debug', ${members} };`,
    "a literal of the documentation's form": `const botOptions = {\n  // made by us\n  koreAPIUrl: ${host},\n  userIdentity: "a@b.example",\n  botInfo: { chatBot: "Order Bot", taskBotId: "${BOT}" },\n  clientId: "${ID}",\n  clientSecret: "${SECRET}",\n  JWTUrl: "/api/users/sts",\n};`,
    assignments: `var botOptions = {};\nbotOptions.logLevel = 'debug';\nbotOptions.koreAPIUrl = ${host};\nbotOptions.botInfo = { name: "Order Bot", "_id": "${BOT}" }; // case sensitive\nbotOptions.clientId = "${ID}";\nbotOptions.clientSecret = "${SECRET}";`,
    "assignments without semicolons, by names in brackets": `botOptions["koreAPIUrl"] = ${host}\nwindow.botOptions['clientId'] = '${ID}'\nbotOptions.clientSecret = '${SECRET}'\nbotOptions.botInfo = {}\nbotOptions.botInfo.name = "Order Bot"\nbotOptions.botInfo._id = "${BOT}"\n`,
    "both, with the other kinds of quotes": `let botOptions = { koreAPIUrl: ${host}, botInfo: { name: 'Order Bot', _id: \`${BOT}\` } }\nbotOptions.clientId = '${ID}'; botOptions.clientSecret = \`${SECRET}\``,
    "an object in another": `const chatConfig = { minimized: true, botOptions: { ${members} }, container: "body" };`,
    "a page": `<p>It's ours & don't touch "it\n<script src=https://x.example/sdk.js></script>\n<script>\n  KoreSDK.chatConfig.botOptions = { ${members} };\n</script>`,
    "an argument": `new KoreChatSDK().chatWindow({ botOptions: { ${members} } });`,
    TypeScript: `export const botOptions = { ${members.replace(`"${ID}"`, `"${ID}" as string`)} } satisfies Options;`,
    JSON: JSON.stringify({
      botOptions: {
        koreAPIUrl: "https://de-bots.kore.ai/api/",
        clientId: ID,
        clientSecret: SECRET,
        botInfo: { name: "Order Bot", _id: BOT },
      },
    }),
    "JSON with escapes": `{"koreAPIUrl": ${host.replace(/\//g, "\\/")}, "botInfo": {"name": "Order\\u0020Bot", "_id": "${BOT}"}, "clientId": "${ID}", "clientSecret": "${SECRET.replace(/\//g, "\\/")}"}`,
    "a Markdown fence": `Here it is:\n\`\`\`js\nvar botOptions = { ${members} };\n\`\`\`\n`,
    "a selected part": `koreAPIUrl: ${host},\nbotInfo: { name: "Order Bot", _id: "${BOT}" },\nclientId: "${ID}",\nclientSecret: "${SECRET}",\n`,
    "comments with other values": `/* botOptions.clientId = "${ID_2}"; */\nvar botOptions = {\n  // clientSecret: "${SECRET_2}",\n  ${members} };\n// botOptions.clientSecret = "${SECRET_2}"`,
    "regular expressions and templates around it": `const a = /["'\`]/.test(b) ? \`x\${{ clientId: c }}\` : 'd';\nvar botOptions = { ${members} };`,
  };
  for (const [what, text] of Object.entries(TEXTS)) {
    it(`reads ${what}`, () => {
      const plan = planOf(text);
      assert.deepEqual([plan.source, pairs(plan), plan.problems], ["webSdk", [[ID, SECRET]], []]);
      assert.deepEqual(
        plan.add.map(({ app }) => [app.name, app.host, app.botId, app.usedFor]),
        [[`Order Bot · ${ID.slice(0, 11)}`, "de-bots.kore.ai", BOT, "sdks"]],
      );
      keepsSecrets(plan);
    });
  }

  for (const [what, value] of Object.entries({
    "a variable": "secret",
    "the environment": "process.env.KORE_SECRET",
    "a template with code": "`${a}" + SECRET + "`",
    "texts put together": `"${SECRET.slice(0, 20)}" + "${SECRET.slice(20)}"`,
    "texts put together on the next line": `"${SECRET.slice(0, 20)}"\n    + "${SECRET.slice(20)}"`,
    "a default": `"${SECRET}" || other`,
    "a choice": `isLive ? "${SECRET}" : "${SECRET_2}"`,
    "a call": `decode("${SECRET}")`,
    "a call of the text": `"${SECRET}".trim()`,
    "a list": `["${SECRET}"]`,
  })) {
    it(`counts a client secret as missing that is ${what}, and says so`, () => {
      for (const text of [
        `var botOptions = { clientId: "${ID}", clientSecret: ${value}, userIdentity: "a" };`,
        `botOptions.clientId = "${ID}";\nbotOptions.clientSecret = ${value};`,
      ]) {
        const plan = planOf(text);
        assert.deepEqual([pairs(plan), codes(plan)], [[[ID, undefined]], ["import-not-plain"]], text);
        assert.ok(said(plan)[0]?.includes("botOptions.clientSecret"), said(plan)[0]);
        keepsSecrets(plan);
      }
    });
  }

  it("takes no app of which different client IDs are said, and no secret of which several are", () => {
    const id = planOf(
      `botOptions.clientId = "${ID}"; if (live) { botOptions.clientId = "${ID_2}"; } botOptions.clientSecret = "${SECRET}";`,
    );
    assert.deepEqual([pairs(id), codes(id)], [[], ["import-several-values", "import-unmatched"]]);
    const secret = planOf(
      `botOptions.clientId = "${ID}"; botOptions.clientSecret = "${SECRET}"; botOptions.clientSecret = "${SECRET_2}";`,
    );
    assert.deepEqual([pairs(secret), codes(secret)], [[[ID, undefined]], ["import-several-values"]]);
  });

  it("takes a declaration with a type for that of its name", () => {
    const texts = [
      `const botOptions: BotOptions = { koreAPIUrl: "https://x.example.com" };\nbotOptions.clientId = "${ID}";\nbotOptions.clientSecret = "${SECRET}";`,
      `let botOptions: Partial<Kore.Options> | undefined = { clientId: "${ID}" };\nbotOptions.clientSecret = "${SECRET}";`,
      `const clientId: string = "${ID}";\nconst clientSecret: string = '${SECRET}';`,
      `let other: string\nvar clientId = "${ID}";\nlet clientSecret: string\nclientSecret = "${SECRET}"`,
    ];
    for (const text of texts) assert.deepEqual([pairs(planOf(text)), said(planOf(text))], [[[ID, SECRET]], []], text);
  });

  it("tells objects of one name apart", () => {
    const text = `botOptions = { clientId: "${ID}", clientSecret: "${SECRET}" };\nbotOptions = { clientId: "${ID_2}" };\nbotOptions.clientSecret = "${SECRET_2}";`;
    assert.deepEqual(pairs(planOf(text)), [
      [ID, SECRET],
      [ID_2, SECRET_2],
    ]);
  });

  it("says what in a sample is left to fill in", () => {
    const plan = planOf(
      `var botOptions = {}; botOptions.clientId = "PLEASE_ENTER_CLIENT_ID"; botOptions.clientSecret = "PLEASE_ENTER_CLIENT_SECRET";`,
    );
    assert.deepEqual([plan.add, codes(plan)], [[], ["import-foreign"]]);
    const named = planOf(
      `var botOptions = { koreAPIUrl: "https://bots.kore.ai", botInfo: { name: "PLEASE_ENTER_BOT_NAME", _id: "PLEASE_ENTER_BOT_ID" }, clientId: "${ID}", clientSecret: "PLEASE_ENTER_CLIENT_SECRET" };`,
    );
    assert.deepEqual(
      named.add.map(({ app }) => [app.name, app.botId]),
      [[`JWT app · ${ID.slice(0, 11)}`, undefined]],
    );
    assert.deepEqual(codes(named).sort(), ["client-secret-unusable", "import-unplaced"]);
  });

  it("takes a pair of constants by their names, where nothing speaks of botOptions", () => {
    const plan = planOf(`const CLIENT_ID = "${ID}";\nconst CLIENT_SECRET = "${SECRET}";\n`);
    assert.deepEqual(pairs(plan), [[ID, SECRET]]);
  });

  it("takes nothing of other services' scripts, and none of JSON that was cut off", () => {
    const other = planOf(
      `const msal = { auth: { clientId: "${randomUUID()}", clientSecret: "${SECRET}" } }; botOptions = {};`,
    );
    assert.deepEqual([other.add, codes(other)], [[], ["import-foreign"]]);
    const response = JSON.stringify({ bots: [{ name: "A", jwtApps: [{ clientId: ID, clientSecret: SECRET }] }] });
    assert.equal(codeOf(response.slice(0, -3)), "import-not-json");
  });
});

describe("importing from Postman", () => {
  const variable = (key: string, value: string, more: object = {}): object => ({
    key,
    value,
    type: "default",
    enabled: true,
    ...more,
  });
  const environment = (values: object[], name = "Orders EU"): object => ({
    id: randomUUID(),
    name,
    values,
    _postman_variable_scope: "environment",
    _postman_exported_using: "Postman/11.0.0",
  });
  const collection = (more: object): object => ({
    info: {
      _postman_id: randomUUID(),
      name: "Kore APIs",
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    item: [],
    ...more,
  });
  const jwtAuth = (parameters: Readonly<Record<string, unknown>>): object => ({
    type: "jwt",
    jwt: Object.entries(parameters).map(([key, value]) => ({ key, value, type: "string" })),
  });

  it("reads an environment, secret values too, and is called after it", () => {
    const values = [
      variable("host", "https://eu-platform.kore.ai"),
      variable("clientId", ID),
      variable("clientSecret", SECRET, { type: "secret" }),
      variable("botId", BOT),
    ];
    const plan = planOf(JSON.stringify(environment(values), undefined, "\t"));
    assert.deepEqual([plan.source, pairs(plan), said(plan)], ["postman", [[ID, SECRET]], []]);
    assert.deepEqual(
      plan.add.map(({ app }) => [app.name, app.host, app.botId, app.usedFor]),
      [[`Orders EU · ${ID.slice(0, 11)}`, "eu-platform.kore.ai", BOT, "apis"]],
    );
    keepsSecrets(plan);
  });

  it("reads one that Postman's API answered, and several in a list or one after the other", () => {
    const [one, two] = [
      environment([variable("clientId", ID), variable("clientSecret", SECRET)], "One"),
      environment([variable("client_id", ID_2), variable("client_secret", SECRET_2)], "Two"),
    ];
    const both = [
      [ID, SECRET],
      [ID_2, SECRET_2],
    ];
    assert.deepEqual(pairs(planOf(JSON.stringify({ environment: one }))), [[ID, SECRET]]);
    assert.deepEqual(pairs(planOf(JSON.stringify([one, two]))), both);
    assert.deepEqual(pairs(planOf(`${JSON.stringify(one)}\n\n${JSON.stringify(two)}`)), both);
  });

  it("says what is switched off, and what comes from another variable", () => {
    const plan = planOf(
      JSON.stringify(
        environment([
          variable("clientId", ID),
          variable("clientSecret", "{{vault:kore}}"),
          variable("oldClientSecret", SECRET, { enabled: false }),
        ]),
      ),
    );
    assert.deepEqual([pairs(plan), codes(plan).sort()], [[[ID, undefined]], ["import-disabled", "import-not-plain"]]);
    assert.ok(said(plan).some((sentence) => sentence.includes("oldClientSecret")));
    keepsSecrets(plan);
  });

  it("reads a collection's variables", () => {
    const plan = planOf(
      JSON.stringify(
        collection({
          variable: [
            { key: "KORE_CLIENT_ID", value: ID },
            { key: "KORE_CLIENT_SECRET", value: SECRET },
            { key: "x", value: 1 },
          ],
        }),
      ),
    );
    assert.deepEqual([pairs(plan), said(plan)], [[[ID, SECRET]], []]);
  });

  const AUTHS: Readonly<Record<string, object>> = {
    "of the collection": collection({
      auth: jwtAuth({
        secret: SECRET,
        payload: JSON.stringify({ appId: ID, sub: "1" }),
        algorithm: "HS512",
        isSecretBase64Encoded: false,
      }),
    }),
    "of a request in folders": collection({
      item: [
        {
          name: "A",
          item: [
            {
              name: "B",
              request: {
                method: "GET",
                auth: jwtAuth({ secret: SECRET, payload: `{"iss":"${ID}"}`, algorithm: "HS512" }),
                url: "x",
              },
            },
          ],
        },
      ],
    }),
    "of a folder, in the older form": collection({
      item: [
        {
          name: "A",
          item: [],
          auth: { type: "jwt", jwt: { secret: SECRET, payload: `{"appId":"${ID}"}`, algorithm: "HS512" } },
        },
      ],
    }),
    "with variables of the collection": collection({
      variable: [
        { key: "id", value: ID },
        { key: "theKey", value: SECRET },
      ],
      auth: jwtAuth({ secret: "{{theKey}}", payload: '{"appId":"{{id}}"}', algorithm: "HS512" }),
    }),
  };
  for (const [what, json] of Object.entries(AUTHS)) {
    it(`reads what signs requests with a JWT: ${what}`, () => {
      const plan = planOf(JSON.stringify(json));
      assert.deepEqual([pairs(plan), said(plan)], [[[ID, SECRET]], []]);
      assert.deepEqual(
        [plan.add[0]?.app.algorithm, plan.add[0]?.app.name],
        ["HS512", `Kore APIs · ${ID.slice(0, 11)}`],
      );
      keepsSecrets(plan);
    });
  }

  it("fills in an environment's variables, where they have one value alone", () => {
    const signed = collection({
      auth: jwtAuth({ secret: "{{theKey}}", payload: JSON.stringify({ appId: ID }), algorithm: "HS256" }),
    });
    const [one, two] = [environment([variable("theKey", SECRET)]), environment([variable("theKey", SECRET_2)])];
    assert.deepEqual(pairs(planOf(JSON.stringify([signed, one]))), [[ID, SECRET]]);
    const several = planOf(JSON.stringify([signed, one, two]));
    assert.deepEqual([pairs(several), codes(several)], [[[ID, undefined]], ["import-not-plain"]]);
    const none = planOf(JSON.stringify(signed));
    assert.deepEqual([pairs(none), codes(none)], [[[ID, undefined]], ["import-not-plain"]]);
  });

  it("reads claims with variables for numbers, and the bot and host from the variables beside them", () => {
    const plan = planOf(
      JSON.stringify(
        collection({
          auth: jwtAuth({ secret: SECRET, payload: `{"appId": "${ID}", "iat": {{now}}, "sub": "{{who}}"}` }),
          variable: [variable("baseUrl", "https://eu-bots.kore.ai"), variable("botId", BOT)],
        }),
      ),
    );
    assert.deepEqual([pairs(plan), said(plan)], [[[ID, SECRET]], []]);
    assert.deepEqual([plan.add[0]?.app.botId, plan.add[0]?.app.host], [BOT, "eu-bots.kore.ai"]);
  });

  it("takes the app from the claims that a script makes, without a secret that is just called so", () => {
    const exec = [`const payload = { "appId": "${ID}", sub: "jane" };`, `const secret = "${SECRET}";`];
    const plan = planOf(JSON.stringify(collection({ event: [{ listen: "prerequest", script: { exec } }] })));
    assert.deepEqual([pairs(plan), codes(plan)], [[[ID, undefined]], ["import-unmatched"]]);
    keepsSecrets(plan);
  });

  it("takes no secret that is decoded before it signs, and none without an app", () => {
    const encoded = planOf(
      JSON.stringify(
        collection({
          auth: jwtAuth({ secret: SECRET, payload: JSON.stringify({ appId: ID }), isSecretBase64Encoded: true }),
        }),
      ),
    );
    assert.deepEqual([pairs(encoded), codes(encoded)], [[[ID, undefined]], ["import-unplaced"]]);
    const alone = planOf(JSON.stringify(collection({ auth: jwtAuth({ secret: SECRET, payload: "{}" }) })));
    assert.deepEqual([alone.add, codes(alone)], [[], ["import-unmatched"]]);
  });

  it("reads what scripts assign as plain text, and nothing that they take from variables", () => {
    const exec = [
      `pm.environment.set("koreClientId", "${ID}");`,
      `pm.collectionVariables.set('koreClientSecret', "${SECRET}");`,
      `pm.variables.set("token", sign(pm.environment.get("koreClientSecret")));`,
      `const clientSecret = pm.environment.get("clientSecret");`,
    ];
    const event = [{ listen: "prerequest", script: { type: "text/javascript", exec } }];
    for (const json of [collection({ event }), collection({ item: [{ name: "A", event, request: {} }] })]) {
      const plan = planOf(JSON.stringify(json));
      assert.deepEqual([pairs(plan), said(plan)], [[[ID, SECRET]], []]);
    }
    const local = { exec: `const clientId = "${ID}";\nvar clientSecret = '${SECRET}';` };
    assert.deepEqual(pairs(planOf(JSON.stringify(collection({ event: [{ listen: "prerequest", script: local }] })))), [
      [ID, SECRET],
    ]);
  });

  it("tells of a response beside an environment, which it takes by itself", () => {
    const other = JSON.stringify({ bots: [{ name: "A", jwtApps: [{ clientId: ID_2 }] }] });
    const plan = planOf(`${other}\n${JSON.stringify(environment([variable("clientId", ID)]))}`);
    assert.deepEqual([pairs(plan), codes(plan)], [[[ID, undefined]], ["import-other-kind"]]);
  });

  it("says nothing of a collection without any app but that there is none", () => {
    const plan = planOf(JSON.stringify(collection({ item: [{ name: "A", request: { method: "GET", url: "x" } }] })));
    assert.deepEqual([plan.add, plan.update], [[], []]);
    assert.deepEqual(codes(plan), ["import-no-app"]);
  });
});

describe("importing over apps that are there, from files of one's own", () => {
  const present = (changes: Partial<JwtApp> = {}): JwtApp =>
    sampleApp({ name: "Orders", clientId: ID, missingSecrets: ["clientSecret"], ...changes });
  const TEXTS: Readonly<Record<string, string>> = {
    dotenv: `ORDERS_CLIENT_ID=${ID}\nORDERS_CLIENT_SECRET=${SECRET}\nORDERS_KORE_HOST=evil.example\nORDERS_ALGORITHM=HS512\n`,
    BotKit: JSON.stringify({ jwtAlgorithm: "HS512", credentials: { appId: ID, apikey: SECRET } }),
    "Web SDK": `botOptions = { koreAPIUrl: "https://evil.example", clientId: "${ID.toUpperCase().replace("CS-", "cs-")}", clientSecret: "${SECRET}" }`,
    Postman: JSON.stringify({
      name: "E",
      values: [
        { key: "clientId", value: ID },
        { key: "clientSecret", value: SECRET },
        { key: "koreHost", value: "evil.example" },
      ],
    }),
  };
  for (const [what, text] of Object.entries(TEXTS)) {
    it(`plans for ${what} what a person checks, and what a new app is for is none of it`, () => {
      const { add, update } = planOf(text, [present()]);
      const [planned] = update;
      assert.deepEqual([add, update.length, planned?.secrets.reveal()], [[], 1, { clientSecret: SECRET }]);
      const additions = planned?.changes.filter(({ isAddition }) => isAddition).map(({ value }) => value.field);
      assert.deepEqual(additions, ["clientSecret"]);
      const fields = planned?.changes.map(({ value }) => value.field) ?? [];
      assert.ok(!fields.includes("usedFor"), fields.join());
    });
  }
});

describe("importing what Copy Configuration wrote", () => {
  const filled = (text: string, app: JwtApp): string =>
    text
      .replaceAll(`<Client Secret of ${app.name}>`, SECRET)
      .replaceAll("<Bot ID>", BOT)
      .replaceAll("<name of the bot>", "Order Bot")
      .replaceAll("<identity of the user who is signed in>", "a@b.example");
  const APPS: Readonly<Record<string, Partial<JwtApp>>> = {
    "an app with all it may have": { host: "de-platform.kore.ai", botId: BOT },
    "an app without a host and a bot": {},
    "an app that enforces JTI and JWE": {
      host: "eu-platform.kore.ai",
      enforceJti: true,
      enforceJwe: true,
      algorithm: "HS512",
    },
    "an app with a port": { host: "localhost:8080", botId: BOT },
  };
  for (const [what, changes] of Object.entries(APPS))
    for (const use of ["botkit", "sdks"] as const) {
      const app = sampleApp({ name: "Orders", clientId: ID, ...changes });
      it(`reads ${use} of ${what} back as that app`, () => {
        const plan = planOf(filled(configurationFor(app, use), app));
        assert.deepEqual(plan.problems, []);
        assert.equal(plan.add.length, 1);
        const [{ app: read, secrets } = { app: undefined, secrets: undefined }] = plan.add;
        assert.deepEqual(
          [read?.clientId, read?.usedFor, secrets?.reveal().clientSecret, read?.botId],
          [ID, use, use === "botkit" ? SECRET : undefined, BOT],
        );
        if (use === "sdks")
          assert.deepEqual([read?.host, read?.algorithm], [app.host ?? "platform.kore.ai", app.algorithm]);
      });

      it(`brings nothing new for ${what} that is there, from ${use}`, () => {
        const there = { ...app, botId: BOT, host: app.host ?? "platform.kore.ai" };
        const { add, update, problems } = planOf(filled(configurationFor(there, use), there), [there]);
        const fields = update.flatMap((each) => each.changes.map(({ value }) => value.field));
        // What secret is there, a plan doesn't know.
        assert.deepEqual([add, fields, problems], [[], use === "botkit" ? ["clientSecret"] : [], []]);
      });
    }

  it("takes a configuration whose placeholders are still there as one without a secret", () => {
    const app = sampleApp({ name: "Orders", clientId: ID });
    for (const use of ["botkit", "sdks"] as const) {
      const plan = planOf(configurationFor(app, use));
      assert.deepEqual(pairs(plan), [[ID, undefined]], use);
    }
  });

  it("finds no app in a call with a token", () => {
    assert.equal(codeOf(configurationFor(sampleApp({ clientId: ID, botId: BOT }), "channels")), "import-no-bots");
  });
});

describe("importing files of other tools, as those who run them read them", () => {
  const quotes = fc.constantFrom('"', "'", "`");
  const blank = fc.constantFrom("", " ", "   ");
  const seen = ({ add }: ImportPlan): unknown[] =>
    add.map(({ app, secrets }) => [app.clientId, secrets.reveal().clientSecret, app.botId]);

  it("takes of a dotenv file what Node takes", () => {
    const value = (name: string, text: string): fc.Arbitrary<string> =>
      fc
        .tuple(fc.constantFrom("", '"', "'", "`"), fc.constantFrom("", "export "), blank, blank, fc.boolean())
        .map(
          ([quote, lead, before, behind, isNoted]) =>
            `${lead}${name}${before}=${behind}${quote}${text}${quote}${isNoted ? ` # ${ID_2} "` : ""}`,
        );
    // Without tabs, and lines that assign nothing: some versions of Node take those for a part of a name.
    const noise = fc.constantFrom(
      "",
      "# KORE_CLIENT_SECRET=other",
      "PORT=3000",
      'NOTE="a\nKORE_BOT_ID=none\n"',
      "EMPTY=",
    );
    const text = fc
      .tuple(
        fc.tuple(value("KORE_CLIENT_ID", ID), value("KORE_CLIENT_SECRET", SECRET), value("KORE_BOT_ID", BOT)),
        fc.array(noise, { maxLength: 6 }),
        fc.constantFrom("\n", "\r\n"),
      )
      .chain(([lines, others, end]) =>
        fc
          .shuffledSubarray([...lines, ...others], { minLength: lines.length + others.length })
          .map((all) => all.join("\n").replaceAll("\n", end)),
      );
    fc.assert(
      fc.property(text, (file) => {
        const { KORE_CLIENT_ID, KORE_CLIENT_SECRET, KORE_BOT_ID } = parseEnv(file);
        assert.deepEqual([KORE_CLIENT_ID, KORE_CLIENT_SECRET, KORE_BOT_ID], [ID, SECRET, BOT]);
        assert.deepEqual(seen(planOf(file)), [[KORE_CLIENT_ID, KORE_CLIENT_SECRET, KORE_BOT_ID]]);
      }),
      runs(300),
    );
  });

  it("takes of a script what is there once it ran", () => {
    const literal = (text: string): fc.Arbitrary<string> =>
      fc.tuple(quotes, fc.boolean()).map(([quote, isEscaped]) => {
        const written = isEscaped
          ? [...text].map((sign, at) => (at % 7 ? sign : `\\x${sign.charCodeAt(0).toString(16)}`)).join("")
          : text;
        return quote + written + quote;
      });
    const members = fc.tuple(
      ...(
        [
          ["koreAPIUrl", "https://bots.kore.ai/api/"],
          ["clientId", ID],
          ["clientSecret", SECRET],
          ["logLevel", "debug"],
        ] as const
      ).map(([name, text]) => literal(text).map((written) => [name, written] as const)),
      fc
        .tuple(literal("Order Bot"), literal(BOT))
        .map(([name, bot]) => ["botInfo", `{ name: ${name}, "_id": ${bot} }`] as const),
    );
    const noise = fc.constantFrom(
      `// botOptions.clientId = "${ID_2}";`,
      `/* clientSecret: "${SECRET_2}" */`,
      "if (1 < 2 && /[\"'`]/.test('\\'')) { var x = { y: [1, { z: `a${{ b: `c${1}` }}d` }] }; }",
      "function f(a = 1) { return a ? { b: a } : `it's`; }",
      "var text = \"botOptions.clientId = ''\";",
    );
    const script = fc
      .tuple(
        members,
        fc.array(noise, { maxLength: 4 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.constantFrom(".", "[]", "{}"), { minLength: 5, maxLength: 5 }),
      )
      .map(([all, others, inLiteral, forms]) => {
        const isQuoted = (at: number): boolean => forms[at] === "[]";
        const inside = all
          .slice(0, inLiteral)
          .map(([name, written], at) => `${isQuoted(at) ? `"${name}"` : name}: ${written}`);
        const behind = all
          .slice(inLiteral)
          .map(
            ([name, written], at) =>
              `botOptions${isQuoted(at) ? `["${name}"]` : `.${name}`} = ${written}${forms[at] === "." ? ";" : ""}`,
          );
        return [`var botOptions = { ${inside.join(", /* , */ ")} };`, ...others, ...behind, ...others].join("\n");
      });
    fc.assert(
      fc.property(script, (text) => {
        const { botOptions } = runInNewContext(`${text}\n;({ botOptions })`) as {
          botOptions: { clientId: string; clientSecret: string; botInfo: { _id: string } };
        };
        const { clientId, clientSecret, botInfo } = botOptions;
        assert.deepEqual([clientId, clientSecret, botInfo["_id"]], [ID, SECRET, BOT]);
        assert.deepEqual(seen(planOf(text)), [[clientId, clientSecret, botInfo["_id"]]]);
      }),
      runs(300),
    );
  });

  it("says something of each text, or refuses it, and shows nothing of a secret", () => {
    const piece = fc.constantFrom(
      ...[
        "botOptions",
        ".clientId",
        "clientSecret",
        "=",
        ":",
        "{",
        "}",
        '"',
        "'",
        "`",
        "${",
        "\\",
        "//",
        "/*",
        "*/",
        "\n",
        ",",
        "[",
        "]",
        "(",
        ")",
        "+",
        " ",
      ],
      ...[
        ID,
        SECRET,
        BOT,
        "CLIENT_ID=",
        "CLIENT_SECRET=",
        "export ",
        "#",
        "__proto__",
        "pm.variables.set(",
        '{"credentials":{"apikey":',
        '{"values":[',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          keepsSecrets(planOf(pieces.join("")));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          assert.ok(!error.message.includes(SECRET.slice(0, 8)));
        }
      }),
      runs(3_000),
    );
  });
});
