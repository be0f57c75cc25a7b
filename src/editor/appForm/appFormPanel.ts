import * as vscode from "vscode";
import { appFromForm, type FormRequest, type FormResult } from "../../domain/apps/formApp";
import { type GeneratedKeys, readFormKeys } from "../../domain/apps/formKeys";
import {
  defaultValues,
  type FieldErrors,
  findErrors,
  type FormContext,
  type FormValues,
  type SecretName,
  type Sentence,
  valuesOf,
} from "../../domain/apps/formRules";
import { HOST_PRESETS } from "../../domain/apps/hosts";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { AppSecrets } from "../../domain/apps/appSecrets";
import { UserError } from "../../domain/errors";
import { generateRsaKeyPair, type ImportedPrivateKey } from "../../domain/keys/rsaKeys";
import { webPorts } from "../../domain/ports";
import { type ExtensionMessage, FormMessage, type KeyPurpose, type KeySize, readMessage, type Summary } from "../../../webview/protocol";
import { copyClientSecret } from "../apps/appCommands";
import { localised } from "../localised";
import { Cancelled } from "../prompts";
import { showStatus } from "../statusMessage";
import type { AppStore } from "../storage/appStore";
import { formHtml } from "./html";

export interface AppFormServices {
  readonly context: Pick<vscode.ExtensionContext, "extensionUri">;
  readonly store: AppStore;
  readonly log: vscode.LogOutputChannel;
}

/** One open form. Private halves of generated keys are held here until the app is saved, and go with the panel. */
export class AppFormPanel {
  readonly #generated = new Map<string, { purpose: KeyPurpose; bits: KeySize; pair: Promise<ImportedPrivateKey> }>();
  #saved: { readonly app: JwtApp; readonly summary: Summary } | undefined;
  #saving = false;

  /** @param editing internal id of the edited app; undefined for a new one */
  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly services: AppFormServices,
    private readonly editing: string | undefined,
    private readonly whenSaved: () => void,
  ) {
    const folder = vscode.Uri.joinPath(services.context.extensionUri, "dist", "webview");
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    const listener = webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidDispose(() => {
      listener.dispose();
      this.#generated.clear();
    });
    webview.html = formHtml({
      cspSource: webview.cspSource,
      nonce: nonce(),
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(folder, "appForm.js")).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(folder, "appForm.css")).toString(),
      language: vscode.env.language,
    });
  }

  reveal(): void {
    this.panel.reveal();
  }

  async #receive(unread: unknown): Promise<void> {
    const message = readMessage(FormMessage, unread);
    if (!message) return this.services.log.warn(`The form sent a message of another shape: ${typeOf(unread)}.`);
    try {
      await this.#handle(message);
    } catch (error) {
      if (error instanceof Cancelled) return;
      this.#post({ type: "refused", errors: {}, message: this.#sentenceFor(error) });
    }
  }

  async #handle(message: FormMessage): Promise<void> {
    switch (message.type) {
      case "ready":
        return this.#init();
      case "check":
        return this.#check(message.sequence, message.values);
      case "generateKey": {
        const { info } = await this.#generate(message.purpose, message.bits);
        return this.#post({ type: "keyGenerated", purpose: message.purpose, bits: message.bits, publicKey: info.publicKey });
      }
      case "save":
        return this.#save(message.values);
      case "copy":
        await vscode.env.clipboard.writeText(message.text);
        return showStatus(vscode.l10n.t("Copied: {0}", message.label));
      case "copyClientSecret":
        return this.#saved && copyClientSecret(this.services.store, this.#saved.app);
      case "close":
        return this.panel.dispose();
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
      values: existing ? valuesOf(existing) : defaultValues(),
      message,
      hosts: HOST_PRESETS.map(({ host }) => host),
      strings: vscode.l10n.bundle ?? {},
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
      errors: translate({ ...errors, ...findErrors(values, context) }),
      signingPublicKey: keys.signing?.info.publicKey,
    });
  }

  async #save(values: FormValues): Promise<void> {
    if (this.#saving || this.#saved) return;
    this.#saving = true;
    try {
      const existing = await this.#existing();
      const secrets = await this.#secretsOf(existing);
      const request: FormRequest = {
        context: await this.#context(existing, secrets),
        storedSecrets: secrets,
        generated: this.#generatedFor(values),
        ports: webPorts,
        newId: () => crypto.randomUUID(),
      };
      const result = await appFromForm(values, request);
      if (result.status === "refused") return this.#post({ type: "refused", errors: translate(result.errors) });
      await this.#store(result, existing === undefined);
    } finally {
      this.#saving = false;
    }
  }

  async #store({ app, secrets }: Extract<FormResult, { status: "ok" }>, created: boolean): Promise<void> {
    let saved: JwtApp;
    try {
      saved = await this.services.store.save(app, secrets);
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== "duplicate-name") throw error;
      return this.#post({ type: "refused", errors: { name: localised(error) } });
    }
    this.#saved = { app: saved, summary: summaryOf(saved, created, secrets) };
    this.#generated.clear();
    this.panel.title = saved.name;
    this.whenSaved();
    this.#post({ type: "saved", summary: this.#saved.summary });
    showStatus(created ? vscode.l10n.t("Created {0}", saved.name) : vscode.l10n.t("Saved {0}", saved.name));
  }

  /** The edited app as it is now: its scopes, say, may have changed since the form was opened. */
  async #existing(): Promise<JwtApp | undefined> {
    if (this.editing === undefined) return undefined;
    const app = await this.services.store.get(this.editing);
    if (app || this.#saved) return app;
    throw new UserError("no-such-app", "This app is no longer there, or can't be read.");
  }

  #secretsOf(app: JwtApp | undefined): Promise<AppSecrets | undefined> {
    return app ? this.services.store.secretsOf(app) : Promise.resolve(undefined);
  }

  async #context(existing: JwtApp | undefined, secrets: AppSecrets | undefined): Promise<FormContext> {
    const others = (await this.services.store.apps()).filter(({ id }) => id !== existing?.id);
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

  /** The keys whose public half the user has seen. */
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

  #sentenceFor(error: unknown): string {
    if (error instanceof UserError) return localised(error);
    this.services.log.error(error instanceof Error ? `The form: ${error.name}` : "The form: unknown error");
    return vscode.l10n.t("JWT Apps met an error of its own. Nothing was changed; the log says more.");
  }

  #post(message: ExtensionMessage): void {
    void this.panel.webview.postMessage(message);
  }
}

function summaryOf(app: JwtApp, created: boolean, secrets: AppSecrets | undefined): Summary {
  return {
    created,
    createdIn: app.createdIn,
    name: app.name,
    appId: app.appId,
    clientId: app.clientId,
    hasClientSecret: secrets?.reveal().clientSecret !== undefined,
    generated: app.credentials === "generated",
    signingPublicKey: app.signingKey?.publicKey,
    payloadPublicKey: app.payloadKey?.kind === "keyPair" ? app.payloadKey.publicKey : undefined,
    platformKey: app.credentials === "generated" && app.platformKey ? JSON.stringify(app.platformKey, undefined, 2) : undefined,
  };
}

function translate(errors: FieldErrors): Record<string, string> {
  const sentences = Object.entries(errors).map(([field, { template, args, remedy }]: [string, Sentence]) => [
    field,
    localised(new UserError("field", template, { args: args ?? [], ...(remedy !== undefined && { remedy }) })),
  ]);
  return Object.fromEntries(sentences) as Record<string, string>;
}

function nonce(): string {
  return btoa(String.fromCharCode(...webPorts.randomBytes(18)));
}

/** For the log: what the message calls itself, if that is a plain word; never what is in it. */
function typeOf(message: unknown): string {
  const type: unknown = typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
  return typeof type === "string" && /^[A-Za-z]{1,30}$/.test(type) ? type : "no type";
}
