import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { activated, allowing, base64url, forgetAll, hs256App, saved, until } from "./support";
import { type Shown, shownBy } from "./shown";
import { inFront } from "./inFront";

/** A link that a notification would make of it, as VS Code's `LINK_REGEX` reads messages; and its icons. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;
const TRICK = "[Show how to fix it](command:workbench.action.files.newUntitledFile)";
const READ = "[Show how to fix it] (command:workbench.action.files.newUntitledFile)";

describe("text from files in what is shown", () => {
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  afterEach(async () => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("makes no link of a variable's name, when a body is encrypted", async () => {
    await opened(`POST https://example.com\n\n{"a": "{{${TRICK}}}"}\n`, "trick.http", new vscode.Position(2, 3));
    const shown = await shownBy(() => vscode.commands.executeCommand("jwtApps.encryptSelection"));
    assertText(shown);
    assert.ok(
      shown.messages.some((message) => message.includes(`“${READ}”`)),
      shown.messages.join("\n"),
    );
  });

  it("makes no link of a bot's name, when apps are imported", async () => {
    const text = JSON.stringify({
      bots: [
        { name: TRICK, jwtApps: [{ clientId: "" }, { clientId: "cs-1" }] },
        { name: "$(check) safe\u202e", jwtApps: [{ clientId: "cs-2" }] },
      ],
    });
    const shown = await shownBy(() => vscode.commands.executeCommand("jwtApps.importApps", { text }));
    assertText(shown);
    assert.ok(
      shown.messages.includes(`A JWT app of “${READ}” has no client ID. Its place: bots.0.jwtApps.0.`),
      shown.messages.join("\n"),
    );
    assert.deepEqual(await labels(), ["$ (check) safe · cs-2", `${READ} · cs-1`]);
    const again = await shownBy(() => vscode.commands.executeCommand("jwtApps.copyClientId"));
    assertText(again);
    assert.equal(again.picks.length, 1);
  });

  it("makes no link of the algorithm of a JWE, when it is decrypted", async () => {
    await saved(hs256App("Orders", { enforcePayloadEncryption: true, payloadKey: { kind: "shared" } }), {
      payloadSharedKey: btoa("k".repeat(32)),
    });
    const jwe = [JSON.stringify({ alg: TRICK, enc: "A256GCM" }), "", "iv", "text", "tag"].map(base64url).join(".");
    await opened(JSON.stringify({ payload: jwe }), "trick.json", new vscode.Position(0, 20));
    const shown = await shownBy(() => vscode.commands.executeCommand("jwtApps.decryptSelection"));
    assertText(shown);
    assert.ok(
      shown.messages.some((message) => message.includes("[Show how to fix it] (command:")),
      shown.messages.join("\n"),
    );
  });

  it("makes no link, icon or disguise of a name that stands in an app's file", async () => {
    const { store, folder } = await activated();
    const app = await saved(hs256App("Orders"));
    const file = vscode.Uri.joinPath(folder, `${app.id}.json`);
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const written = text.replace('"Orders"', JSON.stringify(`\u202eOr\u200bders $(check) ${TRICK}`));
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(written));
    await store.reload();
    assert.deepEqual(await labels(), [`Orders $ (check) ${READ}`]);
    const shown = await shownBy(() => vscode.commands.executeCommand("jwtApps.copyClientId", { app: app.id }));
    assertText(shown);
    // The file is as its owner wrote it.
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)), written);
  });
});

describe("apps whose names read the same", () => {
  beforeEach(forgetAll);

  it("are shown with their client IDs, keep what they have, and are named by client ID", async () => {
    const { store, folder } = await activated();
    const scopes = [{ id: "xo/bot-sessions", published: true }];
    const prod = await saved(hs256App("Prod", { scopes }));
    const other = await saved(hs256App("Other", { scopes }));
    const third = await saved(hs256App("Third", { scopes }));
    const file = vscode.Uri.joinPath(folder, `${other.id}.json`);
    const written = new TextDecoder()
      .decode(await vscode.workspace.fs.readFile(file))
      .replace('"Other"', '"Pr\u200bod"');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(written));
    await store.reload();

    const rows = await descriptions();
    assert.deepEqual(
      rows.map(({ label }) => label),
      ["Prod", "Prod", "Third"],
    );
    assert.deepEqual(
      new Set(rows.slice(0, 2).map(({ description }) => description)),
      new Set([prod, other].map(({ clientId }) => `${clientId} · HS256`)),
    );
    assert.equal(rows[2]?.description, "HS256");
    const { picks } = await shownBy(
      () => vscode.commands.executeCommand("jwtApps.copyClientId"),
      () => undefined,
    );
    const described = (picks[0] ?? []).map(({ label, description }) => `${label} ${String(description)}`).sort();
    assert.deepEqual(
      described,
      [`Prod ${prod.clientId} · HS256`, `Prod ${other.clientId} · HS256`, "Third HS256"].sort(),
    );

    await assert.rejects(
      async () => allowing(() => vscode.commands.executeCommand("jwtApps.exportApps", { apps: ["prod"] })),
      // Nobody was asked yet whether code may be told which client IDs there are.
      {
        message: "2 JWT apps have the name or client ID “prod”. Name the one that is meant by its client ID.",
      },
    );
    const exported = await allowing(() =>
      vscode.commands.executeCommand<string>("jwtApps.exportApps", { apps: [other.clientId] }),
    );
    assert.ok(exported.includes(other.clientId) && !exported.includes(prod.clientId));
    assert.ok((await store.secretsOf(prod)) && (await store.secretsOf(other)) && third.id);
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)), written);
  });

  it("can't be made by renaming or importing", async () => {
    await saved(hs256App("Prod"));
    const other = await saved(hs256App("Other"));
    await assert.rejects(async () => saved({ ...other, name: "Pr\u200bod" }), /There is already an app called “Prod”/);
    const text = JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [hs256App("Pr\u200bod")] });
    const added = await vscode.commands.executeCommand<JwtApp[]>("jwtApps.importApps", { text });
    assert.deepEqual(
      added.map(({ name }) => name),
      ["Prod (2)"],
    );
  });
});

describe("renaming an app", () => {
  beforeEach(forgetAll);

  it("takes a name without what can't be seen, and none that another has for whoever reads it", async () => {
    const { store } = await activated();
    await saved(hs256App("Prod"));
    const other = await saved(hs256App("Renamed later"));
    const { showInputBox } = vscode.window;
    const said: unknown[] = [];
    const answer = async ({ validateInput }: vscode.InputBoxOptions): Promise<string> => {
      for (const name of ["Pr\u200bod", "ＰＲＯＤ", "\u200b", "a\u202eb", "a\u2028b", "Staging"])
        said.push(await validateInput?.(name));
      return "\ufeffSta\u200bging";
    };
    Object.assign(vscode.window, { showInputBox: answer });
    try {
      await vscode.commands.executeCommand("jwtApps.renameApp", { app: other.id });
    } finally {
      Object.assign(vscode.window, { showInputBox });
    }
    const taken = "There is already an app called “Prod”. Choose another name.";
    assert.deepEqual(said, [
      taken,
      taken,
      "Give the app a name.",
      "A name has no line breaks or other control characters.",
      "A name has no line breaks or other control characters.",
      undefined,
    ]);
    assert.equal((await store.get(other.id))?.name, "Staging");
  });

  it("leaves the lines of request files to an app whose name reads the same", async () => {
    const { store, folder } = await activated();
    await saved(hs256App("Prod"));
    const other = await saved(hs256App("Namesake to be"));
    const file = vscode.Uri.joinPath(folder, `${other.id}.json`);
    const written = new TextDecoder()
      .decode(await vscode.workspace.fs.readFile(file))
      .replace('"Namesake to be"', '"Pr\u200bod"');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(written));
    await store.reload();
    await opened(
      "# jwt-app: Prod\nGET https://example.com\n\n###\n# jwt-app: Pr\u200bod\nGET https://example.com\n",
      "alike.http",
      new vscode.Position(0, 0),
    );
    const asked: string[] = [];
    const { showInformationMessage } = vscode.window;
    Object.assign(vscode.window, { showInformationMessage: async (message: string) => void asked.push(message) });
    try {
      await store.save({ ...((await store.get(other.id)) ?? other), name: "Staging" });
      await until(() => asked.length > 0, "the question about the lines");
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    }
    assert.deepEqual(asked, ["One line in a request file is tied to “Prod”, which is now “Staging”."]);
  });
});

/** All that VS Code would make links or icons of, or that isn't seen as it is. The icon before a status text is ours. */
function assertText({ messages, picks }: Shown): void {
  const texts = [
    ...messages,
    ...picks.flat().flatMap(({ label, description, detail }) => [label, description ?? "", detail ?? ""]),
  ];
  for (const text of texts) {
    assert.doesNotMatch(text, LINK);
    assert.deepEqual(text.replace(/^\$\(check\) /, "").match(ICON), null, text);
    assert.doesNotMatch(text, /(?!\n)\p{Cc}|\p{Bidi_C}|\p{DI}/u);
  }
}

async function labels(): Promise<string[]> {
  return (await descriptions()).map(({ label }) => label);
}

async function descriptions(): Promise<{ label: string; description: string }[]> {
  const { tree } = await activated();
  const items = (await tree.getChildren()).map((node) => tree.getTreeItem(node));
  for (const item of items) {
    const spoken = item.accessibilityInformation?.label ?? "";
    assert.doesNotMatch(
      `${String(item.label)} ${String(item.description)} ${String(item.tooltip)} ${spoken}`,
      /\p{Bidi_C}|\p{DI}/u,
    );
  }
  return items
    .map(({ label, description }) => ({ label: String(label), description: String(description) }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

async function opened(content: string, name: string, cursor: vscode.Position): Promise<void> {
  const file = vscode.Uri.joinPath((await activated()).folder, "../captures", name);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
  const editor = await inFront(file);
  editor.selection = new vscode.Selection(cursor, cursor);
}
