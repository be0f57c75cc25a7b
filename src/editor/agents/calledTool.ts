import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import { joined } from "../../domain/text/asText";
import { asMarkdown } from "../../domain/text/markdown";
import { Cancelled } from "../prompts/prompts";
import type { FailureLog } from "../workbench/inBackground";
import { ownError, t, told } from "../workbench/words";
import type { Answer, Plan, Question } from "./plan";
import { beforeQuoted, toldToModel } from "./quoted";

/**
 * A tool as VS Code calls it: for a chat, whose confirmation asks the person, and for code, where we ask. What goes wrong
 * is an answer as well, with `error`: with what is thrown VS Code writes the input, and so a token, into its log.
 */
export class CalledTool implements vscode.LanguageModelTool<unknown> {
  /** Whether this VS Code tells who asks. */
  #isCallerTold = false;
  /** What a chat asked about last, by input. */
  readonly #confirmations = new Map<string, string>();

  readonly #name: string;
  readonly #plan: (input: unknown) => Promise<Plan>;
  readonly #log: FailureLog;

  constructor(name: string, plan: (input: unknown) => Promise<Plan>, log: FailureLog) {
    this.#name = name;
    this.#plan = plan;
    this.#log = log;
  }

  async prepareInvocation(
    options: vscode.LanguageModelToolInvocationPrepareOptions<unknown>,
  ): Promise<vscode.PreparedToolInvocation | undefined> {
    this.#isCallerTold = isCallerTold(options);
    // What was asked the last time may have been declined.
    this.#confirmations.delete(JSON.stringify(options.input));
    try {
      const { doing, question } = await this.#plan(options.input);
      // Else VS Code asks in a dialog whose first button agrees, and not at all where a chat's tools are approved unasked.
      if (!question || !isOfChat(options)) return { invocationMessage: doing };
      const { title, message } = question;
      this.#remember(options.input, question);
      return {
        invocationMessage: doing,
        confirmationMessages: { title, message: new vscode.MarkdownString(asMarkdown(message)) },
      };
    } catch {
      // The call itself says what is wrong.
      return undefined;
    }
  }

  async invoke(
    {
      input,
      toolInvocationToken,
    }: Pick<vscode.LanguageModelToolInvocationOptions<unknown>, "input" | "toolInvocationToken">,
    cancellation: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    try {
      const { question, run } = await this.#plan(input);
      const isOfChat = toolInvocationToken !== undefined && this.#isCallerTold;
      if (question && !(isOfChat && this.#isConfirmed(input, question))) await question.ask();
      if (cancellation.isCancellationRequested) throw new Cancelled();
      return resultOf(await run());
    } catch (error) {
      return resultOf(this.#refusal(error));
    }
  }

  #remember(input: unknown, { about = "" }: Question): void {
    const [oldest] = this.#confirmations.keys();
    if (oldest !== undefined && this.#confirmations.size >= MOST_REMEMBERED) this.#confirmations.delete(oldest);
    this.#confirmations.set(JSON.stringify(input), about);
  }

  /** The preparation may have failed, which asks nothing, and the editor in front may be another one by now. */
  #isConfirmed(input: unknown, { about = "" }: Question): boolean {
    return this.#confirmations.get(JSON.stringify(input)) === about;
  }

  #refusal(error: unknown): Answer {
    if (error instanceof Cancelled)
      return { summary: t("The user did not allow it: nothing was told, and nothing was written."), error: "declined" };
    if (!(error instanceof UserError)) {
      this.#log.error(`${this.#name}: ${error instanceof Error ? error.name : typeof error}`);
      return { summary: ownError(), error: "internal" };
    }
    const { code, template, details } = error;
    const { args: given = [], remedy } = details;
    const { text, quoted: args } = toldToModel({ template, args: given });
    const sentences = [text, ...(remedy === undefined ? [] : [told({ template: remedy, args: [] })])];
    const summary = args ? beforeQuoted(...sentences) : joined(sentences, " ");
    return { summary, error: code, ...(args && { quoted: args }) };
  }
}

/** Calls of a chat that wait for their answers at once. */
const MOST_REMEMBERED = 100;

interface CallerTold {
  readonly chatRequestId?: unknown;
  readonly chatSessionResource?: unknown;
  readonly chatSessionId?: unknown;
}

/** VS Code 1.100 doesn't tell it; later ones do, by members that its types don't have. */
function isCallerTold(options: object): options is CallerTold {
  return "chatRequestId" in options;
}

function isOfChat(options: object): boolean {
  if (!isCallerTold(options)) return false;
  const { chatRequestId, chatSessionResource, chatSessionId } = options;
  return [chatRequestId, chatSessionResource, chatSessionId].some((told) => told !== undefined);
}

function resultOf(answer: Answer): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(answer))]);
}
