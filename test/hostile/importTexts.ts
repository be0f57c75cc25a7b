import { EXPORT_FORMAT } from "../../src/domain/apps/exportApps";
import { MAX_IMPORTED_APPS } from "../../src/domain/apps/import/importPlan";
import type { JwtApp } from "../../src/domain/apps/jwtApp";

export const APP = {
  createdIn: "xo",
  usedFor: "apis",
  credentials: "pasted",
  algorithm: "HS256",
  enforceJti: false,
  enforceJwe: false,
  enforcePayloadEncryption: false,
  scopes: [],
  tables: [],
  createdAt: 1,
} as const;

/** One ligature that is eighteen letters for whoever compares names. */
const LIGATURES = "\ufdfa".repeat(190);

type Entry = (index: number) => object;

/** What somebody could have made to keep an import busy: the entries of an export. */
export const ENTRIES: Readonly<Record<string, Entry>> = {
  "pairs of apps whose names begin alike": (index) => ({
    ...APP,
    name: "x".repeat(190) + String(index >> 1).padStart(10, "0"),
    clientId: `cs-${index}`,
  }),
  "pairs of apps with names that take long to compare": (index) => ({
    ...APP,
    name: LIGATURES + String(index >> 1).padStart(10, "0"),
    clientId: `cs-${index}`,
  }),
  "apps that take each other's numbers": (index) => ({ ...APP, name: `a (${index >> 1})`, clientId: `cs-${index}` }),
  "apps with one client ID": (index) => ({ ...APP, name: `z${index}`, clientId: "cs-1" }),
  "one app again and again": (index) => ({
    ...APP,
    name: "a",
    clientId: "cs-1",
    scopes: scopes(index === 0 ? 900 : 1),
  }),
  "apps with many scopes": (index) => ({ ...APP, name: `a${index}`, clientId: `cs-${index}`, scopes: scopes(900) }),
};

/** Half of them of another level. */
export function scopes(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index % 2 ? "admin/chat-history" : `u${index}`,
    published: false,
  }));
}

/** As many as the text is long, at most as many as are taken. */
export function exported(entry: Entry, length: number): string {
  const apps: string[] = [];
  for (let left = length; left > 0 && apps.length < MAX_IMPORTED_APPS; left -= apps.at(-1)?.length ?? 0)
    apps.push(JSON.stringify(entry(apps.length)));
  return JSON.stringify({ format: EXPORT_FORMAT, version: 1 }).replace("}", `,"apps":[${apps.join(",")}]}`);
}

/** Apps that are there: one for every 200 characters. */
export function existing(length: number): JwtApp[] {
  const rest = {
    ...APP,
    scopes: [],
    tables: [],
    version: 1 as const,
    secretsRevision: "",
    missingSecrets: [],
    hasPreviousSecret: false,
    updatedAt: 1,
  };
  return Array.from({ length: Math.min(MAX_IMPORTED_APPS, length / 200) }, (_, index) => ({
    ...rest,
    id: String(index),
    name: `e${index}`,
    clientId: "cs-1",
  }));
}

/** Responses of Get Bots, by what is in them. */
export const RESPONSES: Readonly<Record<string, (length: number) => string>> = {
  "one client ID again and again": (length) =>
    `{"bots":[{"jwtApps":[${Array(Math.ceil(length / 20))
      .fill('{"clientId":"cs-1"}')
      .join(",")}]}]}`,
  "JWT apps without anything": (length) =>
    `{"bots":[${Array(Math.ceil(length / 17))
      .fill('{"jwtApps":[{}]}')
      .join(",")}]}`,
};

/** `part` again and again, until that is so long. */
const repeated =
  (part: string, before = "", after = "") =>
  (length: number): string =>
    before + part.repeat(length / part.length) + after;
/** `inside`, with `open` before and `close` behind it as often as `open` gets so long. */
const wrapped =
  (open: string, close: string, inside: string) =>
  (length: number): string =>
    open.repeat(length / open.length) + inside + close.repeat(length / open.length);

interface Searched {
  readonly make: (length: number) => string;
  /** How long one of them is in which the search must still come to its end. */
  readonly length: number;
  /** The codes of what an import of that says, each once; and how many apps it takes, where it takes any. */
  readonly says: readonly string[];
  readonly apps?: number;
}

const NO_JSON = { length: 2_000_000, says: ["import-not-json"] };
const NO_APPS = { length: 2_000_000, says: ["import-no-bots"] };

/** Texts that hold few apps or none, and much to look through. */
export const SEARCHED: Readonly<Record<string, Searched>> = {
  "brackets that open": { ...NO_JSON, make: repeated("[") },
  "brackets that open, one a line": { ...NO_JSON, make: repeated("[\n") },
  "braces and quotes": { ...NO_JSON, make: repeated('{"') },
  "values on one line": { ...NO_APPS, make: repeated("{} ") },
  "damaged values on one line": { ...NO_JSON, make: repeated('{,} {"a"} ') },
  "strings on one line": { ...NO_JSON, make: repeated('"[" {} ') },
  "quotes that open, one a line": { ...NO_JSON, make: repeated('"[\n') },
  "lines of text": { ...NO_JSON, make: repeated("some text\n") },
  "a line of text": { ...NO_JSON, make: repeated("some text ") },
  "headers with brackets": {
    ...NO_JSON,
    make: (length) => `HTTP/1.1 200 OK\n${repeated("A: [[[[\n")(length / 2)}A: ${repeated("[jwt")(length / 2)}`,
  },
  headers: { ...NO_JSON, make: repeated("A: b\n") },
  "white space": { ...NO_APPS, make: repeated(" ", '{"a":1}', "x") },
  "bots in bots": {
    make: wrapped('{"jwtApps":[{"clientId":"cs-1"}],"bots":[', "]}", ""),
    length: 840_000,
    says: [],
    apps: 1,
  },
  "lists in lists": { make: wrapped("[", "]", '{"clientId":"cs-1"}'), length: 200_000, says: [], apps: 1 },
  "apps in apps": {
    make: wrapped('{"clientId":"cs-1","jtiClaimEnforced":true,"a":', "}", "1"),
    length: 2_400_000,
    says: ["jwt-app-extra"],
    apps: 1,
  },
  "a list of numbers in the place of apps": {
    make: repeated("0,", '{"jwtApps":[', "0]}"),
    length: 2_000_000,
    says: ["jwt-app-no-object", "import-too-wrong", "import-too-many"],
  },
  "a list of bots that are none": {
    make: repeated("0,", '{"bots":[', "0]}"),
    length: 2_000_000,
    says: ["import-bots-none", "bot-no-object"],
  },
  "an object of many names": {
    make: (length) =>
      `{"jwtApps":[{"clientId":"cs-1",${Array.from({ length: length / 12 }, (_, index) => `"n${index}":{}`).join()}}]}`,
    length: 1_200_000,
    says: ["jwt-app-extra"],
    apps: 1,
  },
  strays: {
    make: repeated('{"clientId":"cs-1"},', '{"bots":[{"a":[', "1]}]}"),
    length: 2_000_000,
    says: ["import-bots-unlike", "import-stray", "import-strays"],
  },
};

/** Client IDs, each another. */
const clientId = (index: number): string => `cs-00000000-0000-5000-8000-${String(index).padStart(12, "0")}`;
const SECRET = `${"Ab1".repeat(14)}A=`;
/** `line` for each number, until that is so long. */
const lines =
  (line: (index: number) => string, before = "", after = "") =>
  (length: number): string =>
    before + Array.from({ length: length / line(1_000).length }, (_, index) => line(index)).join("") + after;
/** `client.id` and its like, all of them one name for whoever pairs them. */
const spelled = (name: string, index: number): string =>
  [...`a_b_c_d_e_f_g_h_${name}`].map((sign, at) => (sign === "_" && (index >> (at / 2)) & 1 ? "." : sign)).join("");

/** Files of other tools: what the search in them could be kept busy by. */
export const OWN_FILES: Readonly<Record<string, (length: number) => string>> = {
  "dotenv: apps": lines((index) => `A${index}_CLIENT_ID=${clientId(index)}\nA${index}_CLIENT_SECRET=${SECRET}\n`),
  "dotenv: quotes that open": repeated('A="\n', `CLIENT_ID=${clientId(1)}\n`),
  "dotenv: quotes that open, and others behind them": repeated("A='\nB=\"\nC=`\n", `CLIENT_ID=${clientId(1)}\n`, "'x"),
  "dotenv: quotes that don't close": repeated('\\"', `CLIENT_ID=${clientId(1)}\nA="`),
  "dotenv: white space": repeated(" \t", `CLIENT_ID=${clientId(1)}\nA=`, "\nB"),
  "dotenv: secrets of no app": lines((index) => `A${index}_CLIENT_SECRET=${index}\n`),
  "dotenv: names that differ in nothing": lines(
    (index) => `${spelled("client_id", index)}=${clientId(index)}\n${spelled("client_secret", index)}=x${index}\n`,
  ),
  "dotenv: client IDs that one secret may be for": lines(
    (index) => `kore.${"_".repeat(index % 50)}client_id=${clientId(index)}\n`,
    `CLIENT_SECRET=${SECRET}\n`,
  ),
  "script: objects": lines((index) => `botOptions={clientId:"${clientId(index)}",clientSecret:"${SECRET}"};`),
  "script: one client ID again and again": lines((index) => `botOptions={clientId:"cs-1",clientSecret:"x${index}"};`),
  "script: one object again and again": lines((index) => `botOptions.clientId="${clientId(index)}";`),
  "script: escapes in quotes that don't close": repeated('"\\"', "botOptions = "),
  "script: quotes": repeated("'\"", "botOptions = "),
  "script: comments that don't close": repeated("/*", "botOptions = "),
  "script: templates in templates": wrapped("`${", "}`", "botOptions = {}"),
  "script: templates that don't close": repeated("`${", `botOptions = {clientId:"${clientId(1)}"};`),
  "script: names in names": repeated("a.", "botOptions."),
  "script: objects in objects": (length) =>
    `botOptions = {clientId:"${clientId(1)}",a:${wrapped("{a:", "}", "1")(length)}}`,
  "script: assignments in objects": repeated("botOptions={a={clientId:b,"),
  "script: a word": repeated("botOptions"),
  "script: words": repeated("botOptions ", "botOptions = 1"),
  "script: what Postman's set takes": repeated("a.set(a.set('b',", "botOptions = 1;"),
  "Postman: variables": (length) =>
    JSON.stringify({
      name: "E",
      values: Array.from({ length: length / 110 }, (_, index) => ({
        key: `a${index}_client_id`,
        value: clientId(index),
      })),
    }),
  "Postman: folders in folders": (length) =>
    `{"info":{"_postman_id":"1"},"item":[${wrapped('{"item":[', "]}", "")(length)}]}`,
  "Postman: what signs": (length) =>
    JSON.stringify({
      info: { _postman_id: "1" },
      item: Array.from({ length: length / 150 }, (_, index) => ({
        auth: { type: "jwt", jwt: { secret: `x${index}`, payload: '{"appId":"cs-1"}' } },
      })),
    }),
  "Postman: scripts": (length) =>
    JSON.stringify({
      info: { _postman_id: "1" },
      item: [],
      event: Array.from({ length: length / 60 }, (_, index) => ({ script: { exec: `clientId="${index}"` } })),
    }),
  "BotKit: pairs": (length) =>
    JSON.stringify({
      credentials: Object.fromEntries(
        Array.from({ length: length / 40 }, (_, index) => [`b${index}`, { apikey: `x${index}`, appId: "cs-1" }]),
      ),
    }),
};
