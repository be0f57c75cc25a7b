// Reading 1,000 apps for the tree, beside reading their files and nothing else; and in an extension host, unfolding an app
// with every scope, and typing into Assign Scopes.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundled } from "./bundled.mjs";
import { buildForHosts, median, runInHost } from "./host/runInHost.mjs";

const APPS = 1_000;
const ROUNDS = 15;
/** Milliseconds of a frame: what a person unfolds or types is answered within one. */
const FRAME = 16;

/** Times are medians in milliseconds. */
export async function run() {
  return [...(await manyApps()), ...(await manyScopes())];
}

async function manyScopes() {
  await buildForHosts();
  const { first, unfolding, longest, rows, keys } = await runInHost("tree");
  const key = Math.max(...keys);
  const row = median(longest);
  return [
    { name: `unfolding all ${rows} rows of an app with every scope, reading the endpoints first (ms)`, ours: first },
    { name: "the same again (ms)", ours: median(unfolding) },
    { name: "of these the one row that takes longest (ms)", ours: row, bound: FRAME, ok: row <= FRAME },
    { name: "a letter typed into Assign Scopes, in the middle (ms)", ours: median(keys) },
    { name: "the same, the slowest of all letters (ms)", ours: key, bound: FRAME, ok: key <= FRAME },
  ];
}

async function manyApps() {
  const root = await mkdtemp(join(tmpdir(), "jwt-apps-bench-"));
  try {
    const { AppRepository, atomicFiles, journalFiles, sampleApp, serialiseAppFile } = await loadSources();
    const folder = join(root, "apps");
    const files = atomicFiles(folder);
    for (let i = 0; i < APPS; i++) {
      const id = randomUUID();
      const scopes = Array.from({ length: 10 }, (_, scope) => ({ id: `scope ${scope}`, published: true }));
      await files.write(
        id,
        serialiseAppFile(sampleApp({ id, name: `App ${i}`, host: "platform.kore.ai", scopes })).text,
      );
    }
    const repository = new AppRepository({
      files,
      slugs: atomicFiles(join(root, "slugs")),
      journal: journalFiles(join(root, "journal")),
      clock: Date.now,
      randomBytes: (length) => new Uint8Array(length),
      report: (message) => {
        throw new Error(message);
      },
    });
    const [ours, theirs] = await medians([
      async () => {
        const entries = await repository.list();
        if (entries.filter(({ status }) => status === "ok").length !== APPS) throw new Error("not all apps were read");
      },
      () => readBare(folder),
    ]);
    const ratio = ours / theirs;
    return [
      {
        name: "tree of 1,000 apps, against reading 1,000 files bare (ms)",
        ours,
        theirs,
        ratio,
        bound: 3,
        ok: ratio <= 3,
      },
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function readBare(folder) {
  await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
}

/** Takes turns, so that whatever else the machine does slows all of them. */
async function medians(actions) {
  const times = actions.map(() => []);
  for (let round = 0; round < ROUNDS + 2; round++) {
    for (const [index, action] of actions.entries()) {
      const started = performance.now();
      await action();
      // The first two only warm up.
      if (round >= 2) times[index].push(performance.now() - started);
    }
  }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]);
}

function loadSources() {
  const contents = `
    export { AppRepository } from "./src/domain/apps/storage/appRepository";
    export { serialiseAppFile } from "./src/domain/apps/storage/appFile";
    export { atomicFiles } from "./src/node/atomicFiles";
    export { journalFiles } from "./src/node/journalFiles";
    export { sampleApp } from "./test/unit/apps/sampleApp";`;
  return bundled(contents);
}
