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
import { t } from "../../workbench/words";

export interface PlacementServices {
  readonly tokens: Pick<TokenService, "mintFor">;
  readonly environment: LoadedLater<TokenEnvironment>;
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
  step?: Step,
): Promise<TokenPlacement> {
  const { tokens } = services;
  // What a person picks here is theirs, whoever named the app.
  const hand: Caller = caller === "pointer" && use === undefined ? "person" : caller;
  const environment = await services.environment.load();
  const refusalOf = (kind: Kind): UserError | undefined => {
    if (kind === "script") return scriptRefusal();
    return kind === "environment" ? environment.refusal(app) : undefined;
  };
  const kind = use ?? (hand === "code" ? "line" : await ask(services, app, refusalOf, step));
  const refusal = refusalOf(kind);
  if (refusal) throw refusal;
  if (kind === "script") return { kind };
  if (kind === "line") return { kind, mint: async (profile) => (await tokens.mintFor(app, { profile }, hand)).token };
  const variables = await environment.allow(app);
  return { kind, variable: (profile) => variables[profile] };
}

/** Why a script that asks for tokens is not written: it would be refused each of them. */
function scriptRefusal(): UserError | undefined {
  if (vscode.workspace.isTrusted) return undefined;
  return new UserError("script-restricted", "In Restricted Mode no script gets a token.", {
    remedy: "Trust this workspace, or choose another way.",
  });
}

interface Way extends vscode.QuickPickItem {
  readonly value: Kind;
}

/** What can't be chosen stands last, with the reason. Of a line a pick shows about 80 characters, and cuts off the rest. */
async function ask(
  { placements }: PlacementServices,
  app: JwtApp,
  refusalOf: (kind: Kind) => UserError | undefined,
  step: Step | undefined,
): Promise<Kind> {
  const ways: readonly Way[] = [
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
  const items = ways.map((way) => {
    const refusal = refusalOf(way.value);
    return { ...way, isRefused: refusal !== undefined, ...(refusal && refusedItem(way.value, refusal)) };
  });
  const first = placements.last ?? (app.enforceJti ? "script" : "line");
  const rank = ({ value, isRefused }: (typeof items)[number]): number => (isRefused ? 2 : value === first ? 0 : 1);
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
    label:
      kind === "script"
        ? t("$(circle-slash) A script that asks for a token: not here")
        : t("$(circle-slash) An environment variable: not here"),
    detail: t(template, ...(details.args ?? [])),
  };
}
