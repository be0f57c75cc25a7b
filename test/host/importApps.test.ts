import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { exportOf } from "../../src/domain/apps/exportApps";
import { builtInProfile } from "../../src/domain/payloads/envelopeProfile";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { shownBy } from "./shown";
import { seen } from "../until";
import { activated, type Choice, forgetAll, hs256App, newSecret, picking, saved, until } from "./support";
import { prompting } from "./prompts";

describe("importing over apps that are there", () => {
  beforeEach(forgetAll);

  /** An app with its secret, and what somebody would make of it; with the prints of both platform keys. */
  async function attacked(): Promise<{ app: JwtApp; secret: string; text: string; prints: readonly string[] }> {
    const secret = newSecret();
    const [ours, theirs] = [await platformKey(), await platformKey()];
    const app = await saved(
      hs256App("Orders", { host: "platform.kore.ai", enforceJti: true, enforceJwe: true, platformKey: ours.jwk }),
      { clientSecret: secret },
    );
    const changed = {
      ...app,
      host: "evil.example",
      platformKey: theirs.jwk,
      enforceJti: false,
      scopes: [{ id: "xo/metrics", published: true }],
    };
    return {
      app,
      secret,
      text: exportOf([changed, hs256App("New", { host: "new.example" })]),
      prints: [ours.print, theirs.print],
    };
  }

  /** All under one key ID. */
  async function platformKey() {
    const { publicKey } = await crypto.subtle.generateKey(
      { name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
      true,
      ["encrypt", "decrypt"],
    );
    const { n = "", e = "" } = await crypto.subtle.exportKey("jwk", publicKey);
    const digest = await crypto.subtle.digest("SHA-256", await crypto.subtle.exportKey("spki", publicKey));
    const print = `SHA256:${btoa(String.fromCharCode(...new Uint8Array(digest))).replace(/=/g, "")}`;
    return { jwk: { kty: "RSA", n, e, kid: "k-1" } as const, print };
  }

  async function now(app: JwtApp): Promise<JwtApp | undefined> {
    return (await activated()).store.get(app.id);
  }

  /** From the clipboard, without an argument: what the palette does. */
  async function byPerson(text: string, answer?: (items: readonly vscode.QuickPickItem[]) => Choice) {
    await vscode.env.clipboard.writeText(text);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    return shownBy(() => vscode.commands.executeCommand("jwtApps.importApps"), answer);
  }

  it("names each change, old beside new, and checks only what adds", async () => {
    const { app, secret, text, prints } = await attacked();
    const { picks } = await byPerson(text);
    const rows = (picks[0] ?? []).map(({ label, description, detail, picked = false, kind }) => ({
      label,
      description,
      detail,
      picked,
      kind,
    }));
    const change = { description: "Orders", detail: undefined, kind: undefined };
    assert.deepEqual(rows, [
      {
        label: "New",
        description: "new",
        detail: "Host: new.example · Still to be entered: Client Secret",
        picked: true,
        kind: undefined,
      },
      {
        label: "Changes of Orders",
        description: undefined,
        detail: undefined,
        picked: false,
        kind: vscode.QuickPickItemKind.Separator,
      },
      { ...change, label: "Host: platform.kore.ai → evil.example", picked: false },
      { ...change, label: `Platform Public Key: k-1 (${prints[0] ?? ""}) → k-1 (${prints[1] ?? ""})`, picked: false },
      { ...change, label: "Enforce JTI: on → off", picked: false },
      { ...change, label: "Scope to add: Metrics", picked: true },
    ]);
    assert.deepEqual(
      { ...(await now(app)), updatedAt: 0 },
      { ...app, scopes: [{ id: "xo/metrics", published: true }], updatedAt: 0 },
    );
    assert.equal((await (await activated()).store.secretsOf(app))?.reveal().clientSecret, secret);
    assert.deepEqual((await (await activated()).store.apps()).map(({ name }) => name).sort(), ["New", "Orders"]);
  });

  it("makes the changes that are checked, and no other", async () => {
    const { app, text } = await attacked();
    await byPerson(text, (items) => items.filter(({ label }) => label.startsWith("Enforce JTI")));
    assert.deepEqual({ ...(await now(app)), updatedAt: 0 }, { ...app, enforceJti: false, updatedAt: 0 });
    assert.equal((await (await activated()).store.apps()).length, 1);
  });

  it("changes nothing that is there for code, unless a person checks it", async () => {
    const { app, text } = await attacked();
    const { picks } = await shownBy(() => vscode.commands.executeCommand("jwtApps.importApps", { text }));
    assert.deepEqual(
      (picks[0] ?? []).filter(({ picked }) => picked).map(({ label }) => label),
      ["New"],
    );
    assert.deepEqual(await now(app), app);
  });

  it("offers another client secret without a word of it, and none that is here already", async () => {
    const { store } = await activated();
    const secret = newSecret();
    const app = await saved(hs256App("Orders"), { clientSecret: secret });
    const other = newSecret();
    const bots = (clientSecret: string): string =>
      JSON.stringify([{ jwtApps: [{ clientId: app.clientId, clientSecret }] }]);
    const same = await byPerson(bots(secret));
    assert.deepEqual(same.picks, []);
    assert.ok(same.messages.includes("All of these apps are there already, as they are."));

    const shown = await byPerson(bots(other));
    assert.deepEqual(
      shown.picks[0]?.slice(1).map(({ label, picked }) => ({ label, picked })),
      [{ label: "Client Secret: the present one → another client secret", picked: false }],
    );
    assert.ok(!JSON.stringify([shown.picks, shown.messages]).includes(other));
    assert.equal((await store.secretsOf(app))?.reveal().clientSecret, secret);
    await byPerson(bots(other), (items) => items.slice(1));
    const { clientSecret, previousClientSecret } = (await store.secretsOf(app))?.reveal() ?? {};
    assert.deepEqual([clientSecret, previousClientSecret], [other, secret]);
  });

  it("shows a person what it will do with new apps too, and does it only then", async () => {
    const there = await saved(hs256App("Here"));
    const added = hs256App("Added", { host: "platform.kore.ai", botId: "st-b8525f88-6dd3-44a7-9c7b-1a2b3c4d5e6f" });
    const unusual =
      "The bot ID of “Added” was taken; every known bot ID has a UUID of version 5, and this one's is another.";
    const bad = { ...hs256App("Bad"), algorithm: "ES256" };
    const exported = JSON.parse(exportOf([there, added])) as { apps: unknown[] };
    const text = JSON.stringify({ ...exported, apps: [...exported.apps, bad] });
    const declined = await byPerson(text, () => undefined);
    assert.equal((await (await activated()).store.apps()).length, 1);
    assert.deepEqual(declined.messages, []);

    const rows = declined.picks[0]?.map(({ label, description, detail, picked = false }) => [
      label,
      description,
      detail,
      picked,
    ]);
    assert.deepEqual(rows, [
      ["Added", "new", "Host: platform.kore.ai · Still to be entered: Client Secret", true],
      ["For your information", undefined, undefined, false],
      ["1 app is there already, as it is", undefined, "Here", false],
      [
        "Not taken",
        undefined,
        "“Bad”, at position 3, was left out: it has no valid value for algorithm. It is one of these: HS256, HS512, RS256, RS512.",
        false,
      ],
      ["Good to know", undefined, unusual, false],
    ]);
    // What only says something stays unchecked, and does nothing.
    const { messages } = await byPerson(text, (items) => items);
    assert.deepEqual(messages, [
      "Imported JWT apps: 1 added, 1 left as it is. Still to be entered: Added (Client Secret). “Bad”, at position 3, was left out: it has no valid value for algorithm. It is one of these: HS256, HS512, RS256, RS512. The report has 1 remark more.",
    ]);
    const apps = await (await activated()).store.apps();
    assert.deepEqual(apps.map(({ name, botId }) => [name, botId]).sort(), [
      ["Added", added.botId],
      ["Here", undefined],
    ]);
  });

  it("shows what a shape of payloads writes, of new apps and of those that are here, and not what it calls itself", async () => {
    const shape = { ...builtInProfile("shared"), name: "Harmless", description: "Harmless" };
    const here = await saved(
      hs256App("Here", {
        payloadKey: { kind: "shared" },
        enforcePayloadEncryption: true,
        envelopeProfile: { ...shape, cipher: "AES-256-CTR" as const },
      }),
    );
    const added = hs256App("Added", {
      payloadKey: { kind: "shared" },
      enforcePayloadEncryption: true,
      envelopeProfile: shape,
    });
    const sendsKey = { ...shape, ivFrom: "keyStart" as const, ivLength: 32 };
    const bad = hs256App("Bad", {
      payloadKey: { kind: "shared" },
      enforcePayloadEncryption: true,
      envelopeProfile: sendsKey,
    });
    const text = exportOf([{ ...here, envelopeProfile: shape }, added, bad]);
    const declined = await byPerson(text, () => undefined);
    const [gcm, ctr] = ["AES-256-GCM", "AES-256-CTR"].map(
      (cipher) => `{iv: …, tag: …, data: …} with ${cipher} and the shared key`,
    );
    const rows = declined.picks[0]?.map(({ label, detail }) => [label, detail]) ?? [];
    assert.ok(
      rows.some(([label, detail]) => label === "Added" && detail?.includes(`Payloads are written as ${gcm}`)),
      JSON.stringify(rows),
    );
    assert.ok(
      rows.some(([label]) => label === `Shape of encrypted payloads: ${ctr} → ${gcm}`),
      JSON.stringify(rows),
    );
    assert.ok(
      rows.some(([label, detail]) => label === "Bad" && !detail?.includes("Payloads are written")),
      JSON.stringify(rows),
    );
    assert.ok(
      rows.some(([, detail]) =>
        detail?.startsWith("The shape of encrypted payloads of “Bad” was left out: its IV is a part of the AES key"),
      ),
      JSON.stringify(rows),
    );
    assert.ok(!JSON.stringify(rows).includes("Harmless"));
  });

  it("says that an export of what is here changes nothing, and asks nothing", async () => {
    const apps = [await saved(hs256App("One")), await saved(hs256App("Two", { credentials: "generated" }))];
    const shown = await byPerson(exportOf(apps));
    assert.deepEqual([shown.picks, shown.messages], [[], ["All of these apps are there already, as they are."]]);
    const { store } = await activated();
    assert.deepEqual(await Promise.all(apps.map(({ id }) => store.get(id))), apps);
  });

  /** What the report says that the message's button shows, after what is checked of an import was done. */
  async function reportOf(text: string, answer: (items: readonly vscode.QuickPickItem[]) => Choice) {
    const { showWarningMessage, showInformationMessage } = vscode.window;
    const messages: string[] = [];
    const press = async (message: string, ...buttons: string[]) => {
      messages.push(message);
      return buttons.find((button) => button === "Show Report");
    };
    const isReport = ({ uri }: vscode.TextDocument): boolean => uri.scheme === "jwt-apps-payload";
    const before = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    const shown = () =>
      vscode.workspace.textDocuments.find((document) => isReport(document) && !before.has(document.uri.toString()));
    await vscode.env.clipboard.writeText(text);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    Object.assign(vscode.window, { showWarningMessage: press, showInformationMessage: press });
    try {
      await picking(answer, () => vscode.commands.executeCommand("jwtApps.importApps"));
      const report = await seen("the report is shown", shown);
      return { messages, report: report.getText() };
    } finally {
      Object.assign(vscode.window, { showWarningMessage, showInformationMessage });
    }
  }

  it("says in its report what it changed and what was left, old beside new, and never a secret", async () => {
    const [secret, other] = [newSecret(), newSecret()];
    const botId = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";
    const app = await saved(hs256App("Orders", { enforceJti: true }), { clientSecret: secret });
    const added = hs256App("Added");
    const bots = [
      { name: "Shop", _id: botId, jwtApps: [{ clientId: app.clientId, clientSecret: other, jtiClaimEnforced: false }] },
      { name: "New", jwtApps: [{ clientId: added.clientId, clientSecret: other }] },
    ];
    const wanted = ["Client Secret", "Bot ID"];
    const { messages, report } = await reportOf(JSON.stringify({ bots }), (items) =>
      items.filter(({ label }) => wanted.some((start) => label.startsWith(start))),
    );
    assert.deepEqual(messages, ["Imported JWT apps: 1 changed, 1 not added, 1 change not made."]);
    const sections = report
      .split("\n## ")
      .slice(1)
      .map((section) =>
        section
          .trim()
          .split("\n")
          .filter((line) => line !== ""),
      );
    const name = (text: string, clientId: string): string => `- **${text}** (${clientId})`;
    assert.deepEqual(
      sections.map((lines) => lines.map((line) => line.replace(/\\/g, "").replace(/&nbsp;/g, " "))),
      [
        [
          "Changed",
          `${name("Orders", app.clientId)}: Client Secret: the present one → another client secret · Bot ID: none → ${botId}`,
        ],
        ["Not added, since it was not checked", name(`New · ${added.clientId.slice(0, 11)}`, added.clientId)],
        ["Not changed, since it was not checked", `${name("Orders", app.clientId)}: Enforce JTI: on → off`],
      ],
    );
    assert.ok(!report.includes(secret) && !report.includes(other));
  });

  it("says what is doubtful and what wasn't taken before what is only good to know", async () => {
    const clientId = hs256App("Any").clientId;
    const jwtApps = [{ clientId, clientSecret: "short", region: "EU", zone: "b" }, { clientSecret: "x" }];
    const { messages, report } = await reportOf(JSON.stringify({ bots: [{ name: "A\u200bB", jwtApps }] }), (items) =>
      items.filter(({ picked }) => picked),
    );
    const name = `AB · ${clientId.slice(0, 11)}`;
    assert.deepEqual(messages, [
      [
        "Imported JWT apps: 1 added.",
        `The client secret is shorter than known ones, which have 44 characters: “${name}”. Compare it with the platform's; Replace Client Secret mends it.`,
        "A JWT app of “AB” has no client ID. Its place: bots.0.jwtApps.1.",
        "The report has 2 remarks more.",
      ].join(" "),
    ]);
    const titles = report.split("\n").filter((line) => line.startsWith("## "));
    assert.deepEqual(titles, ["## Added", "## Not taken", "## Taken with a doubt", "## Good to know"]);
  });

  it("says why nothing was taken, and opens the report at once", async () => {
    const isReport = ({ uri }: vscode.TextDocument): boolean => uri.scheme === "jwt-apps-payload";
    const text = JSON.stringify({ bots: [{ name: "Travel", sdkApps: [{ clientId: "other" }] }, 42, null] });
    const why =
      "None of the bots listed here (1) has “jwtApps”, under which a Get Bots response has JWT apps. They have: sdkApps, name. Copy the whole response of the Get Bots API, or write a list of your own: “name”, “clientId”, “clientSecret” and “algorithm” of each app.";
    try {
      const { picks, messages } = await byPerson(text);
      assert.deepEqual([picks, messages], [[], [`No JWT app was imported. ${why} The report has 1 remark more.`]]);
      await until(
        () =>
          vscode.workspace.textDocuments.some(
            (document) => isReport(document) && document.getText().includes("sdkApps"),
          ),
        "the report is shown",
      );
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    }
  });

  it("takes a note of somebody's own, and shows the host that it brings before it does", async () => {
    const clientId = hs256App("Any").clientId;
    const secret = newSecret();
    const note = { name: "Travel", clientId, algorithm: "HS512", clientSecret: secret, host: "eu-platform.kore.ai" };
    const { picks } = await byPerson(JSON.stringify(note));
    assert.deepEqual(
      picks[0]?.slice(0, 1).map(({ label, detail, picked }) => [label, detail, picked]),
      [["Travel", "Host: eu-platform.kore.ai · Client Secret: 44 characters, hidden", true]],
    );
    assert.ok(!JSON.stringify(picks).includes(secret));
    const { store } = await activated();
    const [app] = await store.apps();
    assert.deepEqual([app?.name, app?.algorithm, app?.host], ["Travel", "HS512", "eu-platform.kore.ai"]);
    assert.equal(app && (await store.secretsOf(app))?.reveal().clientSecret, secret);
  });

  it("asks code nothing for new apps, and offers it no button", async () => {
    const buttons: unknown[] = [];
    const { showInformationMessage } = vscode.window;
    Object.assign(vscode.window, { showInformationMessage: async (...all: unknown[]) => void buttons.push(all) });
    try {
      const text = exportOf([hs256App("New")]);
      const shown = await shownBy(() => vscode.commands.executeCommand("jwtApps.importApps", { text }));
      assert.deepEqual([shown.picks, shown.messages, buttons], [[], ["$(check) Imported 1 JWT app"], []]);
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
  });

  it("takes the missing client secrets one after the other by the button of its message", async () => {
    const { store } = await activated();
    const secrets = [newSecret(), newSecret()];
    const { showInformationMessage } = vscode.window;
    Object.assign(vscode.window, {
      showInformationMessage: async (_message: string, ...buttons: string[]) =>
        buttons.find((button) => button === "Enter Client Secrets"),
    });
    const stored = async (): Promise<unknown[]> =>
      Promise.all(
        (await store.apps()).map(async (app) => [
          app.name,
          app.missingSecrets,
          (await store.secretsOf(app))?.reveal().clientSecret,
        ]),
      );
    const wanted = JSON.stringify([
      ["A", [], secrets[0]],
      ["B", [], secrets[1]],
    ]);
    try {
      await vscode.env.clipboard.writeText(exportOf([hs256App("A"), hs256App("B")]));
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      const { prompted } = await prompting(["enter", ...secrets.map((type) => ({ type }))], async () => {
        await vscode.commands.executeCommand("jwtApps.importApps");
        await until(async () => JSON.stringify((await stored()).sort()) === wanted, "both secrets are stored");
      });
      assert.deepEqual(
        prompted.slice(1).map(({ title }) => title),
        ["Client Secret of “A”", "Client Secret of “B”"],
      );
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
  });
});
