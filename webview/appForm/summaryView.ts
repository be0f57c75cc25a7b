import type { FormMessage, Summary } from "../protocol";
import { NextSteps } from "./nextSteps";
import { t } from "./text";
import { button, textArea } from "./toolkit";

/** Says always the same, however long the secret is. */
const MASK = "••••••••••••";

/** What was saved, what of it goes to the platform, and what to do next, which changes. Replaces the form. */
export function showSummary(root: HTMLElement, summary: Summary, post: (message: FormMessage) => void): NextSteps {
  const page = document.createElement("main");
  page.className = "summary";
  root.replaceChildren(page);
  const title = element(
    page,
    "h1",
    summary.created ? t("“{0}” was created", summary.name) : t("“{0}” was saved", summary.name),
  );
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

  const next = element(page, "h2", t("What to do next"));
  next.tabIndex = -1;
  if (summary.generated)
    element(page, "p", t("The real platform doesn't know this app: its tokens are for the local platform."));
  const steps = new NextSteps(page, summary, post, next);
  const actions = Object.assign(document.createElement("div"), { className: "actions" });
  page.append(actions);
  button(actions, t("Close"), { primary: true }).addEventListener("click", () => post({ type: "close" }));
  // When its tab comes back while somebody types elsewhere, it takes the focus from nobody.
  if (document.hasFocus()) title.focus();
  return steps;
}

function element(parent: HTMLElement, tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
}
