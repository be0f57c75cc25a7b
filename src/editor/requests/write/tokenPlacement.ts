import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError } from "../../../domain/errors";
import type { TokenPlacement } from "../../../domain/requests/write/writeRequest";
import type { Caller } from "../../commands/caller";
import { readSetting } from "../../workbench/contributions";
import type { Step } from "../../prompts/multiStep";
import { pickOne } from "../../prompts/pick";
import { duration } from "../../workbench/statusMessage";
import type { TokenEnvironment } from "../../tokens/environment/tokenEnvironment";
import type { TokenService } from "../../tokens/tokenService";
import type { LoadedLater } from "../../workbench/loadedLater";
import type { PlainText } from "../../../domain/text/asText";
import { documentKind } from "../../documents/documentKind";
import type { GatewayEnvironment } from "../gateway/gatewayEnvironment";
import { folderOf, type GatewayVariables } from "../gateway/gatewayVariables";
import { t } from "../../workbench/words";

export interface PlacementServices {
  readonly tokens: Pick<TokenService, "mintFor">;
  readonly environment: LoadedLater<TokenEnvironment>;
  /** Where files of this window get the gateway's address from. */
  readonly gatewayVariable: GatewayVariables;
  readonly gatewayEnvironment: LoadedLater<GatewayEnvironment>;
  /** What was chosen last in this window stands first. */
  readonly placements: { last?: Kind };
}

type Kind = TokenPlacement["kind"];

/**
 * How the token gets into a request: as `use` says, or as a person chooses among what is explained; code that says
 * nothing gets a token line, which every client understands.
 */
export async function choosePlacement(
  services: PlacementServices,
  app: JwtApp,
  use: Kind | undefined,
  caller: Caller,
  { step, without = [] }: { readonly step?: Step | undefined; readonly without?: readonly Kind[] } = {},
): Promise<TokenPlacement> {
  const { tokens } = services;
  // What a person picks here is theirs, whoever named the app.
  const hand: Caller = caller === "pointer" && use === undefined ? "person" : caller;
  const environment = await services.environment.load();
  const refusalOf = (kind: Kind): UserError | undefined => {
    if (kind === "gateway") return services.gatewayVariable.refusal(app);
    if (kind === "script") return scriptRefusal();
    return kind === "environment" ? environment.refusal(app) : undefined;
  };
  const kind = use ?? (hand === "code" ? "line" : await ask(services, app, { refusalOf, step, without }));
  const refusal = refusalOf(kind);
  if (refusal) throw refusal;
  if (kind === "script") return { kind };
  if (kind === "gateway") return gatewayPlacement(services, app, caller);
  if (kind === "line") return { kind, mint: async (profile) => (await tokens.mintFor(app, { profile }, hand)).token };
  const variables = await environment.allow(app);
  return { kind, variable: (profile) => variables[profile] };
}

/** Code's requests get no address by this: a person is asked where a file that reads it is in front. */
async function gatewayPlacement(
  { gatewayVariable, gatewayEnvironment }: PlacementServices,
  { slug = "" }: JwtApp,
  caller: Caller,
): Promise<TokenPlacement> {
  const document = vscode.window.activeTextEditor?.document;
  const isRequestFile = document && documentKind(document) === "request";
  const from = await gatewayVariable.of(
    isRequestFile ? folderOf(document) : vscode.workspace.workspaceFolders?.[0]?.uri,
  );
  if (from === "environment" && caller !== "code") await (await gatewayEnvironment.load()).allow();
  return { kind: "gateway", slug, from };
}

/** Why a script that asks for tokens is not written: it would be refused each of them. */
export function scriptRefusal(): UserError | undefined {
  if (vscode.workspace.isTrusted) return undefined;
  return new UserError("script-restricted", "In Restricted Mode no script gets a token.", {
    remedy: "Trust this workspace, or choose another way.",
  });
}

interface Way extends vscode.QuickPickItem {
  readonly value: Kind;
}

interface Asking {
  readonly refusalOf: (kind: Kind) => UserError | undefined;
  readonly step: Step | undefined;
  readonly without: readonly Kind[];
}

/** What can't be chosen stands last, with the reason. Of a line a pick shows about 80 characters, and cuts off the rest. */
async function ask(
  { placements }: PlacementServices,
  app: JwtApp,
  { refusalOf, step, without }: Asking,
): Promise<Kind> {
  const ways: readonly Way[] = [
    {
      value: "gateway",
      label: t("$(arrow-swap) Through the gateway"),
      description: t("REST Client, httpYac and others"),
      detail: t("No token in the file: the gateway adds it and decrypts answers. It has to run."),
    },
    {
      value: "line",
      label: t("$(key) A token in the file"),
      description: t("REST Client, httpYac and others"),
      detail: app.enforceJti
        ? t("Good for one request, as Enforce JTI wants; then “Refresh” writes a new one.")
        : t(
            "Good for {0}, then “Refresh” renews it. Whoever gets the file gets the token.",
            duration(readSetting("token.lifetimeSeconds")),
          ),
    },
    {
      value: "script",
      label: t("$(code) A script that asks for a token"),
      description: t("httpYac in VS Code, not REST Client"),
      detail: t("Fresh for each request, also with Enforce JTI. VS Code asks once in a session."),
    },
    {
      value: "environment",
      label: t("$(server-environment) An environment variable"),
      description: t("REST Client and httpYac"),
      detail: t("Not in the file, but other extensions and programs they start can read it."),
    },
  ];
  const offered = ways.filter(({ value }) => !without.includes(value));
  const items = offered.map((way) => {
    const refusal = refusalOf(way.value);
    return { ...way, isRefused: refusal !== undefined, ...(refusal && refusedItem(way.value, refusal)) };
  });
  const usual = app.enforceJti ? "script" : "line";
  const second = placements.last ?? usual;
  const rank = ({ value, isRefused }: (typeof items)[number]): number =>
    isRefused ? 3 : value === "gateway" ? 0 : value === second ? 1 : 2;
  items.sort((a, b) => rank(a) - rank(b));
  const { value } = await pickOne(items, {
    title: t("Token of {0}", app.name),
    placeHolder: t("How does the token get into the request?"),
    matchOnDetail: true,
    ...(step && { step }),
  });
  if (refusalOf(value) === undefined) placements.last = value;
  return value;
}

function refusedItem(
  kind: Kind,
  { template, details }: UserError,
): { readonly label: PlainText; readonly detail: PlainText } {
  return {
    label: refusedLabel(kind),
    detail: t(template, ...(details.args ?? [])),
  };
}

function refusedLabel(kind: Kind): PlainText {
  switch (kind) {
    case "gateway":
      return t("$(circle-slash) Through the gateway: not here");
    case "script":
      return t("$(circle-slash) A script that asks for a token: not here");
    case "environment":
      return t("$(circle-slash) An environment variable: not here");
    case "line":
      return t("$(circle-slash) A token in the file: not here");
  }
}
