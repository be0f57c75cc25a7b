import type { AppSecrets } from "../../domain/apps/appSecrets";
import { appFromForm, type FormRequest, type FormResult } from "../../domain/apps/form/formApp";
import { type GeneratedKeys, readFormKeys } from "../../domain/apps/form/formKeys";
import {
  defaultValues,
  type FormContext,
  type FormValues,
  type SecretName,
  valuesOf,
  mergedValues,
} from "../../domain/apps/form/formValues";
import { keepableValues, startingValues } from "../../domain/apps/form/formFields";
import { type FieldErrors, findErrors, sentenceOf } from "../../domain/apps/form/formErrors";
import type { FormStart } from "../../domain/apps/form/formStart";
import { HOST_PRESETS } from "../../domain/apps/hosts";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import type { Sentence } from "../../domain/apps/sentence";
import { type LocalPlatformState, type NextStep, nextSteps } from "../../domain/apps/form/nextSteps";
import { secretUnused } from "../../domain/apps/unfitting";
import { UserError } from "../../domain/errors";
import { generateRsaKeyPair, type ImportedPrivateKey } from "../../domain/keys/rsaKeys";
import type { Ports } from "../../domain/ports";
import {
  type ExtensionMessage,
  FormMessage,
  type KeptState,
  type KeyPurpose,
  type KeySize,
  readMessage,
  type Summary,
} from "../../../webview/protocol";

/** The apps, as `AppStore` has them. */
export interface FormApps {
  apps(): Promise<JwtApp[]>;
  get(id: string): Promise<JwtApp | undefined>;
  secretsOf(app: JwtApp): Promise<AppSecrets | undefined>;
  save(app: JwtApp, secrets?: AppSecrets): Promise<JwtApp>;
  update(
    app: JwtApp,
    change: (current: JwtApp) => JwtApp,
    changeSecrets?: (stored: AppSecrets | undefined) => AppSecrets,
  ): Promise<JwtApp>;
}

/** What the editor does for one open form. */
export interface FormEditor {
  readonly post: (message: ExtensionMessage) => void;
  readonly copy: (label: string, text: string) => Promise<void>;
  readonly copyClientSecret: (app: JwtApp) => Promise<void>;
  readonly saved: (app: JwtApp, created: boolean) => void;
  /** Does the step for the app, and says whether it was done: a person may close its prompt. */
  readonly takeStep: (step: NextStep, app: JwtApp) => Promise<boolean>;
  readonly localPlatform: () => LocalPlatformState;
  /** Closes the form, where a person who would lose something by it says so. */
  readonly cancel: () => Promise<void>;
  readonly close: () => void;
  /** Shows an error where the form can't. */
  readonly tell: (sentence: string) => void;
  /** The sentence in the user's language. */
  readonly translate: (sentence: Sentence) => string;
  /** Translations for the form itself, by English text. */
  readonly strings: Readonly<Record<string, string>>;
  /** Logs an error that is none of the user's and returns what to tell them; undefined for nothing. */
  readonly report: (error: unknown) => string | undefined;
  /** Takes what an unreadable message calls itself. */
  readonly reportUnknownMessage: (type: string) => void;
}

export interface FormSessionPorts extends Ports {
  readonly apps: FormApps;
  readonly editor: FormEditor;
  /** A new UUID. */
  readonly newId: () => string;
  /** Internal id of the edited app; undefined for a new one. */
  readonly editing: string | undefined;
  /** Where the form begins, if not as usual. */
  readonly start?: FormStart | undefined;
  /** Of the form that this one goes on with. */
  readonly draft?: FormDraft | undefined;
}

/** What was typed into a form and isn't saved. Key pairs are held in memory, as by the form; no other secret is in it. */
export interface FormDraft {
  readonly state: KeptState;
  readonly generated: ReadonlyMap<string, GeneratedPair>;
}

interface GeneratedPair {
  readonly purpose: KeyPurpose;
  readonly bits: KeySize;
  readonly pair: Promise<ImportedPrivateKey>;
}

/** The extension's half of one open form. Private halves of generated keys are held here until the app is saved. */
export class FormSession {
  readonly #generated: Map<string, GeneratedPair>;
  #state: KeptState | undefined;
  /** What the form showed of the edited app before anything was typed. */
  #shown: FormValues | undefined;
  /** The steps that were done in the summary. */
  readonly #taken = new Set<NextStep>();
  #saved: { readonly app: JwtApp; readonly before: JwtApp | undefined; readonly summary: Summary } | undefined;
  #saving: Promise<void> | undefined;

  readonly #ports: FormSessionPorts;

  constructor(ports: FormSessionPorts) {
    this.#ports = ports;

    this.#generated = new Map(ports.draft?.generated);
    this.#state = ports.draft?.state;
  }

  /** What would be lost if the form were closed now; undefined for nothing. What is being saved is waited for. */
  async draft(): Promise<FormDraft | undefined> {
    await this.#saving?.catch(() => undefined);
    return this.#state && !this.#saved ? { state: this.#state, generated: new Map(this.#generated) } : undefined;
  }

  /** Handles one message of the form, whatever it is; never rejects. */
  async receive(unread: unknown): Promise<void> {
    const message = readMessage(FormMessage, unread);
    if (!message) return this.#ports.editor.reportUnknownMessage(typeOf(unread));
    try {
      await this.#handle(message);
    } catch (error) {
      const sentence = this.#sentenceFor(error);
      if (sentence === undefined) return;
      // What fails behind the summary isn't the form's any more.
      if (this.#saved) this.#ports.editor.tell(sentence);
      else this.#post({ type: "refused", errors: {}, message: sentence });
    }
  }

  /** Tells the summary what is left to do, where that may have changed; never rejects. */
  async refreshSteps(): Promise<void> {
    if (!this.#saved) return;
    const before = this.#saved.summary.steps;
    const steps = await this.#openSteps(this.#saved).catch(() => before);
    this.#saved = { ...this.#saved, summary: { ...this.#saved.summary, steps } };
    if (steps.join() !== before.join()) this.#post({ type: "nextSteps", steps });
  }

  #handle(message: FormMessage): Promise<void> | void {
    const { editor } = this.#ports;
    switch (message.type) {
      case "ready":
        return this.#init();
      case "check":
        return this.#check(message.sequence, message.values);
      case "generateKey":
        return this.#sendKey(message.purpose, message.bits);
      case "save":
        return this.#save(message.values);
      case "copy":
        return this.#copy(message.label, message.text);
      case "copyClientSecret":
        return this.#saved && editor.copyClientSecret(this.#saved.app);
      case "draft":
        return this.#keep(message.state);
      case "cancel":
        return editor.cancel();
      case "nextStep":
        return this.#takeStep(message.step);
      case "close":
        return editor.close();
    }
  }

  /** The form leaves out secrets; whatever it sends, none is kept here. */
  #keep(state: KeptState | undefined): void {
    this.#state = state && { ...state, values: keepableValues(state.values) };
  }

  async #init(): Promise<void> {
    const existing = await this.#existing();
    let secrets: AppSecrets | undefined;
    let message: string | undefined;
    try {
      secrets = await this.#secretsOf(existing);
    } catch (error) {
      message = this.#sentenceFor(error);
    }
    // A form that goes on shows what was typed into it, on top of what it began with.
    if (existing && !(this.#shown && this.#state)) this.#shown = valuesOf(existing);
    this.#post({
      type: "init",
      context: await this.#context(existing, secrets),
      ...(existing ? startingValues(existing, this.#ports.start) : { values: defaultValues() }),
      message,
      hosts: HOST_PRESETS.map(({ host }) => host),
      strings: this.#ports.editor.strings,
      generatedKeys: await this.#shownKeys(),
      draft: this.#state,
      summary: this.#saved?.summary,
    });
  }

  async #check(sequence: number, values: FormValues): Promise<void> {
    const context = await this.#context(await this.#existing(), undefined);
    const { keys, errors } = await readFormKeys(values, context, this.#generatedFor(values));
    this.#post({
      type: "checked",
      sequence,
      errors: this.#translate({ ...errors, ...findErrors(values, context) }),
      signingPublicKey: keys.signing?.info.publicKey,
    });
  }

  async #sendKey(purpose: KeyPurpose, bits: KeySize): Promise<void> {
    const { info } = await this.#generate(purpose, bits);
    this.#post({ type: "keyGenerated", purpose, bits, publicKey: info.publicKey });
  }

  async #save(values: FormValues): Promise<void> {
    if (this.#saving || this.#saved) return;
    this.#saving = this.#saveOnce(values).finally(() => (this.#saving = undefined));
    await this.#saving;
  }

  /** Where the app is changed once more between reading and saving it, all is made anew of what it is then. */
  async #saveOnce(typed: FormValues): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#saveNow(typed);
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile)) throw error;
        if (attempt === MAX_ATTEMPTS)
          throw new UserError("app-busy", "Another window is changing this app.", { remedy: "Try again in a minute." });
      }
    }
  }

  async #saveNow(typed: FormValues): Promise<void> {
    const existing = await this.#existing();
    const values = existing && this.#shown ? mergedValues(typed, this.#shown, valuesOf(existing)) : typed;
    // Another window gave the app an algorithm that has no use for what was typed.
    if (existing && typed.clientSecret !== "" && signsWithSecret(typed.algorithm) && !signsWithSecret(values.algorithm))
      throw secretUnused(existing);
    const secrets = await this.#secretsOf(existing);
    const request: FormRequest = {
      ports: this.#ports,
      newId: this.#ports.newId,
      context: await this.#context(existing, secrets),
      storedSecrets: secrets,
      generated: this.#generatedFor(values),
    };
    const result = await appFromForm(values, request);
    if (result.status === "refused") return this.#post({ type: "refused", errors: this.#translate(result.errors) });
    await this.#store(result, existing);
  }

  async #store({ app, secrets }: Extract<FormResult, { status: "ok" }>, before: JwtApp | undefined): Promise<void> {
    let saved: JwtApp;
    try {
      saved = before ? await this.#change(before, app, secrets) : await this.#ports.apps.save(app, secrets);
    } catch (error) {
      // Another window may have taken the name while this form was open.
      if (!(error instanceof UserError) || error.code !== "duplicate-name") throw error;
      return this.#post({ type: "refused", errors: this.#translate({ name: sentenceOf(error) }) });
    }
    const created = before === undefined;
    const hasClientSecret = secrets?.reveal().clientSecret !== undefined;
    const steps = nextSteps(saved, { before, hasClientSecret, localPlatform: this.#ports.editor.localPlatform() });
    this.#saved = { app: saved, before, summary: { ...summaryOf(saved, created), hasClientSecret, steps } };
    this.#generated.clear();
    this.#ports.editor.saved(saved, created);
    this.#post({ type: "saved", summary: this.#saved.summary });
  }

  #change(before: JwtApp, app: JwtApp, secrets: AppSecrets | undefined): Promise<JwtApp> {
    const change = (current: JwtApp): JwtApp => {
      if (JSON.stringify(current) !== JSON.stringify(before)) throw new ChangedMeanwhile();
      return app;
    };
    return this.#ports.apps.update(before, change, secrets && (() => secrets));
  }

  /** Only what is open for the app that this form saved, whatever the message says. */
  async #takeStep(step: NextStep): Promise<void> {
    if (!this.#saved) return;
    const app = await this.#ports.apps.get(this.#saved.app.id);
    if (!app) throw new UserError("no-such-app", "This app is no longer there, or can't be read.");
    if (!(await this.#openSteps(this.#saved)).includes(step)) return this.refreshSteps();
    if (await this.#ports.editor.takeStep(step, app)) this.#taken.add(step);
    await this.refreshSteps();
  }

  /** A key's own button in the summary copies what the step for it does. */
  async #copy(label: string, text: string): Promise<void> {
    await this.#ports.editor.copy(label, text);
    const { signingPublicKey, payloadPublicKey } = this.#saved?.summary ?? {};
    if (text === signingPublicKey) this.#taken.add("uploadSigningKey");
    if (text === payloadPublicKey) this.#taken.add("pastePayloadKey");
    await this.refreshSteps();
  }

  async #openSteps({
    app: { id },
    before,
  }: {
    readonly app: JwtApp;
    readonly before: JwtApp | undefined;
  }): Promise<NextStep[]> {
    const { apps, editor } = this.#ports;
    const app = await apps.get(id);
    if (!app) return [];
    const secrets = await apps.secretsOf(app).catch(() => undefined);
    const hasClientSecret = secrets?.reveal().clientSecret !== undefined;
    return nextSteps(app, { before, hasClientSecret, localPlatform: editor.localPlatform(), taken: this.#taken });
  }

  /** The edited app as it is now: its scopes, say, may have changed since the form was opened. */
  async #existing(): Promise<JwtApp | undefined> {
    const { editing, apps } = this.#ports;
    if (editing === undefined) return undefined;
    const app = await apps.get(editing);
    if (app || this.#saved) return app;
    throw new UserError("no-such-app", "This app is no longer there, or can't be read.");
  }

  #secretsOf(app: JwtApp | undefined): Promise<AppSecrets | undefined> {
    return app ? this.#ports.apps.secretsOf(app) : Promise.resolve(undefined);
  }

  async #context(existing: JwtApp | undefined, secrets: AppSecrets | undefined): Promise<FormContext> {
    const others = (await this.#ports.apps.apps()).filter(({ id }) => id !== existing?.id);
    const stored = Object.entries(secrets?.reveal() ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [name as SecretName],
    );
    return { others: others.map(({ name, clientId }) => ({ name, clientId })), ...(existing && { existing }), stored };
  }

  #generate(purpose: KeyPurpose, bits: KeySize): Promise<ImportedPrivateKey> {
    const id = `${purpose} ${bits}`;
    const present = this.#generated.get(id)?.pair;
    if (present) return present;
    const pair = generateRsaKeyPair(bits);
    this.#generated.set(id, { purpose, bits, pair });
    return pair;
  }

  /** The key pairs whose public half the form shows. */
  #generatedFor(values: FormValues): GeneratedKeys {
    return {
      signing: this.#generated.get("signing 2048")?.pair,
      payload: this.#generated.get(`payload ${values.payloadKeySize}`)?.pair,
    };
  }

  #shownKeys() {
    return Promise.all(
      [...this.#generated.values()].map(async ({ purpose, bits, pair }) => ({
        purpose,
        bits,
        publicKey: (await pair).info.publicKey,
      })),
    );
  }

  #translate(errors: FieldErrors): Record<string, string> {
    const sentences = Object.entries(errors).map(([field, sentence]) => [
      field,
      this.#ports.editor.translate(sentence),
    ]);
    return Object.fromEntries(sentences) as Record<string, string>;
  }

  #sentenceFor(error: unknown): string | undefined {
    return error instanceof UserError
      ? this.#ports.editor.translate(sentenceOf(error))
      : this.#ports.editor.report(error);
  }

  #post(message: ExtensionMessage): void {
    this.#ports.editor.post(message);
  }
}

/** The app is no longer what the form's answer was made for. */
class ChangedMeanwhile extends Error {}

const MAX_ATTEMPTS = 5;

function summaryOf(app: JwtApp, created: boolean): Omit<Summary, "hasClientSecret" | "steps"> {
  const generated = app.credentials === "generated";
  return {
    created,
    name: app.name,
    appId: app.appId,
    clientId: app.clientId,
    generated,
    signingPublicKey: app.signingKey?.publicKey,
    payloadPublicKey: app.payloadKey?.kind === "keyPair" ? app.payloadKey.publicKey : undefined,
    platformKey: generated && app.platformKey ? JSON.stringify(app.platformKey, undefined, 2) : undefined,
  };
}

/** What the message calls itself, if that is a plain word; never what is in it. */
function typeOf(message: unknown): string {
  const type: unknown = typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
  return typeof type === "string" && /^[A-Za-z]{1,30}$/.test(type) ? type : "no type";
}
