import { type JwtApp, signsWithSecret } from "../../domain/apps/jwtApp";
import { scopeById } from "../../domain/scopes/catalogue";
import { agreed, confirmed } from "../prompts";
import type { Caller } from "../commandRunner";
import { showStatus } from "../statusMessage";
import type { DeleteServices } from "./deleteApps";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { t } from "../words";

/** Names in one question: more than can be read at a glance are counted. */
const MAX_NAMES = 10;

/**
 * Deletes the apps with their secrets, after one question that names them.
 * @param unreadable internal ids of apps whose files can't be read
 */
export async function deleteConfirmed(
  { store, forgetKeys }: Pick<DeleteServices, "store" | "forgetKeys">,
  apps: readonly JwtApp[],
  unreadable: readonly string[],
  caller: Caller,
): Promise<void> {
  const [only] = apps;
  const hasSecret = only !== undefined && apps.length === 1 && (await store.secretsOf(only))?.reveal().clientSecret !== undefined;
  const { question, detail } = asked(apps, unreadable, hasSecret);
  // Only a row that a person sees and pressed Delete on is asked about as VS Code does.
  if (caller === "person") await agreed(question, detail, t("Delete"));
  else await confirmed(question, detail, t("Delete"), t("Don't Delete"));
  const failures: unknown[] = [];
  const deleting = async (id: string, options?: { readonly evenIfNewer: true }): Promise<void> => {
    try {
      await store.delete(id, options);
      forgetKeys(id);
    } catch (error) {
      failures.push(error);
    }
  };
  // One after the other: where one can't be deleted the others are.
  for (const { id } of apps) await deleting(id);
  for (const id of unreadable) await deleting(id, { evenIfNewer: true });
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  const [first, ...others] = apps;
  const count = apps.length + unreadable.length;
  if (count > 1) showStatus(t("Deleted {0} apps", count));
  else if (first && others.length === 0) showStatus(t("Deleted {0}", first.name));
}

function asked(apps: readonly JwtApp[], unreadable: readonly string[], hasSecret: boolean): { question: PlainText; detail: PlainText } {
  const count = apps.length + unreadable.length;
  const [app] = apps;
  if (count === 1 && app) return { question: t("Delete the JWT app “{0}”?", app.name), detail: whatGoesWith(app, hasSecret) };
  const [file] = unreadable;
  if (count === 1 && file !== undefined) {
    return {
      question: t("Delete this app's file and its secrets?"),
      detail: t("The file “{0}.json” can't be read by this version. Deleting it can't be undone.", file),
    };
  }
  const names = [...apps.map(({ name }) => asText(name)), ...unreadable.map((id) => t("the unreadable file “{0}.json”", id))];
  const more = names.length - MAX_NAMES;
  return {
    question: t("Delete {0} JWT apps?", count),
    detail: joined([
      ...names.slice(0, MAX_NAMES).map((name) => plain`• ${name}`),
      ...(more > 0 ? [more === 1 ? t("and 1 more") : t("and {0} more", more)] : []),
      plain``,
      t("With each go its secrets, its keys and its scopes or tables."),
      ...(apps.some(({ payloadKey }) => payloadKey) ? [t("Responses encrypted for their payload keys can't be read any more.")] : []),
      t("This can't be undone. The apps on the platform stay as they are."),
    ]),
  };
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
    ...(app.scopes.length ? [t("its scopes ({0})", app.scopes.map(({ id }) => scopeById(id)?.name ?? id).join(", "))] : []),
    ...(app.tables.length ? [t("its tables ({0})", app.tables.map(({ name }) => name).join(", "))] : []),
  ];
  const lines = goes.map((line) => plain`• ${line}`);
  return joined([...(lines.length > 0 ? [t("With it goes:"), ...lines, plain``] : []), t("This can't be undone. The app on the platform stays as it is.")]);
}
