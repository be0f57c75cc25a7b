import { type Sentence, say } from "../../text/sentence";
import type { Piece } from "../../text/textRange";
import { placeholderText } from "../write/placeholderText";
import type { Finding, FindingCode, Fix } from "./finding";
import { found, type UnjudgedRequest } from "./requestFinding";
import { endpointsOf, type RequiredPart } from "./requiredParts";
import { writtenValues } from "./writtenValues";

/** In what headers differ from parameters of the query. */
export interface PartKind {
  readonly missing: FindingCode;
  readonly misspelled: FindingCode;
  /** The name of one that is sent and can hardly be another: no endpoint that the request may be for knows it. */
  readonly near: (name: string, context: UnjudgedRequest) => Piece | undefined;
  /** One that stands there without a value, where that is another finding. */
  readonly empty?: (part: RequiredPart, context: UnjudgedRequest) => Finding | undefined;
  /** Puts all of them in; undefined where no place is surely right. */
  readonly insertion: (absent: readonly RequiredPart[], context: UnjudgedRequest) => Fix | undefined;
  readonly lacksOne: (api: string, name: string) => Sentence;
  /** @param names with quotation marks between them */
  readonly lacksSeveral: (api: string, names: string) => Sentence;
  readonly isCalled: (api: string, name: string, written: string) => Sentence;
}

/** What a request lacks of one kind: all that isn't there in one finding, and each that is spelled in another way. */
export function missingParts(lacking: readonly RequiredPart[], context: UnjudgedRequest, kind: PartKind): Finding[] {
  const absent: RequiredPart[] = [];
  const empty: Finding[] = [];
  const misspelled: Finding[] = [];
  for (const part of lacking) {
    const written = kind.near(part.name, context);
    const unfilled = written ? undefined : kind.empty?.(part, context);
    if (written) misspelled.push(misspelledPart(part.name, written, { context, kind, outcome: "failed" }));
    else if (unfilled) empty.push(unfilled);
    else absent.push(part);
  }
  return [...(absent.length > 0 ? [absentParts(absent, context, kind)] : []), ...empty, ...misspelled];
}

/** One finding and one fix for all of them: who lacks `accountId` mostly lacks `iId` too. */
function absentParts(absent: readonly RequiredPart[], context: UnjudgedRequest, kind: PartKind): Finding {
  const message = (absent.length > 1 ? kind.lacksSeveral : kind.lacksOne)(apiOf(context), namesOf(absent));
  return found(kind.missing, { outcome: "failed", message }, context.request.url, kind.insertion(absent, context));
}

interface Misspelling {
  readonly context: UnjudgedRequest;
  readonly kind: PartKind;
  readonly outcome: "failed" | "unknown";
}

export function misspelledPart(
  name: string,
  { start, end, text }: Piece,
  { context, kind, outcome }: Misspelling,
): Finding {
  const range = { start, end };
  const fix: Fix = { kind: "replace", title: say("Call it “{0}”", name), range, text: name };
  return found(kind.misspelled, { outcome, message: kind.isCalled(apiOf(context), name, text) }, range, fix);
}

/** For a sentence that has quotation marks around it. */
export function namesOf(parts: readonly RequiredPart[]): string {
  return parts.map(({ name }) => name).join("”, “");
}

/** The name of the likeliest API. */
export function apiOf({ route }: UnjudgedRequest): string {
  return endpointsOf(route)[0]?.api ?? "";
}

/** What is written for a part, with what the request has already. */
export function valueOf({ value }: RequiredPart, context: UnjudgedRequest): string {
  return placeholderText(value, { ...context, written: writtenValues(context) });
}
