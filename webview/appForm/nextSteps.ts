import type { NextStep } from "../../src/domain/apps/form/nextSteps";
import type { FormMessage, StepPlace, Summary } from "../protocol";
import { t } from "./text";
import { button } from "./toolkit";

/** The list of what to do next: each line says why, and its button does it. */
export class NextSteps {
  readonly #list = document.createElement("ol");
  /** In the place of the last line. */
  readonly #nothing = Object.assign(document.createElement("p"), { textContent: t("Nothing is left to do here.") });
  readonly #lines = new Map<NextStep, HTMLElement>();

  readonly #summary: Summary;
  readonly #post: (message: FormMessage) => void;
  /** Takes the focus where the line that had it is done, and no other is left. */
  readonly #heading: HTMLElement;

  constructor(parent: HTMLElement, summary: Summary, post: (message: FormMessage) => void, heading: HTMLElement) {
    this.#summary = summary;
    this.#post = post;
    this.#heading = heading;

    this.#list.className = "steps";
    parent.append(this.#list, this.#nothing);
    this.show(summary.steps);
  }

  /** Lines that stay are the same elements, so that nobody who is on one loses their place. */
  show(steps: readonly NextStep[]): void {
    const hadFocus = this.#list.contains(document.activeElement);
    for (const [step, line] of this.#lines) {
      if (steps.includes(step)) continue;
      line.remove();
      this.#lines.delete(step);
    }
    steps.forEach((step, index) => {
      if (!this.#lines.has(step)) this.#add(step, this.#list.children.item(index));
    });
    this.#nothing.hidden = steps.length > 0;
    if (!hadFocus || this.#list.contains(document.activeElement)) return;
    (this.#list.querySelector<HTMLElement>("vscode-button") ?? this.#heading).focus();
  }

  #add(step: NextStep, before: Element | null): void {
    const line = document.createElement("li");
    this.#list.insertBefore(line, before);
    const { why, action } = words(step, this.#summary);
    line.append(Object.assign(document.createElement("span"), { textContent: why }));
    const place = this.#summary.places[step];
    if (place) line.append(whereOf(place));
    button(line, action).addEventListener("click", () => this.#post({ type: "nextStep", step }));
    this.#lines.set(step, line);
  }
}

/** VS Code opens a link of a page when it is clicked, and asks whether to leave. */
function whereOf({ words: where, page }: StepPlace): HTMLElement {
  const place = Object.assign(document.createElement("span"), { className: "where", textContent: `${where} ` });
  const link = Object.assign(document.createElement("a"), { href: page, textContent: t("Documentation"), title: page });
  place.append(link);
  return place;
}

function words(step: NextStep, { generated }: Summary): { readonly why: string; readonly action: string } {
  switch (step) {
    case "enterSecret":
      return {
        why: t("Its client secret isn't here, and without it no token can be made."),
        action: t("Enter Client Secret…"),
      };
    case "completeKeys":
      return { why: t("A key that it needs is missing."), action: t("Edit App…") };
    case "uploadSigningKey":
      return {
        why: t("Upload the signing public key to the platform, which verifies your tokens with it."),
        action: t("Copy the Key to Upload"),
      };
    case "pastePayloadKey":
      return {
        why: t(
          "Paste the payload public key into the platform's dialog, below Enforce Request and Response Payload Encryption.",
        ),
        action: t("Copy the Key to Paste"),
      };
    case "assignScopes":
      return { why: t("Assign its API scopes to the app, as on the platform."), action: t("Assign Scopes…") };
    case "assignTables":
      return {
        why: t("Assign its tables and views to the app, as in Data Tables itself."),
        action: t("Assign Tables and Views…"),
      };
    case "publishScopes":
      return {
        why: generated
          ? t("The local platform takes scopes only once they are noted as published.")
          : t("Publish the scopes on the platform, as its documentation says, and note it here."),
        action: t("Note Scopes as Published…"),
      };
    case "startLocalPlatform":
      return { why: t("Start the local platform, which checks this app's tokens."), action: t("Start Local Platform") };
    case "copyToken":
      return {
        why: t("Copy a token. The app's row in the view “JWT Apps” has a button for it, too."),
        action: t("Copy Token"),
      };
    case "writeRequest":
      return { why: t("Write requests that send its tokens."), action: t("New Request File…") };
  }
}
