import * as assert from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { doneOnce, passed } from "../until";
import { activated, forgetAll, hs256App, rowOf, saved, until } from "./support";

type Item = vscode.QuickPickItem & { readonly id?: string; readonly informs?: true };

/** A quick pick of the window, as a person types in it, checks what is active and presses Enter. */
class Typing {
  readonly #quickPick: vscode.QuickPick<Item>;

  constructor(quickPick: vscode.QuickPick<Item>) {
    this.#quickPick = quickPick;
  }

  /** Those that are shown because of what is typed: label and what stands below. */
  get found(): [string, string | undefined][] {
    return this.#quickPick.items
      .filter(({ alwaysShow, informs }) => alwaysShow && !informs)
      .map(({ label, detail }) => [label, detail]);
  }

  /** The labels of those beside which that stands. */
  described(as: string): string[] {
    return this.#quickPick.items.filter(({ description }) => description === as).map(({ label }) => label);
  }

  /** Rows that only say something of what is typed. */
  get said(): string[] {
    return this.#quickPick.items.filter(({ informs }) => informs).map(({ label }) => label);
  }

  /** What stands below the first of them. */
  get saidBelow(): string | undefined {
    return this.#quickPick.items.find(({ informs }) => informs)?.detail;
  }

  /** Types, and waits until something is said of it. */
  async typeInVain(text: string): Promise<void> {
    await this.clear();
    this.#quickPick.value = text;
    await until(() => this.said.length > 0, `something is said of ${text}`);
  }

  /** Space on a row that can't be checked. */
  async toggleInVain(label: string): Promise<void> {
    await this.activate(label);
    await vscode.commands.executeCommand("workbench.action.quickPickManyToggle");
    await passed(300);
  }

  /** What Enter or Space takes. */
  get active(): string[] {
    return this.#quickPick.activeItems.map(({ label }) => label);
  }

  get placeholder(): string | undefined {
    return this.#quickPick.placeholder;
  }

  get checked(): string[] {
    return this.#quickPick.selectedItems.map(({ label }) => label).sort();
  }

  /** Types, and waits until an item with that label is found. */
  async type(text: string, label: string): Promise<void> {
    this.#quickPick.value = text;
    await until(() => this.found.some(([each]) => each === label), `${label} is found`);
  }

  async clear(): Promise<void> {
    this.#quickPick.value = "";
    await until(() => this.found.length === 0 && this.said.length === 0, "nothing is typed");
  }

  async activate(label: string): Promise<void> {
    this.#quickPick.activeItems = this.#quickPick.items.filter((item) => item.label === label);
    // What is active is told to the window in a turn of its own.
    await passed(100);
  }

  /** Space on that row, and on no other: where the window moved the focus late, the other is changed back. */
  async toggle(label: string): Promise<void> {
    const was = this.checked;
    const wanted = was.includes(label) ? was.filter((each) => each !== label) : [...was, label];
    const different = (): string[] =>
      [...new Set([...wanted, ...this.checked])].filter((row) => wanted.includes(row) !== this.checked.includes(row));
    const toggleOne = async (row: string): Promise<void> => {
      const before = this.checked.join();
      await doneOnce(
        async () => {
          await this.activate(row);
          await vscode.commands.executeCommand("workbench.action.quickPickManyToggle");
        },
        () => this.checked.join() !== before,
        `a row is ${was.includes(label) ? "unchecked" : "checked"}`,
      );
    };
    await until(
      async () => {
        for (const row of different()) await toggleOne(row);
        return different().length === 0;
      },
      `${label} is ${was.includes(label) ? "unchecked" : "checked"}`,
    );
  }
}

/** Runs `action`, and one of `types` in each quick pick that it shows, and presses Enter. */
async function typing<T>(types: readonly ((pick: Typing) => Promise<void>)[], action: () => Thenable<T>): Promise<T> {
  const { createQuickPick } = vscode.window;
  const typed: Promise<void>[] = [];
  const made = (): vscode.QuickPick<Item> => {
    const quickPick = createQuickPick.call(vscode.window) as vscode.QuickPick<Item>;
    quickPick.ignoreFocusOut = true;
    let isClosed = false;
    quickPick.onDidHide(() => (isClosed = true));
    const type = types[typed.length];
    const answer = async (): Promise<void> => {
      // Its first half second takes no answer.
      await passed(600);
      try {
        await type?.(new Typing(quickPick));
        await doneOnce(
          () => vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem"),
          () => isClosed,
          "the quick pick took the answer",
        );
      } finally {
        if (!isClosed) quickPick.hide();
      }
    };
    typed.push(answer());
    return quickPick;
  };
  Object.assign(vscode.window, { createQuickPick: made });
  try {
    const result = await action();
    await Promise.all(typed);
    assert.strictEqual(typed.length, types.length, "quick picks that were shown");
    return result;
  } finally {
    Object.assign(vscode.window, { createQuickPick });
  }
}

describe("finding scopes and endpoints", () => {
  before(() => activated());
  beforeEach(forgetAll);

  it("checks scopes that were found by their endpoints, and keeps what was checked before", async () => {
    const app = await saved(hs256App("Scoped", { scopes: [{ id: "xo/chat-history", published: true }] }));
    const row = await rowOf(app);
    const assigned = await typing(
      [
        async (pick) => {
          await pick.type("/getSessions", "Bot Sessions");
          assert.deepStrictEqual(pick.found, [
            ["Bot Sessions", "Sessions History · POST /api/public/bot/{botId}/getSessions"],
          ]);
          assert.deepStrictEqual(pick.checked, ["Chat History"]);
          await pick.toggle("Bot Sessions");
          await pick.type(
            "https://host/api/public/bot/st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f/export?x=1",
            "Bot Export",
          );
          assert.strictEqual(pick.found.length, 1);
          await pick.toggle("Bot Export");
          assert.deepStrictEqual(pick.checked, ["Bot Export", "Bot Sessions", "Chat History"]);
          await pick.type("transcripts retrieve", "Chat History");
          await pick.toggle("Chat History");
          await pick.clear();
          assert.deepStrictEqual(pick.checked, ["Bot Export", "Bot Sessions"]);
        },
      ],
      () => vscode.commands.executeCommand<JwtApp>("jwtApps.assignScopes", row),
    );
    assert.deepStrictEqual(assigned.scopes.map(({ id }) => id).sort(), ["xo/bot-export", "xo/bot-sessions"]);
  });

  it("offers what no page states a level for to apps of either, and says so", async () => {
    for (const createdIn of ["xo", "admin"] as const) {
      const row = await rowOf(await saved(hs256App(`Made in ${createdIn}`, { createdIn })));
      const assigned = await typing(
        [
          async (pick) => {
            assert.deepStrictEqual(pick.described("level not stated"), [
              "agent_integrations:read",
              "agent_integrations:write",
              ...(createdIn === "xo" ? ["BotKit"] : []),
            ]);
            await pick.type("channel mappings", "agent_integrations:read");
            await pick.toggle("agent_integrations:read");
          },
        ],
        () => vscode.commands.executeCommand<JwtApp>("jwtApps.assignScopes", row),
      );
      assert.deepStrictEqual(
        assigned.scopes.map(({ id }) => id),
        [`${createdIn}/agent-integrations-read`],
      );
    }
  });

  it("finds by joined, inflected and misspelled words, with the best one active", async () => {
    const row = await rowOf(await saved(hs256App("Typed")));
    const assigned = await typing(
      [
        async (pick) => {
          for (const text of ["exportBot", "exporting bots", "export a bot", "exprt bot"]) {
            await pick.clear();
            await pick.type(text, "Bot Export");
            await until(() => pick.active.join() === "Bot Export", `${text} has the best one active`);
            assert.deepStrictEqual(
              pick.found.find(([label]) => label === "Bot Export"),
              ["Bot Export", "Bot Export · POST /api/public/bot/{botId}/export and 1 more"],
            );
          }
          await pick.type("getSessionz", "Bot Sessions");
          assert.deepStrictEqual(pick.found, [
            ["Bot Sessions", "Sessions History · POST /api/public/bot/{botId}/getSessions"],
          ]);
          await pick.toggle("Bot Sessions");
        },
      ],
      () => vscode.commands.executeCommand<JwtApp>("jwtApps.assignScopes", row),
    );
    assert.deepStrictEqual(
      assigned.scopes.map(({ id }) => id),
      ["xo/bot-sessions"],
    );
  });

  it("checks a few endpoints from the start and none of many, of which Enter takes the one that has the focus", async () => {
    const script = (pick: Typing): Promise<void> => pick.activate("$(code) A script that asks for a token");
    const titles = (text: string): string[] => [...text.matchAll(/^### (.*)$/gm)].map(([, title = ""]) => title);
    const write = async (app: JwtApp, choose: (pick: Typing) => Promise<void>): Promise<string[]> =>
      titles(
        await typing([choose, script], async () =>
          vscode.commands.executeCommand<string>("jwtApps.newRequestFile", await rowOf(app)),
        ),
      );
    const scopes = (...ids: string[]) => ids.map((id) => ({ id: `xo/${id}`, published: true }));
    const few = await saved(hs256App("Few", { scopes: scopes("bot-sessions") }));
    let checked: string[] = [];
    const all = await write(few, async (pick) => void (checked = pick.checked));
    assert.deepStrictEqual([checked.length > 0 && checked.length <= 3, [...all].sort()], [true, checked]);
    const many = await saved(hs256App("Many", { scopes: scopes("bot-sessions", "chat-history") }));
    assert.deepStrictEqual(
      await write(many, async (pick) => {
        assert.deepStrictEqual(pick.checked, []);
        // With no row in focus either it stays, and says what to do.
        await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
        await until(
          () =>
            pick.placeholder === "Check the endpoints that you want, or go to one with the arrow keys and press Enter",
          "it says what to do",
        );
        await pick.activate("Conversation History v2");
      }),
      ["Conversation History v2"],
    );
  });

  it("says that nothing is found, and which scopes of the other level are, and takes none of those rows", async () => {
    const row = await rowOf(await saved(hs256App("Said", { scopes: [{ id: "xo/metrics", published: true }] })));
    const none = "No scope of this app's list has all of these words";
    const assigned = await typing(
      [
        async (pick) => {
          await pick.typeInVain("xyzzy");
          assert.deepStrictEqual([pick.found, pick.said], [[], [none]]);
          await pick.toggleInVain(none);
          await pick.typeInVain("delete user data");
          assert.deepStrictEqual(
            [pick.found, pick.said],
            [[], ["“Delete Users Data” is a scope of Admin Console apps", none]],
          );
          await pick.toggleInVain("“Delete Users Data” is a scope of Admin Console apps");
          // Beside what is found by less than a name.
          await pick.typeInVain("publish");
          assert.ok(pick.found.length > 0);
          assert.deepStrictEqual(pick.said, [
            "“Publish” is a scope of Admin Console apps",
            "“Publish Status” is a scope of Admin Console apps",
            "“ProcessPublish” is a scope of Admin Console apps",
          ]);
          await pick.typeInVain("/api/public/nothing/like/it");
          assert.strictEqual(pick.said.at(-1), "No scope of this app's list opens this path");
          await pick.type("upload faq", "Manage Knowledge Graph");
          assert.deepStrictEqual(pick.said, []);
          assert.deepStrictEqual(pick.checked, ["Metrics"]);
        },
      ],
      () => vscode.commands.executeCommand<JwtApp>("jwtApps.assignScopes", row),
    );
    assert.deepStrictEqual(
      assigned.scopes.map(({ id }) => id),
      ["xo/metrics"],
    );
  });

  it("says which scopes of the XO Platform are found from the Admin Console", async () => {
    const row = await rowOf(await saved(hs256App("Admin", { createdIn: "admin" })));
    await typing(
      [
        async (pick) => {
          await pick.typeInVain("delete recordings");
          assert.ok(pick.said.includes("“Delete Recordings” is a scope of XO Platform apps"));
        },
      ],
      () => vscode.commands.executeCommand<JwtApp>("jwtApps.assignScopes", row),
    );
  });

  it("says where an endpoint belongs that is not in the list", async () => {
    const row = await rowOf(await saved(hs256App("Requests", { botId: "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f" })));
    await typing(
      [
        async (pick) => {
          await pick.typeInVain("publish bot");
          assert.deepStrictEqual(pick.said[0], "“Publish Bot” is for apps created in the Admin Console");
          assert.strictEqual(pick.saidBelow, "This app was created elsewhere, so it can't call it");
          await pick.typeInVain("rcs broadcast");
          assert.ok(pick.said.includes("“RCS Message Events (opt-in, broadcast)” has no known path"));
          await pick.typeInVain("xyzzy");
          assert.deepStrictEqual(pick.said, ["No endpoint in this list has all of these words"]);
          await pick.type("train faq", "FAQ Training");
          await pick.toggle("FAQ Training");
        },
        (pick) => pick.activate("$(code) A script that asks for a token"),
      ],
      () => vscode.commands.executeCommand<string>("jwtApps.newRequestFile", row),
    );
  });

  it("says no more of apps of the Admin Console than is known: what isn't listed for them they may be able to call", async () => {
    const row = await rowOf(await saved(hs256App("Console", { createdIn: "admin" })));
    await typing(
      [
        async (pick) => {
          await pick.typeInVain("queue size");
          assert.deepStrictEqual(
            [pick.said[0], pick.saidBelow],
            [
              "“Queue size” is for apps created in the XO Platform",
              "This app was created elsewhere: whether it can call it is not known",
            ],
          );
          // Its page says “Not Applicable”.
          await pick.typeInVain("debug logs");
          assert.deepStrictEqual(
            [pick.said[0], pick.saidBelow],
            [
              "“Debug Logs” is for apps created in the XO Platform",
              "This app was created elsewhere, so it can't call it",
            ],
          );
          await pick.type("publish bot", "Publish Bot");
          await pick.toggle("Publish Bot");
        },
        (pick) => pick.activate("$(code) A script that asks for a token"),
      ],
      () => vscode.commands.executeCommand<string>("jwtApps.newRequestFile", row),
    );
  });

  it("finds endpoints for requests by path, words and scope", async () => {
    const app = await saved(hs256App("Requests", { botId: "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f" }));
    const row = await rowOf(app);
    let calls: string[] = [];
    const text = await typing(
      [
        async (pick) => {
          await pick.type("chat history lightweight", "Conversation History - Lightweight");
          await pick.toggle("Conversation History - Lightweight");
          await pick.type("train faq", "FAQ Training");
          calls = pick.found.map(([label]) => label);
          await pick.toggle("FAQ Training");
          await pick.type("exportBot", "Bot Export");
          await until(() => pick.active.join() === "Bot Export", "the best one is active");
          assert.ok(
            pick.found.some(([label]) => label === "Bot Export Status"),
            "the others are shown too",
          );
        },
        (pick) => pick.activate("$(code) A script that asks for a token"),
      ],
      () => vscode.commands.executeCommand<string>("jwtApps.newRequestFile", row),
    );
    assert.ok(calls.includes("FAQ Training Status"));
    assert.match(text, /messages-lite/);
    assert.match(text, /faqs\/train\n/);
  });
});
