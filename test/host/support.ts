import * as vscode from "vscode";
import { doneOnce, passed, until } from "../until";
import { AppSecrets, type AppSecretValues } from "../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import type { Services } from "../../src/editor/activate";
import type { TreeNode } from "../../src/editor/appTree/treeNode";

export { until };

/** The services of the extension under test, activated. */
export async function activated(): Promise<Services> {
  const extension = vscode.extensions.getExtension<Services>("xo-jwt.jwt-apps");
  if (!extension) throw new Error("the extension is not there");
  return extension.activate();
}

/** A client secret in the platform's format, new in each run. */
export function newSecret(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
}

/** A pasted HS256 app, as the form would make it. */
export function hs256App(name: string, changes: Partial<JwtApp> = {}): JwtApp {
  return {
    version: 1,
    id: crypto.randomUUID(),
    name,
    createdIn: "xo",
    usedFor: "apis",
    credentials: "pasted",
    clientId: `cs-${crypto.randomUUID()}`,
    algorithm: "HS256",
    enforceJti: false,
    enforceJwe: false,
    enforcePayloadEncryption: false,
    scopes: [],
    tables: [],
    secretsRevision: "none",
    missingSecrets: [],
    hasPreviousSecret: false,
    createdAt: 1_700_000_000,
    updatedAt: 1_700_000_000,
    ...changes,
  };
}

/** Saves an app through the extension's own store. */
export async function saved(app: JwtApp, secrets: AppSecretValues = { clientSecret: newSecret() }): Promise<JwtApp> {
  return (await activated()).store.save(app, new AppSecrets(secrets));
}

/** Deletes every app, so that each test starts with none. */
export async function forgetAll(): Promise<void> {
  await (await activated()).store.forgetEverything();
}

/** The row of an app. A command that is given a row, while the tree is visible, was asked for by a person. */
export async function rowOf(app: JwtApp): Promise<TreeNode> {
  await showTree();
  const row = await (await activated()).tree.nodeOf(app.id);
  if (!row) throw new Error(`no row for ${app.name}`);
  return row;
}

/**
 * Runs `action` as if a person pressed the button `answer` in the one message that asks something: a host that runs tests
 * refuses to show a dialog. Rejects where nothing was asked, or without that button.
 */
export async function answering<T>(answer: string, action: () => Thenable<T>): Promise<T> {
  const { showWarningMessage, showInformationMessage } = vscode.window;
  let asked = 0;
  const answered = async (_message: string, ...rest: unknown[]): Promise<never> => {
    asked++;
    if (!rest.includes(answer)) throw new Error(`there is no button “${answer}”`);
    return answer as never;
  };
  Object.assign(vscode.window, { showWarningMessage: answered, showInformationMessage: answered });
  try {
    const result = await action();
    if (asked !== 1) throw new Error(`asked ${asked} times`);
    return result;
  } finally {
    Object.assign(vscode.window, { showWarningMessage, showInformationMessage });
  }
}

/** Runs `action`, which asks as code does: a person allows it where it wasn't allowed yet. */
export async function allowing<T>(action: () => Thenable<T>): Promise<T> {
  const { showWarningMessage } = vscode.window;
  const answered = async (message: string, ...rest: unknown[]): Promise<never> => {
    if (!rest.includes("Allow for This Session")) throw new Error(`something else was asked: ${message}`);
    return "Allow for This Session" as never;
  };
  Object.assign(vscode.window, { showWarningMessage: answered });
  try {
    return await action();
  } finally {
    Object.assign(vscode.window, { showWarningMessage });
  }
}

/** Brings the tree to view, where it isn't. */
export async function showTree(): Promise<void> {
  const { view } = await activated();
  if (view.isVisible) return;
  await vscode.commands.executeCommand("jwtApps.apps.focus");
  await until(() => view.isVisible, "the tree is visible");
}

type Item = vscode.QuickPickItem;
/** One item, several, or Escape. */
export type Choice = Item | readonly Item[] | undefined;

/**
 * Runs `action` as if a person answered each quick pick that it shows: with the item, or the items, that `choose` takes
 * of those offered, or by Escape where it takes none. The picks are the real ones, and a person needs a moment.
 */
export async function picking<T>(
  choose: (items: readonly Item[]) => Choice | Promise<Choice>,
  action: () => Thenable<T>,
): Promise<T> {
  const { createQuickPick } = vscode.window;
  let failure: unknown;
  const closed = new Set<vscode.QuickPick<Item>>();
  const answer = async (quickPick: vscode.QuickPick<Item>): Promise<void> => {
    // Its first half second takes no answer.
    await passed(600);
    const chosen = await choose(quickPick.items);
    if (chosen === undefined || (Array.isArray(chosen) && chosen.length === 0 && !quickPick.canSelectMany))
      return quickPick.hide();
    if ("length" in chosen) quickPick.selectedItems = chosen;
    else quickPick.activeItems = [chosen];
    // What is active is told to the window in a turn of its own.
    await passed(100);
    await doneOnce(
      () => vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem"),
      () => closed.has(quickPick),
      "the quick pick took the answer",
    );
  };
  const answered = (): vscode.QuickPick<Item> => {
    const quickPick = createQuickPick.call(vscode.window) as vscode.QuickPick<Item>;
    // What an earlier test opens may come late, and take the focus.
    quickPick.ignoreFocusOut = true;
    // First of those who hear it: whoever made it lets go of it then.
    quickPick.onDidHide(() => closed.add(quickPick));
    const show = quickPick.show.bind(quickPick);
    quickPick.show = () => {
      show();
      answer(quickPick).catch((error: unknown) => {
        failure = error;
        quickPick.hide();
      });
    };
    return quickPick;
  };
  Object.assign(vscode.window, { createQuickPick: answered });
  try {
    const result = await action();
    if (failure !== undefined) throw failure;
    return result;
  } finally {
    Object.assign(vscode.window, { createQuickPick });
  }
}

/** The claims of a compact JWS, whose signature is not looked at. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"))) as Record<
    string,
    unknown
  >;
}

/** Whether an HS256 token was signed with the secret as a raw string; by Web Crypto alone. */
export async function isSignedWith(token: string, secret: string): Promise<boolean> {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  const bytes = Uint8Array.from(atob(signature.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );
  return crypto.subtle.verify("HMAC", key, bytes, new TextEncoder().encode(`${header}.${claims}`));
}

/** A compact JWS of HS256, by Web Crypto alone; any header and secret. */
export async function signedToken(
  claims: object,
  secret: string,
  header: object = { alg: "HS256", typ: "JWT" },
): Promise<string> {
  const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(input));
  return `${input}.${base64url(String.fromCharCode(...new Uint8Array(signature)))}`;
}

/** Of text whose characters are bytes. */
export function base64url(text: string): string {
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/** Runs `action` in a window that has these folders. */
export async function withFolders<T>(
  folders: readonly vscode.WorkspaceFolder[] | undefined,
  action: () => Thenable<T>,
): Promise<T> {
  const own = Object.getOwnPropertyDescriptor(vscode.workspace, "workspaceFolders");
  if (!own) throw new Error("this host keeps its folders elsewhere");
  Object.defineProperty(vscode.workspace, "workspaceFolders", { ...own, get: () => folders });
  try {
    return await action();
  } finally {
    Object.defineProperty(vscode.workspace, "workspaceFolders", own);
  }
}
