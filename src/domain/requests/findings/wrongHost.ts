import { HOST_PRESETS, isLoopback, originOf } from "../../apps/hosts";
import type { JwtApp } from "../../apps/jwtApp";
import { LIMITS } from "../../limits";
import { isMisspelling } from "../../text/misspelling";
import { type Sentence, say } from "../../text/sentence";
import type { Verdict } from "../../tokens/verify/verdict";
import type { Destination } from "../destination/destination";
import type { DoubtCode } from "../destination/fileDoubts";
import type { Finding, Fix } from "./finding";
import { aloneIn } from "./mendVariable";
import { goesToOwnHost } from "../destination/ownHost";
import type { FileRequest } from "../read/requestFile";
import { fillWith, type VariableValues } from "../read/fileVariables";
import type { Piece, TextRange } from "../../text/textRange";
import type { SentRequest } from "../read/requestOfBlock";
import type { StrictOrigin } from "../destination/strictUrl";

export interface AddressedRequest {
  /** What the request's offsets refer to. */
  readonly text: string;
  readonly request: FileRequest;
  readonly sent: SentRequest;
  readonly verdict: Verdict;
  /** The app that a `# jwt-app:` line names. */
  readonly tiedApp?: JwtApp | undefined;
  readonly apps: readonly JwtApp[];
  readonly variables: VariableValues;
}

/** Whether the strict reading has to be asked: by a loose one the request goes where its token isn't meant to. */
export function mayGoElsewhere(addressed: AddressedRequest): boolean {
  const { request, variables, sent } = addressed;
  const scheme = /^http:/i.test(fillWith(request.url.text.slice(0, LIMITS.address), variables)) ? "http" : "https";
  return sent.authority !== "" && missed(addressed, { scheme, host: sent.authority }) !== undefined;
}

/**
 * A token that goes to another host than its app's, as far as the strict reading of the file knows where it goes
 * (`destinationsInSteps`): a mistyped host gets a token that works. Nothing is said of hosts near by, such as the local
 * platform, a gateway on loopback or a mock; nor of an app without a host, but for what is nearly a host of the platform.
 * Offsets are in the request's text.
 */
export function wrongHost(addressed: AddressedRequest, { origin, doubts }: Destination): Finding[] {
  if (!origin || doubts.some(({ code }) => UNKNOWABLE.has(code))) return [];
  const miss = missed(addressed, origin);
  if (!miss) return [];
  const { app, host, isKnown } = miss;
  const written = writtenOrigin(addressed.request.url);
  const fix = written && hostFix(written, addressed, origin, host);
  return [
    {
      code: "wrong-host",
      severity: "warning",
      message: messageOf(app, host, origin, isKnown),
      ...(written?.range ?? { start: addressed.request.url.start, end: addressed.request.url.end }),
      ...(fix && { fix }),
      // The app's host may be what is wrong.
      ...(host === origin.host ? {} : { otherFixes: [{ kind: "enterHost", app }] }),
    },
  ];
}

/** Which host it is can't be told with these; a script or import only might change what the address says. */
const UNKNOWABLE: ReadonlySet<DoubtCode> = new Set([
  "host-header",
  "lines",
  "variable-form",
  "separator",
  "special-variable",
  "too-long",
]);

interface Missed {
  readonly app: JwtApp;
  /** Where its tokens belong. */
  readonly host: string;
  /** The token itself names the app. */
  readonly isKnown: boolean;
}

function missed({ sent, verdict, tiedApp, apps }: AddressedRequest, origin: StrictOrigin): Missed | undefined {
  const app = verdict.app ?? (mayCarryToken(sent, verdict) ? tiedApp : undefined);
  if (!app || isNearBy(origin.host)) return undefined;
  const destination: Destination = { line: 0, origin, hosts: [], doubts: [] };
  // Apps of several installations may have one client ID.
  const all = [app, ...apps.filter(({ id, clientId }) => id !== app.id && clientId === app.clientId)];
  if (all.some((each) => goesToOwnHost(destination, each))) return undefined;
  const isKnown = verdict.app !== undefined;
  if (app.host !== undefined) return { app, host: app.host.toLowerCase(), isKnown };
  // Made for a platform of one's own, wherever that runs.
  if (app.credentials === "generated") return undefined;
  const meant =
    HOST_PRESETS.find(({ host }) => host === origin.host) ??
    HOST_PRESETS.find(({ host }) => isNearly(origin.host, host));
  return meant && { app, host: meant.host, isKnown };
}

/** A token that stands elsewhere, or a call that needs one. */
function mayCarryToken({ headers }: SentRequest, { checks }: Verdict): boolean {
  const isKnownPath = checks.some(({ id, reason }) => id === "endpoint" && reason !== "unknown-path");
  return isKnownPath || ["auth", "authorization", "token"].some((name) => headers[name]);
}

/** A region that isn't known here is no mistake. */
function isNearly(host: string, preset: string): boolean {
  return !/(?:^|\.)kore\.(?:ai|com)$/.test(host) && isMisspelling(host, preset);
}

/** On this computer or in its network: a mock, a proxy, a container (RFC 1918; RFC 6761, 6.3; RFC 6762, 3). */
function isNearBy(host: string): boolean {
  const name = host.replace(/:\d{1,5}$/, "");
  return (
    isLoopback(host) ||
    !/[.:]/.test(name) ||
    /\.(?:localhost|local|internal|test)$/.test(name) ||
    /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}$/.test(name)
  );
}

function messageOf({ name }: JwtApp, host: string, origin: StrictOrigin, isKnown: boolean): Sentence {
  if (host === origin.host) {
    return say(
      "This request goes to “{0}” by http: its token can be read on the way. The platform is called by https.",
      host,
    );
  }
  if (isKnown) return say("This token is for “{0}”; the request goes to “{1}”.", host, origin.host);
  return say("The host of “{0}” is “{1}”; this request goes to “{2}”.", name, host, origin.host);
}

/** Where an address goes, as it is written. */
export interface WrittenOrigin {
  readonly range: TextRange;
  /** With its slashes; empty where a variable holds it, too. */
  readonly scheme: string;
  readonly authority: string;
}

/** Of a request's address, or of a variable's value that is one. */
export function writtenOrigin({ text, start }: Piece): WrittenOrigin | undefined {
  const [whole = "", scheme = "", authority = ""] = ORIGIN.exec(text) ?? [];
  return authority === "" ? undefined : { range: { start, end: start + whole.length }, scheme, authority };
}

const ORIGIN = /^(https?:\/\/)?((?:\{\{[^{}]{1,200}\}\}|[^/?#{}\s]){1,300})/i;

/** The app's host where this one stands: in the request, or in the variable that it comes from. */
function hostFix(
  written: WrittenOrigin,
  { variables }: AddressedRequest,
  { host }: StrictOrigin,
  wanted: string,
): Fix | undefined {
  const title = say("Use the app's host");
  const right = originOf(wanted);
  const inRequest: Fix = { kind: "replace", title, range: written.range, text: right };
  if (!written.authority.includes("{{")) return written.scheme === "" ? undefined : inRequest;
  const name = aloneIn(written.authority);
  const value = name === undefined ? undefined : valueOf(name, variables);
  const [, scheme = "", authority = "", rest = ""] =
    /^(https?:\/\/)?([^/?#{}\s]{1,300})(.{0,2000})$/i.exec(value ?? "") ?? [];
  const isWhole = authority.toLowerCase().replace(/:(?:80|443)$/, "") === host;
  if (name === undefined || value === undefined || !isWhole)
    return written.scheme !== "" && rest === "" ? inRequest : undefined;
  if (scheme !== "") return { kind: "setVariable", title, variables: [name], from: value, text: right + rest };
  if (right.toLowerCase().startsWith(written.scheme.toLowerCase()) && written.scheme !== "") {
    return { kind: "setVariable", title, variables: [name], from: value, text: wanted + rest };
  }
  return rest === "" && written.scheme !== "" ? inRequest : undefined;
}

/** What a variable holds, through those that are another name for it. */
function valueOf(name: string, variables: VariableValues): string | undefined {
  let value = variables.get(name);
  for (let depth = 0; depth < LIMITS.variableDepth; depth++) {
    const other = value === undefined ? undefined : aloneIn(value);
    if (other === undefined) return value;
    value = variables.get(other);
  }
  return undefined;
}
