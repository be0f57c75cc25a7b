import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import type { UserError } from "../../src/domain/errors";
import type { TreeNode } from "../../src/editor/appTree/treeNode";
import { activated, forgetAll, hs256App, newSecret, rowOf, saved, showTree, until } from "./support";

describe("several apps at once", () => {
  beforeEach(forgetAll);

  /** Runs `action` as a person who presses `answer` in each modal question; what was asked. */
  async function asked(
    answer: string,
    action: () => Thenable<unknown>,
  ): Promise<{ message: string; detail: string; buttons: unknown[] }[]> {
    const { showWarningMessage } = vscode.window;
    const questions: { message: string; detail: string; buttons: unknown[] }[] = [];
    Object.assign(vscode.window, {
      showWarningMessage: async (
        message: string,
        { detail = "", modal }: vscode.MessageOptions,
        ...buttons: unknown[]
      ) => {
        assert.equal(modal, true);
        questions.push({ message, detail, buttons });
        return buttons.includes(answer) ? answer : undefined;
      },
    });
    try {
      await action();
      return questions;
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
  }

  const names = async (): Promise<string[]> => (await (await activated()).store.apps()).map(({ name }) => name).sort();

  it("deletes those that are named after one question, whose first button declines", async () => {
    const [one, two] = [await saved(hs256App("One")), await saved(hs256App("Two"))];
    await saved(hs256App("Staying"));
    // By id, by name in other letters, by client ID, and one twice.
    const apps = [one.id, "TWO", one.clientId];
    const questions = await asked("Delete", () => vscode.commands.executeCommand("jwtApps.deleteApp", { apps }));
    assert.deepEqual(
      questions.map(({ message, buttons }) => [message, buttons]),
      [["Delete 2 JWT apps?", ["Don't Delete", "Delete"]]],
    );
    assert.deepEqual(questions[0]?.detail.split("\n"), [
      "• One",
      "• Two",
      "",
      "With each go its secrets, its keys and its scopes or tables.",
      "This can't be undone. The apps on the platform stay as they are.",
    ]);
    assert.deepEqual(await names(), ["Staying"]);
    assert.equal(await (await activated()).store.secretsOf(two), undefined);
  });

  it("asks about a row as VS Code does, the action first and its own Cancel, and says only what is there", async () => {
    await showTree();
    const whole = await saved(hs256App("Whole", { scopes: [{ id: "xo/bot-sessions", published: true }] }), {
      clientSecret: newSecret(),
    });
    const lacking = await saved(hs256App("Lacking", { missingSecrets: ["clientSecret"] }), {});
    const last = "This can't be undone. The app on the platform stays as it is.";
    for (const [app, lines] of [
      [whole, ["With it goes:", "• its client secret", "• its scopes (Bot Sessions)", "", last]],
      [lacking, [last]],
    ] as const) {
      const [question] = await asked("Delete", async () =>
        vscode.commands.executeCommand("jwtApps.deleteApp", await rowOf(app)),
      );
      assert.deepEqual([question?.buttons, question?.detail.split("\n")], [["Delete"], lines]);
    }
    assert.deepEqual(await names(), []);
    // Whoever calls without a row may be another extension.
    const named = await saved(hs256App("Named"));
    for (const argument of [{ app: named.id }, { app: named.id, from: "editor" }]) {
      const [question] = await asked("Close", () => vscode.commands.executeCommand("jwtApps.deleteApp", argument));
      assert.deepEqual(question?.buttons, ["Don't Delete", "Delete"]);
    }
  });

  it("deletes none without the word for it", async () => {
    await saved(hs256App("One"));
    await saved(hs256App("Two"));
    const questions = await asked("Close", () =>
      vscode.commands.executeCommand("jwtApps.deleteApp", { apps: ["One", "Two"] }),
    );
    assert.equal(questions.length, 1);
    assert.deepEqual(await names(), ["One", "Two"]);
  });

  it("names ten of many, and counts the rest", async () => {
    const all = Array.from({ length: 13 }, (_, index) => `App ${String(index).padStart(2, "0")}`);
    for (const name of all) await saved(hs256App(name));
    const [question] = await asked("Close", () => vscode.commands.executeCommand("jwtApps.deleteApp", { apps: all }));
    const lines = question?.detail.split("\n") ?? [];
    assert.deepEqual(lines.slice(0, 12), [...all.slice(0, 10).map((name) => `• ${name}`), "and 3 more", ""]);
  });

  it("refuses before it asks what isn't there, isn't a list or is empty", async () => {
    await saved(hs256App("One"));
    for (const [apps, refusal] of [
      [["One", "nobody"], /There is no JWT app/],
      ["One", /must be a list/],
      [[], /must be a list/],
      [[1], /must be a list/],
      [null, /must be a list/],
    ] as const) {
      const questions = await asked("Delete", async () =>
        assert.rejects(async () => vscode.commands.executeCommand("jwtApps.deleteApp", { apps }), refusal),
      );
      assert.deepEqual(questions, []);
    }
    assert.deepEqual(await names(), ["One"]);
  });

  it("takes a scope or a table off its app from that row, and the app stays", async () => {
    const { store } = await activated();
    const scoped = await saved(
      hs256App("Scoped", {
        scopes: [
          { id: "xo/bot-sessions", published: true },
          { id: "xo/debug-logs", published: true },
        ],
      }),
    );
    const table = { kind: "table", read: true, write: false, delete: false } as const;
    const tables = await saved(
      hs256App("Tables", {
        createdIn: "tables",
        tables: [
          { ...table, name: "orders" },
          { ...table, name: "parts" },
          { ...table, kind: "view", name: "orders" },
        ],
      }),
    );
    assert.deepEqual(
      await asked("Delete", async () =>
        vscode.commands.executeCommand("jwtApps.deleteApp", await rowBelow(await rowOf(scoped), "Debug Logs")),
      ),
      [],
    );
    assert.deepEqual((await store.get(scoped.id))?.scopes, [{ id: "xo/bot-sessions", published: true }]);
    assert.deepEqual(
      await asked("Delete", async () =>
        vscode.commands.executeCommand("jwtApps.deleteApp", await rowBelow(await rowOf(tables), "orders")),
      ),
      [],
    );
    assert.deepEqual(
      (await store.get(tables.id))?.tables.map(({ kind, name }) => [kind, name]),
      [
        ["table", "parts"],
        ["view", "orders"],
      ],
    );
  });

  it("deletes nothing from a row that is no app, scope or table", async () => {
    const { showErrorMessage } = vscode.window;
    const said: string[] = [];
    Object.assign(vscode.window, { showErrorMessage: async (message: string) => void said.push(message) });
    try {
      const app = await saved(hs256App("One"));
      assert.deepEqual(
        await asked("Delete", async () =>
          vscode.commands.executeCommand("jwtApps.deleteApp", await rowBelow(await rowOf(app), "Credentials")),
        ),
        [],
      );
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
    assert.deepEqual(said, [
      "What this row shows can't be deleted by itself. Select an app, a scope or a table; the form changes the rest.",
    ]);
    assert.deepEqual(await names(), ["One"]);
  });

  /** Runs `action` while these rows are selected. */
  async function selecting<T>(rows: readonly TreeNode[], action: () => Thenable<T>): Promise<T> {
    const { view } = await activated();
    Object.defineProperty(view, "selection", { configurable: true, get: () => rows });
    try {
      return await action();
    } finally {
      Reflect.deleteProperty(view, "selection");
    }
  }

  /** An app that goes with one of its rows, a scope of one that stays, and a row that can't be deleted by itself. */
  async function mixed() {
    const scopes = [
      { id: "xo/bot-sessions", published: true },
      { id: "xo/debug-logs", published: true },
    ];
    const [going, staying] = [await saved(hs256App("Going", { scopes })), await saved(hs256App("Staying", { scopes }))];
    const [row, other] = [await rowOf(going), await rowOf(staying)];
    const rows = [
      row,
      await rowBelow(row, "Debug Logs"),
      await rowBelow(other, "Debug Logs"),
      await rowBelow(other, "Credentials"),
    ];
    return { row, rows, staying };
  }

  it("deletes apps and takes the scopes of others off after one question that names both, and what is left", async () => {
    const { row, rows, staying } = await mixed();
    const remove = async () => vscode.commands.executeCommand("jwtApps.deleteApp", row);
    const [question] = await selecting(rows, async () => asked("Close", remove));
    assert.equal(question?.message, "Delete JWT apps (1), and take scopes or tables (1) off others?");
    assert.deepEqual(question.detail.split("\n"), [
      "• Going",
      "",
      "With each go its secrets, its keys and its scopes or tables.",
      "This can't be undone. The apps on the platform stay as they are.",
      "",
      "Taken off their apps:",
      "• Debug Logs of Staying",
      "",
      "Not included, since these rows can't be deleted by themselves: “Credentials”.",
    ]);
    const { store } = await activated();
    assert.deepEqual([await names(), (await store.get(staying.id))?.scopes.length], [["Going", "Staying"], 2]);
    assert.equal((await selecting(rows, async () => asked("Delete", remove))).length, 1);
    assert.deepEqual(
      [await names(), (await store.get(staying.id))?.scopes],
      [["Staying"], [{ id: "xo/bot-sessions", published: true }]],
    );
  });

  it("says in the question about one app what else is selected and stays", async () => {
    const { row, rows } = await mixed();
    const one = rows.filter((_, index) => index !== 2);
    const [question] = await selecting(one, async () =>
      asked("Close", async () => vscode.commands.executeCommand("jwtApps.deleteApp", row)),
    );
    assert.equal(question?.message, "Delete the JWT app “Going”?");
    assert.equal(
      question.detail.split("\n").at(-1),
      "Not included, since these rows can't be deleted by themselves: “Credentials”.",
    );
  });

  it("says which went and which didn't, where some can't be deleted", async () => {
    const { store } = await activated();
    const all: JwtApp[] = [];
    for (const name of ["One", "Two", "Three"]) all.push(await saved(hs256App(name)));
    const refuse = async (ids: readonly (string | undefined)[], error: Error): Promise<string> => {
      const own = Object.getOwnPropertyDescriptor(store, "delete");
      const remove = store.delete.bind(store);
      store.delete = async (id, options) => (ids.includes(id) ? Promise.reject(error) : remove(id, options));
      let said = "";
      try {
        const apps = (await store.apps()).map(({ name }) => name).sort();
        await asked("Delete", async () =>
          vscode.commands
            .executeCommand("jwtApps.deleteApp", { apps })
            .then(undefined, (thrown: Error) => (said = thrown.message)),
        );
        return said;
      } finally {
        if (own) Object.defineProperty(store, "delete", own);
        else Reflect.deleteProperty(store, "delete");
      }
    };
    // Of the product's own class, of which the tests have a copy: as of an app that is gone.
    const gone = await store
      .update({ id: "none", name: "None" }, (app) => app)
      .then(
        () => assert.fail("there is no such app"),
        (thrown: UserError) => thrown,
      );
    const busy = new (gone.constructor as typeof UserError)("app-busy", "Another window changes this app.");
    const [one, two, three] = all.map(({ id }) => id);
    assert.equal(
      await refuse([one, three], busy),
      "Deleted: “Two”. Not deleted: “One”, “Three”. Another window changes this app.",
    );
    assert.deepEqual(await names(), ["One", "Three"]);
    assert.equal(
      await refuse([one, two, three], new Error("a bug, with what it quotes")),
      "None of these was deleted: “One”, “Three”. The log says why.",
    );
    assert.deepEqual(await names(), ["One", "Three"]);
  });
});

describe("Enter on a row", () => {
  beforeEach(forgetAll);

  it("edits the app where the row is a credential's, and copies where that is what a click does", async () => {
    await showTree();
    const app = await saved(hs256App("Entered", { appId: "aa-12345" }), { clientSecret: newSecret() });
    for (const label of ["App ID", "Client Secret"]) {
      await vscode.commands.executeCommand("jwtApps.openRow", await rowBelow(await rowOf(app), label));
      await until(
        () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === "Edit Entered",
        `the form is open for ${label}`,
      );
      await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
      await until(
        () => vscode.window.tabGroups.activeTabGroup.activeTab?.label !== "Edit Entered",
        "the form is closed",
      );
      await showTree();
    }
    await vscode.commands.executeCommand("jwtApps.openRow", await rowBelow(await rowOf(app), "Client ID"));
    assert.equal(await vscode.env.clipboard.readText(), app.clientId);
  });
});

async function rowBelow(node: TreeNode, label: string): Promise<TreeNode> {
  const { tree } = await activated();
  const find = async (at: TreeNode): Promise<TreeNode | undefined> => {
    for (const child of await tree.getChildren(at)) {
      const found = tree.getTreeItem(child).label === label ? child : await find(child);
      if (found) return found;
    }
    return undefined;
  };
  return (await find(node)) ?? assert.fail(`no row ${label}`);
}
