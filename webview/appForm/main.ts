import "./appForm.css";
import { ExtensionMessage, type FormMessage, KeptState, readMessage } from "../protocol";
import { AppForm } from "./appForm";
import type { NextSteps } from "./nextSteps";
import { showSummary } from "./summaryView";
import { setStrings } from "./text";
import { registerToolkit } from "./toolkit";

/** What VS Code gives a webview, once. */
interface WebviewApi {
  postMessage(message: FormMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): WebviewApi;

start(acquireVsCodeApi(), document.getElementById("form") ?? document.body);

function start(api: WebviewApi, root: HTMLElement): void {
  registerToolkit();
  let form: AppForm | undefined;
  let steps: NextSteps | undefined;
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    const message = readMessage(ExtensionMessage, event.data);
    if (message?.type !== "init") {
      if (form && message) form.receive(message);
      else if (message?.type === "nextSteps") steps?.show(message.steps);
      // The app is gone, say: then there is nothing to fill in.
      else if (message?.type === "refused") root.replaceChildren(message.message ?? "");
      return;
    }
    setStrings(message.strings);
    const post = (out: FormMessage) => api.postMessage(out);
    if (message.summary) steps = showSummary(root, message.summary, post);
    else
      form = new AppForm(
        root,
        { post, keep: (state) => api.setState(state) },
        message,
        readMessage(KeptState, api.getState()) ?? message.draft,
      );
  });
  api.postMessage({ type: "ready" });
}
