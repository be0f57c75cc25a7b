import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { doneOnce, passed } from "../until";
import { activated, forgetAll, hs256App, saved } from "./support";

/** What a person does in a step: chooses or checks rows, types, goes back, or closes it. */
type Step = { readonly rows: readonly string[] } | { readonly text: string } | "back" | "close";

describe("tables one after another", () => {
  beforeEach(forgetAll);

  const app = (changes: Partial<JwtApp> = {}): Promise<JwtApp> =>
    saved(hs256App("Data", { createdIn: "tables", ...changes }));
  const tablesOf = async ({ id }: JwtApp): Promise<string[]> => {
    const { tables = [] } = (await (await activated()).store.get(id)) ?? {};
    return tables.map(({ kind, name, read, write, delete: deletes }) =>
      [kind, name, ...(read ? ["read"] : []), ...(write ? ["write"] : []), ...(deletes ? ["delete"] : [])].join(" "),
    );
  };

  it("adds names after names until nothing is typed, several at once between commas", async () => {
    const data = await app();
    const titles = await walking(
      [
        { rows: ["Add tables"] },
        { text: "orders" },
        { rows: ["Read", "Write"] },
        { text: "parts, Order Lines" },
        { rows: ["Read"] },
        { text: "" },
      ],
      () => vscode.commands.executeCommand("jwtApps.assignTables", { app: data.id }),
    );
    assert.deepEqual(await tablesOf(data), ["table orders read write", "table parts read", "table Order Lines read"]);
    const [names, permissions] = ["Add Tables to Data", "Permissions of Data"];
    assert.deepEqual(titles, ["Tables of Data", names, permissions, names, permissions, names]);
  });

  it("keeps what was finished where a step is closed, and nothing half-made", async () => {
    const data = await app();
    await walking(
      [{ rows: ["Add views"] }, { text: "open orders" }, { rows: ["Read"] }, { text: "late orders" }, "close"],
      () => vscode.commands.executeCommand("jwtApps.assignTables", { app: data.id }),
    );
    assert.deepEqual(await tablesOf(data), ["view open orders read"]);
  });

  it("goes back from the permissions to the names, with what was typed, and from there to the list", async () => {
    const data = await app({ tables: [{ kind: "table", name: "orders", read: true, write: false, delete: false }] });
    await walking(
      [
        { rows: ["Add tables"] },
        { text: "typo" },
        "back",
        { text: "parts" },
        "back",
        "back",
        { rows: ["orders"] },
        "back",
        { rows: ["orders"] },
        { rows: [] },
        { rows: ["Done"] },
      ],
      () => vscode.commands.executeCommand("jwtApps.assignTables", { app: data.id }),
    );
    assert.deepEqual(await tablesOf(data), []);
  });

  it("changes the permissions of a name that is there already", async () => {
    const data = await app({ tables: [{ kind: "table", name: "orders", read: true, write: false, delete: false }] });
    await walking([{ rows: ["Add tables"] }, { text: "orders" }, { rows: ["Delete"] }, { text: "" }], () =>
      vscode.commands.executeCommand("jwtApps.assignTables", { app: data.id }),
    );
    assert.deepEqual(await tablesOf(data), ["table orders delete"]);
  });
});

/** Runs `action` as a person who takes one step after the other; the titles that they saw. */
async function walking(steps: readonly Step[], action: () => Thenable<unknown>): Promise<(string | undefined)[]> {
  const { createQuickPick, createInputBox } = vscode.window;
  const left = [...steps];
  const titles: (string | undefined)[] = [];
  let failure: unknown;
  // What is shown now: an answer too many would be one to the next step.
  let shown: unknown;
  const take = (input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox): void => {
    let isOpen = true;
    input.ignoreFocusOut = true;
    input.onDidHide(() => {
      isOpen = false;
    });
    const show = input.show.bind(input);
    const answer = async (): Promise<void> => {
      titles.push(input.title);
      const step = left.shift() ?? assert.fail("no step is left");
      // Quick picks take no answer in their first half second.
      await passed(600);
      if (step === "close") return input.hide();
      if (step !== "back") fill(input, step);
      await passed(100);
      const command =
        step === "back" ? "workbench.action.quickInputBack" : "workbench.action.acceptSelectedQuickOpenItem";
      await doneOnce(
        () => vscode.commands.executeCommand(command),
        () => !isOpen || shown !== input,
        `${JSON.stringify(step)} is taken`,
      );
    };
    input.show = () => {
      shown = input;
      show();
      answer().catch((error: unknown) => {
        failure = error;
        input.hide();
      });
    };
  };
  Object.assign(vscode.window, {
    createQuickPick: () => {
      const quickPick = createQuickPick.call(vscode.window);
      take(quickPick);
      return quickPick;
    },
    createInputBox: () => {
      const box = createInputBox.call(vscode.window);
      take(box);
      return box;
    },
  });
  try {
    await action();
    if (failure !== undefined) throw failure;
    assert.deepEqual(left, []);
    return titles;
  } finally {
    Object.assign(vscode.window, { createQuickPick, createInputBox });
  }
}

function fill(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  step: { readonly rows: readonly string[] } | { readonly text: string },
): void {
  if ("text" in step) {
    assert.ok(!("items" in input), "a list is shown");
    input.value = step.text;
    return;
  }
  assert.ok("items" in input, "an input box is shown");
  const rows = step.rows.map(
    (row) =>
      input.items.find(({ label }) => label.replace(/^\$\([\w-]+\) /, "") === row) ?? assert.fail(`no row ${row}`),
  );
  if (input.canSelectMany) input.selectedItems = rows;
  else input.activeItems = rows;
}
