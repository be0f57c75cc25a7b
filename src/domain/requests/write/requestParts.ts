import { originOf } from "../../apps/hosts";
import type { JwtApp } from "../../apps/jwtApp";
import type { HttpMethod } from "../../scopes/endpointRow";
import type { TokenProfile } from "../../tokens/claims";
import { TOKEN_PLACES } from "../../tokens/tokenPlace";
import { type Form, formOf, MULTIPART, multipart } from "./form";
import { encryptionOf, needComment, notesOf, samplesOf } from "./requestComments";
import { type RequestTarget, targetTitle, type WritableEndpoint } from "./requestTargets";
import { isLine, Variables } from "./requestVariables";

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
      token: tokenAt("webhook"),
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
    token: tokenAt("jwtGrant"),
  };
}

function tokenAt(door: "publicApi" | "webhook" | "jwtGrant"): RequestParts["token"] {
  const { carries, ...place } = TOKEN_PLACES[door];
  return { ...("header" in place && { header: [place.header.name, place.header.prefix] }), profile: carries };
}

const JSON_TYPE = ["Content-Type", "application/json"] as const;

function endpointParts(endpoint: WritableEndpoint, app: JwtApp): RequestParts {
  const variables = new Variables(app);
  const query = Object.entries(endpoint.query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${variables.fill(value, encodeURIComponent)}`,
  );
  const path = [variables.fill(endpoint.path, encodeURI), ...(query.length ? [query.join("&")] : [])].join("?");
  const headers = Object.entries(endpoint.headers).map(([name, value]) => [name, variables.fill(value)] as const);
  const form = formOf(endpoint, (text) => variables.fill(text));
  const documented = endpoint.bodyExample === undefined ? undefined : json(variables.fillAll(endpoint.bodyExample));
  const body = form ? multipart(form) : documented;
  const samples = samplesOf(endpoint);
  return {
    title: endpoint.api,
    comments: [
      needComment(endpoint, app),
      ...notesOf(endpoint),
      ...(form ? [`The content of “${form.file.fileName}” is left to fill in.`] : []),
      ...(samples.length > 0 ? [`From the documentation's sample: ${samples.join(", ")}.`] : []),
      ...encryptionOf(endpoint, app, body !== undefined),
    ],
    method: endpoint.method,
    path,
    headers: [...headers, ...(form ? [MULTIPART] : body === undefined ? [] : [JSON_TYPE])],
    ...(body === undefined ? {} : { body }),
    ...(form && { form }),
    token: tokenAt("publicApi"),
    variables: variables.values,
    blanks: variables.blanks,
    samples,
  };
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
