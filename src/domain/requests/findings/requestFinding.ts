import type { JwtApp } from "../../apps/jwtApp";
import type { TextRange } from "../../text/textRange";
import type { Route } from "../../tokens/verify/route";
import type { Verdict } from "../../tokens/verify/verdict";
import type { Check } from "../../tokens/verify/check";
import type { VariableValues } from "../read/fileVariables";
import type { FileRequest } from "../read/requestFile";
import type { SentRequest } from "../read/requestOfBlock";
import type { Finding, FindingCode, Fix } from "./finding";

export interface DiagnosedRequest {
  /** What the request's offsets refer to. */
  readonly text: string;
  readonly request: FileRequest;
  /** The same with variables filled in, as `verdict` saw it. */
  readonly sent: SentRequest;
  readonly verdict: Verdict;
  /** The app that a `# jwt-app:` line names, where the token names none that can be read. */
  readonly tiedApp?: JwtApp | undefined;
  /** Hosts that apps name, in lower case. */
  readonly hosts?: ReadonlySet<string>;
  /** Of the file, for what is written into the request. */
  readonly variables?: VariableValues;
  readonly otherHeaders?: OtherHeaders;
  /** All that are here, of which an address of the gateway names one. */
  readonly apps?: readonly JwtApp[];
}

/**
 * What else gives requests headers that don't stand in them: the names in lower case of those that the clients add, or
 * any, where a script in the file or what stands beside it may do so.
 */
export type OtherHeaders = "any" | ReadonlySet<string>;

/** A request that is diagnosed, with where it goes and the app that it is for. */
export interface RequestContext extends DiagnosedRequest {
  readonly route: Route;
  readonly app: JwtApp | undefined;
  readonly variables: VariableValues;
}

/** The same where the rule book isn't asked. */
export type UnjudgedRequest = Omit<RequestContext, "verdict">;

export function found(
  code: FindingCode,
  { message, outcome }: Pick<Check, "message" | "outcome">,
  { start, end }: TextRange,
  fix?: Fix,
): Finding {
  return {
    code,
    severity: outcome === "failed" ? "warning" : "information",
    message,
    start,
    end,
    ...(fix ? { fix } : {}),
  };
}

/** Where the text of a field of the JSON in the body stands, as written and without its quotes. */
export function jsonValueRange(
  text: string,
  { body }: FileRequest,
  name: "assertion" | "taskBotId",
): TextRange | undefined {
  if (!body) return undefined;
  const written = text.slice(body.start, body.end);
  const [whole, value] = FIELDS[name].exec(written) ?? [];
  if (whole === undefined || value === undefined) return undefined;
  const end = body.start + written.indexOf(whole) + whole.length - 1;
  return { start: end - value.length, end };
}

const FIELDS = {
  assertion: /"assertion"\s{0,20}:\s{0,20}"([^"\\\r\n]*)"/,
  taskBotId: /"taskBotId"\s{0,20}:\s{0,20}"([^"\\\r\n]*)"/,
} as const;
