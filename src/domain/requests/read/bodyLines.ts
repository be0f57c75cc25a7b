import { LIMITS } from "../../limits";

/**
 * What the clients do with a line below a request's headers, by their own sources (REST Client 0.25 `Selector` and
 * `HttpRequestParser`; httpYac 6.16 `HttpRegionParser`s). `sent`: both send it. `file`: both send a file in its place.
 * `comment`: neither sends it. REST Client sends all others as they are written; httpYac takes each for what it is called.
 */
export type BodyLine =
  | "sent"
  | "file"
  | "comment"
  | "block-comment"
  | "variable"
  | "script"
  | "assertion"
  | "output"
  | "response"
  | "graphql"
  | "stream"
  | "request";

/**
 * How far a text was looked through for each mark that ends a script, and where it was found last: the same for all
 * bodies of a text, whose scripts may not be closed.
 */
export type Closings = Map<string, { readonly to: number; readonly found: number }>;

/**
 * Tells line by line what the lines of a text are to the clients, from `from` up to the next separator, at `to`. Takes
 * time linear in them.
 */
export class BodyLines {
  /** What the lines go on to be, and what ends that. */
  #open: { readonly kind: BodyLine; readonly isEnd: (line: string) => boolean } | undefined;
  /** A response that is written down: all that is nothing else belongs to it. */
  #isInResponse = false;

  readonly #text: string;
  readonly #from: number;
  readonly #to: number;
  readonly #closings: Closings;

  constructor(text: string, from: number, to: number, closings: Closings = new Map()) {
    this.#text = text;
    this.#from = from;
    this.#to = to;
    this.#closings = closings;
  }

  /** The lines have to be asked for in their order; `end` is where the line ends in the text. */
  next(line: string, end: number): BodyLine {
    if (this.#open) {
      const { kind, isEnd } = this.#open;
      if (isEnd(line)) this.#open = undefined;
      return kind;
    }
    const kind = this.#kindOf(line, end);
    if (kind === "response") this.#isInResponse = true;
    return this.#isInResponse && (kind === "sent" || kind === "file" || kind === "stream") ? "response" : kind;
  }

  #kindOf(line: string, end: number): BodyLine {
    // Most lines begin with none of what is looked for.
    const first = line.trimStart().slice(0, 1);
    if (first === "" || !FIRST.test(first)) return STREAM.test(line.slice(-MAX_MARK)) ? "stream" : "sent";
    if (COMMENT.test(line)) return "comment";
    if (/^\s*\/\*$/.test(line) && this.#opens("block-comment", "*/", end)) return "block-comment";
    if (isVariable(line)) return "variable";
    if (/^\s*(?:query|mutation|fragment\s+[^\s({]+\s+on\s)/.test(line)) {
      this.#open = { kind: "graphql", isEnd: (each) => each.trim() === "" };
      return "graphql";
    }
    if (/^\s*(?:gql(?:\s+[^\s({]+)?|proto)\s+<\s+\S/.test(line)) return "graphql";
    if (/^\s*>\s+(?:[^\s{%}]+\s*$|\{%.*%\}\s*$)/.test(line)) return "script";
    if (/^\s*>\s+\{%\s*$/.test(line) && this.#opens("script", "%}", end)) return "script";
    if (isScriptStart(line) && this.#opens("script", "}}", end)) return "script";
    if (ASSERTION.test(line.slice(0, MAX_ASSERTION))) return "assertion";
    if (REQUEST.test(line)) return "request";
    if (OUTPUT.test(line)) return "output";
    if (/^\s*HTTP\/\S+\s*[1-5]\d\d/.test(line.slice(0, MAX_MARK))) return "response";
    if (STREAM.test(line.slice(-MAX_MARK))) return "stream";
    return FILE.test(line) ? "file" : "sent";
  }

  /** Whether a line with `mark` alone follows soon, without which nothing is opened. */
  #opens(kind: BodyLine, mark: string, end: number): boolean {
    if (!this.#isClosedBehind(mark, end)) return false;
    this.#open = { kind, isEnd: (line) => line.trim() === mark };
    return true;
  }

  #isClosedBehind(mark: string, end: number): boolean {
    const last = this.#closings.get(mark) ?? { to: this.#from, found: -1 };
    if (last.found >= end) return true;
    // What was looked through for one line isn't for the next.
    const from = Math.max(end, last.to);
    const to = Math.min(this.#to, end + LIMITS.script);
    const near = this.#text.slice(from, to);
    for (let at = near.indexOf(mark); at >= 0; at = near.indexOf(mark, at + mark.length)) {
      const start = from + at;
      if (!this.#isAlone(start, start + mark.length)) continue;
      this.#closings.set(mark, { to: start + mark.length, found: start });
      return true;
    }
    this.#closings.set(mark, { to: Math.max(from, to), found: last.found });
    return false;
  }

  #isAlone(start: number, end: number): boolean {
    const text = this.#text;
    let from = start;
    while (from > this.#from && isInLine(text, from - 1)) from--;
    let to = end;
    while (to < this.#to && isInLine(text, to)) to++;
    return (from <= this.#from || text[from - 1] === "\n") && (to >= this.#to || text[to] === "\n");
  }
}

function isInLine(text: string, at: number): boolean {
  return text[at] !== "\n" && /\s/.test(text[at] ?? "");
}

/** What httpYac takes for a script that goes on to a line with `}}`. */
function isScriptStart(line: string): boolean {
  return (
    line.length <= MAX_MARK &&
    /^\s*\{\{(?:@js\s+(?!\s))?[+@]?(?:request|streaming|response|after|responseLogging)?\s*$/i.test(line)
  );
}

/** httpYac's definition of a variable: the equals sign may be missing, the value may not. */
function isVariable(line: string): boolean {
  const [, name = "", value = ""] = /^\s*@(?:global\.)?([^\s=:]*)\s*:?=*\s*"?(.*)/.exec(line) ?? [];
  return name !== "" && value !== "";
}

/** A comment to both clients, wherever it stands. */
const COMMENT = /^\s*(?:#|\/\/)/;
const FILE = /^<(?:@\w*)?\s+\S/;
const OUTPUT = /^\s*(?:>>!?\s+\S|<>\s*\S)/;
/** What parts a body that is sent in pieces. */
const STREAM = /={3}\s*(?:wait-for-server\s*)?$/;
const MAX_MARK = 200;
const MAX_ASSERTION = 1_000;
const FIRST = /[#/@>{?<HA-Zqmfgp]/;
const ASSERTION =
  /^\s*\?\?\s*\S+(?:\s.*)?(?<!\s)\s+(?:endsWith|===?|equals|exists|isTrue|>=?|contains|includes|isArray|isBoolean|isFalse|isNumber|isString|<=?|matches|md5|!==?|not equals|sha256|sha512|startsWith)/i;
const REQUEST =
  /^\s*(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|CHECKOUT|CHECKIN|REPORT|MERGE|MKACTIVITY|MKWORKSPACE|VERSION-CONTROL|BASELINE-CONTROL|MKCALENDAR|ACL|SEARCH|GRAPHQL|GRPC|SSE|EVENTSOURCE|WSS?|WEBSOCKET|MQTTS?|AMQP)\s+\S/;
