import * as vscode from "vscode";
import { findApp } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { isShared, type SharedText, type TeamFile, withShared } from "../../domain/apps/team/teamFile";
import { UserError } from "../../domain/errors";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import { pickMany, pickOne } from "../prompts/pick";
import { confirmed } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import { assertOfFolder, readTeamPlace, type TeamPlace, teamPlaces } from "./teamPlaces";

/**
 * `jwtApps.shareApps`: describes apps in a file of the workspace, without their secrets. Those that are in it already are
 * replaced, and all others stay.
 * @param wanted ids, client IDs or names; without them a person picks
 */
export async function shareApps(
  store: Pick<AppStore, "apps">,
  wanted: readonly string[] | undefined,
  caller: Caller,
): Promise<void> {
  if (!vscode.workspace.isTrusted)
    throw new UserError("restricted-mode", "In Restricted Mode no app is described in a file of the workspace.", {
      remedy: "Trust this workspace, or export the apps.",
    });
  const place = await choosePlace();
  const { file, name } = place;
  assertWritable(place);
  const before = await readTeamPlace(place);
  const all = await store.apps();
  const apps = wanted ? wanted.map((each) => findApp(all, each)) : await chooseApps(all, before?.content);
  const shared = withShared(before?.content, apps);
  // What a person picked for a file that isn't there yet has nothing more to say.
  if (caller !== "person" || before) await ask(place, shared, before?.content.hasComments ?? false, caller);
  await assertOfFolder(place);
  assertWritable(place);
  // While the question stood, somebody else may have written it.
  if ((await readTeamPlace(place))?.digest !== before?.digest)
    throw new UserError("team-file-changed", "“{0}” was changed meanwhile, so it was not written.", {
      args: [name],
      remedy: "Try again.",
    });
  await write(place, shared.text);
  if (caller === "person") await vscode.window.showTextDocument(file);
  showStatus(
    apps.length === 1
      ? t("Described 1 app in {0}, without its secrets", name)
      : t("Described {0} apps in {1}, without their secrets", apps.length, name),
  );
}

/** The one folder, or the one that a person picks. */
async function choosePlace(): Promise<TeamPlace> {
  const places = teamPlaces();
  const [first] = places;
  if (!first)
    throw new UserError("no-folder", "There is no folder in which apps could be described.", {
      remedy: "Open the folder of your project first.",
    });
  if (places.length === 1) return first;
  const items = places.map((place) => ({ label: asText(place.folder.name), description: place.name, place }));
  const { place } = await pickOne(items, {
    title: t("Share Apps with This Workspace"),
    placeHolder: t("In which folder are they described?"),
  });
  return place;
}

/** @throws UserError for what can't be written, or would be written over */
function assertWritable({ file, name }: TeamPlace): void {
  if (vscode.workspace.fs.isWritableFileSystem(file.scheme) === false) throw notWritten(name);
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (open?.isDirty)
    throw new UserError("file-unsaved", "“{0}” has changes that aren't saved.", {
      args: [name],
      remedy: "Save it, and try again.",
    });
}

/** Those that are in the file are checked: sharing them anew brings it up to date. */
async function chooseApps(apps: readonly JwtApp[], file: TeamFile | undefined): Promise<readonly JwtApp[]> {
  if (apps.length === 0) throw new UserError("no-apps-to-share", "There is no JWT app to share.");
  const items = apps.map((app) => {
    const isThere = isShared(file, app);
    return {
      label: asText(app.name),
      description: joined([asText(app.clientId), ...(isThere ? [t("in the file, is replaced")] : [])], " · "),
      ...(app.host !== undefined && { detail: t("Host: {0}", app.host) }),
      picked: isThere,
      app,
    };
  });
  const picked = await pickMany(items, {
    title: t("Share Apps with This Workspace"),
    placeHolder: t("Which apps? Their secrets stay with you"),
    whereNone: t("Check the apps that the workspace should describe"),
    matchOnDescription: true,
  });
  return picked.map(({ app }) => app);
}

/** Names that a question lists of one kind. */
const MOST_NAMES = 10;

async function ask(
  { name }: TeamPlace,
  { added, replaced, kept }: SharedText,
  hasComments: boolean,
  caller: Caller,
): Promise<void> {
  const count = added.length + replaced.length;
  await confirmed(
    count === 1 ? t("Describe 1 app in “{0}”?", name) : t("Describe {0} apps in “{1}”?", count, name),
    joined([
      ...(caller === "code" ? [t("Something other than a click or the Command Palette asked for it.")] : []),
      ...listed(added, (app) => t("• {0}: new in the file", app)),
      ...listed(replaced, (app) => t("• {0}: replaces what stands there", app)),
      ...(kept > 0 ? [kept === 1 ? t("1 other stays as it is.") : t("{0} others stay as they are.", kept)] : []),
      ...(hasComments ? [t("Comments in the file are lost.")] : []),
      t(
        "Names, client IDs, hosts, scopes and public keys are written, and no secret. Whoever gets the workspace reads them.",
      ),
    ]),
    t("Write"),
    t("Don't Write"),
  );
}

function listed(apps: readonly JwtApp[], line: (name: string) => PlainText): PlainText[] {
  const more = apps.length - MOST_NAMES;
  return [...apps.slice(0, MOST_NAMES).map(({ name }) => line(name)), ...(more > 0 ? [t("and {0} more", more)] : [])];
}

async function write({ file, name }: TeamPlace, text: string): Promise<void> {
  try {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  } catch (cause) {
    throw notWritten(name, cause);
  }
}

function notWritten(name: PlainText, cause?: unknown): UserError {
  return new UserError("team-file-not-written", "“{0}” could not be written.", {
    args: [name],
    remedy: "Check that there is room, and that you may write there.",
    cause,
  });
}
