import type { AppSecrets } from "../../domain/apps/appSecrets";
import { appFromForm, type FormRequest, type FormResult } from "../../domain/apps/form/formApp";
import { readFormKeys } from "../../domain/apps/form/formKeys";
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
import { HOST_PRESETS } from "../../domain/apps/hosts";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import type { NextStep } from "../../domain/apps/form/nextSteps";
import { secretUnused } from "../../domain/apps/unfittingApp";
import { UserError } from "../../domain/errors";
import {
  type ExtensionMessage,
  FormMessage,
  type KeptState,
  type KeyPurpose,
  type KeySize,
  readMessage,
} from "../../../webview/protocol";
import { GeneratedPairs } from "./generatedPairs";
import { SavedApp } from "./savedApp";
import type { FormSessionPorts, FormDraft } from "./formSessionPorts";

/** The extension's half of one open form. Private halves of generated keys are held here until the app is saved. */
export class FormSession {
  readonly #generated: GeneratedPairs;
  #state: KeptState | undefined;
  /** What the form showed of the edited app before anything was typed. */
  #shown: FormValues | undefined;
  #saved: SavedApp | undefined;
  #saving: Promise<void> | undefined;

  readonly #ports: FormSessionPorts;

  constructor(ports: FormSessionPorts) {
    this.#ports = ports;

    this.#generated = new GeneratedPairs(ports.draft?.generated);
    this.#state = ports.draft?.state;
  }

  /** What would be lost if the form were closed now; undefined for nothing. What is being saved is waited for. */
  async draft(): Promise<FormDraft | undefined> {
    await this.#saving?.catch(() => undefined);
    return this.#state && !this.#saved ? { state: this.#state, generated: this.#generated.all() } : undefined;
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
    const steps = await this.#saved?.refreshed();
    if (steps) this.#post({ type: "nextSteps", steps });
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
      generatedKeys: await this.#generated.publicKeys(),
      draft: this.#state,
      summary: this.#saved?.summary,
    });
  }

  async #check(sequence: number, values: FormValues): Promise<void> {
    const context = await this.#context(await this.#existing(), undefined);
    const { keys, errors } = await readFormKeys(values, context, this.#generated.keysFor(values));
    this.#post({
      type: "checked",
      sequence,
      errors: this.#translate({ ...errors, ...findErrors(values, context) }),
      signingPublicKey: keys.signing?.info.publicKey,
    });
  }

  async #sendKey(purpose: KeyPurpose, bits: KeySize): Promise<void> {
    this.#post({ type: "keyGenerated", purpose, bits, publicKey: await this.#generated.publicKey(purpose, bits) });
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
      generated: this.#generated.keysFor(values),
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
    const { apps, editor } = this.#ports;
    this.#saved = new SavedApp(saved, before, secrets, {
      get: (id) => apps.get(id),
      secretsOf: (one) => apps.secretsOf(one),
      localPlatform: editor.localPlatform,
      takeStep: editor.takeStep,
      translate: editor.translate,
    });
    this.#generated.clear();
    editor.saved(saved, before === undefined);
    this.#post({ type: "saved", summary: this.#saved.summary });
  }

  #change(before: JwtApp, app: JwtApp, secrets: AppSecrets | undefined): Promise<JwtApp> {
    const change = (current: JwtApp): JwtApp => {
      if (withoutSlug(current) !== withoutSlug(before)) throw new ChangedMeanwhile();
      return app;
    };
    return this.#ports.apps.update(before, change, secrets && (() => secrets));
  }

  async #takeStep(step: NextStep): Promise<void> {
    await this.#saved?.take(step);
    await this.refreshSteps();
  }

  async #copy(label: string, text: string): Promise<void> {
    await this.#ports.editor.copy(label, text);
    this.#saved?.copied(text);
    await this.refreshSteps();
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

/** A slug may come between reading and saving, where it couldn't be given before. */
function withoutSlug(app: JwtApp): string {
  return JSON.stringify({ ...app, slug: undefined });
}

/** The app is no longer what the form's answer was made for. */
class ChangedMeanwhile extends Error {}

const MAX_ATTEMPTS = 5;

/** What the message calls itself, if that is a plain word; never what is in it. */
function typeOf(message: unknown): string {
  const type: unknown = typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
  return typeof type === "string" && /^[A-Za-z]{1,30}$/.test(type) ? type : "no type";
}
