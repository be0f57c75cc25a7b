import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { targetCall, targetId, targetTitle } from "../../domain/requests/write/requestTargets";
import { scopeById } from "../../domain/scopes/catalogue";
import { documentationPage } from "../../domain/text/documentationPage";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import type { CommandRunner } from "../commands/commandRunner";
import { execute } from "../commands/execute";
import { mendingTitle } from "../commands/mendings";
import { documentKind } from "../documents/documentKind";
import type { OpenDocuments } from "../documents/openDocuments";
import { appAtCursor } from "../documents/appAtCursor";
import type { Step } from "../prompts/multiStep";
import { pickOne, type PickOptions, type PickRow } from "../prompts/pick";
import type { AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { accessInWords, callInWords } from "../storage/describeEndpoint";
import { Commands } from "../workbench/contributions";
import { t } from "../workbench/words";
import { doorInWords, type EndpointAtHand, type TargetAtHand } from "./endpointItems";

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
export async function offerActions(services: EndpointServices, at: TargetAtHand): Promise<void> {
  const run = await chooseAction(services, at);
  await run();
}

/**
 * The same, without doing it.
 * @param step where it is one of several prompts
 * @throws WentBack
 */
export async function chooseAction(
  services: EndpointServices,
  at: TargetAtHand,
  step?: Step,
): Promise<() => PromiseLike<unknown>> {
  const { run } = await pickOne(actionsFor(services, at), { ...headOf(at), ...(step ? { step } : { hasBack: true }) });
  return run;
}

function headOf(at: TargetAtHand): Pick<PickOptions, "title" | "placeHolder"> {
  if ("door" in at) {
    const title = joined([asText(targetTitle(at.door)), asText(targetCall(at.door))], " · ");
    return { title, placeHolder: doorInWords(at.door) };
  }
  const { endpoint, standings } = at;
  const title = joined([asText(endpoint.api), callInWords(endpoint)], " · ");
  return { title, placeHolder: accessInWords(endpoint, standings) };
}

/** What is missing stands first where none of the apps can call it. */
function actionsFor(services: EndpointServices, at: TargetAtHand): Action[] {
  if ("door" in at) return requestActions(services, targetId(at.door), at.apps);
  const requests = endpointRequests(services, at);
  const mendings = [...mendActions(services, at), ...assignActions(services, at)];
  const first = at.standings.callable.length > 0 ? [...requests, ...mendings] : [...mendings, ...requests];
  return [...first, ...showActions(services, at), ...pageActions(at)];
}

/** Written for an app that can call it; where none can, for one that could with some step more. */
function endpointRequests(services: EndpointServices, { endpoint, standings }: EndpointAtHand): Action[] {
  if (endpoint.address === "yours") return [];
  const { callable, unpublished, lacking, unknown } = standings;
  const apps = callable.length > 0 ? callable : [...unpublished, ...lacking, ...unknown];
  return apps.length > 0 && endpoint.path === undefined ? [] : requestActions(services, endpoint.id, apps);
}

function requestActions(services: EndpointServices, endpoint: string, apps: readonly JwtApp[]): Action[] {
  if (apps.length === 0)
    return [{ label: plain`$(add) ${t("Create JWT App")}`, run: async () => execute(Commands.createApp) }];
  const action = (icon: PlainText, title: PlainText, command: RequestCommand): Action => ({
    label: plain`${icon} ${title}`,
    description: namesOf(apps),
    run: async () => {
      const app = await oneOf(services, apps);
      await execute(command, services.runner.pointer({ app: app.id, endpoint }));
    },
  });
  const insert = action(plain`$(insert)`, t("Insert Request"), Commands.insertRequest);
  const make = action(plain`$(new-file)`, t("New Request File"), Commands.newRequestFile);
  const copy = action(plain`$(terminal)`, t("Copy as curl"), Commands.copyAsCurl);
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return [make, copy];
  return documentKind(document) === "request" ? [insert, make, copy] : [make, insert, copy];
}

type RequestCommand = typeof Commands.insertRequest | typeof Commands.newRequestFile | typeof Commands.copyAsCurl;

function assignActions(services: EndpointServices, { endpoint, standings }: EndpointAtHand): Action[] {
  return (["xo", "admin"] as const).flatMap((level) => {
    const access = endpoint.access[level];
    const apps = standings.lacking.filter(({ createdIn }) => createdIn === level);
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

function mendActions(services: EndpointServices, { endpoint, standings }: EndpointAtHand): Action[] {
  const { unpublished, lacking } = standings;
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
function showActions(services: EndpointServices, { endpoint, standings }: EndpointAtHand): Action[] {
  const { callable, unpublished, unknown } = standings;
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
  const address = documentationPage(page);
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
