import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { type KeyPair, newKeyPair, payloadApp, seal } from "../../host/envelopes";
import { isResponseInFront } from "../../host/standIns";
import { forgetAll, hs256App, rowOf, saved, until } from "../../host/support";
import { IS_FULL } from "../../sample";
import { passed } from "../../until";
import { assertDeclinesFirst, asking, neighbour, type Neighbour } from "./neighbour";

const COPY_BODY = "rest-client.copy-response-body";
const OWN = "the person's own";

describe("Another extension in REST Client's place", () => {
  let hostile: Neighbour;
  let keys: KeyPair;
  let envelope: string;
  const made: vscode.Disposable[] = [];

  before(async () => {
    hostile = await neighbour();
    keys = await newKeyPair();
    envelope = JSON.stringify(await seal('{"plain":"TEXT"}', keys));
  });
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.commands.executeCommand("jwtApps.forgetTokens");
    await payloadApp("Keyed", keys);
    await vscode.env.clipboard.writeText(OWN);
  });
  afterEach(() => made.splice(0).forEach((each) => each.dispose()));

  /** A page of REST Client's type is in front, and the command is the other extension's. */
  const inPlace = async (act: () => unknown): Promise<void> => {
    made.push(hostile.page("rest-response", "Response(5ms)"), hostile.pretend(COPY_BODY, act));
    await until(isResponseInFront, "the page is in front");
  };
  const put = (text: string): Thenable<void> => vscode.env.clipboard.writeText(text);
  const clipboard = (): Thenable<string> => vscode.env.clipboard.readText();
  const press = () => asking(() => hostile.call("jwtApps.decryptResponse"));

  const assertNothingOpened = (): void => {
    for (const document of vscode.workspace.textDocuments) assert.doesNotMatch(document.getText(), /TEXT/);
    assert.ok(
      vscode.window.tabGroups.all.every(({ tabs }) => tabs.every(({ label }) => !label.includes("decrypted"))),
      "something was opened",
    );
  };

  it("that copies nothing has nothing decrypted, whatever is in the clipboard, and the text there stays", async () => {
    await inPlace(() => undefined);
    for (const text of [OWN, envelope, ""]) {
      await put(text);
      const { said, result } = await press();
      assert.deepEqual([said.at(-1)?.slice(0, 38), result], ["REST Client copied no response body. C", undefined]);
      assert.equal(await clipboard(), text);
      assertNothingOpened();
    }
  });

  it("that fails says nothing through us, and the text in the clipboard stays", async () => {
    await inPlace(() => {
      throw new Error("LURE");
    });
    const { said, asked } = await press();
    assert.match(said.at(-1) ?? "", /^REST Client could not copy its response\./);
    assert.deepEqual([asked, said.filter((text) => text.includes("LURE"))], [[], []]);
    assert.equal(await clipboard(), OWN);
    let calls = 0;
    made.pop()?.dispose();
    made.push(
      hostile.pretend(COPY_BODY, () => {
        if (++calls === 2) throw new Error("LURE");
      }),
    );
    await press();
    assert.deepEqual([calls, await clipboard()], [2, OWN]);
    assertNothingOpened();
  });

  it("that never ends is waited for ten seconds, and what it copies later is not read", async () => {
    const late: (() => void)[] = [];
    await inPlace(() => new Promise<void>((resolve) => late.push(resolve)));
    const { said } = await press();
    assert.match(said.at(-1) ?? "", /^REST Client did not copy its response within 10 seconds\./);
    assert.equal(await clipboard(), OWN);
    await put(envelope);
    late.forEach((end) => end());
    // Nothing waits for it any more, and other commands have the clipboard.
    await vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(await saved(hs256App("Plain"))));
    assert.match(await clipboard(), /^[\w-]+\.[\w-]+\.[\w-]+$/);
    assertNothingOpened();
  });

  it("that changes the clipboard later has nothing decrypted, and what it put there stays its own", async () => {
    const late: Promise<void>[] = [];
    await inPlace(() => void late.push(passed(1_000).then(() => put(envelope))));
    const { said } = await press();
    assert.match(said.at(-1) ?? "", /^REST Client copied no response body\./);
    assert.equal(await clipboard(), OWN);
    // Each time that it was called: the next test has a clipboard of its own.
    await Promise.all(late);
    await until(async () => (await clipboard()) === envelope, "it puts it there");
    assertNothingOpened();
  });

  it("is asked about before its command is called, with any argument, and the first button declines", async () => {
    let calls = 0;
    await inPlace(() => {
      calls++;
      return put(envelope);
    });
    for (const argument of [
      {},
      { from: "editor" },
      { app: "Keyed", uri: "untitled:x" },
      vscode.Uri.parse("webview-panel:webview-1"),
      [envelope],
      0,
      () => undefined,
    ]) {
      const { asked, modals, result } = await asking(() => hostile.call("jwtApps.decryptResponse", argument, 1));
      assert.deepEqual([asked, result, calls, await clipboard()], [["modal"], undefined, 0, OWN]);
      assertDeclinesFirst({ modals });
      assert.match(modals[0]?.detail ?? "", /other extensions, too, can read what these keys open/);
    }
    assertNothingOpened();
    const { result } = await asking(() => hostile.call("jwtApps.decryptResponse", {}), "Allow for This Session");
    assert.deepEqual(Object.keys(result as object).sort(), ["report", "uri"]);
    assert.doesNotMatch(JSON.stringify(result), /TEXT/);
  });

  it("that asks for it over and over leaves the clipboard's text as it was", async () => {
    await inPlace(() => put(envelope));
    const answers = await asking(() => Promise.all([1, 2, 3, 4, 5].map(() => hostile.call("jwtApps.decryptResponse"))));
    assert.equal(answers.error, undefined);
    assert.equal(await clipboard(), OWN);
  });

  it("doesn't keep a token in the clipboard beyond its time by borrowing that meanwhile", async () => {
    const settings = vscode.workspace.getConfiguration("jwtApps");
    await settings.update("clipboard.clearAfterSeconds", 1, vscode.ConfigurationTarget.Global);
    try {
      const row = await rowOf(await saved(hs256App("Plain")));
      await inPlace(async () => {
        await put(envelope);
        // Beyond the time, which began before.
        await passed(1_500);
      });
      await vscode.commands.executeCommand("jwtApps.copyToken", row);
      await press();
      await until(async () => (await clipboard()) === "", "the token is gone");
    } finally {
      await settings.update("clipboard.clearAfterSeconds", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it("that has a page of that type alone, without the command, gets a sentence", async () => {
    made.push(hostile.page("rest-response", "Response(5ms)"));
    await until(isResponseInFront, "the page is in front");
    const { said } = await press();
    assert.match(said.at(-1) ?? "", /^REST Client could not copy its response\./);
    assert.equal(await clipboard(), OWN);
    assertNothingOpened();
    // One of a type that is like it is none.
    made.splice(0).forEach((each) => each.dispose());
    await until(() => !isResponseInFront(), "the page is closed");
    made.push(
      hostile.page("not-rest-response", "Response(5ms)"),
      hostile.pretend(COPY_BODY, () => put(envelope)),
    );
    await until(isResponseInFront, "the other page is in front");
    assert.match((await press()).said.at(-1) ?? "", /^No response of REST Client is in front\./);
  });

  // A browser takes up to a minute for as much, and longer beside others.
  (IS_FULL ? it : it.skip)(
    "that puts 200 MB there is told that this is too much, or took too long, and nothing is looked for in it",
    async () => {
      let ends: PromiseLike<void> | undefined;
      await inPlace(() => (ends = put("A".repeat(200_000_000))));
      const { said } = await press();
      const text = said.at(-1) ?? "";
      // By how long it takes on its way through a browser.
      if (!text.includes("did not copy its response within")) {
        assert.match(text, /^This text has 200 million characters; at most 150 million are read\./);
        assert.equal(await clipboard(), OWN);
      }
      assertNothingOpened();
      await ends;
    },
  );
});
