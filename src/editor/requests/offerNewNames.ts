import type * as vscode from "vscode";
import { inBackground } from "../workbench/inBackground";
import type { RequestServices } from "./requestServices";

/** Where an app was renamed, its new name in the files that name it. */
export function offerNewNames({ store, log }: Pick<RequestServices, "store" | "log">): vscode.Disposable {
  return store.onDidRename((renamed) =>
    inBackground(log, "renamed app", async () => {
      const { offerNewName } = await import("./write/renamedApp");
      await offerNewName(renamed);
    }),
  );
}
