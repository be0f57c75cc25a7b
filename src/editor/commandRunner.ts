import * as vscode from "vscode";
import { UserError } from "../domain/errors";
import { Commands, type CommandId } from "./contributions";
import { localised } from "./localised";
import { Cancelled } from "./prompts";
import { TreeNode } from "./appTree/treeNode";
import { asText, joined, type PlainText } from "../domain/text/asText";
import { t } from "./words";

/**
 * Who asked for a command. The palette passes nothing and the tree one of our own nodes: a person's hand. An argument
 * object comes from code (another extension, a script, `${command:}`) or from a key binding, which looks the same.
 */
export type Caller = "person" | "code";

/** An argument object that a person's click on something of ours stands for, such as a lens. */
class Click {
  constructor(readonly argument: object) {}
}

/** Links in hovers that can still be clicked. */
const MAX_TICKETS = 100;

/** Registers commands so that each error is handled once, in the same way. */
export class CommandRunner {
  private readonly tickets = new Map<string, object>();

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** What a lens or a quick fix of ours hands to a command: it then counts as asked by a person. */
  click(argument: object): object {
    return new Click(argument);
  }

  /** The same for a link, which can carry text alone. */
  ticket(argument: object): { readonly ticket: string } {
    const ticket = crypto.randomUUID();
    this.tickets.set(ticket, argument);
    const [oldest] = this.tickets.keys();
    if (this.tickets.size > MAX_TICKETS && oldest !== undefined) this.tickets.delete(oldest);
    return { ticket };
  }

  register<A, R>(id: CommandId, run: (argument: A | undefined, caller: Caller) => R | Promise<R>): vscode.Disposable {
    return vscode.commands.registerCommand(id, async (given?: A) => {
      const clicked = given instanceof Click ? given.argument : this.ticketed(given);
      const argument = (clicked as A | undefined) ?? given ?? undefined;
      const caller: Caller = argument === undefined || clicked !== undefined || argument instanceof TreeNode ? "person" : "code";
      try {
        return await run(argument, caller);
      } catch (error) {
        if (error instanceof Cancelled) return undefined;
        this.log.error(`${id}: ${describe(error)}`);
        // Code gets the sentence as a rejected call; a person sees it once, from here.
        if (caller === "code") throw new Error(error instanceof UserError ? localised(error) : bug());
        void this.show(error);
        return undefined;
      }
    });
  }

  private ticketed(given: unknown): object | undefined {
    const isTicket = typeof given === "object" && given !== null && "ticket" in given && typeof given.ticket === "string";
    return isTicket ? this.tickets.get(given.ticket as string) : undefined;
  }

  /** Shows an error that has no command to be returned from. */
  async show(error: unknown): Promise<void> {
    if (error instanceof UserError) {
      void vscode.window.showErrorMessage(localised(error));
      return;
    }
    const showLog = t("Show Log");
    if ((await vscode.window.showErrorMessage(bug(), showLog)) === showLog) {
      await vscode.commands.executeCommand(Commands.showLog);
    }
  }
}

function bug(): PlainText {
  return t("JWT Apps met an error of its own. Nothing was changed; the log says more.");
}

/** For the log: a UserError's code and sentence; of anything else the type and the stack, never its message, which could quote input. */
function describe(error: unknown): PlainText {
  if (error instanceof UserError) return asText(`${error.code}: ${error.message}`, { maxLength: 2_000 });
  if (!(error instanceof Error)) return asText(typeof error);
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return joined([error.name, ...frames].map((line) => asText(line)));
}
