import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import type { UserError } from "../../../domain/errors";
import { dotenvGateway } from "../../../domain/requests/destination/dotenvGateway";
import { gatewayRefusal, type GatewayPlace, noSlug } from "../../gateway/gatewayRefusal";
import { machineOf } from "../../workbench/remoteMachine";
import type { GatewayVariable } from "../../../domain/requests/write/gatewayVariable";

/** Of the window that the extension runs in. */
interface ClientPlace extends GatewayPlace {
  /** The process's environment; web hosts have none. */
  readonly environment: Record<string, string | undefined> | undefined;
  /** As `vscode.env.remoteName`. */
  readonly remoteName: string | undefined;
}

/** Where request files get the gateway's address from in this window. */
export class GatewayVariables {
  readonly #place: ClientPlace;

  constructor(place: ClientPlace) {
    this.#place = place;
  }

  /**
   * Whether what this process keeps in its environment is read by the clients. In a remote window they may run on the
   * other side; in one of a browser that is named after this machine, all that has an environment is one process.
   */
  get isEnvironmentRead(): boolean {
    const { environment, remoteName } = this.#place;
    const isOneProcess = remoteName === undefined || machineOf(remoteName) === undefined;
    return environment !== undefined && isOneProcess && vscode.workspace.isTrusted;
  }

  /** Without looking into files. */
  ofNow(): GatewayVariable {
    return this.isEnvironmentRead ? "environment" : "settings";
  }

  /** For a file in that folder: a `.env` in it counts where the environment isn't read and no setting has it. */
  async of(folder: vscode.Uri | undefined): Promise<GatewayVariable> {
    if (this.isEnvironmentRead) return "environment";
    if (folder === undefined || CLIENTS.some((section) => userVariable(section) !== undefined)) return "settings";
    return (await dotenvIn(folder)) === undefined ? "settings" : "dotenv";
  }

  /** Why a request can't go through the gateway here, or not as this app. */
  refusal(app?: Pick<JwtApp, "name" | "slug">): UserError | undefined {
    const refusal = gatewayRefusal(this.#place, this.#place.remoteName);
    return refusal ?? (app && app.slug === undefined ? noSlug(app) : undefined);
  }
}

/** The sections of the clients' settings that hold variables, each as `environmentVariables` with `$shared` in it. */
export const CLIENTS = ["rest-client", "httpyac"] as const;
export type Client = (typeof CLIENTS)[number];

/** The gateway's address in a person's own settings of a client. */
export function userVariable(section: Client): string | undefined {
  const { globalValue } = vscode.workspace.getConfiguration(section).inspect<unknown>("environmentVariables") ?? {};
  const shared = isRecord(globalValue) ? globalValue["$shared"] : undefined;
  const value = isRecord(shared) ? shared["gateway"] : undefined;
  return typeof value === "string" ? value : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The folder of a file that is saved, or about to be. */
export function folderOf({ uri }: vscode.TextDocument): vscode.Uri | undefined {
  if (uri.scheme !== "untitled") return vscode.Uri.joinPath(uri, "..");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const isPlaced = folder && uri.path.startsWith(`${folder.path.replace(/\/$/, "")}/`);
  return isPlaced ? folder.with({ path: vscode.Uri.joinPath(uri, "..").path }) : folder;
}

/** What the `.env` of a folder has for it. */
async function dotenvIn(folder: vscode.Uri): Promise<string | undefined> {
  return dotenvGateway((await readText(vscode.Uri.joinPath(folder, ".env"))) ?? "");
}

/** Bytes; a longer one is none that somebody wrote. */
export const MAX_DOTENV = 1_000_000;

/** Undefined where there is none, or none that can be read. */
export async function readText(file: vscode.Uri): Promise<string | undefined> {
  try {
    if ((await vscode.workspace.fs.stat(file)).size > MAX_DOTENV) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    return undefined;
  }
}
