import { LIMITS } from "../../limits";
import { HTTP_METHODS } from "../../scopes/endpointRow";
import { findEndpoint } from "../../scopes/findEndpoint";
import type { VerifyRequest } from "../../tokens/verify/verifyInput";
import type { TextRange } from "../../text/textRange";

/**
 * The request that an answer at `offset` belongs to, in a log, a terminal's output or a printed error object: the last
 * one before it, else the first behind. Reads request lines, curl commands, `curl -v`, and objects with `url`, `method`
 * and `headers`. Where the method isn't told, it is the endpoint's own. Never throws; takes time linear in the text.
 */
export function requestNear(text: string, offset: number): VerifyRequest | undefined {
  const from = Math.max(0, offset - LIMITS.requestBefore);
  const earlier = [...calls(text.slice(from, offset), from)];
  let before = earlier.pop();
  // A printed error names its request several times, and the headers perhaps where it does first.
  for (let end = offset; before && Object.keys(headersIn(text.slice(before.start, end), "")).length === 0;) {
    const same = earlier.at(-1);
    if (same?.path !== before.path || before.start - same.start > LIMITS.requestReach) break;
    // What stands behind was looked through already.
    end = before.end;
    before = { ...same, method: same.method ?? before.method };
    earlier.pop();
  }
  const call = before ?? calls(text.slice(offset, offset + LIMITS.requestBefore / 5), offset).next().value;
  if (!call) return undefined;
  const end = before ? offset : Math.min(text.length, call.end + LIMITS.requestReach);
  // Never what belongs to the call before.
  const reach =
    (earlier.at(-1)?.end ?? -LIMITS.requestReach) < call.start - LIMITS.requestReach ? LIMITS.requestReach : 0;
  const around = text.slice(Math.max(0, call.start - reach), end);
  const method = call.method ?? methodIn(around) ?? documentedMethod(call.path);
  return { method, path: call.path, headers: headersIn(text.slice(call.start, end), around) };
}

interface Call extends TextRange {
  readonly method: string | undefined;
  readonly path: string;
}

/** URLs of the platform's APIs, and paths behind a method. */
function* calls(text: string, from: number): Generator<Call, undefined> {
  const pattern =
    /(?:\b(GET|POST|PUT|DELETE|PATCH)\s{1,4}["'`]?|\[(GET|POST|PUT|DELETE|PATCH)\] to \[)?((?:https?:\/\/[\w.:@-]{1,255}|(?<=[\s"'`(]))\/(?:api|chatbot|agentassist)\/[^\s"'`<>\\\]]{1,8000})/gi;
  for (const { index, 0: whole, 1: line, 2: feign, 3: url = "" } of text.matchAll(pattern)) {
    const path = url.replace(/^https?:\/\/[^/]*/i, "").replace(/(?<![),;])[),;]+$/, "");
    yield { start: from + index, end: from + index + whole.length, method: (line ?? feign)?.toUpperCase(), path };
  }
  return undefined;
}

function methodIn(text: string): string | undefined {
  const told =
    /(?:-X\s{0,2}|--request[\s=]|\bmethod\\?["'`]?\s{0,4}[:=]\s{0,4}\\?)["'`]?(GET|POST|PUT|DELETE|PATCH)\b/i.exec(
      text,
    )?.[1];
  return (
    told?.toUpperCase() ??
    (/\bcurl\b/.test(text) ? (/\s(?:-d|--data(?:-\w+)?|--json)\s/.test(text) ? "POST" : "GET") : undefined)
  );
}

function documentedMethod(path: string): string {
  return HTTP_METHODS.find((method) => findEndpoint(method, path).kind === "found") ?? "GET";
}

/** What carries tokens, first behind the call and then around it. */
function headersIn(behind: string, around: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const text of [behind, around]) {
    for (const { 1: name = "", 2: value = "" } of text.matchAll(HEADER)) headers[name.toLowerCase()] ??= value.trim();
  }
  return headers;
}

/** Also as HAR has them: `"name":"auth","value":"…"`. */
const HEADER =
  /(?<![\w-])(auth|authorization|token)\\?["'`]?\s{0,4}(?:,\s{0,40}\\?["'`]?value\\?["'`]?\s{0,4})?[:=]\s{0,4}\\?["'`]?((?:(?:bearer|jwt|basic)\s{1,2})?[^\s"'`\\,}]{1,1000000})/gi;
