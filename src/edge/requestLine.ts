import type { JwtApp } from "../domain/apps/jwtApp";
import { fill } from "../domain/errors";
import { withoutQuery } from "../domain/text/withoutQuery";
import { fixedSegments } from "../domain/scopes/catalogue";
import type { Check, CheckId } from "../domain/tokens/verify/check";
import { isAccountId, isBotId } from "../domain/apps/platformIds";
import { neutral } from "./neutral";

export interface RequestRecord {
  readonly method: string;
  /** As it came. */
  readonly path: string;
  readonly status: number;
  readonly app?: JwtApp | undefined;
  /** A short word or two, such as "served". */
  readonly verdict: string;
  readonly check?: Check | undefined;
  /** Checks that refused nothing and didn't pass either. */
  readonly unknown?: readonly CheckId[];
}

/**
 * One line about a request, without any secret or token in it, whatever the request carried: of the path only what is
 * known to be no secret, never the query, and no control characters.
 */
export function requestLine({ method, path, status, app, verdict, check, unknown = [] }: RequestRecord): string {
  const parts = [`${method} ${shownPath(path, app)}`, app ? `“${app.name}”` : "no app", `${status} ${verdict}`];
  if (check) parts.push(`${check.id}: ${explanation(check, app)}`);
  if (unknown.length > 0) parts.push(`unknown: ${unknown.join(", ")}`);
  return neutral(parts.join(" · "));
}

function explanation({ id, message, causes }: Check, app: JwtApp | undefined): string {
  // The name of a table stands there as it came in the path.
  const shown = (arg: string | number) =>
    id === "tables" && typeof arg === "string" && !PERMISSIONS.test(arg) && !isHarmless(arg, app) ? "…" : arg;
  return [message, ...causes.slice(0, 3).map((cause) => cause.message)]
    .map(({ template, args }) => fill(template, args.map(shown)))
    .join(" ");
}

const PERMISSIONS = /^(?:read|write|delete)(?:, (?:read|write|delete))*$/;

/** A token or secret pasted into the path shows as "…", as does whatever else is not an id or a word of the catalogue. */
function shownPath(path: string, app: JwtApp | undefined): string {
  const segments = withoutQuery(path.slice(0, 8_192)).split("/").slice(1, 17);
  return segments.length
    ? segments.map((segment) => `/${isHarmless(decoded(segment), app) ? segment : "…"}`).join("")
    : "…";
}

function isHarmless(segment: string, app: JwtApp | undefined): boolean {
  if (segment === "" || isWord(segment.toLowerCase()) || /^v?\d{1,3}(?:\.\d{1,3})?$/i.test(segment)) return true;
  return isBotId(segment) || isAccountId(segment) || app?.tables.some(({ name }) => name === segment) === true;
}

function isWord(segment: string): boolean {
  return DOOR_WORDS.has(segment) || fixedSegments().has(segment);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Of the doors beside the catalogue, in lower case. */
const DOOR_WORDS: ReadonlySet<string> = new Set(
  "chatbot v2 webhook hookinstance hooks api users sts oauth token jwtgrant anonymous rtm start stream bot".split(" "),
);
