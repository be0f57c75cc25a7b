import * as vscode from "vscode";
import type { Served } from "../../gateway/gateway";
import { asText, plain, type PlainText } from "../../domain/text/asText";
import { t, told } from "../workbench/words";

/** A request that the platform refused, as its page tells it. */
export interface Refused {
  readonly line: PlainText;
  readonly causes: readonly PlainText[];
}

/** Refused requests that can still be explained. */
const MOST_REFUSED = 200;

/** The output of the gateway: a line a request, and behind an error of the platform its likely causes. */
export class GatewayLog implements vscode.Disposable {
  readonly #refused = new Map<number, Refused>();
  #count = 0;
  readonly #output = vscode.window.createOutputChannel(t("JWT Apps: Gateway"), { log: true });

  /** @returns what the platform refused, where it did */
  request({ line, isRefused, causes = [] }: Served): Refused | undefined {
    const shown = asText(line, { maxLength: MOST_SHOWN });
    this.#write(isRefused || causes.length > 0 ? "warn" : "info", shown);
    if (causes.length === 0) return undefined;
    const refused = { line: shown, causes: causes.map(told) };
    const number = ++this.#count;
    this.#refused.set(number, refused);
    this.#refused.delete(number - MOST_REFUSED);
    for (const cause of refused.causes) this.#write("warn", plain`· ${cause}`);
    this.#write("warn", t("Explain the answer above: #{0}", number));
    return refused;
  }

  note(line: PlainText): void {
    this.#write("info", line);
  }

  problem(line: string): void {
    this.#write("error", asText(line, { maxLength: MOST_SHOWN }));
  }

  /** The one with that number. */
  refused(number: number): Refused | undefined {
    return this.#refused.get(number);
  }

  show(): void {
    this.#output.show(true);
  }

  dispose(): void {
    this.#output.dispose();
  }

  #write(level: "info" | "warn" | "error", line: PlainText): void {
    try {
      this.#output[level](line);
    } catch {
      // That of a window that closes takes no more, and requests are answered all the same.
    }
  }
}

const MOST_SHOWN = 2_000;
