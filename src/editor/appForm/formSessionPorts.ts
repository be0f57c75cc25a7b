import type { AppSecrets } from "../../domain/apps/appSecrets";
import type { FormStart } from "../../domain/apps/form/formStart";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { SentenceWithRemedy } from "../../domain/text/sentence";
import type { LocalPlatformState, NextStep } from "../../domain/apps/form/nextSteps";
import type { Ports } from "../../domain/ports";
import type { ExtensionMessage, KeptState } from "../../../webview/protocol";
import type { GeneratedPair } from "./generatedPairs";

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
  readonly translate: (sentence: SentenceWithRemedy) => string;
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
  readonly generated: readonly GeneratedPair[];
}
