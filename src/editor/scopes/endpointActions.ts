import * as vscode from "vscode";
import type { DocumentationPage } from "../../domain/apps/onPlatform";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { scopeById } from "../../domain/scopes/catalogue";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import type { CommandRunner } from "../commands/commandRunner";
import { execute } from "../commands/execute";
import { mendingTitle } from "../commands/mendings";
import { documentKind } from "../documents/documentKind";
import type { OpenDocuments } from "../documents/openDocuments";
import { appAtCursor } from "../documents/appAtCursor";
import { pickOne, type PickRow } from "../prompts/pick";
import type { AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { callInWords } from "../storage/describeEndpoint";
import { Commands } from "../workbench/contributions";
import { t } from "../workbench/words";
import type { EndpointAtHand } from "./endpointItems";
import { accessInWords } from "./endpointWords";

export interface EndpointServices {
  readonly store: AppStore;
  readonly picker: AppPicker;
  readonly openDocuments: OpenDocuments;
  readonly runner: Pick<CommandRunner, "pointer">;
  /** Shows the view, with the row of the app of that internal id selected, or that of an endpoint below it. */
  readonly reveal: (id: string, endpoint?: string) => Promise<void>;
}

interface Action extends PickRow {
  readonly label: PlainText;
  readonly run: () => PromiseLike<unknown>;
}

/**
 * What can be done with an endpoint, as a person chooses: each is a command that one can run without this as well, and
 * gets what a lens would hand it.
 * @throws WentBack
 */
export async function offerActions(services: EndpointServices, at: EndpointAtHand): Promise<void> {
  const { endpoint, standing } = at;
  const { run } = await pickOne(actionsFor(services, at), {
    title: joined([asText(endpoint.api), callInWords(endpoint)], " · "),
    placeHolder: accessInWords(endpoint, standing),
    hasBack: true,
  });
  await run();
}

/** What is missing stands first where none of the apps can call it. */
function actionsFor(services: EndpointServices, at: EndpointAtHand): Action[] {
  const requests = requestActions(services, at);
  const mendings = [...mendActions(services, at), ...assignActions(services, at)];
  const first = at.standing.callable.length > 0 ? [...requests, ...mendings] : [...mendings, ...requests];
  return [...first, ...showActions(services, at), ...pageActions(at)];
}

/** Written for an app that can call it; where none can, for one that could with some step more. */
function requestActions(services: EndpointServices, { endpoint, standing }: EndpointAtHand): Action[] {
  if (endpoint.address === "yours") return [];
  const { callable, unpublished, lacking, unknown } = standing;
  const apps = callable.length > 0 ? callable : [...unpublished, ...lacking, ...unknown];
  if (apps.length === 0)
    return [{ label: plain`$(add) ${t("Create JWT App")}`, run: async () => execute(Commands.createApp) }];
  if (endpoint.path === undefined) return [];
  const write = (command: typeof Commands.insertRequest | typeof Commands.newRequestFile) => async () => {
    const app = await oneOf(services, apps);
    await execute(command, services.runner.pointer({ app: app.id, endpoint: endpoint.id }));
  };
  const whose = { description: namesOf(apps) };
  const insert = { label: plain`$(insert) ${t("Insert Request")}`, ...whose, run: write(Commands.insertRequest) };
  const make = { label: plain`$(new-file) ${t("New Request File")}`, ...whose, run: write(Commands.newRequestFile) };
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return [make];
  return documentKind(document) === "request" ? [insert, make] : [make, insert];
}

function assignActions(services: EndpointServices, { endpoint, standing }: EndpointAtHand): Action[] {
  return (["xo", "admin"] as const).flatMap((level) => {
    const access = endpoint.access[level];
    const apps = standing.lacking.filter(({ createdIn }) => createdIn === level);
    if (access?.kind !== "scopes" || apps.length === 0) return [];
    return access.anyOf.map((scope) => ({
      label: plain`$(shield) ${t("Assign “{0}”", scopeById(scope)?.name ?? scope)}`,
      description: namesOf(apps),
      detail: t("A note here alone: on the platform the app has to have it too"),
      run: async () => assign(services, await oneOf(services, apps), scope),
    }));
  });
}

/** Beside those that the app has by now. */
async function assign({ store, runner }: EndpointServices, app: JwtApp, scope: string): Promise<void> {
  const { scopes } = (await store.get(app.id)) ?? app;
  const ids = scopes.map(({ id }) => id);
  await execute(Commands.assignScopes, runner.pointer({ app: app.id, scopes: [...ids, scope] }));
}

function mendActions(services: EndpointServices, { endpoint, standing }: EndpointAtHand): Action[] {
  const { unpublished, lacking } = standing;
  const noTable = endpoint.access.tables ? lacking : [];
  const action = (kind: "publishScopes" | "assignTables", icon: PlainText, apps: readonly JwtApp[]): Action => ({
    label: plain`${icon} ${mendingTitle(kind)}`,
    description: namesOf(apps),
    run: async () => execute(Commands[kind], services.runner.pointer({ app: (await oneOf(services, apps)).id })),
  });
  return [
    ...(unpublished.length > 0 ? [action("publishScopes", plain`$(cloud-upload)`, unpublished)] : []),
    ...(noTable.length > 0 ? [action("assignTables", plain`$(table)`, noTable)] : []),
  ];
}

/** It has a row below each scope and table of an app that opens it, or beside the scopes. */
function showActions(services: EndpointServices, { endpoint, standing }: EndpointAtHand): Action[] {
  const { callable, unpublished, unknown } = standing;
  const apps = [...callable, ...unpublished, ...unknown].filter(({ createdIn }) => endpoint.access[createdIn]);
  if (apps.length === 0) return [];
  return [
    {
      label: plain`$(list-tree) ${t("Show in the Tree")}`,
      description: namesOf(apps),
      run: async () => services.reveal((await oneOf(services, apps)).id, endpoint.id),
    },
  ];
}

function pageActions({ endpoint: { page } }: EndpointAtHand): Action[] {
  if (page === undefined) return [];
  const address: DocumentationPage = `https://docs.kore.ai/${page}`;
  return [
    {
      label: plain`$(link-external) ${t("Open the Documentation")}`,
      description: asText(address),
      detail: t("Address inferred: the page may be elsewhere"),
      run: () => vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(address, true)),
    },
  ];
}

/** The only one, or the one that a person picks; that of the request at the cursor stands first. */
async function oneOf({ store, picker, openDocuments }: EndpointServices, apps: readonly JwtApp[]): Promise<JwtApp> {
  const [only] = apps;
  if (only && apps.length === 1) return only;
  const ids = new Set(apps.map(({ id }) => id));
  const first = (await appAtCursor(openDocuments, await store.apps()))?.app;
  return picker.resolve({}, { only: ({ id }) => ids.has(id), first });
}

function namesOf(apps: readonly JwtApp[]): PlainText {
  const [only] = apps;
  return only && apps.length === 1 ? asText(only.name) : t("{0} apps", apps.length);
}
