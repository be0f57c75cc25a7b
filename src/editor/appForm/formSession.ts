import type { AppSecrets } from "../../domain/apps/appSecrets";
import { appFromForm, type FormRequest, type FormResult } from "../../domain/apps/formApp";
import { type GeneratedKeys, readFormKeys } from "../../domain/apps/formKeys";
import {
  defaultValues,
  type FieldErrors,
  findErrors,
  type FormContext,
  type FormValues,
  type SecretName,
  sentenceOf,
} from "../../domain/apps/formRules";
import type { FormStart } from "../../domain/apps/formStart";
import { HOST_PRESETS } from "../../domain/apps/hosts";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { Sentence } from "../../domain/apps/sentence";
import { startingValues } from "../../domain/apps/startingValues";
import { UserError } from "../../domain/errors";
import { generateRsaKeyPair, type ImportedPrivateKey } from "../../domain/keys/rsaKeys";
import type { Ports } from "../../domain/ports";
import { type ExtensionMessage, FormMessage, type KeyPurpose, type KeySize, readMessage, type Summary } from "../../../webview/protocol";

/** The apps, as `AppStore` has them. */
export interface FormApps {
  apps(): Promise<JwtApp[]>;
  get(id: string): Promise<JwtApp | undefined>;
  secretsOf(app: JwtApp): Promise<AppSecrets | undefined>;
  save(app: JwtApp, secrets?: AppSecrets): Promise<JwtApp>;
}

/** What the editor does for one open form. */
export interface FormEditor {
  readonly post: (message: ExtensionMessage) => void;
  readonly copy: (label: string, text: string) => Promise<void>;
  readonly copyClientSecret: (app: JwtApp) => Promise<void>;
  readonly saved: (app: JwtApp, created: boolean) => void;
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
}

/** The extension's half of one open form. Private halves of generated keys are held here until the app is saved. */
export class FormSession {
  readonly #generated = new Map<string, { purpose: KeyPurpose; bits: KeySize; pair: Promise<ImportedPrivateKey> }>();
  #saved: { readonly app: JwtApp; readonly summary: Summary } | undefined;
  #saving = false;

  constructor(private readonly ports: FormSessionPorts) {}

  /** Handles one message of the form, whatever it is; never rejects. */
  async receive(unread: unknown): Promise<void> {
    const message = readMessage(FormMessage, unread);
    if (!message) return this.ports.editor.reportUnknownMessage(typeOf(unread));
    try {
      await this.#handle(message);
    } catch (error) {
      const sentence = this.#sentenceFor(error);
      if (sentence === undefined) return;
      // What fails behind the summary isn't the form's any more.
      if (this.#saved) this.ports.editor.tell(sentence);
      else this.#post({ type: "refused", errors: {}, message: sentence });
    }
  }

  #handle(message: FormMessage): Promise<void> | void {
    const { editor } = this.ports;
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
        return editor.copy(message.label, message.text);
      case "copyClientSecret":
        return this.#saved && editor.copyClientSecret(this.#saved.app);
      case "close":
        return editor.close();
    }
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
    this.#post({
      type: "init",
      context: await this.#context(existing, secrets),
      ...(existing ? startingValues(existing, this.ports.start) : { values: defaultValues() }),
      message,
      hosts: HOST_PRESETS.map(({ host }) => host),
      strings: this.ports.editor.strings,
      generatedKeys: await this.#shownKeys(),
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
    this.#saving = true;
    try {
      const existing = await this.#existing();
      const secrets = await this.#secretsOf(existing);
      const request: FormRequest = {
        ports: this.ports,
        newId: this.ports.newId,
        context: await this.#context(existing, secrets),
        storedSecrets: secrets,
        generated: this.#generatedFor(values),
      };
      const result = await appFromForm(values, request);
      if (result.status === "refused") return this.#post({ type: "refused", errors: this.#translate(result.errors) });
      await this.#store(result, existing === undefined);
    } finally {
      this.#saving = false;
    }
  }

  async #store({ app, secrets }: Extract<FormResult, { status: "ok" }>, created: boolean): Promise<void> {
    let saved: JwtApp;
    try {
      saved = await this.ports.apps.save(app, secrets);
    } catch (error) {
      // Another window may have taken the name while this form was open.
      if (!(error instanceof UserError) || error.code !== "duplicate-name") throw error;
      return this.#post({ type: "refused", errors: this.#translate({ name: sentenceOf(error) }) });
    }
    this.#saved = { app: saved, summary: summaryOf(saved, created, secrets) };
    this.#generated.clear();
    this.ports.editor.saved(saved, created);
    this.#post({ type: "saved", summary: this.#saved.summary });
  }

  /** The edited app as it is now: its scopes, say, may have changed since the form was opened. */
  async #existing(): Promise<JwtApp | undefined> {
    const { editing, apps } = this.ports;
    if (editing === undefined) return undefined;
    const app = await apps.get(editing);
    if (app || this.#saved) return app;
    throw new UserError("no-such-app", "This app is no longer there, or can't be read.");
  }

  #secretsOf(app: JwtApp | undefined): Promise<AppSecrets | undefined> {
    return app ? this.ports.apps.secretsOf(app) : Promise.resolve(undefined);
  }

  async #context(existing: JwtApp | undefined, secrets: AppSecrets | undefined): Promise<FormContext> {
    const others = (await this.ports.apps.apps()).filter(({ id }) => id !== existing?.id);
    const stored = Object.entries(secrets?.reveal() ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [name as SecretName]));
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
      [...this.#generated.values()].map(async ({ purpose, bits, pair }) => ({ purpose, bits, publicKey: (await pair).info.publicKey })),
    );
  }

  #translate(errors: FieldErrors): Record<string, string> {
    const sentences = Object.entries(errors).map(([field, sentence]) => [field, this.ports.editor.translate(sentence)]);
    return Object.fromEntries(sentences) as Record<string, string>;
  }

  #sentenceFor(error: unknown): string | undefined {
    return error instanceof UserError ? this.ports.editor.translate(sentenceOf(error)) : this.ports.editor.report(error);
  }

  #post(message: ExtensionMessage): void {
    this.ports.editor.post(message);
  }
}

function summaryOf(app: JwtApp, created: boolean, secrets: AppSecrets | undefined): Summary {
  const generated = app.credentials === "generated";
  return {
    created,
    createdIn: app.createdIn,
    name: app.name,
    appId: app.appId,
    clientId: app.clientId,
    hasClientSecret: secrets?.reveal().clientSecret !== undefined,
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
