import { originOf } from "../../apps/hosts";
import type { JwtApp } from "../../apps/jwtApp";
import type { CreatedIn } from "../../scopes/scope";
import { type Access, scopeById } from "../../scopes/catalogue";
import type { HttpMethod, JsonValue } from "../../scopes/endpointRow";
import type { TokenProfile } from "../../tokens/claims";
import { type RequestTarget, targetTitle, type WritableEndpoint } from "./requestTargets";

/** A request before its token is put in and its variables are named. */
export interface RequestParts {
  readonly title: string;
  /** One line each, without the `#`. */
  readonly comments: readonly string[];
  readonly method: HttpMethod;
  /** Path and query; variables stand in it as `{{name}}`. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  /** The same where it is a form: what a client with an option for forms writes. */
  readonly form?: Form;
  /** Where the token goes, and which claims it has. `TOKEN_MARK` stands in the body where it goes there. */
  readonly token: { readonly header?: readonly [name: string, prefix: string]; readonly profile: TokenProfile };
  /** Values of the variables in path, headers and body; the host is in no part. */
  readonly variables: ReadonlyMap<string, string>;
  /** Names of those of them that nobody knows the value of: what stands there is for a person to fill in. */
  readonly blanks: ReadonlySet<string>;
  /**
   * Names in query and body whose values are the documentation's own, such as dates: they can be sent, and are rarely
   * what is wanted.
   */
  readonly samples: readonly string[];
}

/** A form with one file in it (RFC 7578). */
export interface Form {
  readonly file: { readonly name: string; readonly fileName: string; readonly type: string; readonly content: string };
  readonly fields: readonly (readonly [name: string, value: string])[];
}

export const TOKEN_MARK = "{{token}}";

/**
 * The host as a request's URL begins. Where the app names none: the local platform, on its usual port, for an app that
 * was generated for it, else the platform's US host.
 */
export function originOfApp({ host, credentials }: Pick<JwtApp, "host" | "credentials">): string {
  if (host !== undefined && isLine(host)) return originOf(host);
  return originOf(credentials === "generated" ? "localhost:8787" : "platform.kore.ai");
}

/** The request for a target as the documentation has it, with what the app knows filled in. */
export function requestParts(target: RequestTarget, app: JwtApp): RequestParts {
  if (target.kind === "endpoint") return endpointParts(target.endpoint, app);
  const variables = new Variables(app);
  const title = targetTitle(target);
  const common = { title, method: "POST" as const, variables: variables.values, blanks: variables.blanks, samples: [] };
  if (target.kind === "webhook") {
    return {
      ...common,
      comments: ["The bot's webhook channel has to be enabled. Here the token stands after “bearer”."],
      path: variables.fill("/chatbot/v2/webhook/{botId}"),
      headers: [JSON_TYPE],
      body: json({
        session: { new: true },
        message: { type: "text", val: "Hi" },
        from: { id: "user-1", userInfo: { firstName: "", lastName: "", email: "" } },
      }),
      token: { header: ["Authorization", "bearer "], profile: "publicApi" },
    };
  }
  return {
    ...common,
    comments: [
      "Exchanges an SDK's JWT for an access token, which further calls carry as “Authorization: bearer <accessToken>”.",
      "Next: POST {{host}}/api/1.1/rtm/start answers with the URL of the socket, valid for 30 seconds.",
    ],
    path: "/api/1.1/oAuth/token/jwtgrant",
    headers: [JSON_TYPE],
    body: json({
      assertion: TOKEN_MARK,
      botInfo: { chatBot: variables.fill("{botName}"), taskBotId: variables.fill("{botId}") },
    }),
    token: { profile: "sdk" },
  };
}

const JSON_TYPE = ["Content-Type", "application/json"] as const;

function endpointParts(endpoint: WritableEndpoint, app: JwtApp): RequestParts {
  const variables = new Variables(app);
  const query = Object.entries(endpoint.query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${variables.fill(value, encodeURIComponent)}`,
  );
  const path = [variables.fill(endpoint.path, encodeURI), ...(query.length ? [query.join("&")] : [])].join("?");
  const headers = Object.entries(endpoint.headers).map(([name, value]) => [name, variables.fill(value)] as const);
  const form = FORMS[endpoint.id];
  const documented = endpoint.bodyExample === undefined ? undefined : json(variables.fillAll(endpoint.bodyExample));
  const body = form ? multipart(form) : documented;
  const samples = samplesOf(endpoint);
  return {
    title: endpoint.api,
    comments: [
      needOf(endpoint, app),
      ...notesOf(endpoint),
      ...(form ? [`The content of “${form.file.fileName}” is left to fill in.`] : []),
      ...(samples.length > 0 ? [`From the documentation's sample: ${samples.join(", ")}.`] : []),
      ...encryptionOf(endpoint, app, body !== undefined),
    ],
    method: endpoint.method,
    path,
    headers: [
      ...headers,
      ...(form
        ? [["Content-Type", `multipart/form-data; boundary=${BOUNDARY}`] as const]
        : body === undefined
          ? []
          : [JSON_TYPE]),
    ],
    ...(body === undefined ? {} : { body }),
    ...(form && { form }),
    token: { header: ["auth", ""], profile: "publicApi" },
    variables: variables.values,
    blanks: variables.blanks,
    samples,
  };
}

/** Dates, and of a table the rows and columns: those of the documentation's own. */
function samplesOf({ query, bodyExample = null, access }: WritableEndpoint): string[] {
  const isObject = typeof bodyExample === "object" && bodyExample !== null;
  const texts = [...namedTexts(query), ...namedTexts(bodyExample)];
  const dates = texts.flatMap(([name, text]) => (DATE.test(text) ? [name] : []));
  return [...new Set([...dates, ...(access.tables && isObject ? Object.keys(bodyExample) : [])])];
}

/** A day or a time, or what a variable has for one. */
const DATE = /^(?:\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?|\{ts\})$/;

/** The texts in a JSON value, each with the name of the member that it stands under. */
function namedTexts(value: JsonValue, name = ""): (readonly [name: string, text: string])[] {
  if (typeof value === "string") return [[name, value]];
  if (typeof value !== "object" || value === null) return [];
  if (isList(value)) return value.flatMap((item) => namedTexts(item, name));
  return Object.entries(value).flatMap(([member, item]) => namedTexts(item, member));
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

const BOUNDARY = "request-file-boundary";

/** The one API that takes a form in place of JSON. */
const FORMS: Readonly<Record<string, Form>> = {
  "upload-file": {
    file: { name: "file", fileName: "upload.json", type: "application/json", content: "[]" },
    fields: [
      ["fileContext", "bulkImport"],
      ["fileExtension", "json"],
    ],
  },
};

function multipart({ file, fields }: Form): string {
  return [
    `--${BOUNDARY}`,
    `Content-Disposition: form-data; name="${file.name}"; filename="${file.fileName}"`,
    `Content-Type: ${file.type}`,
    "",
    file.content,
    ...fields.flatMap(([name, value]) => [
      `--${BOUNDARY}`,
      `Content-Disposition: form-data; name="${name}"`,
      "",
      value,
    ]),
    `--${BOUNDARY}--`,
  ].join("\n");
}

function needOf({ access }: WritableEndpoint, { createdIn }: JwtApp): string {
  const level = access[createdIn] ? createdIn : LEVELS.find((one) => access[one]);
  const need = level && access[level];
  if (!level || !need) return "Which scope it needs is not known.";
  const words = needWords(need);
  return level === createdIn ? words : `${words} It needs an app that was created in ${LEVEL_NAMES[level]}.`;
}

const LEVELS: readonly CreatedIn[] = ["xo", "admin", "tables"];
const LEVEL_NAMES: Readonly<Record<CreatedIn, string>> = {
  xo: "the XO Platform",
  admin: "the Admin Console",
  tables: "Data Tables",
};

function needWords(need: Access): string {
  switch (need.kind) {
    case "scopes":
      return `Scope: ${need.anyOf.map(scopeName).join(" or ")}.`;
    case "anyApp":
      return `Scope: none, any app of this level; the API list names ${need.listedUnder.map(scopeName).join(" and ")}.`;
    case "unknown":
      return "Scope: not known at this level.";
    case "tables":
      return `Permission on the ${need.on}: ${need.permissions.join(" and ")}.`;
  }
}

function scopeName(id: string): string {
  return scopeById(id)?.name ?? id;
}

function notesOf({ notes, optionalQuery, confidence }: WritableEndpoint): string[] {
  return [
    ...(notes === undefined ? [] : [notes]),
    ...Object.entries(optionalQuery).map(
      ([name, meaning]) => `Optional in the query: ${name}${meaning && ` (${meaning})`}.`,
    ),
    ...(confidence === "test-suite" ? ["Not on a page of the documentation: seen in a public test suite."] : []),
  ];
}

/** Whether the app's answers from there come encrypted (platform.md, 2.4). */
export function encryptsAnswers({ encryption }: Pick<WritableEndpoint, "encryption">, app: JwtApp): boolean {
  return app.enforcePayloadEncryption && app.createdIn !== "tables" && encryption[app.createdIn] !== undefined;
}

function encryptionOf(endpoint: WritableEndpoint, app: JwtApp, hasBody: boolean): string[] {
  if (!encryptsAnswers(endpoint, app)) return [];
  return [
    "The answer comes encrypted: “Decrypt Selection” reads it.",
    ...(hasBody
      ? [
          "The platform's text says that requests are encrypted too, its samples show plain ones: “Encrypt Selection” does it, in an unverified format.",
        ]
      : []),
  ];
}

/** Turns `{placeholder}` into `{{variable}}`, and keeps a value for each. */
class Variables {
  readonly values = new Map<string, string>();
  readonly blanks = new Set<string>();

  readonly #app: JwtApp;

  constructor(app: JwtApp) {
    this.#app = app;
  }

  /** @param escape for what stands between the placeholders */
  fill(text: string, escape: (part: string) => string = (part) => part): string {
    return text
      .split(/(\{[A-Za-z][A-Za-z ]*\})/)
      .map((part, index) => (index % 2 ? this.#variable(part.slice(1, -1)) : escape(part)))
      .join("");
  }

  fillAll(value: JsonValue): JsonValue {
    return mapStrings(value, (text) => this.fill(text));
  }

  #variable(placeholder: string): string {
    const name = NAMES[placeholder] ?? camelCase(placeholder);
    this.values.set(name, this.#value(name));
    return `{{${name}}}`;
  }

  #value(name: string): string {
    const { botId, accountId, tables } = this.#app;
    if (name === "tableName" || name === "viewName") {
      const kind = name === "tableName" ? "table" : "view";
      // A name goes into the path as it is.
      const table = tables.find((permission) => permission.kind === kind);
      if (table) return encodeURIComponent(table.name);
    }
    const known: Readonly<Record<string, string | undefined>> = {
      botId,
      accountId,
      languageCode: "en",
      skip: "0",
      limit: "10",
      timestamp: "2026-01-01T00:00:00.000Z",
    };
    const value = known[name];
    if (value !== undefined && isLine(value)) return value;
    this.blanks.add(name);
    return `your-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  }
}

/** The bot ID is the stream ID (platform.md, 5); the others say too little by themselves. */
const NAMES: Readonly<Record<string, string>> = { streamId: "botId", id: "reportId", ts: "timestamp" };

function camelCase(words: string): string {
  return words.replace(/(?<! ) +([a-zA-Z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The same JSON with other strings; names of members stay. */
export function mapStrings(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map((item) => mapStrings(item, change));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapStrings(item, change)]));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Whether a text can stand in a line of its own and be read from it as it is. */
export function isLine(text: string): boolean {
  return text !== "" && text === text.trim() && !/[\u0000-\u001f\u007f\u2028\u2029]/.test(text);
}
