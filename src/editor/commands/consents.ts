import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { joined, type PlainText } from "../../domain/text/asText";
import { confirmed } from "../prompts/prompts";
import { t } from "../workbench/words";
import type { Wish } from "./refusal";

/** What a person allowed other extensions and scripts, until the window closes. */
export class Consents {
  readonly #given = new Set<string>();

  /** Everything has to be asked again. */
  forget(): void {
    this.#given.clear();
  }

  /** Tokens of one app. Where a workspace's file chose its host, what was allowed for another host doesn't count. */
  async tokens(app: Pick<JwtApp, "id" | "name" | "host" | "hostFromFile">): Promise<void> {
    const { tokenQuestion } = await import("./tokenQuestion");
    const { ids, ...question } = tokenQuestion(app);
    await this.#ask("tokens", ids, question);
  }

  /** Reading what is encrypted, with the keys of one app or of all. */
  async decrypting(app?: Pick<JwtApp, "id" | "name">): Promise<void> {
    await this.#ask("decrypting", app && [app.id], {
      question: app
        ? t("Decrypt with the keys of “{0}” for another extension or a script?", app.name)
        : t("Decrypt with the keys of your apps for another extension or a script?"),
      detail: t(
        "Something other than a click or the Command Palette asked for it. If you allow it, it can read what these keys open until this window closes.",
      ),
    });
  }

  /**
   * The same for an answer that another extension shows: for those of the apps that it wasn't allowed for.
   * @param apps at least one
   * @param news what has to be said first
   * @returns whether it was asked
   */
  async decryptingResponse(apps: readonly Pick<JwtApp, "id" | "name">[], news: readonly PlainText[]): Promise<boolean> {
    const asked = apps.filter(({ id }) => !this.#given.has(keyOf("decrypting", id)));
    const [names, more] = [
      asked
        .slice(0, MAX_NAMES)
        .map(({ name }) => `“${name}”`)
        .join(", "),
      asked.length - MAX_NAMES,
    ];
    return this.#ask(
      "decrypting",
      asked.map(({ id }) => id),
      {
        question:
          more > 0
            ? t("Decrypt REST Client's response with the keys of {0} and {1} more?", names, more)
            : t("Decrypt REST Client's response with the keys of {0}?", names),
        detail: joined([
          t(
            "VS Code does not say whether you pressed the button or another extension asked. If you allow it, other extensions, too, can read what these keys open until this window closes.",
          ),
          ...news,
        ]),
      },
    );
  }

  /** The metadata of all apps. */
  async list(): Promise<void> {
    await this.#ask("list", undefined, {
      question: t("List your JWT apps for another extension or a script?"),
      detail: t(
        "It asked for their names, client IDs, hosts, scopes and public keys; secrets are not among them. If you allow it, it can read them until this window closes.",
      ),
    });
  }

  async #ask(
    wish: Wish,
    appIds: readonly string[] | undefined,
    { question, detail }: { readonly question: PlainText; readonly detail: PlainText },
  ): Promise<boolean> {
    if (!vscode.workspace.isTrusted) throw (await import("./refusal")).refusalOf(wish);
    const keys = appIds?.map((id) => keyOf(wish, id)) ?? [wish];
    if (this.#given.has(wish) || keys.every((key) => this.#given.has(key))) return false;
    await confirmed(question, detail, t("Allow for This Session"), t("Don't Allow"));
    for (const key of keys) this.#given.add(key);
    return true;
  }
}

/** Apps that a question names. */
const MAX_NAMES = 5;

function keyOf(wish: Wish, appId: string): string {
  return `${wish} ${appId}`;
}
