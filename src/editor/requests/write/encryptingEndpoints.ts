import * as vscode from "vscode";
import { encryptsNowhere } from "../../../domain/apps/unfittingApp";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { encryptingEndpoints, type Endpoint, payloadEncryption } from "../../../domain/scopes/catalogue";
import type { EncryptionSource } from "../../../domain/scopes/endpointRow";
import { asText, joined, type PlainText } from "../../../domain/text/asText";
import type { Caller } from "../../commands/caller";
import type { CommandRunner } from "../../commands/commandRunner";
import type { ArgumentOf, EncryptingEndpoint } from "../../commands/commandTypes";
import { execute } from "../../commands/execute";
import { mendingTitle } from "../../commands/mendings";
import { inSteps, type Step } from "../../prompts/multiStep";
import { pickOne } from "../../prompts/pick";
import type { AppPicker } from "../../storage/appPicker";
import { Commands } from "../../workbench/contributions";
import { callInWords } from "../../storage/describeEndpoint";
import { t } from "../../workbench/words";
import { needOf } from "./needOf";

interface ListServices {
  readonly picker: AppPicker;
  readonly runner: Pick<CommandRunner, "pointer">;
}

/**
 * `jwtApps.listEncryptingEndpoints`: those that support payload encryption for an app, each with how that is known. A
 * person chooses one of them, and what to do with it; code gets the list.
 */
export async function listEncryptingEndpoints(
  { picker, runner }: ListServices,
  argument: ArgumentOf<typeof Commands.listEncryptingEndpoints>,
  caller: Caller,
): Promise<readonly EncryptingEndpoint[]> {
  const app = await picker.resolve(argument, {
    only: ({ createdIn }) => encryptingEndpoints(createdIn).length > 0,
    whyNot: encryptsNowhere,
  });
  const endpoints = encryptingEndpoints(app.createdIn);
  if (caller !== "code") await choose(runner, app, endpoints);
  return endpoints.flatMap((endpoint): EncryptingEndpoint[] => {
    const { id, api, method, path } = endpoint;
    const source = payloadEncryption(endpoint, app);
    return source ? [{ id, api, source, ...(method && { method }), ...(path !== undefined && { path }) }] : [];
  });
}

async function choose(runner: ListServices["runner"], app: JwtApp, endpoints: readonly Endpoint[]): Promise<void> {
  let chosen: Endpoint | undefined;
  let run: (() => Promise<unknown>) | undefined;
  await inSteps([
    async (step) => {
      chosen = await chooseEndpoint(app, endpoints, step);
    },
    async (step) => {
      if (chosen) run = await chooseAction(app, chosen, runner, step);
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
    detail: joined([sourceOf(payloadEncryption(endpoint, app)), needOf(endpoint, app)], " · "),
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

/** What the endpoint's row in the tree offers; each is a command, and gets what a lens would hand it. */
async function chooseAction(
  app: JwtApp,
  endpoint: Endpoint,
  runner: ListServices["runner"],
  step: Step,
): Promise<() => Promise<unknown>> {
  const argument = runner.pointer({ app: app.id, endpoint: endpoint.id });
  const action = (label: PlainText, icon: string, run: () => Promise<unknown>) => ({
    label,
    iconPath: new vscode.ThemeIcon(icon),
    run,
  });
  const isEditorOpen = vscode.window.activeTextEditor !== undefined;
  const requests = [
    action(t("New Request File"), "new-file", () => execute(Commands.newRequestFile, argument)),
    ...(isEditorOpen ? [action(t("Insert Request"), "insert", () => execute(Commands.insertRequest, argument))] : []),
    action(t("Copy as curl"), "terminal", () => execute(Commands.copyAsCurl, argument)),
  ];
  const { run } = await pickOne(
    [
      ...(endpoint.path === undefined ? [] : requests),
      ...(wantsScope(endpoint, app)
        ? [
            action(mendingTitle("assignScopes"), "checklist", () =>
              execute(Commands.assignScopes, runner.pointer({ app: app.id })),
            ),
          ]
        : []),
    ],
    {
      title: asText(endpoint.api),
      placeHolder: joined([callInWords(endpoint), needOf(endpoint, app)], " · "),
      step,
    },
  );
  return run;
}

/** Of what has no path, nothing else can be done. */
function wantsScope({ access, path }: Endpoint, { createdIn, scopes }: JwtApp): boolean {
  const own = access[createdIn];
  if (path === undefined) return true;
  return own?.kind === "scopes" && !scopes.some(({ id }) => own.anyOf.includes(id));
}

/** How it is known (platform.md, 2.3). */
function sourceOf(source: EncryptionSource | undefined): PlainText {
  return source === "listed" ? t("Listed by the documentation") : t("By release notes alone");
}
