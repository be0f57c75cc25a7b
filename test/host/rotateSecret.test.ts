import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { generateRsaKeyPair } from "../../src/domain/keys/rsaKeys";
import { inAnHour, rotating, rotationFolder, secretsOf, tokensIn } from "./rotations";
import {
  activated,
  base64url,
  claimsOf,
  hs256App,
  isSignedWith,
  newSecret,
  rowOf,
  saved,
  signedToken,
} from "./support";

describe("rotating what an app signs with", () => {
  const folder = rotationFolder();

  it("stores the new client secret, renews what a person checks, and points out the rest, without a value", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(hs256App("Orders", { host: "platform.kore.ai" }), { clientSecret: before });
    await saved(hs256App("Other", { clientId: app.clientId }), { clientSecret: newSecret() });
    const old = (sub: string, exp = inAnHour()): Promise<string> =>
      signedToken({ appId: app.clientId, sub, iat: exp - 300, exp }, before);
    const foreign = await signedToken({ appId: app.clientId, sub: "foreign", exp: inAnHour() }, newSecret());
    const inexact = signedToken({ appId: app.clientId, userId: 2 ** 53, exp: inAnHour() }, before);
    const own = `GET https://platform.kore.ai/api/public/bots\nauth: ${await old("jane")}\n`;
    const files = {
      "own.http": `${own}\n###\nGET https://platform.kore.ai/x\nauth: ${await old("expired", 1_000)}\n\n###\nGET https://platform.kore.ai/y\nauth: ${foreign}\n`,
      "unchecked.rest": `GET https://platform.kore.ai/x\nauth: ${await old("unchecked")}\n`,
      "inexact.http": `GET https://platform.kore.ai/x\nauth: ${await inexact}\n`,
      "tied.http": `# jwt-app: Other\nGET https://platform.kore.ai/x\nauth: ${await old("tied")}\n`,
      "gateway.http": `GET {{gateway}}/${app.slug ?? assert.fail("no slug")}/x\nauth: ${await old("gateway")}\n`,
      "data.json": `{"token":"${await old("data")}",\n"expired":"${await old("data", 1_000)}"}\n`,
      "secrets/.env": `# secrets\nCLIENT_SECRET=${before}\n`,
      "binary.bin": new Uint8Array([0, ...new TextEncoder().encode(await old("binary"))]),
      "node_modules/x.http": own,
    };
    // A question names five hosts.
    const hosts = ["1.example", "2.example", "3.example", "4.example", "5.example", "6.example"];
    const elsewhere: Record<string, string> = {};
    for (const host of hosts) elsewhere[`${host}.http`] = `GET https://${host}/x\nauth: ${await old(host)}\n`;
    await folder.write({ ...files, ...elsewhere });
    const { prompted, questions, report } = await rotating(
      { app: app.id },
      [
        { pick: "Paste the new client secret" },
        { type: after },
        {
          check: ["own.http", "inexact.http", "tied.http", "gateway.http", ...Object.keys(elsewhere)].map(
            (name) => `rotation/${name}`,
          ),
        },
      ],
      (message) => {
        if (message.startsWith("Make tokens of")) return "Allow for This Session";
        return message.startsWith("Write fresh tokens") ? "Write" : undefined;
      },
    );

    assert.deepEqual(
      prompted.map(({ title }) => title),
      [
        "Rotate the Client Secret of “Orders”",
        "Client Secret of “Orders”",
        "What Is Left of the Old Client Secret of “Orders”",
      ],
    );
    assert.equal(prompted[0]?.placeHolder, "In the XO Platform: App Settings > Dev Tools > Web/Mobile SDK.");
    assert.deepEqual(prompted[0]?.rows, [
      "Paste the new client secret",
      "Open the documentation of “App Settings > Dev Tools > Web/Mobile SDK”",
    ]);
    assert.deepEqual([...(prompted[2]?.rows ?? [])].sort(), [
      "Checked ones get fresh tokens",
      "The old client secret stands here: checked ones open",
      ...hosts.map((host) => `rotation/${host}.http | line 2`),
      "rotation/gateway.http | line 2",
      "rotation/inexact.http | line 2",
      "rotation/own.http | lines 2, 6 · 1 expired",
      "rotation/secrets/.env | line 2",
      "rotation/tied.http | line 3",
      "rotation/unchecked.rest | line 2",
    ]);
    const { clientSecret, previousClientSecret } = await secretsOf(app);
    assert.deepEqual([clientSecret, previousClientSecret], [after, before]);

    const [fresh = "", expired = "", third] = tokensIn(await folder.changed("own.http", files["own.http"]));
    for (const token of [fresh, expired]) assert.ok(await isSignedWith(token, after), "signed with the new secret");
    assert.deepEqual([claimsOf(fresh)["sub"], claimsOf(expired)["sub"], third], ["jane", "expired", foreign]);
    assert.equal(
      Number(claimsOf(fresh)["exp"]) - Number(claimsOf(fresh)["iat"]),
      300,
      "it lives as long as the old one",
    );
    for (const [name, content] of Object.entries(files))
      if (name !== "own.http" && typeof content === "string") assert.equal(await folder.read(name), content, name);

    assert.deepEqual(
      questions.map(({ message }) => message),
      [
        "Make tokens of “Orders” for another extension or a script?",
        "Write fresh tokens of “Orders” into 5 files whose requests may go elsewhere?",
        "Forget the previous client secret of “Orders” now?",
      ],
    );
    const lines = await report();
    const [left = assert.fail("one is left"), ...more] = hosts.filter((host) =>
      lines.slice(lines.findIndex((line) => line.startsWith("## Left"))).includes(`- rotation/${host}.http, line 2`),
    );
    assert.deepEqual(more, []);
    for (const host of hosts) {
      const name = `${host}.http`;
      assert.equal(questions[1]?.detail.includes(`• ${host}\n`), host !== left, host);
      if (host === left) assert.equal(await folder.read(name), elsewhere[name]);
      else
        assert.ok(
          await isSignedWith(tokensIn(await folder.changed(name, elsewhere[name] ?? ""))[0] ?? "", after),
          host,
        );
    }
    const renewed = lines.slice(3, lines.indexOf("## The old client secret stands here")).sort();
    assert.deepEqual(renewed, [
      "## Fresh tokens were written",
      ...hosts.flatMap((host) => (host === left ? [] : [`- rotation/${host}.http, line 2`])),
      "- rotation/own.http, line 2",
      "- rotation/own.http, line 6",
    ]);
    assert.deepEqual(lines.slice(0, 1), ["# What is left of the old client secret of “Orders”"]);
    assert.match(
      lines[1] ?? "",
      /^\d+ files were looked through\. Binary files, links, and what the settings “files\.exclude” and “search\.exclude” leave out were not\.$/,
    );
    assert.equal(lines[2], "In files that are no request files, 1 token of it has expired.");
    assert.deepEqual(lines.slice(3 + renewed.length), [
      "## The old client secret stands here",
      "- rotation/secrets/.env, line 2",
      "## Tokens that were not checked",
      "- rotation/unchecked.rest, line 2",
      "## Tokens in files that are no request files: “Refresh” renews them there",
      "- rotation/data.json, line 1",
      "## Left, since no fresh token was allowed there: “Refresh” asks about each",
      `- rotation/${left}.http, line 2`,
      "## Left, since the request goes through the gateway, which leaves its token out",
      "- rotation/gateway.http, line 2",
      "## Left, since a line “# jwt-app:” names another app",
      "- rotation/tied.http, line 3",
      "## Left, since a number in its claims would not be kept as it is",
      "- rotation/inexact.http, line 2",
    ]);
    for (const value of [before, after, ...tokensIn(await folder.read("data.json"))])
      assert.ok(!lines.join("\n").includes(value));
  });

  it("rotates a key pair: a new one counts once a person says that the platform has it", async () => {
    const { privateKeyPem, info } = await generateRsaKeyPair(2048);
    const app = await saved(hs256App("Keyed", { algorithm: "RS256", signingKey: info, host: "platform.kore.ai" }), {
      signingPrivateKey: privateKeyPem,
    });
    const old = await signedByKey({ appId: app.clientId, sub: "jane", exp: inAnHour() }, privateKeyPem);
    const request = `GET https://platform.kore.ai/x\nauth: ${old}\n`;
    await folder.write({ "keyed.http": request });
    const { store } = await activated();

    const declined = await rotating(await rowOf(app), [{ pick: "Generate a key pair" }], () => "Keep the Old Key");
    assert.match(
      declined.questions[0]?.detail ?? "",
      /^Its public key is on the clipboard\.\nGive the platform its public key first\.\nIn the XO Platform: .*\nUntil you go on here, the old key signs\.\nFingerprint of the new public key: SHA256:/,
    );
    assert.equal((await store.get(app.id))?.signingKey?.fingerprint, info.fingerprint);
    assert.equal((await secretsOf(app)).signingPrivateKey, privateKeyPem);

    await assert.rejects(
      rotating({ app: app.id }, [{ pick: "Paste a private key" }, { type: privateKeyPem.replaceAll("\n", "") }]),
      /“Keyed” has this key already, so nothing was changed\./,
    );

    await rotating(await rowOf(app), [{ pick: "Generate a key pair" }, "enter"], () => "Use the New Key");
    const now = await store.get(app.id);
    assert.notEqual(now?.signingKey?.fingerprint, info.fingerprint);
    assert.equal(await vscode.env.clipboard.readText(), now?.signingKey?.publicKey);
    assert.equal(now?.hasPreviousSecret, false);
    const [fresh = ""] = tokensIn(await folder.changed("keyed.http", request));
    assert.notEqual(fresh, old);
    assert.equal(claimsOf(fresh)["sub"], "jane");
    assert.ok(await isVerifiedBy(fresh, now?.signingKey?.publicKey ?? ""));
  });

  it("says of an app without a secret what it lacks", async () => {
    const app = await saved(hs256App("Bare", { missingSecrets: ["clientSecret"] }), {});
    await assert.rejects(
      rotating({ app: app.id }, []),
      /“Bare” has no client secret here that could be rotated\. Enter the one that it has now\./,
    );
  });
});

/** A compact JWS of RS256, by Web Crypto alone. */
async function signedByKey(claims: object, pem: string): Promise<string> {
  const key = await crypto.subtle.importKey("pkcs8", bytesOf(pem), RS256, false, ["sign"]);
  const input = `${base64url(JSON.stringify({ alg: "RS256", typ: "JWT" }))}.${base64url(JSON.stringify(claims))}`;
  const signature = await crypto.subtle.sign(RS256, key, new TextEncoder().encode(input));
  return `${input}.${base64url(String.fromCharCode(...new Uint8Array(signature)))}`;
}

async function isVerifiedBy(token: string, pem: string): Promise<boolean> {
  const key = await crypto.subtle.importKey("spki", bytesOf(pem), RS256, false, ["verify"]);
  const [header = "", claims = "", signature = ""] = token.split(".");
  const bytes = fromBase64(signature.replaceAll("-", "+").replaceAll("_", "/"));
  return crypto.subtle.verify(RS256, key, bytes, new TextEncoder().encode(`${header}.${claims}`));
}

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

function bytesOf(pem: string): Uint8Array<ArrayBuffer> {
  return fromBase64(pem.replace(/-----[^-]+-----|\s/g, ""));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
