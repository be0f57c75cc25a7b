import type * as vscode from "vscode";
import type { PayloadPorts } from "../../domain/payloads/payloadPorts";
import { webPorts } from "../../domain/ports";
import type { Check } from "../../domain/tokens/verify/verdict";
import { TreeNode } from "../appTree/treeNode";
import type { Caller, CommandRunner } from "../commands/commandRunner";
import type { Consents } from "../commands/consents";
import { Commands } from "../workbench/contributions";
import type { DecryptedDocuments } from "../results/decryptedDocuments";
import type { AppStore } from "../storage/appStore";
import { showReport } from "../results/showReport";
import type { ReadToken } from "./tokenToRead";
import { t } from "../workbench/words";

export interface InspectServices {
  readonly store: AppStore;
  readonly documents: DecryptedDocuments;
  readonly consents: Consents;
  readonly ports: PayloadPorts;
}

/** One check as the command returns it, in sentences of the user's language. */
export interface InspectedCheck extends Pick<Check, "id" | "outcome" | "reason"> {
  readonly message: string;
  readonly causes: readonly { readonly code: string; readonly message: string }[];
}

/** `jwtApps.inspectToken`: what the platform's rules say about a token, as a read-only page and as a list. */
export function registerInspectToken(runner: CommandRunner, services: InspectServices): vscode.Disposable {
  return runner.register(Commands.inspectToken, async (argument?: unknown, caller: Caller = "person") => {
    const { tokenToRead } = await import("./tokenToRead");
    const read = (token: ReadToken): Promise<InspectedCheck[]> => inspectToken(runner, services, token);
    const given = argument instanceof TreeNode ? undefined : argument;
    return read(await tokenToRead(given, { runner, consents: services.consents, caller, read }));
  });
}

async function inspectToken(
  runner: CommandRunner,
  { store, documents, ports }: InspectServices,
  { token, isCopied }: ReadToken,
): Promise<InspectedCheck[]> {
  const { appAtCursor } = await import("../requests/write/appAtCursor");
  const { verify } = await import("../../domain/tokens/verify/verify");
  const { inspectTokenReport } = await import("./inspectTokenReport");
  const apps = await store.apps();
  // Of apps with one client ID the one is meant that the request names.
  const meant = (await appAtCursor(apps))?.app;
  const verdict = await verify({
    token,
    apps: meant ? [meant, ...apps.filter((app) => app !== meant)] : apps,
    secretsOf: (app) => store.secretsOf(app),
    clock: webPorts.clock,
    ports: { payloads: ports },
  });
  // Whoever called by code needn't wait for the preview.
  const report = inspectTokenReport(verdict, webPorts.clock(), { isCopied });
  const named = { appId: verdict.app?.id, name: t("Token") };
  showReport(documents, report, named).catch((error: unknown) => runner.show(error));
  return verdict.checks.map(({ id, outcome, reason, message, causes }) => ({
    id,
    outcome,
    reason,
    message: t(message.template, ...message.args),
    causes: causes.map((cause) => ({ code: cause.code, message: t(cause.message.template, ...cause.message.args) })),
  }));
}
