import assert from "node:assert/strict";
import {
  defaultValues,
  FORM_PAGES,
  type FieldName,
  type FormContext,
  type FormValues,
  MAX_FIELD_LENGTH,
  SECRET_FIELDS,
  valuesOf,
} from "../../../src/domain/apps/form/formValues";
import { isReadOnly, isVisible, keepableValues, visibleValues } from "../../../src/domain/apps/form/formFields";
import { findErrors } from "../../../src/domain/apps/form/formErrors";
import { findNotes } from "../../../src/domain/apps/form/formNotes";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { builtInProfile } from "../../../src/domain/payloads/envelopeProfile";
import type { SentenceWithRemedy } from "../../../src/domain/text/sentence";
import { fill } from "../../../src/domain/errors";
import { dotnetXml, independentPair } from "../keys/independentKeys";
import { sampleApp } from "./sampleApp";

const NEW: FormContext = { others: [], stored: [] };
const CLIENT_ID = "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68";
const SECRET = "c2VjcmV0IG9mIHRoZSBmb3JtJ3Mgb3duIHRlc3RzISE=";

function filledIn(changes: Partial<FormValues> = {}): FormValues {
  return { ...defaultValues(), name: "Orders", clientId: CLIENT_ID, clientSecret: SECRET, ...changes };
}

function visible(changes: Partial<FormValues>, context = NEW): FieldName[] {
  const values = filledIn(changes);
  return FORM_PAGES.flat().filter((field) => isVisible(field, values, context));
}

function said(sentence: SentenceWithRemedy | undefined): string | undefined {
  return (
    sentence &&
    [sentence.template, sentence.remedy].flatMap((text) => (text ? [fill(text, sentence.args)] : [])).join(" ")
  );
}

function errorOf(field: FieldName, changes: Partial<FormValues>, context = NEW): string | undefined {
  return said(findErrors(filledIn(changes), context)[field]);
}

function notesOf(field: FieldName, changes: Partial<FormValues>, context = NEW): string[] {
  return (findNotes(filledIn(changes), context)[field] ?? []).map((note) => `${note.level}: ${said(note) ?? ""}`);
}

describe("the form's fields", () => {
  const always: FieldName[] = ["createdIn", "usedFor", "name", "appId", "algorithm", "credentials"];
  const enforced: FieldName[] = ["enforceJti", "enforceJwe"];
  const place: FieldName[] = ["host", "botId", "accountId"];

  it("are few for an app that signs with its secret", () => {
    assert.deepEqual(visible({}), [
      ...always,
      "clientId",
      "clientSecret",
      ...enforced,
      "enforcePayloadEncryption",
      ...place,
    ]);
  });

  it("ask for no credentials where they are generated", () => {
    assert.deepEqual(visible({ credentials: "generated" }), [
      ...always,
      ...enforced,
      "enforcePayloadEncryption",
      ...place,
    ]);
  });

  it("ask for a key instead of the secret where one signs", () => {
    assert.deepEqual(visible({ algorithm: "RS512" }).slice(6, 9), ["clientId", "signingKey", "signingPublicKey"]);
    assert.deepEqual(visible({ algorithm: "RS256", signingKey: "paste" }).slice(6, 10), [
      "clientId",
      "signingKey",
      "signingPrivateKey",
      "signingPublicKey",
    ]);
  });

  it("ask for the platform's key with JWE, unless the app is generated and has its own", () => {
    assert.deepEqual(visible({ enforceJwe: true }).slice(8, 12), [
      "enforceJti",
      "enforceJwe",
      "platformKey",
      "contentEncryption",
    ]);
    assert.deepEqual(visible({ enforceJwe: true, credentials: "generated" }).slice(6, 9), [
      "enforceJti",
      "enforceJwe",
      "contentEncryption",
    ]);
  });

  it("ask for what each kind of payload key needs", () => {
    const payload = (changes: Partial<FormValues>, context = NEW) =>
      visible({ enforcePayloadEncryption: true, ...changes }, context).filter((field) => field.startsWith("payload"));
    assert.deepEqual(payload({ payloadKey: "generate" }), ["payloadKey", "payloadKeySize", "payloadPublicKey"]);
    assert.deepEqual(payload({ payloadKey: "paste" }), ["payloadKey", "payloadPublicKey", "payloadPrivateKey"]);
    assert.deepEqual(payload({ payloadKey: "shared" }), ["payloadKey", "payloadSharedKey"]);
    const shared = { ...NEW, existing: sampleApp({ enforcePayloadEncryption: true, payloadKey: { kind: "shared" } }) };
    assert.deepEqual(payload({ payloadKey: "keep" }, shared), ["payloadKey"]);
  });

  it("offer the gateway's switches where there is a payload key, and to encrypt in a kept shape alone", () => {
    const switches = (changes: Partial<FormValues>, existing?: JwtApp) =>
      visible({ enforcePayloadEncryption: true, ...changes }, { ...NEW, existing }).filter((field) =>
        field.startsWith("gateway"),
      );
    assert.deepEqual(switches({ enforcePayloadEncryption: false }), []);
    assert.deepEqual(switches({}), ["gatewayDecrypts"]);
    const app = { enforcePayloadEncryption: true, payloadKey: { kind: "shared" } } as const;
    const learned = sampleApp({ ...app, envelopeProfile: builtInProfile("shared") });
    assert.deepEqual(switches({ payloadKey: "keep" }, sampleApp(app)), ["gatewayDecrypts"]);
    for (const payloadKey of ["keep", "shared"] as const)
      assert.deepEqual(switches({ payloadKey }, learned), ["gatewayDecrypts", "gatewayEncrypts"]);
    for (const payloadKey of ["generate", "paste"] as const)
      assert.deepEqual(switches({ payloadKey }, learned), ["gatewayDecrypts"]);
  });

  it("take a public key only beside a pasted key pair", () => {
    assert.equal(isReadOnly("payloadPublicKey", filledIn({ payloadKey: "paste" })), false);
    assert.equal(isReadOnly("payloadPublicKey", filledIn({ payloadKey: "generate" })), true);
    assert.equal(isReadOnly("signingPublicKey", filledIn({ signingKey: "paste" })), true);
  });

  it("lose the text of those that can't be seen before anything is checked or sent", () => {
    const values = filledIn({
      signingPrivateKey: "left from another choice",
      platformKey: "too",
      payloadSharedKey: "too",
    });
    assert.deepEqual(visibleValues(values, NEW), filledIn());
  });

  it("begin with what an app has, without its secrets", () => {
    const app = sampleApp({
      algorithm: "RS256",
      signingKey: { publicKey: "PEM", fingerprint: "SHA256:x", bits: 2048 },
      host: "platform.kore.ai",
    });
    const values = valuesOf(app);
    assert.equal(values.signingKey, "keep");
    assert.equal(values.host, "platform.kore.ai");
    for (const field of SECRET_FIELDS) assert.equal(values[field], "");
  });
});

describe("what is kept while the form is hidden", () => {
  it("holds no secret", () => {
    const typed = filledIn({ signingPrivateKey: "a", payloadPrivateKey: "b", payloadSharedKey: "c" });
    assert.deepEqual(keepableValues(typed), filledIn({ clientSecret: "" }));
  });

  it("holds no secret that was pasted into the wrong field", () => {
    const kept = keepableValues(filledIn({ clientId: SECRET, host: "https://user:password@platform.kore.ai" }));
    assert.deepEqual([kept.clientId, kept.host], ["", ""]);
  });

  it("holds no private key that was pasted into a field of a public one", () => {
    const kept = keepableValues(
      filledIn({
        payloadPublicKey: "-----BEGIN PRIVATE KEY-----\nMIIE",
        platformKey: '{"kty":"RSA","n":"x","d":"secret"}',
        name: "-----BEGIN RSA PRIVATE KEY-----",
      }),
    );
    assert.deepEqual([kept.payloadPublicKey, kept.platformKey, kept.name], ["", "", ""]);
  });

  it("holds none that was pasted in another form, and every public key", () => {
    const { pkcs8, spki, privateJwk, publicJwk } = independentPair();
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const wrong = keepableValues(
      filledIn({
        payloadPublicKey: base64(pkcs8),
        platformKey: base64(JSON.stringify(privateJwk)),
        name: dotnetXml(privateJwk),
      }),
    );
    assert.deepEqual([wrong.payloadPublicKey, wrong.platformKey, wrong.name], ["", "", ""]);
    const right = filledIn({
      payloadPublicKey: base64(spki),
      platformKey: base64(JSON.stringify(publicJwk)),
      clientSecret: "",
    });
    assert.deepEqual(keepableValues(right), right);
  });
});

describe("a form filled in wrongly", () => {
  it("is fine when filled in rightly", () => {
    assert.deepEqual(
      findErrors(filledIn({ host: "https://platform.kore.ai/", botId: "st-1", accountId: "1" }), NEW),
      {},
    );
  });

  it("says what is missing", () => {
    const empty = { name: " ", clientId: "", clientSecret: "", algorithm: "HS256" } as const;
    assert.equal(errorOf("name", empty), "Give the app a name.");
    assert.equal(errorOf("clientId", empty), "Paste the client ID that the platform shows for this app.");
    assert.equal(errorOf("clientSecret", empty), "Paste the client secret that the platform shows for this app.");
    assert.equal(
      errorOf("signingPrivateKey", { algorithm: "RS256", signingKey: "paste" }),
      "Paste the private key, as PEM or JWK.",
    );
    assert.equal(
      errorOf("platformKey", { enforceJwe: true }),
      "Paste the public key that the platform shows as a JWK once Enforce JWE is ticked there.",
    );
    const payload = { enforcePayloadEncryption: true } as const;
    assert.equal(
      errorOf("payloadPrivateKey", { ...payload, payloadKey: "paste" }),
      "Paste the private key that belongs to the public key given to the platform.",
    );
    assert.equal(
      errorOf("payloadSharedKey", { ...payload, payloadKey: "shared" }),
      "Paste the AES-256 key that was given to the platform.",
    );
  });

  it("refuses a name of 10,000 characters with its length", () => {
    assert.equal(
      errorOf("name", { name: "n".repeat(10_000) }),
      "A name has at most 200 characters; this one has 10000.",
    );
    assert.equal(errorOf("name", { name: "n".repeat(200) }), undefined);
  });

  it("refuses a name that isn't one line, or turns the direction of writing around", () => {
    const sentence = "A name has no line breaks or other control characters.";
    for (const name of ["a\nb", "a\u0000b", "a\u2028b", "a\u202eb"]) assert.equal(errorOf("name", { name }), sentence);
  });

  it("refuses the name of another app, in upper or lower case", () => {
    const context = { ...NEW, others: [{ name: "Bestellungen Ä", clientId: "cs-1" }] };
    assert.equal(
      errorOf("name", { name: " bestellungen a\u0308" }, context),
      "There is already an app called “Bestellungen Ä”. Choose another name.",
    );
    assert.equal(errorOf("name", { name: "Bestellungen" }, context), undefined);
  });

  it("takes a name without what can't be seen in it, and refuses it where it then is another's, or nothing", () => {
    const context = { ...NEW, others: [{ name: "Prod", clientId: "cs-1" }] };
    for (const name of ["Pr\u200bod", "\ufeffprod", "Ｐｒｏｄ", "Prod\u{e0041}"]) {
      assert.equal(errorOf("name", { name }, context), "There is already an app called “Prod”. Choose another name.");
    }
    assert.equal(errorOf("name", { name: "\u200b\u3164" }), "Give the app a name.");
    assert.equal(errorOf("name", { name: "Pr\u200bod" }), undefined);
  });

  it("lets an app keep its name where another's reads the same already", () => {
    const existing = sampleApp({ name: "Prod" });
    const context = {
      ...NEW,
      existing,
      others: [
        { name: "PROD", clientId: "cs-1" },
        { name: "Test", clientId: "cs-2" },
      ],
    };
    assert.equal(errorOf("name", { name: "Prod" }, context), undefined);
    assert.equal(
      errorOf("name", { name: "Test" }, context),
      "There is already an app called “Test”. Choose another name.",
    );
  });

  it("refuses IDs with characters that can't be seen", () => {
    for (const field of ["appId", "clientId"] as const)
      assert.match(
        errorOf(field, { [field]: "cs-1\u200b2" }) ?? "",
        /^There is a space, a line break or a control character in this /,
      );
  });

  it("refuses a client ID that can't be one, and doubts one of another form", () => {
    const sentence =
      "There is a space, a line break or a control character in this client ID. Copy it again from the platform.";
    assert.equal(errorOf("clientId", { clientId: "cs-1 2" }), sentence);
    assert.equal(errorOf("clientId", { clientId: "cs-1\u0007" }), sentence);
    assert.equal(errorOf("clientId", { clientId: "c".repeat(201) }), "This client ID is too long: 201 characters.");
    assert.equal(errorOf("clientId", { clientId: ` ${CLIENT_ID}\n` }), undefined);
    assert.deepEqual(notesOf("clientId", { clientId: CLIENT_ID }), []);
    assert.deepEqual(notesOf("clientId", { clientId: "cs-1234" }), [
      "warning: Known client IDs are “cs-” and a UUID; this one has another form. Check that it was copied whole.",
    ]);
    const botId = "st-1e21a4b5-6c1d-5a0e-8f3b-2d9c7a6b5e4f";
    assert.deepEqual(notesOf("clientId", { clientId: botId }), [
      "warning: This is a bot ID. The client ID stands in the app's dialog on the platform, and begins with “cs-”.",
    ]);
    assert.deepEqual(notesOf("botId", { botId: botId.replace("st-", "cs-") }), [
      "warning: This is a client ID. The bot ID stands in the bot's settings on the platform, and begins with “st-”.",
    ]);
    assert.deepEqual(notesOf("clientId", {}, { ...NEW, others: [{ name: "Twin", clientId: CLIENT_ID }] }), [
      "warning: The app “Twin” has this client ID too.",
    ]);
  });

  it("refuses a masked secret and doubts a short or quoted one", () => {
    assert.equal(
      errorOf("clientSecret", { clientSecret: "••••••••" }),
      "This is the masked secret, not the secret itself. Show it on the platform first, then copy it.",
    );
    assert.equal(
      errorOf("clientSecret", { clientSecret: "two\nlines" }),
      "A client secret has no line breaks or other characters that can't be seen. Copy it again from the platform.",
    );
    assert.deepEqual(notesOf("clientSecret", { clientSecret: SECRET }), []);
    assert.deepEqual(notesOf("clientSecret", { clientSecret: "short" }), [
      "warning: Known client secrets have 44 characters, this one has 5. Check that it was copied whole.",
    ]);
    assert.deepEqual(notesOf("clientSecret", { clientSecret: `${SECRET} ` }), [
      "warning: There is white space at an end of this secret, and it counts when signing.",
    ]);
    assert.deepEqual(notesOf("clientSecret", { clientSecret: `"${SECRET}"` }), [
      "warning: There are quotes around this secret, and they count when signing.",
    ]);
  });

  it("refuses text beyond all measure before it is sent anywhere", () => {
    const long = "k".repeat(MAX_FIELD_LENGTH + 1);
    assert.equal(
      errorOf("signingPrivateKey", { algorithm: "RS256", signingKey: "paste", signingPrivateKey: long }),
      "This text is too long: 40001 characters, where at most 40000 make sense.",
    );
  });

  it("refuses what is no host, and doubts IDs of another form", () => {
    assert.equal(
      errorOf("host", { host: "https://platform.kore.ai/api" }),
      "This is more than a host: the path belongs to each request. Use platform.kore.ai.",
    );
    assert.equal(
      errorOf("botId", { botId: "st 1" }),
      "There is a space, a line break or a control character in this bot ID. Copy it again from the platform.",
    );
    assert.deepEqual(notesOf("botId", { botId: "st-1" }), [
      "warning: Known bot IDs are “st-” and a UUID; this one has another form.",
    ]);
    const note = (what: string): string =>
      `note: Every known ${what} has a UUID of version 5; this one's is another. It is used as it is.`;
    assert.deepEqual(notesOf("botId", { botId: "st-1e21a4b5-6c1d-4a0e-8f3b-2d9c7a6b5e4f" }), [note("bot ID")]);
    assert.deepEqual(notesOf("botId", { botId: " st-1E21A4B5-6C1D-5A0E-8F3B-2D9C7A6B5E4F " }), []);
    assert.deepEqual(notesOf("clientId", { clientId: "cs-1e21a4b5-6c1d-4a0e-8f3b-2d9c7a6b5e4f" }), [note("client ID")]);
    assert.deepEqual(notesOf("accountId", { accountId: "1" }), [
      "warning: Known account IDs are 24 hexadecimal digits; this one has another form.",
    ]);
    assert.deepEqual(notesOf("accountId", { accountId: "5f7b2f0c9d3e4a1b2c3d4e5f" }), []);
  });
});

describe("notes beside the fields", () => {
  it("tell what is documented about algorithms for public APIs", () => {
    const note =
      "note: For public APIs the platform's documentation says to choose HS256. Choose RS256 only if you know that it is accepted there.";
    assert.deepEqual(notesOf("algorithm", { algorithm: "RS256" }), [note]);
    assert.deepEqual(notesOf("algorithm", { algorithm: "HS256" }), []);
    assert.deepEqual(notesOf("algorithm", { algorithm: "RS256", usedFor: "sdks" }), []);
  });

  it("tell where the platform's dialog isn't described to ask for an algorithm", () => {
    const hint = {
      admin:
        "note: No choice of an algorithm is described for the Admin Console's dialog: it asks for the name, JTI and JWE.",
      tables:
        "note: No choice of an algorithm is described for the App Definition of Data Tables: it asks for the name, JTI and JWE.",
    };
    assert.deepEqual(notesOf("algorithm", { createdIn: "admin" }), [hint.admin]);
    assert.deepEqual(notesOf("algorithm", { createdIn: "tables" }), [hint.tables]);
    assert.equal(notesOf("algorithm", { createdIn: "admin", algorithm: "RS256" }).length, 2);
    assert.deepEqual(notesOf("algorithm", { createdIn: "xo" }), []);
  });

  it("tell where payload encryption isn't described", () => {
    const on = { enforcePayloadEncryption: true } as const;
    assert.deepEqual(notesOf("enforcePayloadEncryption", { ...on, createdIn: "admin" }), [
      "note: The Admin Console's dialog doesn't describe this option, although nine of its endpoints support it.",
    ]);
    assert.deepEqual(notesOf("enforcePayloadEncryption", { ...on, createdIn: "tables" }), [
      "note: No endpoint of Data Tables is documented to support this option.",
    ]);
    assert.deepEqual(notesOf("enforcePayloadEncryption", { ...on, createdIn: "xo" }), []);
  });

  const editing = (app: Parameters<typeof sampleApp>[0], stored: FormContext["stored"]): FormContext => ({
    ...NEW,
    existing: sampleApp(app),
    stored,
  });
  const key = { publicKey: "PEM", fingerprint: "SHA256:x", bits: 2048 };

  it("tell what saving an edited app deletes", () => {
    const secret = editing({}, ["clientSecret"]);
    assert.deepEqual(notesOf("algorithm", { algorithm: "RS256", usedFor: "sdks" }, secret), [
      "warning: Saving deletes the stored client secret: RS256 signs with a private key.",
    ]);
    const rsa = editing({ algorithm: "RS256", signingKey: key }, ["signingPrivateKey"]);
    assert.deepEqual(notesOf("algorithm", { algorithm: "HS256" }, rsa), [
      "warning: Saving deletes the signing key: HS256 signs with the client secret.",
    ]);
    const payload = editing({ enforcePayloadEncryption: true, payloadKey: { kind: "keyPair", ...key } }, [
      "clientSecret",
      "payloadPrivateKey",
    ]);
    assert.deepEqual(notesOf("enforcePayloadEncryption", {}, payload), [
      "warning: Saving deletes the payload key: what was encrypted for it can't be read any more.",
    ]);
    assert.deepEqual(notesOf("payloadKey", { enforcePayloadEncryption: true, payloadKey: "generate" }, payload), [
      "warning: Saving replaces the payload key: what was encrypted for the present one can't be read any more.",
    ]);
    assert.deepEqual(notesOf("payloadKey", { enforcePayloadEncryption: true, payloadKey: "keep" }, payload), []);
    const moved = editing({ scopes: [{ id: "chat-history", published: true }] }, ["clientSecret"]);
    assert.deepEqual(notesOf("createdIn", { createdIn: "tables" }, moved), [
      "warning: Saving removes the scopes and tables assigned to this app (1): they belong to where it was created.",
    ]);
  });

  it("tell which secrets aren't here", () => {
    assert.deepEqual(notesOf("clientSecret", { clientSecret: "" }, editing({}, [])), [
      "warning: This app's client secret isn't here; until you type it, no token can be signed.",
    ]);
    assert.equal(errorOf("clientSecret", { clientSecret: "" }, editing({}, [])), undefined);
    const rsa = editing({ algorithm: "RS256", signingKey: key }, []);
    assert.deepEqual(notesOf("signingKey", { algorithm: "RS256", signingKey: "keep" }, rsa), [
      "warning: The private half of this key isn't here; until you paste it, no token can be signed.",
    ]);
  });

  it("tell whether generated credentials stay or take the place of others", () => {
    assert.deepEqual(
      notesOf("credentials", { credentials: "generated" }, editing({ clientId: "cs-9" }, ["clientSecret"])),
      ["warning: Saving replaces the client ID cs-9 and the client secret by new ones."],
    );
    assert.deepEqual(
      notesOf(
        "credentials",
        { credentials: "generated" },
        editing({ clientId: "cs-9", credentials: "generated" }, ["clientSecret"]),
      ),
      ["note: The client ID cs-9 is kept."],
    );
  });
});
