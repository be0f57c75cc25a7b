// Checked by tsc alone, and run by nobody: what must not compile stands below `@ts-expect-error`.
import type { CommandRunner } from "../../src/editor/commands/commandRunner";
import type { CommandHandlers } from "../../src/editor/commands/commandTypes";
import { execute } from "../../src/editor/commands/execute";
import type { TreeNode } from "../../src/editor/appTree/treeNode";
import { Commands } from "../../src/editor/workbench/contributions";

export function registrations(runner: CommandRunner, all: CommandHandlers): void {
  runner.register(async () => all);

  const { [Commands.renameApp]: _, ...rest } = all;
  // @ts-expect-error: one has no handler
  runner.register(async () => rest);

  const startsAt = async ({ port }: { readonly port?: string }) => ({ url: `at ${port}` });
  // @ts-expect-error: it takes a number
  runner.register(async () => ({ ...all, [Commands.startLocalPlatform]: startsAt }));

  // @ts-expect-error: it returns the app
  runner.register(async () => ({ ...all, [Commands.publishScopes]: async () => undefined }));

  // @ts-expect-error: no such command
  ({ "jwtApps.noCommand": () => undefined }) satisfies Partial<CommandHandlers>;

  ({
    // @ts-expect-error: nothing that was not checked
    [Commands.renameApp]: (argument) => void argument.name,
  }) satisfies Partial<CommandHandlers>;
}

export async function calls(row: TreeNode): Promise<void> {
  await execute(Commands.createApp);
  await execute(Commands.copyToken, row);
  const minted = await execute(Commands.mintToken, { app: "Orders", lifetimeSeconds: 60 });
  minted?.token.trim();

  // @ts-expect-error: a person may have closed its prompt
  minted.token.trim();

  // @ts-expect-error: no such command
  await execute("jwtApps.noCommand");

  // @ts-expect-error: seconds are a number
  await execute(Commands.mintToken, { lifetimeSeconds: "60" });

  // @ts-expect-error: no such property
  await execute(Commands.renameApp, { name: "Orders" });

  // @ts-expect-error: it takes nothing
  await execute(Commands.forgetEverything, { app: "Orders" });
}
