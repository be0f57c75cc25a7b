import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import { type PickRow, pickMany } from "../prompts/pick";
import { Cancelled, confirmed } from "../prompts/prompts";
import type { DecryptedDocuments } from "../results/decryptedDocuments";
import { showReport } from "../results/showReport";
import type { AppArgument, AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import type { RefreshServices } from "../tokens/inText/refreshToken";
import { showStatus, showUnfinished } from "../workbench/statusMessage";
import { t } from "../workbench/words";
import { canRotate, nothingToRotate, takeNewCredential } from "./newCredential";
import { type Renewing, renewTokens } from "./renewTokens";
import { rotationReport } from "./rotationReport";
import { type FileUses, type OldMade, searchFiles, type Searched } from "./searchFiles";

export interface RotationServices extends RefreshServices {
  readonly store: AppStore;
  readonly picker: Pick<AppPicker, "resolve">;
  readonly documents: DecryptedDocuments;
}

/**
 * `jwtApps.rotateSecret`: takes what an app signs with from now on, and then looks for what the old one has left in the
 * workspace: tokens in request files are renewed where a person wants it, and everything else is pointed out.
 */
export async function rotateSecret(services: RotationServices, argument: AppArgument, caller: Caller): Promise<void> {
  const { store, picker } = services;
  const rotated = await takeNewCredential(
    store,
    await picker.resolve(argument, { only: canRotate, whyNot: nothingToRotate }),
  );
  const { app, isAgain } = rotated;
  if (!isAgain) showStatus(doneInWords(app));
  // Whatever of this session can't be read was signed with what the app had until now.
  const made: OldMade = (token) => {
    const how = isAgain ? undefined : services.minted.of(token);
    return how?.appId === app.id ? how : undefined;
  };
  const renewing = { ...rotated, made };
  const searched = await search(renewing);
  if (!searched) return showUnfinished(stoppedInWords(app));
  const chosen = await chooseFound(app, searched);
  const renewed = await renewTokens(services, chosen.renew, renewing, caller);
  const report = rotationReport({ app, searched, chosen: chosen.renew, ...renewed });
  if (report) await showReport(services.documents, report, { appId: app.id, name: t("Rotation of {0}", app.name) });
  else showStatus(nothingInWords(app, searched.count));
  for (const file of chosen.open.slice(0, MAX_OPENED)) await openAtSecret(file);
  await offerToForget(store, app, searched.isWhole);
}

/** Files that are opened at once. */
const MAX_OPENED = 10;

function doneInWords({ name, algorithm }: JwtApp): PlainText {
  return signsWithSecret(algorithm)
    ? t("Rotated the client secret of {0}; the one before is kept until you forget it", name)
    : t("Rotated the key pair of {0}", name);
}

function stoppedInWords({ name, algorithm }: JwtApp): PlainText {
  return signsWithSecret(algorithm)
    ? t("The search was stopped. “Rotate” looks for the previous client secret of {0} again", name)
    : t("The search for what the old key of {0} has left was stopped", name);
}

function nothingInWords({ algorithm }: JwtApp, count: number): PlainText {
  return signsWithSecret(algorithm)
    ? t("Nothing of the old client secret was found in {0} files", count)
    : t("Nothing of the old key was found in {0} files", count);
}

/** Undefined where a person stopped it. */
async function search(looking: Renewing): Promise<Searched | undefined> {
  const { app } = looking;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: signsWithSecret(app.algorithm)
      ? t("Looking for what is left of the old client secret of “{0}”", app.name)
      : t("Looking for what is left of the old key of “{0}”", app.name),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, token) =>
    searchFiles(looking, token, (done, all) =>
      progress.report({ message: t("{0} of {1} files", done, all), increment: 100 / all }),
    ),
  );
}

interface Chosen {
  /** Files whose tokens are renewed. */
  readonly renew: readonly FileUses[];
  /** Files that are opened where the secret stands. */
  readonly open: readonly FileUses[];
}

interface FoundRow extends PickRow {
  readonly renew?: FileUses;
  readonly open?: FileUses;
}

/** A multi-select of what can be done about what was found; closing it does nothing of it. */
async function chooseFound(app: JwtApp, { files }: Searched): Promise<Chosen> {
  const withTokens = files.filter(({ isRequestFile, tokens }) => isRequestFile && tokens.length > 0);
  const withSecrets = files.filter(({ secrets }) => secrets.length > 0);
  const rows: FoundRow[] = [
    ...group(
      t("Checked ones get fresh tokens"),
      withTokens.map((renew) => ({ ...rowOf(renew.uri, tokenCount(renew)), picked: true, renew })),
    ),
    ...group(
      signsWithSecret(app.algorithm)
        ? t("The old client secret stands here: checked ones open")
        : t("The old private key stands here: checked ones open"),
      withSecrets.map((open) => ({ ...rowOf(open.uri, linesInWords(open.secrets.map(({ line }) => line))), open })),
    ),
  ];
  if (rows.length === 0) return { renew: [], open: [] };
  try {
    const picked = await pickMany(rows, {
      title: signsWithSecret(app.algorithm)
        ? t("What Is Left of the Old Client Secret of “{0}”", app.name)
        : t("What Is Left of the Old Key of “{0}”", app.name),
      placeHolder: t("What is not checked stays as it is, and is in the report"),
      staysOpen: true,
    });
    return { renew: picked.flatMap(({ renew }) => renew ?? []), open: picked.flatMap(({ open }) => open ?? []) };
  } catch (error) {
    if (error instanceof Cancelled) return { renew: [], open: [] };
    throw error;
  }
}

function group(label: PlainText, rows: readonly FoundRow[]): FoundRow[] {
  return rows.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...rows];
}

function rowOf(uri: vscode.Uri, description: PlainText): Pick<FoundRow, "label" | "description"> {
  return { label: asText(vscode.workspace.asRelativePath(uri)), description };
}

function tokenCount({ tokens }: FileUses): PlainText {
  const expired = tokens.filter(({ isExpired }) => isExpired).length;
  const lines = linesInWords(tokens.map(({ line }) => line));
  return expired === 0 ? lines : joined([lines, expired === 1 ? t("1 expired") : t("{0} expired", expired)], " · ");
}

/** Lines that a row names. */
const MAX_LINES = 10;

function linesInWords(lines: readonly number[]): PlainText {
  const [first = 0] = lines;
  if (lines.length === 1) return t("line {0}", first + 1);
  const named = lines.slice(0, MAX_LINES).map((line) => asText(line + 1));
  const more = lines.length - named.length;
  return more > 0 ? t("lines {0} and {1} more", joined(named, ", "), more) : t("lines {0}", joined(named, ", "));
}

async function openAtSecret({ uri, secrets }: FileUses): Promise<void> {
  const [at] = secrets;
  const options = { preview: false, ...(at && { selection: new vscode.Range(at, at) }) };
  // A file that is gone by now needs nothing more.
  await vscode.window.showTextDocument(uri, options).then(undefined, () => undefined);
}

/** The last word on the old client secret; of a key pair nothing is kept. */
async function offerToForget(store: AppStore, { id }: JwtApp, isWhole: boolean): Promise<void> {
  const app = await store.get(id);
  if (!app?.hasPreviousSecret) return;
  await confirmed(
    t("Forget the previous client secret of “{0}” now?", app.name),
    joined([
      t("Neither it nor tokens that it signed are recognised in files any more. This can't be undone."),
      ...(isWhole ? [] : [t("Not all files were looked through.")]),
      t("Kept, it can be forgotten later, and looked for in other workspaces until then."),
    ]),
    t("Forget the Previous Secret"),
    t("Keep It for Now"),
  );
  await store.forgetPreviousSecret(id);
  showStatus(t("Forgot the previous client secret of {0}", app.name));
}
