import * as vscode from "vscode";
import { MAX_PASTED_LENGTH, namesIn, tableName, withPastedLines, withTables } from "../../domain/apps/assignScopes";
import type { JwtApp, TablePermission } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import { describePermission } from "../storage/describeApp";
import { pickMany, pickOne, UNANSWERABLE_MILLISECONDS } from "../prompts/pick";
import { Cancelled, WentBack } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { localised, t } from "../workbench/words";

type Kind = TablePermission["kind"];
type Granted = Pick<TablePermission, "read" | "write" | "delete">;

/** Names that a prompt repeats. */
const SHOWN_NAMES = 5;

/**
 * Asks for tables and views, one step after the other, until a person is done: names, then their permissions, then
 * the next names. Each step that is finished is saved at once, so closing a prompt loses only what it asked for.
 * @param only the one that is to be changed
 */
export async function editTables(store: AppStore, app: JwtApp, only?: TablePermission): Promise<JwtApp> {
  const steps = new TableSteps(store, app);
  if (only) await steps.change(only);
  else await steps.run();
  return steps.saved;
}

class TableSteps {
  saved: JwtApp;
  #hasSaved = false;

  readonly #store: AppStore;

  constructor(store: AppStore, app: JwtApp) {
    this.#store = store;

    this.saved = app;
  }

  async run(): Promise<void> {
    try {
      while (await this.#step());
    } catch (error) {
      // What was finished before stays, and is what the command is about.
      if (!(error instanceof Cancelled) || !this.#hasSaved) throw error;
    }
  }

  async change(permission: TablePermission): Promise<void> {
    await this.#save(
      permission.kind,
      [permission.name],
      await this.#pickPermissions(permission.kind, [permission.name], permission),
    );
  }

  /** The list, and what is chosen in it; false once there is nothing more to do. */
  async #step(): Promise<boolean> {
    const { tables } = this.saved;
    type Choice = vscode.QuickPickItem & { existing?: TablePermission; adds?: Kind };
    const choices: Choice[] = [
      ...(this.#hasSaved ? [{ label: `$(check) ${t("Done")}` }] : []),
      { label: `$(add) ${t("Add tables")}`, adds: "table" },
      { label: `$(add) ${t("Add views")}`, adds: "view" },
      ...tables.map((existing): Choice => ({
        existing,
        label: `$(${existing.kind === "table" ? "table" : "eye"}) ${asText(existing.name)}`,
        description: describePermission(existing),
      })),
    ];
    const { existing, adds } = await pickOne(choices, {
      title: t("Tables of {0}", this.saved.name),
      placeHolder: tables.length ? t("Add some, or choose one to change it") : t("What was the app given access to?"),
    });
    if (!existing && !adds) return false;
    try {
      if (existing) await this.change(existing);
      else if (adds) return await this.#add(adds);
    } catch (error) {
      if (!(error instanceof WentBack)) throw error;
    }
    return true;
  }

  /** Names and permissions until there are no more names; false then. */
  async #add(kind: Kind): Promise<boolean> {
    let typed = "";
    for (;;) {
      typed = await this.#askNames(kind, typed);
      const names = namesIn(typed);
      if (names.length === 0) return false;
      try {
        await this.#save(kind, names, await this.#pickPermissions(kind, names, undefined));
        typed = "";
      } catch (error) {
        if (!(error instanceof WentBack)) throw error;
      }
    }
  }

  async #save(kind: Kind, names: readonly string[], granted: Granted): Promise<void> {
    this.saved = await this.#store.update(this.saved, (current) => withTables(current, kind, names, granted));
    this.#hasSaved = true;
  }

  #askNames(kind: Kind, typed: string): Promise<string> {
    const paste: vscode.QuickInputButton = {
      iconPath: new vscode.ThemeIcon("clippy"),
      tooltip: t("Take the Names from the Clipboard"),
    };
    const box = vscode.window.createInputBox();
    box.title = kind === "table" ? t("Add Tables to {0}", this.saved.name) : t("Add Views to {0}", this.saved.name);
    box.prompt = this.#promptFor(kind);
    box.placeholder =
      kind === "table" ? t("Names of tables, as in the platform") : t("Names of views, as in the platform");
    box.value = typed;
    box.buttons = [vscode.QuickInputButtons.Back, paste];
    box.ignoreFocusOut = true;
    const look = (): void => {
      box.validationMessage = this.#noteOf(kind, box.value);
    };
    // An input has one line: what stands on several is put between commas.
    const take = (text: string): void => {
      box.value = namesIn(`${box.value}\n${text.slice(0, MAX_PASTED_LENGTH)}`).join(", ");
      look();
    };
    const separate = (value: string, clipboard: string): void => {
      const separated = withPastedLines(value, clipboard);
      if (separated === undefined || box.value !== value) return;
      box.value = separated;
      look();
    };
    look();
    return new Promise<string>((resolve, reject) => {
      let shownAt = Infinity;
      let before = box.value;
      box.onDidChangeValue((value) => {
        look();
        const isPasted = value.length > before.length + 1 && /\S \S/.test(value);
        before = value;
        // Only what was pasted is taken, in the form that it has on the clipboard.
        if (isPasted)
          vscode.env.clipboard.readText().then(
            (text) => separate(value, text),
            () => undefined,
          );
      });
      box.onDidTriggerButton((button) => {
        if (button === paste) {
          vscode.env.clipboard.readText().then(take, reject);
          return;
        }
        reject(new WentBack());
        box.hide();
      });
      box.onDidAccept(() => {
        // Nothing typed means done, which an Enter too many in the step before shouldn't say.
        if (performance.now() - shownAt < UNANSWERABLE_MILLISECONDS || wrongName(box.value)) return;
        resolve(box.value);
        box.hide();
      });
      box.onDidHide(() => {
        reject(new Cancelled());
        box.dispose();
      });
      box.show();
      shownAt = performance.now();
    });
  }

  #promptFor(kind: Kind): PlainText {
    const several = t("Several at once go between commas. What was added stays when you close this.");
    if (!this.#hasSaved) return several;
    const count = this.saved.tables.length;
    const added = count === 1 ? t("1 table or view is assigned.") : t("{0} tables and views are assigned.", count);
    const next =
      kind === "table"
        ? t("Type the next tables, or nothing to be done.")
        : t("Type the next views, or nothing to be done.");
    return joined([added, next, several], " ");
  }

  /** What is wrong with the names, or how they are understood where that could be a surprise. */
  #noteOf(kind: Kind, text: string): vscode.InputBoxValidationMessage | undefined {
    const wrong = wrongName(text);
    if (wrong) return { message: wrong, severity: vscode.InputBoxValidationSeverity.Error };
    const names = namesIn(text);
    const known = names.filter((name) => this.saved.tables.some((table) => table.kind === kind && table.name === name));
    const [first, ...others] = names;
    const told = [
      ...(first !== undefined && others.length === 0 && /\s/.test(first) ? [t("One name: “{0}”", first)] : []),
      ...(others.length ? [t("{0} names: {1}", names.length, shownNames(names))] : []),
      ...(known.length ? [t("Assigned already, so their permissions change: {0}", shownNames(known))] : []),
    ];
    return told.length ? { message: joined(told, " · "), severity: vscode.InputBoxValidationSeverity.Info } : undefined;
  }

  async #pickPermissions(
    kind: Kind,
    names: readonly string[],
    existing: TablePermission | undefined,
  ): Promise<Granted> {
    // A view can only be queried (platform.md, 6), so read is all that it can be given a use for.
    const offered = kind === "view" ? (["read"] as const) : (["read", "write", "delete"] as const);
    const labels = { read: t("Read"), write: t("Write"), delete: t("Delete") };
    const items = offered.map((permission) => ({
      permission,
      label: labels[permission],
      picked: existing ? existing[permission] : permission === "read",
    }));
    const picked = await pickMany(items, {
      title: t("Permissions of {0}", this.saved.name),
      placeHolder: t("Permissions for {0}; none removes it", shownNames(names)),
      hasBack: true,
    });
    const has = (permission: string): boolean => picked.some((item) => item.permission === permission);
    return { read: has("read"), write: has("write"), delete: has("delete") };
  }
}

function wrongName(text: string): PlainText | undefined {
  try {
    namesIn(text).forEach(tableName);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return localised(error);
    throw error;
  }
}

function shownNames(names: readonly string[]): PlainText {
  const shown = joined(
    names.slice(0, SHOWN_NAMES).map((name) => asText(name)),
    ", ",
  );
  return names.length > SHOWN_NAMES ? t("{0} and {1} more", shown, names.length - SHOWN_NAMES) : shown;
}
