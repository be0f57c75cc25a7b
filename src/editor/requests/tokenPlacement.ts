import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { UserError } from "../../domain/errors";
import type { TokenPlacement } from "../../domain/requests/writeRequest";
import type { Caller } from "../commandRunner";
import { readSetting } from "../contributions";
import type { Step } from "../multiStep";
import { pickOne } from "../pick";
import { duration } from "../statusMessage";
import type { RequestServices } from "./requestCommands";
import { t } from "../words";

type Kind = TokenPlacement["kind"];

const KINDS: readonly Kind[] = ["line", "script", "environment"];

/** What was chosen last in this window stands first. */
let lastChosen: Kind | undefined;

/**
 * How the token gets into a request: as `use` says, or as a person chooses among what is explained; code that says
 * nothing gets a token line, which every client understands.
 */
export async function choosePlacement(services: RequestServices, app: JwtApp, use: string | undefined, caller: Caller, step?: Step): Promise<TokenPlacement> {
  const { tokens } = services;
  // What a person picks here is theirs, whoever named the app.
  const hand: Caller = caller === "pointer" && use === undefined ? "person" : caller;
  const environment = await services.environment.load();
  const kind = use === undefined ? (hand === "code" ? "line" : await ask(app, environment.refusal(app), step)) : kindOf(use);
  if (kind === "script") return { kind };
  if (kind === "line") return { kind, mint: async (profile) => (await tokens.mintFor(app, { profile }, hand)).token };
  const refusal = environment.refusal(app);
  if (refusal) throw refusal;
  const variables = await environment.allow(app);
  return { kind, variable: (profile) => variables[profile] };
}

function kindOf(use: string): Kind {
  const kind = KINDS.find((known) => known === use);
  if (kind) return kind;
  throw new UserError("unknown-use", "There is no use “{0}”; known are {1}.", { args: [use.slice(0, 100), KINDS.join(", ")] });
}

/** A pick shows about 80 characters of a line, and cuts off the rest. */
async function ask(app: JwtApp, refusal: UserError | undefined, step: Step | undefined): Promise<Kind> {
  const items: (vscode.QuickPickItem & { value: Kind; refusal?: UserError })[] = [
    {
      value: "line",
      label: t("$(key) A token in the file"),
      description: t("REST Client, httpYac and others"),
      detail: app.enforceJti
        ? t("Good for one request, as Enforce JTI wants; then “Refresh” writes a new one.")
        : t("Good for {0}, then “Refresh” renews it. Whoever gets the file gets the token.", duration(readSetting("token.lifetimeSeconds"))),
    },
    {
      value: "script",
      label: t("$(code) A script that asks for a token"),
      description: t("httpYac in VS Code, not REST Client"),
      detail: t("Fresh for each request, also with Enforce JTI. VS Code asks once in a session."),
    },
    {
      value: "environment",
      label: refusal ? t("$(circle-slash) An environment variable: not here") : t("$(server-environment) An environment variable"),
      description: t("REST Client and httpYac"),
      detail: refusal ? t(refusal.template, ...(refusal.details.args ?? [])) : t("Not in the file, but other extensions and programs they start can read it."),
    },
  ];
  const first = lastChosen ?? (app.enforceJti ? "script" : "line");
  items.sort((a, b) => Number(b.value === first) - Number(a.value === first));
  const { value } = await pickOne(items, { title: t("Token of {0}", app.name), placeHolder: t("How does the token get into the request?"), matchOnDetail: true, ...(step && { step }) });
  lastChosen = value;
  return value;
}
