import * as vscode from "vscode";
import { UserError } from "../../../domain/errors";
import { dotenvGateway, withDotenvGateway } from "../../../domain/requests/destination/dotenvGateway";
import { asText, joined, plain, type PlainText } from "../../../domain/text/asText";
import { documentKind } from "../../documents/documentKind";
import type { GatewayState } from "../../gateway/gatewayState";
import { pickOne } from "../../prompts/pick";
import { confirmed } from "../../prompts/prompts";
import type { LoadedLater } from "../../workbench/loadedLater";
import { showStatus } from "../../workbench/statusMessage";
import { t } from "../../workbench/words";
import type { GatewayEnvironment } from "./gatewayEnvironment";
import {
  type Client,
  CLIENTS,
  folderOf,
  type GatewayVariables,
  isRecord,
  MAX_DOTENV,
  readText,
  userVariable,
} from "./gatewayVariables";
import { isIgnored, isLink } from "./gitIgnored";

export interface SetUpServices {
  readonly gateway: GatewayState;
  readonly gatewayVariable: GatewayVariables;
  readonly gatewayEnvironment: LoadedLater<GatewayEnvironment>;
}

interface Place extends vscode.QuickPickItem {
  readonly run: () => Promise<void>;
}

/**
 * `jwtApps.setUpGatewayVariable`: puts the gateway's address where REST Client and httpYac find it as `{{gateway}}`, or
 * takes it away again. What is written where is said before it is; never into the workspace's settings, nor into a file
 * that git would take.
 */
export async function setUpGatewayVariable(services: SetUpServices): Promise<void> {
  const refusal = services.gatewayVariable.refusal();
  if (refusal) throw refusal;
  const folder = folderAtHand();
  const dotenv = folder && vscode.Uri.joinPath(folder, ".env");
  const places: Place[] = [...environmentPlaces(services), ...settingsPlaces(services)];
  if (dotenv && folder) places.push(await dotenvPlace(services, folder, dotenv));
  places.push(...(await removals(dotenv)));
  const { run } = await pickOne(places, {
    title: t("The Gateway's Variable"),
    placeHolder: t("Where do request files get “{0}” from?", "{{gateway}}"),
    matchOnDetail: true,
  });
  await run();
}

/** Of the active request file, or else of the workspace. */
function folderAtHand(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document && documentKind(document) === "request") return folderOf(document);
  return vscode.workspace.workspaceFolders?.[0]?.uri;
}

function environmentPlaces({ gatewayVariable, gatewayEnvironment }: SetUpServices): Place[] {
  if (!gatewayVariable.isEnvironmentRead) return [];
  return [
    {
      label: t("$(server-environment) An environment variable of this VS Code"),
      description: t("nothing is written anywhere"),
      detail: t("There while the gateway runs and a file that reads it is open; other extensions can read it, too."),
      run: async () => (await gatewayEnvironment.load()).allow(),
    },
  ];
}

function settingsPlaces({ gateway }: SetUpServices): Place[] {
  return [
    {
      label: t("$(settings-gear) Your own settings of REST Client and httpYac"),
      description: t("for all your files"),
      detail: t("Written into your user settings, which Settings Sync may carry to your other machines."),
      run: async () => {
        // A setting can only be written where its extension is installed.
        const installed = CLIENTS.filter(
          (section) => vscode.extensions.getExtension(EXTENSIONS[section]) !== undefined,
        );
        if (installed.length === 0)
          throw new UserError("no-sender", "There is nothing here that sends requests.", {
            remedy: "Install the extension REST Client or httpYac.",
          });
        await confirmed(
          t("Write the gateway's address into your user settings?"),
          joined([
            t("As “gateway” under “$shared”, beside what stands there already:"),
            ...installed.map((section) => plain`• ${asText(`${section}.environmentVariables`)}`),
            plain``,
            t(
              "Settings Sync may carry it to your other machines, where it opens nothing. Whoever reads it on this one can act as the apps that the gateway serves, while it runs. The workspace's settings stay as they are.",
            ),
          ]),
          t("Write It"),
          t("Don't Write It"),
        );
        const address = await gateway.address();
        for (const section of installed) await writeVariable(section, address);
        showStatus(t("Wrote the gateway's address into your settings"));
      },
    },
  ];
}

/** In the user's own settings alone; `undefined` takes it away, and what stays empty with it. */
async function writeVariable(section: Client, address: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  const { globalValue } = settings.inspect<unknown>("environmentVariables") ?? {};
  const environments = isRecord(globalValue) ? globalValue : {};
  const { gateway: _, ...shared } = isRecord(environments["$shared"]) ? environments["$shared"] : {};
  const { $shared: __, ...others } = environments;
  const changed = address === undefined ? shared : { ...shared, gateway: address };
  const all = Object.keys(changed).length === 0 ? others : { $shared: changed, ...others };
  const value = Object.keys(all).length === 0 ? undefined : all;
  try {
    await settings.update("environmentVariables", value, vscode.ConfigurationTarget.Global);
  } catch (cause) {
    throw new UserError("gateway-setting", "The setting “{0}” could not be written.", {
      args: [`${section}.environmentVariables`],
      cause,
    });
  }
}

const EXTENSIONS: Readonly<Record<Client, string>> = {
  "rest-client": "humao.rest-client",
  httpyac: "anweber.vscode-httpyac",
};

async function dotenvPlace({ gateway }: SetUpServices, folder: vscode.Uri, dotenv: vscode.Uri): Promise<Place> {
  const where = shown(dotenv);
  return {
    label: t("$(file) The file .env beside the requests"),
    description: where,
    detail: t("One line, for files of that folder; only where git ignores the file."),
    run: async () => {
      if (!(await isIgnored(dotenv))) await offerIgnore(folder, dotenv);
      await confirmed(
        t("Write the gateway's address into “{0}”?", where),
        t(
          "As the line “{0}”, which httpYac reads by itself, and REST Client by “{1}” in the request file. Whoever reads the file can act from this machine as the apps that the gateway serves, while it runs.",
          "gateway=http://127.0.0.1:…",
          "@gateway = {{$dotenv gateway}}",
        ),
        t("Write It"),
        t("Don't Write It"),
      );
      const address = await gateway.address();
      // Much may have changed while the question stood.
      if (!(await isIgnored(dotenv))) throw stillNotIgnored(dotenv);
      await replaceText(dotenv, (text) => withDotenvGateway(text, address));
      showStatus(t("Wrote the gateway's address into {0}", where));
    },
  };
}

/** @throws Cancelled where a person doesn't want it; nothing is written into a file that git would take */
async function offerIgnore(folder: vscode.Uri, dotenv: vscode.Uri): Promise<void> {
  const ignore = vscode.Uri.joinPath(folder, ".gitignore");
  if ((await isLink(dotenv)) || (await isLink(ignore)))
    throw new UserError("dotenv-link", "“{0}” is a symbolic link, or “{1}” is one: nothing was written there.", {
      args: [shown(dotenv), shown(ignore)],
      remedy: "Choose another place, or put a file of its own there.",
    });
  await confirmed(
    t("“{0}” is not ignored by git: the gateway's key would be committed with it.", shown(dotenv)),
    t("A line “{0}” in “{1}” has git ignore it.", "/.env", shown(ignore)),
    t("Add the Line"),
    t("Don't Add It"),
  );
  await replaceText(ignore, (text) => {
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    return `${text}${text === "" || text.endsWith("\n") ? "" : eol}/.env${eol}`;
  });
  if (!(await isIgnored(dotenv))) throw stillNotIgnored(dotenv);
}

function stillNotIgnored(dotenv: vscode.Uri): UserError {
  return new UserError("dotenv-not-ignored", "“{0}” is still not ignored by git, so nothing was written into it.", {
    args: [shown(dotenv)],
    remedy: "Another line may take it back, or git tracks the file already.",
  });
}

/** What is there already can be taken away. */
async function removals(dotenv: vscode.Uri | undefined): Promise<Place[]> {
  const found: Place[] = [];
  if (CLIENTS.some((section) => userVariable(section) !== undefined))
    found.push({
      label: t("$(trash) Remove it from your own settings"),
      run: async () => {
        for (const section of CLIENTS) if (userVariable(section) !== undefined) await writeVariable(section, undefined);
        showStatus(t("Removed the gateway's address from your settings"));
      },
    });
  if (dotenv && dotenvGateway((await readText(dotenv)) ?? "") !== undefined)
    found.push({
      label: t("$(trash) Remove it from the file .env"),
      description: shown(dotenv),
      run: async () => {
        await replaceText(dotenv, (text) => withDotenvGateway(text, undefined));
        showStatus(t("Removed the gateway's address from {0}", shown(dotenv)));
      },
    });
  return found;
}

async function replaceText(file: vscode.Uri, change: (text: string) => string): Promise<void> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (open?.isDirty)
    throw new UserError("file-unsaved", "“{0}” has changes that aren't saved.", {
      args: [shown(file)],
      remedy: "Save it, and try again.",
    });
  const text = await textToChange(file);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(change(text)));
}

/**
 * Empty where there is no such file.
 * @throws UserError `file-not-changed` for one whose text isn't had whole: what is written is all of it
 */
async function textToChange(file: vscode.Uri): Promise<string> {
  const isThere = await vscode.workspace.fs.stat(file).then(
    () => true,
    (error: unknown) => !(error instanceof vscode.FileSystemError && error.code === "FileNotFound"),
  );
  if (!isThere) return "";
  const text = await readText(file);
  if (text !== undefined && !text.includes("\uFFFD")) return text;
  throw new UserError("file-not-changed", "“{0}” can't be read as text of at most {1} MB, so it was left as it is.", {
    args: [shown(file), MAX_DOTENV / 1e6],
    remedy: "Choose another place, or write the line into it by hand.",
  });
}

function shown(file: vscode.Uri): PlainText {
  return asText(vscode.workspace.asRelativePath(file));
}
