import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { scopeById } from "../../domain/scopes/catalogue";
import { UserError } from "../../domain/errors";
import { agreed, confirmed } from "../prompts/prompts";
import type { Caller } from "../commands/caller";
import { showStatus } from "../workbench/statusMessage";
import type { AppStore } from "../storage/appStore";
import type { AppServices } from "./appServices";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { localised, t } from "../workbench/words";

/** What is to be deleted. */
export interface ToDelete {
  readonly apps: readonly JwtApp[];
  /** Internal ids of apps whose files can't be read. */
  readonly unreadable: readonly string[];
  /** Scopes and tables of other apps. */
  readonly parts: readonly PartOfApp[];
  /** What is selected beside it and can't be deleted by itself. */
  readonly left: readonly PlainText[];
}

export interface PartOfApp {
  readonly app: JwtApp;
  readonly name: PlainText;
  /** The app, as it is by then, without it. */
  readonly without: (app: JwtApp) => JwtApp;
}

/** Names in one question: more than can be read at a glance are counted. */
const MAX_NAMES = 10;

/** Deletes the apps with their secrets, and takes the parts off others, after one question that names all of it. */
export async function deleteConfirmed(
  { store, forgetKeys }: Pick<AppServices, "store" | "forgetKeys">,
  what: ToDelete,
  caller: Caller,
): Promise<void> {
  const { apps, unreadable, parts } = what;
  const [only] = apps;
  const hasSecret =
    only !== undefined && apps.length === 1 && (await store.secretsOf(only))?.reveal().clientSecret !== undefined;
  const { question, detail } = asked(what, hasSecret);
  // Only a row that a person sees and pressed Delete on is asked about as VS Code does.
  if (caller === "person") await agreed(question, detail, t("Delete"));
  else await confirmed(question, detail, t("Delete"), t("Don't Delete"));
  const deleting = async (id: string, options?: { readonly evenIfNewer: true }): Promise<void> => {
    await store.delete(id, options);
    forgetKeys(id);
  };
  await allOf([
    ...apps.map(({ id, name }) => ({ name: asText(name), run: () => deleting(id) })),
    ...unreadable.map((id) => ({ name: fileName(id), run: () => deleting(id, { evenIfNewer: true }) })),
    ...parts.map((part) => ({ name: nameOf(part), run: () => takeOffOne(store, part) })),
  ]);
  const [first, ...others] = apps;
  const count = apps.length + unreadable.length;
  if (parts.length > 0) showStatus(t("Deleted apps ({0}), took scopes or tables ({1}) off", count, parts.length));
  else if (count > 1) showStatus(t("Deleted {0} apps", count));
  else if (first && others.length === 0) showStatus(t("Deleted {0}", first.name));
}

/** Takes scopes and tables off their apps, where no app goes. */
export async function takeOff(store: AppStore, { parts, left }: Pick<ToDelete, "parts" | "left">): Promise<void> {
  await allOf(parts.map((part) => ({ name: nameOf(part), run: () => takeOffOne(store, part) })));
  const [first] = parts;
  const rest = left.length > 0 ? [notIncluded(left)] : [];
  if (parts.length > 1) showStatus(joined([t("Took {0} scopes or tables off", parts.length), ...rest], " · "));
  else if (first) showStatus(joined([t("Took {0} off {1}", first.name, first.app.name), ...rest], " · "));
}

async function takeOffOne(store: AppStore, { app, without }: PartOfApp): Promise<void> {
  // What was taken off before is no longer in the one that the row holds.
  if (await store.get(app.id)) await store.update(app, without);
}

interface Deletion {
  readonly name: PlainText;
  readonly run: () => Promise<void>;
}

/**
 * One after the other: where one fails the others go on.
 * @throws what failed, if that is all there was; else UserError `partly-deleted`, with what went and what didn't
 */
async function allOf(deletions: readonly Deletion[]): Promise<void> {
  const gone: PlainText[] = [];
  const failed: { readonly name: PlainText; readonly error: unknown }[] = [];
  for (const { name, run } of deletions) {
    try {
      await run();
      gone.push(name);
    } catch (error) {
      failed.push({ name, error });
    }
  }
  const [first] = failed;
  if (!first) return;
  if (deletions.length === 1) throw first.error;
  const reason = first.error instanceof UserError ? localised(first.error) : t("The log says why.");
  const args = [inOneLine(gone), inOneLine(failed.map(({ name }) => name)), reason];
  const template = gone.length > 0 ? "Deleted: {0}. Not deleted: {1}. {2}" : "None of these was deleted: {1}. {2}";
  throw new UserError("partly-deleted", template, { args, cause: first.error });
}

function inOneLine(names: readonly PlainText[]): PlainText {
  const more = names.length - MAX_NAMES;
  const shown = names.slice(0, MAX_NAMES).map((name) => plain`“${name}”`);
  return joined([...shown, ...(more > 0 ? [more === 1 ? t("and 1 more") : t("and {0} more", more)] : [])], ", ");
}

function fileName(id: string): PlainText {
  return asText(`${id}.json`);
}

function nameOf({ app, name }: PartOfApp): PlainText {
  return t("{0} of {1}", name, app.name);
}

function notIncluded(left: readonly PlainText[]): PlainText {
  return t("Not included, since these rows can't be deleted by themselves: {0}.", inOneLine(left));
}

function asked(
  { apps, unreadable, parts, left }: ToDelete,
  hasSecret: boolean,
): { question: PlainText; detail: PlainText } {
  const count = apps.length + unreadable.length;
  const rest = left.length > 0 ? [plain``, notIncluded(left)] : [];
  const [app] = apps;
  if (count === 1 && app && parts.length === 0) {
    return {
      question: t("Delete the JWT app “{0}”?", app.name),
      detail: joined([whatGoesWith(app, hasSecret), ...rest]),
    };
  }
  const [file] = unreadable;
  if (count === 1 && file !== undefined && parts.length === 0) {
    return {
      question: t("Delete this app's file and its secrets?"),
      detail: joined([
        t("The file “{0}.json” can't be read by this version. Deleting it can't be undone.", file),
        ...rest,
      ]),
    };
  }
  const names = [
    ...apps.map(({ name }) => asText(name)),
    ...unreadable.map((id) => t("the unreadable file “{0}.json”", id)),
  ];
  return {
    question:
      parts.length > 0
        ? t("Delete JWT apps ({0}), and take scopes or tables ({1}) off others?", count, parts.length)
        : t("Delete {0} JWT apps?", count),
    detail: joined([
      ...inLines(names),
      plain``,
      t("With each go its secrets, its keys and its scopes or tables."),
      ...(apps.some(({ payloadKey }) => payloadKey)
        ? [t("Responses encrypted for their payload keys can't be read any more.")]
        : []),
      t("This can't be undone. The apps on the platform stay as they are."),
      ...(parts.length > 0 ? [plain``, t("Taken off their apps:"), ...inLines(parts.map(nameOf))] : []),
      ...rest,
    ]),
  };
}

/** At most so many that they can be read at a glance. */
function inLines(names: readonly PlainText[]): PlainText[] {
  const more = names.length - MAX_NAMES;
  return [
    ...names.slice(0, MAX_NAMES).map((name) => plain`• ${name}`),
    ...(more > 0 ? [more === 1 ? t("and 1 more") : t("and {0} more", more)] : []),
  ];
}

/** Names, for the confirmation, everything that a deletion takes with it; of the secrets those that are here. */
function whatGoesWith(app: JwtApp, hasSecret: boolean): PlainText {
  const goes = [
    ...(hasSecret ? [t("its client secret")] : []),
    ...(!signsWithSecret(app.algorithm) && app.signingKey ? [t("its signing key")] : []),
    ...(app.hasPreviousSecret ? [t("the previous client secret")] : []),
    ...(app.payloadKey ? [t("its payload key: responses encrypted for it can't be read any more")] : []),
    ...(app.envelopeProfile ? [t("the learned shape of its payloads")] : []),
    ...(app.credentials === "generated" && app.platformKey ? [t("the local platform's key pair")] : []),
    ...(app.scopes.length
      ? [t("its scopes ({0})", app.scopes.map(({ id }) => scopeById(id)?.name ?? id).join(", "))]
      : []),
    ...(app.tables.length ? [t("its tables ({0})", app.tables.map(({ name }) => name).join(", "))] : []),
  ];
  const lines = goes.map((line) => plain`• ${line}`);
  return joined([
    ...(lines.length > 0 ? [t("With it goes:"), ...lines, plain``] : []),
    t("This can't be undone. The app on the platform stays as it is."),
  ]);
}
