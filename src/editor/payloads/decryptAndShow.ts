import * as vscode from "vscode";
import { alikeApps } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { EnvelopeSearch } from "../../domain/payloads/capture/findEnvelopes";
import type { Decryption, Failed, Opened } from "../../domain/payloads/decrypt/decrypt";
import type { DecryptReport, DecryptResult } from "../../domain/payloads/open/decryptResult";
import type { PayloadKeys } from "../../domain/payloads/payloadKeys";
import { asText, type PlainText } from "../../domain/text/asText";
import { pickOne } from "../prompts/pick";
import { t } from "../workbench/words";
import { payloadKeyring } from "./payloadKeyring";
import type { PayloadServices } from "./payloadServices";
import type { Decrypted } from "../commands/commandTypes";
import type { PayloadSource } from "./showResults";

export interface Encrypted {
  readonly text: string;
  readonly source: PayloadSource;
  readonly search: EnvelopeSearch;
  /** A person selected what the search looks for, and the shape begins there if that is a whole of its own. */
  readonly isSelected?: boolean;
}

/** Decrypts what stands in a text and shows it. */
export async function decryptAndShow(
  services: PayloadServices,
  { text, source, search, isSelected }: Encrypted,
  app: JwtApp | undefined,
): Promise<Decrypted> {
  const keys = await payloadKeyring(services.store, app);
  const { Decryption } = await import("../../domain/payloads/decrypt/decrypt");
  const { noneOpened, showResults } = await import("./showResults");
  const decryption = new Decryption(text, await services.ports());
  const { opened, failures } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t("Decrypting…") },
    () => outcomesOf(decryption, keys, search),
  );
  const [first, ...others] = opened;
  if (first === undefined) throw failures.length > 1 ? noneOpened(text, failures) : failures[0]?.error;
  const result = others.length === 0 ? await chooseApp(services, decryption, search, first) : first.result;
  const shaped = await decryption.withShape(
    result,
    others.map((other) => other.result.report),
    isSelected ? search.selection : undefined,
  );
  return showResults(services, { text, source, results: [shaped, ...others.map((other) => other.result)], failures });
}

async function outcomesOf(decryption: Decryption, keys: readonly PayloadKeys[], search: EnvelopeSearch) {
  const [opened, failures]: [Opened[], Failed[]] = [[], []];
  for await (const outcome of decryption.outcomes(keys, search)) {
    if ("result" in outcome) opened.push(outcome);
    else failures.push(outcome);
  }
  return { opened, failures };
}

/** Where several apps hold the key that fits, the request at the cursor or the user says which one is meant: the shape is kept for that one. */
async function chooseApp(
  { store, openDocuments }: PayloadServices,
  decryption: Decryption,
  search: EnvelopeSearch,
  opened: Opened,
): Promise<DecryptResult> {
  const { ambiguous, apps } = opened.result.report;
  if (!ambiguous) return opened.result;
  const known = await store.apps();
  const { appAtCursor } = await import("../documents/appAtCursor");
  const named = (await appAtCursor(openDocuments, known, search.selection?.start ?? search.offset))?.app;
  const chosen = apps.some(({ appId }) => appId === named?.id) ? named : await store.get(await pickHolder(known, apps));
  return chosen ? decryption.openFor(opened, await payloadKeyring(store, chosen)) : opened.result;
}

/** The internal id of one of several apps that hold a key. */
async function pickHolder(known: readonly JwtApp[], apps: DecryptReport["apps"]): Promise<string> {
  const alike = alikeApps(known);
  const clientIdOf = (id: string): PlainText => asText(known.find((app) => app.id === id)?.clientId ?? "");
  const items = apps.map((app) => ({
    label: asText(app.appName),
    ...(alike.has(app.appId) && { description: clientIdOf(app.appId) }),
    app,
  }));
  const { app } = await pickOne(items, {
    title: t("Several apps hold this key"),
    placeHolder: t("Which app is the payload for?"),
  });
  return app.appId;
}
