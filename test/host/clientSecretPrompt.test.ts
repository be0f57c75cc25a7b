import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { BAD_SECRETS, CLIENT_ID } from "../unit/apps/badSecrets";
import { prompting } from "./prompts";
import { activated, forgetAll, hs256App, isSignedWith, newSecret, rowOf, saved } from "./support";

describe("the prompt for a client secret", () => {
  beforeEach(forgetAll);

  const storedOf = async (id: string): Promise<string | undefined> => {
    const { store } = await activated();
    const app = await store.get(id);
    return app && (await store.secretsOf(app))?.reveal().clientSecret;
  };
  const replace = (id: string) => async (): Promise<unknown> =>
    vscode.commands.executeCommand("jwtApps.replaceSecret", { app: id });

  it("says of each bad one what the form says, and stores none that is refused", async () => {
    const before = newSecret();
    const app = await saved(hs256App("Prompted", { clientId: CLIENT_ID }), { clientSecret: before });
    // An input box takes the line breaks out of what is pasted.
    const refused = BAD_SECRETS.filter(({ verdict, text }) => typeof verdict === "string" && !text.includes("\n"));
    const { prompted } = await prompting([...refused.map(({ text }) => ({ type: text })), "escape"], replace(app.id));
    assert.equal(prompted.length, 1);
    const sentences: Readonly<Record<string, RegExp>> = {
      empty: /^error: Paste the client secret that the platform shows for this app\.$/,
      masked:
        /^error: This is the masked secret, not the secret itself\. Show it on the platform first, then copy it\.$/,
      placeholder: /^error: This stands in the place of a secret, and is none itself\./,
      "other-script":
        /^error: Known client secrets have no letters or marks outside of ASCII, as this has\. Copy it again from the platform\.$/,
      invisible: /^error: A client secret has no line breaks or other characters that can't be seen\./,
      "too-long": /^error: This is too long to be a client secret; known ones have 44 characters\.$/,
    };
    const { remarks = [] } = prompted[0] ?? {};
    assert.equal(remarks.length, refused.length);
    for (const [index, { verdict, name }] of refused.entries())
      assert.match(remarks[index] ?? "", sentences[String(verdict)] ?? /^$/, name);
    assert.equal(await storedOf(app.id), before);
  });

  it("warns of a doubtful one, and takes it by Enter", async () => {
    const app = await saved(hs256App("Doubtful"));
    const cut = newSecret().slice(0, 43);
    const { prompted } = await prompting([{ type: cut }], replace(app.id));
    assert.deepEqual(
      prompted.map(({ remarks }) => remarks),
      [["warning: Known client secrets have 44 characters, this one has 43. Check that it was copied whole."]],
    );
    assert.equal(await storedOf(app.id), cut);
  });

  it("asks about what is hardly one before it is stored: much shorter than any, or something else", async () => {
    const before = newSecret();
    const app = await saved(hs256App("Hardly", { clientId: CLIENT_ID }), { clientSecret: before });
    const other = newSecret();
    const { prompted } = await prompting(
      [{ type: "short" }, { pick: "Enter another one" }, { type: CLIENT_ID }, "back", { type: "short" }, "escape"],
      replace(app.id),
    );
    assert.deepEqual(
      prompted.filter(({ rows }) => rows.length > 0).map(({ title, placeHolder, rows }) => [title, placeHolder, rows]),
      [
        [
          "Client Secret of “Hardly”",
          "Known client secrets have 44 characters, this one has 5. Check that it was copied whole.",
          ["Enter another one", "Use it all the same"],
        ],
        [
          "Client Secret of “Hardly”",
          "This is the client ID of this app, not its client secret.",
          ["Enter another one", "Use it all the same"],
        ],
        [
          "Client Secret of “Hardly”",
          "Known client secrets have 44 characters, this one has 5. Check that it was copied whole.",
          ["Enter another one", "Use it all the same"],
        ],
      ],
    );
    assert.equal(await storedOf(app.id), before);

    await prompting(
      [{ type: " short" }, { pick: "Leave out what stands around it" }, { pick: "Use it all the same" }],
      replace(app.id),
    );
    assert.equal(await storedOf(app.id), "short");
    await prompting([{ type: "short" }, { pick: "Enter another one" }, { type: other }], replace(app.id));
    assert.equal(await storedOf(app.id), other);
  });

  it("asks whether white space or quotes around it belong to it", async () => {
    const app = await saved(hs256App("Copied"));
    const secret = newSecret();
    const { prompted } = await prompting(
      [{ type: `"${secret}" ` }, { pick: "Leave out what stands around it" }],
      replace(app.id),
    );
    assert.deepEqual(
      prompted.map(({ title, hasBack }) => [title, hasBack]),
      [
        ["Client Secret of “Copied”", false],
        ["Client Secret of “Copied”", true],
      ],
    );
    assert.deepEqual(prompted[0]?.remarks, [
      "warning: There is white space at an end of this secret, and it counts when signing. There are quotes around this secret, and they count when signing.",
    ]);
    assert.equal(await storedOf(app.id), secret);

    await prompting([{ type: `${secret} ` }, { pick: "Take it as it was pasted" }], replace(app.id));
    assert.equal(await storedOf(app.id), `${secret} `);

    const other = newSecret();
    const back = await prompting([{ type: `${other} ` }, "back", { type: other }], replace(app.id));
    assert.deepEqual(
      back.prompted.map(({ value }) => value),
      ["", "", `${other} `],
    );
    assert.equal(await storedOf(app.id), other);
  });

  it("is the same where a token is made and the secret is missing", async () => {
    const app = await saved(hs256App("Missing", { missingSecrets: ["clientSecret"] }), {});
    const secret = newSecret();
    const row = await rowOf(app);
    const copy = async (): Promise<unknown> => vscode.commands.executeCommand("jwtApps.copyToken", row);
    const { prompted } = await prompting(
      [{ type: "********" }, { type: `${secret} ` }, { pick: "Leave out what stands around it" }],
      copy,
    );
    assert.match(prompted[0]?.remarks[0] ?? "", /^error: This is the masked secret/);
    assert.equal(await storedOf(app.id), secret);
    assert.equal(await isSignedWith(await vscode.env.clipboard.readText(), secret), true);
  });
});
