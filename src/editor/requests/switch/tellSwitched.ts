import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import type { SwitchPlan } from "../../../domain/requests/convert/switchApp";
import { joined, plain, type PlainText } from "../../../domain/text/asText";
import type { CommandRunner } from "../../commands/commandRunner";
import { execute } from "../../commands/execute";
import { MENDING_COMMANDS, mendingArgument, mendingTitle } from "../../commands/mendings";
import { showStatus } from "../../workbench/statusMessage";
import { t, told } from "../../workbench/words";

export interface TellServices {
  readonly runner: Pick<CommandRunner, "offer" | "pointer">;
}

/** Says what was switched; what stays as it was wants a look, and perhaps the form, which a button opens. */
export function tellSwitched({ runner }: TellServices, to: JwtApp, { requests, leftovers }: SwitchPlan): void {
  const done = doneWords(to, requests.length);
  if (leftovers.length === 0) return showStatus(done);
  const more = leftovers.length - MOST_TOLD;
  const message = joined(
    [
      plain`${done}.`,
      ...leftovers.slice(0, MOST_TOLD).map(({ message: one }) => told(one)),
      ...(more > 0 ? [t("And {0} more.", more)] : []),
    ],
    " ",
  );
  const buttons = leftovers.flatMap(({ mending }) => (mending ? [{ mending, title: mendingTitle(mending.kind) }] : []));
  runner.offer(async () => {
    const pressed = await vscode.window.showWarningMessage(message, ...buttons.map(({ title }) => title));
    const mending = buttons.find(({ title }) => title === pressed)?.mending;
    if (mending) await execute(MENDING_COMMANDS[mending.kind], runner.pointer(mendingArgument(mending)));
  });
}

/** Sentences that a message has room for. */
const MOST_TOLD = 5;

function doneWords({ name }: JwtApp, count: number): PlainText {
  if (count === 0) return t("The file is tied to “{0}”", name);
  return count === 1 ? t("1 request is one of “{0}” now", name) : t("{0} requests are those of “{1}” now", count, name);
}
