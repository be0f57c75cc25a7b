import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { prompting } from "./prompts";
import { claimsOf, forgetAll, hs256App, rowOf, saved } from "./support";

describe("minting with options", () => {
  beforeEach(forgetAll);

  const mint = async (name: string, changes: Parameters<typeof hs256App>[1] = {}): Promise<() => Promise<unknown>> => {
    const row = await rowOf(await saved(hs256App(name, changes)));
    return async () => vscode.commands.executeCommand("jwtApps.mintTokenWithOptions", row);
  };
  const claimsCopied = async (): Promise<Record<string, unknown>> => claimsOf(await vscode.env.clipboard.readText());

  it("goes back step by step, and what was chosen and typed is there again", async () => {
    const { prompted } = await prompting(
      [
        { pick: "SDK" },
        { type: "jane" },
        { type: "2h" },
        "back",
        "back",
        "back",
        { pick: "SDK" },
        { type: "joe" },
        { type: "1h30m" },
        { type: '{"fName":"Joe"}' },
        "back",
        { type: '{"fName":"Jo"}' },
        { pick: "Copy the token" },
      ],
      await mint("Stepwise"),
    );
    assert.deepEqual(
      prompted.map(({ title, step, hasBack, value, active }) => [title, step, hasBack, value || active]),
      [
        // Which row of a fresh pick is active only the window knows: its first.
        ["Token for Stepwise", "1/5", false, undefined],
        ["Token for Stepwise", "2/5", true, undefined],
        ["Token for Stepwise", "3/5", true, "300"],
        ["Token for Stepwise", "4/5", true, undefined],
        ["Token for Stepwise", "3/5", true, "2h"],
        ["Token for Stepwise", "2/5", true, "jane"],
        ["Token for Stepwise", "1/5", false, "SDK"],
        ["Token for Stepwise", "2/5", true, "jane"],
        ["Token for Stepwise", "3/5", true, "2h"],
        ["Token for Stepwise", "4/5", true, undefined],
        ["Token for Stepwise", "5/5", true, undefined],
        ["Token for Stepwise", "4/5", true, '{"fName":"Joe"}'],
        ["Token for Stepwise", "5/5", true, "Copy the token"],
      ],
    );
    const claims = await claimsCopied();
    assert.deepEqual(
      [claims["sub"], claims["fName"], Number(claims["exp"]) - Number(claims["iat"])],
      ["joe", "Jo", 5_400],
    );
  });

  it("reads lifetimes as people write them, says what it understood, and keeps to the hour of JTI", async () => {
    const { prompted } = await prompting(
      [
        { pick: "Public API" },
        { type: "" },
        { type: "soon" },
        { type: "1h30" },
        { type: "2h" },
        { type: "0" },
        { type: "30m" },
        { type: "" },
        { pick: "Copy the token" },
      ],
      await mint("With JTI", { enforceJti: true }),
    );
    const example = "Write it like 2h, 30m, 90s or 1h30m; a number alone counts seconds.";
    assert.deepEqual(prompted[2]?.remarks, [
      `error: “soon” can't be read as a lifetime. ${example}`,
      `error: “1h30” can't be read as a lifetime. ${example}`,
      "error: This app enforces the jti claim, and with it the platform refuses a token that lives longer than 3600 seconds; 7200 were asked for. Choose a lifetime of one hour or less.",
      "error: A token's lifetime is a whole number of seconds from 1 to 315360000.",
      "info: Lifetime: 30 minutes (1800 seconds)",
    ]);
    const claims = await claimsCopied();
    assert.equal(Number(claims["exp"]) - Number(claims["iat"]), 1_800);
  });

  it("says a lifetime in seconds once", async () => {
    const { prompted } = await prompting(
      [{ pick: "Public API" }, { type: "" }, { type: "90s" }, { type: "" }, { pick: "Copy the token" }],
      await mint("In seconds"),
    );
    assert.deepEqual(prompted[2]?.remarks, ["info: Lifetime: 90 seconds"]);
  });

  it("makes nothing where a step is closed", async () => {
    await vscode.env.clipboard.writeText("untouched");
    await prompting([{ pick: "Public API" }, "escape"], await mint("Closed"));
    assert.equal(await vscode.env.clipboard.readText(), "untouched");
  });
});

describe("writing requests", () => {
  beforeEach(forgetAll);
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("goes back from the way of the token to the endpoints", async () => {
    const row = await rowOf(
      await saved(hs256App("Requests", { scopes: [{ id: "xo/bot-sessions", published: true }] })),
    );
    const { prompted, result } = await prompting(
      ["enter", "back", "enter", { pick: "$(code) A script that asks for a token" }],
      async () => vscode.commands.executeCommand<string>("jwtApps.newRequestFile", row),
    );
    assert.deepEqual(
      prompted.map(({ title, step, hasBack }) => [title, step, hasBack]),
      [
        ["Requests of Requests", "1/2", false],
        ["Token of Requests", "2/2", true],
        ["Requests of Requests", "1/2", false],
        ["Token of Requests", "2/2", true],
      ],
    );
    assert.match(result, /^# jwt-app: Requests$/m);
  });
});
