import type * as vscode from "vscode";
import { alikeApps } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { asText, joined } from "../../domain/text/asText";
import { pickMany } from "../prompts/pick";
import type { AppStore } from "../storage/appStore";
import { rowOf } from "../storage/describeApp";
import { t } from "../workbench/words";
import { UserError } from "../../domain/errors";
import type { RunningGateway } from "./gatewayState";
import { unfitForGateway } from "./unfitForGateway";

/** The memory's key for the ids of the apps that a person chose last, and agreed to. */
const GATEWAY_APPS = "gatewayApps";

export function lastGatewayApps(memory: vscode.Memento): readonly string[] {
  const value: unknown = memory.get(GATEWAY_APPS);
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

export function setLastGatewayApps(memory: vscode.Memento, ids: readonly string[] | undefined): Thenable<void> {
  return memory.update(GATEWAY_APPS, ids);
}

/**
 * The apps that a person checks. Those that can't work in it stand below with what they lack.
 * @param checked ids of those that are checked from the start
 */
export async function chooseGatewayApps(
  store: AppStore,
  running: RunningGateway | undefined,
  checked: readonly string[],
): Promise<readonly JwtApp[]> {
  const apps = [...(await store.apps())].sort((a, b) => a.name.localeCompare(b.name));
  const alike = alikeApps(apps);
  const judged = apps.map((app) => ({ app, unfit: unfitForGateway(app, store) }));
  const [first] = judged;
  if (!first) throw new UserError("no-apps-for-gateway", "There is no JWT app that the gateway could act as.");
  // A list of what can't be chosen says less than what to do about it.
  if (first.unfit && judged.every(({ unfit }) => unfit)) throw first.unfit.error;
  const fit = judged
    .filter(({ unfit }) => !unfit)
    .map(({ app }) => ({
      label: asText(app.name),
      description: joined(
        [rowOf(app, alike.has(app.id)), ...(app.host === undefined ? [] : [asText(app.host)])],
        " · ",
      ),
      picked: checked.includes(app.id),
      app,
    }));
  const unfit = judged.flatMap(({ app, unfit: found }) =>
    found
      ? [
          {
            label: `$(circle-slash) ${asText(app.name)}`,
            description: t("can't be used: {0}", found.why),
            informs: true as const,
            app,
          },
        ]
      : [],
  );
  const chosen = await pickMany([...fit, ...unfit], {
    title: titleOf(running),
    placeHolder: t("Which apps may its clients act as?"),
    whereNone: t("Check the apps that clients may call as"),
    matchOnDescription: true,
  });
  return chosen.map(({ app }) => app);
}

function titleOf(running: RunningGateway | undefined) {
  if (!running) return t("Start the Gateway");
  return running.isHere
    ? t("Apps of the Gateway")
    : t("The gateway runs in another window: move it to this one, with these apps");
}
