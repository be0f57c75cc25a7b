import { appState, mendingOf, severityOf } from "../../domain/apps/appState";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import type { PlainText } from "../../domain/text/asText";
import type { AppStore } from "../storage/appStore";
import { describeProblem } from "../storage/describeApp";
import { t } from "../workbench/words";

/** What keeps an app from working in the gateway. */
export interface Unfit {
  /** In a few words. */
  readonly why: PlainText;
  readonly error: UserError;
}

/** As far as that shows without its secrets; undefined where nothing does. */
export function unfitForGateway(app: JwtApp, store: Pick<AppStore, "secretsAbsent">): Unfit | undefined {
  const { id, name } = app;
  if (app.host === undefined && app.credentials !== "generated")
    return {
      why: t("no host"),
      error: new UserError("gateway-no-host", "“{0}” has no host, so the gateway doesn't know where to call it.", {
        args: [name],
        remedy: "Enter the host that its requests go to.",
        mending: { kind: "enterHost", appId: id },
      }),
    };
  // Without a payload key requests are made all the same.
  const problem = appState(app, { secretsAbsent: store.secretsAbsent(id) }).find(
    (one) => severityOf(one) === "blocked" && one !== "payload-key-missing",
  );
  if (problem === undefined) return undefined;
  const why = describeProblem(problem);
  return {
    why,
    error: new UserError(
      "gateway-not-mintable",
      "No token of “{0}” can be made, so the gateway can't act as it: {1}.",
      {
        args: [name, why],
        mending: { kind: mendingOf(problem, app), appId: id },
      },
    ),
  };
}
