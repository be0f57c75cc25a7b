import * as vscode from "vscode";
import { encryptsNowhere } from "../../domain/apps/unfittingApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { AppsAtHand } from "../../domain/scopes/appsAtHand";
import { encryptingEndpoints, type Endpoint, payloadEncryption } from "../../domain/scopes/catalogue";
import type { EncryptionSource } from "../../domain/scopes/endpointRow";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import type { Caller } from "../commands/caller";
import type { ArgumentOf, EncryptingEndpoint } from "../commands/commandTypes";
import { inSteps, type Step } from "../prompts/multiStep";
import { pickOne } from "../prompts/pick";
import { callInWords, needOfApp } from "../storage/describeEndpoint";
import type { Commands } from "../workbench/contributions";
import { t } from "../workbench/words";
import { chooseAction, type EndpointServices } from "./endpointActions";

/**
 * `jwtApps.listEncryptingEndpoints`: those that support payload encryption for an app, each with how that is known. A
 * person chooses one of them, and what to do with it; code gets the list.
 */
export async function listEncryptingEndpoints(
  services: EndpointServices,
  argument: ArgumentOf<typeof Commands.listEncryptingEndpoints>,
  caller: Caller,
): Promise<readonly EncryptingEndpoint[]> {
  const app = await services.picker.resolve(argument, {
    only: ({ createdIn }) => encryptingEndpoints(createdIn).length > 0,
    whyNot: encryptsNowhere,
  });
  const endpoints = encryptingEndpoints(app.createdIn);
  if (caller !== "code") await choose(services, app, endpoints);
  return endpoints.flatMap((endpoint): EncryptingEndpoint[] => {
    const { id, api, method, path } = endpoint;
    const source = payloadEncryption(endpoint, app);
    return source ? [{ id, api, source, ...(method && { method }), ...(path !== undefined && { path }) }] : [];
  });
}

/** What Find Endpoint offers, for this app alone. */
async function choose(services: EndpointServices, app: JwtApp, endpoints: readonly Endpoint[]): Promise<void> {
  const atHand = new AppsAtHand([app]);
  let chosen: Endpoint | undefined;
  let run: (() => PromiseLike<unknown>) | undefined;
  await inSteps([
    async (step) => {
      chosen = await chooseEndpoint(app, endpoints, step);
    },
    async (step) => {
      if (chosen) run = await chooseAction(services, { endpoint: chosen, standings: atHand.standingsTo(chosen) }, step);
    },
  ]);
  await run?.();
}

async function chooseEndpoint(app: JwtApp, endpoints: readonly Endpoint[], step: Step): Promise<Endpoint> {
  const items = endpoints.map((endpoint) => ({
    endpoint,
    label: asText(endpoint.api),
    iconPath: new vscode.ThemeIcon("shield"),
    description: callInWords(endpoint),
    detail: joined([sourceOf(payloadEncryption(endpoint, app)), needOfApp(endpoint, app)], " · "),
  }));
  const { endpoint } = await pickOne(items, {
    title: t("Endpoints that can encrypt payloads for {0}", app.name),
    placeHolder: t("Choose one to make a request, or to assign its scope"),
    matchOnDescription: true,
    matchOnDetail: true,
    step,
  });
  return endpoint;
}

/** How it is known (platform.md, 2.3). */
function sourceOf(source: EncryptionSource | undefined): PlainText {
  return source === "listed" ? t("Listed by the documentation") : t("By release notes alone");
}
