import * as vscode from "vscode";
import { exported, exportOf, exportText } from "../../domain/apps/exportApps";
import { withChanges } from "../../domain/apps/import/importChanges";
import type { ImportPlan } from "../../domain/apps/import/importPlan";
import { TEAM_FILE } from "../../domain/apps/team/teamFilePath";
import { UserError } from "../../domain/errors";
import type { PlainText } from "../../domain/text/asText";
import type { CommandRunner } from "../commands/commandRunner";
import { execute } from "../commands/execute";
import type { DecryptedDocuments } from "../results/decryptedDocuments";
import type { AppStore } from "../storage/appStore";
import { Commands, ContextKeys, setContextKey } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import { t } from "../workbench/words";
import { planOf } from "./addWorkspaceApps";
import { type ReadTeamFile, readTeamFiles } from "./teamPlaces";

export interface TeamNewsServices {
  readonly store: AppStore;
  readonly documents: DecryptedDocuments;
  readonly runner: Pick<CommandRunner, "offer" | "pointer">;
  /** Of this workspace: what was told of it. */
  readonly workspaceMemory: vscode.Memento;
  readonly log: FailureLog;
}

/** The memory's key for what was told: by the folder's URI, the digest of its file. */
const TOLD = "workspaceAppsTold";

/** Tells once of each content of a workspace's file that describes apps which aren't here, or otherwise than they are. */
export class TeamNews implements vscode.Disposable {
  readonly #services: TeamNewsServices;
  readonly #disposables: vscode.Disposable[];
  #looking: Promise<void> = Promise.resolve();
  #isWaiting = false;

  constructor(services: TeamNewsServices) {
    this.#services = services;
    const look = (): void => inBackground(services.log, "apps of the workspace", () => this.look());
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${TEAM_FILE}`, true);
    this.#disposables = [
      watcher,
      watcher.onDidChange(look),
      watcher.onDidDelete(look),
      vscode.workspace.onDidChangeWorkspaceFolders(look),
      services.store.onDidChange(look),
      // Of several windows the one in front speaks.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) look();
      }),
    ];
  }

  /** One look after the other; those that are asked for meanwhile are one. */
  look(): Promise<void> {
    if (this.#isWaiting) return this.#looking;
    this.#isWaiting = true;
    this.#looking = this.#looking
      .catch(() => undefined)
      .then(() => {
        this.#isWaiting = false;
        return this.#lookOnce();
      });
    return this.#looking;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #lookOnce(): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    // A file that can't be read is told of by the command: here nobody asked.
    const { files } = await readTeamFiles();
    const plan = files.length > 0 ? await this.#planOf(files) : undefined;
    const count = plan ? plan.add.length + plan.update.length : 0;
    setContextKey(ContextKeys.workspaceApps, count);
    const told = this.#told();
    const isNews = files.some(({ folder, digest }) => told[folder.uri.toString()] !== digest);
    if (!isNews || !vscode.window.state.focused) return;
    const now = files.map(({ folder, digest }) => [folder.uri.toString(), digest]);
    await this.#services.workspaceMemory.update(TOLD, { ...told, ...Object.fromEntries(now) });
    if (plan && count > 0) this.#services.runner.offer(() => this.#tell(plan));
  }

  #told(): Readonly<Record<string, unknown>> {
    const value: unknown = this.#services.workspaceMemory.get(TOLD);
    return typeof value === "object" && value !== null ? { ...value } : {};
  }

  async #planOf(files: readonly ReadTeamFile[]): Promise<ImportPlan | undefined> {
    try {
      return await planOf(files, await this.#services.store.apps());
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }

  /** Its buttons, which other extensions can press too, lead to a comparison and to a pick. */
  async #tell(plan: ImportPlan): Promise<void> {
    const { runner } = this.#services;
    const [compare, take] = [t("Compare"), plan.update.length > 0 ? t("Update…") : t("Add…")];
    const message = messageOf(plan);
    let answer = await vscode.window.showInformationMessage(
      message,
      ...(plan.update.length > 0 ? [compare] : []),
      take,
    );
    if (answer === compare) {
      await this.#compare(plan);
      answer = await vscode.window.showInformationMessage(message, take);
    }
    if (answer === take) await execute(Commands.addWorkspaceApps, runner.pointer<Record<string, never>>({}));
  }

  /** The apps as they are here, and as all that the file says would make them: metadata alone. */
  async #compare({ add, update }: ImportPlan): Promise<void> {
    const here = exportOf(update.map(({ existing }) => existing));
    const changed = update.map(({ existing, changes }) => withChanges(existing, changes));
    const there = exportText([...changed, ...add.map(({ app }) => app)].map(exported));
    const [left, right] = [here, there].map((text, index) =>
      this.#services.documents.hold(
        new TextEncoder().encode(text),
        "json",
        undefined,
        index === 0 ? t("Apps here") : t("Apps as the workspace describes them"),
      ),
    );
    await vscode.commands.executeCommand(
      "vscode.diff",
      left,
      right,
      t("JWT apps: here ↔ as the workspace describes them"),
      { preview: true },
    );
  }
}

function messageOf({ add, update }: ImportPlan): PlainText {
  const [news, changes] = [add.length, update.length];
  if (changes === 0)
    return news === 1
      ? t("1 JWT app is described in this workspace.")
      : t("{0} JWT apps are described in this workspace.", news);
  const differing =
    changes === 1
      ? t("This workspace describes 1 of your JWT apps otherwise than it is here.")
      : t("This workspace describes {0} of your JWT apps otherwise than they are here.", changes);
  if (news === 0) return differing;
  return news === 1 ? t("{0} 1 more is new.", differing) : t("{0} {1} more are new.", differing, news);
}
