import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { AppSecretValues } from "../../src/domain/apps/appSecrets";
import { exportOf } from "../../src/domain/apps/exportApps";
import type { JwtApp } from "../../src/domain/apps/jwtApp";

/** What a run is given. */
export interface RunInput {
  /** What comes on standard input, which has an end then; nothing without it. */
  readonly input?: string | Uint8Array;
  /** In place of those of all apps; null: none. */
  readonly secrets?: string | null;
  readonly environment?: NodeJS.ProcessEnv;
}

export interface RunOutput {
  readonly code: number | null;
  readonly bytes: Buffer;
  readonly out: string;
  readonly errors: string;
}

/** `jwtApps.js`, as `node scripts/build.mjs interop` built it, alone in a folder with a file of apps. */
export class CopiedProgram {
  readonly #children: ChildProcess[] = [];

  private constructor(
    readonly folder: string,
    readonly script: string,
    readonly secrets: Readonly<Record<string, AppSecretValues>>,
  ) {}

  static async with(entries: readonly { readonly app: JwtApp; readonly secrets: AppSecretValues }[]) {
    const folder = await mkdtemp(join(tmpdir(), "jwt-apps-copied-"));
    const script = join(folder, "jwtApps.js");
    await copyFile(resolve("out/interop/jwtApps.js"), script);
    await writeFile(join(folder, "apps.json"), exportOf(entries.map(({ app }) => app)));
    return new CopiedProgram(
      folder,
      script,
      Object.fromEntries(entries.map(({ app, secrets }) => [app.name, secrets])),
    );
  }

  /** Starts it in its folder, without a variable that is its own but the secrets. */
  spawn(args: readonly string[], { secrets, environment = {} }: Omit<RunInput, "input"> = {}): ChildProcess {
    const { JWT_APPS_SECRETS: _, ...others } = process.env;
    const given = secrets === null ? {} : { JWT_APPS_SECRETS: secrets ?? JSON.stringify(this.secrets) };
    const child = spawn(process.execPath, [this.script, ...args], {
      env: { ...others, ...given, ...environment },
      cwd: this.folder,
    });
    this.#children.push(child);
    return child;
  }

  async run(args: readonly string[], { input = "", ...given }: RunInput = {}): Promise<RunOutput> {
    const child = this.spawn(args, given);
    const [out, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout?.on("data", (piece: Buffer) => out.push(piece));
    child.stderr?.on("data", (piece: Buffer) => errors.push(piece));
    // It needn't read all of it.
    child.stdin?.on("error", () => undefined).end(input);
    const code = await new Promise<number | null>((done) => child.once("close", done));
    const bytes = Buffer.concat(out);
    return { code, bytes, out: bytes.toString("utf8"), errors: Buffer.concat(errors).toString("utf8") };
  }

  async end(): Promise<void> {
    for (const child of this.#children.splice(0)) child.kill("SIGKILL");
    await rm(this.folder, { recursive: true });
  }
}
