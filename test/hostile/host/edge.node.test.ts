import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { forgetAll, hs256App, rowOf, saved } from "../../host/support";
import { asking } from "./neighbour";

const run = (command: string, argument: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(`jwtApps.${command}`, argument);

describe("The edge of the commands", () => {
  let one: JwtApp;
  let other: JwtApp;

  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("jwtApps.forgetTokens");
    one = await saved(hs256App("One"));
    other = await saved(hs256App("Other"));
    await vscode.env.clipboard.writeText("nothing of ours");
  });
  after(forgetAll);

  /** A value that is another each time it is read. */
  function changing(reads: string[], name: string, values: readonly unknown[]): object {
    return Object.defineProperty({}, name, {
      enumerable: true,
      get: () => values[Math.min(reads.push(name), values.length) - 1],
    });
  }

  it("reads what is passed once, so that what was decided on is what is done", async () => {
    const reads: string[] = [];
    await run("copyClientId", changing(reads, "app", [one.id, other.id]));
    assert.deepEqual([await vscode.env.clipboard.readText(), reads], [one.clientId, ["app"]]);

    for (const [command, name, values] of [
      ["exportApps", "apps", [["One"], ["Other"]]],
      ["editApp", "field", [7, "host"]],
      ["assignScopes", "scopes", [7, ["xo/bot-sessions"]]],
      ["assignTables", "tables", [7, []]],
      ["mintToken", "claims", [7, { purpose: "another" }]],
      ["inspectToken", "uri", [7, "file:///x"]],
      ["refreshToken", "range", [7, [{ line: 0, character: 0 }]]],
      ["explainError", "text", [7, "x"]],
      ["findEndpoint", "text", [7, "x"]],
      ["findEndpoint", "endpointId", [7, "bot-export"]],
      ["decryptSelection", "uri", [7, "file:///x"]],
      ["startLocalPlatform", "port", ["x", 0]],
      ["startGateway", "port", ["x", 0]],
      ["startGateway", "apps", [7, ["One"]]],
    ] as const) {
      const each: string[] = [];
      await asking(() => run(command, changing(each, name, values)));
      assert.deepEqual(each, [name], command);
    }
  });

  it("reads who is asking once, and no more of it", async () => {
    const reads: string[] = [];
    const { asked } = await asking(() =>
      run("copyToken", Object.assign(changing(reads, "from", ["other", "editor"]), { app: one.id })),
    );
    assert.deepEqual([asked, reads], [["modal"], ["from"]]);
  });

  it("takes nothing for a row that only looks like one, while a person sees the tree", async () => {
    const row = await rowOf(one);
    const prototype = Object.getPrototypeOf(row) as object;
    const looksAlike: readonly object[] = [
      new Proxy(row, {}),
      Object.create(prototype, { app: { value: one } }) as object,
      Object.setPrototypeOf({ app: one.id, subject: () => ({ kind: "app", app: one }) }, prototype) as object,
      { row: { kind: "app", app: one, itself: row } },
    ];
    for (const each of looksAlike) {
      const { asked, result } = await asking(() => run("copyToken", each));
      assert.ok(asked.length > 0 || result === undefined);
      assert.equal(await vscode.env.clipboard.readText(), "nothing of ours");
      await run("copyPublicKey", each);
      await run("openAppFile", each);
    }
    // And the row itself does what a click does.
    assert.deepEqual((await asking(() => run("copyToken", row))).asked, []);
    assert.notEqual(await vscode.env.clipboard.readText(), "nothing of ours");
  });

  it("refuses what is no object, by name what is wrong in one, and a place that is half of one", async () => {
    for (const [command, argument, message] of [
      ["renameApp", "One", "The argument must be an object with names, and is of the type “string”."],
      ["renameApp", ["One"], "The argument must be an object with names, and is of the type “array”."],
      ["renameApp", { app: 7 }, "The argument “app” must be an ID, a client ID or a name."],
      ["importApps", { text: 7 }, "The argument “text” has the wrong type."],
      ["keepEnvelopeShape", { uri: 7 }, "The argument “uri” has the wrong type."],
      ["exportApps", { apps: [7] }, "The argument “apps” must be a list of IDs, client IDs or names."],
      ["assignScopes", { scopes: "x" }, "The argument “scopes” must be a list of scope IDs."],
      ["startLocalPlatform", { port: "80" }, "The argument “port” has the wrong type."],
      ["startGateway", { port: "80" }, "The argument “port” has the wrong type."],
      ["startGateway", { apps: "One" }, "The argument “apps” must be a list of IDs, client IDs or names."],
      ["refreshToken", { uri: "file:///x" }, "The argument “range” has the wrong type."],
      ["inspectToken", { uri: "file:///x" }, "The argument “range” has the wrong type."],
      ["inspectToken", { token: 7 }, "The argument “token” has the wrong type."],
      ["decryptFile", { file: "ab:////y" }, "The argument “file” has the wrong type."],
      ["insertRequest", { use: "magic" }, "There is no use “magic”; known are gateway, line, script, environment."],
      ["copyConfiguration", { use: "magic" }, "There is no use “magic”; known are botkit, sdks, channels, tables."],
      ["copyConfiguration", { use: 7 }, "The argument “use” has the wrong type."],
    ] as const) {
      const { asked, error } = await asking(() => run(command, argument));
      assert.deepEqual([asked, error?.message], [[], message], command);
    }
  });
});
