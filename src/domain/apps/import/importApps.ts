import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import type { Ports } from "../../ports";
import { mayHaveMoreValues, isObject, type JsonObject } from "../../text/json";
import { atOnce, type Steps } from "../../steps";
import { slugsFor, withSlug } from "../gatewaySlug";
import { EXPORT_FORMAT } from "../exportApps";
import { isSaid, property } from "./jsonObject";
import { byImportance, tooManyApps } from "./importRemarks";
import { documentsIn, type JsonDocument, wholeJson } from "./importText";
import { type OwnSource, readOtherText, readOwnJson, readOwnText } from "./ownSource";
import type { JwtApp } from "../jwtApp";
import { type ImportPlan, MAX_IMPORTED_APPS } from "./importPlan";
import { planExport } from "./planExport";
import { planFound, planGetBots } from "./planGetBots";

/**
 * Reads the platform's Get Bots response (platform.md, 1.2), or what `exportOf` wrote, or several of one kind pasted
 * one after the other; or what other tools have of apps: a dotenv file, BotKit's and the Web SDK's configuration,
 * Postman's files. The response may be captured with its HTTP headers, wrapped in other objects, a bare list of bots, or
 * a bare list of JWT apps.
 *
 * The response has neither names nor algorithms: its apps are called "<bot> · <start of client ID>", and HS256 is
 * marked as assumed. What a text says of them all the same is taken where it is plain, and told. Masked secrets count as missing, and are told, as doubtful ones are. Names are made unique ignoring case; ids are new.
 * @throws UserError where nothing can be read at all: too long, no JSON, another kind of answer, a newer export
 */
export function planImport(text: string, existing: readonly JwtApp[], ports: Ports): ImportPlan {
  return atOnce(importAppsInSteps(text, existing, ports));
}

/** The same, in steps of which only parsing is long: that of the longest text takes a fifth of a second. */
export function* importAppsInSteps(text: string, existing: readonly JwtApp[], ports: Ports): Steps<ImportPlan> {
  if (text.length > LIMITS.imported) {
    throw new UserError("import-too-large", "This is too much to import: {0} characters, where at most {1} are read.", {
      args: [text.length, LIMITS.imported],
    });
  }
  if (yield* mayHaveMoreValues(LIMITS.importedValues, text)) {
    throw new UserError("import-too-large", "This is too much to import: its JSON has more than {0} values.", {
      args: [LIMITS.importedValues],
    });
  }
  return yield* withSlugs(yield* planOf(text, existing, ports), existing);
}

function* planOf(text: string, existing: readonly JwtApp[], ports: Ports): Steps<ImportPlan> {
  const whole = wholeJson(text);
  yield;
  const own = whole === undefined ? yield* readOwnText(text) : undefined;
  if (own) return yield* planOwn(own, existing, ports);
  try {
    return yield* planDocuments(text, whole, existing, ports);
  } catch (error) {
    const isNothing = error instanceof UserError && NOTHING_FOUND.includes(error.code);
    const other = isNothing && whole === undefined ? yield* readOtherText(text) : undefined;
    if (!other) throw error;
    return yield* planOwn(other, existing, ports);
  }
}

/** Codes of errors that say that a text holds nothing that can be imported. */
export const NOTHING_FOUND: readonly string[] = ["nothing-to-import", "import-not-json", "import-no-bots"];

function* planOwn(own: OwnSource, existing: readonly JwtApp[], ports: Ports): Steps<ImportPlan> {
  const apps = own.apps.slice(0, MAX_IMPORTED_APPS);
  const tooMany = own.apps.length > apps.length ? [tooManyApps(MAX_IMPORTED_APPS)] : [];
  const plan = yield* planFound(own.source, { ...own, apps, problems: [...own.problems, ...tooMany] }, existing, ports);
  return { ...plan, notes: byImportance(plan.notes) };
}

function* planDocuments(text: string, whole: unknown, existing: readonly JwtApp[], ports: Ports): Steps<ImportPlan> {
  const found = yield* documentsIn(text, whole);
  yield;
  const byOthers = yield* readOwnJson(found.documents, text);
  if (byOthers) {
    const { own, others } = byOthers;
    const problems = [...others.map(otherKind), ...found.problems, ...own.problems];
    return yield* planOwn({ ...own, problems, notes: [...own.notes, ...found.notes] }, existing, ports);
  }
  const documents = found.documents.flatMap(eachExport);
  const exports = documents.filter(({ value }) => isExport(value));
  const others = exports.length > 0 ? documents.filter(({ value }) => !isExport(value)) : [];
  const plan = yield* exports.length > 0
    ? planExport(exports, existing, ports)
    : planGetBots(documents, existing, ports);
  const problems = [...others.map(otherKind), ...found.problems, ...plan.problems];
  return { ...plan, problems, notes: byImportance([...plan.notes, ...found.notes]) };
}

/** With a slug for each new app, in their order; one that was given to an app that is gone is replaced when it is saved. */
function* withSlugs(plan: ImportPlan, existing: readonly JwtApp[]): Steps<ImportPlan> {
  const apps = plan.add.map(({ app }) => app);
  const slugs = yield* slugsFor(apps, new Set(existing.flatMap(({ slug }) => slug ?? [])));
  const notes = apps.flatMap((app) => {
    const slug = slugs.get(app);
    if (app.slug === undefined || slug === undefined || app.slug === slug) return [];
    return new UserError(
      "slug-taken",
      "In the gateway's addresses “{0}” is another app here, so “{1}” is “{2}” there.",
      {
        args: [app.slug, app.name, slug],
      },
    );
  });
  const add = plan.add.map(({ app, secrets }) => ({ app: withSlug(app, slugs.get(app)), secrets }));
  return { ...plan, add, notes: [...plan.notes, ...notes] };
}

/** A list of nothing but exports is that many of them. */
function eachExport({ value, line }: JsonDocument): JsonDocument[] {
  if (isNamelessExport(value)) return [{ value: { format: EXPORT_FORMAT, version: 1, ...value }, line }];
  if (!Array.isArray(value) || value.length === 0 || !value.every(isExport)) return [{ value, line }];
  return value.map((each: unknown) => ({ value: each, line }));
}

/**
 * A list of apps with what only exports have, whose format somebody left out. Where there is a client secret in it, it is
 * a list of somebody's own, of which secrets are taken.
 */
function isNamelessExport(value: unknown): value is JsonObject {
  if (!isObject(value) || "format" in value) return false;
  const { apps } = value;
  if (!Array.isArray(apps) || apps.length === 0 || !apps.every(isObject)) return false;
  const isOwn = apps.some((app) => isSaid(property(app, "clientSecret")) || property(app, "jwtApps") !== undefined);
  return (
    !isOwn &&
    apps.some(
      (app) => typeof app["clientId"] === "string" && ("createdIn" in app || "scopes" in app || "credentials" in app),
    )
  );
}

function isExport(value: unknown): value is object {
  return typeof value === "object" && value !== null && "format" in value && value.format === EXPORT_FORMAT;
}

function otherKind({ line }: JsonDocument): UserError {
  return new UserError(
    "import-other-kind",
    "What begins in line {0} is something else than the rest, so it was left out.",
    {
      args: [line],
      remedy: "Import it by itself.",
    },
  );
}
