import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../scripts/failure.mjs";
import { markedEnvironment, stopMarked } from "../../scripts/processes.mjs";
import { downloadFolder, nodeFor } from "../../scripts/setup/downloads.mjs";
import { PATIENCE } from "../../scripts/test/patience.mjs";
import { twice } from "../../scripts/test/twice.mjs";
import { CALM_SETTINGS } from "./calmSettings";

/** A VS Code whose extension host is Node: the newest, or the oldest that the manifest allows. */
export type NodeHost = "newest" | "floor";

export interface NodeServerOptions {
  readonly host: NodeHost;
  /** Holds settings, storage and logs; made if it isn't there. */
  readonly dataFolder: string;
  readonly extensionsFolder: string;
  /** False: every folder is trusted, as `--disable-workspace-trust` does. */
  readonly workspaceTrust?: boolean;
  /** Lets a page run an extension under development, and its tests. */
  readonly smokeTestDriver?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface NodeServer {
  /** Without a slash at its end. */
  readonly url: string;
  readonly authority: string;
  /** The logs of the server's own output so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts VS Code's own server (not code-server's entry) on a free port of 127.0.0.1; once more, and says so, where it doesn't come up. */
export async function startNodeServer(options: NodeServerOptions): Promise<NodeServer> {
  let server: NodeServer | undefined;
  const isUp = (): boolean => server !== undefined;
  return twice(`VS Code's server (${options.host})`, isUp, async () => (server = await startOnce(options)));
}

async function startOnce(options: NodeServerOptions): Promise<NodeServer> {
  for (const scope of ["User", "Machine"]) {
    const folder = join(options.dataFolder, "data", scope);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "settings.json"),
      JSON.stringify({ ...CALM_SETTINGS, ...options.settings }, undefined, 2),
    );
  }
  // Sockets and temporary files go with the rest, instead of staying in the machine's own folder for them.
  const temporary = join(options.dataFolder, "tmp");
  mkdirSync(temporary, { recursive: true });
  const { mark, env } = markedEnvironment({
    ...process.env,
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: temporary,
    ...options.env,
  });
  const child = spawn(nodeFor(options.host), serverArguments(options), {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  const late = (): Failure =>
    new Failure(
      `VS Code (${options.host}) did not start within ${PATIENCE.start / 1000} s; it said: ${output.slice(-500)}`,
    );
  const port = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), PATIENCE.start);
    const read = (text: string): void => {
      output += text;
      const found = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("error", reject).on("exit", () => {
      clearTimeout(timer);
      reject(new Failure(`VS Code (${options.host}) ended while it was starting; it said: ${output.slice(-500)}`));
    });
  }).catch(async (error: unknown) => {
    await stopServer(mark, child);
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    authority: `127.0.0.1:${port}`,
    output: () => output,
    stop: () => stopServer(mark, child),
  };
}

/** Installs VSIX files the way a user's "Install from VSIX" does, before a server starts on these folders. */
export function installVsix(
  host: NodeHost,
  files: readonly string[],
  folders: Pick<NodeServerOptions, "dataFolder" | "extensionsFolder">,
): void {
  const server = join(downloadFolder(host), "lib/vscode/out/server-main.js");
  const args = [
    ...files.flatMap((file) => ["--install-extension", file]),
    "--extensions-dir",
    folders.extensionsFolder,
    "--server-data-dir",
    folders.dataFolder,
    "--accept-server-license-terms",
  ];
  const done = spawnSync(nodeFor(host), [server, ...args], { encoding: "utf8", timeout: PATIENCE.start });
  if (done.status !== 0)
    throw new Failure(`The VSIX could not be installed; VS Code said: ${`${done.stdout}${done.stderr}`.slice(-500)}`);
}

function serverArguments(options: NodeServerOptions): string[] {
  return [
    join(downloadFolder(options.host), "lib/vscode/out/server-main.js"),
    ...[
      "--host",
      "127.0.0.1",
      "--port",
      "0",
      "--without-connection-token",
      "--accept-server-license-terms",
      "--telemetry-level",
      "off",
    ],
    ...["--server-data-dir", options.dataFolder, "--extensions-dir", options.extensionsFolder],
    ...(options.workspaceTrust ? [] : ["--disable-workspace-trust"]),
    ...(options.smokeTestDriver ? ["--enable-smoke-test-driver"] : []),
  ];
}

function stopServer(mark: string, child: ChildProcess): Promise<void> {
  return stopMarked(mark, { children: [child], graceMs: 3000 });
}
