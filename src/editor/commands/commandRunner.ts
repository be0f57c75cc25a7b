import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import {
  type AUTHENTICATION,
  Commands,
  type CommandId,
  setContextKey,
  STEPS_DONE_BY,
} from "../workbench/contributions";
import { inBackground } from "../workbench/inBackground";
import type { Caller, Pointer } from "./caller";
import type { CommandHandlers } from "./commandTypes";
import { execute } from "./execute";
import { MENDING_COMMANDS, mendingArgument, mendingTitle } from "./mendings";
import { Cancelled } from "../prompts/prompts";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { localised, localisedForCode, ownError, t } from "../workbench/words";
import { Row } from "./row";

/** Registers commands so that each error is handled once, in the same way. */
export class CommandRunner {
  readonly #log: vscode.LogOutputChannel;
  /** Whether a person sees the tree. */
  readonly #isTreeVisible: () => boolean;

  constructor(log: vscode.LogOutputChannel, isTreeVisible: () => boolean) {
    this.#log = log;
    this.#isTreeVisible = isTreeVisible;
  }

  /** What a lens, a link or a quick fix of ours hands to a command. */
  pointer<A extends object>(argument: A): A & Pointer {
    return { ...argument, from: "editor" };
  }

  /** Registers all commands: where one has no handler, or one of another shape, nothing compiles. */
  register(handlers: () => Promise<CommandHandlers>): vscode.Disposable {
    return vscode.Disposable.from(...Object.values(Commands).map((id) => this.#register(id, handlers)));
  }

  #register<Id extends CommandId>(id: Id, handlers: () => Promise<CommandHandlers>): vscode.Disposable {
    return vscode.commands.registerCommand(id, async (given?: unknown) => {
      let caller: Caller = "code";
      try {
        caller = this.#callerOf(given ?? undefined);
        const row = Row.is(given) ? { ...given.subject(), itself: given } : undefined;
        const { checkedArgument } = await import("./commandTypes");
        const argument = { ...checkedArgument(id, row ? {} : given), ...(row && { row }) };
        const result = await (await handlers())[id](argument, caller);
        const done = STEPS_DONE_BY[id];
        if (done && caller !== "code") setContextKey(done, true);
        // A copy: what is ours stays as it is, whatever others do with what they got.
        return structuredClone(result);
      } catch (error) {
        if (error instanceof Cancelled) return undefined;
        const failure = this.failure(id, error);
        // Code gets the sentence as a rejected call; a person sees it once, from here.
        if (caller === "code") throw failure;
        inBackground(this.#log, id, () => this.#show(error));
        return undefined;
      }
    });
  }

  /** What code is told of a failure, which is logged. */
  failure(what: CommandId | typeof AUTHENTICATION, error: unknown): Error {
    this.#log.error(`${what}: ${describe(error)}`);
    return new Error(error instanceof UserError ? localisedForCode(error) : ownError());
  }

  #callerOf(argument: unknown): Caller {
    if (argument === undefined) return "person";
    // Another extension can have a row handed to it, and can pass it on; where a person sees no row, none was clicked.
    if (Row.is(argument)) return this.#isTreeVisible() ? "person" : "code";
    return typeof argument === "object" && argument !== null && "from" in argument && argument.from === "editor"
      ? "pointer"
      : "code";
  }

  /** Starts what goes on after its command, and shows how it fails; a prompt that a person closes is no failure. */
  offer(task: () => Promise<unknown>): void {
    inBackground(this.#log, "offer", () =>
      task().catch((error: unknown) => (error instanceof Cancelled ? undefined : this.#show(error))),
    );
  }

  async #show(error: unknown): Promise<void> {
    if (error instanceof UserError) {
      await this.#showWithMending(error);
      return;
    }
    const showLog = t("Show Log");
    if (
      (await vscode.window.showErrorMessage(ownError(), showLog).then(
        (answer) => answer,
        () => undefined,
      )) === showLog
    ) {
      await execute(Commands.showLog);
    }
  }

  /** Other extensions can press the button too: what it starts carries no authority, and asks as it does anybody. */
  async #showWithMending(error: UserError): Promise<void> {
    const { mending } = error.details;
    const buttons = mending ? [mendingTitle(mending.kind)] : [];
    // Refused only by a window that closes.
    const answer = await vscode.window.showErrorMessage(localised(error), ...buttons).then(
      (pressed) => pressed,
      () => undefined,
    );
    if (!mending || answer === undefined || !buttons.includes(answer)) return;
    await execute(MENDING_COMMANDS[mending.kind], this.pointer(mendingArgument(mending)));
  }
}

/** For the log: a UserError's code and sentence; of anything else the type and the stack, never its message, which could quote input. */
function describe(error: unknown): PlainText {
  if (error instanceof UserError) {
    const { cause } = error.details;
    const sentence = asText(`${error.code}: ${error.message}`, { maxLength: 2_000 });
    return cause === undefined || cause instanceof UserError ? sentence : joined([sentence, describe(cause)]);
  }
  if (!(error instanceof Error)) return asText(typeof error);
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return joined([error.name, ...frames].map((line) => asText(line)));
}
