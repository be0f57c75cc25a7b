import * as vscode from "vscode";
import { cleanName, isSameName, MAX_NAME_LENGTH } from "../../domain/apps/appName";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { answered } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { showStatus } from "../workbench/statusMessage";
import { t } from "../workbench/words";

/** `jwtApps.renameApp`. */
export async function renameApp(store: AppStore, app: JwtApp): Promise<void> {
  const name = await askName(app, await store.apps());
  const renamed = await store.update(app, (current) => ({ ...current, name }));
  showStatus(t("Renamed “{0}” to “{1}”", app.name, renamed.name));
}

async function askName(app: JwtApp, apps: readonly JwtApp[]): Promise<string> {
  const others = apps.filter(({ id }) => id !== app.id);
  const name = await answered(
    vscode.window.showInputBox({
      title: t("Rename “{0}”", app.name),
      value: app.name,
      validateInput: (text) => {
        const trimmed = text.trim();
        const cleaned = cleanName(text, text.length);
        if (!cleaned) return t("The name is missing.");
        if (/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(trimmed))
          return t("A name has no line breaks or other control characters.");
        if (cleaned.length > MAX_NAME_LENGTH)
          return t("The name has {0} characters; {1} is the most.", cleaned.length, MAX_NAME_LENGTH);
        if (isSameName(app.name, trimmed)) return undefined;
        return others.some((other) => isSameName(other.name, trimmed))
          ? t("There is another app with this name.")
          : undefined;
      },
    }),
  );
  return cleanName(name).normalize("NFC");
}
