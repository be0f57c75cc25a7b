import type { PlainText } from "./text/asText";
import { fillText } from "./text/fillText";

/** Something a user can understand and act on; every other error that reaches a user is a bug of ours. */
export class UserError extends Error {
  override readonly name = "UserError";

  /**
   * @param code stable and machine-readable, in kebab-case, for tests and callers
   * @param template the sentence that says what is wrong, with {0}, {1} … for `args`; the key for localisation
   * @param details.args values for the placeholders. Never a secret, a token or decrypted text
   * @param details.remedy what the user can do, one sentence, same placeholders
   * @param details.remedyForCode the same for other extensions, where nobody was asked yet whether what the remedy names
   * may be told
   * @param details.cause what led to it, for the log: where that is a bug of ours
   * @param details.mending what does it, where one command of ours does: the message has it as a button
   */
  constructor(
    readonly code: string,
    readonly template: string,
    readonly details: {
      readonly args?: readonly (string | number)[];
      readonly remedy?: string;
      readonly remedyForCode?: string;
      readonly mending?: AppMending;
      readonly cause?: unknown;
    } = {},
  ) {
    const args = details.args ?? [];
    const sentence = fill(template, args);
    super(details.remedy ? `${sentence} ${fill(details.remedy, args)}` : sentence);
  }
}

/** The sentence with {0}, {1} … filled in as `vscode.l10n.t` does, so that one template serves both; each made text. */
export function fill(template: string, args: readonly (string | number)[]): PlainText {
  return fillText(template, args);
}

/** What mends a problem of an app: each is one thing that a person starts, and that asks before it changes anything. */
export const MENDINGS = [
  "enterClientSecret",
  "enterSigningKey",
  "enterPlatformKey",
  "enterPayloadKey",
  "confirmAlgorithm",
  "assignScopes",
  "assignTables",
  "publishScopes",
] as const;
export type Mending = (typeof MENDINGS)[number];

/** What no row of an app asks for, since it works without: the app's form, at that field. */
export type FieldMending = "enterHost" | "enterBotId";

/** A mending of one app, by its internal id: several apps can have one name. It carries no authority. */
export interface AppMending {
  readonly kind: Mending | FieldMending;
  readonly appId: string;
}
