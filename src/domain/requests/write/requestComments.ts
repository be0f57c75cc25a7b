import type { JwtApp } from "../../apps/jwtApp";
import { fill } from "../../errors";
import { type Access, payloadEncryption } from "../../scopes/catalogue";
import type { EncryptionSource, JsonValue } from "../../scopes/endpointRow";
import { isLevelStated, type LevelFit, levelFit } from "../../scopes/levelFit";
import { needSentence } from "../../scopes/needSentence";
import { CREATED_IN, type CreatedIn, LEVEL_NAMES } from "../../scopes/scope";
import type { Sentence } from "../../text/sentence";
import type { WritableEndpoint } from "./requestTargets";
import { isList } from "./requestVariables";

/** What an app needs to call an endpoint, as a comment of one line. */
export function needComment(endpoint: WritableEndpoint, { createdIn }: JwtApp): string {
  const { access } = endpoint;
  const level = access[createdIn] ? createdIn : CREATED_IN.find((one) => access[one]);
  const need = level && access[level];
  if (!need) return "Which scope it needs is not known.";
  const ofLevel = levelWords(levelFit(endpoint, createdIn), level, need);
  return `${inEnglish(needSentence(need))}.${ofLevel === undefined ? "" : ` ${ofLevel}`}`;
}

/** What is said of apps of the app's level, where they aren't simply those that it is for. */
function levelWords(fit: LevelFit, level: CreatedIn, need: Access): string | undefined {
  if (!isLevelStated(need)) return "No page says for apps of which level it is.";
  switch (fit) {
    case "fits":
    case "notStated":
    case "platformCalls":
      return undefined;
    case "notListed":
      return `It is listed for apps created in ${LEVEL_NAMES[level]}; whether this one can call it is not known.`;
    case "notApplicable":
    case "differs":
    case "ofTables":
      return `It needs an app that was created in ${LEVEL_NAMES[level]}.`;
  }
}

/** Comments are not translated. */
function inEnglish({ template, args }: Sentence): string {
  return fill(template, args);
}

/** What else is known of an endpoint, a line each. */
export function notesOf({ notes, limits, optionalHeaders, optionalQuery }: WritableEndpoint): string[] {
  return [
    ...(notes === undefined ? [] : [notes]),
    ...(limits === undefined ? [] : [limits]),
    ...Object.entries(optionalHeaders).map(([name, meaning]) => optional("header", name, meaning)),
    ...Object.entries(optionalQuery).map(([name, meaning]) => optional("parameter", name, meaning)),
  ];
}

/** What it takes is a sentence, or nothing. */
function optional(kind: "header" | "parameter", name: string, meaning: string): string {
  return `Optional ${kind} ${name}${meaning === "" ? "." : `: ${meaning}`}`;
}

/**
 * How surely the app's answers from there come encrypted (platform.md, 2.4); undefined where nothing says that they
 * can. `asked`: the endpoint is listed, and the request that is written asks for it with `includeMeta`. `listed` and
 * `releaseNotes`: it is known from there alone, and no page says when it encrypts.
 */
export function answerEncryption(
  endpoint: Pick<WritableEndpoint, "encryption" | "encryptionFlag">,
  app: JwtApp,
): "asked" | EncryptionSource | undefined {
  if (!app.enforcePayloadEncryption) return undefined;
  const source = payloadEncryption(endpoint, app);
  return source === "listed" && endpoint.encryptionFlag !== undefined ? "asked" : source;
}

const ANSWERS = {
  asked: "The answer comes encrypted, as includeMeta asks for it: “Decrypt Selection” reads it.",
  listed:
    "The answer may come encrypted: the platform's list has this endpoint, no page says when. “Decrypt Selection” reads it.",
  releaseNotes:
    "The answer may come encrypted: release notes say so, the platform's list for this level doesn't. “Decrypt Selection” reads it.",
} as const;

/** What is to be done by hand where the app encrypts payloads, a line each. */
export function encryptionOf(endpoint: WritableEndpoint, app: JwtApp, hasBody: boolean): string[] {
  const known = answerEncryption(endpoint, app);
  if (known === undefined) return [];
  return [
    ANSWERS[known],
    ...(hasBody
      ? [
          "The platform's text says that requests are encrypted too, its samples show plain ones: “Encrypt Selection” does it, in an unverified format.",
        ]
      : []),
  ];
}

/** Dates, and of a table the rows and columns: those of the documentation's own. */
export function samplesOf({ query, bodyExample = null, access }: WritableEndpoint): string[] {
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
