import * as vscode from "vscode";
import { webPorts } from "../../../domain/ports";
import { timeLeft } from "../../../domain/tokens/timeLeft";
import { asText, joined, type PlainText } from "../../../domain/text/asText";
import type { CommandRunner } from "../../commands/commandRunner";
import { Commands } from "../../workbench/contributions";
import { t } from "../../workbench/words";
import type { TokenFacts } from "./tokenFacts";
import { placeArgument } from "./tokenPlace";

/** The token that a lens is of. */
export interface LensToken {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  readonly text: string;
}

/** The words over a token, and when they change, in milliseconds since the epoch: infinite where they never do. */
export interface TokenState {
  readonly title: PlainText;
  readonly changesAt: number;
}

/** What a token is. */
export function stateLens(runner: Pick<CommandRunner, "pointer">, token: LensToken, title: PlainText): vscode.CodeLens {
  return lens(token.range, Commands.inspectToken, title, t("Inspect this token"), runner.pointer(argumentOf(token)));
}

export function refreshLens(runner: Pick<CommandRunner, "pointer">, token: LensToken): vscode.CodeLens {
  return lens(
    token.range,
    Commands.refreshToken,
    t("Refresh"),
    t("Put a fresh token with the same claims in its place"),
    runner.pointer(argumentOf(token)),
  );
}

/** @param sendLine a line of the request to send, where that isn't the one that the token stands in: the lens is over it */
export function sendLens(runner: Pick<CommandRunner, "pointer">, token: LensToken, sendLine?: number): vscode.CodeLens {
  const range = sendLine === undefined ? token.range : new vscode.Range(sendLine, 0, sendLine, 0);
  const target = { ...argumentOf(token), ...(sendLine !== undefined && { sendLine }), send: true };
  return lens(
    range,
    Commands.refreshToken,
    t("Refresh and send"),
    t("Put a fresh token in its place and send this request"),
    runner.pointer(target),
  );
}

/** Says whose a token is and how long it lives. */
export function tokenState(
  { app, twins, expiresAt, neverExpires, expiryUnreadable }: TokenFacts,
  relative: Intl.RelativeTimeFormat,
): TokenState {
  const names = (app ? [app] : twins).map(({ name: one }) => asText(one));
  const name = names.length > 0 ? joined(names, " / ") : t("Unknown app");
  if (neverExpires) return { title: t("{0} · never expires", name), changesAt: Infinity };
  if (expiryUnreadable) return { title: t("{0} · its expiry can't be read", name), changesAt: Infinity };
  if (expiresAt === undefined) return { title: name, changesAt: Infinity };
  const now = webPorts.clock();
  const { count, unit, changesAt } = timeLeft(expiresAt, now);
  const words = relative.format(count, unit);
  return {
    title: now < expiresAt * 1000 ? t("{0} · expires {1}", name, words) : t("{0} · expired {1}", name, words),
    changesAt,
  };
}

function lens(
  range: vscode.Range,
  command: string,
  title: PlainText,
  tooltip: PlainText,
  argument: object,
): vscode.CodeLens {
  return new vscode.CodeLens(range, { command, title, tooltip, arguments: [argument] });
}

function argumentOf({ uri, range, text }: LensToken): object {
  return placeArgument(uri, range, text);
}
