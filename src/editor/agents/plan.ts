import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import type { PlainText } from "../../domain/text/asText";
import type { Consents } from "../commands/consents";
import { t } from "../workbench/words";

/** What a call of a tool is about to do. Making one changes nothing. */
export interface Plan {
  /** What VS Code shows meanwhile. */
  readonly doing: PlainText;
  /** What a person has to agree to; undefined where nothing confidential is told, and nothing written. */
  readonly question?: Question | undefined;
  /** In the order of its members, as JSON: a sentence stands first. */
  readonly run: () => Promise<Answer>;
}

export interface Answer {
  readonly summary: PlainText;
  readonly [member: string]: unknown;
}

export interface Question {
  /** As a chat asks it. */
  readonly title: PlainText;
  readonly message: PlainText;
  /** What was asked about exactly, where that is more than the input says. */
  readonly about?: string;
  /** The same where no chat asked: a modal whose first button declines. Anything but a yes is `Cancelled`. */
  readonly ask: () => Promise<unknown>;
}

/** Whether the apps that are here may be told of. */
export function aboutApps(consents: Pick<Consents, "list">): Question {
  assertTrusted();
  return {
    title: t("Tell the chat about your JWT apps?"),
    message: t(
      "Its language model is told their names, and what of them answers the question: levels, scopes, what they enforce, client IDs, and claims of a token. No secret, no token and nothing decrypted is among it.",
    ),
    // For all who ask by code: what one was allowed, others can have from it.
    ask: async () => consents.list(),
  };
}

/** @throws UserError `restricted-mode`: whoever wrote the workspace may have written what the model reads, too */
export function assertTrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserError(
    "restricted-mode",
    "In Restricted Mode a chat, another extension or a script is told nothing of JWT apps, and writes no request.",
    { remedy: "Trust this workspace, or leave the apps out." },
  );
}
