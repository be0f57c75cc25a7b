/** How a row of `endpointData.ts` is written: as short as it can be said; the catalogue unfolds it. */
export interface EndpointRow {
  readonly id: string;
  /** The API's name as its page or the API list gives it. */
  readonly api: string;
  readonly alsoCalled?: readonly string[];
  readonly call?: Call;
  /** Other calls that Kore's own pages and samples give for the same thing. */
  readonly alsoAs?: readonly Call[];
  /** Only where it is known although the path is not. */
  readonly method?: HttpMethod;
  /** "documented" where there is a call and "listed-only" where there is none, unless it says otherwise. */
  readonly confidence?: Confidence;
  /** App level: any one of these scopes. */
  readonly xo?: readonly string[];
  /** Admin Console: any one of these scopes; or any app, with the scope the API list names all the same; or not known. */
  readonly admin?: readonly string[] | { readonly anyApp: readonly string[] } | "unknown";
  readonly table?: TableNeed;
  readonly encryption?: EncryptionSupport;
  readonly encryptionFlag?: EncryptionFlag;
  /** Documented query parameters with an example value each; `{name}` is a placeholder, as in paths, headers and bodies. */
  readonly query?: Readonly<Record<string, string>>;
  /** Further parameters, with what they take. */
  readonly optionalQuery?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * As the documentation has it, but for what is surely somebody else's or masked there (IDs, names, addresses, texts
   * that people would get): those are placeholders. Dates, switches and choices stay.
   */
  readonly bodyExample?: JsonValue;
  /** Limits and oddities that a caller wants to know. */
  readonly notes?: string;
}

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";
export type Call = `${HttpMethod} /${string}`;

/**
 * Where the row comes from. `documented`: its page was read. `documented-partial`: the page gives no full URL.
 * `listed-only`: the API list names it, its page was not read. `test-suite`: seen in a public test suite of the APIs.
 */
export type Confidence = "documented" | "documented-partial" | "test-suite" | "listed-only";

/** Permissions are granted for each table and view; an app needs all of these (platform.md, 6). */
export interface TableNeed {
  readonly on: "table" | "view";
  readonly permissions: readonly ("read" | "write" | "delete")[];
}

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
