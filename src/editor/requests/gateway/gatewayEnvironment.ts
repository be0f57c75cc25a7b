import * as vscode from "vscode";
import type { Doubt } from "../../../domain/requests/destination/fileDoubts";
import { GATEWAY_ENVIRONMENT } from "../../../domain/requests/destination/gatewayAddress";
import { gatewayDoubts } from "../../../domain/requests/destination/gatewayReaders";
import { TimeSlices } from "../../../domain/steps";
import { joined, plain } from "../../../domain/text/asText";
import { type EnvironmentReader, environmentReaders, onEnvironmentReaders } from "../../documents/environmentReaders";
import type { GatewayState } from "../../gateway/gatewayState";
import { Cancelled, confirmed } from "../../prompts/prompts";
import { type FailureLog, inBackground } from "../../workbench/inBackground";
import { t, told } from "../../workbench/words";
import { neighboursOf } from "../destination/fileNeighbours";
import type { GatewayVariables } from "./gatewayVariables";

export interface GatewayEnvironmentServices {
  readonly gateway: GatewayState;
  readonly gatewayVariable: GatewayVariables;
  /** Keeps that the user agreed. */
  readonly memory: vscode.Memento;
  readonly environment: Record<string, string | undefined> | undefined;
  readonly log: FailureLog;
}

/** The memory's key for the user's word that the address may be there. */
const AGREED = "gatewayInEnvironment";

function isGatewayInEnvironment(memory: vscode.Memento): boolean {
  return memory.get(AGREED) === true;
}

/**
 * Keeps the gateway's address in the extension host's environment while the gateway runs and a request file that reads it
 * is open, and never otherwise. A question of its own allows it, not that of the gateway's start: whoever starts it hands
 * the address to whom they choose, and there every other extension can read it.
 */
export class GatewayEnvironment implements vscode.Disposable {
  readonly #disposables: vscode.Disposable[];
  /** What stood there before. */
  #before: { readonly value: string | undefined } | undefined;
  /** What was declined in this session: contents of files, and the whole of it. */
  readonly #declined = new Set<string>();
  readonly #allowed = new Set<string>();
  #refreshing: Promise<void> = Promise.resolve();
  #isDisposed = false;

  readonly #services: GatewayEnvironmentServices;

  constructor(services: GatewayEnvironmentServices) {
    this.#services = services;

    this.#disposables = [
      onEnvironmentReaders(() => this.#changed()),
      services.gateway.onDidChange(() => this.#changed()),
    ];
    this.#changed();
  }

  /** Asks once, and remembers it until “Forget Tokens”. */
  async allow(): Promise<void> {
    await this.#agree();
    await this.refresh();
  }

  async #agree(): Promise<void> {
    if (isGatewayInEnvironment(this.#services.memory)) return;
    await confirmed(
      t("Keep the gateway's address in the environment?"),
      t(
        "It stands in the variable {0} of VS Code's extension host while the gateway runs and a request file that reads it is open. Every other extension, and the programs that these start, can read it there and act as the apps that the gateway serves. “Forget Tokens” ends it.",
        GATEWAY_ENVIRONMENT,
      ),
      t("Keep It There"),
      t("Don't Keep It"),
    );
    await this.#services.memory.update(AGREED, true);
  }

  /** Puts the address there or takes it away; one run after the other. */
  refresh(): Promise<void> {
    const run = this.#refreshing.then(() => this.#bringUpToDate());
    this.#refreshing = run.catch(() => undefined);
    return run;
  }

  /** Until the user chooses this again. */
  async forget(): Promise<void> {
    this.#take();
    this.#allowed.clear();
    await this.#services.memory.update(AGREED, undefined);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#take();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #changed(): void {
    inBackground(this.#services.log, "gateway in the environment", () => this.refresh());
  }

  async #bringUpToDate(): Promise<void> {
    const { gateway, gatewayVariable } = this.#services;
    const readers = gateway.running && gatewayVariable.isEnvironmentRead ? await gatewayReaders() : [];
    if (readers.length === 0 || !(await this.#isAllowed(readers))) return this.#take();
    const address = await gateway.address();
    // Stopped, or forgotten, while that was found out.
    if (gateway.running && isGatewayInEnvironment(this.#services.memory)) this.#put(address);
    else this.#take();
  }

  /** A person is asked in front of the file alone: whether it may be there at all, and for a file that may send it on. */
  async #isAllowed(readers: readonly EnvironmentReader[]): Promise<boolean> {
    const isInFront = ({ document }: EnvironmentReader): boolean =>
      vscode.window.activeTextEditor?.document === document;
    const isAgreed = isGatewayInEnvironment(this.#services.memory);
    if (!isAgreed && !(readers.some(isInFront) && (await this.#asks("", () => this.#agree())))) return false;
    for (const reader of readers) {
      const { doubts, state } = await this.#judge(reader);
      if (doubts.length === 0 || this.#allowed.has(state)) continue;
      if (!isInFront(reader) || !(await this.#asks(state, () => this.#ask(doubts)))) return false;
      this.#allowed.add(state);
    }
    return true;
  }

  /** At most once in a session. */
  async #asks(key: string, ask: () => Promise<void>): Promise<boolean> {
    if (this.#declined.has(key)) return false;
    // Said before it is asked: another run may come while the question stands.
    this.#declined.add(key);
    try {
      await ask();
      this.#declined.delete(key);
      return true;
    } catch (error) {
      if (error instanceof Cancelled) return false;
      throw error;
    }
  }

  async #judge({
    document,
    text,
  }: EnvironmentReader): Promise<{ readonly doubts: readonly Doubt[]; readonly state: string }> {
    const neighbours = await neighboursOf(document);
    const own = (await new TimeSlices().run(gatewayDoubts(text))) ?? [];
    const doubts = [...own, ...neighbours.doubts];
    return { doubts, state: JSON.stringify([document.uri.toString(), text, neighbours.state]) };
  }

  async #ask(doubts: readonly Doubt[]): Promise<void> {
    const because = doubts.slice(0, MOST_REASONS).map(({ message }) => plain`• ${told(message)}`);
    await confirmed(
      t("Put the gateway's address into the environment for a file that may send it elsewhere?"),
      joined(
        [
          t("Why you are asked:"),
          ...because,
          plain``,
          t("Whoever gets the address can act from this machine as the apps that the gateway serves, while it runs."),
        ],
        "\n",
      ),
      t("Put It There"),
      t("Don't Put It There"),
    );
  }

  #put(address: string): void {
    const { environment } = this.#services;
    if (!environment || this.#isDisposed) return;
    this.#before ??= { value: environment[GATEWAY_ENVIRONMENT] };
    environment[GATEWAY_ENVIRONMENT] = address;
  }

  #take(): void {
    const { environment } = this.#services;
    if (!environment || !this.#before) return;
    if (this.#before.value === undefined) delete environment[GATEWAY_ENVIRONMENT];
    else environment[GATEWAY_ENVIRONMENT] = this.#before.value;
    this.#before = undefined;
  }
}

/** Reasons that a question gives. */
const MOST_REASONS = 4;

async function gatewayReaders(): Promise<readonly EnvironmentReader[]> {
  return (await environmentReaders()).filter(({ variables }) => variables.has(GATEWAY_ENVIRONMENT));
}
