import type { Scope } from "./scope";

type Level = Scope["level"];

/**
 * A row of the files in `endpoints`: as short as it can be said; the catalogue unfolds it. Texts are shown to users.
 * `{name}` in paths, headers, queries and bodies is a placeholder; those of answers are below.
 */
export interface EndpointRow {
  /** Never changes. */
  readonly id: string;
  /** The API's name as its page or the API list gives it. */
  readonly api: string;
  readonly alsoCalled?: readonly string[];
  /** Absent only with `address`. */
  readonly call?: Call;
  /** Other calls that Kore's own pages and samples give for the same thing. */
  readonly alsoAs?: readonly Call[];
  /** Only where it is known although the path is not. */
  readonly method?: HttpMethod;
  /** What there is in place of a call. */
  readonly address?: Address;
  /** App level: any one of these scopes. */
  readonly xo?: readonly string[];
  /** Admin Console: any one of these scopes; or any app, with the scope the API list names all the same; or not known. */
  readonly admin?: readonly string[] | { readonly anyApp: readonly string[] } | "unknown";
  /** For apps of which level is not stated: any one of these scopes; or no page names one. */
  readonly unstated?: readonly string[] | "unknown";
  /** Its page says "Not Applicable" of apps of these levels, where it names the scopes of the other one. */
  readonly notFor?: readonly Level[];
  readonly table?: TableNeed;
  /** Required ones besides the token's and those of JSON, with an example value each. Their case doesn't matter. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Others, with what they take. */
  readonly optionalHeaders?: Readonly<Record<string, string>>;
  /** What a request is written with, with an example value each. */
  readonly query?: Readonly<Record<string, string>>;
  /** Those names of `query` that the page marks as required. */
  readonly requiredQuery?: readonly string[];
  /** Further parameters, with what they take. */
  readonly optionalQuery?: Readonly<Record<string, string>>;
  /**
   * As the documentation has it, but for what is surely somebody else's or masked there (IDs, names, addresses, texts
   * that people would get): those are placeholders. Dates, switches and choices stay.
   */
  readonly bodyExample?: JsonValue;
  /** Those members of the body that the page marks as required, without a condition; written as in `bounds`. */
  readonly requiredBody?: readonly string[];
  /** Where in the body IDs stand that Upload File gave, as in `bounds`. */
  readonly takesFiles?: readonly string[];
  /** Only where it isn't JSON. */
  readonly contentType?: "multipart/form-data";
  /** The parts of a form; `{file}` is a file. */
  readonly formFields?: Readonly<Record<string, string>>;
  /** What a form's file is written with. */
  readonly formFile?: { readonly name: string; readonly type: string; readonly content: string };
  /** Tells it from the other rows with its method and path. */
  readonly onlyWith?: OnlyWith;
  /**
   * The documented answer's shape, lists cut to one item. In its texts and names of members `{uuid}` and `{hex24}` are
   * ids, `{now}` and `{today}` times, `{body.name}` and `{query.name}` what the request has there, and any other
   * `{name}` a parameter of the path.
   */
  readonly answer?: JsonValue;
  /** In place of `answer` where it is plain text. */
  readonly answerText?: string;
  /** Where it isn't 200. */
  readonly answerStatus?: number;
  readonly errors?: readonly DocumentedError[];
  /** It starts a job, whose id is this member of the answer (names and places with dots). */
  readonly startsJob?: { readonly job: string; readonly at: string };
  /** It tells of a job, whose id is this parameter of the path; without one the last job of its kind. */
  readonly answersJob?: { readonly job: string; readonly param?: string };
  /** Every limit that its page states, as sentences. */
  readonly limits?: string;
  /**
   * Those of the limits that a request shows by itself, each as what holds: `limit <= 50` (and no less than 0),
   * `priority 1..5`, `ids 1..100 items`, `lists >= 1 items`, `name <= 48 characters`, `parameters <= 20 members`,
   * `dateFrom..dateTo < 7 days` (or `hours`, `months`), if need be with a condition, ` where type = Daily`. Names are
   * members of the body or parameters of the query, with dots between them and `*` for each item of a list or each
   * member of an object.
   */
  readonly bounds?: readonly string[];
  readonly rateLimit: RateLimit;
  readonly encryption?: EncryptionSupport;
  readonly encryptionFlag?: EncryptionFlag;
  /** Path of its page below https://docs.kore.ai/: inferred from where the page's source stands. */
  readonly page?: string;
  /** Oddities that a caller wants to know. */
  readonly notes?: string;
}

/** Those of endpoints, the least harmful first. */
export const HTTP_METHODS = ["GET", "POST", "PUT", "DELETE"] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];
export type Call = `${HttpMethod} /${string}`;

/**
 * `channel`: its URL is shown in the channel's configuration, and printed nowhere. `yours`: it is no call to the
 * platform, which calls a URL that one gives it, and without a JWT.
 */
export type Address = "channel" | "yours";

/** Permissions are granted for each table and view; an app needs all of these (platform.md, 6). */
export interface TableNeed {
  readonly on: "table" | "view";
  readonly permissions: readonly ("read" | "write" | "delete")[];
}

interface OnlyWith {
  readonly query: Readonly<Record<string, string>>;
}

/** An answer that refuses, as far as the page gives it: status, body or text may be missing. */
export interface DocumentedError {
  /** Of what a request or its token shows of its condition; absent where they show nothing. */
  readonly id?: string;
  /** A sentence. */
  readonly when: string;
  readonly status?: number;
  readonly body?: JsonValue;
  /** In place of `body` where it is plain text. */
  readonly bodyText?: string;
  /** In place of both where the page gives its words and not in which form they come. */
  readonly words?: string;
}

/**
 * What its calls are counted by (platform.md, 7): bot, request ID, account, or table; `account-minute` has no limit an
 * hour; `notification` is a bot's with the higher limits; `none`: no list of limits names it.
 */
export type RateLimit = "bot" | "request" | "account" | "account-minute" | "notification" | "table" | "none";

export interface EncryptionSupport {
  readonly xo?: EncryptionSource;
  readonly admin?: EncryptionSource;
}

/** `listed`: in the documentation's list for that level. `releaseNotes`: only release notes say so (v11.22.0). */
export type EncryptionSource = "listed" | "releaseNotes";

/**
 * Where `includeMeta`, "true for encrypted response", goes (platform.md, 2.4): in the body, in each item of `users`, or
 * in body and query.
 */
export type EncryptionFlag = "body" | "bodyItems" | "bodyAndQuery";

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
