import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../failure.mjs";
import { packageVsix } from "../package.mjs";
import { ROOT, VSCODE_TEST } from "../paths.mjs";
import { markedEnvironment, stopMarked } from "../processes.mjs";
import { downloadFolder, ensureDownload, nodeFor } from "../setup/downloads.mjs";
import { PATIENCE } from "../test/patience.mjs";
import { choosePort } from "./port.mjs";
import { untilStopped } from "./untilStopped.mjs";
import { makeCompanion, makeSampleWorkspace } from "./workspace.mjs";

/** Kept between runs: settings, the extension's data, and the server's half of the key that seals secrets. Tests have one of their own. */
const FOLDER = process.env.JWT_APPS_START_FOLDER || join(VSCODE_TEST, "start");
const SETTINGS = {
  "workbench.startupEditor": "readme",
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
};

/** Builds and installs the extension, runs VS Code on 127.0.0.1 behind a password, and ends when this process is told to. */
export async function startServer({ port: wish }) {
  const port = await choosePort(wish);
  await ensureDownload("newest");
  const vsix = await packageVsix();
  // From here on whatever is written is for this user alone.
  process.umask(0o077);
  const run = prepare(port);
  installExtension(run, vsix);
  installExtension(run, makeCompanion(FOLDER));
  const { mark, env } = markedEnvironment(run.env);
  const log = openSync(run.log, "w");
  const child = spawn(
    nodeFor("newest"),
    [
      ...run.command,
      "--bind-addr",
      `127.0.0.1:${port}`,
      "--cookie-suffix",
      String(port),
      ...SERVER_OPTIONS,
      run.workspace,
    ],
    { cwd: run.workspace, env, stdio: ["ignore", log, log], detached: true },
  );
  closeSync(log);
  const stop = async () => {
    await stopMarked(mark, { children: [child] });
    rmSync(run.config, { force: true });
    rmSync(run.sockets, { recursive: true, force: true });
  };
  await untilStopped({
    child,
    stop,
    ready: async () => {
      await answers(port, child);
      console.log(welcome({ port, run }));
    },
    onDeath: () => new Failure(`VS Code ended by itself: look into ${run.log} and run the command again.`),
  });
}

/** Browsers send a cookie to every port of its host, so that its name tells whose it is (`--cookie-suffix`, the port). */
const SERVER_OPTIONS = [
  "--auth",
  "password",
  "--disable-telemetry",
  "--disable-update-check",
  "--disable-workspace-trust",
  "--disable-getting-started-override",
  "--disable-proxy",
];

/** The folders, and the configuration with the password of this run: not an argument, which everyone on the machine could read. */
function prepare(port) {
  const data = join(FOLDER, "data");
  const workspace = join(FOLDER, "workspace");
  mkdirSync(join(data, "User"), { recursive: true });
  const settings = join(data, "User", "settings.json");
  if (!existsSync(settings)) writeFileSync(settings, JSON.stringify(SETTINGS, undefined, 2));
  makeSampleWorkspace(workspace);
  const password = randomBytes(18).toString("base64url");
  const config = join(FOLDER, `config-${port}.yaml`);
  rmSync(config, { force: true });
  // The server goes by the hash: it would compare a password with argon2 for each of a page's requests, seconds in all,
  // which protect a password that people choose and add nothing to 144 random bits. The password is there to be read.
  const hash = createHash("sha256").update(password).digest("hex");
  writeFileSync(config, `auth: password\npassword: ${JSON.stringify(password)}\nhashed-password: ${hash}\n`, {
    mode: 0o600,
  });
  // A socket's path has at most 107 characters, and this folder may lie deep.
  const sockets = mkdtempSync(join(tmpdir(), "jwt-apps-start-"));
  const command = [
    "--require",
    join(ROOT, "scripts/start/strictCookies.cjs"),
    join(downloadFolder("newest"), "out/node/entry.js"),
    "--config",
    config,
    "--user-data-dir",
    data,
    "--extensions-dir",
    join(FOLDER, "extensions"),
    "--session-socket",
    join(sockets, "session.sock"),
  ];
  return {
    workspace,
    password,
    config,
    sockets,
    command,
    log: join(FOLDER, "server.log"),
    env: { ...cleanEnvironment(), XDG_DATA_HOME: join(FOLDER, "share"), XDG_CONFIG_HOME: join(FOLDER, "share") },
  };
}

/** Without the variables that configure a code-server: this one's password and address are ours, also inside another one's terminal. */
function cleanEnvironment() {
  const foreign = /^(CODE_SERVER_|CS_|VSCODE_|PASSWORD$|HASHED_PASSWORD$|PORT$|GITHUB_TOKEN$|LOG_LEVEL$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function installExtension({ command, env }, vsix) {
  const done = spawnSync(nodeFor("newest"), [...command, "--install-extension", vsix, "--force"], {
    env,
    encoding: "utf8",
  });
  if (done.status !== 0)
    throw new Failure(
      `The extension could not be installed; VS Code says: ${`${done.stdout}\n${done.stderr}`.trim().slice(-500)}`,
    );
}

/** Waits until the server answers. */
async function answers(port, child) {
  const end = performance.now() + PATIENCE.start;
  while (performance.now() < end && child.exitCode === null) {
    if (
      await fetch(`http://127.0.0.1:${port}/healthz`).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await delay(100);
  }
  if (child.exitCode === null)
    throw new Failure(
      `VS Code did not answer within ${PATIENCE.start / 60_000} minutes: look into ${join(FOLDER, "server.log")} and run the command again.`,
    );
}

function welcome({ port, run }) {
  return `
VS Code with the extension is at

    http://127.0.0.1:${port}/?folder=${encodeURIComponent(run.workspace).replaceAll("%2F", "/")}

    password: ${run.password}

The password is for this run, and is kept until its end in ${run.config}, which only you can read.
Apps, settings and the workspace stay in ${FOLDER}; their secrets stay in your browser, for this address.
Ctrl-C stops it.
`;
}
