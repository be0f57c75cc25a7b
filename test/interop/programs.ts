import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { AppSecretValues } from "../../src/domain/apps/appSecrets";
import { exportOf } from "../../src/domain/apps/exportApps";
import type { JwtApp } from "../../src/domain/apps/jwtApp";

/** What runs outside of VS Code, as `node scripts/build.mjs interop` built it. */
export type ProgramName = "localPlatform" | "gateway";

/** A program that was started, with all that it wrote. */
export interface Program {
  readonly child: ChildProcess;
  /** What its first line names. */
  readonly url: string;
  readonly out: readonly string[];
  readonly errors: readonly string[];
  readonly exited: Promise<number | null>;
}

/** Programs with apps and their secrets by name, in a folder of their own, until all of them end. */
export class Programs {
  readonly #children: ChildProcess[] = [];

  private constructor(
    readonly folder: string,
    readonly secrets: Readonly<Record<string, AppSecretValues>>,
  ) {}

  static async with(entries: readonly { readonly app: JwtApp; readonly secrets: AppSecretValues }[]) {
    const folder = await mkdtemp(join(tmpdir(), "jwt-apps-programs-"));
    await writeFile(join(folder, "apps.json"), exportOf(entries.map(({ app }) => app)));
    return new Programs(folder, Object.fromEntries(entries.map(({ app, secrets }) => [app.name, secrets])));
  }

  /** @param environment beside the secrets */
  run(name: ProgramName, args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
    const script = resolve("out/interop", `${name}.js`);
    const child = spawn(process.execPath, [script, "--apps", join(this.folder, "apps.json"), ...args], {
      env: { ...process.env, JWT_APPS_SECRETS: JSON.stringify(this.secrets), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      cwd: this.folder,
    });
    this.#children.push(child);
    const [out, errors]: [string[], string[]] = [[], []];
    createInterface({ input: child.stderr }).on("line", (line) => errors.push(line));
    const lines = createInterface({ input: child.stdout }).on("line", (line) => out.push(line));
    const firstLine = new Promise<string>((done) => lines.once("line", done));
    const exited = new Promise<number | null>((done) => child.once("close", done));
    return { child, out, errors, exited, firstLine };
  }

  async start(name: ProgramName, args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<Program> {
    const { firstLine, ...running } = this.run(name, args, environment);
    const line = await Promise.race([
      firstLine,
      running.exited.then(() => assert.fail(`${name} ended: ${running.errors.join("\n")}`)),
    ]);
    return { ...running, url: (JSON.parse(line) as { url: string }).url };
  }

  /** A local platform, and a gateway that goes to it. */
  async startBoth(): Promise<{ readonly platform: Program; readonly gateway: Program }> {
    const platform = await this.start("localPlatform");
    return { platform, gateway: await this.start("gateway", ["--local-platform", platform.url]) };
  }

  async end(): Promise<void> {
    for (const child of this.#children.splice(0)) child.kill("SIGKILL");
    await rm(this.folder, { recursive: true });
  }
}
