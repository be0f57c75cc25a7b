import type { CommandHandlers } from "../commands/commandTypes";
import type { AppPicker } from "../storage/appPicker";
import type { AppStore } from "../storage/appStore";
import { Commands } from "../workbench/contributions";

/** What an app may do: its scopes, or its tables and views. */
export function scopeCommands(store: AppStore, picker: AppPicker) {
  return {
    [Commands.assignScopes]: async (argument) => {
      const { assignScopes } = await import("./assignScopes");
      return assignScopes(store, picker, argument);
    },
    [Commands.removeScope]: async ({ row }) => {
      if (row?.kind !== "scope") return;
      const { app, scope } = row;
      const { withoutScope } = await import("../../domain/apps/assignScopes");
      if (await store.get(app.id)) await store.update(app, (current) => withoutScope(current, scope));
    },
    [Commands.publishScopes]: async (argument, caller) => {
      const { publishScopes } = await import("./publishScopes");
      return publishScopes(store, picker, argument, caller);
    },
    [Commands.assignTables]: async (argument) => {
      const { assignTables } = await import("./assignTables");
      return assignTables(store, picker, argument);
    },
  } satisfies Partial<CommandHandlers>;
}
