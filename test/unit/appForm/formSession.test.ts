import assert from "node:assert/strict";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { defaultValues, type FormValues, valuesOf } from "../../../src/domain/apps/form/formValues";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { fill, UserError } from "../../../src/domain/errors";
import type { NextStep } from "../../../src/domain/apps/form/nextSteps";
import { webPorts } from "../../../src/domain/ports";
import { FormSession } from "../../../src/editor/appForm/formSession";
import type { FormApps, FormDraft } from "../../../src/editor/appForm/formSessionPorts";
import { ExtensionMessage, type KeptState, readMessage } from "../../../webview/protocol";
import { sampleApp } from "./sampleApp";

const SECRET = "c2VjcmV0IG9mIHRoZSBmb3JtJ3Mgb3duIHRlc3RzISE=";
const filledIn = (changes: Partial<FormValues> = {}) => ({
  ...defaultValues(),
  name: "Orders",
  clientId: "cs-1",
  clientSecret: SECRET,
  ...changes,
});

const PAGE = "https://docs.kore.ai/ai-for-service/apis/automation/api-introduction";

describe("the extension's half of the form", () => {
  it("sends an edited app's values and which secrets are stored, and no secret", async () => {
    const app = sampleApp();
    const session = open({ apps: [app], secrets: new AppSecrets({ clientSecret: SECRET }), editing: app.id });
    const init = await session.answer({ type: "ready" }, "init");
    assert.equal(init.values.name, "Orders");
    assert.deepEqual(init.context.stored, ["clientSecret"]);
    assert.deepEqual(init.context.others, []);
    assert.equal(JSON.stringify(session.posted).includes(SECRET), false);
  });

  it("saves a new app and shows its summary, with the secret masked", async () => {
    const session = open();
    const { summary } = await session.answer({ type: "save", values: filledIn() }, "saved");
    assert.deepEqual(summary, {
      created: true,
      name: "Orders",
      appId: undefined,
      clientId: "cs-1",
      hasClientSecret: true,
      generated: false,
      signingPublicKey: undefined,
      payloadPublicKey: undefined,
      platformKey: undefined,
      steps: ["assignScopes", "copyToken", "writeRequest"],
      places: {
        enterSecret: { words: "In the XO Platform: App Settings > Dev Tools > Web/Mobile SDK.", page: PAGE },
        uploadSigningKey: { words: "In the XO Platform: App Settings > Dev Tools > Web/Mobile SDK.", page: PAGE },
        pastePayloadKey: { words: "In the XO Platform: App Settings > Dev Tools > Web/Mobile SDK.", page: PAGE },
        assignScopes: {
          words: "In the XO Platform: App Settings > Dev Tools > API Scope > Create API Scope.",
          page: `${PAGE}#associating-api-scopes`,
        },
        publishScopes: {
          words: "In the XO Platform: Deploy > Publish.",
          page: "https://docs.kore.ai/ai-for-service/deployment/publishing-app",
        },
      },
    });
    assert.deepEqual(
      session.saved.map(({ app, secrets }) => [app.name, secrets?.reveal()]),
      [["Orders", { clientSecret: SECRET }]],
    );
    assert.equal(JSON.stringify(session.posted).includes(SECRET), false);
    // Hidden and shown again, the form is told of it.
    assert.deepEqual((await session.answer({ type: "ready" }, "init")).summary, summary);
  });

  it("sends no link but to a page of the documentation", async () => {
    const session = open();
    const { summary } = await session.answer({ type: "save", values: filledIn() }, "saved");
    const read = (page: string) =>
      readMessage(ExtensionMessage, {
        type: "saved",
        summary: { ...summary, places: { assignScopes: { words: "", page } } },
      });
    assert.ok(read("https://docs.kore.ai/x"));
    for (const page of [
      "http://docs.kore.ai/x",
      "https://docs.kore.ai.example/x",
      "https://docs.kore.ai@x.example/",
      "command:x",
    ])
      assert.equal(read(page), undefined, page);
  });

  it("saves once, however often it is asked", async () => {
    const session = open();
    await Promise.all([
      session.receive({ type: "save", values: filledIn() }),
      session.receive({ type: "save", values: filledIn() }),
    ]);
    await session.receive({ type: "save", values: filledIn() });
    assert.equal(session.saved.length, 1);
  });

  it("checks again what the form has checked", async () => {
    const session = open({ apps: [sampleApp()] });
    const { errors } = await session.answer(
      { type: "save", values: filledIn({ name: "ORDERS", clientId: "" }) },
      "refused",
    );
    assert.deepEqual(errors, {
      name: "There is already an app called “Orders”. Choose another name.",
      clientId: "Paste the client ID that the platform shows for this app.",
    });
    assert.equal(session.saved.length, 0);
  });

  it("checks keys while the form is filled in", async () => {
    const session = open();
    const values = filledIn({ algorithm: "RS256", signingKey: "paste", signingPrivateKey: "{}" });
    const { sequence, errors } = await session.answer({ type: "check", sequence: 3, values }, "checked");
    assert.deepEqual([sequence, Object.keys(errors)], [3, ["signingPrivateKey"]]);
  });

  it("saves the key pair whose public half it has shown", async () => {
    const session = open();
    const { publicKey } = await session.answer({ type: "generateKey", purpose: "payload", bits: 2048 }, "keyGenerated");
    assert.equal((await session.answer({ type: "ready" }, "init")).generatedKeys[0]?.publicKey, publicKey);
    const { summary } = await session.answer(
      { type: "save", values: filledIn({ enforcePayloadEncryption: true }) },
      "saved",
    );
    assert.equal(summary.payloadPublicKey, publicKey);
    assert.equal(JSON.stringify(session.posted).includes("PRIVATE KEY"), false);
  });

  it("tells of a failing store in its own sentence and can be tried again", async () => {
    const session = open();
    session.failure = new UserError("disk-full", "The disk is full, so nothing was changed.", {
      remedy: "Make room, then try again.",
    });
    const refused = await session.answer({ type: "save", values: filledIn() }, "refused");
    assert.deepEqual(refused, {
      type: "refused",
      errors: {},
      message: "The disk is full, so nothing was changed. Make room, then try again.",
    });
    session.failure = new UserError("duplicate-name", "There is already an app called “{0}”.", {
      args: ["Orders"],
      remedy: "Choose another name.",
    });
    assert.deepEqual((await session.answer({ type: "save", values: filledIn() }, "refused")).errors, {
      name: "There is already an app called “Orders”. Choose another name.",
    });
    session.failure = undefined;
    await session.answer({ type: "save", values: filledIn() }, "saved");
  });

  describe("of an app that is changed while it is open", () => {
    const secrets = new AppSecrets({ clientSecret: SECRET });
    const another = (app: JwtApp): JwtApp => ({
      ...app,
      host: "changed.example",
      scopes: [{ id: "xo/metrics", published: true }],
      enforceJti: true,
    });

    it("writes back nothing that it showed and nobody touched", async () => {
      const app = sampleApp();
      const apps = [app];
      const session = open({ apps, secrets, editing: app.id });
      const { values } = await session.answer({ type: "ready" }, "init");
      apps[0] = another(app);
      await session.answer(
        {
          type: "save",
          values: { ...values, botId: "st-12345678-1234-5234-8234-123456789012", host: "typed.example" },
        },
        "saved",
      );
      const [saved] = session.saved;
      assert.deepEqual(
        [saved?.app.host, saved?.app.scopes, saved?.app.enforceJti, saved?.app.botId],
        ["typed.example", another(app).scopes, true, "st-12345678-1234-5234-8234-123456789012"],
      );
    });

    it("is saved on top of what comes at the last moment", async () => {
      const app = sampleApp();
      const apps = [app];
      const session = open({ apps, secrets, editing: app.id });
      const { values } = await session.answer({ type: "ready" }, "init");
      session.meanwhile = () => void (apps[0] = another(app));
      await session.answer({ type: "save", values: { ...values, name: "Other" } }, "saved");
      assert.deepEqual(
        session.saved.map((saved) => [saved.app.name, saved.app.host, saved.app.enforceJti]),
        [["Other", "changed.example", true]],
      );
    });

    it("says so where there is no end of changes", async () => {
      const app = sampleApp();
      const apps = [app];
      const session = open({ apps, secrets, editing: app.id });
      const { values } = await session.answer({ type: "ready" }, "init");
      let time = app.updatedAt;
      session.meanwhile = () => void (apps[0] = { ...app, updatedAt: ++time });
      const { message } = await session.answer({ type: "save", values: { ...values, name: "Other" } }, "refused");
      assert.deepEqual([message, session.saved], ["Another window is changing this app. Try again in a minute.", []]);
    });

    it("stores nothing, and no secret, where it is deleted", async () => {
      const app = sampleApp();
      const apps = [app];
      const session = open({ apps, secrets, editing: app.id });
      const { values } = await session.answer({ type: "ready" }, "init");
      session.meanwhile = () => void (apps.length = 0);
      const { message } = await session.answer(
        { type: "save", values: { ...values, clientSecret: SECRET } },
        "refused",
      );
      assert.deepEqual(
        [message, session.saved],
        [`“${app.name}” was deleted meanwhile, so nothing of it was changed.`, []],
      );
    });

    it("takes no client secret where it doesn't sign with one any more", async () => {
      const app = sampleApp();
      const apps = [app];
      const session = open({ apps, secrets, editing: app.id });
      const { values } = await session.answer({ type: "ready" }, "init");
      apps[0] = { ...app, algorithm: "RS256" };
      const { message } = await session.answer(
        { type: "save", values: { ...values, clientSecret: SECRET } },
        "refused",
      );
      assert.deepEqual(
        [message, session.saved],
        [`“${app.name}” signs with RS256, so its client secret was not taken.`, []],
      );
    });

    it("keeps a client secret that was typed with the client ID that it was typed beside", async () => {
      const app = sampleApp();
      const apps = [app];
      const session = open({ apps, secrets, editing: app.id });
      const { values } = await session.answer({ type: "ready" }, "init");
      apps[0] = { ...app, clientId: "cs-other" };
      await session.answer({ type: "save", values: { ...values, clientSecret: SECRET } }, "saved");
      assert.deepEqual(
        session.saved.map((saved) => saved.app.clientId),
        [app.clientId],
      );
    });
  });

  it("opens although the secrets can't be read, and loses none of them by saving", async () => {
    const app = sampleApp();
    const failure = new UserError("secrets-unreadable", 'The secrets of "{0}" can\'t be read.', { args: [app.name] });
    const session = open({ apps: [app], secrets: failure, editing: app.id });
    assert.equal((await session.answer({ type: "ready" }, "init")).message, 'The secrets of "Orders" can\'t be read.');
    assert.equal(
      (await session.answer({ type: "save", values: valuesOf(app) }, "refused")).message,
      'The secrets of "Orders" can\'t be read.',
    );
    assert.equal(session.saved.length, 0);
  });

  it("edits the app as it is when saved, not as it was when opened", async () => {
    const app = sampleApp();
    const apps = [app];
    const session = open({ apps, secrets: new AppSecrets({ clientSecret: SECRET }), editing: app.id });
    await session.answer({ type: "ready" }, "init");
    apps[0] = { ...app, scopes: [{ id: "chat-history", published: false }] };
    await session.answer({ type: "save", values: { ...valuesOf(app), name: "Renamed" } }, "saved");
    assert.deepEqual(session.saved[0]?.app.scopes, [{ id: "chat-history", published: false }]);
    assert.equal(session.saved[0]?.app.name, "Renamed");
  });

  it("says so when the edited app is gone", async () => {
    const session = open({ editing: "0b2e1f7e-1d0a-4c55-9f8e-2a5b6c7d8e9f" });
    assert.equal(
      (await session.answer({ type: "ready" }, "refused")).message,
      "This app is no longer there, or can't be read.",
    );
  });

  it("copies a client secret only of an app that it has saved, and tells beside the summary what fails", async () => {
    const session = open();
    await session.receive({ type: "copyClientSecret" });
    assert.deepEqual(session.told, []);
    await session.receive({ type: "save", values: filledIn() });
    const before = session.posted.length;
    await session.receive({ type: "copyClientSecret" });
    assert.deepEqual([session.told, session.posted.length], [["The client secret isn't here."], before]);
  });

  it("does a step of the summary only while it is open for the app that was saved", async () => {
    const apps: JwtApp[] = [];
    const session = open({ apps });
    await session.receive({ type: "nextStep", step: "assignScopes" });
    assert.deepEqual(session.taken, [], "nothing is saved yet");
    const { summary } = await session.answer({ type: "save", values: filledIn({ clientId: "cs-2" }) }, "saved");
    assert.deepEqual(summary.steps, ["assignScopes", "copyToken", "writeRequest"]);
    await session.receive({ type: "nextStep", step: "copyToken" });
    assert.match(session.told.join(), /This app is no longer there/);
    apps.push({ ...(session.saved[0]?.app ?? assert.fail()), scopes: [{ id: "xo/chat-history", published: false }] });
    session.secrets = session.saved[0]?.secrets;
    assert.deepEqual((await session.answer({ type: "nextStep", step: "assignScopes" }, "nextSteps")).steps, [
      "publishScopes",
      "copyToken",
      "writeRequest",
    ]);
    assert.deepEqual(session.taken, [], "what is done isn't done again");
    for (const step of ["publishScopes", "startLocalPlatform", "uploadSigningKey", "pastePayloadKey", "copyToken"]) {
      await session.receive({ type: "nextStep", step });
    }
    assert.deepEqual(session.taken, ["publishScopes", "copyToken"]);
    await session.receive({ type: "nextStep", step: "deleteApp" });
    assert.deepEqual([session.taken.length, session.unknown], [2, ["nextStep"]]);
  });

  it("leaves out of the summary what was done in it, but for what the app itself tells", async () => {
    const apps: JwtApp[] = [];
    const session = open({ apps });
    for (const purpose of ["signing", "payload"])
      await session.answer({ type: "generateKey", purpose, bits: 2048 }, "keyGenerated");
    const keys = { enforcePayloadEncryption: true, algorithm: "RS256" } as const;
    const { summary } = await session.answer({ type: "save", values: filledIn(keys) }, "saved");
    apps.push(session.saved[0]?.app ?? assert.fail());
    session.secrets = session.saved[0]?.secrets;
    assert.deepEqual(summary.steps, [
      "uploadSigningKey",
      "pastePayloadKey",
      "assignScopes",
      "copyToken",
      "writeRequest",
    ]);
    const left = async (message: unknown) => (await session.answer(message, "nextSteps")).steps;
    assert.deepEqual(await left({ type: "nextStep", step: "uploadSigningKey" }), [
      "pastePayloadKey",
      "assignScopes",
      "copyToken",
      "writeRequest",
    ]);
    // The key's own button does the same.
    assert.deepEqual(await left({ type: "copy", label: "Payload Public Key", text: summary.payloadPublicKey ?? "" }), [
      "assignScopes",
      "copyToken",
      "writeRequest",
    ]);
    assert.deepEqual(await left({ type: "nextStep", step: "copyToken" }), ["assignScopes", "writeRequest"]);
    const before = session.posted.length;
    // No scope is assigned yet, whatever was pressed; and a prompt that was closed has done nothing.
    await session.receive({ type: "nextStep", step: "assignScopes" });
    session.isDone = false;
    await session.receive({ type: "nextStep", step: "writeRequest" });
    await session.receive({ type: "copy", label: "Name", text: "Orders" });
    assert.equal(session.posted.length, before);
    assert.deepEqual((await session.answer({ type: "ready" }, "init")).summary?.steps, [
      "assignScopes",
      "writeRequest",
    ]);
  });

  it("tells the summary what is left, once something was done elsewhere, and only then", async () => {
    const apps: JwtApp[] = [];
    const session = open({ apps });
    await session.session.refreshSteps();
    await session.receive({ type: "save", values: filledIn() });
    apps.push(session.saved[0]?.app ?? assert.fail());
    session.secrets = session.saved[0]?.secrets;
    await session.session.refreshSteps();
    assert.deepEqual(
      session.posted.map(({ type }) => type),
      ["saved"],
    );
    apps[0] = { ...(apps[0] ?? assert.fail()), scopes: [{ id: "xo/chat-history", published: true }] };
    await session.session.refreshSteps();
    assert.deepEqual(session.posted.at(-1), { type: "nextSteps", steps: ["copyToken", "writeRequest"] });
    // Hidden and shown again, the form has the newest.
    assert.deepEqual((await session.answer({ type: "ready" }, "init")).summary?.steps, ["copyToken", "writeRequest"]);
    apps.length = 0;
    await session.session.refreshSteps();
    assert.deepEqual(session.posted.at(-1), { type: "nextSteps", steps: [] });
  });

  describe("a draft", () => {
    const state = (values: FormValues): KeptState => ({
      saved: false,
      page: 0,
      values,
      dropped: ["clientSecret"],
      shownKeys: [],
    });

    it("is what was typed and isn't saved, without a secret, whatever the form sends", async () => {
      const session = open();
      assert.equal(await session.session.draft(), undefined);
      await session.receive({
        type: "draft",
        state: state(filledIn({ payloadSharedKey: SECRET, name: "-----BEGIN PRIVATE KEY-----" })),
      });
      const draft = await session.session.draft();
      assert.deepEqual(
        [
          draft?.state.values.clientId,
          draft?.state.values.clientSecret,
          draft?.state.values.payloadSharedKey,
          draft?.state.values.name,
        ],
        ["cs-1", "", "", ""],
      );
      assert.equal(JSON.stringify(draft).includes(SECRET), false);
      await session.receive({ type: "draft" });
      assert.equal(await session.session.draft(), undefined);
    });

    it("is nothing once it is saved, also while that is under way", async () => {
      const session = open();
      await session.receive({ type: "draft", state: state(filledIn()) });
      const saving = session.receive({ type: "save", values: filledIn() });
      assert.equal(await session.session.draft(), undefined);
      await saving;
    });

    it("is there still where saving was refused", async () => {
      const session = open();
      await session.receive({ type: "draft", state: state(filledIn({ name: "" })) });
      const saving = session.receive({ type: "save", values: filledIn({ name: "" }) });
      assert.equal((await session.session.draft())?.state.values.clientId, "cs-1");
      await saving;
    });

    it("goes on in another form, with the key pairs whose public halves were shown", async () => {
      const first = open();
      const { publicKey } = await first.answer({ type: "generateKey", purpose: "payload", bits: 2048 }, "keyGenerated");
      await first.receive({ type: "draft", state: state(filledIn({ enforcePayloadEncryption: true })) });
      const second = open({ draft: await first.session.draft() });
      const init = await second.answer({ type: "ready" }, "init");
      assert.deepEqual(
        [init.draft?.values.name, init.generatedKeys.map((key) => key.publicKey)],
        ["Orders", [publicKey]],
      );
      assert.equal(JSON.stringify(second.posted).includes(SECRET), false);
      const { summary } = await second.answer(
        { type: "save", values: filledIn({ enforcePayloadEncryption: true }) },
        "saved",
      );
      assert.equal(summary.payloadPublicKey, publicKey);
    });
  });

  it("ignores a message of another shape and names it only by its type", async () => {
    const session = open();
    const messages = [
      undefined,
      null,
      7,
      "save",
      [],
      { type: "save" },
      { type: "save", values: { ...filledIn(), name: 7 } },
      { type: "check", sequence: -1, values: filledIn() },
      { type: `x${SECRET}` },
      { type: "save", values: filledIn({ name: "n".repeat(40_001) }) },
      { type: "generateKey", purpose: "payload", bits: 1_000_000 },
    ];
    for (const message of messages) await session.receive(message);
    assert.deepEqual(session.unknown, [
      "no type",
      "no type",
      "no type",
      "no type",
      "no type",
      "save",
      "save",
      "check",
      "no type",
      "save",
      "generateKey",
    ]);
    assert.deepEqual([session.posted, session.saved], [[], []]);
  });

  it("reports an error that is a bug without quoting it", async () => {
    const session = open();
    session.failure = new Error(SECRET);
    const { message } = await session.answer({ type: "save", values: filledIn() }, "refused");
    assert.equal(message, "an error of its own");
  });
});

interface Options {
  readonly apps?: JwtApp[];
  readonly secrets?: AppSecrets | UserError;
  readonly editing?: string;
  readonly draft?: FormDraft | undefined;
}

function open({ apps = [], secrets, editing, draft }: Options = {}) {
  const posted: ExtensionMessage[] = [];
  const saved: { app: JwtApp; secrets: AppSecrets | undefined }[] = [];
  const unknown: string[] = [];
  const told: string[] = [];
  const taken: NextStep[] = [];
  const state = {
    failure: undefined as Error | undefined,
    secrets: undefined as AppSecrets | undefined,
    meanwhile: undefined as (() => void | Promise<void>) | undefined,
    isDone: true,
  };
  const memory: FormApps = {
    apps: async () => apps,
    get: async (id) => apps.find((app) => app.id === id),
    secretsOf: async () => {
      if (secrets instanceof UserError) throw secrets;
      return secrets ?? state.secrets;
    },
    save: async (app, values) => {
      if (state.failure) throw state.failure;
      saved.push({ app, secrets: values });
      return app;
    },
    update: async ({ id, name }, change, changeSecrets) => {
      await state.meanwhile?.();
      const current = apps.find((app) => app.id === id);
      if (!current)
        throw new UserError("app-gone", "“{0}” was deleted meanwhile, so nothing of it was changed.", { args: [name] });
      return memory.save(change(current), changeSecrets?.(secrets instanceof AppSecrets ? secrets : undefined));
    },
  };
  const session = new FormSession({
    ...webPorts,
    newId: () => crypto.randomUUID(),
    editing,
    draft,
    apps: memory,
    editor: {
      post: (message) => posted.push(message),
      copy: async () => undefined,
      copyClientSecret: async () => {
        throw new UserError("missing-secret", "The client secret isn't here.");
      },
      tell: (sentence) => told.push(sentence),
      saved: () => undefined,
      takeStep: async (step) => {
        taken.push(step);
        return state.isDone;
      },
      localPlatform: () => "stopped",
      cancel: async () => undefined,
      close: () => undefined,
      translate: ({ template, args, remedy }) =>
        [template, remedy].flatMap((text) => (text ? [fill(text, args)] : [])).join(" "),
      strings: {},
      report: () => "an error of its own",
      reportUnknownMessage: (type) => unknown.push(type),
    },
  });
  return Object.assign(state, {
    posted,
    saved,
    unknown,
    told,
    taken,
    session,
    receive: (message: unknown) => session.receive(message),
    /** The one answer to the message, which also has the shape that the form accepts. */
    answer: async <T extends ExtensionMessage["type"]>(
      message: unknown,
      type: T,
    ): Promise<Extract<ExtensionMessage, { type: T }>> => {
      const before = posted.length;
      await session.receive(message);
      const [answer, ...others] = posted.slice(before);
      assert.deepEqual([answer?.type, others], [type, []]);
      assert.notEqual(readMessage(ExtensionMessage, structuredClone(answer)), undefined);
      return answer as Extract<ExtensionMessage, { type: T }>;
    },
  });
}
