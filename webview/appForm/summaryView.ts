import type { FormMessage, Summary } from "../protocol";
import { t } from "./text";
import { button, textArea } from "./toolkit";

/** Says always the same, however long the secret is. */
const MASK = "••••••••••••";

/** What was saved, what of it goes to the platform, and what to do next. Replaces the form. */
export function showSummary(root: HTMLElement, summary: Summary, post: (message: FormMessage) => void): void {
  const page = document.createElement("main");
  page.className = "summary";
  root.replaceChildren(page);
  const title = element(page, "h1", summary.created ? t("“{0}” was created", summary.name) : t("“{0}” was saved", summary.name));
  title.tabIndex = -1;

  const copyButton = (parent: HTMLElement, label: string, message: FormMessage) =>
    button(parent, t("Copy"), { name: t("Copy {0}", label) }).addEventListener("click", () => post(message));
  const list = document.createElement("dl");
  page.append(list);
  const line = (label: string, value: string, message: FormMessage = { type: "copy", label, text: value }) => {
    const row = document.createElement("div");
    list.append(row);
    element(row, "dt", label);
    const definition = element(row, "dd", "");
    element(definition, "span", value);
    copyButton(definition, label, message);
  };
  line(t("Name"), summary.name);
  if (summary.appId) line(t("App ID"), summary.appId);
  line(t("Client ID"), summary.clientId);
  if (summary.hasClientSecret) line(t("Client Secret"), MASK, { type: "copyClientSecret" });

  const key = (label: string, value: string | undefined) => {
    if (value === undefined) return;
    const field = document.createElement("div");
    field.className = "field area";
    page.append(field);
    const area = textArea(field, label, { rows: 9 });
    area.set(value);
    area.setReadOnly(true);
    copyButton(field, label, { type: "copy", label, text: value });
  };
  key(t("Signing Public Key"), summary.signingPublicKey);
  key(t("Payload Public Key"), summary.payloadPublicKey);
  key(t("Platform Public Key (JWK)"), summary.platformKey);

  element(page, "h2", t("What to do next"));
  const steps = document.createElement("ol");
  page.append(steps);
  for (const step of nextSteps(summary)) element(steps, "li", step);
  const actions = Object.assign(document.createElement("div"), { className: "actions" });
  page.append(actions);
  button(actions, t("Close"), { primary: true }).addEventListener("click", () => post({ type: "close" }));
  // When its tab comes back while somebody types elsewhere, it takes the focus from nobody.
  if (document.hasFocus()) title.focus();
}

function nextSteps(summary: Summary): string[] {
  const steps: string[] = [];
  if (summary.generated) {
    steps.push(t("The real platform doesn't know this app: its tokens are for the local platform."));
  } else {
    if (summary.signingPublicKey) steps.push(t("Upload the signing public key to the platform, which verifies your tokens with it."));
    if (summary.payloadPublicKey) {
      steps.push(t("Paste the payload public key into the platform's dialog, below Enforce Request and Response Payload Encryption."));
    }
  }
  steps.push(
    summary.createdIn === "tables"
      ? t("Assign its tables and views to the app, in the view “JWT Apps” as in Data Tables itself.")
      : t("Assign its API scopes to the app, in the view “JWT Apps” as on the platform."),
  );
  if (summary.createdIn === "xo" && !summary.generated) steps.push(t("Publish the scopes on the platform: they take effect from then on."));
  steps.push(t("Copy a token: the app's row in the view “JWT Apps” has a button for it."));
  return steps;
}

function element(parent: HTMLElement, tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
}
