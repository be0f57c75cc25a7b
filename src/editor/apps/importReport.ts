import type { ImportPlan } from "../../domain/apps/importApps";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { joined, type PlainText } from "../../domain/text/asText";
import { asMarkdown, type Markdown, markdownOf, md } from "../../domain/text/markdown";
import { localised } from "../localised";
import { t } from "../words";
import { changeInWords, missingOf } from "./importChoices";
import { shapeInImport } from "./shapeInImport";

/** What an import came to: the apps that it added and changed, as they are now. */
export interface ImportDone {
  readonly added: readonly JwtApp[];
  readonly changed: readonly JwtApp[];
}

/** "Import Apps: 2 new, 1 with changes". */
export function importTitle({ add, update, unchanged, problems }: ImportPlan): PlainText {
  const counts = [
    ...(add.length ? [t("{0} new", add.length)] : []),
    ...(update.length ? [t("{0} with changes", update.length)] : []),
    ...(unchanged.length ? [t("{0} as they are", unchanged.length)] : []),
    ...(problems.length ? [t("{0} not taken", problems.length)] : []),
  ];
  return t("Import Apps: {0}", joined(counts, ", "));
}

/** What was done, in one line. */
export function importSummary({ add, update, unchanged, problems }: ImportPlan, { added, changed }: ImportDone): PlainText {
  if (added.length + changed.length === 0) {
    const isAllThere = unchanged.length > 0 && add.length + update.length + problems.length === 0;
    return isAllThere ? t("All of these apps are there already, as they are.") : t("No JWT app was imported.");
  }
  const counts = [
    ...(added.length ? [t("{0} added", added.length)] : []),
    ...(changed.length ? [t("{0} changed", changed.length)] : []),
    ...(unchanged.length ? [t("{0} left as they are", unchanged.length)] : []),
  ];
  return t("Imported JWT apps: {0}.", joined(counts, ", "));
}

/** The whole plan as Markdown, or, with `done`, what came of it. Nothing of the source becomes markup. */
export async function importReport(plan: ImportPlan, done?: ImportDone): Promise<Markdown> {
  const changes = await Promise.all(plan.update.map(async ({ existing, changes: its }) => [existing, await Promise.all(its.map(({ value }) => changeInWords(value)))] as const));
  return markdownOf([
    md`# ${asMarkdown(done ? importSummary(plan, done) : importTitle(plan))}`,
    ...(done
      ? [...section(t("Added"), done.added.map(appLine)), ...section(t("Changed"), done.changed.map(appLine))]
      : [...section(t("New"), plan.add.map(({ app }) => appLine(app))), ...section(t("With changes"), changes.map(([app, lines]) => md`${nameOf(app)}: ${markdownOf(lines.map((line) => asMarkdown(line)), " · ")}`))]),
    ...section(t("As they are"), plan.unchanged.map(nameOf)),
    ...section(t("Not taken"), plan.problems.map((problem) => asMarkdown(localised(problem)))),
    ...section(t("Good to know"), plan.notes.map((note) => asMarkdown(localised(note)))),
    md``,
  ]);
}

/** Lines of one section. */
const MAX_LINES = 1_000;

function section(title: PlainText, lines: readonly Markdown[]): Markdown[] {
  if (lines.length === 0) return [];
  const more = lines.length > MAX_LINES ? [md`- ${asMarkdown(t("{0} more", lines.length - MAX_LINES))}`] : [];
  return [md``, md`## ${asMarkdown(title)}`, md``, ...lines.slice(0, MAX_LINES).map((line) => md`- ${line}`), ...more];
}

function nameOf({ name, clientId }: JwtApp): Markdown {
  return md`**${asMarkdown(name)}** (${asMarkdown(clientId)})`;
}

function appLine(app: JwtApp): Markdown {
  const missing = missingOf(app);
  const line = missing.length ? md`${nameOf(app)}. ${asMarkdown(t("Still to be entered: {0}", joined(missing, ", ")))}` : nameOf(app);
  return app.envelopeProfile ? md`${line}. ${asMarkdown(t("Payloads are written as {0}", shapeInImport(app.envelopeProfile)))}` : line;
}
