import type { ImportPlan } from "../../domain/apps/import/importPlan";
import type { AppChange } from "../../domain/apps/import/importChanges";
import { isDoubt } from "../../domain/apps/import/importRemarks";
import { isSecretRemark } from "../../domain/apps/import/secretRemarks";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { joined, plain, type PlainText } from "../../domain/text/asText";
import { asMarkdown, type Markdown, markdownOf, md } from "../../domain/text/markdown";
import { localised, t } from "../workbench/words";
import { changeInWords, missingOf } from "./importChoices";
import { shapeInImport } from "./shapeInImport";

/** What an import came to: the apps that it added and changed, as they are now, and the changes that were made. */
export interface ImportDone {
  readonly added: readonly JwtApp[];
  readonly changed: readonly JwtApp[];
  /** Of those that were planned. */
  readonly made: ReadonlySet<AppChange>;
}

/** "Import Apps: 2 new, 1 with changes". */
export function importTitle({ add, update, unchanged, problems }: ImportPlan, title = t("Import Apps")): PlainText {
  const counts = [
    ...(add.length ? [t("{0} new", add.length)] : []),
    ...(update.length ? [t("{0} with changes", update.length)] : []),
    ...(unchanged.length ? [t("{0} as they are", unchanged.length)] : []),
    ...(problems.length ? [t("{0} not taken", problems.length)] : []),
  ];
  return plain`${title}: ${joined(counts, ", ")}`;
}

/** What was done, in one line. */
export function importSummary(plan: ImportPlan, done: ImportDone): PlainText {
  const { add, update, unchanged, problems } = plan;
  const { added, changed } = done;
  if (added.length + changed.length === 0) {
    const isAllThere = unchanged.length > 0 && add.length + update.length + problems.length === 0;
    return isAllThere ? t("All of these apps are there already, as they are.") : t("No JWT app was imported.");
  }
  const counts = [
    ...(added.length ? [t("{0} added", added.length)] : []),
    ...(changed.length ? [t("{0} changed", changed.length)] : []),
    ...(unchanged.length ? [t("{0} left as they are", unchanged.length)] : []),
    ...notDone(plan, done),
  ];
  return t("Imported JWT apps: {0}.", joined(counts, ", "));
}

/** What nobody checked, in a few words; none where all was done. */
export function notDone({ add, update }: ImportPlan, { added, made }: ImportDone): PlainText[] {
  const changes = update.flatMap((each) => each.changes).length - made.size;
  return [
    ...(add.length > added.length ? [t("{0} not added", add.length - added.length)] : []),
    ...(changes > 0 ? [changes === 1 ? t("1 change not made") : t("{0} changes not made", changes)] : []),
  ];
}

/** What a person should know of an import, in whatever space there is. */
export interface RemarksInWords {
  /** What was taken with a doubt, and what wasn't taken; the most important first, and how many more there are. */
  readonly important: readonly PlainText[];
  /** What is good to know, and no more. */
  readonly others: readonly PlainText[];
}

/** Remarks of one kind that a message has in full: the report has all. */
const MAX_REMARKS = 1;

export function remarksInWords({ problems, notes, morePages }: ImportPlan): RemarksInWords {
  const doubts = notes.filter(isDoubt);
  const others = notes.filter((note) => !isDoubt(note));
  const ordered = [...problems.filter(isSecretRemark), ...problems.filter((problem) => !isSecretRemark(problem))];
  const moreDoubts = doubts.length - MAX_REMARKS;
  const moreProblems = problems.length - MAX_REMARKS;
  const important = [
    ...doubts.slice(0, MAX_REMARKS).map(localised),
    ...(moreDoubts > 0
      ? [moreDoubts === 1 ? t("1 more was taken with a doubt.") : t("{0} more were taken with a doubt.", moreDoubts)]
      : []),
    ...ordered.slice(0, MAX_REMARKS).map(localised),
    ...(moreProblems > 0
      ? [moreProblems === 1 ? t("1 more could not be taken.") : t("{0} more could not be taken.", moreProblems)]
      : []),
    ...(morePages ? [t("The response is one page of several: import the others too.")] : []),
  ];
  const [first, ...rest] = others;
  // Beside what matters more, these can wait for the report.
  const waiting = important.length > 0 ? others.length : rest.length;
  return {
    important,
    others: [
      ...(first && important.length === 0 ? [localised(first)] : []),
      ...(waiting > 0 ? [moreRemarks(waiting)] : []),
    ],
  };
}

function moreRemarks(count: number): PlainText {
  return count === 1 ? t("The report has 1 remark more.") : t("The report has {0} remarks more.", count);
}

/** The whole plan as Markdown, or, with `done`, what came of it. Nothing of the source becomes markup. */
export async function importReport(plan: ImportPlan, done?: ImportDone): Promise<Markdown> {
  const doubts = plan.notes.filter(isDoubt);
  const notes = plan.notes.filter((note) => !isDoubt(note));
  return markdownOf([
    md`# ${asMarkdown(done ? importSummary(plan, done) : importTitle(plan))}`,
    ...(done ? await whatWasDone(plan, done) : await whatIsPlanned(plan)),
    ...section(t("As they are"), plan.unchanged.map(nameOf)),
    ...section(
      t("Not taken"),
      plan.problems.map((problem) => asMarkdown(localised(problem))),
    ),
    ...section(
      t("Taken with a doubt"),
      doubts.map((note) => asMarkdown(localised(note))),
    ),
    ...section(
      t("Good to know"),
      notes.map((note) => asMarkdown(localised(note))),
    ),
    md``,
  ]);
}

async function whatIsPlanned(plan: ImportPlan): Promise<Markdown[]> {
  return [
    ...section(
      t("New"),
      plan.add.map(({ app }) => appLine(app)),
    ),
    ...section(t("With changes"), await changeLines(plan, () => true)),
  ];
}

/** Each change old beside new, and never a secret: those that were made, and those that nobody checked. */
async function whatWasDone(plan: ImportPlan, { added, made }: ImportDone): Promise<Markdown[]> {
  const ids = new Set(added.map(({ id }) => id));
  const left = plan.add.filter(({ app }) => !ids.has(app.id));
  return [
    ...section(t("Added"), added.map(appLine)),
    ...section(t("Changed"), await changeLines(plan, (change) => made.has(change))),
    ...section(
      t("Not added, since it was not checked"),
      left.map(({ app }) => nameOf(app)),
    ),
    ...section(t("Not changed, since it was not checked"), await changeLines(plan, (change) => !made.has(change))),
  ];
}

/** One line for each app that has such changes. */
async function changeLines({ update }: ImportPlan, isMeant: (change: AppChange) => boolean): Promise<Markdown[]> {
  const lines: Markdown[] = [];
  for (const { existing, changes } of update) {
    const meant = await Promise.all(changes.filter(isMeant).map(({ value }) => changeInWords(value)));
    if (meant.length)
      lines.push(
        md`${nameOf(existing)}: ${markdownOf(
          meant.map((line) => asMarkdown(line)),
          " · ",
        )}`,
      );
  }
  return lines;
}

/** Lines of one section. */
const MAX_LINES = 1_000;

/** A heading and its lines; nothing where there are none. */
export function section(title: PlainText, lines: readonly Markdown[]): Markdown[] {
  if (lines.length === 0) return [];
  const more = lines.length > MAX_LINES ? [md`- ${asMarkdown(t("{0} more", lines.length - MAX_LINES))}`] : [];
  return [md``, md`## ${asMarkdown(title)}`, md``, ...lines.slice(0, MAX_LINES).map((line) => md`- ${line}`), ...more];
}

function nameOf({ name, clientId }: JwtApp): Markdown {
  return md`**${asMarkdown(name)}** (${asMarkdown(clientId)})`;
}

function appLine(app: JwtApp): Markdown {
  const missing = missingOf(app);
  const line = missing.length
    ? md`${nameOf(app)}. ${asMarkdown(t("Still to be entered: {0}", joined(missing, ", ")))}`
    : nameOf(app);
  return app.envelopeProfile
    ? md`${line}. ${asMarkdown(t("Payloads are written as {0}", shapeInImport(app.envelopeProfile)))}`
    : line;
}
