import { strict as assert } from "node:assert";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createServer } from "node:http";
import * as vscode from "vscode";
import { exportOf } from "../../src/domain/apps/exportApps";
import { seen } from "../until";
import { activated, answering, forgetAll, hs256App, newSecret, saved, until } from "./support";

describe("The file in which a workspace describes its apps, on a disk", () => {
  const root = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail("no workspace");
  const path = (): string => join(root(), ".vscode/jwt-apps.json");
  const outside = (): string => join(root(), "outside.json");

  const clean = async (): Promise<void> => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await rm(join(root(), ".vscode"), { recursive: true, force: true });
    await rm(outside(), { force: true });
    await rm(join(root(), "elsewhere"), { recursive: true, force: true });
  };
  beforeEach(clean);
  after(clean);

  const LINKS: Record<string, () => Promise<void>> = {
    "is a link to another file": async () => {
      await mkdir(join(root(), ".vscode"));
      await writeFile(outside(), exportOf([hs256App("Theirs")]));
      await symlink(outside(), path());
    },
    "is a link to nothing": async () => {
      await mkdir(join(root(), ".vscode"));
      await symlink(outside(), path());
    },
    "is a link to what has no end": async () => {
      await mkdir(join(root(), ".vscode"));
      await symlink("/dev/zero", path());
    },
    "stands in a folder that is a link": async () => {
      await mkdir(join(root(), "elsewhere"));
      await writeFile(join(root(), "elsewhere/jwt-apps.json"), exportOf([hs256App("Theirs")]));
      await symlink(join(root(), "elsewhere"), join(root(), ".vscode"));
    },
  };
  for (const [what, make] of Object.entries(LINKS))
    it(`is neither read nor written where it ${what}`, async () => {
      await saved(hs256App("Mine"));
      await make();
      const before = await readFile(outside(), "utf8").catch(() => undefined);
      for (const [command, argument] of [
        ["shareApps", { apps: ["Mine"] }],
        ["addWorkspaceApps", {}],
      ] as const)
        await assert.rejects(
          async () => vscode.commands.executeCommand(`jwtApps.${command}`, argument),
          /“\.vscode\/jwt-apps\.json” is a symbolic link, or stands in one, so it is neither read nor written\./,
          command,
        );
      assert.equal(await readFile(outside(), "utf8").catch(() => undefined), before);
    });

  it("is checked and completed by VS Code's own JSON support, and a secret of ours in it is found", async () => {
    await mkdir(join(root(), ".vscode"));
    const secret = newSecret();
    await saved(hs256App("Mine"), { clientSecret: secret });
    await writeFile(
      path(),
      `{"format": "jwt-apps-export", "version": 1, "apps": [ // ours\n  {"name": "A", "clientSecret": "${secret}", "algorithm": "none",  }\n]}`,
    );
    const uri = vscode.Uri.joinPath(
      vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail(),
      ".vscode/jwt-apps.json",
    );
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    // Until the schema is loaded, comments count as errors.
    const found = await seen("the file is checked", () => {
      const all = vscode.languages.getDiagnostics(uri).map(({ message }) => message);
      return all.some((message) => message.startsWith("No secret belongs")) && all;
    });
    const said = found.join("\n");
    assert.ok(said.includes("No secret belongs into this file: each person enters their own."), said);
    assert.ok(/"HS256", "HS512", "RS256", "RS512"/.test(said) && said.includes('Missing property "clientId"'), said);
    assert.ok(!/comment/i.test(said), said);
    // As in any other file, one of ours is a finding.
    await until(
      () => vscode.languages.getDiagnostics(uri).some(({ message }) => message.includes("Mine")),
      "the secret is found",
    );
    const at = document.positionAt(document.getText().indexOf(",  }") + 2);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      uri,
      at,
    );
    const labels = items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(
      ["clientId", "host", "scopes"].every((name) => labels.includes(name)),
      labels.join(),
    );
  });

  it("moves no app that the gateway serves to another host before a person has seen that", async () => {
    const server = createServer((_, response) => response.end("{}"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const host = `127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
    const { store, secrets } = await activated();
    const app = await saved(hs256App("Served", { host }));
    const start = () =>
      vscode.commands.executeCommand<{ url: string }>("jwtApps.startGateway", { port: 0, apps: [app.id] });
    const details: string[] = [];
    try {
      const { url } = await answering("Start", start);
      const key = (await secrets.get("gateway/key")) ?? assert.fail("it has none");
      const status = async () => (await fetch(`${url}/${key}/${app.slug ?? ""}/api/public/bots`)).status;
      assert.equal(await status(), 200);
      const moved = host.replace("127.0.0.1", "localhost");
      await store.update(app, (current) => ({ ...current, host: moved, hostFromFile: moved }));
      await until(async () => (await status()) === 404, "it is served no more");

      const { showWarningMessage } = vscode.window;
      Object.assign(vscode.window, {
        showWarningMessage: async (_: string, { detail = "" }: vscode.MessageOptions) => {
          details.push(detail);
          return "Start";
        },
      });
      try {
        await start();
      } finally {
        Object.assign(vscode.window, { showWarningMessage });
      }
      assert.ok(
        details[0]?.includes(
          `These hosts come from a file of a workspace, and no token went there yet:\n• Served: ${moved}`,
        ),
        details[0],
      );
      await until(async () => (await status()) === 200, "it is served again");
      await start();
      assert.equal(details.length, 1);
    } finally {
      await vscode.commands.executeCommand("jwtApps.stopGateway");
      server.close();
    }
  });
});
