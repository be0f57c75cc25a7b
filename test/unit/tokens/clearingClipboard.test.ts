import { strict as assert } from "node:assert";
import { createHash, randomBytes } from "node:crypto";
import { longTimer } from "../../../src/domain/longTimer";
import { ClearingClipboard, type Due } from "../../../src/domain/tokens/clearingClipboard";
import { webPorts } from "../../../src/domain/ports";
import { handClock } from "../handClock";

describe("the clipboard that is cleared", () => {
  it("loses a token after the time that was asked for, and not before", async () => {
    const { clipboard, system, pass } = desk();
    await clipboard.copy("token", 30_000);
    assert.equal(system.text, "token");
    await pass(29_999);
    assert.equal(system.text, "token");
    await pass(1);
    assert.equal(system.text, "");
  });

  it("keeps it where no time is set", async () => {
    const { clipboard, system, pass, kept } = desk();
    for (const stay of [0, -1, -Infinity, NaN]) {
      await clipboard.copy("token", stay);
      await pass(1e12);
      assert.deepEqual([system.text, kept()], ["token", []], String(stay));
    }
  });

  it("is never cleared at once by a time that no timer holds, and after a day at the latest", async () => {
    for (const stay of [2 ** 31, 2 ** 32, 1e308, Infinity]) {
      const { clipboard, system, pass } = desk();
      await clipboard.copy("token", stay);
      await pass(86_399_999);
      assert.equal(system.text, "token", String(stay));
      await pass(1);
      assert.equal(system.text, "", String(stay));
    }
  });

  it("keeps what was copied since, by the person or by another copy of ours", async () => {
    const { clipboard, system, pass } = desk();
    await clipboard.copy("first", 10_000);
    system.text = "the person's own";
    await pass(10_000);
    assert.equal(system.text, "the person's own");
    await clipboard.copy("second", 10_000);
    await pass(5_000);
    await clipboard.copy("third", 10_000);
    await pass(5_000);
    assert.equal(system.text, "third");
    await pass(5_000);
    assert.equal(system.text, "");
  });

  it("starts anew with a token that is copied again, and clears it once", async () => {
    const { clipboard, system, pass } = desk();
    await clipboard.copy("token", 10_000);
    await pass(9_000);
    await clipboard.copy("token", 10_000);
    await pass(9_999);
    assert.equal(system.text, "token");
    await pass(1);
    assert.equal(system.text, "");
    system.text = "token";
    await pass(1e9);
    assert.equal(system.text, "token");
  });

  it("lets a token stay that is copied again after the setting was switched off", async () => {
    const { clipboard, system, pass } = desk();
    await clipboard.copy("token", 10_000);
    await clipboard.copy("token", 0);
    await pass(1e9);
    assert.equal(system.text, "token");
  });

  it("clears each of several that are waiting, whichever comes back", async () => {
    const { clipboard, system, pass } = desk();
    await clipboard.copy("one", 10_000);
    await clipboard.copy("two", 20_000);
    system.text = "one";
    await pass(10_000);
    assert.equal(system.text, "");
    system.text = "two";
    await pass(10_000);
    assert.equal(system.text, "");
  });

  it("knows a command of several lines again after a system that ends lines otherwise", async () => {
    const { clipboard, system, pass } = desk();
    await clipboard.copy("curl \\\n  --header x", 1_000);
    system.text = "curl \\\r\n  --header x";
    await pass(1_000);
    assert.equal(system.text, "");
  });

  it("doesn't clear what is copied while it looks", async () => {
    const { clipboard, system, pass } = desk();
    await clipboard.copy("first", 1_000);
    let read = (): void => undefined;
    system.beforeRead = () => new Promise<void>((resolve) => (read = resolve));
    await pass(1_000);
    const copying = clipboard.copy("second", 1_000);
    read();
    await copying;
    assert.equal(system.text, "second");
  });

  it("clears what is due while the clipboard is borrowed once its text is back", async () => {
    const { clipboard, system, pass } = desk();
    await clipboard.copy("token", 1_000);
    let giveBack = (): void => undefined;
    let borrowing = Promise.resolve("");
    await new Promise<void>((began) => {
      borrowing = clipboard.inTurn(async () => {
        system.text = "borrowed";
        began();
        await new Promise<void>((resolve) => (giveBack = resolve));
        system.text = "token";
        return "what was borrowed";
      });
    });
    const passing = pass(1_000);
    assert.equal(system.text, "borrowed");
    giveBack();
    assert.equal(await borrowing, "what was borrowed");
    await passing;
    assert.equal(system.text, "");
  });

  it("clears what is due when the window closes, and only that", async () => {
    const { clipboard, system, kept } = desk();
    await clipboard.copy("token", 60_000);
    await clipboard.clear();
    assert.deepEqual([system.text, kept()], ["", []]);
    await clipboard.copy("token", 60_000);
    system.text = "the person's own";
    await clipboard.clear();
    assert.equal(system.text, "the person's own");
    await clipboard.copy("stays", 0);
    await clipboard.clear();
    assert.equal(system.text, "stays");
  });

  it("leaves to the next window what a closing one could not clear, until its time", async () => {
    const first = desk();
    await first.clipboard.copy("token", 60_000);
    first.system.refuses = true;
    await assert.rejects(first.clipboard.clear(), /Canceled/);
    first.clipboard.dispose();
    await first.pass(20_000);
    first.system.refuses = false;

    const next = new ClearingClipboard(first.ports);
    await next.resume(first.kept());
    assert.equal(first.kept().length, 1);
    await first.pass(39_999);
    assert.equal(first.system.text, "token");
    await first.pass(1);
    assert.deepEqual([first.system.text, first.kept()], ["", []]);
  });

  it("leaves no timer behind for what is copied while it is disposed of", async () => {
    const { clipboard, pass, kept, waiting } = desk();
    const copied = clipboard.copy("token", 60_000);
    clipboard.dispose();
    await copied;
    await pass(0);
    assert.deepEqual([waiting(), kept().length], [0, 1]);
  });

  it("clears at the next start what has been due since, if it is still there", async () => {
    const { clipboard, system, pass, ports, kept } = desk();
    await clipboard.copy("token", 60_000);
    clipboard.dispose();
    await pass(3_600_000);
    assert.equal(system.text, "token");
    await new ClearingClipboard(ports).resume(kept());
    await pass(0);
    assert.equal(system.text, "");
  });

  it("keeps no text for the next window, only what tells it again", async () => {
    const { clipboard, kept, pass } = desk();
    const token = randomBytes(32).toString("base64url");
    await clipboard.copy(token, 60_000);
    const [due] = kept();
    assert.deepEqual(Object.keys(due ?? {}).sort(), ["at", "digest", "salt"]);
    assert.equal(due?.digest, createHash("sha256").update(`${due?.salt}${token}`).digest("hex"));
    await pass(60_000);
    assert.deepEqual(kept(), []);
  });

  it("takes nothing else for what an earlier window left", async () => {
    const digest = "ab".repeat(32);
    for (const strange of [
      undefined,
      null,
      1,
      "x",
      {},
      [null],
      [{ salt: "", digest, at: 1 }],
      [{ salt: "0".repeat(32), digest, at: NaN }],
      [{ salt: "0".repeat(32), digest: "x", at: 1 }],
    ]) {
      const { ports, system, pass, waiting } = desk();
      system.text = "the person's own";
      await new ClearingClipboard(ports).resume(strange);
      assert.equal(waiting(), 0, JSON.stringify(strange));
      await pass(1e12);
      assert.equal(system.text, "the person's own");
    }
  });

  it("says that it could not look, once and without the text, and fails nobody who doesn't wait", async () => {
    const { clipboard, system, pass, failures } = desk();
    await clipboard.copy("token", 1_000);
    system.refuses = true;
    await pass(1_000);
    assert.equal(failures.length, 1);
    // What was to be kept is asked for by the copy itself.
    system.refuses = true;
    await assert.rejects(clipboard.copy("another", 1_000), /Canceled/);
    system.refuses = false;
    await clipboard.copy("a third", 1_000);
    assert.equal(system.text, "a third");
  });
});

/** A system's clipboard, a clock by hand, and what outlives a window. */
function desk() {
  const { clock, timer, pass, waiting } = handClock();
  const system = { text: "", refuses: false, beforeRead: async (): Promise<void> => undefined };
  let kept: readonly Due[] = [];
  const failures: unknown[] = [];
  const refusable = (): void => {
    if (system.refuses) throw new Error("Canceled");
  };
  const ports = {
    ...webPorts,
    clock,
    later: longTimer(clock, timer),
    read: async () => {
      refusable();
      const { text } = system;
      await system.beforeRead();
      return text;
    },
    write: async (text: string) => {
      refusable();
      system.text = text;
    },
    keep: async (due: readonly Due[]) => {
      kept = JSON.parse(JSON.stringify(due)) as readonly Due[];
    },
    failed: (error: unknown) => failures.push(error),
  };
  const clipboard = new ClearingClipboard(ports);
  const neverBlocked = system.beforeRead;
  const settle = async (): Promise<void> => {
    // What is done in turn is done once its turn came, unless the test holds the reading up.
    if (system.beforeRead === neverBlocked) await clipboard.resume([]);
    // Further windows' clipboards: each step of a clearing waits for one digest at most.
    for (let turn = 0; turn < 10; turn++)
      await crypto.subtle.digest("SHA-256", new Uint8Array(1)).then(() => new Promise((done) => setImmediate(done)));
  };
  return {
    ports,
    system,
    failures,
    waiting,
    kept: () => kept,
    clipboard,
    pass: async (milliseconds: number) => {
      pass(milliseconds);
      await settle();
    },
  };
}
