import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { exportApps } from "../../src/domain/apps/exportApps";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { shownBy } from "./shown";
import { activated, type Choice, forgetAll, hs256App, newSecret, saved } from "./support";

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
      text: exportApps([changed, hs256App("New", { host: "new.example" })]),
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
      { label: "New", description: "new", detail: "Host: new.example", picked: true, kind: undefined },
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
});
