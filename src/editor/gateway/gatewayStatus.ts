import * as vscode from "vscode";
import { later } from "../../domain/longTimer";
import { joined, asText, type PlainText } from "../../domain/text/asText";
import { Commands } from "../workbench/contributions";
import { t } from "../workbench/words";

/** What the status bar says of a gateway that runs. */
export interface Shown {
  readonly port: number;
  readonly isHere: boolean;
  /** Names of the apps that it serves. */
  readonly names: readonly PlainText[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Known in the window that serves. */
  readonly requests?: number;
}

/** The gateway's item in the status bar, as long as one runs in any window. */
export class GatewayStatus implements vscode.Disposable {
  #item: vscode.StatusBarItem | undefined;
  #callOff: (() => void) | undefined;

  show(shown: Shown | undefined): void {
    this.#callOff?.();
    this.#callOff = undefined;
    if (!shown) {
      this.#item?.dispose();
      this.#item = undefined;
      return;
    }
    this.#item ??= newItem();
    const what = summaryOf(shown);
    this.#item.text = `$(plug) ${t("Gateway")} · ${what}`;
    this.#item.tooltip = tooltipOf(shown);
    this.#item.accessibilityInformation = { label: t("Gateway: {0}", what), role: "button" };
  }

  /** The same, where only what the tooltip counts changed: a thousand requests a second are no reason to draw so often. */
  showSoon(shown: () => Shown | undefined): void {
    this.#callOff ??= later(REDRAWN_AFTER, () => this.show(shown()));
  }

  dispose(): void {
    this.show(undefined);
  }
}

/** Milliseconds. */
const REDRAWN_AFTER = 1_000;

/** Names that a tooltip lists. */
const MOST_NAMES = 10;

function newItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem("jwtApps.gateway", vscode.StatusBarAlignment.Left);
  item.name = t("JWT Apps: Gateway");
  item.command = Commands.showGatewayActions;
  item.show();
  return item;
}

function summaryOf({ isHere, names }: Shown): PlainText {
  if (!isHere) return t("other window");
  const [only = t("no app")] = names;
  return names.length > 1 ? t("{0} apps", names.length) : only;
}

/** The address without its key. */
function tooltipOf({ port, isHere, names, startedAt, requests }: Shown): PlainText {
  const address = `http://127.0.0.1:${port}`;
  const more = names.length - MOST_NAMES;
  return joined([
    isHere ? t("The gateway runs at {0}", address) : t("The gateway runs at {0}, in another window", address),
    ...names.slice(0, MOST_NAMES).map((name) => t("• {0}", name)),
    ...(more > 0 ? [t("and {0} more", more)] : []),
    t("Since {0}", asText(new Date(startedAt).toLocaleTimeString())),
    ...(requests === undefined ? [] : [t("Requests: {0}", requests)]),
  ]);
}
