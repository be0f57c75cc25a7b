import type { BrowserContext, Page } from "playwright-core";
import type { Workbench } from "../vscode/openWorkbench";
import type { Window } from "../vscode/window";

/** All that the windows of a workbench print to their consoles: the workbench's own log, and its extension host's. */
export class Recording {
  readonly #lines: string[] = [];

  constructor(context: BrowserContext) {
    const listen = (page: Page): void => {
      page.on("console", (message) => this.#lines.push(message.text()));
      page.on("pageerror", (error) => this.#lines.push(`${error.message}\n${error.stack ?? ""}`));
    };
    context.pages().forEach(listen);
    context.on("page", listen);
  }

  get text(): string {
    return this.#lines.join("\n");
  }
}

/**
 * What VS Code in a browser keeps where a desktop has files: its databases, among them the state of editors, views and
 * webviews, and its local storage, in which secrets are sealed.
 */
export async function browserStorage({ page }: Window): Promise<string> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const asText = (value: unknown): unknown =>
      value instanceof Uint8Array
        ? new TextDecoder().decode(value)
        : value instanceof ArrayBuffer
          ? new TextDecoder().decode(value)
          : value;
    const content: unknown[] = [{ ...localStorage }, { ...sessionStorage }];
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name ?? ""));
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([done(all.getAllKeys()), done(all.getAll() as IDBRequest<unknown[]>)]);
        content.push(name, store, keys, values.map(asText));
      }
      database.close();
    }
    return JSON.stringify(content);
  });
}

/** Every value in SecretStorage, opened the way the workbench does it: AES-GCM under its own key XOR the server's. */
async function storedSecrets({ page }: Window): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(async () => {
    const sealed = localStorage.getItem("secrets.provider");
    if (sealed === null) return {};
    const bytes = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
    const serverKey = new Uint8Array(await (await fetch("/mint-key", { method: "POST" })).arrayBuffer());
    const key = await crypto.subtle.importKey(
      "raw",
      bytes.slice(0, 32).map((byte, index) => byte ^ (serverKey[index] ?? 0)),
      "AES-GCM",
      false,
      ["decrypt"],
    );
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(32, 44) }, key, bytes.slice(44));
    return JSON.parse(new TextDecoder().decode(opened)) as Record<string, string>;
  });
}

/** The extension's own secrets among them, by what they are: "clientSecret" and so on. */
export async function extensionSecrets(window: Window): Promise<{ name: string; text: string }[]> {
  const entries = Object.entries(await storedSecrets(window)).filter(([key]) => key.includes("xo-jwt.jwt-apps"));
  return entries.flatMap(([key, entry]) =>
    key.includes("gateway/key")
      ? [{ name: "key of the gateway's address", text: entry }]
      : (JSON.parse(entry) as { revisions: { values: Record<string, string> }[] }).revisions.flatMap(({ values }) =>
          Object.entries(values).map(([name, text]) => ({ name, text })),
        ),
  );
}

/** Everything outside the workbench's folder that it wrote to. */
export async function elsewhere(
  workbench: Workbench,
  recording: Recording,
): Promise<{ where: string; text: string }[]> {
  return [
    { where: "the server's output", text: workbench.server.output() },
    { where: "the windows' consoles", text: recording.text },
    { where: "the browser's storage", text: await browserStorage(workbench.window) },
  ];
}
