import type { PayloadPorts } from "../../../domain/payloads/payloadPorts";
import { webPorts } from "../../../domain/ports";
import { verify } from "../../../domain/tokens/verify/verify";
import type { CommandRunner } from "../../commands/commandRunner";
import type { Caller } from "../../commands/caller";
import type { Consents } from "../../commands/consents";
import { type CheckData, checkData } from "../../../domain/tokens/verify/checkData";
import type { ArgumentOf } from "../../commands/commandTypes";
import { appAtCursor } from "../../documents/appAtCursor";
import type { OpenDocuments } from "../../documents/openDocuments";
import type { Commands } from "../../workbench/contributions";
import type { DecryptedDocuments } from "../../results/decryptedDocuments";
import type { AppStore } from "../../storage/appStore";
import { showReport } from "../../results/showReport";
import { inspectTokenReport } from "./inspectTokenReport";
import { type ReadToken, tokenToRead } from "./tokenToRead";
import { t, told } from "../../workbench/words";

export interface InspectServices {
  readonly store: AppStore;
  readonly documents: DecryptedDocuments;
  readonly openDocuments: OpenDocuments;
  readonly consents: Consents;
  readonly ports: () => Promise<PayloadPorts>;
  readonly runner: CommandRunner;
}

/** `jwtApps.inspectToken`: what the platform's rules say about a token, as a read-only page and as a list. */
export async function inspectToken(
  services: InspectServices,
  argument: ArgumentOf<typeof Commands.inspectToken>,
  caller: Caller,
): Promise<CheckData[]> {
  const { runner, consents } = services;
  const read = (token: ReadToken): Promise<CheckData[]> => inspect(services, token);
  return read(await tokenToRead(argument, { runner, consents, caller, read }));
}

async function inspect(
  { store, documents, openDocuments, ports, runner }: InspectServices,
  { token, isCopied }: ReadToken,
): Promise<CheckData[]> {
  const apps = await store.apps();
  // Of apps with one client ID the one is meant that the request names.
  const meant = (await appAtCursor(openDocuments, apps))?.app;
  const verdict = await verify({
    token,
    apps: meant ? [meant, ...apps.filter((app) => app !== meant)] : apps,
    secretsOf: (app) => store.secretsOf(app),
    clock: webPorts.clock,
    ports: { payloads: await ports() },
  });
  // Whoever called by code needn't wait for the preview.
  const report = inspectTokenReport(verdict, webPorts.clock(), { isCopied });
  runner.offer(() => showReport(documents, report, { appId: verdict.app?.id, name: t("Token") }));
  return verdict.checks.map((check) => checkData(check, told));
}
