import type { AppSecrets } from "../../domain/apps/appSecrets";
import { type LocalPlatformState, type NextStep, nextSteps, placesOfSteps } from "../../domain/apps/form/nextSteps";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { placeInWords } from "../../domain/apps/onPlatform";
import { UserError } from "../../domain/errors";
import type { Sentence } from "../../domain/text/sentence";
import type { Summary } from "../../../webview/protocol";

export interface SavedAppPorts {
  readonly get: (id: string) => Promise<JwtApp | undefined>;
  readonly secretsOf: (app: JwtApp) => Promise<AppSecrets | undefined>;
  readonly localPlatform: () => LocalPlatformState;
  /** Does the step for the app, and says whether it was done: a person may close its prompt. */
  readonly takeStep: (step: NextStep, app: JwtApp) => Promise<boolean>;
  /** The sentence in the user's language. */
  readonly translate: (sentence: Sentence) => string;
}

/** The app that a form saved, with what its summary shows: the steps that are left change, the rest stays. */
export class SavedApp {
  #summary: Summary;
  /** The steps that were done in the summary. */
  readonly #taken = new Set<NextStep>();
  readonly #ports: SavedAppPorts;

  /**
   * @param app as it was saved
   * @param before as it was until then; undefined for a new one
   */
  constructor(
    readonly app: JwtApp,
    readonly before: JwtApp | undefined,
    secrets: AppSecrets | undefined,
    ports: SavedAppPorts,
  ) {
    this.#ports = ports;
    const hasClientSecret = hasSecret(secrets);
    const steps = nextSteps(app, { before, hasClientSecret, localPlatform: ports.localPlatform() });
    const places = placesFor(app, ports.translate);
    this.#summary = { ...summaryOf(app, before === undefined), hasClientSecret, steps, places };
  }

  get summary(): Summary {
    return this.#summary;
  }

  /** @returns the steps that are left, where they changed */
  async refreshed(): Promise<NextStep[] | undefined> {
    const before = this.#summary.steps;
    const steps = await this.#openSteps().catch(() => [...before]);
    this.#summary = { ...this.#summary, steps };
    return steps.join() === before.join() ? undefined : steps;
  }

  /** Only what is open for the app as it is now, whatever is asked for. */
  async take(step: NextStep): Promise<void> {
    const app = await this.#ports.get(this.app.id);
    if (!app) throw new UserError("no-such-app", "This app is no longer there, or can't be read.");
    if ((await this.#openSteps()).includes(step) && (await this.#ports.takeStep(step, app))) this.#taken.add(step);
  }

  /** A key's own button in the summary copies what the step for it does. */
  copied(text: string): void {
    if (text === this.#summary.signingPublicKey) this.#taken.add("uploadSigningKey");
    if (text === this.#summary.payloadPublicKey) this.#taken.add("pastePayloadKey");
  }

  async #openSteps(): Promise<NextStep[]> {
    const { get, secretsOf, localPlatform } = this.#ports;
    const app = await get(this.app.id);
    if (!app) return [];
    const hasClientSecret = hasSecret(await secretsOf(app).catch(() => undefined));
    return nextSteps(app, {
      before: this.before,
      hasClientSecret,
      localPlatform: localPlatform(),
      taken: this.#taken,
    });
  }
}

function hasSecret(secrets: AppSecrets | undefined): boolean {
  return secrets?.reveal().clientSecret !== undefined;
}

function summaryOf(app: JwtApp, created: boolean): Omit<Summary, "hasClientSecret" | "steps" | "places"> {
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

function placesFor(app: JwtApp, translate: SavedAppPorts["translate"]): Summary["places"] {
  const places = Object.entries(placesOfSteps(app)).map(([step, place]) => [
    step,
    { words: translate(placeInWords(place)), page: place.page },
  ]);
  return Object.fromEntries(places) as Summary["places"];
}
